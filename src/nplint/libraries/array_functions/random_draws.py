"""Rows of draws of random numbers, and of keys."""

from __future__ import annotations

from typing import Any

from nplint.libraries.array_functions import dtype_transfers as dtypes
from nplint.libraries.array_functions import range_transfers as ranges
from nplint.libraries.array_functions import shape_transfers as shapes
from nplint.libraries.array_functions.array_function import (
    ArrayFunction,
    Operands,
    Result,
    named,
)
from nplint.libraries.array_functions.range_transfers import Drawn

_REAL, _UNIT = Drawn(), Drawn(0.0, 1.0)


def _drawn(
    words: str,
    range: ranges.Transfer,
    parameters: tuple[str, ...] = (),
    dtype: dtypes.Transfer = dtypes.default_float,
    **facets: Any,
) -> ArrayFunction:
    return ArrayFunction(
        named(words),
        Operands.NONE,
        shapes.drawn_of(*parameters),
        dtypes.or_asked(dtype),
        range,
        **facets,
    )


def _sized(
    words: str, range: ranges.Transfer, parameters: tuple[str, ...] = (), **facets: Any
) -> ArrayFunction:
    return ArrayFunction(
        named(words), Operands.NONE, shapes.sized_of(*parameters), dtypes.unknown, range, **facets
    )


def _key(words: str, shape: shapes.Transfer, **facets: Any) -> ArrayFunction:
    return ArrayFunction(
        named(words),
        Operands.NONE,
        shape,
        dtypes.key,
        ranges.anything,
        result=Result.KEY,
        rounds=False,
        **facets,
    )


ROWS = (
    _key("jr.PRNGKey", shapes.unknown),
    _key("jr.key", shapes.unknown),
    _key("jr.split", shapes.unknown),
    _key("jr.fold_in", shapes.unknown),
    _key("jr.clone", shapes.unknown),
    _drawn("jr.normal", _REAL),
    _drawn("jr.uniform", ranges.uniform, ("minval", "maxval")),
    _drawn("jr.truncated_normal", ranges.anything, ("lower", "upper")),
    _drawn("jr.exponential", ranges.drawn_not_negative),
    _drawn("jr.laplace", _REAL),
    _drawn("jr.logistic", _REAL),
    _drawn("jr.gumbel", _REAL),
    _drawn("jr.cauchy", _REAL),
    _drawn("jr.t", ranges.drawn_real, ("df",)),
    _drawn("jr.gamma", ranges.drawn_not_negative, ("a",)),
    _drawn("jr.loggamma", ranges.drawn_real, ("a",)),
    _drawn("jr.beta", ranges.drawn_unit, ("a", "b")),
    _drawn("jr.chisquare", ranges.drawn_not_negative, ("df",)),
    _drawn("jr.pareto", ranges.anything, ("b",)),
    _drawn("jr.weibull_min", ranges.drawn_not_negative, ("scale", "concentration")),
    ArrayFunction(
        named("jr.dirichlet"),
        Operands.NONE,
        shapes.drawn_vectors("alpha"),
        dtypes.or_asked(dtypes.default_float),
        ranges.drawn_unit,
    ),
    ArrayFunction(
        named("jr.multivariate_normal"),
        Operands.NONE,
        shapes.drawn_vectors("mean"),
        dtypes.unknown,
        ranges.drawn_real,
    ),
    _drawn("jr.bernoulli", ranges.truth, ("p",), dtypes.boolean),
    _drawn("jr.binomial", ranges.drawn_count, ("n", "p")),
    _drawn("jr.poisson", ranges.drawn_count, ("lam",), dtypes.index),
    _drawn("jr.geometric", ranges.drawn_count, ("p",), dtypes.index),
    _drawn("jr.rademacher", ranges.signs, dtype=dtypes.index),
    _drawn("jr.randint", ranges.whole_between, ("minval", "maxval"), dtypes.index),
    _drawn("jr.bits", ranges.counts, dtype=dtypes.unsigned),
    ArrayFunction(
        named("jr.categorical"),
        Operands.NONE,
        shapes.chosen_by("logits"),
        dtypes.index,
        ranges.counts,
    ),
    ArrayFunction(
        named("jr.choice"),
        Operands.NONE,
        shapes.picked,
        dtypes.unknown,
        ranges.picked,
    ),
    ArrayFunction(
        named("jr.permutation"),
        Operands.NONE,
        shapes.permuted,
        dtypes.unknown,
        ranges.permuted,
    ),
    # NumPy's, of the module and of generators.
    _sized("nr.normal nr.Generator.normal nr.RandomState.normal", _REAL, ("loc", "scale")),
    _sized("nr.standard_normal nr.Generator.standard_normal", _REAL),
    _sized("nr.uniform nr.Generator.uniform", ranges.uniform, ("low", "high")),
    _sized("nr.random|random_sample nr.Generator.random", _UNIT),
    ArrayFunction(named("nr.rand"), Operands.NONE, shapes.spread, dtypes.default_float, _UNIT),
    ArrayFunction(named("nr.randn"), Operands.NONE, shapes.spread, dtypes.default_float, _REAL),
    _sized("nr.randint", ranges.whole_between_sized, ("low", "high")),
    _sized("nr.Generator.integers", ranges.whole_between_sized, ("low", "high")),
    _sized("nr.exponential nr.Generator.exponential", ranges.drawn_not_negative, ("scale",)),
    _sized("nr.gamma nr.Generator.gamma", ranges.drawn_not_negative, ("shape", "scale")),
    _sized("nr.beta nr.Generator.beta", ranges.drawn_unit, ("a", "b")),
    _sized("nr.poisson nr.Generator.poisson", ranges.counts, ("lam",)),
    _sized("nr.binomial nr.Generator.binomial", ranges.counts, ("n", "p")),
    _sized("nr.lognormal nr.Generator.lognormal", ranges.drawn_not_negative, ("mean", "sigma")),
    _sized("nr.laplace nr.Generator.laplace", _REAL, ("loc", "scale")),
    _sized("nr.choice nr.Generator.choice", ranges.picked),
    ArrayFunction(
        named("nr.permutation nr.Generator.permutation"),
        Operands.NONE,
        shapes.permuted,
        dtypes.unknown,
        ranges.permuted,
    ),
    ArrayFunction(named("nr.multivariate_normal nr.Generator.multivariate_normal"), Operands.NONE),
)
