"""One walk over a parsed module: libcst nodes in, plain facts out."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from sys import intern
from typing import Any

from nplint.facts import expressions as ex
from nplint.facts.cursor import Cursor, InsideString
from nplint.facts.parser import Node, kind_of
from nplint.facts.scopes import (
    Binding,
    BindingKind,
    ModuleFacts,
    Parameter,
    ParameterKind,
    Scope,
    enter,
)
from nplint.facts.tokens import OutOfStep, Tokens
from nplint.source.escapes import with_known_escapes

# Expressions nested deeper than this are walked for their names but not kept: no model has any.
_DEEPEST = 120


class ExpressionConverter:
    """Converts expression nodes to ``Expr`` and notes names, calls and bindings on the way."""

    def __init__(self, text: str, facts: ModuleFacts, tokens: Tokens) -> None:
        self.text = text
        self.facts = facts
        self.cursor: Cursor | InsideString = Cursor(tokens)
        self.take: Callable[[str], int] = self.cursor.take
        self.scope: Scope = facts.scope
        self.depth = 0

    # -- the spine -------------------------------------------------------------------------

    def expression(self, node: Node) -> ex.Expr:
        """Convert any expression node."""
        parentheses = getattr(node, "lpar", None) or ()
        if parentheses or self.depth > _DEEPEST:
            return self.guarded(node, len(parentheses))
        self.depth += 1
        result = _HANDLERS[type(node).__name__](self, node)
        self.depth -= 1
        return result

    def guarded(self, node: Node, parentheses: int) -> ex.Expr:
        """Convert a parenthesised or very deep expression."""
        start = self.cursor.next_start()
        for _ in range(parentheses):
            self.take("(")
        self.depth += 1
        result = _HANDLERS[type(node).__name__](self, node)
        self.depth -= 1
        for _ in range(parentheses):
            self.take(")")
        if parentheses and isinstance(result, ex.ListDisplay):
            # A tuple's parentheses belong to it as a list's brackets do.
            result.start, result.end = start, self.cursor.end
        if self.depth > _DEEPEST:
            return ex.Expr(result.start, result.end)
        return result

    def all(self, nodes: Sequence[Node]) -> tuple[ex.Expr, ...]:
        """Convert nodes in order."""
        return tuple([self.expression(node) for node in nodes])

    def before(self, word: str, start: int, after: int) -> int:
        """Return the place of the keyword or operator before ``start`` (but not ``after``)."""
        found = self.text.rfind(word, after, start)
        return found if found >= 0 else start

    # -- atoms -----------------------------------------------------------------------------

    def name(self, node: Node) -> ex.Expr:
        value = intern(node.value)  # few names, read in many places
        start = self.take(value)
        if value in _CONSTANTS:
            return ex.Constant(start, self.cursor.end, _CONSTANTS[value])
        result = ex.Name(start, self.cursor.end, value, self.scope)
        enter(self.facts.reads, value, result)
        return result

    def attribute(self, node: Node) -> ex.Expr:
        start = self.cursor.next_start()
        value = self.expression(node.value)
        attr = intern(node.attr.value)
        self.take(attr)
        result = ex.Attribute(min(start, value.start), self.cursor.end, value, attr, self.scope)
        enter(self.facts.attributes, attr, result)
        return result

    def number(self, node: Node) -> ex.Expr:
        start = self.take(node.value)
        try:
            value = _NUMBERS[type(node).__name__](node.value)
        except ValueError:  # more digits than Python takes
            value = None
        return ex.Constant(start, self.cursor.end, value)

    def string(self, node: Node) -> ex.Expr:
        start = self.take(node.value)
        return ex.Constant(start, self.cursor.end, _string(node.value))

    def concatenated(self, node: Node) -> ex.Expr:
        left, right = self.expression(node.left), self.expression(node.right)
        if isinstance(left, ex.Constant) and isinstance(right, ex.Constant):
            try:
                value = left.value + right.value  # type: ignore[operator]
            except TypeError:
                value = None
            return ex.Constant(left.start, right.end, value)
        return ex.FString(left.start, right.end, (left, right))

    def formatted(self, node: Node) -> ex.Expr:
        cursor = self.cursor
        parts: list[ex.Expr] = []
        if not isinstance(cursor, Cursor):
            self.formatted_parts(node.parts, parts)
            return ex.FString(cursor.start, cursor.end, tuple(parts))
        token = cursor.texts[cursor.index] if cursor.index < len(cursor.texts) else ""
        if not token.startswith(node.start) or not token.endswith(node.end):
            raise OutOfStep(f"expected a string that starts with {node.start}")
        start = self.take(token)
        # The text inside is one token; its names are read off the tree, at the string's place.
        inside = InsideString(start, cursor.end)
        self.cursor, self.take = inside, inside.take
        self.formatted_parts(node.parts, parts)
        self.cursor, self.take = cursor, cursor.take
        return ex.FString(start, cursor.end, tuple(parts))

    def formatted_parts(self, nodes: Sequence[Node], parts: list[ex.Expr]) -> None:
        cursor = self.cursor
        for part in nodes:
            if kind_of(part) in ("FormattedStringText", "TemplatedStringText"):
                parts.append(ex.Constant(cursor.next_start(), cursor.end, _text(part.value)))
                continue
            inner = self.expression(part.expression)
            if part.format_spec or part.conversion or part.equal:
                shown = [inner]
                self.formatted_parts(part.format_spec or (), shown)
                inner = ex.Opaque(inner.start, inner.end, tuple(shown))
            parts.append(inner)

    def ellipsis(self, node: Node) -> ex.Expr:
        end = self.cursor.end
        return ex.Constant(end, end, ...)

    # -- operators -------------------------------------------------------------------------

    def binary(self, node: Node) -> ex.Expr:
        operator = OPERATORS[type(node.operator).__name__]
        start = self.cursor.next_start()
        left, right = self.expression(node.left), self.expression(node.right)
        operands: tuple[ex.Expr, ...] = (left, right)
        if isinstance(left, ex.Operation) and left.operator == operator and not node.left.lpar:
            if len(left.operands) > 1:
                operands = (*left.operands, right)
        return ex.Operation(min(start, left.start), self.cursor.end, operator, operands)

    def unary(self, node: Node) -> ex.Expr:
        after = self.cursor.end
        operator = OPERATORS[type(node.operator).__name__]
        operand = self.expression(node.expression)
        start = self.before(operator, operand.start, after)
        if operator == "-" and isinstance(operand, ex.Constant):
            if isinstance(operand.value, (int, float, complex)):
                return ex.Constant(start, operand.end, -operand.value)
        return ex.Operation(start, self.cursor.end, operator, (operand,))

    def comparison(self, node: Node) -> ex.Expr:
        start = self.cursor.next_start()
        operands = [self.expression(node.left)]
        operands += [self.expression(part.comparator) for part in node.comparisons]
        operator = "compare"
        if len(node.comparisons) == 1:
            operator = OPERATORS[type(node.comparisons[0].operator).__name__]
        start = min(start, operands[0].start)
        result = ex.Operation(start, self.cursor.end, operator, tuple(operands))
        self.facts.comparisons.append((result, self.scope))
        return result

    def conditional(self, node: Node) -> ex.Expr:
        start = self.cursor.next_start()
        body = self.expression(node.body)
        test = self.expression(node.test)
        orelse = self.expression(node.orelse)
        return ex.Conditional(min(start, body.start), self.cursor.end, test, body, orelse)

    def walrus(self, node: Node) -> ex.Expr:
        start = self.take(node.target.value)
        target = ex.Name(start, self.cursor.end, node.target.value, self.scope)
        value = self.expression(node.value)
        binding = Binding("assign", start, None, value, block=(start, start))
        self.bind(self.scope.enclosing_scope, target.id, binding)
        return ex.Walrus(start, self.cursor.end, target, value)

    def await_(self, node: Node) -> ex.Expr:
        after = self.cursor.end
        value = self.expression(node.expression)
        return ex.Opaque(self.before("await", value.start, after), self.cursor.end, (value,))

    def yield_(self, node: Node) -> ex.Expr:
        if self.scope.enclosing_scope.function is not None:
            self.scope.enclosing_scope.function.generator = True
        after = self.cursor.end
        if node.value is None:
            return ex.Opaque(after, after, ())
        value = self.expression(node.value)
        return ex.Opaque(self.before("yield", value.start, after), self.cursor.end, (value,))

    def from_(self, node: Node) -> ex.Expr:
        return self.expression(node.item)

    # -- calls, displays, subscripts -------------------------------------------------------

    def call(self, node: Node) -> ex.Expr:
        start = self.cursor.next_start()
        func = self.expression(node.func)
        self.take("(")
        arguments = tuple([self.argument(argument) for argument in node.args])
        self.take(")")
        result = ex.Call(min(start, func.start), self.cursor.end, func, arguments, self.scope)
        self.facts.calls.append(result)
        return result

    def argument(self, node: Node) -> ex.Argument:
        after = self.cursor.end
        start = self.cursor.next_start()
        keyword = None
        if node.keyword is not None:
            keyword = intern(node.keyword.value)
            self.take(keyword)
        value = self.expression(node.value)
        start = self.before(node.star, start, after) if node.star else min(start, value.start)
        end = max(value.end, self.cursor.end)
        return ex.Argument(start, end, keyword, node.star, value)

    def list_(self, node: Node) -> ex.Expr:
        start = self.take("[")
        items = tuple([self.element(element) for element in node.elements])
        self.take("]")
        return ex.ListDisplay(start, self.cursor.end, "list", items)

    def set_(self, node: Node) -> ex.Expr:
        start = self.take("{")
        items = tuple([self.element(element) for element in node.elements])
        self.take("}")
        return ex.ListDisplay(start, self.cursor.end, "set", items)

    def tuple_(self, node: Node) -> ex.Expr:
        start = self.cursor.next_start()
        items = tuple([self.element(element) for element in node.elements])
        start = items[0].start if items else start
        return ex.ListDisplay(start, max(start, self.cursor.end), "tuple", items)

    def element(self, node: Node) -> ex.Expr:
        if kind_of(node) == "StarredElement":
            return self.expression(node)
        return self.expression(node.value)

    def starred(self, node: Node) -> ex.Expr:
        after = self.cursor.end
        value = self.expression(node.value)
        return ex.Starred(self.before("*", value.start, after), self.cursor.end, value)

    def dict_(self, node: Node) -> ex.Expr:
        start = self.take("{")
        entries: list[tuple[ex.Expr | None, ex.Expr]] = []
        for element in node.elements:
            starred = kind_of(element) == "StarredDictElement"
            key = None if starred else self.expression(element.key)
            entries.append((key, self.expression(element.value)))
        self.take("}")
        return ex.DictDisplay(start, self.cursor.end, tuple(entries))

    def subscript(self, node: Node) -> ex.Expr:
        first = self.cursor.next_start()
        value = self.expression(node.value)
        start = self.take("[")
        indices = [self.index(element.slice) for element in node.slice]
        self.take("]")
        index = indices[0]
        if len(indices) > 1:
            index = ex.ListDisplay(start + 1, self.cursor.end - 1, "tuple", tuple(indices))
        return ex.Subscript(min(first, value.start), self.cursor.end, value, index)

    def index(self, node: Node) -> ex.Expr:
        if kind_of(node) == "Index":
            return self.expression(node.value)
        start = self.cursor.end
        bounds = [bound for bound in (node.lower, node.upper, node.step) if bound is not None]
        return ex.Opaque(start, self.cursor.end, self.all(bounds))

    # -- expressions with a scope of their own ---------------------------------------------

    def comprehension(self, node: Node) -> ex.Expr:
        kind, bracket = _COMPREHENSIONS[type(node).__name__]
        start = self.take(bracket) if bracket else self.cursor.next_start()
        outer = self.scope
        self.scope = Scope("comprehension", outer, self.facts, function=outer.function)
        key = None
        if kind == "dict":
            key = self.expression(node.key)
            element = self.expression(node.value)
        else:
            element = self.expression(node.elt)
        scope = self.scope
        sources: list[ex.Expr] = []
        conditions: list[ex.Expr] = []
        clause = node.for_in
        while clause is not None:
            target = self.target(clause.target)
            self.scope = scope if sources else outer
            source = self.expression(clause.iter)
            self.scope = scope
            self.bind_target(target, "loop", source, None)
            sources.append(source)
            conditions += self.all([condition.test for condition in clause.ifs])
            clause = clause.inner_for_in
        scope.source, *further = sources
        self.scope = outer
        if bracket:
            self.take(_CLOSING[bracket])
        return ex.Comprehension(
            start, self.cursor.end, kind, key, element, scope, sources[0], (*further, *conditions)
        )

    def lambda_(self, node: Node) -> ex.Expr:
        raise NotImplementedError  # the statement converter knows functions

    def parameters(self, node: Node) -> tuple[Parameter, ...]:
        """Convert a parameter list; defaults and annotations belong to the outer scope."""
        found: list[Parameter] = []
        groups: list[tuple[ParameterKind, Sequence[Node]]] = [
            ("positional", node.posonly_params),
            ("either", node.params),
            ("*", [node.star_arg] if kind_of(node.star_arg) == "Param" else []),
            ("keyword", node.kwonly_params),
            ("**", [node.star_kwarg] if node.star_kwarg is not None else []),
        ]
        for kind, nodes in groups:
            for parameter in nodes:
                name = intern(parameter.name.value)
                start = self.take(name)
                end = self.cursor.end
                annotation = default = None
                if parameter.annotation is not None:
                    annotation = self.expression(parameter.annotation.annotation)
                if parameter.default is not None:
                    default = self.expression(parameter.default)
                found.append(Parameter(start, end, name, kind, default, annotation))
        return tuple(found)

    # -- binding ---------------------------------------------------------------------------

    def target(self, node: Node) -> ex.Expr:
        """Convert an assignment target: its names are bound, not read."""
        kind = kind_of(node)
        if kind == "Name" and not node.lpar:
            start = self.take(node.value)
            return ex.Name(start, self.cursor.end, node.value, self.scope)
        if kind in ("Tuple", "List"):
            return self.target_sequence(node)
        if kind == "StarredElement":
            value = self.target(node.value)
            return ex.Starred(value.start, value.end, value)
        return self.expression(node)

    def target_sequence(self, node: Node) -> ex.Expr:
        start = self.cursor.next_start()
        for _ in node.lpar:
            self.take("(")
        if kind_of(node) == "List":
            self.take("[")
        items = tuple(
            [self.target(e if kind_of(e) == "StarredElement" else e.value) for e in node.elements]
        )
        if kind_of(node) == "List":
            self.take("]")
        for _ in node.rpar:
            self.take(")")
        return ex.ListDisplay(start, self.cursor.end, "tuple", items)

    def bind_target(
        self,
        target: ex.Expr,
        kind: BindingKind,
        value: ex.Expr | None,
        statement: Any,
        path: tuple[int | None, ...] = (),
    ) -> None:
        """Note what a target binds: its names, attributes and items."""
        raise NotImplementedError

    def bind(self, scope: Scope, name: str, binding: Binding) -> None:
        """Note a binding in a scope, or in the one that ``global`` or ``nonlocal`` names."""
        kind = scope.outer_names.get(name)
        if kind == "global":
            scope = self.facts.scope
        elif kind == "nonlocal":
            outer = scope.parent
            while outer is not None and name not in outer.bindings:
                outer = outer.parent
            scope = outer if outer is not None else scope
        if kind is not None:
            # The function may not have run yet, so that elsewhere the name may not be bound.
            binding.block = binding.block or (binding.start, binding.start)
        enter(scope.bindings, name, binding)


def _string(source: str) -> object:
    quoted = source[1:] if source[0] in "rR" else source
    if quoted[0] in "'\"" and "\r" not in source and (quoted is not source or "\\" not in source):
        width = 3 if quoted.startswith(("'''", '"""')) else 1
        return quoted[width:-width]
    if "r" not in source.partition(source[-1])[0].lower():
        source = with_known_escapes(source)
    try:  # Slow, so that the plain and raw strings above, which are most, do without.
        body = ast.parse(source, mode="eval").body
    except (ValueError, SyntaxError, MemoryError):
        return None
    return body.value if isinstance(body, ast.Constant) else None


