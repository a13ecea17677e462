"""Programs with the findings of a rule marked in them: the one form of test of a rule.

A program is text. A line that a finding of the rule begins on ends with a mark; a program without
marks is clean. A repair is given as the text after it, in which marks stand at what is still
found: a program that nothing can be done about is its own text after. `tests/rules` has one file
a rule, of such tests::

    def test_a_sum_is_counted_once_for_each_element() -> None:
        before = '''
            def model(y):
                with numpyro.plate("N", 3):
                    numpyro.factor("f", jnp.sum(y))  # NPL205 `jnp.sum(y)`: …counted 3 times…
            kernel = NUTS(model)
            '''
        check("NPL205", before, before.replace("jnp.sum(y)", "y"), unsafe=True)

    def test_a_sum_along_one_axis_is_no_sum_over_everything() -> None:
        check("NPL205", '''
            def model(y):
                with numpyro.plate("N", 3):
                    numpyro.factor("f", jnp.sum(y, 0))
            kernel = NUTS(model)
            ''')

A mark is ``# CODE``, then, as far as the test is about them, the piece of the program that the
finding points at between backquotes, and behind a colon the message. In both, and in what is
given as `help`, ``…`` stands for anything. A line with several findings has several marks; those
of other rules are passed over. The marks are taken out before the program is read, so they may
stand where Python takes no comment, as behind a backslash.

A program of several modules has each of them under a line ``--- name``; the name of what is no
module has its suffix, as in ``--- requirements.txt``, which needs a folder.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

import nplint
from nplint.finding import Applicability, Finding
from nplint.settings import SettingsTable
from nplint.target.target import forget

HEAD = """\
import functools
import time
import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import lax, random
from jax.random import PRNGKey
from numpyro import handlers, infer, optim
from numpyro.infer import HMC, MCMC, NUTS, SVI, Predictive, Trace_ELBO, TraceEnum_ELBO
from numpyro.infer.autoguide import AutoDelta, AutoNormal

__all__ = ["functools", "time", "jax", "jnp", "np", "lax", "random", "PRNGKey",  # no repair makes
           "numpyro", "dist", "handlers", "infer", "optim"]  # them useless
