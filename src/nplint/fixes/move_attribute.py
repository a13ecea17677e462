"""Move the construction of an attribute into the body of each method that reads it in a trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nplint.analyses.shared_distributions import SharedInstance
from nplint.facts.expressions import Attribute, Expr, Name
from nplint.facts.scopes import Class, Function, Scope, binding_scope, chain, is_within
from nplint.facts.statements import Assign, Block
from nplint.finding import Edit
from nplint.fixes.carried_locals import carried_locals, is_stored
from nplint.fixes.definitions import names_in, own_lines
from nplint.fixes.function_body import BodyStart
from nplint.fixes.layout import block_with
from nplint.fixes.repair import CannotRepair, FixContext, Repair, names
from nplint.semantic.values import (
    CallResult,
    Capture,
    ClassValue,
    Container,
    Frame,
    Instance,
    MethodResult,
    Value,
)

# Containers in containers that are searched.
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class _AttributeDefinition:
    """The one assignment that gives an attribute its value, in a class body or a method."""

    attr: str
    owner: ClassValue
    statement: Assign
    value: Expr
    frame: Frame
    block: Block


def move_attribute(fix_context: FixContext, shared: SharedInstance) -> Repair:
    """Plan the move.

    Raises
    ------
    CannotRepair
        No move would keep what the program does, or be what an author would write.
    """
    captures = shared.captures
    source, *others = [_definition(fix_context, capture) for capture in captures]
    if any(other.statement is not source.statement for other in others):
        raise CannotRepair("it is assigned in several places")
    handed = _handed_over(fix_context, source, shared)
    if handed is not None:
        raise CannotRepair(f"it comes to `{source.attr}` in the variable `{handed}`")
    carried = carried_locals(
        fix_context, source.attr, source.owner, source.frame.scope, source.value
    )
    edits: list[Edit] = []
    converted: set[Expr] = set()
    functions: dict[Function, None] = {}
    for capture in captures:
        function = capture.frame.scope.enclosing_scope.function
        if function is None or function.module is not source.frame.module:
            raise CannotRepair("it is read in another module than the one that builds it")
        if function not in functions:
            functions[function] = None
            edits += _copy(fix_context, source, carried, function, _read(capture), converted)
    is_kept = _read_elsewhere(fix_context, source, converted)
    edits += _in_place(fix_context, source, carried, is_kept)
    obstacle = ""
    for frame in _frames(fix_context, source):
        obstacle = obstacle or fix_context.obstacle(source.value, frame)
    title = f"Build `{source.attr}` inside {names(functions)}"
    return Repair.safe_unless(obstacle, title, *edits)


def _read(capture: Capture) -> Attribute:
    expr = capture.expr
    if not isinstance(expr, Attribute) or not isinstance(expr.value, Name):
        raise CannotRepair("it is kept in an attribute of another object")
    return expr


def _definition(fix_context: FixContext, capture: Capture) -> _AttributeDefinition:
    """Return the assignment to the attribute that a capture reads."""
    evaluator = fix_context.program.evaluator
    expr = _read(capture)
    for value in evaluator.values(expr.value, capture.frame):
        cls = value.kind if isinstance(value, Instance) else value
        if isinstance(cls, ClassValue):
            if isinstance(value, Instance) and expr.attr in evaluator.objects.field_names(value):
                raise CannotRepair(f"`{expr.attr}` is a field that callers may set")
            return _assignment(fix_context, cls, expr.attr)
    raise CannotRepair("it is kept in an attribute of another object")


def _handed_over(
    fix_context: FixContext, source: _AttributeDefinition, shared: SharedInstance
) -> str | None:
    """Return the name of a method by which an instance comes to the assignment, built before it."""
    scope, evaluator = source.frame.scope, fix_context.program.evaluator
    if scope.kind != "function":
        return None

    def holds(value: Value, depth: int = 0) -> bool:
        if isinstance(value, Container) and depth < _DEEPEST:
            return any(holds(each, depth + 1) for each in evaluator.containers.item(value, None))
        if isinstance(value, MethodResult):
            return value.call is shared.construction or holds(value.owner, depth)
        return isinstance(value, CallResult) and value.call is shared.construction

    for name in names_in(source.value):
        if name.id in scope.bindings:
            values = fix_context.program.contexts.values(name, scope)
            if any(holds(value) for value in values):
                return name.id
    return None


def _assignment(fix_context: FixContext, cls: ClassValue, attr: str) -> _AttributeDefinition:
    objects = fix_context.program.evaluator.objects
    found: list[_AttributeDefinition] = []
    for owner, method, store in objects.stores(cls, attr):
        if isinstance(store.statement, Assign) and store.value is not None and not store.path:
            body = fix_context.program.evaluator.generic_frame(method.scope)
            block = block_with(method.body, store.statement)
            found.append(
                _AttributeDefinition(attr, owner, store.statement, store.value, body, block)
            )
        else:
            raise CannotRepair(f"`{attr}` is assigned together with others")
    for owner in objects.lineage(cls):
        for binding in owner.definition.scope.bindings.get(attr, ()):
            statement = binding.statement
            plain = isinstance(statement, Assign) and binding.value is not None
            if not plain or binding.path or binding.block is not None:
                raise CannotRepair(f"`{attr}` is not assigned plainly in the class")
            assert isinstance(statement, Assign) and binding.value is not None
            body = fix_context.program.evaluator.inner_frame(owner.definition.scope, owner.frame)
            block = owner.definition.body
            found.append(_AttributeDefinition(attr, owner, statement, binding.value, body, block))
    if len(found) != 1 or len(found[0].statement.targets) != 1:
        raise CannotRepair(f"`{attr}` is assigned more than once")
    if not found[0].block or _overridden(fix_context, found[0].owner.definition, attr):
        raise CannotRepair(f"`{attr}` is assigned more than once")
    definition = found[0].owner.definition
    unseen = fix_context.set_unseen(definition.module, _qualified(definition, attr))
    if unseen:
        raise CannotRepair(unseen)
    return found[0]


def _overridden(fix_context: FixContext, definition: Class, attr: str) -> bool:
    """Tell whether a subclass, or code outside of the class, sets the attribute too."""
    program = fix_context.program
    objects = program.evaluator.objects
    for store in program.index.attribute_stores.get(attr, ()):
        method = store.scope.enclosing_scope.function
        if method is None or method.owner is not definition:
            assert isinstance(store.target, Attribute)
            if objects.may_hold(definition, store.target):
                return True
    heirs = objects.heirs(definition) - {definition}
    return any(attr in heir.scope.bindings for heir in heirs)


def _qualified(definition: Class, attr: str) -> str:
    return f"{definition.name}.{attr}"


def _frames(fix_context: FixContext, source: _AttributeDefinition) -> list[Frame]:
    """Return the frames in which the attribute may be set, one of unknown arguments included."""
    if source.frame.scope.kind != "function":
        return [source.frame]
    seen = fix_context.program.contexts.frames(source.frame.scope)
    definition = source.owner.definition
    unseen = fix_context.is_used_unseen(definition.module, definition.name)
    return [*seen, source.frame] if unseen else seen


def _copy(
    fix_context: FixContext,
    source: _AttributeDefinition,
    carried: Mapping[str, str],
    function: Function,
    read: Attribute,
    converted: set[Expr],
) -> list[Edit]:
    """Put the construction at the start of a method, and read the local name in it."""
    attr = read.attr
    assert isinstance(read.value, Name)
    reads = [
        other for other in function.module.attributes.get(attr, ())
        if isinstance(other.value, Name) and other.value.id == read.value.id
        and is_within(other.scope, function.scope) and not _is_target(other, source.statement)
    ]  # fmt: skip
    local = _local(function, attr)
    for name in names_in(source.value):
        for scope in () if name.id in carried else chain(function.scope):
            if scope.kind == "function" and name.id in scope.bindings:
                raise CannotRepair(f"`{name.id}` means something else in `{function.name}`")
    start = BodyStart.of(fix_context, function, min(other.start for other in reads))
    lines = own_lines(fix_context, function.module, source.statement, attr)
    target = source.statement.targets[0]
    replacements = [(target.start, target.end, local)]
    replacements += [
        (name.start, name.end, f"{read.value.id}.{carried[name.id]}".rstrip("."))
        for name in names_in(source.value) if name.id in carried
    ]  # fmt: skip
    copy = start.moved(fix_context.layout(function.module), lines, replacements)
    converted.update(reads)
    return [
        start.holding(copy),
        *(function.module.locate(other).replaced_by(local) for other in reads),
    ]


def _local(function: Function, attr: str) -> str:
    """Return the name of the variable that takes the attribute's place in a method."""
    module = function.module
    longer = f"{attr}_dist" if attr.endswith("prior") else f"{attr}_prior"
    for name in (attr, longer, *(f"{longer}_{number}" for number in range(2, 10))):
        used = any(is_within(read.scope, function.scope) for read in module.reads.get(name, ()))
        if name not in function.scope.bindings and not used:
            return name
    if attr in function.scope.bindings:
        raise CannotRepair(f"`{function.name}` has a variable `{attr}` of its own")
    raise CannotRepair(f"`{function.name}` uses the name `{attr}` for something else")


