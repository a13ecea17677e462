"""Reads of single sites from the results of inference: ``mcmc.get_samples()["slope"]``."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.facts import expressions as ex
from nplint.facts.enclosing import enclosing, expects_an_error, statement_of
from nplint.facts.expressions import terminal
from nplint.facts.scopes import ModuleFacts, Scope
from nplint.facts.statements import Block, If, expressions, statements
from nplint.finding import Location
from nplint.libraries.numpyro import made_of_kind
from nplint.model.program import Program
from nplint.records import record
from nplint.semantic.containers import GROWING
from nplint.semantic.values import CallResult, ExternalAttribute, Frame, MethodResult


@record
class ResultRead:
    """A place that surely reads one site of a result.

    Parameters
    ----------
    name
        The site's name.
    expr, frame
        The subscript, and the frame it is evaluated in.
    runner
        The ``MCMC(…)``, ``SVI(…)`` or ``Predictive(…)`` that gave the result.
    result
        The ``get_samples()``, ``get_params()``, ``params`` or call of the ``Predictive``.
    """

    name: str
    expr: ex.Subscript
    frame: Frame
    runner: CallResult
    result: MethodResult | ExternalAttribute

    @property
    def location(self) -> Location:
        """The place of the read."""
        return self.frame.locate(self.expr)


class ResultReads:
    """Finds the reads of sites, but for those that may be of entries which other code adds."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.all = sorted(self._find(), key=lambda read: read.location)

    def _find(self) -> Iterator[ResultRead]:
        runners = ("MCMC", "SVI", "Predictive")
        if not self._program.index.called_names(runners):
            return
        for module in self._program.looked_into:
            for expr, scope in expressions_of(module):
                if isinstance(expr, ex.Subscript) and isinstance(expr.index, ex.Constant):
                    if isinstance(expr.index.value, str):
                        yield from self._reads(expr, expr.index.value, scope)

    def _reads(self, expr: ex.Subscript, name: str, scope: Scope) -> Iterator[ResultRead]:
        evaluator = self._program.evaluator
        for frame in self._program.contexts.frames(scope):
            values = evaluator.values(expr.value, frame)
            if len(values) != 1 or not isinstance(values[0], (MethodResult, ExternalAttribute)):
                continue
            result = values[0]
            runner = _runner(result)
            if runner is None or self._may_be_added(expr, name) or self._may_differ(expr, frame):
                continue
            if not self._is_guarded(expr, frame):
                yield ResultRead(name, expr, frame, runner, result)

    def _may_be_added(self, expr: ex.Subscript, name: str) -> bool:
        """Tell whether other code may put an entry of a name into a result."""
        index, held = self._program.index, terminal(expr.value)
        if held is None:
            return False
        keys = [
            store.target.index
            for store in index.stores_of_items(held)
            if isinstance(store.target, ex.Subscript)
        ]
        calls = [call for alias in index.aliases_of(held) for call in index.calls_on(alias)]
        return any(not isinstance(key, ex.Constant) or key.value == name for key in keys) or any(
            isinstance(call.func, ex.Attribute) and call.func.attr in GROWING for call in calls
        )

    def _may_differ(self, expr: ex.Subscript, frame: Frame) -> bool:
        """Tell whether a variable may be another by the time it is read.

        It is bound several times, and a function reads it, or a cell of a notebook, which need not
        run in order.
        """
        for name in (each for each in ex.walk(expr.value) if isinstance(each, ex.Name)):
            owner, place = self._program.evaluator.find_name(name.id, name.start, frame)
            if owner is not None and len(owner.scope.bindings[name.id]) > 1:
                if place is None or (owner.module.has_cells and owner.parent is None):
                    return True
        return False

    def _is_guarded(self, expr: ex.Subscript, frame: Frame) -> bool:
        """Tell whether a read stands under a condition that may know better, or for its error."""
        statement = statement_of(expr.start, frame.scope)
        if statement is None or expects_an_error(statement, frame.scope):
            return True
        truth = self._program.evaluator.decisions.truth
        for outer in enclosing(statement, frame.scope):
            if isinstance(outer, If):
                in_body = outer.body and expr.start < outer.body[-1].end
                if truth(outer.test, frame) is not bool(in_body) and not _is_of_main(outer.test):
                    return True
        return any(
            part.start <= expr.start < part.end
            for root in expressions(statement)
            for each in ex.walk(root)
            if isinstance(each, ex.Conditional) or _is_short_cut(each)
            for part in ex.children(each)
        )


def expressions_of(module: ModuleFacts) -> Iterator[tuple[ex.Expr, Scope]]:
    """Yield every expression of a module with the scope that evaluates it."""
    bodies: list[tuple[Block, Scope]] = [(module.body, module.scope)]
    bodies += [(function.body, function.scope) for function in module.functions]
    bodies += [(definition.body, definition.scope) for definition in module.classes]
    for body, scope in bodies:
        waiting = [(e, scope) for statement in statements(body) for e in expressions(statement)]
        while waiting:
            expr, home = waiting.pop()
            yield expr, home
            waiting += ex.scoped_children(expr, home)


def _runner(result: MethodResult | ExternalAttribute) -> CallResult | None:
    """Return what ran the model of a result by site; None for any other value."""
    owner = result.owner
    if isinstance(result, ExternalAttribute):
        if result.attr == "params" and isinstance(owner, MethodResult) and owner.attr == "run":
            return made_of_kind(owner.owner, "svi")
        return None
    if result.attr == "get_samples":
        return made_of_kind(owner, "mcmc")
    if result.attr == "get_params":
        return made_of_kind(owner, "svi")
    return made_of_kind(owner, "predictive") if result.attr == "__call__" else None


def _is_of_main(test: ex.Expr) -> bool:
    return any(isinstance(each, ex.Name) and each.id == "__name__" for each in ex.walk(test))


def _is_short_cut(expr: ex.Expr) -> bool:
    return isinstance(expr, ex.Operation) and expr.operator in ("and", "or")
