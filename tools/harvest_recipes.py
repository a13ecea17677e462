"""Runs inside a lane: how to build one instance of every distribution, in each parametrisation.

Values go by the parameter's name; only where a family means something else by a name does it
have a row of its own. A family this module has never heard of is built all the same as long as
its parameters have familiar names.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpyro.distributions as dist
from numpyro.distributions import constraints, transforms

# Of each of these a call gives exactly one.
_ALTERNATIVES = (
    ("probs", "logits"),
    ("covariance_matrix", "precision_matrix", "scale_tril"),
    ("scale_matrix", "rate_matrix", "scale_tril"),
    ("correlation_matrix", "correlation_cholesky"),
    ("correlation", "weighted_correlation"),
    ("gate", "gate_logits"),
)
# Of these a call gives any or none.
_OPTIONAL = ("low", "high")

_PAIR = [[1.0, 0.3], [0.3, 1.0]]
_TRIL = [[1.0, 0.0], [0.3, 0.9]]
_ADJACENCY = [[0.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]

Value = Callable[[], Any]


def _array(value: Any) -> Value:
    return lambda: jnp.array(value)


def _plain(value: Any) -> Value:
    return lambda: value


def _normal() -> dist.Distribution:
    return dist.Normal(0.1, 1.2)


def _normals() -> dist.Distribution:
    return dist.Normal(jnp.array([-1.0, 0.2, 1.5]), 1.0)


def _weights() -> dist.Distribution:
    return dist.Categorical(logits=jnp.array([0.1, 0.2, 0.3]))


_VALUES: dict[str, Value] = {
    **{
        name: _plain(value)
        for name, value in {
            "alpha": 1.8,
            "asymmetry": 1.2,
            "concentration": 2.1,
            "concentration0": 1.7,
            "concentration1": 2.3,
            "correlation": 0.3,
            "df": 5.0,
            "dimension": 3,
            "event_dim": 0,
            "event_shape": (3,),
            "gate": 0.3,
            "gate_logits": -0.4,
            "high": 1.5,
            "loc": 0.1,
            "log_density": 0.0,
            "log_factor": 0.2,
            "logits": 0.4,
            "low": 0.2,
            "mask": True,
            "mean": 0.4,
            "n": 3,
            "num_steps": 3,
            "phi_concentration": 2.0,
            "phi_loc": 0.1,
            "predictor": 0.3,
            "probs": 0.4,
            "psi_concentration": 1.5,
            "psi_loc": 0.2,
            "quantile": 0.4,
            "rate": 1.4,
            "reinterpreted_batch_ndims": 1,
            "scale": 0.8,
            "temperature": 0.6,
            "total_count": 5,
            "v": 0.5,
            "weighted_correlation": 0.4,
            "batch_shape": (),
            "censored": True,
            "left_censored": False,
            "right_censored": False,
        }.items()
    },
    "adj_matrix": _array(_ADJACENCY),
    "base_dist": _normal,
    "base_distribution": _normal,
    "component_distribution": _normals,
    "component_distributions": lambda: [_normal(), dist.Normal(1.0, 0.5), dist.Normal(2.0, 1.0)],
    "conditional_precision": _plain(1.2),
    "correlation_cholesky": _array([[1.0, 0.0], [0.6, 0.8]]),
    "correlation_matrix": _array(_PAIR),
    "cov_diag": _array([0.5, 0.6]),
    "cov_factor": _array([[0.3], [0.2]]),
    "covariance_matrix": _array(_PAIR),
    "cutpoints": _array([-0.5, 0.8]),
    "init_dist": _normal,
    "marginal_dist": lambda: dist.Beta(jnp.array([2.0, 2.5]), 1.5),
    "mixing_distribution": _weights,
    "precision_matrix": _array(_PAIR),
    "rate_matrix": _array(_PAIR),
    "scale_matrix": _array(_PAIR),
    "scale_tril": _array(_TRIL),
    "scale_tril_column": _array(_TRIL),
    "scale_tril_row": _array(_TRIL),
    "sde_fn": _plain(lambda x, t: (-x, 0.3)),
    "skewness": _array([0.2, 0.1]),
    "support": _plain(constraints.real),
    "t": _array([0.0, 0.1, 0.2]),
    "transforms": lambda: [transforms.ExpTransform()],
}

_WEIGHTS = {"probs": _array([0.2, 0.3, 0.5]), "logits": _array([0.1, 0.4, -0.2])}
_VECTOR = {"loc": _array([0.1, -0.2])}
_GAMMA = {"base_dist": lambda: dist.Gamma(2.0, 1.0)}
_POSITIVE = {"base_dist": lambda: dist.Exponential(1.2)}
_COUNTS = {"concentration": _array([1.5, 2.0])}
_WIDE = {"concentration": _plain(4.0)}

# Only in some releases.
_LATER: dict[str, dict[str, Value]] = {
    "CirculantNormal": {"loc": _array([0.1, 0.2, 0.3]), "covariance_row": _array([1.0, 0.3, 0.3])},
    "Dagum": {"sharpness": _plain(2.0)},
    "GaussianStateSpace": {"transition_matrix": _array([[0.8, 0.1], [0.0, 0.7]])},
    "LowerTruncatedPowerLaw": {"alpha": _plain(-1.8)},
}

_ROWS: dict[str, dict[str, Value]] = {
    **dict.fromkeys(("Categorical", "CategoricalProbs", "CategoricalLogits"), _WEIGHTS),
    **dict.fromkeys(("Multinomial", "MultinomialProbs", "MultinomialLogits"), _WEIGHTS),
    **dict.fromkeys(
        ("MultivariateNormal", "MultivariateStudentT", "LowRankMultivariateNormal"), _VECTOR
    ),
    **dict.fromkeys(("Dirichlet", "DirichletMultinomial"), _COUNTS),
    **dict.fromkeys(("Wishart", "WishartCholesky"), _WIDE),
    **dict.fromkeys(
        ("LeftTruncatedGamma", "RightTruncatedGamma", "TwoSidedTruncatedGamma"), _GAMMA
    ),
    **dict.fromkeys(
        ("LeftCensoredDistribution", "RightCensoredDistribution", "IntervalCensoredDistribution"),
        _POSITIVE,
    ),
    **_LATER,
    "CAR": {"loc": _array([0.0, 0.1, 0.2]), "correlation": _plain(0.4)},
    "DiscreteUniform": {"low": _plain(0), "high": _plain(4)},
    "DoublyTruncatedPowerLaw": {"low": _plain(0.5), "high": _plain(3.0)},
    "ImproperUniform": {"event_shape": _plain(())},
    "Independent": {"base_dist": _normals},
    "MatrixNormal": {"loc": _array([[0.1, 0.2], [0.3, 0.4]])},
    "ProjectedNormal": {"concentration": _array([0.5, 1.0])},
    "SineSkewed": {
        "base_dist": lambda: dist.Independent(dist.VonMises(jnp.array([0.1, 0.3]), 1.5), 1)
    },
    "ZeroInflatedDistribution": {"base_dist": lambda: dist.Poisson(2.0)},
    "ZeroInflatedProbs": {"base_dist": lambda: dist.Poisson(2.0)},
    "ZeroInflatedLogits": {"base_dist": lambda: dist.Poisson(2.0)},
}

# Further instances of a family whose behaviour may hang on what it is given.
_VARIANTS: dict[str, dict[str, dict[str, Value]]] = {
    name: {
        "Cauchy": {"base_dist": lambda: dist.Cauchy(0.1, 1.2)},
        "Laplace": {"base_dist": lambda: dist.Laplace(0.1, 1.2)},
        "Logistic": {"base_dist": lambda: dist.Logistic(0.1, 1.2)},
        "SoftLaplace": {"base_dist": lambda: dist.SoftLaplace(0.1, 1.2)},
        "StudentT": {"base_dist": lambda: dist.StudentT(4.0, 0.1, 1.2)},
    }
    for name in (
        "TruncatedDistribution",
        "LeftTruncatedDistribution",
        "RightTruncatedDistribution",
        "TwoSidedTruncatedDistribution",
    )
}

# A part that leaks by itself, put where a family takes another distribution.
LEAKY_PARTS: dict[str, Value] = {
    "base_dist": lambda: dist.TruncatedNormal(0.1, 1.2, low=0.0),
    "base_distribution": lambda: dist.TruncatedNormal(0.1, 1.2, low=0.0),
    "component_distribution": lambda: dist.TruncatedNormal(
        jnp.array([0.5, 1.0, 1.5]), 1.0, low=0.0
    ),
    "component_distributions": lambda: [
        dist.TruncatedNormal(0.1 * k, 1.0, low=0.0) for k in range(3)
    ],
    "init_dist": lambda: dist.TruncatedNormal(0.1, 1.2, low=0.0),
    "mixing_distribution": lambda: dist.Categorical(probs=jnp.array([0.2, 0.3, 0.5])),
}
_LEAKY_ROWS: dict[str, dict[str, Value]] = {
    "Independent": {"base_dist": lambda: dist.TruncatedNormal(jnp.array([0.5, 1.0]), 1.0, low=0.0)},
    "ZeroInflatedDistribution": {"base_dist": lambda: dist.Categorical(probs=jnp.ones(3) / 3)},
    "ZeroInflatedProbs": {"base_dist": lambda: dist.Categorical(probs=jnp.ones(3) / 3)},
    "ZeroInflatedLogits": {"base_dist": lambda: dist.Categorical(probs=jnp.ones(3) / 3)},
}


class Recipe(NamedTuple):
    """One way to build a family.

    Parameters
    ----------
    given
        The parameters given, of those that tell parametrisations apart.
    variant
        Which other value is given than usual, in a word.
    part
        The parameter that receives a leaking distribution.
    values
        What is given.
    """

    given: tuple[str, ...]
    variant: str
    part: str
    values: dict[str, Value]

    def arguments(self) -> dict[str, Any]:
        """Fresh arguments."""
        return {key: value() for key, value in self.values.items()}


def recipes(name: str, factory: Callable[..., Any]) -> Iterator[Recipe]:
    """Every parametrisation of a family, by the last part of its name."""
    parameters = inspect.signature(factory).parameters
    row = {**_VALUES, **_ROWS.get(name, {})}
    leaky = {**LEAKY_PARTS, **_LEAKY_ROWS.get(name, {})}
    choices: list[list[tuple[str, ...]]] = []
    chosen: set[str] = set()
    optional = [
        [key for key in group if key in parameters and parameters[key].default is None]
        for group in _ALTERNATIVES
    ]
    # Two groups share a parameter: the one that is there in full is meant.
    for present in sorted(optional, key=len, reverse=True):
        if present and not chosen.intersection(present):
            choices.append([(key,) for key in present])
            chosen.update(present)
    for key in _OPTIONAL:
        if key in parameters and parameters[key].default is None:
            choices.append([(), (key,)])
            chosen.add(key)
    always = [
        key
        for key, parameter in parameters.items()
        if key not in chosen and key in row and parameter.default is not None
    ]
    for combination in itertools.product(*choices):
        given = tuple(itertools.chain.from_iterable(combination))
        values = {key: row[key] for key in (*always, *given)}
        yield Recipe(given, "", "", values)
        for variant, changed in _VARIANTS.get(name, {}).items():
            yield Recipe(given, variant, "", {**values, **changed})
        for part in values:
            if part in leaky:
                yield Recipe(given, "", part, {**values, part: leaky[part]})


def try_to_build(factory: Callable[..., Any]) -> bool:
    """Whether calling it gives a distribution."""
    try:
        first = next(recipes(getattr(factory, "__name__", ""), factory))
        return isinstance(factory(**first.arguments()), dist.Distribution)
    except Exception:  # whatever goes wrong, it is not known to give one
        return False
