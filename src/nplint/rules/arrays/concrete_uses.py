"""Uses of traced values that need numbers: JAX has none before it runs what it compiled."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Literal, TypeAlias

from nplint.analyses.stages import RunStages, StagedValue, Stages
from nplint.domains.stage import Stage
from nplint.facts import expressions as ex
from nplint.finding import Place
from nplint.libraries.numpy_arrays import is_numpy_array
from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.model.traces import Step, Trace
from nplint.numpyro_api import length_parameter, rejects_traced
from nplint.records import record
from nplint.rules.base import Context
from nplint.semantic.alternatives import Alternatives
from nplint.semantic.bounded_cache import BoundedCache
from nplint.semantic.values import BoundExpr, CallResult, Container, External, ExternalAttribute

UseKind: TypeAlias = Literal["decision", "function", "index", "length"]

# What these are given runs on the host, with numbers.
_ON_HOST = frozenset(
    {"jax.pure_callback", "jax.experimental.io_callback", "jax.debug.callback",
     "jax.experimental.host_callback.call", "jax.experimental.host_callback.id_tap",
     "jax.ensure_compile_time_eval", "jax.core.ensure_compile_time_eval", "jax.disable_jit"}
)  # fmt: skip
# Methods of an array that give Python's own numbers, or a result as long as the numbers say.
_LEAVING = frozenset({"item", "tolist", "nonzero"})
# Rules ask for the uses of one trace after the other.
_RECENT_RUNS = 2
# Functions that ask for a truth, and those that ask for a whole number; each was called with one.
_DECIDING = frozenset(f"builtins.{name}" for name in ("all", "any", "bool", "max", "min", "sorted"))
_COUNTING = frozenset(
    {"builtins.bin", "builtins.chr", "builtins.hex", "builtins.oct", "builtins.range", "math.comb",
     "math.factorial", "math.gcd", "math.isqrt", "math.lcm", "math.perm"}
)  # fmt: skip
_BOOL_ERROR = "TracerBoolConversionError"
_INTEGER_ERROR = "TracerIntegerConversionError"
_ARRAY_ERROR = "TracerArrayConversionError"
_NUMBER_ERROR = "ConcretizationTypeError"
_MASK_ERROR = "NonConcreteBooleanIndexError"
_COMPARING = frozenset({"<", "<=", ">", ">=", "==", "!=", "compare"})
_LOGICAL = frozenset({"~", "&", "|", "^"})
_BOOLEAN = frozenset(
    f"jax.numpy.{name}"
    for name in ("equal", "greater", "greater_equal", "isclose", "isfinite", "isin", "isinf",
                 "isnan", "less", "less_equal", "logical_and", "logical_not", "logical_or",
                 "not_equal")
)  # fmt: skip


@record
class ConcreteUse:
    """A use of a traced value that needs a number.

    Parameters
    ----------
    kind
        It is decided on, given to a function of the host, used as an index there, or it decides
        how long an array is.
    at
        The expression that needs the number: the test, the call, the subscript.
    value
        The expression that is traced.
    staged
        Where that comes from.
    function
        The function that is given it, as the program writes it.
    error
        The exception that JAX raises.
    """

    kind: UseKind
    at: BoundExpr
    value: BoundExpr
    staged: StagedValue
    error: str
    function: str = ""

    def related(self) -> Iterator[Place]:
        """Yield the place where the value comes from, unless it is used right there."""
        origin = self.staged.origin
        if origin is not None and origin.location != self.at.location:
            label = "sampled here" if self.staged.site is not None else "computed by JAX"
            yield origin.location.labelled(label)

    @property
    def named(self) -> str:
        """The way a message speaks of the value."""
        site = self.staged.site
        return site.described("a sampled value") if site is not None else "what JAX computes"


class ConcreteUses:
    """Finds the uses of traced values that need numbers, in the traces of runs."""

    def __init__(self, program: Program) -> None:
        self._of = BoundedCache(partial(_uses_in, program), _RECENT_RUNS)

    def of(self, run: Run, *kinds: UseKind) -> Iterator[ConcreteUse]:
        """Yield those of some kinds in the trace of a run, in the order of execution."""
        return (use for use in self._of[run] if use.kind in kinds)


def _uses_in(program: Program, run: Run) -> list[ConcreteUse]:
    return [*_TraceUses(program, run).find(program.sites(run))] if run.is_traced else []


class _TraceUses:
    """Finds the uses in one trace."""

    def __init__(self, program: Program, run: Run) -> None:
        self._evaluator = program.evaluator
        self._stages: RunStages = program.analysis(Stages).of(run)

    def find(self, trace: Trace) -> Iterator[ConcreteUse]:
        """Yield the uses, in the order of execution."""
        stored = {(s.expr, s.frame) for s in trace.steps if s.kind == "store"}
        for step in trace.steps:
            if any(isinstance(e, CallResult) and e.name in _ON_HOST for e in step.contexts):
                continue
            if step.kind == "decision":
                yield from self._decision(step)
            elif step.kind == "call":
                yield from self._call(step)
            elif step.kind == "subscript" and (step.expr, step.frame) not in stored:
                yield from self._subscript(step)

    def _values(self, bound: BoundExpr) -> Alternatives:
        return Alternatives(self._evaluator.values_of(bound))

    def _traced(self, bound: BoundExpr) -> StagedValue | None:
        staged = self._stages.of_bound(bound)
        return staged if staged.stage is Stage.TRACED else None

    def _decision(self, step: Step) -> Iterator[ConcreteUse]:
        """Yield what decides last: of ``a and b`` that is ``b``, as ``a`` is a step of its own."""
        expr = step.expr
        while isinstance(expr, ex.Operation) and expr.operator in ("and", "or"):
            expr = expr.operands[-1]
        decided = value = BoundExpr(expr, step.frame)
        if isinstance(expr, ex.Operation) and expr.operator in ("in", "not in"):
            member, listed = (BoundExpr(operand, step.frame) for operand in expr.operands[:2])
            if isinstance(self._values(listed).only, Container):
                value = member
        staged = self._traced(value)
        if staged is not None:
            yield ConcreteUse("decision", decided, value, staged, _BOOL_ERROR)

    def _call(self, step: Step) -> Iterator[ConcreteUse]:
        call, frame = step.expr, step.frame
        assert isinstance(call, ex.Call)
        target = self._values(BoundExpr(call.func, frame)).only
        if isinstance(target, ExternalAttribute) and target.attr in _LEAVING:
            assert isinstance(call.func, ex.Attribute)
            value = BoundExpr(call.func.value, frame)
            staged = self._traced(value)
            if staged is not None:
                function = f".{target.attr}()"
                yield ConcreteUse("function", step.bound, value, staged, _NUMBER_ERROR, function)
        if not isinstance(target, External):
            return
        if rejects_traced(target.name, "array") or rejects_traced(target.name, "list"):
            yield from self._of_host(step, call, target.name)
        length = length_parameter(target.name)
        if length is not None and not _is_told(call, length):
            yield from self._of_unknown_length(step, call, target.name)

    def _of_host(self, step: Step, call: ex.Call, name: str) -> Iterator[ConcreteUse]:
        """Yield a call of a function that needs numbers."""
        written = ex.short_source(call.func)
        rejected = [
            ConcreteUse("function", step.bound, value, staged, _error_of(name), written)
            for argument in call.arguments
            if not argument.star
            for value in [BoundExpr(argument.value, step.frame)]
            for staged in [self._stages.traced_in(value)]
            if staged is not None
            if rejects_traced(name, "list" if self._traced(value) is None else "array")
        ]
        if rejected:  # of several the one that says most
            yield next((use for use in rejected if use.staged.site is not None), rejected[0])

    def _of_unknown_length(self, step: Step, call: ex.Call, name: str) -> Iterator[ConcreteUse]:
        """Yield a call of JAX whose result is as long as the numbers say."""
        positional = [a for a in call.arguments if a.keyword is None]
        if name.endswith(".where") and len(call.arguments) != 1:
            return
        by_values = name.endswith(".repeat")
        for argument in positional[1:] if by_values else positional[:1]:
            value = BoundExpr(argument.value, step.frame)
            known = self._stages.of_bound(value).stage
            is_certain = known is Stage.TRACED or (known is not Stage.UNKNOWN and not by_values)
            if is_certain and self._traced(step.bound) is not None:
                staged = self._traced(value) or StagedValue(Stage.TRACED)
                function = ex.short_source(call.func)
                yield ConcreteUse("length", step.bound, value, staged, _NUMBER_ERROR, function)

    def _subscript(self, step: Step) -> Iterator[ConcreteUse]:
        expr, frame = step.expr, step.frame
        assert isinstance(expr, ex.Subscript)
        index = expr.index
        items = index.items if isinstance(index, ex.ListDisplay) else (index,)
        for item in items:
            value = BoundExpr(item, frame)
            staged = self._traced(value)
            if staged is None:
                continue
            owner = BoundExpr(expr.value, frame)
            values = self._values(owner)
            if values.all(self._is_of_host):
                listed = values.all(lambda each: isinstance(each, Container))
                error = _INTEGER_ERROR if listed else _ARRAY_ERROR
                yield ConcreteUse("index", step.bound, value, staged, error)
            elif self._is_of_jax(owner) and self._is_boolean(value):
                yield ConcreteUse("length", step.bound, value, staged, _MASK_ERROR)

    def _is_of_jax(self, owner: BoundExpr) -> bool:
        return self._stages.of_bound(owner).stage in (Stage.TRACED, Stage.CONCRETE)

    def _is_of_host(self, value: object) -> bool:
        """Tell whether a value is a list, tuple or array that Python indexes."""
        if isinstance(value, Container):
            return isinstance(value.expr, ex.ListDisplay) and value.expr.kind != "set"
        return isinstance(value, CallResult) and is_numpy_array(self._evaluator, value)

    def _is_boolean(self, bound: BoundExpr) -> bool:
        """Tell whether an index is a mask, for certain."""

        def of(value: object) -> bool:
            if isinstance(value, CallResult):
                return value.name in _BOOLEAN
            operator = getattr(value, "operator", "")
            if operator in _LOGICAL:
                operands = getattr(value, "operands", ())
                return any(self._is_boolean(operand) for operand in operands)
            return operator in _COMPARING

        return self._values(bound).all(of)


def _error_of(name: str) -> str:
    """Return the exception that a function of the host raises, given what JAX traces."""
    if name in _DECIDING:
        return _BOOL_ERROR
    if name in _COUNTING:
        return _INTEGER_ERROR
    return _NUMBER_ERROR if name.startswith(("builtins.", "math.")) else _ARRAY_ERROR


def _is_told(call: ex.Call, parameter: str) -> bool:
    return any(each.keyword == parameter or each.star for each in call.arguments)


def shown(context: Context, bound: BoundExpr, otherwise: str) -> str:
    """Return an expression as it is written, if that is short."""
    written = context.written(bound.location)
    return f"`{written}`" if len(written) <= 40 and "\n" not in written else otherwise
