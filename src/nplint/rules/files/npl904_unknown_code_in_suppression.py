from __future__ import annotations

import re
from collections.abc import Iterator

from nplint.finding import Finding, Location
from nplint.rules import all_rules
from nplint.rules.base import Context, Rule
from nplint.settings import nearest

_OURS = re.compile(r"NPL\d+", re.IGNORECASE)


class UnknownCodeInSuppression(Rule):
    """
    # unknown-code-in-suppression (NPL904)

    ## What it finds
    A suppression comment with a code or name that no rule has: `# noqa: NPL0011`,
    `# nplint: ignore[shared-distributions]`.

    ## What happens
    Nothing is suppressed. Whoever wrote the comment believes that something is.

    ## Example
    ```python
    prior = dist.HalfNormal(1.0)  # nplint: ignore[shared-distributions]
    ```

    ## Fix
    None, as only the author knows which rule was meant; the nearest name is suggested.

    ## When it stays silent
    In `# noqa` comments, which all linters share, anything but a code that starts with `NPL`.

    ## References
    ruff's RUF102
    """

    code = "NPL904"
    name = "unknown-code-in-suppression"
    after_others = True

    def check(self, context: Context) -> Iterator[Finding]:
        words = [word for rule in all_rules() for word in (rule.code, rule.name)]
        known = {word.lower() for word in words}
        for path, suppressions in context.suppressions.items():
            for directive in suppressions.directives:
                for each in directive.listed or ():
                    if each.text.lower() in known:
                        continue
                    if directive.own or _OURS.fullmatch(each.text):
                        yield self.finding(
                            Location(path, each.span),
                            f"The comment suppresses `{each.text}`, but there is no such rule"
                            f"{nearest(each.text, words)}",
                            label="no rule",
                        )