def _text(written: str) -> str | None:
    """Return the text of a part of a formatted string; None where an escape may stand in it."""
    return None if "\\" in written else written.replace("{{", "{").replace("}}", "}")


# Functions rather than bound methods, which would keep each converter, and its text, alive.
_HANDLERS: dict[str, Callable[[ExpressionConverter, Node], ex.Expr]] = {
    "Name": ExpressionConverter.name,
    "Attribute": ExpressionConverter.attribute,
    "Call": ExpressionConverter.call,
    "Integer": ExpressionConverter.number,
    "Float": ExpressionConverter.number,
    "Imaginary": ExpressionConverter.number,
    "SimpleString": ExpressionConverter.string,
    "ConcatenatedString": ExpressionConverter.concatenated,
    "FormattedString": ExpressionConverter.formatted,
    "TemplatedString": ExpressionConverter.formatted,
    "Ellipsis": ExpressionConverter.ellipsis,
    "BinaryOperation": ExpressionConverter.binary,
    "BooleanOperation": ExpressionConverter.binary,
    "UnaryOperation": ExpressionConverter.unary,
    "Comparison": ExpressionConverter.comparison,
    "IfExp": ExpressionConverter.conditional,
    "Lambda": lambda converter, node: converter.lambda_(node),
    "List": ExpressionConverter.list_,
    "Set": ExpressionConverter.set_,
    "Tuple": ExpressionConverter.tuple_,
    "Dict": ExpressionConverter.dict_,
    "ListComp": ExpressionConverter.comprehension,
    "SetComp": ExpressionConverter.comprehension,
    "GeneratorExp": ExpressionConverter.comprehension,
    "DictComp": ExpressionConverter.comprehension,
    "Subscript": ExpressionConverter.subscript,
    "NamedExpr": ExpressionConverter.walrus,
    "Await": ExpressionConverter.await_,
    "Yield": ExpressionConverter.yield_,
    "From": ExpressionConverter.from_,
    "StarredElement": ExpressionConverter.starred,
}
_NUMBERS: dict[str, Callable[[str], object]] = {
    "Integer": lambda source: int(source, 0),
    "Float": float,
    "Imaginary": complex,
}
_CONSTANTS: dict[str, object] = {"True": True, "False": False, "None": None}
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_COMPREHENSIONS: dict[str, tuple[ex.ComprehensionKind, str]] = {
    "ListComp": ("list", "["),
    "SetComp": ("set", "{"),
    "DictComp": ("dict", "{"),
    "GeneratorExp": ("generator", ""),
}
OPERATORS: dict[str, str] = {
    "Add": "+", "Subtract": "-", "Multiply": "*", "Divide": "/",
    "FloorDivide": "//", "Modulo": "%", "Power": "**", "MatrixMultiply": "@",
    "LeftShift": "<<", "RightShift": ">>", "BitAnd": "&", "BitOr": "|",
    "BitXor": "^", "And": "and", "Or": "or", "Minus": "-", "Plus": "+",
    "BitInvert": "~", "Not": "not", "LessThan": "<", "LessThanEqual": "<=",
    "GreaterThan": ">", "GreaterThanEqual": ">=", "Equal": "==", "NotEqual": "!=",
    "Is": "is", "IsNot": "is not", "In": "in", "NotIn": "not in",
    "AddAssign": "+", "SubtractAssign": "-", "MultiplyAssign": "*",
    "DivideAssign": "/", "FloorDivideAssign": "//", "ModuloAssign": "%",
    "PowerAssign": "**", "MatrixMultiplyAssign": "@", "LeftShiftAssign": "<<",
    "RightShiftAssign": ">>", "BitAndAssign": "&", "BitOrAssign": "|",
    "BitXorAssign": "^",
}  # fmt: skip
