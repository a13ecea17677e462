"""The options that ruff's users type, and the help that tells of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from nplint.cli import COMMANDS
from tests.command import BAD_MODEL, GOOD_MODEL, KEPT_MODEL, nplint, plain_environment
from tests.helpers.notebooks import document, written


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A repository of its own with one model that crashes."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "bad.py").write_text(BAD_MODEL)
    return tmp_path


CONCISE = ("check", "--output-format=concise")


def from_stdin(text: str | bytes, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """``nplint ARGUMENTS`` with a text on standard input."""
    return subprocess.run(
        [sys.executable, "-m", "nplint", *arguments],
        cwd=cwd,
        env=plain_environment(),
        input=text if isinstance(text, str) else text.decode(),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_name_for_standard_input_means_it(tmp_path: Path) -> None:
    done = from_stdin(BAD_MODEL, *CONCISE, "--stdin-filename", "m.py", cwd=tmp_path)
    assert (done.returncode, done.stdout[:16]) == (1, "m.py:6:9: NPL001")
    done = from_stdin(BAD_MODEL, *CONCISE, "--stdin-filename=m.py", "other.py", cwd=tmp_path)
    assert done.stdout.startswith("m.py:6:9: NPL001")
    assert done.stderr == "nplint: ignoring file other.py in favor of standard input\n"
    done = from_stdin(BAD_MODEL, "fix", "--write", "--stdin-filename=m.py", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, GOOD_MODEL)
    done = from_stdin(BAD_MODEL, "check", "--stdin-filename=m.py", cwd=tmp_path)
    assert "`nplint fix --write --stdin-filename m.py -`" in done.stdout


def test_python_under_the_name_of_a_notebook_is_read_as_python(tmp_path: Path) -> None:
    named = ("--stdin-filename", "nb.ipynb")
    done = from_stdin(BAD_MODEL, *CONCISE, *named, cwd=tmp_path)
    assert (done.returncode, done.stdout[:20]) == (1, "nb.ipynb:6:9: NPL001")
    done = from_stdin(BAD_MODEL, "fix", "--write", *named, "-", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, GOOD_MODEL)
    done = from_stdin("{1: 2}\nimport numpyro\ndef (:\n", *CONCISE, *named, cwd=tmp_path)
    assert done.stdout.startswith("nb.ipynb:3:5: NPL901")
    notebook = written(document(BAD_MODEL))
    done = from_stdin(notebook, *CONCISE, *named, cwd=tmp_path)
    assert done.stdout.startswith("nb.ipynb:cell 1:6:9: NPL001")
    broken = notebook[:-20].replace(b"import numpyro", b"import numpyro ")
    done = from_stdin(broken, *CONCISE, *named, cwd=tmp_path)
    assert done.stdout.startswith("nb.ipynb:1:1: NPL902")
    (tmp_path / "nb.ipynb").write_text(BAD_MODEL)  # a file on disk is what its name says
    assert "NPL902" in nplint(*CONCISE, cwd=tmp_path).stdout


@pytest.mark.parametrize(
    "comment", ["# noqa: NPL001", "# noqa", "# nplint: ignore[NPL001]", "# nplint: disable-file"]
)
def test_ignore_noqa(bad: Path, comment: str) -> None:
    text = BAD_MODEL.replace("low=0.0)", f"low=0.0)  {comment}")
    (bad / "bad.py").write_text(text)
    for _ in range(2):  # neither outcome is kept for the other
        assert nplint("check", cwd=bad).returncode == 0
        done = nplint(*CONCISE, "--ignore-noqa", cwd=bad)
        assert done.returncode == 1
        assert [line.split()[1] for line in done.stdout.splitlines()[:-1]] == ["NPL001"]
    assert nplint("fix", "--write", "--ignore-noqa", cwd=bad).returncode in (0, 1)
    assert (bad / "bad.py").read_text() != text


def test_no_fix_and_the_last_one_wins(bad: Path) -> None:
    assert nplint("check", "--fix", "--no-fix", cwd=bad).returncode == 1
    assert (bad / "bad.py").read_text() == BAD_MODEL
    assert nplint("check", "--no-fix", "--fix", cwd=bad).returncode == 0
    assert (bad / "bad.py").read_text() == GOOD_MODEL


def test_fix_only_reports_nothing_of_the_rest(bad: Path) -> None:
    (bad / "broken.py").write_text("import numpyro\ndef (:\n")
    done = nplint("check", "--fix-only", cwd=bad)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "Applied 1 fix in 1 file.\n"
    assert (bad / "bad.py").read_text() == GOOD_MODEL
    assert nplint("check", "--fix-only", "missing.py", cwd=bad).returncode == 2
    (bad / "bad.py").write_text(BAD_MODEL)
    done = nplint("check", "--fix-only", "--exit-non-zero-on-fix", cwd=bad)
    assert done.returncode == 1


def test_diff_implies_fix_only(bad: Path) -> None:
    (bad / "broken.py").write_text("import numpyro\ndef (:\n")
    assert nplint("check", "--diff", cwd=bad).returncode == 1
    (bad / "bad.py").unlink()
    done = nplint("check", "--diff", cwd=bad)
    assert (done.returncode, done.stdout) == (0, "")


def test_show_fixes(bad: Path) -> None:
    (bad / "bad.py").rename(bad / "other.py")
    (bad / "bad.py").write_text(BAD_MODEL)
    listed = (
        "- bad.py:\n    1 x NPL001 (leaky-shared-distribution)\n"
        "- other.py:\n    1 x NPL001 (leaky-shared-distribution)\n"
    )
    done = nplint("fix", "--show-fixes", cwd=bad)
    assert done.stderr.endswith(listed)
    done = nplint("check", "--fix", "--show-fixes", cwd=bad)
    assert done.stderr == f"Applied 2 fixes in 2 files.\n{listed}"
    assert nplint("check", "--fix", "--show-fixes", cwd=bad).stderr == ""


def test_no_cache_in_short(bad: Path) -> None:
    assert nplint("check", "-n", cwd=bad).returncode == 1
    assert not (bad / ".nplint_cache").exists()


def test_silent(bad: Path) -> None:
    for command in ("check", "fix"):
        done = nplint(command, "-s", "missing.py", cwd=bad)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", "")
    done = nplint("check", "--silent", cwd=bad)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    done = nplint("check", "-s", "--fix", cwd=bad)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (bad / "bad.py").read_text() == GOOD_MODEL
    done = from_stdin(BAD_MODEL, "check", "-s", "--fix", "-", cwd=bad)
    assert (done.stdout, done.stderr) == (KEPT_MODEL, "")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("bad.py:NPL001", 0),
        ("*.py:NPL0,other.py:NPL1", 0),
        ("models/*:NPL001", 1),
        ("!models/*:ALL", 0),
        ("bad.py:NPL9", 1),
    ],
)
def test_per_file_ignores(bad: Path, value: str, code: int) -> None:
    assert nplint("check", "--per-file-ignores", value, cwd=bad).returncode == code


def test_per_file_ignores_that_cannot_be_read(bad: Path) -> None:
    for value, words in (
        ("bad.py", "not of the form PATTERN:CODE"),
        ("a:NPL7x", "no rule `NPL7x`"),
    ):
        done = nplint("check", f"--per-file-ignores={value}", cwd=bad)
        assert done.returncode == 2
        assert words in done.stderr


def test_fix_takes_diff_and_exit_zero(bad: Path) -> None:
    plain = nplint("fix", cwd=bad)
    for arguments in (("--diff",), ("--diff", "--write")):
        done = nplint("fix", *arguments, cwd=bad)
        assert (done.returncode, done.stdout) == (1, plain.stdout)
        assert (bad / "bad.py").read_text() == BAD_MODEL
    for flag in ("--exit-zero", "-e"):
        assert nplint("fix", flag, cwd=bad).returncode == 0
    assert nplint("fix", "--exit-zero", "missing.py", cwd=bad).returncode == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[tool.nplint.lint]\nselect = ['NPL']\n"),
        ("nplint.toml", "[lint]\nselect = ['NPL']\n"),
    ],
)
def test_a_table_as_in_ruffs_settings(bad: Path, name: str, text: str) -> None:
    (bad / name).write_text(text)
    done = nplint("check", cwd=bad)
    assert done.returncode == 2
    assert done.stderr == (
        f"nplint: {bad / name}: there is no table `lint` as in ruff's settings: put its keys into "
        "`[tool.nplint]` itself (in `nplint.toml`, into no table)\n"
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("nplint check --select NPL90", {"NPL901", "NPL902", "NPL903", "NPL904"}),
        ("nplint check --ignore NPL001,NPL90", {f"NPL001,NPL90{n}" for n in (1, 2, 3, 4)}),
        ("nplint fix --unfixable leaky", {"leaky-shared-distribution"}),
        ("nplint rule npl001", {"NPL001"}),
        ("nplint check --ignore-n", {"--ignore-noqa"}),
    ],
)
def test_rules_are_completed(tmp_path: Path, line: str, expected: set[str]) -> None:
    words = str(len(line.split()) - 1)
    done = nplint(cwd=tmp_path, _NPLINT_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=words)
    assert {each.partition(",")[2] for each in done.stdout.split()} == expected


def test_help_is_in_whole_sentences(tmp_path: Path) -> None:
    for command in ("", *COMMANDS):
        done = nplint(*command.split(), "--help", cwd=tmp_path, COLUMNS="80")
        assert done.returncode == 0
        assert "..." not in done.stdout.replace("]...", "")
        assert max(map(len, done.stdout.splitlines())) <= 95
    main = " ".join(nplint("--help", cwd=tmp_path).stdout.split())
    assert "check Report findings in the given files or directories." in main
    assert nplint("-V", cwd=tmp_path).stdout == nplint("--version", cwd=tmp_path).stdout


RUFF = [
    "--select",
    "--ignore",
    "--extend-select",
    "--per-file-ignores",
    "--fixable",
    "--unfixable",
    "--exclude",
    "--extend-exclude",
    "--respect-gitignore",
    "--force-exclude",
    "--no-cache",
    "--cache-dir",
    "--stdin-filename",
    "--exit-zero",
    "--exit-non-zero-on-fix",
    "--verbose",
    "--quiet",
    "--silent",
    "--config",
    "--isolated",
    "--color",
    "--fix",
    "--unsafe-fixes",
    "--show-fixes",
    "--diff",
    "--watch",
    "--fix-only",
    "--ignore-noqa",
    "--output-format",
    "--output-file",
    "--preview",
    "--statistics",
    "--add-noqa",
    "--show-files",
    "--show-settings",
    "--help",
]


def test_the_options_of_ruff_are_there(tmp_path: Path) -> None:
    shown = nplint("check", "--help", cwd=tmp_path).stdout
    assert [each for each in RUFF if each not in shown] == []
    ruff = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    said, words = " ".join(shown.split()), " ".join(ruff.split())
    for sentence in (
        "Comma-separated list of rule codes to enable (or ALL, to enable all rules)",
        "List of mappings from file pattern to code to exclude",
        "The name of the file when passing it through stdin",
        "Run in watch mode by re-running whenever files change",
        "output a diff for each changed file to stdout, and exit 0 if there are no diffs",
    ):
        assert sentence in said
        assert sentence in words


def test_syntax_errors_are_told_as_python_tells_them(tmp_path: Path) -> None:
    for text, place, words in (
        ("import numpyro\ny = f(1,\nx = 2\n", "2:6", "'(' was never closed"),
        ("import numpyro\ndef f(x)\n    return 1\n", "2:9", "expected ':'"),
        ("import numpyro\nx = 'abc\n", "2:5", "unterminated string literal (detected at line 2)"),
        (
            "import numpyro\n(x): int\n",
            "2:5",
            "nplint's parser cannot read this, though Python can",
        ),
    ):
        (tmp_path / "m.py").write_text(text)
        done = nplint(*CONCISE, cwd=tmp_path)
        assert done.stdout.splitlines()[0] == f"m.py:{place}: NPL901 {words}"


def test_what_is_no_text_is_placed(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_bytes(b"import numpyro\n# \xc3\xa9 \xe9\n")
    assert (
        "byte 0xe9 at line 2, column 5 is not utf-8 text" in nplint(*CONCISE, cwd=tmp_path).stdout
    )
    (tmp_path / "m.py").write_bytes(b"import numpyro\nx = 1\0\n")
    assert "contains a null byte at line 2, column 6" in nplint(*CONCISE, cwd=tmp_path).stdout
    (tmp_path / "m.py").unlink()
    (tmp_path / "m.ipynb").write_bytes(b'{"cells": [],\n "numpyro": "\xff"}')
    assert "byte 0xff at line 2, column 14 of the file" in nplint(*CONCISE, cwd=tmp_path).stdout
    (tmp_path / "m.ipynb").write_text(json.dumps({"numpyro": 1}))
    assert "NPL902" in nplint(*CONCISE, cwd=tmp_path).stdout
