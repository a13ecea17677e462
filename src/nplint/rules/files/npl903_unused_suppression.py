from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nplint.finding import Finding, Fix, Location
from nplint.rules import all_rules
from nplint.rules.base import Context, Rule
from nplint.suppression.comments import Directive, Listed, without


class UnusedSuppression(Rule):
    """
    # unused-suppression (NPL903)

    ## What it finds
    A comment that suppresses a rule where the rule finds nothing: `# noqa: NPL001`,
    `# nplint: ignore[NPL001]`, `# nplint: ignore`, `# nplint: disable-file=NPL001`.

    ## What happens
    Nothing now. But if the mistake comes back on that line nobody will be told.

    ## Example
    ```python
    def model(y):
        scale = numpyro.sample("scale", dist.HalfNormal(1.0))  # noqa: NPL001
    ```

    ## Fix
    The codes are taken out of the comment, and the comment where nothing else is in it. Codes of
    other linters and reasons given behind the codes stay. It is safe.

    ## When it stays silent
    The rule is not selected in this run or in this file. `# noqa` without codes, which may serve
    another linter, and `# nplint: ignore` without codes while not every rule is on. A code that
    is none of nplint's. A run that sees a part of the project only, while files outside of it
    import its files or are imported by them: what they do may be what the comment is for. A
    comment that lists `NPL903`, or has another beside it that hides everything.

    ## References
    ruff's RUF100
    """

    code = "NPL903"
    name = "unused-suppression"
    fixable = "safe"
    after_others = True

    def check(self, context: Context) -> Iterator[Finding]:
        for path, suppressions in context.suppressions.items():
            for directive in suppressions.directives:
                unused = _unused(directive, path, context)
                if unused is not None and context.all_seen(path):
                    yield self._finding(context, path, directive, unused)

    def _finding(
        self, context: Context, path: Path, directive: Directive, unused: list[Listed]
    ) -> Finding:
        source = context.fix_context.files.source(path)
        assert source is not None, "the comments were read from it"
        where = "in this file" if directive.whole_file else "here"
        what = " and ".join(f"`{each.text}`" for each in unused)
        title = f"Remove {what}" if what else "Remove the comment"
        span, replacement = without(source.text, directive, unused)
        return self.finding(
            Location(path, directive.span),
            f"The comment suppresses {what or 'all rules'}, but nothing is found {where}",
            label="hides nothing",
            repair=Fix.safe(title, Location(path, span).replaced_by(replacement)),
        )


def _unused(directive: Directive, path: Path, context: Context) -> list[Listed] | None:
    """Return what a directive lists in vain, nothing if it has no list; None if it is of use."""
    if directive.listed is None:
        expected = [rule for rule in all_rules() if rule.default and not rule.preview]
        sure = directive.own and all(context.enabled(rule, path) for rule in expected)
        return [] if sure and not directive.used else None
    rules = {word.lower(): rule for rule in all_rules() for word in (rule.code, rule.name)}
    found = []
    for each in directive.listed:
        rule = rules.get(each.text.lower())
        if rule is None or rule.after_others or not context.enabled(rule, path):
            continue
        if each.text.lower() not in directive.used:
            found.append(each)
    return found or None
