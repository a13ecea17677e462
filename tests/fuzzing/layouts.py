"""The same text in other bytes: line ends, indentation, marks, encodings, form feeds."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable
from random import Random

from tests.helpers.notebooks import document, markdown, written

ENCODINGS = ("latin-1", "cp1252", "utf-8", "iso-8859-15", "iso-2022-jp", "shift_jis", "utf-7")


def laid_out(text: str, random: Random) -> bytes:
    """The text in one of the many ways that a file may have it."""
    if random.randrange(3) == 0:
        text = _indented_by(text, _one(random, "\t", "  ", " ", "        "))
    if random.randrange(4) == 0:
        text = _with_form_feeds(text, random)
    if random.randrange(4) == 0:
        text = re.sub(r"\n\n", lambda m: _one(random, "\n  \n", "\n\t\n", m.group()), text)
    if random.randrange(4) == 0:
        text = text.rstrip("\n")
    encoding = "utf-8"
    if random.randrange(4) == 0:
        encoding = _one(random, *ENCODINGS)
        text = f"# -*- coding: {encoding} -*-\n{text}"
    text = _ended(text, random)
    data = text.encode(encoding, "replace")
    return codecs.BOM_UTF8 + data if encoding == "utf-8" and random.randrange(5) == 0 else data


def _indented_by(text: str, step: str) -> str:
    return re.sub(r"^(?: {4})+", lambda m: step * (len(m[0]) // 4), text, flags=re.MULTILINE)


def _with_form_feeds(text: str, random: Random) -> str:
    lines = text.split("\n")
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(lines))
        lines[at] = _one(random, "\x0c", "\x0c\n", "  \x0c") + lines[at]
    return "\n".join(lines)


def _ended(text: str, random: Random) -> str:
    """The text with other line ends, all alike or not."""
    kind = random.randrange(5)
    if kind == 0:
        return text.replace("\n", "\r\n")
    if kind == 1:
        return re.sub("\n", lambda _: _one(random, "\n", "\r\n"), text)
    if kind == 2 and random.randrange(3) == 0:
        return re.sub("\n", lambda _: _one(random, "\n", "\r\n", "\r"), text)
    return text


def as_notebook(text: str, random: Random) -> bytes:
    """The text cut into the cells of a notebook between lines that are not indented."""
    cells: list[str] = []
    lines: list[str] = []
    for line in text.split("\n"):
        starts = line[:1] not in (" ", "\t", "", ")", "]", "}") and not re.match(
            r"(?:else|elif|except|finally|case)\b|@", lines[-1] if lines else ""
        )
        if starts and lines and random.randrange(3) == 0:
            cells.append("\n".join(lines))
            lines = []
        lines.append(line)
    cells.append("\n".join(lines))
    magics: tuple[str, ...] = (
        "%time ",
        "!ls x?\n",
        "%%time\n",
        "%matplotlib inline\n",
        "?x\n",
        "%%bash\n",
    )
    cells = [_one(random, *magics) + cell if random.randrange(8) == 0 else cell for cell in cells]
    mixed = [
        part
        for cell in cells
        for part in ([markdown("# numpyro\n"), cell] if random.randrange(6) == 0 else [cell])
    ]
    indent = (1, None, 4, "\t")[random.randrange(4)]
    data = written(document(*mixed), indent)
    if random.randrange(4) == 0:
        data = json.dumps(json.loads(data), indent=indent, ensure_ascii=True).encode()
    if random.randrange(5) == 0:
        data = data.replace(b"\n", b"\r\n")
    return codecs.BOM_UTF8 + data if random.randrange(8) == 0 else data


def _one(random: Random, *options: str) -> str:
    return options[random.randrange(len(options))]


LAYOUTS: tuple[tuple[str, Callable[[str, Random], bytes]], ...] = (
    (".py", laid_out),
    (".py", laid_out),
    (".py", laid_out),
    (".pyi", laid_out),
    (".ipynb", as_notebook),
)
