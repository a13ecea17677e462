"""Supports of distributions among the values of a program, with the numbers that bound them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nplint import numpyro_api
from nplint.libraries.numpyro import BoundCall, bind_call, entry_of, family_of
from nplint.numpyro_api import Constraint, Entry
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import BoundExpr, External, Instance, Value

# Constraints of single numbers without arguments, by their least and greatest value.
_ENDS = {
    "real": (-math.inf, math.inf),
    "positive": (0.0, math.inf),
    "softplus_positive": (0.0, math.inf),
    "nonnegative": (0.0, math.inf),
    "unit_interval": (0.0, 1.0),
    "circular": (-math.pi, math.pi),
    "boolean": (0.0, 1.0),
    "nonnegative_integer": (0.0, math.inf),
    "positive_integer": (1.0, math.inf),
}
# Constraints with arguments, by the end that each of these is.
_BOUNDED = {
    "greater_than": ("low",),
    "greater_than_eq": ("low",),
    "less_than": ("high",),
    "less_than_eq": ("high",),
    "interval": ("low", "high"),
    "open_interval": ("low", "high"),
    "integer_interval": ("low", "high"),
}
_INTEGERS = frozenset({"boolean", "nonnegative_integer", "positive_integer", "integer_interval"})
_OPEN = frozenset({"positive", "softplus_positive", "open_interval", "greater_than", "less_than"})
_FREE = frozenset({"real_vector", "real_matrix"})
_CONSTRAINTS = "numpyro.distributions.constraints."
_DISCRETE_UNIFORM = "numpyro.distributions.DiscreteUniform"


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers that a constraint allows each element to be.

    Parameters
    ----------
    low, high
        The ends; NaN for one that is a number which is not known.
    is_open
        Whether the ends themselves are outside.
    is_integer
        Whether only whole numbers are inside.
    """

    low: float
    high: float
    is_open: bool = False
    is_integer: bool = False

    def exceeds(self, other: Range) -> bool:
        """Tell whether it surely reaches beyond the ends of another one."""
        below = self.low < other.low or (self.low == -math.inf and math.isnan(other.low))
        above = self.high > other.high or (self.high == math.inf and math.isnan(other.high))
        return below or above

    def excludes(self, number: float) -> bool:
        """Tell whether a number is surely none of them."""
        if number < self.low or number > self.high:
            return True
        if self.is_open and number in (self.low, self.high):
            return True
        return self.is_integer and number != math.floor(number)


def support_of(evaluator: Evaluator, value: Value) -> Constraint | None:
    """Return the support of the family that a distribution is of, if it is that family's own.

    It is not where it depends on another distribution that is put in.
    """
    family = family_of(value)
    entry = entry_of(family) if family is not None else None
    if family is None or entry is None or not _has_own_support(entry):
        return None
    bound = bind_call(evaluator, entry, family.call, family.frame)
    facts = numpyro_api.family(entry.name, entry.releases[-1])
    return facts.support(bound.given(evaluator)) if facts and bound.complete else None


def support_text(evaluator: Evaluator, value: Value) -> str | None:
    """Return the support of a distribution in NumPyro's terms: ``greater_than(0.5)``.

    Where it names a parameter its number stands, or ``?`` if that is not known.
    """
    support, family = support_of(evaluator, value), family_of(value)
    entry = entry_of(family) if family is not None else None
    if isinstance(value, Instance):
        return _declared(evaluator, value)
    if support is None or family is None or entry is None:
        return None
    bound = bind_call(evaluator, entry, family.call, family.frame)
    return _with_numbers(evaluator, support, bound, entry)


def _declared(evaluator: Evaluator, value: Instance) -> str | None:
    """Return the support that a distribution of the project declares as an attribute."""
    found = evaluator.objects.attribute(value, "support", value.frame)
    only = found[0] if len(found) == 1 else None
    if isinstance(only, External) and only.name.startswith(_CONSTRAINTS):
        return only.name.removeprefix(_CONSTRAINTS)
    return None


