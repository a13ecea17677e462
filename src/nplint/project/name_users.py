"""Find the files of a project that may use a name of a module, or an attribute of a class.

A repair that deletes a definition has to ask all files, also those that mention no NumPyro and
those that a run does not look at: a test that patches it, a notebook that runs the file, a
configuration that names it. Texts are searched, not parsed, and where they leave a doubt the name
counts as used.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from nplint.cache.seen import Stamp, settled_stamp
from nplint.project.module_links import CODE_SUFFIXES, FileText, Links
from nplint.project.name_search import Search, UseKind
from nplint.project.relevance import is_installed, project_of
from nplint.project.resolver import ImportResolver
from nplint.settings.declaration import DEFAULT_EXCLUDE
from nplint.system.safe_read import read_regular

# Files of other kinds that hold code, or name what is in some.
_OTHERS = (".cfg", ".gin", ".ini", ".json", ".md", ".pyx", ".qmd", ".rmd", ".rst", ".sh", ".toml",
           ".yaml", ".yml")  # fmt: skip
_LARGEST_OTHER = 1_000_000
_MOST_FILES = 20_000
_MOST_BYTES = 100_000_000
_LEFT_OUT = frozenset(DEFAULT_EXCLUDE) - {"build", "dist", "_build"}


class NameUse(NamedTuple):
    """A file that may use a name, and how."""

    kind: UseKind
    path: Path


class _Listing(NamedTuple):
    """The files below a folder that may use names.

    ``state`` is a digest of what changes with them, empty while one of them was changed just now.
    """

    paths: list[Path]
    state: str


class _Folder:
    """The files of a project, as they are in one round."""

    def __init__(self, files: list[FileText], resolver: ImportResolver) -> None:
        self.files = files
        self.asking = [each for each in files if each.asks]
        self._starred = [each for each in files if each.stars]
        self._resolver = resolver
        self._links: dict[Path, Links] = {}

    def links(self, path: Path) -> Links:
        """Return the names under which files reach a module."""
        if path not in self._links:
            self._links[path] = Links.of(path, self._starred, self._resolver)
        return self._links[path]


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
    _folders: dict[str, _Folder | None] = field(default_factory=dict)
    _on_disk: dict[str, _Listing | None] = field(default_factory=dict)
    _texts: dict[Path, FileText] = field(default_factory=dict)
    _edits: str = ""

    def notice_edits(self) -> None:
        """Read the edited texts anew; what is on disk stays as it was."""
        self._folders.clear()
        self._edits = ""

    def state(self, path: Path) -> str:
        """Return a digest that stays the same as long as no file changes that may use a name.

        It is empty where that cannot be told. No file is read for it.
        """
        root = self._root_of(path)
        listing = self._listing(root) if root is not None else None
        if listing is None or not listing.state:
            return ""
        if not self._edits:
            self._edits = self._digest_of_edits()
        return f"{listing.state} {self._edits}"

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
            None where nobody can tell: the file has no name of its own, as standard input, is
            of an installed package, or its project has too many files.
        """
        root = self._root_of(path)
        folder = self._folder(root) if root is not None else None
        if folder is None:
            return None
        owner, _, last = name.rpartition(".")
        word = last.encode("utf-8", "replace")
        links = folder.links(path)
        search = Search(word, owner.encode("utf-8", "replace"), links)
        candidates = [each for each in folder.files if word in each.text]
        if not owner:
            asking = [each for each in folder.asking if word not in each.text]
            candidates += [each for each in asking if links.looks_up(each)]
        found: list[NameUse] = []
        for each in sorted(candidates, key=attrgetter("path")):
            if each.path == path:
                found += [NameUse("named", path)] if search.names_itself(each) else []
            else:
                found += [NameUse(kind, each.path) for kind in search.kinds(each)]
        if owner and any(use.path != path for use in found):
            meeting = self._meeting(links, folder.files) | {path}
            found = [use for use in found if use.path in meeting]
        return tuple(found)

    def _meeting(self, links: Links, files: Sequence[FileText]) -> set[Path]:
        """Return the files that objects of the module may reach: its users, and their imports."""
        found: set[Path] = set()
        for each in files:
            if links.imported_by(each) or links.runs_in_place(each):
                found.add(each.path)
                for dotted in each.imports():
                    other = links.resolver.find(each.path, dotted)
                    if other is not None:
                        found.add(other)
        return found

    def _digest_of_edits(self) -> str:
        """Return a digest of the texts that are not what is on disk."""
        texts = ((each, text) for each in self.files if (text := self.edited(each)) is not None)
        digest = blake2b(digest_size=16)
        for each, text in sorted(texts):
            digest.update(f"\n{each} {len(text)}\n".encode("utf-8", "surrogateescape"))
            digest.update(text)
        return digest.hexdigest()

    def _root_of(self, path: Path) -> str | None:
        asked = path.name not in ("-", "") and not is_installed(path)
        return project_of(path) if asked else None

    def _listing(self, root: str) -> _Listing | None:
        if root not in self._on_disk:
            self._on_disk[root] = _listed(root)
        return self._on_disk[root]

    def _folder(self, root: str) -> _Folder | None:
        if root not in self._folders:
            listing = self._listing(root)
            self._folders[root] = None
            if listing is not None:
                paths = sorted({*listing.paths, *self.files})
                files = [self._file(each) for each in paths]
                self._folders[root] = _Folder(files, ImportResolver(paths, self.src))
        return self._folders[root]

    def _file(self, path: Path) -> FileText:
        edited = self.edited(path)
        if edited is not None:
            return FileText(path, edited)
        known = self._texts.get(path)
        if known is None:
            try:
                known = FileText(path, read_regular(path))
            except OSError:
                known = FileText(path, b"")
            self._texts[path] = known
        return known


def _listed(root: str) -> _Listing | None:
    """Return the files below a folder that may use names; None if there are too many."""
    found: dict[str, Stamp | None] = {}
    seen = size = 0
    for folder, folders, files in os.walk(root):
        folders[:] = [each for each in folders if not _is_left_out(folder, each)]
        seen += len(files) + len(folders)
        for name in files:
            status = _status(folder, name)
            if status is not None:
                size += status.st_size
                found[os.path.join(folder, name)] = settled_stamp(status)
        if seen > _MOST_FILES or size > _MOST_BYTES:
            return None
    paths, state = [*map(Path, found)], ""
    if None not in found.values():
        stamps = repr(sorted(found.items())).encode("utf-8", "surrogateescape")
        state = blake2b(stamps, digest_size=16).hexdigest()
    return _Listing(paths, state)


def _is_left_out(folder: str, name: str) -> bool:
    """Tell whether a folder holds installed packages, or nothing that anybody wrote."""
    return name in _LEFT_OUT or os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))


def _status(folder: str, name: str) -> os.stat_result | None:
    """Return the size and times of a file; None if it is none that may use a name."""
    suffix = os.path.splitext(name)[1].lower()
    if suffix not in CODE_SUFFIXES and suffix not in _OTHERS:
        return None
    try:
        status = os.stat(os.path.join(folder, name))
    except OSError:
        return None
    return status if suffix in CODE_SUFFIXES or status.st_size <= _LARGEST_OTHER else None
