"""Declarations of a package: ``pyproject.toml``, pixi, setuptools, a script's header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nplint.target.requirements import (
    Asked,
    at,
    in_conda_table,
    in_lists,
    in_poetry_table,
    in_pypi_table,
    of_requirement,
    parsed,
    unique,
)

# The block of PEP 723, by the expression that the specification gives.
_BLOCK = re.compile(
    r"^# /// (?P<type>[a-zA-Z0-9-]+)[ \t]*\r?$\n(?P<content>(^#(| .*)\r?$\n)+)^# ///[ \t]*\r?$",
    re.MULTILINE,
)


def in_pyproject(text: str, asked: Asked) -> tuple[str, ...]:
    """Return what ``pyproject.toml`` declares, from the place that binds a user most."""
    table = parsed(text)
    project, tool = at(table, "project"), at(table, "tool")
    poetry = at(tool, "poetry")
    places: tuple[Iterable[str], ...] = (
        in_lists({"": project.get("dependencies")}, asked),
        in_poetry_table(at(poetry, "dependencies"), asked),
        _in_pixi_tables(at(tool, "pixi"), asked),
        in_lists(at(project, "optional-dependencies"), asked),
        in_lists(at(table, "dependency-groups"), asked),
        in_lists(at(tool, "pdm", "dev-dependencies"), asked),
        in_lists({"": at(tool, "uv").get("dev-dependencies")}, asked),
        in_poetry_table(at(poetry, "dev-dependencies"), asked),
        *(
            in_poetry_table(at(group, "dependencies"), asked)
            for group in at(poetry, "group").values()
        ),
    )
    return _first(places)


def in_pixi(text: str, asked: Asked) -> tuple[str, ...]:
    """Return what ``pixi.toml`` declares."""
    return unique(_in_pixi_tables(parsed(text), asked))


def _in_pixi_tables(table: Mapping[str, Any], asked: Asked) -> Iterator[str]:
    """Yield what pixi's tables ask for: the default environment, platforms, features."""
    for each in (table, *at(table, "target").values(), *at(table, "feature").values()):
        yield from in_conda_table(at(each, "dependencies"), asked)
        yield from in_pypi_table(at(each, "pypi-dependencies"), asked)


def in_setup_cfg(text: str, asked: Asked) -> tuple[str, ...]:
    """Return what ``setup.cfg`` declares."""
    if not text:
        return ()
    import configparser

    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text)
    except configparser.Error:
        return ()
    install = parser.get("options", "install_requires", fallback="")
    extras = "options.extras_require"
    sections = parser.options(extras) if parser.has_section(extras) else []
    return _first(
        _in_lines(each, asked)
        for each in (install, "\n".join(parser.get(extras, each) for each in sections))
    )


def _in_lines(text: str, asked: Asked) -> Iterator[str]:
    for line in text.splitlines():
        yield from of_requirement(line, asked)


def in_setup_py(text: str, asked: Asked) -> tuple[str, ...]:
    """Return what ``setup.py`` declares in literal lists; it is read, never run."""
    if not text:
        return ()
    import ast

    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return ()
    assigned = {
        target.id: statement.value
        for statement in module.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    calls = (
        statement.value
        for statement in module.body
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
    )
    given = {
        keyword.arg: keyword.value
        for call in calls
        if "setup" in (getattr(call.func, "id", None), getattr(call.func, "attr", None))
        for keyword in call.keywords
    }

    def texts(node: ast.expr | None) -> Iterator[str]:
        """Yield the texts of a list, tuple or dict of them, perhaps behind a variable's name."""
        if isinstance(node, ast.Name):
            node = assigned.get(node.id)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from node.value.splitlines()
        elif isinstance(node, (ast.List, ast.Tuple)):
            for each in node.elts:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value
        elif isinstance(node, ast.Dict):
            for value in node.values:
                yield from texts(value if not isinstance(value, ast.Dict) else None)

    return _first(
        (found for each in texts(given.get(name)) for found in of_requirement(each, asked))
        for name in ("install_requires", "extras_require")
    )


def in_script(text: str, asked: Asked) -> tuple[str, ...]:
    """Return what a script's own header (PEP 723) declares."""
    if "# /// script" not in text:
        return ()
    blocks = [match for match in _BLOCK.finditer(text) if match["type"] == "script"]
    if len(blocks) != 1:
        return ()
    lines = blocks[0]["content"].splitlines()
    content = "\n".join(line[2:] if line.startswith("# ") else line[1:] for line in lines)
    return unique(in_lists({"": parsed(content).get("dependencies")}, asked))


def _first(places: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Return what the first place says that says anything."""
    return next((found for place in places if (found := unique(place))), ())
