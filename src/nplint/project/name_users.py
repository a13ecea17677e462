"""Who in a project may use a name of a module, or an attribute of a class, judged by texts.

Whoever deletes a definition has to ask all files, also those that mention no NumPyro and those
that a run does not look at: a test that patches it, a notebook that runs the file, a
configuration that names it. Texts are searched, not parsed, and where they leave a doubt the name
counts as used.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from nplint.project.relevance import imported_names, project_of
from nplint.project.resolver import ImportResolver
from nplint.settings.declaration import DEFAULT_EXCLUDE
from nplint.source import is_notebook
from nplint.system.safe_read import read_regular

_CODE = (".py", ".pyi", ".ipynb")
# Files of other kinds that hold code, or name what is in some.
_OTHERS = (".cfg", ".gin", ".ini", ".json", ".md", ".pyx", ".qmd", ".rmd", ".rst", ".sh", ".toml",
           ".yaml", ".yml")  # fmt: skip
_LARGEST_OTHER = 1_000_000
_MOST_FILES = 20_000
_MOST_KEPT = 100_000_000
_LEFT_OUT = frozenset(DEFAULT_EXCLUDE) - {"build", "dist", "_build"}

# What loads a module, or a name of one, without an import statement.
_LOADERS = (
    rb"import_module|__import__|run_path|run_module|spec_from_file|SourceFileLoader|sys\.modules"
    rb"|import_ipynb"
)
# What is given the name of an attribute as a text.
_TAKES_NAMES = (
    rb"\w*attr\w*\s*\(|\.object\s*\(|\bpatch\s*\(|globals\s*\(\)|__dict__|\bvars\s*\([^)]*\)"
    rb"|getter\s*\(|\bmodules\s*\["
)


_ASKING = (b"getattr", b"vars", b"dir(", b"getmembers", b"__dict__")
_STAR = re.compile(rb"from\s+([\w.]+)\s+import\s*\*")


class NameUse(NamedTuple):
    """A file that may use a name.

    ``read`` is what an import, a name or an attribute does, as the analysis sees it; ``named``
    is a text, as for ``getattr`` or ``mock.patch``; ``set`` gives an attribute a value.
    """

    kind: Literal["read", "named", "set"]
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
        links = _Links.of(path, texts, self._resolver(files))
        search = _Search(word, owner.encode("utf-8", "replace"), links)
        found: list[NameUse] = []
        for each, text in texts:
            if each == path:
                found += [NameUse("named", each)] if search.names_itself(text) else []
            elif word in text or (not owner and links.looks_up(text)):
                found += [NameUse(kind, each) for kind in search.kinds(each, text)]
        if owner and any(use.kind == "read" for use in found):
            meeting = self._meeting(links, texts)
            found = [use for use in found if use.kind != "read" or use.path in meeting]
        return tuple(found)

    def _resolver(self, files: list[Path]) -> ImportResolver:
        if self._found_by is None or self._found_by.paths.keys() != set(map(os.fspath, files)):
            self._found_by = ImportResolver(files, self.src)
        return self._found_by

    def _meeting(self, links: _Links, texts: Sequence[tuple[Path, bytes]]) -> set[Path]:
        """Return the files that objects of the module may reach: its users, and what they import."""
        found: set[Path] = set()
        for path, text in texts:
            if links.reached_from(path, text):
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
        folders[:] = [
            each for each in folders
            if each not in _LEFT_OUT and not os.path.exists(os.path.join(folder, each, "pyvenv.cfg"))
        ]  # fmt: skip
        seen += len(files) + len(folders)
        if seen > _MOST_FILES:
            return None
        found += [Path(folder, each) for each in files if _may_name(folder, each)]
    return found


def _may_name(folder: str, name: str) -> bool:
    suffix = os.path.splitext(name)[1].lower()
    if suffix in _CODE:
        return True
    if suffix not in _OTHERS:
        return False
    try:
        return os.path.getsize(os.path.join(folder, name)) <= _LARGEST_OTHER
    except OSError:
        return False


class _Links:
    """The names under which files reach a module: its own, and those that import all of it."""

    def __init__(self, paths: Iterable[Path], resolver: ImportResolver) -> None:
        self._paths = frozenset(paths)
        self.resolver = resolver
        self.stems = frozenset(map(_stem, self._paths))
        either = b"|".join(sorted(map(re.escape, self.stems)))
        self._text = re.compile(
            rb"[\"'](?:[^\"'\s]*[./\\])?\b(?:%b)\b[.:][^\"'\s]*|[\"'][^\"'\s]*[./\\](?:%b)\\?[\"']"
            rb"|%%(?:run|load)\b[^\r\n\"]*\b(?:%b)\b" % (either, either, either)
        )
        self._word = re.compile(rb"\b(?:%b)\b" % either)
        self._loads = re.compile(rb"(?:%b)\s*\(\s*f?\\?[\"'][^\"']*\b(?:%b)\b" % (_LOADERS, either))
        self._aliases = re.compile(
            rb"\b(?:%b)\s+as\s+(\w+)|(\w+)\s*=\s*[\w.]*(?:%b)[(\[]\s*f?\\?[\"'][^\"']*\b(?:%b)\b"
            % (either, _LOADERS, either)
        )

    @classmethod
    def of(
        cls, path: Path, texts: Sequence[tuple[Path, bytes]], resolver: ImportResolver
    ) -> _Links:
        """Return those of a module, given the texts of all files."""
        links, grown = cls([path], resolver), True
        while grown:
            more = {each for each, text in texts if b"*" in text and links.takes_all(each, text)}
            grown = not more <= links._paths
            links = cls(links._paths | more, resolver) if grown else links
        return links

    def reached_from(self, path: Path, text: bytes) -> bool:
        """Tell whether a file may get at the module."""
        if self._word.search(text) is None:
            return False
        if path.suffix.lower() not in _CODE or self._text.search(text) or self._loads.search(text):
            return True
        return any(self.is_module(path, each) for each in imported_names(text, is_notebook(path)))

    def takes_all(self, path: Path, text: bytes) -> bool:
        """Tell whether a file imports all names of the module."""
        return any(
            self.is_module(path, found.group(1).decode("utf-8", "replace"))
            for found in _STAR.finditer(text)
        )

    def is_module(self, path: Path, dotted: str) -> bool:
        """Tell whether a dotted name in a file means the module, or something in it.

        A name that leads to no file of the project may be found on a path that is not known.
        """
        parts = dotted.split(".")
        for number, part in enumerate(parts, 1):
            if part.encode("utf-8", "replace") in self.stems:
                found = self.resolver.find(path, ".".join(parts[:number]))
                if found is None or found in self._paths:
                    return True
        return False

    def runs(self, text: bytes) -> bool:
        """Tell whether a file runs the module in its own place, so that its names are its own."""
        return b"%run" in text or b"%load" in text or re.search(rb"\bexec\s*\(", text) is not None

    def looks_up(self, text: bytes) -> bool:
        """Tell whether a file asks the module for names that are not written there."""
        if not any(each in text for each in _ASKING) or self._word.search(text) is None:
            return False
        aliases = {name for each in self._aliases.findall(text) for name in each if name}
        either = b"|".join(sorted(map(re.escape, self.stems | aliases)))
        return (
            re.search(
                rb"\b(?:getattr|vars|dir|getmembers)\s*\(\s*(?:[\w.]*\.)?(?:%b)\s*(?:\)|,(?!\s*\\?[\"']))"
                rb"|\b(?:%b)\.__dict__(?!\s*\[\s*\\?[\"'])" % (either, either),
                text,
            )
            is not None
        )


class _Search:
    """How the uses of one name look."""

    def __init__(self, word: bytes, owner: bytes, links: _Links) -> None:
        self._links = links
        self._owner = owner
        name = re.escape(word)
        self._word = re.compile(rb"\b%b\b" % name)
        self._attribute = re.compile(rb"\.\s*%b\b" % name)
        self._named = re.compile(
            rb"(?:%b)[^\r\n]{0,200}?\\?[\"']%b\\?[\"']"  # getattr(module, "NAME")
            rb"|(?:%b)[^\"']{0,200}?\\?[\"']%b\\?[\"']"  # the same over several lines
            rb"|[\"'][\w.:/]*[.:]%b\\?[\"']"  # "module.NAME"
            rb"|\b(?:multiple|dict)\s*\([^()]*\b%b\s*="
            % (_TAKES_NAMES, name, _TAKES_NAMES, *[name] * 3)
        )
        self._exported = re.compile(
            rb"__all__[^=\n]{0,60}[=(]\s*[\[(][^\])]*[\"']%b[\"']|__all__\.append\(\s*[\"']%b[\"']"
            % (name, name)
        )
        # A line of a class body, and no keyword of a call; `object.name = value` anywhere.
        self._set = re.compile(
            rb"(?:^|\n|\"|\\n)[ \t]+%b(?:[ \t]+=(?!=)|[ \t]*:[^\r\n]*=)|\w\.%b\s*=(?!=)"
            % (name, name)
        )
        self._replaced = re.compile(
            rb"(?:setattr|delattr|\bpatch(?:\.object)?)\s*\([^()]{0,200}[\"'.:]%b\\?[\"']|\w\.%b\s*=(?!=)"
            rb"|\b(?:multiple|dict)\s*\([^()]*\b%b\s*=" % (name, name, name)
        )
        self._property = re.compile(rb"\bdef\s+%b\b" % name)
        self._loaders = re.compile(_LOADERS)
        stems = b"|".join(sorted(map(re.escape, links.stems)))
        self._quoted_code = re.compile(  # in a document or a configuration
            rb"\b(?:%b)[.:]%b\b|from\s+[\w.]*\b(?:%b)\s+import\b[^\r\n]*(?:\b%b\b|\*)"
            % (stems, name, stems, name)
        )

    def names_itself(self, text: bytes) -> bool:
        """Tell whether the module looks its own name up by a text."""
        if self._named.search(text) or (not self._owner and self._exported.search(text)):
            return True
        if self._owner:
            return False
        return (
            re.search(
                rb"\bglobals\s*\(\)(?!\s*\[\s*\\?[\"'])|(?<![\w.])(?:vars|dir)\s*\(\s*\)"
                rb"|(?<![\w.])(?:eval|exec)\s*\(|sys\.modules\s*\[\s*__name__",
                text,
            )
            is not None
        )

    def kinds(self, path: Path, text: bytes) -> Iterator[Literal["read", "named", "set"]]:
        """Yield how another file may use the name."""
        if self._owner:
            yield from self._as_attribute(path, text)
        else:
            yield from self._as_variable(path, text)

    def _as_attribute(self, path: Path, text: bytes) -> Iterator[Literal["read", "named", "set"]]:
        is_code = path.suffix.lower() in _CODE
        if is_code and self._attribute.search(text):
            yield "read"
        if is_code and self._named.search(text):
            yield "named"
        imported = imported_names(text, is_notebook(path)) if is_code else ()
        owner = self._owner.decode("utf-8", "replace")
        knows = any(each.rpartition(".")[2] == owner for each in imported)
        if (knows or self._links.reached_from(path, text)) and (
            self._set.search(text) or self._property.search(text)
        ):
            yield "set"

    def _as_variable(self, path: Path, text: bytes) -> Iterator[Literal["read", "named", "set"]]:
        if path.suffix.lower() not in _CODE:
            if self._quoted_code.search(text):
                yield "named"
            return
        reached = self._links.reached_from(path, text)
        if reached and self._links.looks_up(text):
            yield "named"
            return
        if self._word.search(text) is None:
            return
        loads = self._loaders.search(text) is not None
        if not (reached or loads):
            return
        if self._replaced.search(text):
            yield "set"
        if (
            self._named.search(text)
            or (loads and self._attribute.search(text))
            or (reached and self._links.runs(text))
        ):
            yield "named"
        elif (
            self._exported.search(text) or self._attribute.search(text) or self._imports(path, text)
        ):
            yield "read"

    def _imports(self, path: Path, text: bytes) -> bool:
        """Tell whether an import statement brings the name, by itself or with all others."""
        for dotted in imported_names(text, is_notebook(path)):
            module, _, last = dotted.rpartition(".")
            if self._word.fullmatch(last.encode("utf-8", "replace")):
                if module and self._links.is_module(path, module):
                    return True
        return self._links.takes_all(path, text)


def _stem(path: Path) -> bytes:
    """Return the last part of a module's name."""
    name = path.parent.name if path.name == "__init__.py" else path.stem
    return name.encode("utf-8", "surrogateescape")
