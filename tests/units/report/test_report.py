"""What users read: frames, lines, JSON, diffs."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.report import FORMATS, render
from nplint.report.diff import encoded, unified
from nplint.report.summary import summary
from nplint.source import SourceFile, read_source

PRIORS = """\
import numpyro.distributions as dist

scale_prior = dist.TruncatedNormal(0.0, 1.0, low=0.0)
"""

MODEL = """\
from priors import scale_prior


class Study:
    def model(self, y):
        \"\"\"A model.\"\"\"

        s = numpyro.sample("s", scale_prior); t = numpyro.sample("t", scale_prior)


mcmc = MCMC(
    NUTS(model),
    num_chains=2,
)
"""


def span(text: str, part: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = text.index(part, start + 1)
    return Span(start, start + len(part))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sources(here: Path, **texts: str) -> dict[Path, SourceFile]:
    return {
        here / f"{name}.py": SourceFile(here / f"{name}.py", text) for name, text in texts.items()
    }


def finding(here: Path, **changes: object) -> Finding:
    priors, model = here / "priors.py", here / "model.py"
    values: dict[str, object] = {
        "code": "NPL001",
        "name": "leaky-shared-distribution",
        "message": "`scale_prior` is made once, when the module is imported, and the second of"
        " 2 parallel chains crashes with UnexpectedTracerError.",
        "path": priors,
        "span": span(PRIORS, "dist.TruncatedNormal(0.0, 1.0, low=0.0)"),
        "label": "made once",
        "related": (
            Place(model, span(MODEL, "scale_prior", 1), "used in every trace"),
            Place(model, span(MODEL, "scale_prior", 2), "and here"),
            Place(model, span(MODEL, MODEL[MODEL.index("MCMC(") : -1]), "runs 2 chains"),
        ),
        "help": ("Make it inside `model`.",),
        "fix": Fix(
            "Move `scale_prior` into `model`",
            Applicability.SAFE,
            (Edit(priors, Span(0, 3), "new"), Edit(model, Span(1, 1), "text")),
        ),
    }
    return Finding(**{**values, **changes})  # type: ignore[arg-type]


def test_full_shows_the_story_across_files(here: Path) -> None:
    files = sources(here, priors=PRIORS, model=MODEL)
    assert (
        render([finding(here)], files, "full")
        == """\
NPL001 leaky-shared-distribution: `scale_prior` is made once, when the module is imported, and the \
second of 2 parallel chains crashes with UnexpectedTracerError.
  --> priors.py:3:15
   |
 3 | scale_prior = dist.TruncatedNormal(0.0, 1.0, low=0.0)
   |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ made once
   |
  ::: model.py:8:33
   |
 5 |       def model(self, y):
...
 8 |           s = numpyro.sample("s", scale_prior); t = numpyro.sample("t", scale_prior)
   |                                   -----------                           ----------- and here
   |                                   |
   |                                   used in every trace
...
11 | / mcmc = MCMC(
12 | |     NUTS(model),
13 | |     num_chains=2,
14 | | )
   | |_- runs 2 chains
   |
   = help: Make it inside `model`.
   = fix: Move `scale_prior` into `model` (nplint fix)
