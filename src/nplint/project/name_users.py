"""Who in a project may use a name of a module, or an attribute of a class, judged by texts.

Whoever deletes a definition has to ask all files, also those that mention no NumPyro and those
that a run does not look at: a test that patches it, a notebook that runs the file, a
configuration that names it. Texts are searched, not parsed, and where they leave a doubt the name
counts as used.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from nplint.project.name_search import CODE_SUFFIXES, Links, Search, UseKind
from nplint.project.relevance import imported_names, project_of
from nplint.project.resolver import ImportResolver
from nplint.settings.declaration import DEFAULT_EXCLUDE
from nplint.source import is_notebook
from nplint.system.safe_read import read_regular

# Files of other kinds that hold code, or name what is in some.
_OTHERS = (".cfg", ".gin", ".ini", ".json", ".md", ".pyx", ".qmd", ".rmd", ".rst", ".sh", ".toml",
           ".yaml", ".yml")  # fmt: skip
_LARGEST_OTHER = 1_000_000
_MOST_FILES = 20_000
_MOST_KEPT = 100_000_000
_LEFT_OUT = frozenset(DEFAULT_EXCLUDE) - {"build", "dist", "_build"}


class NameUse(NamedTuple):
    """A file that may use a name, and how."""

    kind: UseKind
    path: Path


@dataclass(slots=True)
class NameUsers:
    """Searches the files of projects.

    Parameters
    ----------
    files
        The files of the run, which may not be on disk.
    edited
        The text of a file that is not what is on disk; None for any other.
    src
        Folders to look for modules in, beside an importer's own and those above it.
    """

    files: Iterable[Path]
    edited: Callable[[Path], bytes | None]
    src: Sequence[Path] = ()
    _listed: dict[str, list[Path] | None] = field(default_factory=dict)
    _texts: dict[Path, bytes] = field(default_factory=dict)
    _kept: int = 0
    _found_by: ImportResolver | None = None

    def of(self, path: Path, name: str) -> tuple[NameUse, ...] | None:
        """Return the files that may use a name of a module.

        Parameters
        ----------
        path
            The module's file.
        name
            A variable, or ``Class.attribute``.

        Returns
        -------
        tuple of NameUse or None
            None where nobody can tell: the file has no name of its own, as standard input, or
            its project has too many files.
        """
        files = self._files_of(path)
        if files is None:
            return None
        owner, _, last = name.rpartition(".")
        word = last.encode("utf-8", "replace")
        texts = [(each, self._text(each)) for each in files]
        links = Links.of(path, texts, self._resolver(files))
        search = Search(word, owner.encode("utf-8", "replace"), links)
        found: list[NameUse] = []
        for each, text in texts:
            if each == path:
                found += [NameUse("named", each)] if search.names_itself(text) else []
            elif word in text or (not owner and links.looks_up(text)):
                found += [NameUse(kind, each) for kind in search.kinds(each, text)]
        if owner and any(use.path != path for use in found):
            meeting = self._meeting(links, texts) | {path}
            found = [use for use in found if use.path in meeting]
        return tuple(found)

    def _resolver(self, files: list[Path]) -> ImportResolver:
        if self._found_by is None or self._found_by.paths.keys() != set(map(os.fspath, files)):
            self._found_by = ImportResolver(files, self.src)
        return self._found_by

    def _meeting(self, links: Links, texts: Sequence[tuple[Path, bytes]]) -> set[Path]:
        """Return the files that objects of the module may reach: its users, and their imports."""
        found: set[Path] = set()
        for path, text in texts:
            if links.imported_by(path, text) or links.runs_in_place(text):
                found.add(path)
                for dotted in imported_names(text, is_notebook(path)):
                    other = links.resolver.find(path, dotted)
                    if other is not None:
                        found.add(other)
        return found

    def _files_of(self, path: Path) -> list[Path] | None:
        if path.name in ("-", ""):
            return None
        root = project_of(path)
        if root not in self._listed:
            self._listed[root] = _listed(root)
        on_disk = self._listed[root]
        return None if on_disk is None else sorted({*on_disk, *self.files, path})

    def _text(self, path: Path) -> bytes:
        edited = self.edited(path)
        if edited is not None:
            return edited
        text = self._texts.get(path)
        if text is None:
            try:
                text = read_regular(path)
            except OSError:
                text = b""
            if self._kept < _MOST_KEPT:
                self._texts[path] = text
                self._kept += len(text)
        return text


def _listed(root: str) -> list[Path] | None:
    """Return the files below a folder that may use names; None if there are too many."""
    found: list[Path] = []
    seen = 0
    for folder, folders, files in os.walk(root):
        folders[:] = [each for each in folders if not _is_left_out(folder, each)]
        seen += len(files) + len(folders)
        if seen > _MOST_FILES:
            return None
        found += [Path(folder, each) for each in files if _may_name(folder, each)]
    return found


def _is_left_out(folder: str, name: str) -> bool:
    """Tell whether a folder holds installed packages, or nothing that anybody wrote."""
    return name in _LEFT_OUT or os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))


def _may_name(folder: str, name: str) -> bool:
    suffix = os.path.splitext(name)[1].lower()
    if suffix in CODE_SUFFIXES:
        return True
    if suffix not in _OTHERS:
        return False
    try:
        return os.path.getsize(os.path.join(folder, name)) <= _LARGEST_OTHER
    except OSError:
        return False
