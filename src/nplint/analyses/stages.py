"""Stages of the values in a trace: which of them JAX traces, and which Python has.

JAX traces all that it computes while NumPyro runs a model, also from constants; NumPy's arrays,
the shapes of arrays and whatever is compared by ``is`` stay with Python.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from nplint.domains.stage import Stage, computed, joined
from nplint.facts import expressions as ex
from nplint.libraries.jax_arrays import computes_array
from nplint.libraries.numpyro import SAMPLE, family_of, is_distribution
from nplint.model.observation import Observation
from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.model.sites import NEUTRAL, Site
from nplint.model.traces import Trace
from nplint.records import record
from nplint.semantic.bounded_cache import BoundedCache
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.recursion import Guard
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    Container,
    Element,
    External,
    ExternalAttribute,
    Frame,
    Literal,
    MethodResult,
    OperatorResult,
    Value,
)

# Attributes of an array that say nothing of its values, and those that are its values.
_STATIC = frozenset({"shape", "ndim", "dtype", "size", "weak_type", "aval", "sharding"})
_VIEWS = frozenset({"T", "mT", "real", "imag", "at"})
_HOST_MODULES = ("numpy.", "math.", "scipy.", "pandas.")
# Functions of Python whose result is Python's own, whatever they are given.
_OF_HOST = frozenset(
    f"builtins.{name}"
    for name in ("bool", "callable", "chr", "complex", "float", "hasattr", "hash", "id", "int",
                 "isinstance", "issubclass", "len", "ord", "range", "repr", "str", "type")
)  # fmt: skip
_IDENTITY = frozenset({"is", "is not"})
_MEMBERSHIP = frozenset({"in", "not in"})
_DEEPEST = 40
# The number of runs whose stages are kept.
_RECENT_RUNS = 50


@record
class StagedValue:
    """The stage of a value.

    Parameters
    ----------
    stage
        The stage.
    origin
        For a traced value the site that it depends on, or else the call or operator of JAX that
        computes it.
    """

    stage: Stage
    origin: Site | CallResult | MethodResult | OperatorResult | None = None

    @property
    def site(self) -> Site | None:
        """The site that a traced value depends on, if one is known."""
        return self.origin if isinstance(self.origin, Site) else None


_UNKNOWN = StagedValue(Stage.UNKNOWN)
_HOST = StagedValue(Stage.HOST)


class Stages:
    """The stages of the values in the traces of runs."""

    def __init__(self, program: Program) -> None:
        self._of = BoundedCache(partial(_of_run, program), _RECENT_RUNS)

    def of(self, run: Run) -> RunStages:
        """Return the stages of one run's trace."""
        return self._of[run]


def _of_run(program: Program, run: Run) -> RunStages:
    return RunStages(program.evaluator, run, program.sites(run))


