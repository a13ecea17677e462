"""List where an installed NumPyro raises, warns and asserts, as ``tools/errors/places.json``.

``python tools/list_errors.py FOLDER`` reads the sources in the folder of an installed package by
`ast` and runs none of them. Of each place it notes the file, the function, the kind, the class of
the exception or warning, the condition beneath which it stands, and the first words of the message.
"""

from __future__ import annotations

import argparse
import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypedDict

PLACES = Path(__file__).resolve().parent / "errors" / "places.json"

Kind = Literal["raise", "warn", "assert"]
# Names of the functions by which NumPyro warns.
_WARNING = frozenset({"warn", "warn_explicit", "logger.warning"})
# Files that come with NumPyro and are no part of what models use.
_LEFT_OUT = ("examples/", "compat/", "patch.py")
_CONDITION = 90
_WORDS = 60


class Place(TypedDict):
    """A statement that stops or warns."""

    file: str
    line: int
    end: int
    function: str
    kind: Kind
    exception: str
    condition: str
    message: str


class Sources(TypedDict):
    """The places of one release."""

    numpyro: str
    places: list[Place]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="…/site-packages/numpyro of the newest release")
    arguments = parser.parse_args()
    sources = Sources(
        numpyro=_version(arguments.folder), places=[*places_in_folder(arguments.folder)]
    )
    PLACES.write_text(json.dumps(sources, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"{len(sources['places'])} places of NumPyro {sources['numpyro']}: {PLACES}")


def places_in_folder(folder: Path) -> Iterator[Place]:
    for path in sorted(folder.rglob("*.py")):
        file = path.relative_to(folder).as_posix()
        if not file.startswith(_LEFT_OUT):
            yield from places_in(file, path.read_text("utf-8"))


def places_in(file: str, text: str) -> Iterator[Place]:
    """The places in the text of one file, from its beginning to its end."""
    yield from _within(ast.parse(text).body, file, "", "")


def _version(folder: Path) -> str:
    tree = ast.parse((folder / "version.py").read_text("utf-8"))
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            return str(statement.value.value)
    raise SystemExit(f"{folder} does not say which release it is.")


def _within(
    statements: list[ast.stmt], file: str, function: str, condition: str
) -> Iterator[Place]:
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            name = f"{function}.{statement.name}" if function else statement.name
            yield from _within(statement.body, file, name, "")
        elif isinstance(statement, ast.If):
            test = ast.unparse(statement.test)
            yield from _within(statement.body, file, function, test)
            yield from _within(statement.orelse, file, function, f"not ({test})")
        elif isinstance(statement, ast.Try):
            caught = [ast.unparse(each.type) for each in statement.handlers if each.type]
            yield from _within(statement.body, file, function, condition)
            for handler in statement.handlers:
                yield from _within(handler.body, file, function, f"except {', '.join(caught)}")
            yield from _within(statement.orelse, file, function, condition)
            yield from _within(statement.finalbody, file, function, condition)
        elif isinstance(statement, ast.For | ast.While | ast.With):
            yield from _within(statement.body, file, function, condition)
        elif isinstance(statement, ast.Match):
            for case in statement.cases:
                yield from _within(case.body, file, function, f"case {ast.unparse(case.pattern)}")
        else:
            place = _place(statement, file, function, condition)
            if place is not None:
                yield place


def _place(statement: ast.stmt, file: str, function: str, condition: str) -> Place | None:
    kind: Kind
    said: ast.AST | None
    if isinstance(statement, ast.Assert):
        kind, name, said = "assert", "AssertionError", statement.msg
        condition = ast.unparse(statement.test)
    elif isinstance(statement, ast.Raise) and statement.exc is not None:
        kind, said = "raise", statement.exc
        name = ast.unparse(said.func if isinstance(said, ast.Call) else said)
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        kind, said = "warn", statement.value
        name = _category(said)
        if ast.unparse(said.func).removeprefix("warnings.") not in _WARNING:
            return None
    else:
        return None
    return Place(
        file=file,
        line=statement.lineno,
        end=statement.end_lineno or statement.lineno,
        function=function,
        kind=kind,
        exception=name,
        condition=_short(condition, _CONDITION),
        message=_short(_words(said), _WORDS) if said is not None else "",
    )


def _category(call: ast.Call) -> str:
    """The class of a warning."""
    given = [*call.args[1:2], *(each.value for each in call.keywords if each.arg == "category")]
    return ast.unparse(given[0]) if given else "UserWarning"


def _words(said: ast.AST) -> str:
    """The text that stands in a message, with … for what is filled in."""
    if isinstance(said, ast.Constant):
        return said.value if isinstance(said.value, str) else ""
    if isinstance(said, ast.FormattedValue):
        return "…"
    return "".join(_words(child) for child in ast.iter_child_nodes(said))


def _short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


if __name__ == "__main__":
    main()
