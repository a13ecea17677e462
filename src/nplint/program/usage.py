"""Where the program names something of NumPyro or JAX, and how it calls it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.expressions import Attribute, Call, Expr
from nplint.facts.scopes import ModuleFacts, Scope
from nplint.facts.statements import Block, Import, ImportedName, blocks, expressions
from nplint.finding import Span
from nplint.numpyro_api import Bound, Signature, bind
from nplint.program.evaluator import Evaluator
from nplint.program.numpyro_calls import GivenArguments, given_arguments
from nplint.program.surroundings import expects
from nplint.values.kinds import External, Frame, Thunk

# What a ``try`` handles when its author expects that a name may be missing.
_EXPECTING = frozenset(
    {"ImportError", "ModuleNotFoundError", "AttributeError", "TypeError", "Exception",
     "BaseException"}
)  # fmt: skip
_VERSION_TESTS = frozenset({"hasattr", "TYPE_CHECKING"})


@dataclass(frozen=True, slots=True, eq=False)
class Mention:
    """A place that names something external by its dotted path.

    Parameters
    ----------
    path
        ``jax.tree_map``.
    module, span
        Where it stands: the dotted expression, or the name in an import statement.
    expr
        The expression, where it is one.
    imported, statement
        The import, where it is one.
    scope
        The scope it stands in.
    """

    path: str
    module: ModuleFacts
    span: Span
    scope: Scope
    expr: Attribute | None = None
    imported: ImportedName | None = None
    statement: Import | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ExternalCall:
    """A call of something external.

    Parameters
    ----------
    path
        What is called, by its dotted path.
    call, frame
        The call, and the frame it is evaluated in.
    arguments
        What it is given.
    """

    path: str
    call: Call
    frame: Frame
    arguments: GivenArguments

    @property
    def module(self) -> ModuleFacts:
        """The module it stands in."""
        return self.frame.module

    def bound(self, signature: Signature) -> Bound[Thunk]:
        """Its arguments by the parameters of a signature, and what does not fit."""
        given = self.arguments
        return bind(signature, given.positional, given.keywords, given.complete)

    def given(self, signature: Signature) -> dict[str, Thunk]:
        """Its arguments by parameter, but for those that are a literal None."""
        return {
            name: thunk
            for name, thunk in self.bound(signature).arguments.items()
            if not (isinstance(thunk.expr, ex.Constant) and thunk.expr.value is None)
        }


class Usage:
    """Finds mentions and calls, those left out that the author made depend on the release."""

    def __init__(self, evaluator: Evaluator, modules: Collection[ModuleFacts]) -> None:
        self.evaluator = evaluator
        self.modules = modules
        self._guarded: dict[ModuleFacts, list[Span]] = {}

    def mentions(self, package: str, last_parts: Collection[str]) -> Iterator[Mention]:
        """Every mention of the package that ends in one of some names."""
        for module in self.modules:
            found = [
                *self._imports(module, package, last_parts),
                *self._attributes(module, package, last_parts),
            ]
            for mention in found:
                if not self.is_guarded(module, mention.span):
                    yield mention

    def calls(self, package: str, last_parts: Collection[str]) -> Iterator[ExternalCall]:
        """Every call of something of the package whose name is one of some."""
        for name in sorted(last_parts):
            for call, scope in self.evaluator.index.calls_of(name):
                frame = self.evaluator.generic_frame(scope)
                path = self._path(call.func, frame)
                if path is None or not _is_in(path, package) or path.rpartition(".")[2] != name:
                    continue
                if not self.is_guarded(scope.module, Span(call.start, call.end)):
                    yield ExternalCall(
                        path, call, frame, given_arguments(self.evaluator, call, frame)
                    )

    def is_guarded(self, module: ModuleFacts, span: Span) -> bool:
        """Whether code depends on what the installed release has, or is never evaluated."""
        if module not in self._guarded:
            self._guarded[module] = list(_guarded(module))
        return any(each.start <= span.start < each.end for each in self._guarded[module])

    def _path(self, expr: Expr, frame: Frame) -> str | None:
        """The dotted path that an expression leads to, if there is but one."""
        paths = {
            value.name if isinstance(value, External) else None
            for value in self.evaluator.values(expr, frame)
        }
        return paths.pop() if len(paths) == 1 else None

    def _imports(
        self, module: ModuleFacts, package: str, last_parts: Collection[str]
    ) -> Iterator[Mention]:
        for imported, scope in module.imports:
            if not _is_in(imported.module, package):
                continue
            statement = _statement_of(imported, scope)
            paths = _prefixes(imported.module)
            if imported.name not in (None, "*"):
                paths.append(f"{imported.module}.{imported.name}")
            for path in paths:
                if path.rpartition(".")[2] in last_parts:
                    span = Span(imported.start, imported.end)
                    if path == imported.module and imported.name is not None and statement:
                        span = Span(statement.start, statement.end)
                    yield Mention(path, module, span, scope, imported=imported, statement=statement)

    def _attributes(
        self, module: ModuleFacts, package: str, last_parts: Collection[str]
    ) -> Iterator[Mention]:
        for attr in sorted(module.attributes.keys() & last_parts):
            for attribute, scope in module.attributes[attr]:
                base = self._path(attribute.value, self.evaluator.generic_frame(scope))
                if base is not None and _is_in(base, package):
                    span = Span(attribute.start, attribute.end)
                    yield Mention(f"{base}.{attr}", module, span, scope, expr=attribute)


def _is_in(path: str, package: str) -> bool:
    return path == package or path.startswith(f"{package}.")


def _prefixes(dotted: str) -> list[str]:
    """``a.b`` and ``a.b.c`` of ``a.b.c``."""
    parts = dotted.split(".")
    return [".".join(parts[:count]) for count in range(2, len(parts) + 1)]


def _statement_of(imported: ImportedName, scope: Scope) -> Import | None:
    for binding in scope.bindings.get(imported.bound or "", ()):
        if binding.imported is imported and isinstance(binding.statement, Import):
            return binding.statement
    return None


def _guarded(module: ModuleFacts) -> Iterator[Span]:
    bodies = [
        module.body,
        *(function.body for function in module.functions),
        *(definition.body for definition in module.classes),
    ]
    for body in bodies:
        yield from _guarded_in(body)
    postponed = any(
        name.module == "__future__" and name.name == "annotations" for name, _ in module.imports
    )
    yield from (Span(each.start, each.end) for each in _unevaluated(module, postponed))


def _unevaluated(module: ModuleFacts, postponed: bool) -> Iterator[Expr]:
    """The annotations that are never evaluated: those of local variables, or all of them."""
    for function in module.functions:
        if postponed:
            annotations = [function.returns, *(each.annotation for each in function.parameters)]
            yield from (each for each in annotations if each is not None)
        yield from _of_variables(function.body)
    if postponed:
        yield from _of_variables(module.body)
        for definition in module.classes:
            yield from _of_variables(definition.body)


def _of_variables(block: Block) -> Iterator[Expr]:
    for statement in block:
        if isinstance(statement, st.Assign) and statement.annotation is not None:
            yield statement.annotation
        for inner in blocks(statement):
            yield from _of_variables(inner)


def _guarded_in(block: Block) -> Iterator[Span]:
    for statement in block:
        if isinstance(statement, st.Branches) and statement.kind == "try":
            names = {_last_name(part) for kind in statement.parts for part in _alternatives(kind)}
            if not names or names & _EXPECTING:
                yield Span(statement.start, statement.end)
                continue
        elif (isinstance(statement, st.With) and expects(statement)) or (
            isinstance(statement, st.If) and _tests_version(statement.test)
        ):
            yield Span(statement.start, statement.end)
            continue
        for expr in expressions(statement):
            yield from _guarded_parts(expr)
        for inner in blocks(statement):
            yield from _guarded_in(inner)


def _guarded_parts(expr: Expr) -> Iterator[Span]:
    """``x.new if hasattr(x, "new") else x.old``, and the same with ``and`` and ``or``."""
    chosen = isinstance(expr, ex.Conditional) and _tests_version(expr.test)
    if chosen or (
        isinstance(expr, ex.Operation)
        and expr.operator in ("and", "or")
        and any(map(_tests_version, expr.operands))
    ):
        yield Span(expr.start, expr.end)
        return
    for part in ex.children(expr):
        yield from _guarded_parts(part)


def _alternatives(kind: Expr) -> tuple[Expr, ...]:
    return kind.items if isinstance(kind, ex.Collection) else (kind,)


def _last_name(expr: Expr) -> str:
    if isinstance(expr, Attribute):
        return expr.attr
    return expr.id if isinstance(expr, ex.Name) else ""


def _tests_version(test: Expr) -> bool:
    name = _last_name(test)
    if "version" in name.lower() or name in _VERSION_TESTS:
        return True
    return any(_tests_version(part) for part in ex.children(test))
