"""The pipeline: files, facts, program, findings; and fixing round by round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from nplint.files import discover
from nplint.finding import Applicability, Finding
from nplint.fixes.apply import choose, edited_texts
from nplint.fixes.repair import Workshop
from nplint.process import in_deep_stack, without_gc
from nplint.program.program import Program
from nplint.project import Project
from nplint.result import Change, FixResult, Options, Result
from nplint.rules import all_rules
from nplint.rules.base import Context
from nplint.settings import SettingsTable
from nplint.suppression import Suppressions
from nplint.target import target_for

# A file gets one fix a round; who needs more rounds than this has a fix that undoes another.
_MOST_ROUNDS = 500


def check(paths: Sequence[Path], options: Options) -> Result:
    """Check files and folders.

    Raises
    ------
    SettingsError
        Settings on the way, or of the command line, are wrong.
    InternalError
        nplint itself made a mistake.
    """
    return in_deep_stack(partial(without_gc, partial(_check, paths, options)))


def fix(paths: Sequence[Path], options: Options) -> FixResult:
    """Repair files and folders in memory; raises what :func:`check` does."""
    return in_deep_stack(partial(without_gc, partial(_fix, paths, options)))


def _check(paths: Sequence[Path], options: Options) -> Result:
    settings = _settings(options)
    found = discover(paths, settings, force_exclude=options.force_exclude)
    project = Project(found.files)
    return _result(project, settings, found.errors)


def _settings(options: Options) -> SettingsTable:
    return SettingsTable(
        isolated=options.isolated,
        select=options.select,
        ignore=options.ignore,
        target_numpyro=options.target_numpyro,
    )


def _result(project: Project, settings: SettingsTable, errors: Iterable[str]) -> Result:
    findings = _findings(project, settings)
    pointed = {path for f in findings for path in (f.path, *(place.path for place in f.related))}
    sources = {path: source for path, source in project.all_sources().items() if path in pointed}
    return Result(findings, sources, len(project.files), list(errors))


def _findings(project: Project, settings: SettingsTable) -> list[Finding]:
    """The findings that neither settings nor comments hide, in order."""
    modules = project.modules()
    program = Program(modules, project.others(), project.facts)
    workshop = Workshop(program, project)
    context = Context(
        program,
        lambda path: target_for(path, settings.for_file(path)),
        workshop,
        tuple(project.failures()),
    )
    suppressions: dict[Path, Suppressions] = {}
    found: list[Finding] = []
    for rule in all_rules():
        for finding in rule.check(context):
            if not settings.for_file(finding.path).enables(finding.code, finding.name):
                continue
            source = project.all_sources().get(finding.path)
            if source is not None:
                if finding.path not in suppressions:
                    suppressions[finding.path] = Suppressions(source.code)
                rows = {source.row(finding.span.start)}
                rows.add(source.row(max(finding.span.start, finding.span.end - 1)))
                if suppressions[finding.path].hides(finding.code, finding.name, rows):
                    continue
            found.append(finding)
    return sorted(found, key=lambda finding: finding.order)


def _fix(paths: Sequence[Path], options: Options) -> FixResult:
    settings = _settings(options)
    discovered = discover(paths, settings, force_exclude=options.force_exclude)
    project = Project(discovered.files)
    result = FixResult()
    given_up: set[tuple[object, ...]] = set()
    for _ in range(_MOST_ROUNDS):
        result.remaining = _result(project, settings, discovered.errors)
        wanted = [
            finding
            for finding in result.remaining.findings
            if _applies(finding, options) and _key(finding) not in given_up
        ]
        chosen = choose(wanted)
        if not chosen:
            break
        for fix_, findings in chosen:
            try:
                texts = edited_texts(fix_, project.all_sources())
            except ValueError:
                texts = {}
            if texts and project.accepts(texts):
                result.applied += len(findings)
                continue
            # The result would not parse: this fix is given up, all its files stay as they were.
            for finding in findings:
                given_up.add(_key(finding))
                place = f"{finding.path}: {finding.code}"
                result.notes.append(f"{place}: the fix was dropped, its result does not parse")
    for path, source in sorted(project.edited.items()):
        original = project.sources[path]
        if source.text != original.text:
            change = Change(original, source.text, project.originals[path])
            result.changes.append(change)
    return result


def _applies(finding: Finding, options: Options) -> bool:
    if finding.fix is None:
        return False
    return options.unsafe_fixes or finding.fix.applicability is Applicability.SAFE


def _key(finding: Finding) -> tuple[object, ...]:
    return (finding.path, finding.code, finding.message)
