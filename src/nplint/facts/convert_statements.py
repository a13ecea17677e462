"""The walk over a parsed module: statements, their blocks, scopes and bindings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from sys import intern
from typing import Any

from nplint.facts import expressions as ex
from nplint.facts import statements as st
from nplint.facts.convert_expressions import OPERATORS
from nplint.facts.convert_imports import ImportConverter
from nplint.facts.convert_patterns import PatternConverter
from nplint.facts.parser import Node, kind_of
from nplint.facts.scopes import (
    Binding,
    BindingKind,
    Class,
    Function,
    ModuleFacts,
    OuterKind,
    Scope,
    Store,
)
from nplint.facts.tokens import Tokens


class Converter(ImportConverter, PatternConverter):
    """Converts a parsed module to ``ModuleFacts`` in one traversal."""

    def __init__(self, text: str, facts: ModuleFacts, tokens: Tokens) -> None:
        super().__init__(text, facts, tokens)
        self.block: tuple[int, int] | None = None
        self.pending: list[Binding] = []
        self.stack: list[tuple[Scope, tuple[int, int] | None]] = []

    # -- blocks ----------------------------------------------------------------------------

    def module(self, node: Node) -> None:
        """Convert the whole module, or the next piece of it."""
        self.facts.body += self.suite(node.body)

    def suite(self, nodes: Sequence[Node]) -> st.Block:
        """Convert the statements of a block."""
        found: list[st.Statement] = []
        for node in nodes:
            if kind_of(node) == "SimpleStatementLine":
                found += [self.statement(small) for small in node.body]
            else:
                found.append(self.statement(node))
        return tuple(found)

    def statement(self, node: Node) -> st.Statement:
        """Convert any statement; one without parts keeps only its place."""
        handler = _HANDLERS.get(type(node).__name__)
        if handler is None:
            return st.Statement(self.cursor.end, self.cursor.end)
        return handler(self, node)

    def branch(self, node: Node) -> st.Block:
        """Convert a block that may not run, marking what it binds."""
        outer = self.block
        first = len(self.pending)
        start = self.cursor.next_start()
        self.block = (start, start)
        body = self.suite(node.body)
        span = (start, self.cursor.end)
        for binding in self.pending[first:]:
            if binding.block == (start, start):
                binding.block = span
        self.block = outer
        return body

    # -- simple statements -----------------------------------------------------------------

    def evaluate(self, node: Node) -> st.Statement:
        start = self.cursor.next_start()
        value = self.expression(node.value)
        statement = st.ExprStmt(min(start, value.start), self.cursor.end, value, self.scope)
        self.facts.discarded.append(statement)
        return statement

    def assign(self, node: Node) -> st.Statement:
        first = self.cursor.next_start()
        targets = tuple([self.target(target.target) for target in node.targets])
        value = self.expression(node.value)
        start = min(first, targets[0].start)
        statement = st.Assign(start, self.cursor.end, targets, value, None, "")
        for target in targets:
            self.bind_target(target, "assign", value, statement)
        return statement

    def annotated(self, node: Node) -> st.Statement:
        target = self.target(node.target)
        annotation = self.expression(node.annotation.annotation)
        value = self.expression(node.value) if node.value is not None else None
        statement = st.Assign(target.start, self.cursor.end, (target,), value, annotation, "")
        kind: BindingKind = "assign" if value is not None else "annotation"
        self.bind_target(target, kind, value, statement)
        return statement

    def augmented(self, node: Node) -> st.Statement:
        target = self.target(node.target)
        value = self.expression(node.value)
        operator = OPERATORS[type(node.operator).__name__]
        statement = st.Assign(target.start, self.cursor.end, (target,), value, None, operator)
        self.bind_target(target, "augment", value, statement)
        return statement

    def return_(self, node: Node) -> st.Statement:
        after = self.cursor.end
        if node.value is None:
            return st.Return(after, after, None)
        value = self.expression(node.value)
        return st.Return(self.before("return", value.start, after), self.cursor.end, value)

    def parts(self, kind: st.OtherKind, *nodes: Node | None) -> st.OtherStmt:
        """Return a statement that is its keyword and some expressions."""
        after = self.cursor.end
        found = self.all([node for node in nodes if node is not None])
        start = self.before(kind, found[0].start, after) if found else after
        return st.OtherStmt(start, self.cursor.end, kind, found)

    def jump(self, node: Node) -> st.Statement:
        kind: st.OtherKind = "break" if kind_of(node) == "Break" else "continue"
        return st.OtherStmt(self.cursor.end, self.cursor.end, kind, ())

    def raise_(self, node: Node) -> st.Statement:
        return self.parts("raise", node.exc, node.cause.item if node.cause else None)

    def assert_(self, node: Node) -> st.Statement:
        return self.parts("assert", node.test, node.msg)

    def delete(self, node: Node) -> st.Statement:
        after = self.cursor.end
        target = self.target(node.target)
        start = self.before("del", target.start, after)
        statement = st.OtherStmt(start, self.cursor.end, "del", (target,))
        self.bind_target(target, "delete", None, statement)
        return statement

    def global_(self, node: Node) -> st.Statement:
        kind: OuterKind = "global" if kind_of(node) == "Global" else "nonlocal"
        after = self.cursor.end
        start = self.cursor.next_start()
        for item in node.names:
            self.take(item.name.value)
            self.scope.outer_names[item.name.value] = kind
        return st.OtherStmt(self.before(kind, start, after), self.cursor.end, kind, ())

    def type_alias(self, node: Node) -> st.Statement:
        start = self.take("type")
        name_start = self.take(node.name.value)
        self.type_parameters(node.type_parameters)
        value = self.expression(node.value)
        self.bind(self.scope, node.name.value, Binding("other", name_start))
        return st.OtherStmt(start, self.cursor.end, "type", (value,))

    # -- compound statements ---------------------------------------------------------------

    def if_(self, node: Node) -> st.Statement:
        after = self.cursor.end
        test = self.expression(node.test)
        start = self.before("if", test.start, after)
        body = self.branch(node.body)
        orelse: st.Block = ()
        if kind_of(node.orelse) == "If":
            outer, first = self.block, len(self.pending)
            begin = self.cursor.next_start()
            self.block = (begin, begin)
            orelse = (self.if_(node.orelse),)
            for binding in self.pending[first:]:
                if binding.block == (begin, begin):
                    binding.block = (begin, self.cursor.end)
            self.block = outer
        elif node.orelse is not None:
            orelse = self.branch(node.orelse.body)
        return st.If(start, self.cursor.end, test, body, orelse)

    def for_(self, node: Node) -> st.Statement:
        after = self.cursor.end
        target = self.target(node.target)
        source = self.expression(node.iter)
        start = self.before("for", target.start, after)
        statement = st.Loop(start, self.cursor.end, target, source, (), ())
        self.bind_target(target, "loop", source, statement)
        statement.body = self.branch(node.body)
        if node.orelse is not None:
            statement.orelse = self.branch(node.orelse.body)
        statement.end = self.cursor.end
        return statement

    def while_(self, node: Node) -> st.Statement:
        after = self.cursor.end
        test = self.expression(node.test)
        start = self.before("while", test.start, after)
        body = self.branch(node.body)
        orelse = self.branch(node.orelse.body) if node.orelse is not None else ()
        return st.Loop(start, self.cursor.end, None, test, body, orelse)

    def with_(self, node: Node) -> st.Statement:
        after = self.cursor.end
        first = self.cursor.next_start()
        statement = st.With(self.before("with", first, after), first, (), ())
        parenthesised = kind_of(node.lpar) == "LeftParen"
        if parenthesised:
            self.take("(")
        items: list[tuple[ex.Expr, ex.Expr | None]] = []
        for item in node.items:
            value = self.expression(item.item)
            target = None
            if item.asname is not None:
                target = self.target(item.asname.name)
                self.bind_target(target, "with", value, statement)
            items.append((value, target))
        if parenthesised:
            self.take(")")
        statement.items = tuple(items)
        statement.body = self.suite(node.body.body)
        statement.end = self.cursor.end
        return statement

    def try_(self, node: Node) -> st.Statement:
        begin = self.text.find("try", self.cursor.end)
        parts: list[ex.Expr] = []
        found = [self.branch(node.body)]
        for handler in node.handlers:
            if handler.type is not None:
                parts.append(self.expression(handler.type))
            if handler.name is not None:
                self.bind_target(self.target(handler.name.name), "other", None, None)
            found.append(self.branch(handler.body))
        if node.orelse is not None:
            found.append(self.branch(node.orelse.body))
        if node.finalbody is not None:
            found.append(self.suite(node.finalbody.body.body))
        return st.Try(begin, self.cursor.end, tuple(parts), tuple(found))

    def match(self, node: Node) -> st.Statement:
        start = self.take("match")
        parts = [self.expression(node.subject)]
        found: list[st.Block] = []
        for case in node.cases:
            self.take("case")
            self.pattern(case.pattern)
            if case.guard is not None:
                parts.append(self.expression(case.guard))
            found.append(self.branch(case.body))
        return st.Match(start, self.cursor.end, tuple(parts), tuple(found))

    # -- functions and classes -------------------------------------------------------------

    def decorators(self, nodes: Sequence[Node]) -> tuple[ex.Expr, ...]:
        return tuple([self.expression(node.decorator) for node in nodes])

    def type_parameters(self, node: Node | None) -> None:
        if node is None:
            return
        self.take("[")
        for parameter in node.params:
            self.take(parameter.param.name.value)
            for part in (getattr(parameter.param, "bound", None), parameter.default):
                if part is not None:
                    self.expression(part)
        self.take("]")

    def function(self, node: Node) -> st.Statement:
        after = self.cursor.end
        decorators = self.decorators(node.decorators)
        first = self.before("@", decorators[0].start, after) if decorators else -1
        name = intern(node.name.value)
        between = self.cursor.end
        name_start = self.take(name)
        start = self.before("def", name_start, between)
        self.type_parameters(node.type_parameters)
        self.take("(")
        parameters = self.parameters(node.params)
        self.take(")")
        returns = self.expression(node.returns.annotation) if node.returns is not None else None
        scope = Scope("function", self.scope, self.facts)
        function = Function(start, start, name, name_start, parameters, decorators, scope, returns)
        statement = st.FunctionDef(first if decorators else start, start, function)
        binding = Binding("function", name_start, statement, function=function)
        self.bind(self.scope, name, binding)
        self.enter(function)
        function.one_line = kind_of(node.body) == "SimpleStatementSuite"
        if function.one_line:
            function.body = tuple([self.statement(small) for small in node.body.body])
        else:
            function.body = self.suite(node.body.body)
        function.docstring = _is_docstring(function.body)
        self.leave(function)
        statement.end = function.end
        return statement

    def lambda_(self, node: Node) -> ex.Expr:
        after = self.cursor.end
        first = self.cursor.next_start()
        parameters = self.parameters(node.params)
        scope = Scope("function", self.scope, self.facts)
        function = Function(first, first, "<lambda>", first, parameters, (), scope)
        self.enter(function)
        value = self.expression(node.body)
        function.body = (st.Return(value.start, value.end, value),)
        function.one_line = True
        self.leave(function)
        start = self.before("lambda", min(first, value.start), after)
        function.start = function.name_start = start
        return ex.Lambda(start, max(self.cursor.end, value.end), function)

    def enter(self, function: Function) -> None:
        """Go into a function's scope; its parameters are its first bindings."""
        self.facts.functions.append(function)
        function.scope.function = function
        self.stack.append((self.scope, self.block))
        self.scope, self.block = function.scope, None
        for parameter in function.parameters:
            binding = Binding("parameter", parameter.start, parameter=parameter)
            self.scope.bindings[parameter.name] = [binding]

    def leave(self, function: Function) -> None:
        """Come back out of a function's scope."""
        self.scope, self.block = self.stack.pop()
        function.end = self.cursor.end

    def class_(self, node: Node) -> st.Statement:
        after = self.cursor.end
        decorators = self.decorators(node.decorators)
        first = self.before("@", decorators[0].start, after) if decorators else -1
        between = self.cursor.end
        name = intern(node.name.value)
        name_start = self.take(name)
        start = self.before("class", name_start, between)
        self.type_parameters(node.type_parameters)
        bases: tuple[ex.Argument, ...] = ()
        if kind_of(node.lpar) == "LeftParen" or node.bases or node.keywords:
            self.take("(")
            bases = tuple([self.argument(base) for base in (*node.bases, *node.keywords)])
            self.take(")")
        scope = Scope("class", self.scope, self.facts)
        definition = Class(start, start, name, name_start, decorators, bases, scope)
        scope.definition = definition
        statement = st.ClassDef(first if decorators else start, start, definition)
        self.bind(self.scope, name, Binding("class", name_start, statement, definition=definition))
        self.facts.classes.append(definition)
        self.stack.append((self.scope, self.block))
        self.scope, self.block = scope, None
        if kind_of(node.body) == "SimpleStatementSuite":
            definition.body = tuple([self.statement(small) for small in node.body.body])
        else:
            definition.body = self.suite(node.body.body)
        self.scope, self.block = self.stack.pop()
        definition.end = statement.end = self.cursor.end
        return statement

    # -- binding ---------------------------------------------------------------------------

    def bind(self, scope: Scope, name: str, binding: Binding) -> None:
        if binding.block is None:
            binding.block = self.block
        self.pending.append(binding)
        super().bind(scope, name, binding)

    def bind_target(
        self,
        target: ex.Expr,
        kind: BindingKind,
        value: ex.Expr | None,
        statement: Any,
        path: tuple[int | None, ...] = (),
    ) -> None:
        if isinstance(target, ex.Name):
            self.bind(self.scope, target.id, Binding(kind, target.start, statement, value, path))
        elif isinstance(target, ex.ListDisplay):
            exact = not any(isinstance(item, ex.Starred) for item in target.items)
            for index, item in enumerate(target.items):
                step = index if exact else None
                self.bind_target(item, kind, value, statement, (*path, step))
        elif isinstance(target, ex.Starred):
            self.bind_target(target.value, kind, value, statement, (*path, None))
        elif isinstance(target, (ex.Attribute, ex.Subscript)) and kind != "delete":
            self.facts.stores.append(Store(target, value, path, self.scope, statement))


def _is_docstring(body: st.Block) -> bool:
    first = body[0] if body else None
    return (
        isinstance(first, st.ExprStmt)
        and isinstance(first.value, ex.Constant)
        and isinstance(first.value.value, str)
    )


_HANDLERS: dict[str, Callable[[Converter, Node], st.Statement]] = {
    "Expr": Converter.evaluate,
    "Assign": Converter.assign,
    "AnnAssign": Converter.annotated,
    "AugAssign": Converter.augmented,
    "Return": Converter.return_,
    "Import": Converter.import_,
    "ImportFrom": Converter.import_from,
    "If": Converter.if_,
    "For": Converter.for_,
    "While": Converter.while_,
    "With": Converter.with_,
    "Try": Converter.try_,
    "TryStar": Converter.try_,
    "Match": Converter.match,
    "FunctionDef": Converter.function,
    "ClassDef": Converter.class_,
    "Del": Converter.delete,
    "Break": Converter.jump,
    "Continue": Converter.jump,
    "Raise": Converter.raise_,
    "Assert": Converter.assert_,
    "Global": Converter.global_,
    "Nonlocal": Converter.global_,
    "TypeAlias": Converter.type_alias,
}
