from __future__ import annotations

from collections.abc import Iterator

from nplint.finding import Finding
from nplint.rules.base import Context, Rule


class SyntaxErrorRule(Rule):
    """
    # syntax-error (NPL901)

    ## What it finds
    A file that mentions NumPyro and that nplint cannot parse: a syntax error, or code that is
    nested too deeply or too large (over 3 million characters) to be parsed safely. In a notebook,
    a cell of which that is so; magics and shell commands are no errors.

    ## What happens
    Nothing in the file is checked, and nothing in it is changed. The other files, and the other
    cells of a notebook, are checked. What the cell mentions stays defined where it is.

    ## Example
    ```python
    def model(:
    ```

    ## Fix
    None; mend the code, or leave the file out with `exclude`.

    ## When it stays silent
    The file does not mention NumPyro and no checked file needs it: then it is not parsed.

    ## References
    The grammar is that of libcst's parser, which reads Python 3.0 to 3.14. Of code that it does not
    know, such as `(x): int`, while the Python that runs nplint takes it, the finding says so.
    """

    code = "NPL901"
    name = "syntax-error"

    def check(self, context: Context) -> Iterator[Finding]:
        for failure in context.failures:
            if failure.has_text:
                yield self.finding(failure.location, failure.reason)