"""
    )


def frame(text: str, *places: tuple[Span, str]) -> list[str]:
    """The frame alone, the first place being what the finding points at."""
    path = Path("/nowhere/m.py")
    (first, label), *rest = places
    related = tuple(Place(path, at, words) for at, words in rest)
    made = Finding("NPL001", "name", "message", path, first, label, related)
    return render([made], {path: SourceFile(path, text)}, "full").splitlines()[3:]


def test_a_frame_that_nothing_follows_ends_with_its_code(here: Path) -> None:
    bare = finding(here, related=(), help=(), fix=None)
    *_, underline = render([bare], sources(here, priors=PRIORS), "full").splitlines()
    assert underline.endswith("^ made once")


def test_nested_and_neighbouring_marks() -> None:
    text = "mcmc = MCMC(NUTS(model), prior)\n"
    assert frame(text, (span(text, "NUTS(model)"), "outer"), (span(text, "model"), "inner")) == [
        "1 | mcmc = MCMC(NUTS(model), prior)",
        "  |             ^^^^^^^^^^^",
        "  |             |    |",
        "  |             |    inner",
        "  |             outer",
    ]
    assert frame(text, (span(text, "prior"), "it"), (span(text, "model"), "")) == [
        "1 | mcmc = MCMC(NUTS(model), prior)",
        "  |                  -----   ^^^^^ it",
    ]


def test_nested_bars() -> None:
    text = "f(\n    g(\n        1\n    )\n)\n"
    outer, inner = Span(0, len(text) - 1), span(text, "g(\n        1\n    )")
    assert frame(text, (inner, "inner"), (outer, "outer")) == [
        "1 | /   f(",
        "2 | | /     g(",
        "3 | | |         1",
        "4 | | |     )",
        "  | | |_____^ inner",
        "5 | |   )",
        "  | |___- outer",
    ]


def test_long_spans_are_shortened() -> None:
    text = "x = [\n" + "".join(f"    {i},\n" for i in range(50)) + "]\n"
    lines = frame(text, (Span(4, len(text) - 1), "long"))
    assert lines[:2] == [" 1 | / x = [", " 2 | |     0,"]
    assert lines[5:] == ["...", "52 | | ]", "   | |_^ long"]


@pytest.mark.parametrize(
    ("text", "shown", "column"),
    [
        ("\tx = 1", "    x = 1", 4),
        ("'幅', x", "'幅', x", 6),
        ("'e\u0301', x", "'e\u0301', x", 5),
        ("'\x1b[31m\u202e', x", "'\ufffd[31m\ufffd', x", 10),
        ("\u00e9 = x", "\u00e9 = x", 4),
    ],
)
def test_marks_stand_where_a_terminal_shows_the_characters(
    text: str, shown: str, column: int
) -> None:
    assert frame(text, (span(text, "x"), "here")) == [
        f"1 | {shown}",
        f"  | {' ' * column}^ here",
    ]


def test_long_lines_are_clipped_around_the_mark() -> None:
    text = "x = [" + "1, " * 100_000 + "prior, " + "2, " * 100_000 + "]\n"
    line, under = frame(text, (span(text, "prior"), "here"))
    assert len(line) < 130
    start = line.index("prior")
    assert line.startswith("1 | ...")
    assert line.endswith("...")
    assert under == "  | " + " " * (start - 4) + "^^^^^ here"


def test_an_empty_span_and_the_end_of_the_file_have_a_mark() -> None:
    assert frame("", (Span(0, 0), "empty")) == ["1 |", "  | ^ empty"]
    assert frame("x\n", (Span(2, 2), "end")) == ["2 |", "  | ^ end"]


def test_a_file_that_was_not_read(here: Path) -> None:
    made = Finding("NPL902", "unreadable-file", "cannot be read", here / "x.py", Span(0, 0))
    assert render([made], {}, "full") == ("NPL902 unreadable-file: cannot be read\n --> x.py\n")
    assert render([made], {}, "concise") == "x.py:1:1: NPL902 cannot be read\n"
    assert json.loads(render([made], {}, "json"))[0]["location"] is None


def test_colour_only_adds_colour(here: Path) -> None:
    files = sources(here, priors=PRIORS, model=MODEL)
    for format_ in ("full", "concise"):
        plain = render([finding(here)], files, format_)
        colored = render([finding(here)], files, format_, color=True)
        assert "\x1b[" not in plain
        assert colored != plain
        assert re.sub(r"\x1b\[[\d;]*m", "", colored) == plain


def test_concise(here: Path) -> None:
    files = sources(here, priors=PRIORS, model=MODEL)
    unsafe = Fix("Move", Applicability.UNSAFE, ())
    findings = [
        finding(here, message="a\n  b"),
        finding(here, message="c", fix=unsafe),
        finding(here, message="d", fix=None, path=Path("/elsewhere/x.py")),
    ]
    assert render(findings, files, "concise") == (
        "priors.py:3:15: NPL001 [*] a b\npriors.py:3:15: NPL001 c\n/elsewhere/x.py:1:1: NPL001 d\n"
    )


def test_json(here: Path) -> None:
    files = sources(here, priors=PRIORS, model=MODEL)
    (said,) = json.loads(render([finding(here)], files, "json"))
    related, fix = said.pop("related"), said.pop("fix")
    assert said == {
        "code": "NPL001",
        "name": "leaky-shared-distribution",
        "message": finding(here).message,
        "severity": "error",
        "url": None,
        "cell": None,
        "noqa_row": 3,
        "filename": str(here / "priors.py"),
        "location": {"row": 3, "column": 15},
        "end_location": {"row": 3, "column": 54},
        "label": "made once",
        "help": ["Make it inside `model`."],
    }
    assert related[2] == {
        "filename": str(here / "model.py"),
        "cell": None,
        "location": {"row": 11, "column": 8},
        "end_location": {"row": 14, "column": 2},
        "message": "runs 2 chains",
    }
    assert (fix["applicability"], fix["message"]) == ("safe", "Move `scale_prior` into `model`")
    assert fix["edits"] == [
        {
            "filename": str(here / "priors.py"),
            "cell": None,
            "location": {"row": 1, "column": 1},
            "end_location": {"row": 1, "column": 4},
            "content": "new",
        },
        {
            "filename": str(here / "model.py"),
            "cell": None,
            "location": {"row": 1, "column": 2},
            "end_location": {"row": 1, "column": 2},
            "content": "text",
        },
    ]
    assert json.loads(render([finding(here, fix=None)], files, "json"))[0]["fix"] is None
    assert render([], {}, "json") == "[]\n"


@pytest.mark.parametrize("format_", FORMATS)
@given(text=st.text(max_size=60), data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_text_and_any_places_can_be_shown(format_: str, text: str, data: st.DataObject) -> None:
    path = Path("/x/m.py")
    offset = st.integers(0, len(text))
    spans = [
        Span(*sorted((data.draw(offset), data.draw(offset))))
        for _ in range(data.draw(st.integers(1, 4)))
    ]
    related = tuple(Place(path, each, "label") for each in spans[1:])
    made = Finding("NPL001", "name", "message", path, spans[0], "label", related)
    shown = render([made], {path: SourceFile(path, text)}, format_)
    if format_ == "full":
        assert shown.count("label") >= len(spans)


@pytest.mark.parametrize(
    ("fixes", "words"),
    [
        ("", "Found 3 findings in 2 files."),
        ("s", "Found 3 findings in 2 files (1 fixable with `nplint fix --write`)."),
        ("u", "Found 3 findings in 2 files (1 fixable with `nplint fix --write --unsafe-fixes`)."),
        (
            "ssu",
            "Found 3 findings in 2 files"
            " (2 fixable with `nplint fix --write`, 1 more with `--unsafe-fixes`).",
        ),
    ],
)
def test_summary(here: Path, fixes: str, words: str) -> None:
    kinds = {"s": Applicability.SAFE, "u": Applicability.UNSAFE}
    repairs = [Fix("", kinds[each], ()) for each in fixes] + [None] * (3 - len(fixes))
    findings = [finding(here, fix=each) for each in repairs[:2]]
    findings.append(finding(here, fix=repairs[2], path=here / "model.py"))
    assert summary(findings, 7) == words


def test_summary_of_little(here: Path) -> None:
    assert summary([], 7) == "No findings in 7 files."
    assert summary([], 1) == "No findings in 1 file."
    assert summary([finding(here, fix=None)], 7) == "Found 1 finding in 1 file."


LINES = st.lists(
    st.sampled_from(["a\n", "b\n", "c\r\n", "d\r", "\n", "é\x0c\n", "x\u2028y\n"]), max_size=25
)


def apply(here: Path, name: str, before: bytes, after: str) -> bytes:
    """What ``git apply`` makes of the file by our diff."""
    path = here / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(before)
    file = read_source(path, before)
    patch = encoded(unified(file, after), file)
    command = ["git", "apply", "--whitespace=nowarn", "-"]
    done = subprocess.run(command, input=patch, cwd=here, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode() + patch.decode(errors="replace")
    return path.read_bytes()


@given(before=LINES, after=LINES, ends=st.tuples(st.booleans(), st.booleans()))
@settings(max_examples=50, deadline=None)
def test_git_takes_any_diff(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[str],
    after: list[str],
    ends: tuple[bool, bool],
) -> None:
    old, new = "".join(before) + "end" * ends[0], "".join(after) + "end" * ends[1]
    if old == new:
        return
    here = tmp_path_factory.mktemp("git")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        if new and old:
            assert apply(here, "m.py", old.encode(), new) == new.encode()


@pytest.mark.parametrize("name", ["a b.py", "é.py", 'q"uo\\te.py', "sub/m.py"])
def test_git_takes_odd_names(here: Path, name: str) -> None:
    assert apply(here, name, b"x = 1\n", "x = 2\n") == b"x = 2\n"


def test_git_takes_marks_and_other_encodings(here: Path) -> None:
    assert apply(here, "bom.py", b"\xef\xbb\xbfx = 1\r\n", "x = 2\r\n") == b"\xef\xbb\xbfx = 2\r\n"
    old = "# coding: latin-1\nx = 'é'\ny = 1\n"
    new = old.replace("1\n", "'ü'\n").replace("latin-'ü'", "latin-1")
    assert apply(here, "l.py", old.encode("latin-1"), new) == new.encode("latin-1")


def test_diff_of_a_large_file_is_small(here: Path) -> None:
    lines = [f"x{number} = 1\n" for number in range(100_000)]
    file = SourceFile(here / "m.py", "".join(lines))
    assert unified(file, "".join([lines[0], "y = 1\n", *lines[1:-1], "z = 2\n"])) == (
        "--- a/m.py\n+++ b/m.py\n"
        "@@ -1,4 +1,5 @@\n x0 = 1\n+y = 1\n x1 = 1\n x2 = 1\n x3 = 1\n"
        "@@ -99997,4 +99998,4 @@\n x99996 = 1\n x99997 = 1\n x99998 = 1\n-x99999 = 1\n+z = 2\n"
    )


def test_no_diff_where_nothing_changed(here: Path) -> None:
    assert unified(SourceFile(here / "m.py", "x\n"), "x\n") == ""