class RunStages:
    """Tells the stages of the values in one trace."""

    def __init__(self, evaluator: Evaluator, run: Run, trace: Trace) -> None:
        self.evaluator = evaluator
        self._is_traced = run.is_traced
        self._has_params = run.is_by("svi")
        self._sites = {(site.call, site.frame): site for site in trace.sites}
        self._known: dict[tuple[ex.Expr, Frame], StagedValue] = {}

    @Guard(otherwise=_UNKNOWN, deepest=_DEEPEST)
    def of(self, expr: ex.Expr, frame: Frame) -> StagedValue:
        """Return the stage of an expression: unknown if it may have several."""
        key = (expr, frame)
        if key not in self._known:
            self._known[key] = self.of_values(self.evaluator.values(expr, frame))
        return self._known[key]

    def of_bound(self, bound: BoundExpr) -> StagedValue:
        """Return the stage of a bound expression."""
        if bound.path:
            return self.of_values(self.evaluator.values_of(bound))
        return self.of(bound.expr, bound.frame)

    def traced_in(self, bound: BoundExpr) -> StagedValue | None:
        """Return a traced value that an expression is, or that a container holds, for certain."""
        staged = self.of_bound(bound)
        if staged.stage is Stage.TRACED:
            return staged
        values = self.evaluator.values_of(bound)
        only = values[0] if len(values) == 1 else None
        if not isinstance(only, Container):
            return None
        for _, entry in self.evaluator.containers.entries(only):
            held = self.of_bound(entry)
            if held.stage is Stage.TRACED:
                return held
        return None

    def of_values(self, values: Iterable[Value]) -> StagedValue:
        """Return the stage of what is one of several values."""
        found = [self._of_value(value) for value in values]
        stage = joined(each.stage for each in found)
        return _with_site(stage, found)

    def _of_value(self, value: Value) -> StagedValue:
        match value:
            case Literal():
                return StagedValue(Stage.CONSTANT)
            case External() | Container():
                return _HOST
            case CallResult():
                return self._of_call(value)
            case MethodResult(owner=owner, frame=frame):
                if is_distribution(owner):
                    drawn = not is_distribution(value)
                    return self._computed_by_jax(value, frame) if drawn else _UNKNOWN
                return self._of_owned(owner, value, value.attr not in ("item", "tolist"))
            case ExternalAttribute(owner=owner, attr=attr):
                if attr in _STATIC:
                    return _HOST
                return self._of_owned(owner, None, attr in _VIEWS)
            case Element(owner=owner):
                return self._of_owned(owner, None, True)
            case OperatorResult():
                return self._of_operator(value)
        return _UNKNOWN

    def _of_owned(self, owner: Value, made: MethodResult | None, keeps: bool) -> StagedValue:
        """Return the stage of something that an array gives."""
        staged = self._of_value(owner)
        if not keeps or staged.stage is Stage.CONSTANT:
            return _UNKNOWN
        if staged.stage is Stage.CONCRETE and made is not None:
            return self._computed_by_jax(made, made.frame)
        return staged if staged.stage is Stage.TRACED else _UNKNOWN

    def _of_call(self, made: CallResult) -> StagedValue:
        if made.name == SAMPLE:
            site = self._sites.get((made.call, made.frame))
            return self._of_site(site) if site is not None else _UNKNOWN
        if made.name == "numpyro.param" and self._has_params:
            site = self._sites.get((made.call, made.frame))
            free = site is not None and site.stands_in_only(NEUTRAL)
            return StagedValue(Stage.TRACED, site) if free else _UNKNOWN
        if computes_array(made.name):
            return self._computed_by_jax(made, made.frame)
        if made.name.startswith(_HOST_MODULES) or made.name in _OF_HOST:
            return _HOST
        return _UNKNOWN

    def _of_site(self, site: Site) -> StagedValue:
        """Return the stage of a draw: JAX traces it unless it is data or a handler's value."""
        if site.observation is Observation.LATENT and site.stands_in_only(NEUTRAL):
            return StagedValue(Stage.TRACED, site) if self._is_traced else _UNKNOWN
        obs = site.arguments.get("obs")
        if site.observation is Observation.OBSERVED and obs is not None:
            return self.of_bound(obs)
        return _UNKNOWN

    def _computed_by_jax(self, made: CallResult | MethodResult, frame: Frame) -> StagedValue:
        """Return the stage of what JAX computes: in a trace it is traced, whatever it is of."""
        if not frame.in_trace:
            outside = frame.scope.kind == "module"
            return StagedValue(Stage.CONCRETE) if outside else _UNKNOWN
        if not self._is_traced:
            return _UNKNOWN
        calls = [made, family_of(made.owner) if isinstance(made, MethodResult) else None]
        arguments = [
            BoundExpr(argument.value, each.frame)
            for each in calls
            if each is not None
            for argument in each.call.arguments
        ]
        found = [self.traced_in(each) or _UNKNOWN for each in arguments]
        if isinstance(made, MethodResult) and not is_distribution(made.owner):
            found.append(self._of_value(made.owner))
        origin = next((each.site for each in found if each.site is not None), None)
        return StagedValue(Stage.TRACED, origin or made)

    def _of_operator(self, value: OperatorResult) -> StagedValue:
        expr, frame = value.expr, value.frame
        if isinstance(expr, ex.Subscript):
            owner = self.of(expr.value, frame)
            if owner.stage is Stage.TRACED:
                return owner
            concrete = owner.stage is Stage.CONCRETE and frame.in_trace and self._is_traced
            return StagedValue(Stage.TRACED, value) if concrete else _UNKNOWN
        if expr.operator in _IDENTITY or expr.operator == "not":
            return _HOST
        found = [self.of(operand, frame) for operand in expr.operands]
        if expr.operator in _MEMBERSHIP:
            return _HOST if all(each.stage.is_on_host for each in found) else _UNKNOWN
        if any(_is_no_number(self.evaluator, operand, frame) for operand in expr.operands):
            return _UNKNOWN
        stage = computed((each.stage for each in found), frame.in_trace and self._is_traced)
        staged = _with_site(stage, found)
        fresh = stage is Stage.TRACED and staged.origin is None
        return StagedValue(stage, value) if fresh else staged


def _with_site(stage: Stage, found: list[StagedValue]) -> StagedValue:
    """Return a stage with the origin of a traced value, a site before what JAX computes."""
    if stage is not Stage.TRACED:
        return StagedValue(stage)
    origins = [each.origin for each in found if each.stage is Stage.TRACED]
    sites = [each for each in origins if isinstance(each, Site)]
    found_origins = [each for each in (*sites, *origins) if each is not None]
    return StagedValue(stage, found_origins[0] if found_origins else None)


def _is_no_number(evaluator: Evaluator, expr: ex.Expr, frame: Frame) -> bool:
    """Tell whether an operand is None or a text: comparing with these computes nothing."""
    values = evaluator.values(expr, frame)
    return any(
        isinstance(value, Literal) and isinstance(value.value, (str, bytes, type(None)))
        for value in values
    )
