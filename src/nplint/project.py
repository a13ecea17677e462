"""The files of a run and what they say, read once and kept by content."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nplint.facts.scopes import ModuleFacts
from nplint.finding import Span
from nplint.relevance import importers, is_installed_numpyro, mentions_numpyro
from nplint.result import InternalError
from nplint.rules.base import Failure
from nplint.source import SourceFile, UnreadableSource, read_source
from nplint.workers import shared_out


@dataclass(slots=True)
class Project:
    """Reads the files that can matter.

    Parameters
    ----------
    files
        Every file of the run, absolute.
    edited
        Texts that stand in for what is on disk, while fixes are tried.
    src
        Folders to look for modules in, beside an importer's own and those above it.
    progress
        Told from time to time how much is read: files, and of how many.
    """

    files: Sequence[Path]
    src: Sequence[Path] = ()
    progress: Callable[[int, int], None] | None = None
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
            self._read_all(self._relevant)
        return [facts for path in self._relevant if (facts := self.facts(path)) is not None]

    def _read_all(self, paths: Sequence[Path]) -> None:
        """Read the facts of files, on all cores."""
        sizes = [
            (path, len(source.text)) for path in paths if (source := self.source(path)) is not None
        ]
        if sizes:
            import nplint.facts.read  # noqa: F401 - once, before the processes part
        for path, outcome in shared_out(self._parsed, sizes, self.progress).items():
            self._keep(path, outcome)

    def others(self) -> list[Path]:
        """The files that seem not to matter."""
        relevant = set(self._relevant or ())
        return [path for path in self.files if path not in relevant]

    def _find_relevant(self) -> list[Path]:
        mentioning: list[Path] = []
        for path in self.files:
            data = self._peek(path)
            if data is not None and mentions_numpyro(data) and not is_installed_numpyro(path):
                self.originals[path] = data
                mentioning.append(path)
        found = set(mentioning)
        found |= set(importers(self.files, mentioning, self._peek, self.src))
        return sorted(found)

    def _peek(self, path: Path) -> bytes | None:
        return self._read(path, keep=False)

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
            self.failures[path] = Failure(path, reason, Span(0, 0), has_text=False)
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
                self.failures[path] = Failure(path, reason, Span(0, 0), has_text=False)
        return self.sources.get(path)

    def facts(self, path: Path) -> ModuleFacts | None:
        """What a file says; None where it cannot be read or parsed."""
        source = self.source(path)
        if source is None:
            return None
        known = self._facts.get(path)
        if known is not None and known[0] == source.text:
            return known[1]
        if path not in self.failures:
            self._keep(path, self._parsed(path))
        known = self._facts.get(path)
        return known[1] if known is not None and known[0] == source.text else None

    def _parsed(self, path: Path) -> ModuleFacts | Failure:
        """What a readable file says, or why that cannot be told."""
        # libcst takes longer to import than most runs take without it.
        from nplint.facts.read import Unparsable, read_facts

        source = self.source(path)
        assert source is not None
        try:
            return read_facts(source)
        except Unparsable as error:
            start = source.offset(error.row, error.column)
            return Failure(path, error.reason, Span(start, start), has_text=True)
        except Exception as error:
            raise InternalError(path, error) from error

    def _keep(self, path: Path, outcome: ModuleFacts | Failure) -> None:
        source = self.source(path)
        if isinstance(outcome, Failure):
            self.failures[path] = outcome
        elif source is not None:
            self._facts[path] = (source.text, outcome)

    def all_sources(self) -> Mapping[Path, SourceFile]:
        """The text of every file read so far."""
        return {**self.sources, **self.edited}
