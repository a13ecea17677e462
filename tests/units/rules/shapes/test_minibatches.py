"""Steps of SVI: which of them are given another part of the data each time."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

PROGRAM = """
import tqdm, tqdm.auto, tqdm.notebook
rng = np.random.default_rng(0)
def model(y):
    mu = numpyro.sample("mu", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y){mark}
svi = SVI(model, AutoNormal(model), optim.Adam(0.1), Trace_ELBO())
state = svi.init(key, data[:20])
n = len(data)
{training}
"""
LOOP = """
for {name} in {source}:
    key, subkey = random.split(key)
    {before}
    state, loss = svi.update(state, {given})
"""
MARK = "  # NPL207"


def trained(training: str, mark: str = MARK) -> None:
    check("NPL207", PROGRAM.format(training=training, mark=mark))


def looped(given: str, name: str = "i", source: str = "range(9)", before: str = "pass") -> str:
    return LOOP.format(name=name, source=source, before=before, given=given)


@pytest.mark.parametrize(
    "given",
    [
        "data[i : i + 20]", "data[20 * i : 20 * (i + 1)]", "data[i]", "(data[i], 0)[0]",
        "jax.lax.dynamic_slice(data, (i,), (20,))", "jax.lax.dynamic_slice_in_dim(data, i, 20)",
        "jax.lax.dynamic_index_in_dim(data, i)", "next(batches)",
        "jnp.take(data, i)", "np.take(data, order[i])", "data[random.permutation(subkey, n)[:20]]",
        "jax.random.choice(subkey, data, (20,))", "random.choice(subkey, data[i], (20,))",
        "jnp.asarray(data[i])", "np.array(data[i])", "jax.device_put(data[i])",
        "jnp.take(data, np.random.choice(n, 20) + i)",
        "data[i].copy()", "{'y': data[i]}['y']",
    ],
)  # fmt: skip
def test_a_part_that_is_cut_out(given: str) -> None:
    trained(looped(given))


@pytest.mark.parametrize(
    "before",
    [
        "batch = data[i]",
        "index = i + 1; batch = data[index]",
        "rows = np.random.choice(n, 20); batch = data[rows]",
        "rows = random.randint(subkey, (20,), 0, n); batch = data[rows]",
        "rows = jax.random.choice(subkey, n, (20,)); batch = jnp.take(data, rows)",
        "rows = np.random.randint(0, n, 20); batch = jnp.asarray(data)[rows]",
        "batch = data[i]; batch = jnp.log(batch)",
    ],
)
def test_a_part_that_has_a_name(before: str) -> None:
    trained(looped("batch", before=before))


@pytest.mark.parametrize(
    "training",
    [
        looped("batch", "batch", "batches"),
        looped("batch", "batch", "loader(data)"),
        looped("batch[0]", "batch", "loader"),
        looped("batch['y']", "batch", "loader"),
        looped("batch", "i, batch", "enumerate(batches)"),
        looped("data[i]", "i", "jnp.arange(9)"),
        """
def step(state, batch):
    return svi.update(state, batch)
state, losses = jax.lax.scan(step, state, batches)
""",
        """
def step(i, state):
    return svi.update(state, jax.lax.dynamic_index_in_dim(data, i))[0]
state = jax.lax.fori_loop(0, 9, step, state)
""",
        """
def step(i, state):
    return svi.update(state, data[i])[0]
state = jax.lax.fori_loop(0, 9, step, state)
""",
        """
def step(state, batch):
    return svi.update(state, batch)
for i in range(9):
    state, loss = step(state, data[i])
""",
        """
for i in range(9):
    state, loss = svi.stable_update(state, data[i])
""",
        """
update = jax.jit(svi.update)
for i in range(9):
    state, loss = update(state, data[i])
""",
        """
for i in range(9):
    state, loss = svi.update(state, y=data[i])
""",
        """
while state is not None:
    batch = data[np.random.choice(n, 20)]
    state, loss = svi.update(state, batch)
""",
    ],
)
def test_loops_over_parts(training: str) -> None:
    trained(training)


@pytest.mark.parametrize(
    "training",
    [
        *(looped("i", "i", source) for source in
          ("range(9)", "np.arange(9)", "jnp.arange(9)", "tqdm.trange(9)", "tqdm.auto.trange(9)",
           "tqdm.notebook.trange(9)", "trange(9)", "[data, data]")),
        looped("i", "i, batch", "enumerate(batches)"),
        looped("data"), looped("data[:20]"), looped("data[0]"), looped("data.copy()"),
        looped("data[rows]"), looped("jnp.asarray(data)"), looped("jnp.take(data, 3)"),
        looped("tables[0]"), looped("{'y': data}['y']"), looped("data[n]"),
        # As many as there are, drawn anew: a bootstrap.
        *(looped("batch", before=f"rows = {rows}; batch = data[rows]") for rows in
          ("np.random.choice(n, n)", "np.random.choice(n, size=n)", "np.random.randint(0, n, n)",
           "np.random.randint(0, len(data), len(data))", "rng.integers(0, n, n)",
           "rng.integers(0, n, size=n)", "random.choice(subkey, n, (n,))",
           "random.randint(subkey, (n,), 0, n)", "random.permutation(subkey, n)",
           "np.random.permutation(n)", "rng.permutation(n)",
           "random.randint(subkey, (len(data),), 0, 9)", "np.random.choice(9, data.shape[0])",
           "np.random.choice(9, data.size)")),
        looped("np.random.choice(data, len(data))"),
        looped("random.choice(subkey, data, (len(data),))"),
        looped("jnp.take(data, np.random.choice(n, n))"),
        # One optimisation for each of them.
        """
for batch in batches:
    state = svi.init(key, batch)
    state, loss = svi.update(state, batch)
""",
        """
def step(state, batch):
    return svi.update(state, batch)
step(state, data)
""",
        """
def step(state, _):
    return svi.update(state, data)
state, losses = jax.lax.scan(step, state, None, 9)
""",
        "state, loss = svi.evaluate(state, data[n:])",
        "state, loss = other.update(state, data[n:])",
    ],
)  # fmt: skip
def test_steps_that_are_given_all_data(training: str) -> None:
    trained(training, "")
