"""The pipeline: files, facts, program, findings; and fixing round by round."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from nplint.cache.kept_facts import KeptFacts
from nplint.cache.seen import SeenFiles
from nplint.cache.store import Store
from nplint.engine.dependencies import Observed, World
from nplint.engine.kept_findings import KeptFindings
from nplint.finding import Applicability, Finding
from nplint.project.files import discover, is_left_out
from nplint.project.name_users import NameUsers
from nplint.project.project import Project
from nplint.project.whole_project import Surroundings
from nplint.result import Change, FixResult, InstallationError, Result
from nplint.settings import Settings, SettingsTable
from nplint.system.elsewhere import NoProcess, call
from nplint.system.process import HOST, Process, own_process
from nplint.system.timings import OFF, Timings

if TYPE_CHECKING:
    from nplint.model.program import Program
    from nplint.rules.base import Rule
    from nplint.suppression.baseline import Baseline

# Most files need few rounds; where it takes more than this, one fix undoes another.
_MOST_ROUNDS = 500

Outcome = TypeVar("Outcome")
Progress = Callable[[str, int, int], None]


class Session:
    """The files of a project with what is known of them; what has not changed is kept.

    Parameters
    ----------
    paths
        Files and folders, as on the command line.
    settings
        Settings for all files, or the table to look them up in; ``None`` looks for settings
        files as the command does.
    texts
        Contents that stand in for those of files, which need not exist.
    force_exclude
        Leave out excluded files even where they are named one by one, as pre-commit does.
    baseline
        A file of findings that are not reported.
    progress
        Told from time to time what is done, how much of it, and of how much.
    cache
        A folder for what is kept from run to run; ``None`` keeps nothing. Where ``texts`` are
        given nothing is kept.
    timings
        Told what takes how long.
    unchanged
        Files that no fix may change, because they cannot be written.
    process
        Whose the process is. The command passes its own; a library's is left as it is, so that
        what needs more than an ordinary stack, or changes to libcst, is done in another one.
        Of such work neither ``progress`` nor ``timings`` are told.

    Raises
    ------
    SettingsError
        Settings on the way are wrong, or the baseline is none.
    """

    def __init__(
        self,
        paths: str | Path | Iterable[str | Path],
        settings: Settings | SettingsTable | None = None,
        *,
        texts: Mapping[Path, bytes] | None = None,
        force_exclude: bool = False,
        baseline: Path | None = None,
        progress: Progress | None = None,
        cache: Path | None = None,
        timings: Timings = OFF,
        unchanged: Collection[Path] = (),
        process: Process = HOST,
    ) -> None:
        table = settings if isinstance(settings, SettingsTable) else SettingsTable(settings)
        originals = {Path(os.path.abspath(path)): data for path, data in (texts or {}).items()}
        asked = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
        given = [Path(path) for path in asked if Path(os.path.abspath(path)) not in originals]
        with timings.phase("discover"):
            discovered = discover(given, table, force_exclude=force_exclude)
        standing_in = [
            path for path in originals if not (force_exclude and is_left_out(str(path), table))
        ]
        files = sorted({*discovered.files, *standing_in})
        for path in files:
            table.for_file(path)  # wrong settings are told before anything is read
        src = dict.fromkeys(folder for each in table.met() for folder in each.src)
        self.settings = table
        self._progress = progress
        reading = None if progress is None else partial(progress, "Reading files")
        self._store = None if cache is None or originals else Store(cache)
        kept = None if self._store is None else KeptFacts(self._store)
        self._kept = KeptFindings(self._store)
        self._seen = SeenFiles(self._store, [os.path.abspath(path) for path in asked])
        self.project = Project(
            files,
            tuple(src),
            reading,
            originals=originals,
            kept=kept,
            seen=self._seen,
            timings=timings,
            process=process,
        )
        self._errors = discovered.errors
        self._outside = discovered.outside
        self._unchanged = frozenset(unchanged)
        self._baseline = None if baseline is None else _read_baseline(baseline)
        self._arguments = {
            "paths": asked,
            "settings": table,
            "texts": originals,
            "force_exclude": force_exclude,
            "baseline": baseline,
            "cache": cache,
            "unchanged": self._unchanged,
        }

    def check(self) -> Result:
        """Return what is found now; raises ``InternalError`` where nplint itself made a mistake."""
        return self._run(self._result, "check")

    def check_once(self) -> Result:
        """The same at the end of a session, which forgets each file once it is checked."""
        return self._run(partial(self._result, last=True), "check_once")

    def fix(self) -> FixResult:
        """Repair in memory what may be repaired; raises what :meth:`check` does."""
        return self._run(self._fix, "fix")

    def add_noqa(self) -> FixResult:
        """Add, in memory, a comment that hides each finding; raises what :meth:`check` does."""
        return self._run(self._add_noqa, "add_noqa")

    def edit(self, path: Path, text: str) -> None:
        """Put another text in a file's place, as an editor has it; it alone is read again.

        Raises
        ------
        ValueError
            The file is a notebook, and the text has not as many cells.
        """
        source = self.project.source(path)
        if source is not None:
            self.project.edited[path] = source.with_text(text)

    def look(self, path: Path, ask: Callable[[Program], Outcome]) -> Outcome:
        """Ask something of the program that a file is part of; raises what :meth:`check` does."""
        return self._run(partial(self._look, path, ask))

    def look_everywhere(self, ask: Callable[[Program], Outcome]) -> list[Outcome]:
        """Ask the same of each program there is: those of files that know of each other."""
        parts = [part[0] for part in self.project.components()]
        return self._run(lambda: [self._look(path, ask) for path in parts])

    def _look(self, path: Path, ask: Callable[[Program], Outcome]) -> Outcome:
        from nplint.model.program import Program

        part = next((part for part in self.project.components() if path in part), (path,))
        self.project.read_all(part)
        world = self._world()
        observed = Observed(world)
        facts = [each for each in map(self.project.facts, part) if each is not None]
        return ask(Program(facts, observed.find, observed.load))

    def _world(self) -> World:
        project = self.project
        surroundings = Surroundings(project.files, self.settings)
        return World(project, self.settings, surroundings, self._names)

    def _result(self, last: bool = False) -> Result:
        findings = self._findings(last)
        paths = {path for finding in findings for path in finding.paths}
        read = ((path, self.project.source(path)) for path in sorted(paths))
        sources = {path: source for path, source in read if source is not None}
        notes = [*self.settings.warnings(_all_rules), *self._kept.notes]
        if not self.project.files and not self._errors:
            notes.append("warning: no Python files or notebooks found under the given path(s)")
        if self._baseline is not None:
            findings, gone = self._baseline.new(findings, sources)
            if gone:
                are = "is" if gone == 1 else "are"
                notes.append(f"{self._baseline.path}: {gone} of its findings {are} no more")
        details = []
        if self._store is not None and self._store.unwritable:
            details.append(f"nothing is kept for later runs: {self._store.unwritable}")
        errors = list(self._errors)
        return Result(findings, sources, len(self.project.files), errors, notes, details)

    def _findings(self, last: bool) -> list[Finding]:
        """The findings that neither settings nor comments hide, in order."""
        project, kept = self.project, self._kept
        kept.notes.clear()
        self._names.notice_edits()
        world = self._world()
        found: list[Finding] = []
        unknown: list[tuple[Path, ...]] = []
        for paths in project.components():
            with project.timings.phase("cache"):
                known = kept.get(paths, world)
            if known is None:
                unknown.append(paths)
            else:
                found += known
        # What finds them is imported late because a run may meet nothing of NumPyro, as that of a
        # hook often does, or nothing new.
        if unknown and last:
            from nplint.engine.check_parts import Checker

            if self._store is not None:
                for path in (path for paths in unknown for path in paths):
                    project.digest(path)  # here, or only the processes to come would know it
            told = None if self._progress is None else partial(self._progress, "Checking files")
            found += Checker(world, kept, told).check(unknown)
        elif unknown:
            from nplint.engine.check_part import findings

            project.read_all([path for paths in unknown for path in paths])
            for number, paths in enumerate(unknown):
                if self._progress is not None:
                    self._progress("Checking rules", number, len(unknown))
                observed = Observed(world)
                fresh = findings(paths, observed)
                found += fresh
                with project.timings.phase("cache"):
                    kept.put(paths, observed, fresh)
        # What two parts load is found by both.
        return sorted(dict.fromkeys(found), key=lambda finding: finding.order)

    def _fix(self) -> FixResult:
        from nplint.fixes.apply import Key, choose, edited_texts, key_of

        result = FixResult()
        given_up: set[Key] = set()
        singly: set[Key] = set()
        for _ in range(_MOST_ROUNDS):
            result.remaining = self._result()
            wanted = [
                finding
                for finding in result.remaining.findings
                if self._applies(finding) and key_of(finding) not in given_up
            ]
            batches = choose(wanted, singly)
            if not batches:
                break
            for batch in batches:
                try:
                    texts = edited_texts(batch.edits, self.project.all_sources())
                except ValueError:
                    texts = {}
                refusal = self.project.refusal(texts) if texts else "its edits overlap"
                if not refusal:
                    result.applied += len(batch.findings)
                    result.fixed += batch.findings
                    continue
                if not batch.is_single:
                    singly.update(map(key_of, batch.findings))
                    continue
                for finding in batch.findings:
                    given_up.add(key_of(finding))
                    place = f"{finding.path}: {finding.code}"
                    result.notes.append(f"{place}: the fix was dropped, {refusal}")
        result.changes = self._changes()
        result.notes += self._spared(result.remaining.findings)
        return result

    def _spared(self, findings: Iterable[Finding]) -> list[str]:
        """Return what was not repaired because a link leads to it."""
        paths = {edit.path for each in findings if each.fix for edit in each.fix.edits}
        return [_spared(path) for path in sorted(paths & self._outside)]

    def _run(self, work: Callable[[], Outcome], elsewhere: str | None = None) -> Outcome:
        """Do work in this process, or, as a session's method, in a process of nplint's own."""
        # What lies around the files is read anew, but once for all rounds of a fix.
        project = self.project
        self._names = NameUsers(project.files, project.text_in_memory, project.src)
        edited = dict(self.project.edited)
        try:
            return self._run_here(work)
        except Exception as error:
            if elsewhere is None or not self.project.process.is_too_small_for(error):
                raise
        self.project.edited = edited
        outcome: Outcome = self._run_elsewhere(elsewhere)
        return outcome

    def _run_here(self, work: Callable[[], Outcome]) -> Outcome:
        process = self.project.process
        edited = dict(self.project.edited)
        try:
            return process.run(work)
        except Exception as error:
            if self._store is None or process.is_too_small_for(error):
                raise
            # Whole entries that nplint did not write are somebody else's, or else it has a mistake.
            self._store = self.project.kept = None
            self._kept = KeptFindings()
            self.project.forget(edited)
            return process.run(work)
        finally:
            if self._store is not None:
                self._seen.save()
                self._store.close()

    def _run_elsewhere(self, method: str) -> Any:
        edited = {path: source.text for path, source in self.project.edited.items()}
        try:
            outcome, edited = call(_run_session, self._arguments, edited, method)
        except NoProcess as error:
            raise InstallationError(
                "some code is nested too deeply to be looked at without a process of nplint's own, "
                f"and there is none: {error}"
            ) from error
        for path, text in edited.items():
            self.edit(path, text)
        return outcome

    def _applies(self, finding: Finding) -> bool:
        if finding.fix is None:
            return False
        if any(edit.path in self._outside | self._unchanged for edit in finding.fix.edits):
            return False  # who names a folder does not mean what a link in it leads to
        unsafe = self.settings.for_file(finding.path).unsafe_fixes
        return unsafe or finding.fix.applicability is Applicability.SAFE

    def _add_noqa(self) -> FixResult:
        from nplint.fixes.apply import edited
        from nplint.suppression.add_noqa import suppressing_edits

        result = FixResult(remaining=self._result())
        found, sources = result.remaining.findings, result.remaining.sources
        for path, edits in suppressing_edits(found, sources).items():
            if path in self._outside:
                result.notes.append(_spared(path))
                continue
            refusal = self.project.refusal({path: edited(sources[path].text, edits)})
            if refusal:
                result.notes.append(f"{path}: no comments are added, {refusal}")
            else:
                result.applied += len(edits)
        result.changes = self._changes()
        result.remaining = self._result()
        return result

    def _changes(self) -> list[Change]:
        project = self.project
        return [
            Change(project.sources[path], source.text, project.originals[path])
            for path, source in sorted(project.edited.items())
            if source.text != project.sources[path].text
        ]


def check(
    paths: str | Path | Iterable[str | Path],
    settings: Settings | SettingsTable | None = None,
    *,
    texts: Mapping[Path, bytes] | None = None,
    force_exclude: bool = False,
    baseline: Path | None = None,
    progress: Progress | None = None,
    cache: Path | None = None,
    timings: Timings = OFF,
) -> Result:
    """Check files and folders; the parameters are those of :class:`Session`.

    Raises
    ------
    SettingsError
        Settings on the way, or the baseline, are wrong.
    InternalError
        nplint itself made a mistake.
    """
    return Session(
        paths,
        settings,
        texts=texts,
        force_exclude=force_exclude,
        baseline=baseline,
        progress=progress,
        cache=cache,
        timings=timings,
    ).check_once()


def fix(
    paths: str | Path | Iterable[str | Path],
    settings: Settings | SettingsTable | None = None,
    *,
    texts: Mapping[Path, bytes] | None = None,
    force_exclude: bool = False,
    baseline: Path | None = None,
    progress: Progress | None = None,
    cache: Path | None = None,
    timings: Timings = OFF,
) -> FixResult:
    """Repair files and folders in memory; takes and raises what :func:`check` does."""
    return Session(
        paths,
        settings,
        texts=texts,
        force_exclude=force_exclude,
        baseline=baseline,
        progress=progress,
        cache=cache,
        timings=timings,
    ).fix()


def _all_rules() -> tuple[Rule, ...]:
    # Imported here because most runs look at nothing that a rule could be about.
    from nplint.rules import all_rules

    return all_rules()


def _read_baseline(path: Path) -> Baseline:
    from nplint.suppression.baseline import Baseline

    return Baseline.read(path)


def _run_session(
    arguments: Mapping[str, Any], edited: Mapping[Path, str], method: str
) -> tuple[Any, dict[Path, str]]:
    """The outcome of a session's method in another process, and the texts that it leaves."""
    session = Session(**arguments, process=own_process())
    for path, text in edited.items():
        session.edit(path, text)
    outcome = getattr(session, method)()
    return outcome, {path: source.text for path, source in session.project.edited.items()}


def _spared(path: Path) -> str:
    return f"{path}: not changed: it is outside of the given paths, a link leads to it"
