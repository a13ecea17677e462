"""Build a default argument anew in each call: ``None`` as default, the construction in the body."""

from __future__ import annotations

from nplint.analyses.shared_distributions import SharedDistribution, parameter_of, root_name
from nplint.facts.expressions import Name
from nplint.finding import Edit, Span
from nplint.fixes.definitions import names_in
from nplint.fixes.layout import Lines
from nplint.fixes.repair import CannotRepair, FixContext, Repair, names, repair


def move_default(fix_context: FixContext, shared: SharedDistribution) -> Repair:
    """Plan the repair.

    Raises
    ------
    CannotRepair
        The default is built elsewhere, or its text means something else in the body.
    """
    evaluator = fix_context.program.evaluator
    edits: list[Edit] = []
    functions = []
    obstacle = ""
    for capture in {use.capture.expr: use.capture for use in shared.uses}.values():
        name = root_name(capture.expr)
        found = parameter_of(evaluator, name, capture.frame) if name is not None else None
        if found is None or found[1].default is None:
            raise CannotRepair("it is not a default argument everywhere")
        function, parameter = found
        default = parameter.default
        assert default is not None
        if isinstance(default, Name):
            raise CannotRepair(f"the default `{default.id}` is built elsewhere")
        for read in names_in(default):
            if read.id in function.scope.bindings:
                raise CannotRepair(f"`{read.id}` means something else in `{function.name}`")
        if function in functions:
            continue
        functions.append(function)
        layout = fix_context.layout(function.module)
        place, indent = fix_context.entry(function)
        newline = layout.source.newline
        outer = layout.indent(function.start) or ""
        step = indent.removeprefix(outer) or "    "
        first = layout.line_start(default.start)
        head = layout.text[first : default.start]
        lines = Lines(default.start, default.end, head[: len(head) - len(head.lstrip())])
        text = layout.reindented(lines, indent + step, newline)
        if text is None:
            raise CannotRepair("a string in it spans several lines")
        body = f"{indent}if {parameter.name} is None:{newline}"
        body += f"{indent}{step}{parameter.name} = {text.lstrip()}"
        edits.append(Edit(function.module.path, Span(place, place), body))
        span = Span(default.start, default.end)
        edits.append(Edit(function.module.path, span, "None"))
        home = evaluator.generic_frame(function.scope).parent
        if home is not None:
            obstacle = obstacle or fix_context.constancy.obstacle(default, home)
    return repair(f"Build the default inside {names(functions)}", edits, obstacle)
