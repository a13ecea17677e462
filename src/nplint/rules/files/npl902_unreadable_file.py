from __future__ import annotations

from collections.abc import Iterator

from nplint.finding import Finding
from nplint.rules.base import Context, Rule


class UnreadableFile(Rule):
    """
    # unreadable-file (NPL902)

    ## What it finds
    A Python file that cannot be read: no permission, or bytes that are not text in the encoding
    the file declares (UTF-8, if it declares none). A notebook that is not JSON, or not JSON of
    the form of a notebook.

    ## What happens
    Nothing in the file is checked, and nothing in it is changed. The other files are checked.
    Python would refuse to import it too.

    ## Example
    A file saved as Latin-1 without `# -*- coding: latin-1 -*-` on its first line.

    ## Fix
    None; declare the encoding, save the file as UTF-8 (a notebook: restore it), or leave it out
    with `exclude`.

    ## When it stays silent
    The file's bytes do not mention NumPyro: then it is not decoded.

    ## References
    PEP 263; [the notebook format](https://nbformat.readthedocs.io/en/latest/format_description.html)
    """

    code = "NPL902"
    name = "unreadable-file"

    def check(self, context: Context) -> Iterator[Finding]:
        for failure in context.failures:
            if not failure.has_text:
                yield self.finding(failure.location, failure.reason)
