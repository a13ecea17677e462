"""Build a default argument anew in each call: default to ``None``, construct in the body."""

from __future__ import annotations

from nplint.analyses.shared_distributions import SharedInstance, parameter_of, root_name
from nplint.facts.expressions import Expr, Name
from nplint.facts.scopes import Function, is_within
from nplint.finding import Edit
from nplint.fixes.definitions import names_in
from nplint.fixes.function_body import BodyStart
from nplint.fixes.hand_over import hand_over
from nplint.fixes.layout import Lines
from nplint.fixes.repair import CannotRepair, FixContext, Repair, names


def move_default(fix_context: FixContext, shared: SharedInstance) -> Repair:
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
    for capture in shared.captures:
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
        if function.name == "<lambda>":  # its body has no room for a statement
            return hand_over(fix_context, shared)
        functions.append(function)
        edits.append(_in_body(fix_context, function, parameter.name, default))
        edits.append(function.module.locate(default).replaced_by("None"))
        defining = evaluator.generic_frame(function.scope).parent
        if defining is not None:
            obstacle = obstacle or fix_context.obstacle(default, defining)
    title = f"Build the default inside {names(functions)}"
    return Repair.safe_unless(obstacle, title, *edits)


def _in_body(fix_context: FixContext, function: Function, parameter: str, default: Expr) -> Edit:
    """Build the default at the start of the body, where none is passed."""
    layout = fix_context.layout(function.module)
    reads = (
        name.start for name in function.module.reads.get(parameter, ())
        if is_within(name.scope, function.scope)
    )  # fmt: skip
    start = BodyStart.of(fix_context, function, min(reads))
    indent = start.indent
    step = indent.removeprefix(layout.indent(function.start) or "") or "    "
    head = layout.text[layout.line_start(default.start) : default.start]
    lines = Lines(default.start, default.end, head[: len(head) - len(head.lstrip())])
    construction = start.moved(layout, lines, step=step).lstrip()
    return start.holding(
        f"{indent}if {parameter} is None:{start.newline}{indent}{step}{parameter} = {construction}"
    )
