"""A program with other names: what it binds at its top level, wherever it stands for that."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

_Definition = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_Function = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_Comprehension = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_Import = (ast.Import, ast.ImportFrom)


def bound(text: str) -> dict[str, str | None]:
    """The names that a module binds at its top level, and what they are if that is imported."""
    names: dict[str, str | None] = dict.fromkeys(_bound(ast.parse(text).body))
    for node in _nodes(ast.parse(text).body):
        for alias in node.names if isinstance(node, _Import) else ():
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            what = module + (alias.name if alias.asname or module else alias.name.split(".")[0])
            names[_bound_by(alias)] = what
    return names


def renamed(text: str, suffix: str, kept: Collection[str] = ()) -> str:
    """A module with a suffix to all names that it binds at its top level but those to be kept.

    Raises
    ------
    ValueError
        A name is bound by ``import a.b``, which has no place for another one.
    """
    tree = ast.parse(text)
    names = {each for each in _bound(tree.body) if not each.startswith("__")}.difference(kept)
    lines = [line.encode() for line in text.splitlines(keepends=True)]
    ends = {*_ends(tree, lines, names)}
    for row, column, added in sorted(ends, reverse=True):
        line = lines[row - 1]
        lines[row - 1] = line[:column] + (added + suffix).encode() + line[column:]
    return b"".join(lines).decode()


def _ends(tree: ast.Module, lines: list[bytes], names: set[str]) -> Iterator[tuple[int, int, str]]:
    """Row and column (in bytes) at which a suffix is due, and what goes before it."""
    for node in _ours(tree.body, names):
        row, column = node.lineno, node.col_offset
        if isinstance(node, ast.Name):
            end = column + len(node.id.encode())
            if lines[row - 1][column:end] != node.id.encode():  # in an f-string, before Python 3.12
                raise ValueError(f"no place is known of {node.id} in row {row}")
            yield row, end, ""
        elif isinstance(node, ast.alias):
            assert node.end_lineno is not None and node.end_col_offset is not None
            if not node.asname and "." in node.name:
                raise ValueError(f"import {node.name}")
            yield node.end_lineno, node.end_col_offset, "" if node.asname else f" as {node.name}"
        else:
            said = [node.name] if isinstance(node, _Definition) else node.names
            for name in names.intersection(said):
                place = re.search(rb"\b%s\b" % name.encode(), lines[row - 1])
                assert place is not None
                yield row, place.end(), ""


_Ours = ast.Name | ast.alias | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Global


def _ours(nodes: Collection[ast.AST], names: set[str], module: bool = True) -> Iterator[_Ours]:
    """The nodes that bind, read or declare one of the names of the module, in one scope."""
    for node in _nodes(nodes):
        if (isinstance(node, ast.Name) and node.id in names) or isinstance(node, ast.Global):
            yield node
        elif isinstance(node, _Import) and module:
            yield from (each for each in node.names if _bound_by(each) in names)
        elif isinstance(node, _Definition) and module and node.name in names:
            yield node
        if isinstance(node, (*_Function, *_Comprehension, ast.ClassDef)):
            yield from _inner(node, names, module)


def _inner(node: ast.AST, names: set[str], module: bool) -> Iterator[_Ours]:
    """The same of a scope: its body sees the names that it does not bind itself."""
    if isinstance(node, _Function):
        body = node.body if isinstance(node.body, list) else [node.body]
        arguments = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
        declared = {
            name for each in _nodes(body) if isinstance(each, ast.Global) for name in each.names
        }
        yield from _ours(body, names - ((arguments | {*_bound(body)}) - declared), False)
    elif isinstance(node, ast.ClassDef):
        own = {*_bound(node.body)}
        for each in node.body:  # what a class binds is not seen by its methods
            seen = names if isinstance(each, _Function) else names - own
            yield from _ours([each], seen, False)
    else:
        targets = {
            each.id
            for child in ast.walk(node)
            if isinstance(child, ast.comprehension)
            for each in ast.walk(child.target)
            if isinstance(each, ast.Name)
        }
        yield from _ours([*ast.iter_child_nodes(node)], names - targets, False)


def _bound(nodes: Collection[ast.AST]) -> Iterator[str]:
    """The names that one scope binds."""
    for node in _nodes(nodes):
        if isinstance(node, _Definition):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, _Import):
            yield from (_bound_by(each) for each in node.names if each.name != "*")
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name


def _bound_by(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _nodes(nodes: Collection[ast.AST]) -> Iterator[ast.AST]:
    """What stands in one scope: of inner ones nothing but what is evaluated outside of them."""
    for node in nodes:
        yield node
        if isinstance(node, _Comprehension):
            continue
        outside: list[ast.AST] = [*ast.iter_child_nodes(node)]
        if isinstance(node, (*_Function, ast.ClassDef)):
            body = node.body if isinstance(node.body, list) else [node.body]
            outside = [each for each in outside if each not in body]
        yield from _nodes(outside)
