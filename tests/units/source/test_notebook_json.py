"""A changed cell is written into the document; not a byte of the document changes beside it."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nplint.source import read_source
from nplint.source.notebook import CELL_END, Notebook
from tests.helpers.notebooks import code, document, markdown

HERE = Path("/nowhere/model.ipynb")
TEXTS = some.text(some.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
CELL_TEXTS = some.lists(
    some.sampled_from(
        ["x = 1", "\n", "\r\n", "\\n", '"', "é", "\u2028", "\t", "\x0c", "%time\n", "𝜆"]
    )
    | TEXTS,
    max_size=8,
).map("".join)
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | TEXTS,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def lines(text: str) -> list[str]:
    """The items of a cell's list: whole lines."""
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + [parts[-1]] * bool(parts[-1])


@some.composite
def documents(draw: some.DrawFn) -> dict[str, Any]:
    cells: list[Any] = []
    for text in draw(some.lists(CELL_TEXTS, max_size=5)):
        source: Any = text if draw(some.booleans()) else lines(text)
        cell = code("", outputs=draw(some.lists(JSON, max_size=2)), source=source)
        keys = draw(some.permutations(sorted(cell)))
        cells.append({key: cell[key] for key in keys})
        if draw(some.booleans()):
            cells.append(markdown(draw(TEXTS)))
    made = document(*cells, metadata={"widgets": draw(JSON), "é": draw(JSON)})
    return {key: made[key] for key in draw(some.permutations(sorted(made)))}


LAYOUTS = some.fixed_dictionaries(
    {
        "indent": some.sampled_from([None, 0, 1, 2, 4, "\t"]),
        "ensure_ascii": some.booleans(),
        "sort_keys": some.booleans(),
    }
)


def texts_for(cell: str) -> some.SearchStrategy[str]:
    """Texts that a cell may get: a `\\r` at the end of one with `\\r\\n` is half a line end."""
    return CELL_TEXTS.filter(lambda text: not (text.endswith("\r") and "\r\n" in cell))


def read(data: bytes) -> Notebook:
    notebook = read_source(HERE, data)
    assert isinstance(notebook, Notebook)
    return notebook


def edited(notebook: Notebook, index: int, text: str) -> str:
    """The notebook's text with another text in one of its cells."""
    texts = [part.removesuffix("\n") for part in notebook.text.split(CELL_END)[:-1]]
    texts[index] = text
    return "".join(f"{each}\n{CELL_END}" for each in texts)


@given(
    made=documents(),
    layout=LAYOUTS,
    ending=some.sampled_from(["", "\n", "\r\n", "\n\n "]),
    newline=some.sampled_from(["\n", "\r\n"]),
    mark=some.sampled_from([b"", codecs.BOM_UTF8]),
    data=some.data(),
)
def test_nothing_but_the_source_of_the_edited_cell_changes(
    made: dict[str, Any],
    layout: dict[str, Any],
    ending: str,
    newline: str,
    mark: bytes,
    data: some.DataObject,
) -> None:
    original = mark + (json.dumps(made, **layout).replace("\n", newline) + ending).encode()
    notebook = read(original)
    assert notebook.encode(notebook.text) == original
    if not notebook.cells:
        return
    index = data.draw(some.integers(0, len(notebook.cells) - 1))
    text = data.draw(texts_for(notebook.cells[index].text))
    result = notebook.encode(edited(notebook, index, text))
    cell = notebook.cells[index]
    whole = original[len(mark) :].decode()
    assert result.startswith(mark + whole[: cell.start].encode())
    assert result.endswith(whole[cell.end :].encode())
    after = json.loads(result[len(mark) :])
    made["cells"][cell.number - 1]["source"] = after["cells"][cell.number - 1]["source"]
    assert after == made
    source = after["cells"][cell.number - 1]["source"]
    assert "".join(source) == text
    assert isinstance(source, type(json.loads(whole[cell.start : cell.end])))
    again = read(result)
    assert again.text == edited(notebook, index, text)


