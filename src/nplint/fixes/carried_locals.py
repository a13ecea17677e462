"""The attributes in which an object keeps what a method's own names were, for other methods."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Attribute, Expr, Name, children, short_source
from nplint.facts.scopes import Class, Scope, Store, binding_scope, is_within
from nplint.facts.statements import Assign
from nplint.fixes.definitions import names_in
from nplint.fixes.repair import CannotRepair, FixContext
from nplint.semantic.values import ClassValue, Instance


def carried_locals(
    fix_context: FixContext, built: str, owner: ClassValue, scope: Scope, expr: Expr
) -> dict[str, str]:
    """Return the attributes for the names of a method that an expression reads, "" for ``self``.

    Parameters
    ----------
    built
        The attribute that keeps what the expression builds.
    owner, scope
        The class, and the scope of its body or method in which the expression stands.

    Raises
    ------
    CannotRepair
        A name is that of a class body, or nothing may be added to the object.
    """
    class_scope = owner.definition.scope
    carried: dict[str, str] = {}
    for name in names_in(expr):
        found = binding_scope(scope, name.id)
        if found is class_scope:
            if not _lasts(fix_context, owner, name.id):
                raise CannotRepair(f"`{built}` is built from `{name.id}` of the class body")
            carried[name.id] = name.id
            continue
        if found is None or not is_within(found, class_scope):
            continue
        if found is not scope:
            raise CannotRepair(f"`{built}` is built from `{name.id}` of the method that sets it")
        if name.id == _receiver(fix_context, scope):
            carried[name.id] = ""
        elif name.id not in carried:
            carried[name.id] = _attribute(fix_context, built, owner, scope, name.id)
    for attribute in _attributes_of(_receiver(fix_context, scope), expr):
        if not _lasts(fix_context, owner, attribute.attr):
            raise CannotRepair(f"`{short_source(attribute)}` may change")
    return carried


def _attributes_of(name: str | None, expr: Expr) -> Iterator[Attribute]:
    if isinstance(expr, Attribute) and isinstance(expr.value, Name) and expr.value.id == name:
        yield expr
    for child in children(expr):
        yield from _attributes_of(name, child)


def _lasts(fix_context: FixContext, owner: ClassValue, attr: str) -> bool:
    """Tell whether an attribute is given one value, once and for all objects of the class."""
    objects, definition = fix_context.program.evaluator.objects, owner.definition
    classes = {each.definition for each in objects.lineage(owner)} | objects.heirs(definition)
    number = sum(len(each.scope.bindings.get(attr, ())) for each in classes)
    number += len([*_stores(fix_context, definition, attr)])
    unseen = fix_context.set_unseen(definition.module, f"{definition.name}.{attr}")
    return number == 1 and not unseen


def is_stored(
    fix_context: FixContext, owner: ClassValue, scope: Scope, local: str, attr: str
) -> bool:
    """Tell whether a method already keeps one of its names in an attribute, for good."""
    stores = [*_stores(fix_context, owner.definition, attr)]
    if len(stores) != 1 or len(scope.bindings.get(local, ())) != 1:
        return False
    statement, value = stores[0].statement, stores[0].value
    return (
        stores[0].scope is scope
        and isinstance(value, Name)
        and value.id == local
        and isinstance(statement, Assign)
        and scope.function is not None
        and statement in scope.function.body
    )


def _attribute(
    fix_context: FixContext, built: str, owner: ClassValue, scope: Scope, local: str
) -> str:
    module = owner.definition.module
    for store in module.stores:
        target = store.target
        if store.scope is scope and isinstance(target, Attribute):
            if is_stored(fix_context, owner, scope, local, target.attr):
                unseen = f"{owner.definition.name}.{target.attr}"
                if not fix_context.set_unseen(module, unseen):
                    return target.attr
    objects = fix_context.program.evaluator.objects
    lineage = [*objects.lineage(owner)]
    slots = any("__slots__" in each.definition.scope.bindings for each in lineage)
    if slots or objects.field_names(Instance(owner, None, owner.frame)):
        raise CannotRepair(f"`{built}` is built from `{local}` of the method that sets it")
    for attr in (local, f"_{local}"):
        if _is_free(fix_context, owner, lineage, attr):
            return attr
    raise CannotRepair(f"`{built}` is built from `{local}` of the method that sets it")


def _is_free(
    fix_context: FixContext, owner: ClassValue, lineage: list[ClassValue], attr: str
) -> bool:
    """Tell whether nobody has another attribute of that name on objects of the class."""
    objects, index = fix_context.program.evaluator.objects, fix_context.program.index
    classes = {each.definition for each in lineage} | objects.heirs(owner.definition)
    if any(attr in each.scope.bindings for each in classes):
        return False
    if any(_stores(fix_context, owner.definition, attr)):
        return False
    for module in index.read_as_attribute(attr):
        if any(objects.may_hold(owner.definition, each) for each in module.attributes[attr]):
            return False
    definition = owner.definition
    return not fix_context.set_unseen(definition.module, f"{definition.name}.{attr}")


def _stores(fix_context: FixContext, definition: Class, attr: str) -> Iterator[Store]:
    """Yield the assignments to an attribute that objects of a class may have."""
    objects = fix_context.program.evaluator.objects
    for store in fix_context.program.index.attribute_stores.get(attr, ()):
        if isinstance(store.target, Attribute) and objects.may_hold(definition, store.target):
            yield store


def _receiver(fix_context: FixContext, scope: Scope) -> str | None:
    objects = fix_context.program.evaluator.objects
    return objects.receiver_name(scope.function) if scope.function is not None else None
