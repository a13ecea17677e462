"""The files of a run and what they say, read once and kept by content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nplint.facts.scopes import ModuleFacts
from nplint.finding import Span
from nplint.relevance import importers, mentions_numpyro
from nplint.result import InternalError
from nplint.rules.base import Failure
from nplint.source import SourceFile, UnreadableSource, read_source


@dataclass(slots=True)
class Project:
    """Reads the files that can matter.

    Parameters
    ----------
    files
        Every file of the run, absolute.
    edited
        Texts that stand in for what is on disk, while fixes are tried.
    """

    files: Sequence[Path]
    edited: dict[Path, SourceFile] = field(default_factory=dict)
    originals: dict[Path, bytes] = field(default_factory=dict)
    sources: dict[Path, SourceFile] = field(default_factory=dict)
    failures: dict[Path, Failure] = field(default_factory=dict)
    _relevant: list[Path] | None = None
    _facts: dict[Path, tuple[str, ModuleFacts]] = field(default_factory=dict)

    def modules(self) -> list[ModuleFacts]:
        """The facts of every file that mentions NumPyro, or imports one that does."""
        if self._relevant is None:
            self._relevant = self._find_relevant()
        return [facts for path in self._relevant if (facts := self.facts(path)) is not None]

    def others(self) -> list[Path]:
        """The files that seem not to matter."""
        relevant = set(self._relevant or ())
        return [path for path in self.files if path not in relevant]

    def _find_relevant(self) -> list[Path]:
        mentioning: list[Path] = []
        for path in self.files:
            data = self._read(path, keep=False)
            if data is not None and mentions_numpyro(data):
                self.originals[path] = data
                mentioning.append(path)
        found = set(mentioning)
        found |= set(importers(self.files, mentioning, lambda p: self._read(p, keep=False)))
        return sorted(found)

    def _read(self, path: Path, *, keep: bool) -> bytes | None:
        if path in self.originals:
            return self.originals[path]
        if path in self.failures:
            return None
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            self.failures[path] = Failure(path, reason, Span(0, 0), None)
            return None
        if keep:
            self.originals[path] = data
        return data

    def source(self, path: Path) -> SourceFile | None:
        """A file's text, as edited so far; None where it cannot be read."""
        if path in self.edited:
            return self.edited[path]
        if path not in self.sources and path not in self.failures:
            data = self._read(path, keep=True)
            if data is None:
                return None
            try:
                self.sources[path] = read_source(path, data)
            except UnreadableSource as error:
                reason = f"cannot be read as text: {error.reason}"
                self.failures[path] = Failure(path, reason, Span(0, 0), None)
        return self.sources.get(path)

    def facts(self, path: Path) -> ModuleFacts | None:
        """What a file says; None where it cannot be read or parsed."""
        source = self.source(path)
        if source is None:
            return None
        known = self._facts.get(path)
        if known is not None and known[0] == source.text:
            return known[1]
        # libcst takes longer to import than most runs take without it.
        from nplint.facts.read import Unparsable, read_facts

        try:
            facts = read_facts(source)
        except Unparsable as error:
            start = source.offset(error.row, error.column)
            self.failures[path] = Failure(path, error.reason, Span(start, start), source)
            return None
        except Exception as error:
            raise InternalError(path, error) from error
        self._facts[path] = (source.text, facts)
        return facts

    def all_sources(self) -> Mapping[Path, SourceFile]:
        """The text of every file read so far."""
        return {**self.sources, **self.edited}
