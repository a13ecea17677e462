"""The files of a run and what they say, read once and kept by content."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nplint.cache.seen import SeenFiles
from nplint.cache.store import digest
from nplint.facts.reading import Reading
from nplint.finding import Failure, Span
from nplint.project.components import components
from nplint.project.relevance import (
    imported_names,
    importers,
    is_installed_numpyro,
    mentions_numpyro,
)
from nplint.project.resolver import ImportResolver
from nplint.result import InstallationError, InternalError
from nplint.source import SourceFile, UnreadableSource, is_notebook, read_source
from nplint.system.process import HOST, Process
from nplint.system.safe_read import read_with_status
from nplint.system.timings import OFF, Timings
from nplint.system.workers import shared_out

if TYPE_CHECKING:
    from nplint.cache.kept_facts import KeptFacts

    # Imported late: most runs of a hook meet no file that matters, and make no facts.
    from nplint.facts.scopes import ModuleFacts


class ChangedMeanwhile(Exception):
    """A file has changed since this run took it to be as it was in the last one."""


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
    kept
        What files said when they were last read.
    seen
        What files held then.
    timings
        Told what takes how long.
    process
        Whose the process is.
    """

    files: Sequence[Path]
    src: Sequence[Path] = ()
    progress: Callable[[int, int], None] | None = None
    edited: dict[Path, SourceFile] = field(default_factory=dict)
    originals: dict[Path, bytes] = field(default_factory=dict)
    sources: dict[Path, SourceFile] = field(default_factory=dict)
    unreadable: dict[Path, Failure] = field(default_factory=dict)
    kept: KeptFacts | None = None
    seen: SeenFiles = field(default_factory=SeenFiles)
    timings: Timings = OFF
    process: Process = HOST
    _given: frozenset[Path] = frozenset()
    _resolver: ImportResolver | None = None
    _relevant: list[Path] | None = None
    _readings: dict[Path, Reading] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._given = frozenset(self.originals)

    @property
    def resolver(self) -> ImportResolver:
        """Finds the files of the run that imports mean."""
        if self._resolver is None:
            self._resolver = ImportResolver(self.files, self.src)
        return self._resolver

    def relevant(self) -> list[Path]:
        """The files that mention NumPyro or import one that does, and those that cannot be read."""
        if self._relevant is None:
            with self.timings.phase("filter"):
                self._relevant = self._find_relevant()
        return sorted({*self._relevant, *self.unreadable})

    def components(self) -> list[tuple[Path, ...]]:
        """The relevant files, parted into those that imports connect."""
        relevant = self.relevant()
        with self.timings.phase("filter"):
            return components(relevant, self._imports, self.resolver)

    def size(self, path: Path) -> int:
        """Return how much there is to read in a file, about, in bytes or characters."""
        if path in self.sources:  # a notebook's outputs are most of its bytes
            return len(self.sources[path].text)
        if path in self.originals:
            return len(self.originals[path])
        try:
            return os.path.getsize(path)
        except OSError:
            return 0

    def let_go(self, paths: Iterable[Path]) -> None:
        """Forget the facts of files, which take many times the memory of their texts."""
        for path in paths:
            self._readings.pop(path, None)
            if path not in self._given:
                self.sources.pop(path, None)
                self.originals.pop(path, None)

    def let_go_of_bytes(self, paths: Iterable[Path]) -> None:
        """Forget what files are on disk once their texts are known; a fix would need it."""
        for path in paths:
            if path in self.sources and path not in self._given:
                self.originals.pop(path, None)

    def read_all(self, paths: Sequence[Path]) -> None:
        """Read the facts of files, on all cores where that pays."""
        for path in paths:
            if path not in self._readings and (kept := self._kept(path)) is not None:
                self._readings[path] = kept
        sizes = [
            (path, len(source.text))
            for path in paths
            if path not in self._readings and (source := self.source(path)) is not None
        ]
        if sizes:
            # Once, before the processes part.
            import nplint.facts.packing
            import nplint.facts.read_facts  # noqa: F401
        processes = self.process.processes()
        read = shared_out(self._parsed, sizes, processes, self.progress, self.timings)
        self._readings.update(read)

    def digest(self, path: Path) -> str:
        """A digest of what a file holds, as edited so far."""
        if path in self.edited:
            return digest(self.edited[path].text.encode("utf-8", "surrogatepass"))
        if self.seen.of(path).digest is None:
            # Kept, so that what is read of it later is what the digest is of.
            data = self._read(path, keep=True)
            if data is None:
                return self.unreadable[path].reason
            self.seen.of(path).digest = digest(data)
        return self.seen.of(path).digest or ""

    def _imports(self, path: Path) -> Iterable[str]:
        """The dotted names that a file's import statements may load."""
        if path in self.edited:
            code = self.edited[path].code.encode("utf-8", "replace")
            return set(imported_names(code, notebook=False))
        if self.seen.of(path).imports is None:
            data = self._read(path, keep=False)
            if data is None:
                return ()
            names = sorted(set(imported_names(data, is_notebook(path))))
            self.seen.of(path).imports = names
        return self.seen.of(path).imports or ()

    def _find_relevant(self) -> list[Path]:
        mentioning = [
            path for path in self.files if self._mentions(path) and not is_installed_numpyro(path)
        ]
        return sorted(
            {*mentioning, *importers(self.files, mentioning, self._imports, self.resolver)}
        )

    def _mentions(self, path: Path) -> bool:
        """Tell whether a file mentions NumPyro, in code if it is a notebook."""
        if self.seen.of(path).mentions is None:
            data = self._read(path, keep=False)
            if data is None:
                return False
            found: bool | None = mentions_numpyro(data)
            if found and not is_installed_numpyro(path):
                self.originals[path] = data
                if is_notebook(path):
                    found = self._mentions_in_code(path)
            self.seen.of(path).mentions = found
        return self.seen.of(path).mentions or False

    def _mentions_in_code(self, path: Path) -> bool | None:
        """Tell whether not only text cells and outputs of a notebook do; None where it is none."""
        found = None if self.kept is None else self.kept.mention(self.digest(path))
        if found is None:
            source = self.source(path)
            if source is None:
                return None
            found = mentions_numpyro(source.code.encode(errors="replace"))
            if self.kept is not None:
                self.kept.put_mention(self.digest(path), found)
        if not found:
            self.let_go([path])
        return found

    def _read(self, path: Path, *, keep: bool) -> bytes | None:
        if path in self.originals:
            return self.originals[path]
        if path in self.unreadable:
            return None
        try:
            with self.timings.phase("read"):
                data, status = read_with_status(path)
            seen = self.seen.read(path, status)
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            self.unreadable[path] = Failure(path, reason, Span(0, 0), has_text=False)
            return None
        if seen.digest is not None:
            known, seen.digest = seen.digest, digest(data)
            if self.seen.trusts(path) and seen.digest != known:
                raise ChangedMeanwhile(path)
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
                self.sources[path] = read_source(path, data, given=path in self._given)
            except UnreadableSource as error:
                if error.__cause__ is not None and self.process.is_too_small_for(error.__cause__):
                    raise error.__cause__ from None
                self.unreadable[path] = Failure(path, error.reason, Span(0, 0), has_text=False)
        return self.sources.get(path)

    def text_in_memory(self, path: Path) -> bytes | None:
        """The text that stands in for what is on disk, of a notebook its code; else None."""
        if path in self.edited:
            return self.edited[path].code.encode("utf-8", "replace")
        return self.originals[path] if path in self._given else None

    def facts(self, path: Path) -> ModuleFacts | None:
        """Return the facts of a file; None where it cannot be read or parsed."""
        return self.reading(path).facts

    def failures(self, paths: Iterable[Path]) -> list[Failure]:
        """Return what kept some files, or cells of notebooks, from being read."""
        unreadable = [self.unreadable[path] for path in paths if path in self.unreadable]
        parsed = (self._readings[path].failures for path in paths if path in self._readings)
        return [*unreadable, *(failure for failures in parsed for failure in failures)]

    def reading(self, path: Path) -> Reading:
        """Return the facts of a file's text, as edited so far, with its syntax errors."""
        source = self.source(path)
        if source is None:
            return Reading("", None, ())
        known = self._readings.get(path)
        if known is None or known.text != source.text:
            known = self._readings[path] = self._kept(path) or self._parsed(path)
        return known

    def refusal(self, texts: Mapping[Path, str]) -> str:
        """Let other texts stand in for files; a clause that says why not, else empty.

        Not if a file or cell would parse no more, or if a file's encoding would not give back
        what stays of its bytes.
        """
        if not all(self._comes_back(path) for path in texts):
            return "its file's encoding does not give back every byte"
        if any(self.reading(path).facts is None for path in texts):
            return "it does not parse"
        return "" if self._accepts(texts) else "its result does not parse"

    def _comes_back(self, path: Path) -> bool:
        """Tell whether writing a file's own text gives the bytes that it was read from."""
        source = self.sources.get(path)
        if source is None:
            return False
        try:
            return source.encode(source.text) == self.originals[path]
        except UnicodeError:
            return False

    def _accepts(self, texts: Mapping[Path, str]) -> bool:
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

    def _kept(self, path: Path) -> Reading | None:
        """Return the facts of a file from the cache, if it has not changed."""
        if self.kept is None or path in self.edited or path in self.unreadable:
            return None
        source = self.source(path)
        if source is None:
            return None
        with self.timings.phase("cache"):
            return self.kept.get(self.digest(path), source)

    def _parsed(self, path: Path) -> Reading:
        """Return the facts of a file whose text is known, or why it does not parse."""
        # Imported late: importing libcst takes longer than most runs that need none of it.
        from nplint.facts.read_facts import Unparsable, read_facts

        source = self.source(path)
        assert source is not None
        facts: ModuleFacts | None = None
        broken: tuple[Unparsable, ...]
        try:
            facts, broken = read_facts(source, self.timings, self.process)
        except Unparsable as error:
            broken = (error,)
        except InstallationError:
            raise
        except Exception as error:
            if self.process.is_too_small_for(error):
                raise
            raise InternalError(path, f"{type(error).__name__}: {error}") from error
        failures = (
            Failure(path, each.reason, Span(each.offset, each.offset), has_text=True)
            for each in broken
        )
        reading = Reading(source.text, facts, tuple(failures))
        if self.kept is not None and path not in self.edited:
            with self.timings.phase("cache"):
                self.kept.put(self.digest(path), path, reading)
        return reading

    def forget(self, edited: Mapping[Path, SourceFile]) -> None:
        """Go back to other edits, and forget the facts of the files."""
        self.edited = dict(edited)
        self._readings = {}
        self._relevant = None
        self.seen.forget()

    def all_sources(self) -> Mapping[Path, SourceFile]:
        """The text of every file read so far."""
        return {**self.sources, **self.edited}