@given(made=documents(), layout=LAYOUTS, data=some.data())
def test_a_new_text_is_written_as_the_writer_of_the_document_would(
    made: dict[str, Any], layout: dict[str, Any], data: some.DataObject
) -> None:
    made["cells"].append(markdown("é shows whether this writer escapes"))
    made["cells"].append(code("é\né\n"))
    notebook = read(json.dumps(made, **layout).encode())
    index = data.draw(some.integers(0, len(notebook.cells) - 1))
    text = data.draw(texts_for(notebook.cells[index].text))
    result = notebook.encode(edited(notebook, index, text))
    cell = made["cells"][notebook.cells[index].number - 1]
    cell["source"] = text if isinstance(cell["source"], str) else lines(text)
    assert result == json.dumps(made, **layout).encode()


def test_half_a_line_end_stays_where_lines_end_otherwise() -> None:
    notebook = read(json.dumps(document(code("a\nb"))).encode())
    after = json.loads(notebook.encode(edited(notebook, 0, "a\r")))
    assert "".join(after["cells"][0]["source"]) == "a\r"


@pytest.mark.parametrize("source", [["a\n", "b\n", "c"], "a\nb\nc"])
def test_lines_that_stay_keep_how_they_were_written(source: list[str] | str) -> None:
    data = json.dumps(document(code("", source=source)), indent=1).encode()
    data = data.replace(b"a\\n", b"\\u0061\\n").replace(b'"c"', b'"\\u0063"')
    notebook = read(data)
    result = notebook.encode(edited(notebook, 0, "a\nnew\nb\nc"))
    spelled = b'"\\u0061\\n' if isinstance(source, str) else b'"\\u0061\\n",\n    "new\\n'
    assert spelled in result
    assert json.loads(result)["cells"][0]["source"] == (
        "a\nnew\nb\nc" if isinstance(source, str) else ["a\n", "new\n", "b\n", "c"]
    )
    assert (b'"\\u0063"' in result) is isinstance(source, list)


def test_items_that_are_no_lines() -> None:
    notebook = read(json.dumps(document(code("", source=["p", "a", "s", "s\n", "x"]))).encode())
    assert notebook.text == f"pass\nx\n{CELL_END}"
    assert notebook.encode(notebook.text) == notebook.document
    result = notebook.encode(edited(notebook, 0, "pass\ny"))
    assert json.loads(result)["cells"][0]["source"] == ["pass\n", "y"]


def test_a_list_on_one_line_stays_on_it() -> None:
    data = b'{"cells":[{"cell_type":"code","source":["a\\n","b"]}],"metadata":{}}'
    notebook = read(data)
    assert notebook.encode(edited(notebook, 0, "a\nb\nc")) == data.replace(
        b'["a\\n","b"]', b'["a\\n","b\\n","c"]'
    )
    assert notebook.encode(edited(notebook, 0, "")) == data.replace(b'["a\\n","b"]', b"[]")


def test_of_keys_that_are_given_twice_the_last_one_holds() -> None:
    data = b"""{"cells": [], "cells": [
    {"cell_type": "markdown", "source": "x", "cell_type": "code", "source": ["y"]}
    ]}"""
    notebook = read(data)
    assert notebook.text == f"y\n{CELL_END}"
    assert notebook.encode(edited(notebook, 0, "z")) == data.replace(b'"y"', b'"z"')


def test_half_a_surrogate_pair() -> None:
    data = (
        b'{"cells": [{"cell_type": "code", "source": ["x = \'\\ud83d\'\\n", "y = \'\xc3\xa9\'"]}]}'
    )
    notebook = read(data)
    assert notebook.encode(notebook.text) == data
    result = notebook.encode(edited(notebook, 0, "if x:\n    x = '\ud83d'\n"))
    assert json.loads(result)["cells"][0]["source"] == ["if x:\n", "    x = '\ud83d'\n"]


def test_format_3() -> None:
    made = {
        "metadata": {"name": "old"},
        "nbformat": 3,
        "worksheets": [
            {"cells": [{"cell_type": "markdown", "source": ["x"]}]},
            {
                "cells": [
                    {"cell_type": "code", "input": ["a = 1"], "language": "python"},
                    {"cell_type": "code", "input": ["b <- 1"], "language": "R"},
                ]
            },
        ],
    }
    notebook = read(json.dumps(made, indent=1).encode())
    assert notebook.code.split() == ["a", "=", "1", "pass", "pass"]
    assert str(notebook.position(4)) == "cell 2:1:5"
    result = json.loads(notebook.encode(edited(notebook, 0, "a = 2")))
    made["worksheets"][1]["cells"][0]["input"] = ["a = 2"]  # type: ignore[index]
    assert result == made
