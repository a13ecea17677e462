"""Move the construction of an attribute into the body of each method that reads it in a trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nplint.analyses.shared_distributions import SharedDistribution
from nplint.facts.expressions import Attribute, Expr, Name
from nplint.facts.scopes import Class, Function, Scope, binding_scope, chain, is_within
from nplint.facts.statements import Assign, Block
from nplint.finding import Edit, Span
from nplint.fixes.definitions import names_in
from nplint.fixes.layout import block_with
from nplint.fixes.repair import CannotRepair, FixContext, Repair, names, repair
from nplint.semantic.values import Capture, ClassValue, Frame, Instance


@dataclass(frozen=True, slots=True)
class _AttributeDefinition:
    """The one assignment that gives an attribute its value, in a class body or a method."""

    owner: ClassValue
    statement: Assign
    value: Expr
    frame: Frame
    block: Block


def move_attribute(fix_context: FixContext, shared: SharedDistribution) -> Repair:
    """Plan the move.

    Raises
    ------
    CannotRepair
        No move would keep what the program does, or be what an author would write.
    """
    captures = list({use.capture.expr: use.capture for use in shared.uses}.values())
    found = {_definition(fix_context, capture).statement: capture for capture in captures}
    if len(found) != 1:
        raise CannotRepair("it is assigned in several places")
    attr = _read(captures[0]).attr
    source = _definition(fix_context, captures[0])
    _require_free_of_locals(fix_context, source, attr)
    edits: list[Edit] = []
    converted: set[Expr] = set()
    functions: dict[Function, None] = {}
    for capture in captures:
        function = capture.frame.scope.enclosing_scope.function
        if function is None or function.module is not source.frame.module:
            raise CannotRepair("it is read in another module than the one that builds it")
        if function not in functions:
            functions[function] = None
            edits += _copy(fix_context, source, function, _read(capture), converted)
    if not _read_elsewhere(fix_context, attr, source, converted):
        edits += _remove(fix_context, source)
    obstacle = fix_context.constancy.obstacle(source.value, source.frame)
    return repair(f"Build `{attr}` inside {names(functions)}", edits, obstacle)


def _read(capture: Capture) -> Attribute:
    expr = capture.expr
    if not isinstance(expr, Attribute) or not isinstance(expr.value, Name):
        raise CannotRepair("it is kept in an attribute of another object")
    return expr


def _definition(fix_context: FixContext, capture: Capture) -> _AttributeDefinition:
    """Where the attribute that a capture reads is assigned."""
    evaluator = fix_context.program.evaluator
    expr = _read(capture)
    for value in evaluator.values(expr.value, capture.frame):
        cls = value.kind if isinstance(value, Instance) else value
        if isinstance(cls, ClassValue):
            if isinstance(value, Instance) and expr.attr in evaluator.objects.field_names(value):
                raise CannotRepair(f"`{expr.attr}` is a field that callers may set")
            return _assignment(fix_context, cls, expr.attr)
    raise CannotRepair("it is kept in an attribute of another object")


def _assignment(fix_context: FixContext, cls: ClassValue, attr: str) -> _AttributeDefinition:
    objects = fix_context.program.evaluator.objects
    found: list[_AttributeDefinition] = []
    for owner, method, store in objects.stores(cls, attr):
        if isinstance(store.statement, Assign) and store.value is not None and not store.path:
            body = fix_context.program.evaluator.generic_frame(method.scope)
            block = block_with(method.body, store.statement)
            found.append(_AttributeDefinition(owner, store.statement, store.value, body, block))
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
            found.append(
                _AttributeDefinition(owner, statement, binding.value, body, owner.definition.body)
            )
    if len(found) != 1 or len(found[0].statement.targets) != 1:
        raise CannotRepair(f"`{attr}` is assigned more than once")
    if not found[0].block or _overridden(fix_context, found[0].owner.definition, attr):
        raise CannotRepair(f"`{attr}` is assigned more than once")
    return found[0]


def _overridden(fix_context: FixContext, definition: Class, attr: str) -> bool:
    """Whether a subclass or code outside of the class sets the attribute too."""
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


def _require_free_of_locals(
    fix_context: FixContext, source: _AttributeDefinition, attr: str
) -> None:
    """The construction may only read names that every method can read."""
    class_scope = source.owner.definition.scope
    for name in names_in(source.value):
        scope = binding_scope(source.frame.scope, name.id)
        if scope is not None and (scope is class_scope or is_within(scope, class_scope)):
            where = "the class body" if scope is class_scope else "the method that sets it"
            raise CannotRepair(f"`{attr}` is built from `{name.id}` of {where}")


def _copy(
    fix_context: FixContext,
    source: _AttributeDefinition,
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
    if attr in function.scope.bindings and not _is_bound_last(function, attr, reads):
        raise CannotRepair(f"`{function.name}` has a variable `{attr}` of its own")
    if any(is_within(n.scope, function.scope) for n in function.module.reads.get(attr, ())):
        if attr not in function.scope.bindings:
            raise CannotRepair(f"`{function.name}` uses the name `{attr}` for something else")
    for name in names_in(source.value):
        for scope in chain(function.scope):
            if scope.kind == "function" and name.id in scope.bindings:
                raise CannotRepair(f"`{name.id}` means something else in `{function.name}`")
    layout = fix_context.layout(function.module)
    place, indent = fix_context.entry(function)
    lines = layout.lines_of(source.statement.start, source.statement.end)
    if lines is None:
        raise CannotRepair(f"`{attr}` shares its line with another statement")
    target = source.statement.targets[0]
    spelled = [(target.start, target.end, attr)]
    text = layout.reindented(lines, indent, layout.source.newline, spelled)
    if text is None:
        raise CannotRepair("a string in it spans several lines")
    edits = [Edit(function.module.path, Span(place, place), text)]
    for other in reads:
        converted.add(other)
        edits.append(Edit(function.module.path, Span(other.start, other.end), attr))
    return edits


def _is_bound_last(function: Function, attr: str, reads: Sequence[Attribute]) -> bool:
    """Whether the method binds the name only by statements behind, or with, its last read.

    A function in the method may be called at any time: the name would be read too late in it.
    """
    if any(read.scope.enclosing_scope is not function.scope for read in reads):
        return False
    last = max(read.end for read in reads)
    for binding in function.scope.bindings[attr]:
        statement = binding.statement
        if statement is None or binding.block is not None or statement.end < last:
            return False
    others = (n for n in function.module.reads.get(attr, ()) if n.scope is function.scope)
    return all(name.start >= last for name in others)


def _is_target(attribute: Attribute, statement: Assign) -> bool:
    return any(attribute is target for target in statement.targets)


def _read_elsewhere(
    fix_context: FixContext, attr: str, source: _AttributeDefinition, converted: set[Expr]
) -> bool:
    """Whether anything else may read the attribute of an object of this class."""
    objects = fix_context.program.evaluator.objects
    for module in fix_context.program.index.read_as_attribute(attr):
        for attribute in module.attributes[attr]:
            if attribute in converted or _is_target(attribute, source.statement):
                continue
            if objects.may_hold(source.owner.definition, attribute):
                return True
    class_scope: Scope = source.owner.definition.scope
    return any(
        binding_scope(n.scope, attr) is class_scope for n in class_scope.module.reads.get(attr, ())
    )


def _remove(fix_context: FixContext, source: _AttributeDefinition) -> list[Edit]:
    layout = fix_context.layout(source.frame.module)
    lines = layout.lines_of(source.statement.start, source.statement.end)
    assert lines is not None
    emptied = set(source.block) == {source.statement}
    return layout.removals([lines], emptied)
