# `.at` of an object of one's own, whose `set` does something.
import jax.numpy as jnp
import numpyro.distributions as dist


class Board:
    def __init__(self):
        self.cells = {}

    @property
    def at(self):
        return self

    def __getitem__(self, index):
        self._index = index
        return self

    def set(self, value):
        self.cells[self._index] = value


board = Board()
board.at[0].set(1.0)
board.at[1].set(jnp.array(2.0))
assert set(board.cells) == {0, 1}
model_scale = jnp.ones(3).at[0].set(float(board.cells[1]))
d = dist.Normal(0.0, model_scale)
assert d.batch_shape == (3,)