def _with_numbers(
    evaluator: Evaluator, constraint: Constraint, bound: BoundCall, entry: Entry
) -> str:
    if constraint.name == "independent":
        base = numpyro_api.read_constraint(constraint.arguments[0])
        inner = "?" if base is None else _with_numbers(evaluator, base, bound, entry)
        return f"independent({inner}, {', '.join(constraint.arguments[1:])})"
    if constraint.name not in _BOUNDED:
        return str(constraint)
    numbers = [_number(evaluator, text, bound, entry) for text in constraint.arguments]
    if constraint.name == "integer_interval" and entry.name != _DISCRETE_UNIFORM:
        numbers[1:] = [math.nan]  # the number of categories of the instance that was built
    told = ", ".join("?" if math.isnan(each) else f"{each:g}" for each in numbers)
    return f"{constraint.name}({told})"


def range_of(evaluator: Evaluator, value: Value) -> Range | None:
    """Return the numbers that single elements of a distribution's draws may be."""
    support, family = support_of(evaluator, value), family_of(value)
    entry = entry_of(family) if family is not None else None
    if support is None or family is None or entry is None:
        return None
    bound = bind_call(evaluator, entry, family.call, family.frame)
    return range_within(evaluator, support, bound, entry)


def range_within(
    evaluator: Evaluator, constraint: Constraint, bound: BoundCall, entry: Entry
) -> Range | None:
    """Return the numbers that a constraint allows, of single elements; None if it has no ends.

    Parameters
    ----------
    evaluator
        Says what the arguments are.
    constraint
        The constraint.
    bound, entry
        The call whose arguments it may name, and what is called.
    """
    if constraint.name == "independent":
        base = numpyro_api.read_constraint(constraint.arguments[0])
        return range_within(evaluator, base, bound, entry) if base is not None else None
    is_open, is_integer = constraint.name in _OPEN, constraint.name in _INTEGERS
    if constraint.name in _FREE:
        return Range(-math.inf, math.inf)
    if constraint.name in _ENDS:
        return Range(*_ENDS[constraint.name], is_open, is_integer)
    names = _BOUNDED.get(constraint.name)
    if names is None or len(names) != len(constraint.arguments):
        return None
    ends = {"low": -math.inf, "high": math.inf}
    for name, text in zip(names, constraint.arguments, strict=True):
        ends[name] = _number(evaluator, text, bound, entry)
    if constraint.name == "integer_interval" and "total_count" not in constraint.arguments[1]:
        if entry.name != _DISCRETE_UNIFORM:
            ends["high"] = math.nan  # the number of categories of the instance that was built
    return Range(ends["low"], ends["high"], is_open, is_integer)


def _number(evaluator: Evaluator, text: str, bound: BoundCall, entry: Entry) -> float:
    """Return the number that a constraint's argument is: a literal, or that of a parameter."""
    try:
        return float(text)
    except ValueError:
        pass
    argument = bound.get(text)
    if argument is not None:
        return number_of(evaluator, argument)
    parameter = entry.parameter(text)
    try:
        return float(parameter.default) if parameter and parameter.default else math.nan
    except ValueError:
        return math.nan


def number_of(evaluator: Evaluator, argument: BoundExpr) -> float:
    """Return the number that an argument surely is; NaN for all else."""
    literals = evaluator.literals(argument.expr, argument.frame) if not argument.path else None
    only = literals[0] if literals and len(literals) == 1 else None
    return float(only) if isinstance(only, (int, float)) else math.nan


def _has_own_support(entry: Entry) -> bool:
    """Tell whether the support of a family does not depend on what it is made of."""
    facts = numpyro_api.family(entry.name, entry.releases[-1])
    if facts is None or not facts.constraints or entry.name.endswith((".Delta", ".Unit")):
        return False
    return not any(
        "dist" in each.name or each.name in ("support", "fn", "transforms")
        for each in entry.parameters
    )
