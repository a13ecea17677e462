"""Names for the sites that repairs make, unlike the names of all sites that they can meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count, islice

from nplint.facts import statements as st
from nplint.facts.enclosing import enclosing, statement_of
from nplint.facts.expressions import Call, Constant, Expr, FString, ListDisplay, Name
from nplint.facts.scopes import Function, Scope
from nplint.fixes.repair import CannotRepair, FixContext
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.sites.site_names import SiteNames
from nplint.semantic.alternatives import Alternatives
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import CallResult, Frame

# How many names are tried: ``x``, ``x_2``, ``x_3`` and so on.
_MOST_NAMES = 100


class NewSiteNames:
    """Gives names, and remembers those that repairs planned before were given."""

    def __init__(self, fix_context: FixContext) -> None:
        self._fix_context = fix_context
        self._program = fix_context.program
        self._planned: dict[Call, tuple[str, set[Run]]] = {}

    def written(self, call: Call, wished: str) -> str:
        """Return the source of a name for the site that takes the place of a call.

        It is an f-string of the variables of loops around the call where there are some.

        Raises
        ------
        CannotRepair
            The call is reached several times in a trace, and no name fits all of them.
        """
        function = call.scope.enclosing_scope.function
        traces = [*self._reaching(function)]
        counters: list[str] = []
        for _, trace in traces:
            counters = self._counters(call, function, trace)
        quote = self._fix_context.layout(call.scope.module).quote
        if call in self._planned:
            name = self._planned[call][0]
        else:
            runs = {run for run, _ in traces}
            sites = [site for _, trace in traces for site in trace.sites]
            name = self._free(wished, sites, runs, "".join(f"_{{{each}}}" for each in counters))
            self._planned[call] = (name, runs)
        return f"{'f' if counters else ''}{quote}{name}{quote}"

    def _reaching(self, function: Function | None) -> Iterator[tuple[Run, Trace]]:
        """Yield the traces that reach a function."""
        for run in self._program.analysis(SiteNames).reaching(function):
            yield run, self._program.sites(run)

    def _counters(self, call: Call, function: Function | None, trace: Trace) -> list[str]:
        """Return the variables that tell apart the times at which a trace reaches a call."""
        frames = [each for each in trace.frames if each.scope.function is function]
        inner = frames[0]
        if len(frames) > 1 or _is_called_in_loop(inner, trace):
            name = function.name if function is not None else ""
            raise CannotRepair(f"`{name}` is called several times, each of which needs its own")
        found = []
        for loop in _loops(call, call.scope):
            counter = self._counter(loop, call, inner)
            if counter is None:
                raise CannotRepair("the loop around it has no number to tell the sites apart")
            found.append(counter)
        return found

    def _counter(self, loop: st.Loop, call: Call, frame: Frame) -> str | None:
        """Return the variable that numbers the turns of a loop, if it still does at a call."""
        made = Alternatives(self._program.evaluator.values(loop.source, frame)).only
        if not isinstance(made, CallResult) or loop.target is None:
            return None
        target: Expr = loop.target
        path: tuple[int, ...] = ()
        if made.name == "builtins.enumerate" and isinstance(target, ListDisplay) and target.items:
            target, path = target.items[0], (0,)
        elif made.name != "builtins.range":
            return None
        if not isinstance(target, Name):
            return None
        found = reaching_definitions(call.scope.bindings.get(target.id, ()), call.start)
        is_it = len(found) == 1 and found[0].statement is loop and found[0].path == path
        return target.id if is_it and target.id != "_" else None

    def _free(self, wished: str, sites: list[Site], runs: set[Run], ending: str) -> str:
        """Return the first name that no site has, nor one that another repair makes."""
        taken = {site.name for site in sites}
        taken.update(name for name, others in self._planned.values() if not runs.isdisjoint(others))
        computed = [start for site in sites if (start := _computed_start(site))]
        numbered = (f"{wished}_{number}" for number in count(2))
        for each in (wished, *islice(numbered, _MOST_NAMES)):
            pattern = re.compile(re.escape(each) + (r"(_\d+)+" if ending else ""))
            shown = f"{each}{'_' if ending else ''}"
            if any(name is not None and pattern.fullmatch(name) for name in taken):
                continue
            if f"{each}{ending}" not in taken and not any(map(shown.startswith, computed)):
                return f"{each}{ending}"
        raise CannotRepair(f"sites have names like '{wished}' already")


def _computed_start(site: Site) -> str:
    """Return how the name of a site begins that is an f-string."""
    name = site.arguments.get("name")
    parts = name.expr.parts if name is not None and isinstance(name.expr, FString) else ()
    first = parts[0] if parts else None
    return first.value if isinstance(first, Constant) and isinstance(first.value, str) else ""


def _is_called_in_loop(frame: Frame, trace: Trace) -> bool:
    """Tell whether a call on the way to a frame stands in a loop or comprehension."""
    root = trace.frames[0]
    while frame is not root and frame.called is not None:
        call, caller = frame.called.expr, frame.called.frame
        if caller.scope.kind == "comprehension" or _loops(call, caller.scope):
            return True
        frame = caller
    return False


def _loops(expr: Expr, scope: Scope) -> list[st.Loop]:
    """Return the loops of a function around one of its expressions, outermost first."""
    start = expr.start
    statement = statement_of(start, scope)
    if statement is None:
        return []
    around = [*enclosing(statement, scope), statement]
    return [each for each in around if isinstance(each, st.Loop) and start >= each.source.end]
