"""What may be changed in a module, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, eq=False)
class Mutant:
    """One change to one file.

    Parameters
    ----------
    path
        The file, below the root of the project.
    line
        Where the change is.
    kind
        What sort of change it is.
    statement
        The first and the last line of the statement, or of its head, that the change is in.
    once
        Whether the change is in what runs when the module is imported.
    """

    path: Path
    line: int
    kind: str
    statement: tuple[int, int]
    once: bool
    module: cst.Module
    old: cst.CSTNode
    new: cst.CSTNode

    @property
    def module_name(self) -> str:
        """The name that the file is imported by."""
        return ".".join(self.path.relative_to("src").with_suffix("").parts).removesuffix(
            ".__init__"
        )

    @property
    def source(self) -> str:
        """The whole file with the change."""
        changed = self.module.deep_replace(self.old, self.new)
        assert isinstance(changed, cst.Module)
        return changed.code

    def __str__(self) -> str:
        before, after = (
            " ".join(self.module.code_for_node(node).split())[:70] for node in (self.old, self.new)
        )
        return f"{self.path}:{self.line}: {before}  ->  {after}"


_COMPARISONS: dict[type[cst.BaseCompOp], type[cst.BaseCompOp]] = {
    cst.Equal: cst.NotEqual,
    cst.NotEqual: cst.Equal,
    cst.LessThan: cst.LessThanEqual,
    cst.LessThanEqual: cst.LessThan,
    cst.GreaterThan: cst.GreaterThanEqual,
    cst.GreaterThanEqual: cst.GreaterThan,
    cst.In: cst.NotIn,
    cst.NotIn: cst.In,
    cst.Is: cst.IsNot,
    cst.IsNot: cst.Is,
}
# Turning one of them round is negating the comparison.
_OPPOSITES = (cst.Equal, cst.NotEqual, cst.In, cst.NotIn, cst.Is, cst.IsNot)
_OPERATORS: dict[type[cst.BaseBinaryOp], type[cst.BaseBinaryOp]] = {
    cst.Add: cst.Subtract,
    cst.Subtract: cst.Add,
    cst.Multiply: cst.Add,
    cst.BitOr: cst.BitAnd,
    cst.BitAnd: cst.BitOr,
}


def changes(node: cst.CSTNode) -> Iterator[tuple[str, cst.CSTNode]]:
    """What a node may be changed to, and what sort of change that is."""
    match node:
        case cst.ComparisonTarget(operator=operator) if type(operator) in _COMPARISONS:
            yield "comparison", node.with_changes(operator=_COMPARISONS[type(operator)]())
        case cst.BooleanOperation(operator=cst.And()):
            yield "and/or", node.with_changes(operator=cst.Or())
        case cst.BooleanOperation(operator=cst.Or()):
            yield "and/or", node.with_changes(operator=cst.And())
        case cst.UnaryOperation(operator=cst.Not(), expression=expression):
            yield "condition", expression
        case cst.BinaryOperation(operator=operator) if type(operator) in _OPERATORS:
            yield "operator", node.with_changes(operator=_OPERATORS[type(operator)]())
        case cst.If(test=test) | cst.IfExp(test=test) | cst.CompIf(test=test):
            if not _negated_anyway(test):
                yield "condition", node.with_changes(test=_negated(test))
        case cst.Name(value="True" | "False" as value):
            yield "constant", node.with_changes(value="False" if value == "True" else "True")
        case cst.Integer(value=digits):
            yield "number", node.with_changes(value=str(int(digits, 0) + 1))
        case cst.SimpleString() | cst.FormattedString() | cst.ConcatenatedString():
            yield "text", _reworded(node)
        case cst.Return(value=value) if not _is_none_or_false(value):
            yield "return", node.with_changes(value=cst.Name("None"))
        case cst.Continue():
            yield "loop", cst.Break()
        case cst.Break():
            yield "loop", cst.Continue()
        case cst.Expr(value=cst.Call() | cst.Yield()) | cst.AugAssign():
            yield "statement", cst.Pass()
        case _:
            return


def _negated_anyway(test: cst.BaseExpression) -> bool:
    """Whether negating a condition is what changing its own operator does."""
    match test:
        case cst.UnaryOperation(operator=cst.Not()):
            return True
        case cst.Comparison(comparisons=[cst.ComparisonTarget(operator=operator)]):
            return isinstance(operator, _OPPOSITES)
        case _:
            return False


def _negated(test: cst.BaseExpression) -> cst.BaseExpression:
    inner = test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.UnaryOperation(
        operator=cst.Not(),
        expression=inner,
        lpar=[cst.LeftParen()],
        rpar=[cst.RightParen()],
    )


def _reworded(node: cst.CSTNode) -> cst.CSTNode:
    """A string, of one or several parts, with a letter in front."""
    match node:
        case cst.SimpleString(value=text):
            start = len(node.prefix) + len(node.quote)
            return node.with_changes(value=f"{text[:start]}x{text[start:]}")
        case cst.FormattedString(parts=parts):
            return node.with_changes(parts=[cst.FormattedStringText("x"), *parts])
        case cst.ConcatenatedString(left=left):
            return node.with_changes(left=_reworded(left))
    raise AssertionError(f"no string: {node}")


def _is_none_or_false(value: cst.BaseExpression | None) -> bool:
    """Whether a returned value is none, or one of which only the truth is asked."""
    return value is None or (isinstance(value, cst.Name) and value.value in ("None", "False"))


class _Places(cst.CSTVisitor):
    """The nodes that have an effect: no annotation, import or assertion, nothing for types."""

    def __init__(self) -> None:
        self.found: list[cst.CSTNode] = []
        self._parts: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        match node:
            case cst.Annotation() | cst.Import() | cst.ImportFrom() | cst.Decorator():
                return False
            case cst.Assert() | cst.Raise(exc=cst.Call(func=cst.Name("AssertionError"))):
                return False
            case cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString()):
                return False
            case cst.If(test=cst.Name("TYPE_CHECKING")):
                return False
            case cst.Assign(targets=[cst.AssignTarget(cst.Name("__all__" | "__slots__"))]):
                return False
            case cst.AnnAssign(annotation=cst.Annotation(cst.Name("TypeAlias"))):
                return False
            case cst.Call(func=cst.Name("TypeVar" | "NewType" | "NamedTuple" | "cast")):
                return False
            case cst.Subscript(value=cst.Name("Literal")):
                return False
            case cst.BinaryOperation(operator=cst.BitOr(), right=cst.Name("None")):
                return False  # a union of types
            case cst.Arg(keyword=cst.Name("strict")):
                return False  # asserts that lengths are equal
            case cst.ConcatenatedString(left=left, right=right):
                self._parts += (left, right)
        if not any(node is each for each in self._parts):
            self.found.append(node)
        return True


def mutants(path: Path, text: str) -> Iterator[Mutant]:
    """Every mutant of a file, which is given by its path below the root of the project."""
    wrapper = MetadataWrapper(cst.parse_module(text))
    positions = wrapper.resolve(PositionProvider)
    parents = wrapper.resolve(ParentNodeProvider)
    places = _Places()
    wrapper.module.visit(places)
    for node in places.found:
        for kind, new in changes(node):
            first, last = _statement(node, parents)
            lines = (positions[first].start.line, positions[last].end.line)
            line = positions[node].start.line
            once = _runs_once(node, parents)
            yield Mutant(path, line, kind, lines, once, wrapper.module, node, new)


_HEADED = (cst.BaseCompoundStatement, cst.ExceptHandler, cst.ExceptStarHandler, cst.MatchCase)


def _statement(
    node: cst.CSTNode, parents: Mapping[cst.CSTNode, cst.CSTNode]
) -> tuple[cst.CSTNode, cst.CSTNode]:
    """Where the statement, or the head of it, that a node is in begins and ends."""
    if isinstance(node, cst.If):
        node = node.test
    while not isinstance(node, (cst.SimpleStatementLine, cst.SimpleStatementSuite)):
        if isinstance(parents[node], _HEADED):
            return parents[node], node
        node = parents[node]
    return node, node


def _runs_once(node: cst.CSTNode, parents: Mapping[cst.CSTNode, cst.CSTNode]) -> bool:
    """Whether a node is in no function's body."""
    while node in parents:
        parent = parents[node]
        if isinstance(parent, cst.FunctionDef) and node is parent.body:
            return False
        node = parent
    return True