def _is_target(attribute: Attribute, statement: Assign) -> bool:
    return any(attribute is target for target in statement.targets)


def _read_elsewhere(
    fix_context: FixContext, source: _AttributeDefinition, converted: set[Expr]
) -> bool:
    """Tell whether anything else may read the attribute of an object of this class."""
    attr = source.attr
    for module in fix_context.program.index.read_as_attribute(attr):
        for attribute in module.attributes[attr]:
            if attribute in converted or _is_target(attribute, source.statement):
                continue
            if _may_be_of(fix_context, source.owner.definition, attribute):
                return True
    class_scope: Scope = source.owner.definition.scope
    reads = class_scope.module.reads.get(attr, ())
    if any(binding_scope(name.scope, attr) is class_scope for name in reads):
        return True
    return fix_context.is_used_unseen(
        source.frame.module, _qualified(source.owner.definition, attr)
    )


def _may_be_of(fix_context: FixContext, definition: Class, attribute: Attribute) -> bool:
    """Tell whether an attribute that is read may be one of a class's objects."""
    evaluator = fix_context.program.evaluator
    if not evaluator.objects.may_hold(definition, attribute):
        return False
    values = evaluator.values(attribute.value, evaluator.generic_frame(attribute.scope))
    kinds = [value.kind if isinstance(value, Instance) else value for value in values]
    known = [kind for kind in kinds if isinstance(kind, ClassValue)]
    if not known or len(known) < len(kinds):
        return True
    heirs = evaluator.objects.heirs(definition)
    return any(not heirs.isdisjoint(evaluator.objects.heirs(each.definition)) for each in known)


def _in_place(
    fix_context: FixContext,
    source: _AttributeDefinition,
    carried: Mapping[str, str],
    is_kept: bool,
) -> list[Edit]:
    """Take the assignment out, unless it is kept, and put those of what is carried there."""
    module = source.frame.module
    layout = fix_context.layout(module)
    lines = own_lines(fix_context, module, source.statement, source.attr)
    target = source.statement.targets[0]
    receiver = (
        target.value.id if isinstance(target, Attribute) and isinstance(target.value, Name) else ""
    )
    stores = "".join(
        f"{lines.indent}{receiver}.{attr} = {local}{layout.source.newline}"
        for local, attr in carried.items()
        if attr
        and source.frame.scope.kind == "function"
        and not is_stored(fix_context, source.owner, source.frame.scope, local, attr)
    )
    if stores:
        place = (
            layout.at(layout.line_start(source.statement.start))
            if is_kept
            else layout.locate(lines)
        )
        return [place.replaced_by(stores)]
    if is_kept:
        return []
    emptied = set(source.block) == {source.statement}
    return layout.removals([lines], emptied)
