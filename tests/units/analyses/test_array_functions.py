"""The functions of arrays whose results have shapes that follow from their arguments'."""

from __future__ import annotations

import pytest

from nplint.domains.shape import MANY, Shape
from tests.units.analyses.test_site_shapes import assert_shape

# ``x`` has the shape (20,), ``y`` too, ``X`` has (20, 3).
_OF_ONE = (
    "abs arctan asarray array cos cosh cumsum exp expm1 float32 float64 int32 isfinite isnan log "
    "log10 log1p nan_to_num negative ones_like round sign sin sinh sort sqrt square tan tanh "
    "zeros_like"
)
_OF_TWO = "add divide maximum minimum multiply power subtract"
_OF_A_NETWORK = "elu gelu leaky_relu log_sigmoid log_softmax relu sigmoid softmax softplus"
_REDUCING = "sum mean std var min max median prod"
_METHODS = ("astype(float)", "block_until_ready()", "clip(0, 1)", "copy()", "round()")
_OPERATORS = ("+", "-", "*", "/", "//", "%", "**", "<", ">", "<=", ">=", "==", "!=")
# What stands before the shape in a call of a sampler.
_OF_JAX = {
    **dict.fromkeys(("normal", "uniform", "exponential", "gumbel", "laplace", "logistic")),
    **dict.fromkeys(("cauchy", "rademacher")),
    **dict.fromkeys(("bernoulli", "poisson", "gamma", "choice"), "1, "),
    **dict.fromkeys(("beta", "binomial"), "1, 1, "),
}
_OF_NUMPY = {
    **dict.fromkeys(("random", "standard_normal")),
    **dict.fromkeys(("choice", "exponential", "poisson"), "1, "),
    **dict.fromkeys(("binomial", "gamma", "normal", "randint", "uniform"), "1, 1, "),
}
_OF_TABLES = (
    "assign astype clip copy drop_duplicates dropna fillna head query reset_index round sample "
    "set_index sort_index sort_values tail"
)
_NO_COLUMNS = "at columns dtypes empty iat iloc index loc plot shape style"
EXPRESSIONS: dict[str, Shape | None] = {
    **{f"table.{name}()[['a', 'b']].values": (MANY, 2) for name in _OF_TABLES.split()},
    **{f"table.{name}": None for name in _NO_COLUMNS.split()},
    "table.ndim": (),
    "table.size": (),
    "table.T": (None, MANY),
    "table.size_of_it": (MANY,),
    **{f"jnp.{name}(x)": (20,) for name in _OF_ONE.split()},
    **{f"np.{name}(x)": (20,) for name in _OF_ONE.split()},
    **{f"jnp.{name}(x, y[:, None])": (20, 20) for name in _OF_TWO.split()},
    **{f"jax.nn.{name}(x)": (20,) for name in _OF_A_NETWORK.split()},
    "jax.scipy.special.expit(x)": (20,),
    "jax.scipy.special.logit(x)": (20,),
    "jnp.clip(x, 0.0, 1.0)": (20,),
    "jnp.where(x > 0.0, x, y[:, None])": (20, 20),
    **{f"jnp.{name}((4, 2))": (4, 2) for name in ("zeros", "ones", "empty")},
    "jnp.full((4, 2), 1.0)": (4, 2),
    "jnp.arange(3)": (3,),
    "jnp.linspace(0.0, 1.0, 5)": (5,),
    "jnp.logspace(0.0, 1.0, 5)": (5,),
    "jnp.matmul(X, jnp.ones(3))": (20,),
    **{f"jnp.{name}(X, axis=1)": (20,) for name in _REDUCING.split()},
    **{f"X.{name}(0)": (3,) for name in _REDUCING.split() if name != "median"},
    "jax.scipy.special.logsumexp(X, axis=1)": (20,),
    **{f"x.{method}": (20,) for method in _METHODS},
    "X.flatten()": (60,),
    **{f"x {operator} y[:, None]": (20, 20) for operator in _OPERATORS},
    **{f"random.{name}(key, {first or ''}(7,))": (7,) for name, first in _OF_JAX.items()},
    "random.randint(key, (7,), 0, 3)": (7,),
    "random.choice(key, x)": (),
    "random.poisson(key, X)": (20, 3),
    "random.normal(key)": (),
    "np.random.binomial(3, x)": (20,),
    "np.random.randn()": (),
    "np.random.rand(2, 3)": (2, 3),
    **{f"np.random.{name}({first or ''}7)": (7,) for name, first in _OF_NUMPY.items()},
    "np.random.default_rng(0).integers(0, 3, 7)": (7,),
}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_the_shape_of_a_result(expression: str) -> None:
    assert_shape(expression, EXPRESSIONS[expression])
