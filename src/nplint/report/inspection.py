"""The view of the analysis on a file: runs, chains, sites, and the values of expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nplint.analyses.abstract_values import AbstractValues
from nplint.facts import statements as st
from nplint.facts.expressions import (
    Attribute,
    Call,
    Constant,
    Expr,
    Name,
    scoped_children,
    short_source,
)
from nplint.facts.scopes import ModuleFacts, Scope
from nplint.finding import Location
from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.report.facets import facets, steps
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    ClassValue,
    Container,
    Element,
    External,
    ExternalAttribute,
    Frame,
    FunctionValue,
    Instance,
    Literal,
    MethodResult,
    ModuleValue,
    OperatorResult,
    Record,
    Unknown,
    Value,
)
from nplint.source import SourceFile


@dataclass(frozen=True, slots=True)
class Inspector:
    """Tells of one program.

    Parameters
    ----------
    program
        The linked modules.
    source
        Gives the text of a file, for rows and columns.
    """

    program: Program
    source: Callable[[Path], SourceFile | None]

    def file(self, path: Path) -> Iterator[str]:
        """Yield lines about each run whose model stands in a file, or that it starts."""
        runs = [
            run
            for run, _ in self.program.traces
            if path in (run.frame.module.path, run.model.function.module.path)
        ]
        if not runs:
            yield "no model is run here, nor would one be"
        for run in runs:
            yield from self._run(run)

    def place(self, module: ModuleFacts, start: int, end: int) -> Iterator[str]:
        """Yield lines about the expressions that stand between two offsets of a module.

        Of a single offset, the innermost expression around it.
        """
        found = [*_expressions(module)]
        if start == end:
            around = [each for each in found if each[0].start <= start < each[0].end]
            found = [min(around, key=lambda each: each[0].end - each[0].start)] if around else []
        else:
            kinds = (Name, Attribute, Call)
            found = [e for e in found if start <= e[0].start < end and isinstance(e[0], kinds)]
        if not found:
            yield "no expression stands there"
        for expr, scope in sorted(found, key=lambda each: (each[0].start, -each[0].end)):
            yield from self._expression(expr, scope, in_full=start == end)

    def _run(self, run: Run) -> Iterator[str]:
        by = run.runner.name if run.runner is not None else "nothing that is seen"
        where = f", {self._at(run.location)}" if run.location is not None else ""
        number = f" ({run.count.number})" if run.count.number is not None else ""
        yield f"{run.role} `{run.model.function.name}` is run by {by}{where}"
        yield f"  chains: {run.count.chains.value}{number}"
        if run.model.wrappers:
            yield f"  through: {', '.join(map(self._value, run.model.wrappers))}"
        trace = self.program.sites(run)
        all_seen = "all are seen" if trace.complete else "there may be more that are not seen"
        yield f"  sites, {all_seen}:"
        yield from (f"    {line}" for site in trace.sites for line in self._site(site))

    def _site(self, site: Site) -> Iterator[str]:
        name = repr(site.name) if site.name is not None else "of a name that is computed"
        seen = f", {site.observation.value}" if site.kind == "sample" else ""
        again = ", perhaps several times" if site.repeated else ""
        yield f"{site.kind} {name}{seen}{again}, {self._at(site.location)}"
        for parameter, argument in site.arguments.items():
            if parameter != "name":
                yield f"  {parameter} = {short_source(argument.expr)}: {self._values(argument)}"
        for context in site.contexts:
            yield f"  in {self._value(context)}"
        if site.arms:
            yield f"  on a branch: {len(site.arms)} decide"

    def _expression(self, expr: Expr, scope: Scope, in_full: bool) -> Iterator[str]:
        module = scope.module
        yield f"`{self._text(module, expr)}`, {self._at(module.locate(expr))}"
        for frame, run in self._frames(scope).items():
            yield f"  in {self._frame(frame)}"
            values = self.program.evaluator.values(expr, frame)
            yield from (f"    {self._value(value)}" for value in values or (Unknown(),))
            if in_full and run is not None:
                yield from self._known(BoundExpr(expr, frame), run)

    def _known(self, bound: BoundExpr, run: Run) -> Iterator[str]:
        """Yield what an expression is in a run, and the steps from which that follows."""
        value = self.program.analysis(AbstractValues).of(run).of_bound(bound)
        yield from (f"    {name}: {text}" for name, text in facets(value))
        reasons = [*steps(value)]
        if reasons:
            yield "    because it is computed from"
        for step, known in reasons:
            text = self._text(step.frame.module, step.expr)
            yield f"      `{text}`, {self._at(step.location)}: {known}"

    def _frames(self, scope: Scope) -> dict[Frame, Run | None]:
        """The frames of a scope: those that traces enter, with the run, or those of its calls."""
        evaluator, function = self.program.evaluator, scope.enclosing_scope.function
        entered: dict[Frame, Run | None] = {}
        first: Run | None = None
        for run, trace in self.program.traces:
            first = first or run
            for frame in trace.frames:
                if function is not None and frame.scope is function.scope:
                    entered.setdefault(evaluator.frame_within(scope, frame), run)
        return entered or dict.fromkeys(self.program.contexts.frames(scope), first)

    def _frame(self, frame: Frame) -> str:
        function = frame.scope.enclosing_scope.function
        what = f"`{function.name}`" if function is not None else f"{frame.scope.kind} code"
        traced = ", traced" if frame.in_trace else ""
        called = f", called {self._at(frame.called.location)}" if frame.called else ""
        return f"{what}{traced}{called}"

    def _values(self, argument: BoundExpr) -> str:
        values = self.program.evaluator.values_of(argument)
        return " or ".join(map(self._value, values)) or "unknown"

    def _value(self, value: Value) -> str:
        if value.capture is None:
            return self._kind(value)
        where = self._at(value.capture.location)
        return f"{self._kind(value)}, taken from outside of the trace {where}"

    def _kind(self, value: Value) -> str:
        match value:
            case Unknown():
                return "unknown"
            case Literal(value=constant):
                return f"the constant {constant!r}"
            case External(name=name):
                return f"`{name}`"
            case CallResult(name=name):
                return f"result of `{name}(…)`, {self._at(value.location)}"
            case ExternalAttribute(owner=owner, attr=attr):
                return f"attribute `{attr}` of ({self._kind(owner)})"
            case MethodResult(owner=owner, attr=attr):
                at = self._at(value.location)
                return f"result of method `{attr}`, {at}, of ({self._kind(owner)})"
            case OperatorResult(expr=expr, frame=frame):
                at = self._at(frame.locate(expr))
                return f"computed by `{self._text(frame.module, expr)}`, {at}"
            case Element(owner=owner):
                return f"an element of ({self._kind(owner)})"
            case FunctionValue(function=function):
                return f"function `{function.name}`, {self._at(function.location)}"
            case ClassValue(definition=definition):
                return f"class `{definition.name}`, {self._at(definition.location)}"
            case Record(fields=fields):
                return f"named tuple of {', '.join(fields)}"
            case Instance(kind=kind):
                return f"an instance of {self._kind(kind)}"
            case ModuleValue(facts=facts):
                return f"module {facts.path.name}"
            case Container(expr=expr, frame=frame):
                return f"container, {self._at(frame.locate(expr))}"

    def _at(self, location: Location) -> str:
        source = self.source(location.path)
        place = f":{source.position(location.start)}" if source is not None else ""
        return f"{location.path.name}{place}"

    def _text(self, module: ModuleFacts, expr: Expr) -> str:
        source = self.source(module.path)
        if source is None:
            return short_source(expr)
        return " ".join(source.text[expr.start : expr.end].split())


def _expressions(module: ModuleFacts) -> Iterator[tuple[Expr, Scope]]:
    """Every expression of a module but for constants, with the scope that evaluates it."""
    bodies: list[tuple[st.Block, Scope]] = [(module.body, module.scope)]
    bodies += [(function.body, function.scope) for function in module.functions]
    bodies += [(definition.body, definition.scope) for definition in module.classes]
    for body, scope in bodies:
        waiting = [
            (expr, scope) for statement in st.statements(body) for expr in st.expressions(statement)
        ]
        while waiting:
            expr, home = waiting.pop()
            if not isinstance(expr, Constant):
                yield expr, home
            waiting += scoped_children(expr, home)
