"""The programs that are executed, and what their headers claim that running them does.

Those under ``fixtures/`` are about a rule; those under ``tests/correct/`` are about NumPyro, and
nothing is wrong with them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.lanes.environment import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FIXTURES = ROOT / "fixtures"
CORRECT = ROOT / "tests" / "correct"
_FENCE = "# ---"
OUTCOMES = ("runs", "raises", "wrong", "right")
SPEAKS_FOR_ITSELF = "UnexpectedTracerError"  # no slip of the pen raises it


@dataclass(frozen=True, slots=True)
class Claim:
    """What running the unfixed program does on one release.

    Parameters
    ----------
    outcome
        ``runs``: to its end, and that is all that is said. ``wrong``, ``right``: to its end, and
        what it measures is that. ``raises``: an exception.
    exception
        The class that is raised, or one that it derives from.
    message
        A part of the exception's text; empty, it is all of it.
    """

    outcome: str = "runs"
    exception: str = ""
    message: str = ""

    @property
    def raises(self) -> bool:
        return self.outcome == "raises"

    @property
    def wrong(self) -> bool:
        return self.outcome == "wrong"

    @property
    def right(self) -> bool:
        return self.outcome == "right"


@dataclass(frozen=True, slots=True)
class Case:
    """A mistake and its repair, or a program without mistakes.

    Parameters
    ----------
    code
        The rule's code; ``correct`` if it is about none.
    name
        The case's folder, or the program's name if it is clean.
    unfixed, fixed
        The files to run. A clean program is ``unfixed`` alone.
    header
        What its header says.
    clean
        Whether nothing is to be found in it.
    """

    code: str
    name: str
    unfixed: Path
    fixed: Path | None
    header: dict[str, Any] = field(hash=False)
    clean: bool = False

    @property
    def title(self) -> str:
        title: str = self.header["title"]
        return title

    @property
    def of_rule(self) -> bool:
        """Whether it is about a rule."""
        return self.code != CORRECT.name

    @property
    def has_safe_fix(self) -> bool:
        """Whether the repaired program must give the same samples."""
        findings = self.header.get("finding", [])
        return bool(findings) and all(row.get("fix") == "safe" for row in findings)

    def claim(self, release: str) -> Claim:
        """What the header says about a release, or about all; by default the program runs."""
        rows = self.header.get("run", {})
        row = rows.get(release, rows.get("all", {"outcome": "runs"}))
        claim = Claim(row["outcome"], row.get("exception", ""), row.get("message", ""))
        if claim.outcome not in OUTCOMES:
            raise ValueError(f"{self.unfixed}: outcome is one of {', '.join(OUTCOMES)}")
        if claim.raises and not claim.exception:
            raise ValueError(f"{self.unfixed}: the header does not say what is raised")
        # A typo has something to say, so an exception that says nothing is claimed as that.
        said = claim.message or row.get("message") == "" or claim.exception == SPEAKS_FOR_ITSELF
        if claim.raises and not said:
            raise ValueError(
                f"{self.unfixed}: a typo raises {claim.exception}, too; which message?"
            )
        return claim

    @property
    def has_to_be_wrong(self) -> bool:
        """Whether it claims to be wrong by numbers: then it is run as by users, with all seeds."""
        rows = self.header.get("run", {}).values()
        return any(row["outcome"] == "wrong" for row in rows)

    @property
    def needs(self) -> tuple[str, ...]:
        """The packages that it needs of those that a lane has beside its pins."""
        return tuple(self.header.get("needs", ()))

    @property
    def truths(self) -> dict[str, str]:
        """The closed forms of truths that its programs give as numbers, by name."""
        given: dict[str, str] = self.header.get("truth", {})
        return given

    @property
    def label(self) -> str:
        """Its place among all cases."""
        return f"{self.code}/clean/{self.name}" if self.clean else f"{self.code}/{self.name}"

    def files(self) -> dict[str, Path]:
        """Every file that may matter when it is run: all of its folder, by their place in it."""
        folder = next((path for path in self.unfixed.parents[:2] if path.name == self.name), None)
        if folder is None:  # a clean program of one file, among others
            return {self.unfixed.name: self.unfixed}
        return {
            path.relative_to(folder).as_posix(): path
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }

    def programs(self) -> Iterator[Path]:
        """Every file of it that is run."""
        yield self.unfixed
        if self.fixed is not None:
            yield self.fixed


@cache
def cases() -> tuple[Case, ...]:
    """Every case, by rule and name, the clean ones after the others."""
    found: list[Case] = []
    for rule in sorted(FIXTURES.glob("NPL*")):
        code = rule.name[:6]
        for folder in sorted(rule.iterdir()):
            if folder.name != "clean" and folder.is_dir():
                unfixed = _main(folder, "unfixed")
                if unfixed is None:
                    raise ValueError(f"{folder} has no unfixed program")
                found.append(
                    Case(code, folder.name, unfixed, _main(folder, "fixed"), header(unfixed))
                )
        names = sorted(
            {path.stem for path in (rule / "clean").glob("*") if path.name[0] not in "._"}
        )
        for name in names:
            program = _main(rule / "clean", name)
            if program is not None:
                found.append(Case(code, name, program, None, header(program), clean=True))
    return tuple(found)


@cache
def correct_programs() -> tuple[Case, ...]:
    """The programs of ``tests/correct/``, by topic and name; a folder with a ``main.py`` is one."""
    found: list[Case] = []
    for topic in sorted(path for path in CORRECT.iterdir() if path.is_dir()):
        for name in sorted({path.stem for path in topic.iterdir() if path.name[0] not in "._"}):
            program = _main(topic, name)
            if program is not None:
                described = _described(program)
                found.append(Case(CORRECT.name, name, program, None, described, clean=True))
    return tuple(found)


def all_cases() -> tuple[Case, ...]:
    """All that is executed: the cases of rules, then the correct programs."""
    return cases() + correct_programs()


def _described(program: Path) -> dict[str, Any]:
    """The first line of a program as its title, with the header below it if there is one."""
    lines = program.read_text(encoding="utf-8").splitlines()
    given = header(program) if lines[1:2] == [_FENCE] else {}
    return {"title": lines[0].removeprefix("# "), **given}


def header(program: Path) -> dict[str, Any]:
    """The TOML between two ``# ---`` lines at the top of a program, or of a notebook's code."""
    text = program.read_text(encoding="utf-8-sig")
    if program.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    lines = text.splitlines()
    try:
        start = lines.index(_FENCE)
        end = lines.index(_FENCE, start + 1)
    except ValueError:
        raise ValueError(f"{program} has no header") from None
    body = "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines[start + 1 : end])
    return tomllib.loads(body)


def _main(folder: Path, name: str) -> Path | None:
    for suffix in (".py", ".ipynb"):
        for program in (folder / f"{name}{suffix}", folder / name / f"main{suffix}"):
            if program.is_file():
                return program
    return None
