"""The files of a run and what they say, read once and kept by content."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nplint.finding import Failure, Span
from nplint.relevance import importers, is_installed_numpyro, mentions_numpyro
from nplint.result import InternalError
from nplint.source import SourceFile, UnreadableSource, is_notebook, read_source
from nplint.workers import shared_out

if TYPE_CHECKING:
    # Facts are made when a file matters; most runs of a hook meet none that does.
    from nplint.facts.scopes import ModuleFacts


class Reading(NamedTuple):
    """What a text says; ``failures`` tells of it, or of cells of it, that it is not Python."""

    text: str
    facts: ModuleFacts | None
    failures: tuple[Failure, ...]


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
    unreadable: dict[Path, Failure] = field(default_factory=dict)
    _relevant: list[Path] | None = None
    _readings: dict[Path, Reading] = field(default_factory=dict)

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
        self._readings.update(shared_out(self._parsed, sizes, self.progress))

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
                if self._mentions_in_code(path):
                    mentioning.append(path)
        found = set(mentioning)
        found |= set(importers(self.files, mentioning, self._peek, self.src))
        return sorted(found)

    def _peek(self, path: Path) -> bytes | None:
        return self._read(path, keep=False)

    def _mentions_in_code(self, path: Path) -> bool:
        """Whether not only the text cells and outputs of a notebook mention NumPyro."""
        if not is_notebook(path):
            return True
        source = self.source(path)
        found = source is not None and mentions_numpyro(source.code.encode(errors="replace"))
        if not found:
            self.sources.pop(path, None)
            self.originals.pop(path)
        return found

    def _read(self, path: Path, *, keep: bool) -> bytes | None:
        if path in self.originals:
            return self.originals[path]
        if path in self.unreadable:
            return None
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            self.unreadable[path] = Failure(path, reason, Span(0, 0), has_text=False)
            return None
        if keep:
            self.originals[path] = data
        return data

    def source(self, path: Path) -> SourceFile | None:
        """A file's text, as edited so far; None where it cannot be read."""
        if path in self.edited:
            return self.edited[path]
        if path not in self.sources and path not in self.unreadable:
            data = self._read(path, keep=True)
            if data is None:
                return None
            try:
                self.sources[path] = read_source(path, data)
            except UnreadableSource as error:
                self.unreadable[path] = Failure(path, error.reason, Span(0, 0), has_text=False)
        return self.sources.get(path)

    def facts(self, path: Path) -> ModuleFacts | None:
        """What a file says; None where it cannot be read or parsed."""
        return self.reading(path).facts

    def failures(self) -> Sequence[Failure]:
        """The files, and cells of notebooks, that had to be left out so far."""
        parsed = [self.reading(path).failures for path in sorted(self._readings)]
        read = [failure for _, failure in sorted(self.unreadable.items())]
        return [*read, *(failure for failures in parsed for failure in failures)]

    def reading(self, path: Path) -> Reading:
        """What a file's text says, as edited so far."""
        source = self.source(path)
        if source is None:
            return Reading("", None, ())
        known = self._readings.get(path)
        if known is None or known.text != source.text:
            known = self._readings[path] = self._parsed(path)
        return known

    def accepts(self, texts: Mapping[Path, str]) -> bool:
        """Let other texts stand in for files, unless a file or cell would parse no more."""
        before = self.edited
        broken = {path: len(self.reading(path).failures) for path in texts}
        known = self.all_sources()
        try:
            edited = {path: known[path].with_text(text) for path, text in texts.items()}
        except ValueError:  # a cell was lost
            return False
        self.edited = {**before, **edited}
        for path, number in broken.items():
            after = self.reading(path)
            if after.facts is None or len(after.failures) > number:
                self.edited = before
                return False
        return True

    def _parsed(self, path: Path) -> Reading:
        """What a readable file says, or why that cannot be told."""
        # libcst takes longer to import than most runs take without it.
        from nplint.facts.read import Unparsable, read_facts

        source = self.source(path)
        assert source is not None
        facts: ModuleFacts | None = None
        broken: tuple[Unparsable, ...]
        try:
            facts, broken = read_facts(source)
        except Unparsable as error:
            broken = (error,)
        except Exception as error:
            raise InternalError(path, error) from error
        failures = (
            Failure(path, each.reason, Span(each.offset, each.offset), has_text=True)
            for each in broken
        )
        return Reading(source.text, facts, tuple(failures))

    def all_sources(self) -> Mapping[Path, SourceFile]:
        """The text of every file read so far."""
        return {**self.sources, **self.edited}
