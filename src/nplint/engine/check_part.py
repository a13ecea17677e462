"""Check files that imports connect: ask all rules, and apply comments and settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from nplint.analyses.shared_distributions import SharedDistributions
from nplint.engine.dependencies import Observed
from nplint.finding import Finding
from nplint.fixes.repair import FixContext
from nplint.fixes.useless import without_useless
from nplint.model.program import Program
from nplint.rules import all_rules
from nplint.rules.base import Context, Rule, TraceRule
from nplint.source.rows import rows_of
from nplint.suppression.comments import Suppressions


def findings(paths: Sequence[Path], observed: Observed) -> list[Finding]:
    """The findings in files that imports connect, hidden ones left out, in order.

    Parameters
    ----------
    paths
        The files, whose facts are read.
    observed
        Answers what is asked about the rest of the world.
    """
    return _Analysis(paths, observed).findings()


class _Analysis:
    """The check of some files of a project as they are."""

    def __init__(self, paths: Sequence[Path], observed: Observed) -> None:
        self._paths = paths
        self._observed = observed
        self._project = observed.world.project
        self._settings = observed.world.settings
        facts = (self._project.facts(path) for path in paths)
        self._modules = [each for each in facts if each is not None]
        self._comments = {module.path: self._suppressions(module.path) for module in self._modules}

    def findings(self) -> list[Finding]:
        timings = self._project.timings
        with timings.phase("link"):
            context = self._context()
        with timings.phase("rules"):
            # A mistake that is met in several traces is reported as it was met first.
            found = {(each.code, each.location): each for each in reversed([*self._asked(context)])}
            fitted = (self._fitted(context, each) for each in found.values())
            return sorted(fitted, key=lambda finding: finding.order)

    def _fitted(self, context: Context, finding: Finding) -> Finding:
        """The finding with a fix that leaves nothing useless, and keeps to the line length."""
        if finding.fix is None:
            return finding
        fix = without_useless(context.fix_context, finding.fix)
        return replace(finding, fix=context.fix_context.wrapped(fix))

    def _asked(self, context: Context) -> Iterator[Finding]:
        """Return what the rules find, as far as it is to be reported."""
        ordered = sorted(all_rules(), key=lambda each: each.after_others)
        rules = [type(rule)() for rule in ordered]  # one object of each for this program
        of_traces = [rule for rule in rules if isinstance(rule, TraceRule)]
        for run, trace in self._project.timings.each("link", context.program.traces):
            for each in of_traces:
                for finding in each.at_trace(context, run, trace):
                    yield from self._reported(each, finding)
        for rule in rules:
            for finding in rule.check(context):
                yield from self._reported(rule, finding)

    def _reported(self, rule: Rule, finding: Finding) -> Iterator[Finding]:
        """The finding as it is reported, if it is."""
        if self._enables(rule, finding.path) and not self._hides(rule, finding):
            allowed = self._settings.for_file(finding.path).allows_fix(rule)
            fixes = allowed and self._lets_edit(finding)
            yield finding if fixes else replace(finding, fix=None)

    def _lets_edit(self, finding: Finding) -> bool:
        """Return whether the files take the edits of a finding's fix."""
        if finding.fix is None:
            return True
        local = finding.fix.local
        sources = ((self._project.source(edit.path), edit.span) for edit in finding.fix.edits)
        return all(source is None or source.lets_edit(span, local) for source, span in sources)

    def _context(self) -> Context:
        project, observed = self._project, self._observed
        observed.ask_targets(module.path for module in self._modules)
        program = Program(self._modules, observed.find, observed.load)
        program.analysis(SharedDistributions)  # collects from the first trace on
        failures = project.failures(self._paths)
        not_seen = {failure.path for failure in failures}
        return Context(
            program,
            observed.target,
            observed.jax_target,
            FixContext(program, project, observed.users, observed.line_length),
            tuple(failures),
            self._comments,
            self._enables,
            lambda path: path not in not_seen and observed.all_seen(path),
        )

    def _enables(self, rule: Rule, path: Path) -> bool:
        return self._settings.for_file(path).enables(rule, path)

    def _suppressions(self, path: Path) -> Suppressions:
        source = self._project.source(path)
        return Suppressions(source.code if source is not None else "")

    def _hides(self, rule: Rule, finding: Finding) -> bool:
        """Tell whether a comment hides a finding."""
        source = self._project.source(finding.path)
        if source is None:
            return False
        if finding.path not in self._comments:
            self._comments[finding.path] = self._suppressions(finding.path)
        rows = rows_of(source, finding.span)
        comments = self._comments[finding.path]
        if rule.after_others:
            hidden = comments.hides_about(finding.span, rule.code, rule.name, rows)
        else:
            hidden = comments.hides(rule.code, rule.name, rows)
        # Asked in any case, so that a comment that --ignore-noqa overrides still counts as used.
        return hidden and not self._settings.for_file(finding.path).ignore_noqa