key = PRNGKey(0)
x = y = jnp.ones(3)
"""
# For programs that are about what is imported.
SHORT_HEAD = """\
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS
"""
_NOWHERE = Path("/no-such-folder")
_MARK = re.compile(r"[ ]*# (NPL\d{3})(?: `([^`]*)`)?(?:: (.*?))?(?=[ ]*(?:# NPL\d{3}|$))")


@dataclass(frozen=True)
class Mark:
    """A finding that a program is marked with: where it begins, what it points at and says."""

    path: Path
    row: int
    code: str
    place: str | None
    message: str | None


@dataclass(frozen=True)
class Program:
    """The files of a program, and the findings that are marked in them."""

    texts: dict[Path, str]
    newline: str
    marks: list[Mark]

    def assert_found(self, findings: list[Finding]) -> None:
        """Assert that each of the findings is marked, and each of the marks is found."""
        shown = "\n".join(f"`{self._place(each)}`: {each.message}" for each in findings)
        rest = list(findings)
        for mark in self.marks:
            met = next((each for each in rest if self._is_meant(mark, each)), None)
            assert met is not None, f"{mark} is not among what is found:\n{shown}"
            rest.remove(met)
        assert not rest, f"{len(rest)} of these are not marked:\n{shown}"

    def _is_meant(self, mark: Mark, finding: Finding) -> bool:
        row = 1 + self.texts[finding.path].count(self.newline, 0, finding.span.start)
        return (
            (mark.path, mark.row, mark.code) == (finding.path, row, finding.code)
            and (mark.place is None or matches(self._place(finding), mark.place))
            and (mark.message is None or matches(finding.message, mark.message))
        )

    def _place(self, finding: Finding) -> str:
        return self.texts[finding.path][finding.span.start : finding.span.end]


def check(
    code: str,
    before: str,
    after: str | None = None,
    *,
    unsafe: bool = False,
    help: str | None = None,
    target: str | None = "any",
    head: str = HEAD,
    newline: str = "\n",
    folder: Path | None = None,
) -> list[Finding]:
    """Assert that a rule finds what is marked in a program, and repairs it as it should.

    Parameters
    ----------
    code
        The rule's, or how those of several rules begin. No other rule is asked.
    before
        The program, with marks.
    after
        What ``nplint fix`` makes of it, with marks at what is still found then. Nothing is
        repaired if it is left out.
    unsafe
        Whether unsafe repairs are made, too. At least one must be.
    help
        The help of each finding, its lines joined. A finding without a repair has some, unless
        this says that there is none.
    target
        The releases of NumPyro that the program must run on; None if its files say it.
    head
        Begins each module that does not begin with a docstring or a comment.
    newline
        Ends the lines of the files.
    folder
        Where to write the program, as the root of a project with settings of its own; without it
        there are no files.

    Returns
    -------
    The findings, for what else the test is about.
    """
    program = read(code, before, head, newline, folder or _NOWHERE)
    given = {"target_numpyro": target} if target is not None else {}
    table = SettingsTable(select=(code,), unsafe_fixes=unsafe, isolated=folder is None, **given)
    paths, texts = list(program.texts), None
    if folder is None:
        texts = {path: text.encode() for path, text in program.texts.items()}
    else:
        paths = [folder]
        _write(program, folder)
    result = nplint.check(paths, table, texts=texts)
    assert not result.errors
    program.assert_found(result.findings)
    for finding in result.findings:
        assert finding.fix or finding.help or help == ""
        assert help is None or matches("\n".join(finding.help), help), finding.help
    if after is not None:
        left = read(code, after, head, newline, folder or _NOWHERE)
        repaired = nplint.fix(paths, table, texts=texts)
        changed = {change.source.path: change.new_text for change in repaired.changes}
        for path, text in changed.items():
            compile(text, path, "exec")
        assert program.texts.keys() == left.texts.keys()
        for path, text in left.texts.items():
            assert changed.get(path, program.texts[path]) == text
        left.assert_found(repaired.remaining.findings)
        applicabilities = {finding.fix.applicability for finding in result.findings if finding.fix}
        assert not unsafe or not changed or Applicability.UNSAFE in applicabilities
    return result.findings


def read(code: str, text: str, head: str, newline: str, folder: Path) -> Program:
    """Return the files of a program without the marks in its text, and the marks of a rule.

    Raises
    ------
    ValueError
        Something looks like a mark, and is none.
    """
    text = textwrap.dedent(text).strip("\n")
    if not text.startswith("--- "):
        text = f"--- program\n{text}"
    texts, marks = {}, []
    for part in text.removeprefix("--- ").split("\n--- "):
        name, _, body = part.partition("\n")
        path = folder / (name if "." in name else f"{name}.py")
        if path.suffix == ".py" and not body.startswith(('"', "#")):
            body = head + body
        rows = [] if not body else body.removesuffix("\n").split("\n")
        for number, row in enumerate(rows):
            found = [*_MARK.finditer(row)]
            said = [each.groups() for each in found if each[1].startswith(code)]
            marks += [Mark(path, number + 1, *each) for each in said]
            rows[number] = row[: found[0].start()] if found else row
            if "# NPL" in rows[number]:
                raise ValueError(f"no mark: {row}")
        texts[path] = "".join(row + newline for row in rows)
    return Program(texts, newline, marks)


def matches(text: str, pattern: str) -> bool:
    """Tell whether a text is a pattern, in which ``…`` stands for anything."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("…"))), text, re.DOTALL) is not None


def _write(program: Program, folder: Path) -> None:
    forget()  # what is known of a folder of this name
    (folder / ".git").mkdir(parents=True, exist_ok=True)
    for path, text in program.texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
