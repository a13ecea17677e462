"""Places that name something of NumPyro or JAX, and calls of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from nplint.analyses.version_guards import VersionGuards
from nplint.facts import expressions as ex
from nplint.facts.expressions import Attribute, Call, Expr
from nplint.facts.scopes import ModuleFacts, Scope
from nplint.facts.statements import Import, ImportedName
from nplint.finding import Location, Span
from nplint.model.program import Program
from nplint.numpyro_api import Bound, Signature, bind
from nplint.records import record
from nplint.semantic.binding import GivenArguments, given_arguments
from nplint.semantic.values import BoundExpr, CallResult, External, ExternalAttribute, Frame


@record
class Mention:
    """A place that names something external by its dotted path.

    Parameters
    ----------
    path
        ``jax.tree_map``.
    module, span
        The place: the dotted expression, or the name in an import statement.
    expr
        The expression, where it is one.
    imported, statement
        The import, where it is one.
    scope
        The scope it stands in.
    guards
        What is guarded in the program.
    """

    path: str
    module: ModuleFacts
    span: Span
    scope: Scope
    guards: VersionGuards
    expr: Attribute | None = None
    imported: ImportedName | None = None
    statement: Import | None = None

    @property
    def location(self) -> Location:
        """The place that names it."""
        return Location(self.module.path, self.span)

    @property
    def is_guarded(self) -> bool:
        """True where its author made it depend on the release."""
        return self.guards.covers(self.module, self.span)


@record
class ExternalCall:
    """A call of something external.

    Parameters
    ----------
    path
        The dotted path of what is called.
    call, frame
        The call, and the frame it is evaluated in.
    arguments
        Its arguments.
    guards
        What is guarded in the program.
    """

    path: str
    call: Call
    frame: Frame
    arguments: GivenArguments
    guards: VersionGuards

    @property
    def module(self) -> ModuleFacts:
        """The module it stands in."""
        return self.frame.module

    @property
    def location(self) -> Location:
        """The place of the call."""
        return self.frame.locate(self.call)

    @property
    def is_guarded(self) -> bool:
        """True where its author made it depend on the release."""
        return self.guards.covers(self.module, self.location.span)

    def bound(self, signature: Signature) -> Bound[BoundExpr]:
        """Return its arguments by the parameters of a signature, and those that do not fit."""
        given = self.arguments
        return bind(signature, given.positional, given.keywords, given.complete)

    def given(self, signature: Signature) -> dict[str, BoundExpr]:
        """Return its arguments by parameter, but for those that are a literal None."""
        return {
            name: argument
            for name, argument in self.bound(signature).arguments.items()
            if not (isinstance(argument.expr, ex.Constant) and argument.expr.value is None)
        }


class Usage:
    """Finds mentions and calls; ask them last whether they are guarded, which takes longest."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator
        self.modules = program.modules
        self.guards = program.analysis(VersionGuards)
        self._patched: dict[str, set[str]] = {}

    def mentions(self, package: str, last_parts: Collection[str]) -> Iterator[Mention]:
        """Yield every mention of the package that ends in one of some names."""
        for module in self.modules:
            yield from self._imports(module, package, last_parts)
            yield from self._attributes(module, package, last_parts)

    def calls(self, package: str, last_parts: Collection[str]) -> Iterator[ExternalCall]:
        """Yield every call of something of the package whose name is one of some.

        The path of a method is that of the class its object was made of, called, and its name:
        ``numpyro.infer.MCMC().run``.
        """
        for name in self.evaluator.index.called_names(last_parts):
            for call in self.evaluator.index.calls_of(name):
                frame = self.evaluator.generic_frame(call.scope)
                path = self._path(call.func, frame) or self._method(call.func, frame)
                if path is None or not _is_in(path, package) or path.rpartition(".")[2] != name:
                    continue
                given = given_arguments(self.evaluator, call, frame)
                yield ExternalCall(path, call, frame, given, self.guards)

    def _path(self, expr: Expr, frame: Frame) -> str | None:
        """Return the dotted path that an expression leads to, if there is but one."""
        paths = {
            value.name if isinstance(value, External) else None
            for value in self.evaluator.values(expr, frame)
        }
        return paths.pop() if len(paths) == 1 else None

    def _method(self, expr: Expr, frame: Frame) -> str | None:
        """Return the path of a method, if all that an expression leads to is that of one class."""
        if not isinstance(expr, Attribute):
            return None
        owners = {
            value.owner.name
            if isinstance(value, ExternalAttribute) and isinstance(value.owner, CallResult)
            else None
            for value in self.evaluator.values(expr, frame)
        }
        owner = owners.pop() if len(owners) == 1 else None
        return f"{owner}().{expr.attr}" if owner is not None else None

    def _imports(
        self, module: ModuleFacts, package: str, last_parts: Collection[str]
    ) -> Iterator[Mention]:
        for imported in module.imports:
            if not _is_in(imported.module, package):
                continue
            statement = _statement_of(imported, imported.scope)
            paths = _prefixes(imported.module)
            if imported.name not in (None, "*"):
                paths.append(f"{imported.module}.{imported.name}")
            for path in paths:
                if path.rpartition(".")[2] in last_parts:
                    span = Span(imported.start, imported.end)
                    if path == imported.module and imported.name is not None and statement:
                        span = Span(statement.start, statement.end)
                    scope, guards = imported.scope, self.guards
                    yield Mention(
                        path, module, span, scope, guards, imported=imported, statement=statement
                    )

    def _attributes(
        self, module: ModuleFacts, package: str, last_parts: Collection[str]
    ) -> Iterator[Mention]:
        for attr in sorted(module.attributes.keys() & last_parts):
            for attribute in module.attributes[attr]:
                base = self._path(attribute.value, self.evaluator.generic_frame(attribute.scope))
                if base is None or not _is_in(base, package):
                    continue
                if base not in self._given_by_the_program(attr):
                    span = Span(attribute.start, attribute.end)
                    scope, guards = attribute.scope, self.guards
                    yield Mention(f"{base}.{attr}", module, span, scope, guards, expr=attribute)

    def _given_by_the_program(self, attr: str) -> set[str]:
        """Return the external objects that get an attribute, as in ``jax.old = jax.new``."""
        if attr not in self._patched:
            stores = self.evaluator.index.attribute_stores.get(attr, ())
            self._patched[attr] = {
                path
                for store in stores
                if isinstance(store.target, Attribute)
                and (
                    path := self._path(
                        store.target.value, self.evaluator.generic_frame(store.scope)
                    )
                )
                is not None
            }
        return self._patched[attr]


def _is_in(path: str, package: str) -> bool:
    return path == package or path.startswith(f"{package}.")


def _prefixes(dotted: str) -> list[str]:
    """Return ``a.b`` and ``a.b.c`` for ``a.b.c``."""
    parts = dotted.split(".")
    return [".".join(parts[:count]) for count in range(2, len(parts) + 1)]


def _statement_of(imported: ImportedName, scope: Scope) -> Import | None:
    for binding in scope.bindings.get(imported.bound or "", ()):
        if binding.imported is imported and isinstance(binding.statement, Import):
            return binding.statement
    return None
