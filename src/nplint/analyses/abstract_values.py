"""Values in the trace of a run, facet by facet, and what these follow from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from nplint import numpyro_api
from nplint.analyses.array_facet import ArrayFacet
from nplint.analyses.array_operands import ArrayOperand
from nplint.analyses.dependence import Dependence
from nplint.analyses.key_streams import KeyStream, key_stream
from nplint.analyses.run_ranges import Ranges
from nplint.analyses.site_shapes import RunShapes
from nplint.analyses.stages import StagedValue, Stages
from nplint.domains import dtype as dtypes
from nplint.domains import structure as structures
from nplint.domains.dtype import Dtype
from nplint.domains.interval import Interval
from nplint.domains.shape import Length, Shape
from nplint.domains.structure import UNSTRUCTURED, Structure
from nplint.facts import expressions as ex
from nplint.libraries.array_functions import ArrayCall, ArrayFunction
from nplint.libraries.numpyro import arguments_of, family_of, sample_arguments
from nplint.libraries.supports import support_of
from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.numpyro_api import Constraint
from nplint.semantic.bounded_cache import BoundedCache
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    Container,
    Element,
    ExternalAttribute,
    Frame,
    MethodResult,
    OperatorResult,
    Value,
    Values,
)

T = TypeVar("T")
# The number of runs whose values are kept.
_RECENT_RUNS = 2


class AbstractValues:
    """Tells of the values in the traces of runs; each facet is worked out when it is asked for."""

    def __init__(self, program: Program) -> None:
        self._of = BoundedCache(partial(RunValues, program), _RECENT_RUNS)

    def of(self, run: Run) -> RunValues:
        """Return what tells of one run's trace."""
        return self._of[run]


class RunValues:
    """Tells of the values in one trace."""

    def __init__(self, program: Program, run: Run) -> None:
        self.evaluator = program.evaluator
        self.stages = program.analysis(Stages).of(run)
        self.ranges = program.analysis(Ranges).of(run)
        self.shapes = program.analysis(RunShapes).of(run)
        self.dependence = program.analysis(Dependence)
        self.dtypes, self.structures = _Dtypes(self, None), _Structures(self, UNSTRUCTURED)

    def of(self, expr: ex.Expr, frame: Frame) -> AbstractValue:
        """Return what an expression is in a frame."""
        return self.of_bound(BoundExpr(expr, frame))

    def of_bound(self, bound: BoundExpr) -> AbstractValue:
        """Return what a bound expression is."""
        return AbstractValue(self, self.evaluator.values_of(bound), bound)


class AbstractValue(ArrayOperand):
    """A value, with each facet of it that is asked for."""

    def __init__(self, of: RunValues, values: Values, bound: BoundExpr | None = None) -> None:
        super().__init__(values, bound)
        self._of = of

    def entry(self, bound: BoundExpr) -> AbstractValue:
        return self._of.of_bound(bound)

    @property
    def stage(self) -> StagedValue:
        """The stage: constant, host, concrete or traced, and by what JAX traces it."""
        stages = self._of.stages
        return stages.of_bound(self.bound) if self.bound else stages.of_values(self.values)

    @property
    def shape(self) -> Shape | None:
        return self._of.shapes.of_values(self.values, self.bound)

    @property
    def dtype(self) -> Dtype | None:
        return self._of.dtypes.of_argument(self.values, self.bound)

    @property
    def range(self) -> Interval:
        return self._of.ranges.of_argument(self.values, self.bound).interval

    @property
    def structure(self) -> Structure:
        return self._of.structures.of_argument(self.values, self.bound)

    @property
    def length(self) -> Length:
        bound = self.bound
        return self._of.shapes.length(bound.expr, bound.frame) if bound is not None else None

    @property
    def lengths(self) -> Shape | None:
        return self._of.shapes.operand(self.bound).lengths if self.bound is not None else None

    @property
    def key(self) -> KeyStream | None:
        """The stream of random numbers that it is, if it is a random key."""
        found = {key_stream(self._of.evaluator, value) for value in self.values}
        return found.pop() if len(found) == 1 else None

    @property
    def sites(self) -> Sequence[str]:
        """The names of the sites and params that it is computed from."""
        bound = self.bound
        return self._of.dependence.names(bound.expr, bound.frame) if bound is not None else ()

    @property
    def support(self) -> Constraint | None:
        """The support of the distribution that it is, if it is one."""
        found = {support_of(self._of.evaluator, value) for value in self.values}
        return found.pop() if len(found) == 1 else None

    @property
    def operands(self) -> Iterator[AbstractValue]:
        """The values that it is computed from in one step: why it is what it is."""
        for value in self.values:
            yield from (self._of.of_bound(each) for each in _operands(value))
            if isinstance(value, (MethodResult, ExternalAttribute, Element)):
                yield AbstractValue(self._of, (value.owner,))


