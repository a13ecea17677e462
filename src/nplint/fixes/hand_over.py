"""Hand a function that builds a distribution to a model, in the place of one instance.

``partial(model, prior=dist.HalfNormal(1.0))`` becomes ``prior=lambda: dist.HalfNormal(1.0)``, and
the model, which read ``prior``, calls ``prior()``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from nplint.analyses.shared_distributions import (
    SharedDistributions,
    SharedInstance,
    StorageKind,
    bindings_of,
    holds_distribution,
    parameter_of,
)
from nplint.facts.expressions import Call, Expr, Name, short_source
from nplint.facts.scopes import Function, Parameter, binding_scope, is_within
from nplint.finding import Edit
from nplint.fixes.definitions import Definition, definition, names_in, own_lines, reads_elsewhere
from nplint.fixes.repair import CannotRepair, FixContext, Repair, names
from nplint.semantic.values import BoundExpr, CallResult, Frame, FunctionValue, MethodResult

_HANDED = frozenset({StorageKind.ARGUMENT, StorageKind.DEFAULT})


def hand_over(fix_context: FixContext, shared: SharedInstance) -> Repair:
    """Plan the repair.

    Raises
    ------
    CannotRepair
        Not all that the parameters get, or that is done with them, is seen.
    """
    return _Handing(fix_context, shared).plan()


@dataclass(slots=True)
class _Receiver:
    """A parameter that gets the instance, with all that it is seen to get."""

    function: Function
    parameter: Parameter
    sources: dict[Expr, Frame] = field(default_factory=dict)


class _Handing:
    """The repair of all parameters that an instance goes through."""

    def __init__(self, fix_context: FixContext, shared: SharedInstance) -> None:
        self.fix_context = fix_context
        self.evaluator = fix_context.program.evaluator
        self.receivers: dict[Parameter, _Receiver] = {}
        self.constructions: dict[Expr, Frame] = {}
        self.passed_on: set[Expr] = set()
        for use in shared.uses:
            passed = short_source(use.capture.expr) in use.run.passed
            if use.run.count.vectorized and use.home is StorageKind.ARGUMENT and passed:
                raise CannotRepair("vectorized chains take nothing but arrays as arguments")
            self._receive(use.capture.expr, use.capture.frame)
        for each in fix_context.program.analysis(SharedDistributions).all:
            for use in each.uses:
                if use.home in _HANDED and self._parameter(use.capture.expr, use.capture.frame):
                    self._receive(use.capture.expr, use.capture.frame)

    def _parameter(self, expr: Expr, frame: Frame) -> _Receiver | None:
        """Return the receiver that an expression reads, if it is one that is known."""
        found = parameter_of(self.evaluator, expr, frame) if isinstance(expr, Name) else None
        return self.receivers.get(found[1]) if found is not None else None

    # -- what is given ---------------------------------------------------------------------

    def _receive(self, expr: Expr, frame: Frame) -> None:
        """Note the parameter that an expression reads, and what this one gets."""
        if not isinstance(expr, Name):
            raise CannotRepair("it reaches the model as part of an argument")
        holder, bindings = bindings_of(self.evaluator, expr, frame)
        found = parameter_of(self.evaluator, expr, frame)
        if found is None or holder is None:
            raise CannotRepair("it reaches the model as an argument, which its callers decide")
        function, parameter = found
        if len(bindings) > 1:
            raise CannotRepair(f"`{expr.id}` is assigned more than once")
        receiver = self.receivers.get(parameter)
        if receiver is None:
            receiver = self.receivers[parameter] = _Receiver(function, parameter)
            if parameter.default is not None:
                defining = self.evaluator.generic_frame(function.scope).parent
                assert defining is not None
                self._give(receiver, parameter.default, defining)
            for given in self._given(function, parameter):
                self._give(receiver, given.expr, given.frame)
        given_here = holder.arguments.get(parameter.name, ())
        if holder.open and not given_here and parameter.default is None:
            raise CannotRepair("it reaches the model as an argument, which its callers decide")
        for given in given_here:
            self._give(receiver, given.expr, given.frame)

    def _give(self, receiver: _Receiver, expr: Expr, frame: Frame) -> None:
        if expr in receiver.sources:
            return
        receiver.sources[expr] = frame
        if isinstance(expr, Name) and parameter_of(self.evaluator, expr, frame) is not None:
            self.passed_on.add(expr)
            self._receive(expr, frame)
            return
        values = self.evaluator.values(expr, frame)
        if not values or not all(holds_distribution(self.evaluator, value) for value in values):
            raise CannotRepair(f"`{receiver.parameter.name}` is not always a distribution")
        if not isinstance(expr, Call | Name):
            raise CannotRepair("it is handed over as part of something else")
        made = all(isinstance(value, CallResult | MethodResult) for value in values)
        if isinstance(expr, Call) and not made:
            raise CannotRepair("it is handed over as part of something else")
        self.constructions[expr] = frame

    def _given(self, function: Function, parameter: Parameter) -> Iterator[BoundExpr]:
        """Yield what the calls that name a function, and its partials, give a parameter."""
        contexts = self.fix_context.program.contexts
        for call in self.fix_context.program.index.calls_of(function.name):
            for frame in contexts.frames(call.scope):
                for target in self.evaluator.values(call.func, frame):
                    if isinstance(target, FunctionValue) and target.function is function:
                        inner = self.evaluator.call_frame(target, call, frame)
                        if inner is not None:
                            yield from inner.arguments.get(parameter.name, ())

    # -- planning --------------------------------------------------------------------------

    def plan(self) -> Repair:
        """Plan the edits."""
        obstacle, edits = "", []
        gone: dict[Definition, set[Expr]] = {}
        for expr, frame in self.constructions.items():
            construction, where = expr, frame
            if isinstance(expr, Name):
                found = definition(self.fix_context, expr, frame)
                self._require_near(found, expr, frame)
                gone.setdefault(found, set()).add(expr)
                construction, where = found.value, found.frame
            self._require_lasting(construction, where)
            obstacle = obstacle or self.fix_context.obstacle(construction, where)
            text = self.fix_context.written(where.locate(construction))
            edits.append(frame.locate(expr).replaced_by(f"lambda: {text}"))
        for receiver in self.receivers.values():
            edits += self._calls(receiver)
            obstacle = obstacle or self._contract(receiver)
        for found, converted in gone.items():
            if not reads_elsewhere(self.fix_context, found, (), converted, (), ()):
                lines = own_lines(self.fix_context, found.module, found.statement, found.name)
                edits += self.fix_context.layout(found.module).removals([lines], emptied=False)
        parameters = dict.fromkeys(f"`{each.name}`" for each in self.receivers)
        functions = names({each.function: None for each in self.receivers.values()})
        title = f"Hand {functions} a function that builds {' and '.join(parameters)}"
        return Repair.safe_unless(obstacle, title, *edits)

    def _calls(self, receiver: _Receiver) -> list[Edit]:
        """Call the parameter wherever it is read, but where it is only passed on."""
        function, name = receiver.function, receiver.parameter.name
        reads = [
            read for read in function.module.reads.get(name, ())
            if is_within(read.scope, function.scope)
            and binding_scope(read.scope, name) is function.scope
        ]  # fmt: skip
        for comparison, _ in function.module.comparisons:
            if any(operand in reads for operand in comparison.operands):
                raise CannotRepair(f"`{function.name}` asks what `{name}` is")
        if len(function.scope.bindings.get(name, ())) > 1:
            raise CannotRepair(f"`{name}` is assigned more than once")
        return [function.module.locate(r).after("()") for r in reads if r not in self.passed_on]

    def _contract(self, receiver: _Receiver) -> str:
        """Return why other callers may be at odds with the repair."""
        function = receiver.function
        inside = function.scope.parent is None or function.scope.parent.kind != "module"
        if function.name == "<lambda>" or (inside and function.owner is None):
            return ""
        owner = f"{function.owner.name}." if function.owner is not None else ""
        unseen = self.fix_context.is_used_unseen(function.module, owner + function.name)
        if unseen and not function.name.startswith("_"):
            raise CannotRepair(f"`{function.name}` may be called by files that are not seen")
        if function.name.startswith("_"):
            return ""
        return f"whoever else calls {names([function])} has to hand over a function, too"

    def _require_near(self, found: Definition, expr: Name, frame: Frame) -> None:
        """Check that a variable's construction can stand where the variable is handed over."""
        if found.module is not frame.module or not isinstance(found.value, Call):
            raise CannotRepair(f"`{expr.id}` is built elsewhere")
        if len(found.targets) > 1:
            raise CannotRepair(f"`{expr.id}` is assigned together with others")
        for name in names_in(found.value):
            if binding_scope(frame.scope, name.id) is not binding_scope(found.frame.scope, name.id):
                raise CannotRepair(f"`{name.id}` means something else there")

    def _require_lasting(self, construction: Expr, frame: Frame) -> None:
        """Check that no name of a construction has moved on when it is built."""
        for name in names_in(construction):
            owner, _ = self.evaluator.find_name(name.id, name.start, frame)
            for binding in owner.scope.bindings.get(name.id, ()) if owner is not None else ():
                if binding.kind == "loop" or binding.block is not None:
                    raise CannotRepair(f"`{name.id}` may be something else by then")
