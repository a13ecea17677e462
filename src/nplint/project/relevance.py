"""Files that can matter to a NumPyro program: those that mention it, and those that import them.

Bytes are searched, not parsed, which is far faster. What a relevant file imports in turn is read
when the analysis asks for it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from nplint.project.resolver import ImportResolver

_MENTION = b"numpyro"
# An import statement, from its first word on. Several names may stand in brackets; these are not
# looked for where no closing one follows, as that would be quadratic.
_STATEMENT = (
    rb"[ \t]*(?:from[ \t]+([.\w]+)[ \t]*import[ \t]*(%(brackets)s[^%(ends)s]*)"
    rb"|import[ \t]+([^%(ends)s;]+))"
)
_BRACKETS = rb"\([^)]*\)|"


class _Imports(NamedTuple):
    """The way in which import statements are found in one kind of file."""

    pattern: re.Pattern[bytes]
    without_brackets: re.Pattern[bytes]
    starts: tuple[bytes, ...]

    @classmethod
    def of(cls, ends: bytes, starts: tuple[bytes, ...]) -> _Imports:
        """Return what finds them, from the signs that end a statement and those that it follows."""
        return cls(
            re.compile(_STATEMENT % {b"brackets": _BRACKETS, b"ends": ends}),
            re.compile(_STATEMENT % {b"brackets": b"", b"ends": ends}),
            starts,
        )


_IN_MODULE = _Imports.of(rb"\r\n#", (b"\n", b";"))
# In a notebook a line starts with a quote or, in JSON's spelling, a line feed.
_IN_NOTEBOOK = _Imports.of(rb"\"\\#", (b'"', b"\\n", b";"))
_LONGEST_START = 500
# No module of more bytes is parsed, whatever characters they are.
_LARGEST = 12_000_000
_WORD = re.compile(r"[\w.]+")
_PROJECT_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git", "requirements.txt")
# Where packages are installed.
_INSTALLED = frozenset({"site-packages", "dist-packages"})


def mentions_numpyro(data: bytes) -> bool:
    """Tell whether a file's bytes mention NumPyro at all."""
    return _MENTION in data


def is_installed_numpyro(path: Path) -> bool:
    """Tell whether a file belongs to an installed NumPyro, which is no part of anybody's program.

    A clone of its repository has no ``numpyro-*.dist-info`` beside the package, and is checked.
    """
    root, found, _ = os.fspath(path).rpartition(f"{os.sep}numpyro{os.sep}")
    while found:
        if _has_installed_numpyro(root):
            return True
        root, found, _ = root.rpartition(f"{os.sep}numpyro{os.sep}")
    return False


@cache
def _has_installed_numpyro(folder: str) -> bool:
    try:
        names = os.listdir(folder)
    except OSError:
        return False
    return any(name.startswith("numpyro-") and name.endswith(".dist-info") for name in names)


def importers(
    files: Iterable[Path],
    mentioning: Iterable[Path],
    imports: Callable[[Path], Iterable[str]],
    resolver: ImportResolver | None = None,
) -> Iterator[Path]:
    """The files that import one of those that mention NumPyro.

    Not those that import these in turn: a large package has many, and none was seen to matter.

    Parameters
    ----------
    files
        All files of the run.
    mentioning
        Those that mention NumPyro.
    imports
        The dotted names that a file's import statements may load.
    resolver
        Finds what imports mean, by default among the files.
    """
    wanted = set(mentioning)
    if not wanted:
        return
    all_files = list(files)
    resolver = resolver or ImportResolver(all_files)
    projects = tuple({project_of(path) for path in wanted})
    rest = [p for p in all_files if p not in wanted and os.fspath(p).startswith(projects)]
    for path in rest:
        if any(resolver.find(path, dotted) in wanted for dotted in imports(path)):
            yield path


def imported_names(data: bytes, notebook: bool) -> Iterator[str]:
    """The dotted names that a file's import statements may load."""
    if not notebook and len(data) > _LARGEST:
        return
    imports = _IN_NOTEBOOK if notebook else _IN_MODULE
    done = 0
    last = data.rfind(b")")
    place = data.find(b"import")  # far quicker than trying every line
    while place >= 0:
        before = max(done, place - _LONGEST_START)
        # Where nothing is found that a statement can follow, it starts the text.
        found = ((data.rfind(each, before, place), len(each)) for each in imports.starts)
        start = max((at + length for at, length in found if at >= 0), default=before)
        pattern = imports.pattern if place < last else imports.without_brackets
        match = pattern.match(data, start)
        if match is not None and match.end() > place:
            yield from _loaded(match)
            done = match.end()
        place = data.find(b"import", max(done, place + 1))


def _loaded(match: re.Match[bytes]) -> Iterator[str]:
    """The dotted names that a statement may load."""
    module, names, plain = (
        part.decode("utf-8", "replace") if part is not None else None for part in match.groups()
    )
    if plain is not None:
        for part in plain.split(","):
            word = _WORD.search(part)
            if word:
                yield word.group()
    elif module is not None:
        yield module
        separator = "" if module.endswith(".") else "."
        for word in _WORD.findall(names or ""):
            yield f"{module}{separator}{word}"


def is_installed(path: Path) -> bool:
    """Tell whether a file is that of an installed package, whose users nobody knows."""
    return not _INSTALLED.isdisjoint(path.parts)


def project_of(path: Path) -> str:
    """The folder in which a file's importers are looked for, with a trailing separator.

    That is the project it belongs to; an installed package is by itself.
    """
    folder = os.path.dirname(os.fspath(path))
    package = folder
    while os.path.exists(os.path.join(package, "__init__.py")):
        folder, package = package, os.path.dirname(package)
    above = folder
    while os.path.dirname(above) != above:
        if any(os.path.exists(os.path.join(above, mark)) for mark in _PROJECT_MARKS):
            return above + os.sep
        above = os.path.dirname(above)
    return folder + os.sep