def _operands(value: Value) -> Iterator[BoundExpr]:
    """Yield the expressions that a value is computed from."""
    match value:
        case CallResult(call=call, frame=frame) | MethodResult(call=call, frame=frame):
            yield from (BoundExpr(each.value, frame) for each in call.arguments)
        case OperatorResult(expr=ex.Subscript(value=inner), frame=frame):
            yield BoundExpr(inner, frame)
        case OperatorResult():
            yield from value.operands
        case Container(expr=ex.ListDisplay(items=items), frame=frame):
            yield from (BoundExpr(each, frame) for each in items)


class _FacetOfRun(ArrayFacet[T, AbstractValue]):
    """A facet that asks for all the others of its arguments."""

    def __init__(self, values: RunValues, unknown: T) -> None:
        super().__init__(values.evaluator, unknown)
        self._values = values

    def operand(self, values: Values, bound: BoundExpr | None = None) -> AbstractValue:
        return AbstractValue(self._values, values, bound)

    def drawn_by(self, draw: CallResult) -> Values:
        """Return the distributions that a ``numpyro.sample(...)`` may draw from."""
        fn = sample_arguments(draw.call)[1]
        return self.evaluator.values(fn, draw.frame) if fn is not None else ()


class _Dtypes(_FacetOfRun["Dtype | None"]):
    """The dtypes of arrays, and of the numbers of Python that are taken for arrays."""

    def of_either(self, found: Sequence[Dtype | None]) -> Dtype | None:
        first = found[0] if found else None
        for each in found[1:]:
            first = dtypes.join(first, each)
        return first

    def of_constant(self, value: object) -> Dtype | None:
        return dtypes.of_constant(value)

    def of_list(self, items: Sequence[Dtype | None]) -> Dtype | None:
        return dtypes.strong(dtypes.promote(items))

    def of_draw(self, draw: CallResult) -> Dtype | None:
        return self.of_either([self._drawn(family_of(each)) for each in self.drawn_by(draw)])

    def _drawn(self, made: CallResult | None) -> Dtype | None:
        """Return the dtype of a distribution's draws, as wide as JAX's setting allows."""
        if made is None:
            return None
        given = arguments_of(self.evaluator, made).given(self.evaluator)
        facts = numpyro_api.shape_facts(made.name, given)
        named = dtypes.named(facts.draws) if facts is not None else None
        return Dtype(named.kind) if named is not None else None

    def of_call(
        self, row: ArrayFunction, call: ArrayCall, operands: Iterable[AbstractValue]
    ) -> Dtype | None:
        return row.dtype(call)


class _Structures(_FacetOfRun[Structure]):
    """The structures of vectors and matrices."""

    def of_either(self, found: Sequence[Structure]) -> Structure:
        return structures.joined(found)

    def of_constant(self, value: object) -> Structure:
        return UNSTRUCTURED

    def of_list(self, items: Sequence[Structure]) -> Structure:
        return UNSTRUCTURED

    def of_part(self, whole: Structure) -> Structure:
        return UNSTRUCTURED

    def of_draw(self, draw: CallResult) -> Structure:
        supports = [support_of(self.evaluator, each) for each in self.drawn_by(draw)]
        return structures.joined(
            structures.of_constraint(each.name) if each is not None else UNSTRUCTURED
            for each in supports
        )

    def of_call(
        self, row: ArrayFunction, call: ArrayCall, operands: Iterable[AbstractValue]
    ) -> Structure:
        return row.structure(call)
