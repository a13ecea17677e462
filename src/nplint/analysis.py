"""From the facts of a project to its findings: all rules are asked, comments and settings heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from nplint.finding import Finding
from nplint.fixes.repair import Workshop
from nplint.program.program import Program
from nplint.project import Project
from nplint.rules import all_rules
from nplint.rules.base import Context, Rule
from nplint.settings import SettingsTable
from nplint.source.rows import rows_of
from nplint.suppression import Suppressions
from nplint.surroundings import Surroundings
from nplint.target import jax_target_for, target_for


def findings(
    project: Project,
    settings: SettingsTable,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[Finding]:
    """The findings in a project that neither settings nor comments hide, in order."""
    return _Analysis(project, settings).findings(progress)


class _Analysis:
    """One look at a project as it is."""

    def __init__(self, project: Project, settings: SettingsTable) -> None:
        self._project = project
        self._settings = settings
        self._comments = {
            module.path: self._suppressions(module.path) for module in project.modules()
        }

    def findings(self, progress: Callable[[str, int, int], None] | None) -> list[Finding]:
        context = self._context()
        found: list[Finding] = []
        rules = sorted(all_rules(), key=lambda each: each.after_others)
        for number, rule in enumerate(rules):
            if progress is not None:
                progress("Checking rules", number, len(rules))
            for finding in rule.check(context):
                if not self._enables(rule, finding.path) or self._hides(rule, finding):
                    continue
                if not self._settings.for_file(finding.path).allows_fix(rule):
                    finding = replace(finding, fix=None)
                found.append(finding)
        return sorted(found, key=lambda finding: finding.order)

    def _context(self) -> Context:
        project, settings = self._project, self._settings
        program = Program(project.modules(), project.others(), project.facts, project.src)
        failures = project.failures()
        not_seen = {failure.path for failure in failures}
        surroundings = Surroundings(project.files, settings)
        return Context(
            program,
            lambda path: target_for(path, settings.for_file(path)),
            lambda path: jax_target_for(path, settings.for_file(path)),
            Workshop(program, project),
            tuple(failures),
            self._comments,
            self._enables,
            lambda path: path not in not_seen and surroundings.are_seen(path),
        )

    def _enables(self, rule: Rule, path: Path) -> bool:
        return self._settings.for_file(path).enables(rule, path)

    def _suppressions(self, path: Path) -> Suppressions:
        source = self._project.source(path)
        return Suppressions(source.code if source is not None else "")

    def _hides(self, rule: Rule, finding: Finding) -> bool:
        """Whether a comment hides a finding."""
        source = self._project.source(finding.path)
        if source is None:
            return False
        if finding.path not in self._comments:
            self._comments[finding.path] = self._suppressions(finding.path)
        rows = rows_of(source, finding.span)
        comments = self._comments[finding.path]
        if rule.after_others:
            return comments.hides_about(finding.span, rule.code, rule.name, rows)
        return comments.hides(rule.code, rule.name, rows)
