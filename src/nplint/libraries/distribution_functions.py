"""Cumulative distribution functions of priors that are given by numbers."""

from __future__ import annotations

import math
from collections.abc import Callable

from nplint.libraries.numpyro import bind_call, entry_of
from nplint.libraries.supports import number_of
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import CallResult


def _normal(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


def _cauchy(x: float) -> float:
    return 0.5 + math.atan(x) / math.pi


def _laplace(x: float) -> float:
    return 0.5 * math.exp(x) if x < 0 else 1.0 - 0.5 * math.exp(-x)


def _logistic(x: float) -> float:
    return 0.5 * (1.0 + math.tanh(0.5 * x))


def _gumbel(x: float) -> float:
    return math.exp(-math.exp(-x)) if x > -700.0 else 0.0


# By family: the function of what is standardised by ``loc`` and ``scale``.
_OF_LOC_AND_SCALE: dict[str, Callable[[float], float]] = {
    "Normal": _normal,
    "Cauchy": _cauchy,
    "Laplace": _laplace,
    "Logistic": _logistic,
    "Gumbel": _gumbel,
}
# By family: the function of a value above zero that is divided by ``scale``.
_OF_SCALE: dict[str, Callable[[float], float]] = {
    "HalfNormal": lambda x: 2.0 * _normal(x) - 1.0,
    "HalfCauchy": lambda x: 2.0 * _cauchy(x) - 1.0,
}


def chance_below(evaluator: Evaluator, family: CallResult, number: float) -> float | None:
    """Return the probability that a draw is below a number; None where that is not known.

    Parameters
    ----------
    evaluator
        Says what the arguments of the family are.
    family
        The call of the distribution.
    number
        The number, which may be infinite.
    """
    entry, name = entry_of(family), family.short_name
    if entry is None:
        return None
    call = bind_call(evaluator, entry, family.call, family.frame)

    def given(parameter: str) -> float:
        argument = call.get(parameter)
        if argument is not None:
            return number_of(evaluator, argument)
        default = entry.parameter(parameter)
        text = default.default if default is not None else None
        return float(text) if text and call.complete and _is_number(text) else math.nan

    found = _at(name, given, number)
    return None if found is None or math.isnan(found) else found


def _at(name: str, given: Callable[[str], float], x: float) -> float | None:
    if math.isinf(x):
        return float(x > 0)
    if name in _OF_LOC_AND_SCALE:
        loc, scale = given("loc"), given("scale")
        return _OF_LOC_AND_SCALE[name]((x - loc) / scale) if scale > 0 else None
    if name in _OF_SCALE:
        scale = given("scale")
        return (_OF_SCALE[name](x / scale) if x > 0 else 0.0) if scale > 0 else None
    if name == "LogNormal":
        loc, scale = given("loc"), given("scale")
        return (_normal((math.log(x) - loc) / scale) if x > 0 else 0.0) if scale > 0 else None
    if name == "Exponential":
        rate = given("rate")
        return (1.0 - math.exp(-rate * x) if x > 0 else 0.0) if rate > 0 else None
    if name == "Uniform":
        low, high = given("low"), given("high")
        return min(max((x - low) / (high - low), 0.0), 1.0) if low < high else None
    return None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
