"""How a text reaches a module of its project, and how it uses a name of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeAlias

from nplint.project.relevance import imported_names
from nplint.project.resolver import ImportResolver
from nplint.source import is_notebook

# ``read`` is what an import, a name or an attribute does, as the analysis sees it; ``named`` is a
# text, as for ``getattr`` or ``mock.patch``; ``set`` gives the name another value.
UseKind: TypeAlias = Literal["read", "named", "set"]

CODE_SUFFIXES = (".py", ".pyi", ".ipynb")
# What loads a module, or a name of one, without an import statement.
_LOADERS = (
    rb"import_module|__import__|run_path|run_module|spec_from_file|SourceFileLoader|sys\.modules"
    rb"|import_ipynb"
)
# What is given the name of an attribute as a text.
_TAKES_NAMES = (
    rb"attr\w*\s*\(|\.object\s*\(|\bpatch\s*\(|globals\s*\(\)|__dict__|\bvars\s*\([^)]*\)"
    rb"|getter\s*\("
)
_ASKING = (b"getattr", b"vars", b"dir(", b"getmembers", b"__dict__")
_LOADER = re.compile(_LOADERS)
_EXEC = re.compile(rb"\bexec\s*\(")
_ITSELF = re.compile(
    rb"\bglobals\s*\(\)(?!\s*\[\s*\\?[\"'])|(?<![\w.])(?:vars|dir)\s*\(\s*\)"
    rb"|(?<![\w.])(?:eval|exec)\s*\(|sys\.modules\s*\[\s*__name__"
)
_STAR = re.compile(rb"from\s+([\w.]+)\s+import\s*\*")


class FileText:
    """A file with what is asked of it again and again, in terms of no name."""

    def __init__(self, path: Path, text: bytes) -> None:
        self.path = path
        self.text = text
        self.is_code = path.suffix.lower() in CODE_SUFFIXES

    @cached_property
    def asks(self) -> bool:
        """Whether it may look names up that are not written there."""
        return any(each in self.text for each in _ASKING)

    @cached_property
    def loads(self) -> bool:
        """Whether it may load modules without an import statement."""
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
        either = b"|".join(sorted(map(re.escape, self.stems)))
        self._text = re.compile(
            rb"[\"'](?:[^\"'\s]*[./\\])?\b(?:%b)\b[.:][^\"'\s]*|[\"'][^\"'\s]*[./\\](?:%b)\\?[\"']"
            % (either, either)
        )
        self._run = re.compile(rb"%%(?:run|load)\b[^\r\n\"]*\b(?:%b)\b" % either)
        self._word = re.compile(rb"\b(?:%b)\b" % either)
        self._loads = re.compile(rb"(?:%b)\s*\(\s*f?\\?[\"'][^\"']*\b(?:%b)\b" % (_LOADERS, either))
        self._renamed = re.compile(rb"\b(?:%b)\s+as\s+(\w+)" % either)
        self._loaded_as = re.compile(
            rb"\b(\w+)\s*=\s*[\w.]*(?:%b)[(\[]\s*f?\\?[\"'][^\"']*\b(?:%b)\b" % (_LOADERS, either)
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
        either = b"|".join(sorted(map(re.escape, self.stems | aliases)))
        asking = (
            rb"\b(?:getattr|vars|dir|getmembers)\s*\(\s*(?:[\w.]*\.)?(?:%b)\s*"
            rb"(?:\)|,(?!\s*\\?[\"']))|\b(?:%b)\.__dict__(?!\s*\[\s*\\?[\"'])"
        )
        return re.search(asking % (either, either), file.text) is not None


class Search:
    """How the uses of one name look."""

    def __init__(self, word: bytes, owner: bytes, links: Links) -> None:
        self._links = links
        self._owner = owner
        name = re.escape(word)
        self._word = re.compile(rb"\b%b\b" % name)
        self._attribute = re.compile(rb"\.\s*%b\b" % name)
        stems = b"|".join(sorted(map(re.escape, links.stems)))
        before = re.escape(owner) if owner else stems
        self._named = re.compile(
            rb"(?:%b)[^\r\n]{0,200}?\\?[\"']%b\\?[\"']"  # getattr(module, "NAME")
            rb"|(?:%b)[^\"']{0,200}?\\?[\"']%b\\?[\"']"  # the same over several lines
            rb"|[\"'](?:[\w.:/]*[.:/])?(?:%b)[.:]%b\\?[\"']"  # "module.NAME"
            rb"|\b(?:multiple|dict)\s*\([^()]*\b%b\s*="
            % (_TAKES_NAMES, name, _TAKES_NAMES, name, before, name, name)
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
        self._quoted_code = re.compile(  # in a document or a configuration
            rb"\b(?:%b)[.:]%b\b|from\s+[\w.]*\b(?:%b)\s+import\b[^\r\n]*(?:\b%b\b|\*)"
            % (stems, name, stems, name)
        )

    def names_itself(self, module: FileText) -> bool:
        """Tell whether the module looks its own name up by a text."""
        if self._named.search(module.text):
            return True
        if self._owner:
            return False
        return bool(self._exported.search(module.text) or _ITSELF.search(module.text))

    def kinds(self, file: FileText) -> Iterator[UseKind]:
        """Yield how another file may use the name."""
        if self._owner:
            yield from self._as_attribute(file)
        else:
            yield from self._as_variable(file)

    def _as_attribute(self, file: FileText) -> Iterator[UseKind]:
        if file.is_code and self._attribute.search(file.text):
            yield "read"
        if file.is_code and self._named.search(file.text):
            yield "named"
        if self._set.search(file.text) or self._property.search(file.text):
            owner = self._owner.decode("utf-8", "replace")
            knows = any(each.rpartition(".")[2] == owner for each in file.imports())
            if knows or self._links.reached_from(file):
                yield "set"

    def _as_variable(self, file: FileText) -> Iterator[UseKind]:
        text, links = file.text, self._links
        if not file.is_code:
            if self._quoted_code.search(text):
                yield "named"
            return
        reached = links.reached_from(file)
        if reached and links.looks_up(file):
            yield "named"
            return
        if self._word.search(text) is None:
            return
        loads = file.loads
        named = self._named.search(text) is not None
        if (reached or (loads and named)) and self._replaced.search(text):
            yield "set"
        if not reached:
            if loads and named:
                yield "named"
        elif named or links.runs(file) or (loads and self._attribute.search(text)):
            yield "named"
        elif self._exported.search(text) or self._attribute.search(text) or self._imports(file):
            yield "read"

    def _imports(self, file: FileText) -> bool:
        """Tell whether an import statement brings the name, by itself or with all others."""
        for dotted in file.imports():
            module, _, last = dotted.rpartition(".")
            if self._word.fullmatch(last.encode("utf-8", "replace")):
                if module and self._links.is_module(file.path, module):
                    return True
        return self._links.all_taken_by(file)


def _stem(path: Path) -> bytes:
    """Return the last part of a module's name."""
    name = path.parent.name if path.name == "__init__.py" else path.stem
    return name.encode("utf-8", "surrogateescape")
