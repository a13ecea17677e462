"""The ways in which a text reaches a module of its project: imports, loaders, notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from nplint.project.relevance import imported_names
from nplint.project.resolver import ImportResolver
from nplint.source import is_notebook

CODE_SUFFIXES = (".py", ".pyi", ".ipynb")
# What loads a module, or a name of one, without an import statement.
_LOADERS = (
    rb"import_module|__import__|run_path|run_module|spec_from_file|SourceFileLoader|sys\.modules"
    rb"|import_ipynb"
)
_ASKING = (b"getattr", b"vars", b"dir(", b"getmembers", b"__dict__")
_LOADER = re.compile(_LOADERS)
_EXEC = re.compile(rb"\bexec\s*\(")
_STAR = re.compile(rb"from\s+([\w.]+)\s+import\s*\*")


class FileText:
    """A file with what is asked of it for every name."""

    def __init__(self, path: Path, text: bytes) -> None:
        self.path = path
        self.text = text
        self.is_code = path.suffix.lower() in CODE_SUFFIXES

    @cached_property
    def asks(self) -> bool:
        """The answer to whether it may look names up that are not written there."""
        return any(each in self.text for each in _ASKING)

    @cached_property
    def loads(self) -> bool:
        """The answer to whether it may load modules without an import statement."""
        return _LOADER.search(self.text) is not None

    @cached_property
    def stars(self) -> tuple[str, ...]:
        """The modules of which it imports all names."""
        if b"*" not in self.text:
            return ()
        return tuple(each.decode("utf-8", "replace") for each in _STAR.findall(self.text))

    def imports(self) -> Iterator[str]:
        """Yield the dotted names that its import statements may load."""
        return imported_names(self.text, is_notebook(self.path)) if self.is_code else iter(())


class Links:
    """The names under which files reach a module: its own, and those that import all of it."""

    def __init__(self, paths: Iterable[Path], resolver: ImportResolver) -> None:
        self._paths = frozenset(paths)
        self.resolver = resolver
        self.stems = frozenset(map(_stem, self._paths))
        self._either = one_of(self.stems)

    @cached_property
    def _word(self) -> re.Pattern[bytes]:
        return re.compile(rb"\b(?:%b)\b" % self._either)

    @cached_property
    def _text(self) -> re.Pattern[bytes]:
        """A text with the module's name in a dotted name, or at the end of a path."""
        return re.compile(
            rb"[\"'](?:[^\"'\s]*[./\\])?\b(?:%b)\b[.:][^\"'\s]*"
            rb"|[\"'][^\"'\s]*[./\\](?:%b)\\?[\"']" % (self._either, self._either)
        )

    @cached_property
    def _run(self) -> re.Pattern[bytes]:
        return re.compile(rb"%%(?:run|load)\b[^\r\n\"]*\b(?:%b)\b" % self._either)

    @cached_property
    def _loads(self) -> re.Pattern[bytes]:
        return re.compile(
            rb"(?:%b)\s*[(\[]\s*f?\\?[\"'][^\"']*\b(?:%b)\b" % (_LOADERS, self._either)
        )

    @cached_property
    def _renamed(self) -> re.Pattern[bytes]:
        return re.compile(rb"\b(?:%b)\s+as\s+(\w+)" % self._either)

    @cached_property
    def _loaded_as(self) -> re.Pattern[bytes]:
        return re.compile(
            rb"\b(\w+)\s*=\s*[\w.]*(?:%b)[(\[]\s*f?\\?[\"'][^\"']*\b(?:%b)\b"
            % (_LOADERS, self._either)
        )

    @classmethod
    def of(cls, path: Path, starred: Sequence[FileText], resolver: ImportResolver) -> Links:
        """Return those of a module, given the files that import all names of some module."""
        links, grown = cls([path], resolver), True
        while grown:
            more = {each.path for each in starred if links.all_taken_by(each)}
            grown = not more <= links._paths
            links = cls(links._paths | more, resolver) if grown else links
        return links

    def _is_mentioned(self, file: FileText) -> bool:
        text = file.text
        return any(each in text for each in self.stems) and self._word.search(text) is not None

    def reached_from(self, file: FileText) -> bool:
        """Tell whether a file may get at the module, be it by a text that names it."""
        if not self._is_mentioned(file):
            return False
        if not file.is_code or self._text.search(file.text):
            return True
        return self.runs_in_place(file) or self.imported_by(file)

    def imported_by(self, file: FileText) -> bool:
        """Tell whether a file imports the module, or something of it."""
        if not file.is_code or not self._is_mentioned(file):
            return False
        if file.loads and self._loads.search(file.text):
            return True
        return any(self.is_module(file.path, each) for each in file.imports())

    def all_taken_by(self, file: FileText) -> bool:
        """Tell whether a file imports all names of the module."""
        return any(self.is_module(file.path, each) for each in file.stars)

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

    def runs_in_place(self, file: FileText) -> bool:
        """Tell whether a notebook runs the module as if it stood there."""
        return self._run.search(file.text) is not None

    def runs(self, file: FileText) -> bool:
        """Tell whether a file runs the module in its own place, so that its names are its own."""
        text = file.text
        return b"%run" in text or b"%load" in text or _EXEC.search(text) is not None

    def looks_up(self, file: FileText) -> bool:
        """Tell whether a file asks the module for names that are not written there."""
        if not file.asks or not self._is_mentioned(file):
            return False
        aliases = {*self._renamed.findall(file.text)}
        if file.loads:
            aliases.update(self._loaded_as.findall(file.text))
        either = one_of(self.stems | aliases)
        asking = (
            rb"\b(?:getattr|vars|dir|getmembers)\s*\(\s*(?:[\w.]*\.)?(?:%b)\s*"
            rb"(?:\)|,(?!\s*\\?[\"']))|\b(?:%b)\.__dict__(?!\s*\[\s*\\?[\"'])"
        )
        return re.search(asking % (either, either), file.text) is not None


def one_of(words: Iterable[bytes]) -> bytes:
    """Return the pattern of any of some words."""
    return b"|".join(sorted(map(re.escape, words)))


def _stem(path: Path) -> bytes:
    """Return the last part of a module's name."""
    name = path.parent.name if path.name == "__init__.py" else path.stem
    return name.encode("utf-8", "surrogateescape")
