"""Files that no one should feed to a linter, and everyone does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.command import BAD_MODEL, nplint


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with one model that must be found whatever lies beside it."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "z_bad.py").write_text(BAD_MODEL)
    return tmp_path


def check(folder: Path, *arguments: str) -> tuple[int, list[str], str]:
    """Exit code, the lines before the summary, and standard error."""
    done = nplint("check", "--output-format=concise", *arguments, cwd=folder)
    assert "Traceback" not in done.stderr
    lines = done.stdout.splitlines()
    assert any(line.startswith("z_bad.py:6:9: NPL001") for line in lines), done.stdout
    return done.returncode, lines[:-1], done.stderr


@pytest.mark.parametrize(
    ("content", "start"),
    [
        (b"import numpyro\ndef (:\n", "a.py:2:5: NPL901 "),
        (b"import numpyro\nx = 'abc\n", "a.py:2:"),
        (b"import numpyro\nif 1:\n", "a.py:"),
        (b"import numpyro\nx = '\xff\xfe'\n", "a.py:"),
        (b"# coding: no-such-thing\nimport numpyro\n", "a.py:"),
        (b"import numpyro\x00\n", "a.py:"),
    ],
)
def test_a_file_that_is_no_python_is_one_finding(folder: Path, content: bytes, start: str) -> None:
    (folder / "a.py").write_bytes(content)
    code, lines, errors = check(folder)
    assert (code, len(lines), errors) == (1, 2, "")
    assert lines[0].startswith(start)
    assert "NPL901" in lines[0] or "NPL902" in lines[0]


def test_a_file_that_cannot_be_read(folder: Path) -> None:
    (folder / "a.py").write_text("import numpyro\n")
    (folder / "a.py").chmod(0)
    if os.access(folder / "a.py", os.R_OK):  # root reads everything
        (folder / "a.py").unlink()
        (folder / "a.py").symlink_to("/proc/self/mem")
    code, lines, errors = check(folder, ".", "a.py")
    assert code == 1
    assert len(lines) == 2, lines
    assert lines[0].partition(": ")[2].startswith("NPL902 ")
    assert errors == ""


def test_a_missing_path_is_told_and_the_others_checked(folder: Path) -> None:
    code, lines, errors = check(folder, "no/such.py", ".")
    assert (code, len(lines)) == (2, 1)
    assert errors == "nplint: no/such.py: No such file or directory\n"


def test_harmless_oddities(folder: Path) -> None:
    (folder / "empty.py").write_bytes(b"")
    (folder / "mark.py").write_bytes(b"\xef\xbb\xbf")
    (folder / "comment.py").write_bytes(b"# numpyro")
    (folder / "cr.py").write_bytes(b"import numpyro\rx = 1\r")
    (folder / "form.py").write_bytes(b"import numpyro\n\x0c\nx = 1\n")
    (folder / "loop").symlink_to(folder)
    (folder / "gone.py").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.py")
    assert check(folder)[0] == 1
    assert len(check(folder)[1]) == 1


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 10_000 + ")" * 10_000,
        "[" * 10_000 + "]" * 10_000,
        "f(" * 10_000 + ")" * 10_000,
        "f" + "()" * 10_000,
        " + ".join("1" * 10_000),
        " and ".join("x" * 10_000),
        "-" * 10_000 + "1",
        "x" + ".a" * 10_000,
        "lambda: " * 10_000 + "1",
        "f'{" * 200 + "1" + "}'" * 200,
    ],
    ids=["parentheses", "lists", "calls", "chain", "sum", "and", "minus", "dots", "lambda", "f"],
)
def test_deep_nesting(folder: Path, expression: str) -> None:
    """Checked or told to be too deep, but the process lives and says so quickly."""
    (folder / "a.py").write_text(f"import numpyro\nx = {expression}\n")
    code, lines, errors = check(folder)
    assert (code, errors) == (1, "")
    assert len(lines) <= 2
    assert all(line.startswith(("a.py:", "z_bad.py:")) for line in lines)


def test_deep_blocks(folder: Path) -> None:
    blocks = "".join(f"{' ' * depth}if x:\n" for depth in range(150)) + " " * 150 + "pass\n"
    (folder / "a.py").write_text("import numpyro\n" + blocks)
    assert check(folder)[0] == 1


def test_a_large_generated_file(folder: Path) -> None:
    rows = "".join(f"    ({i}, 'name{i}', {i / 7}),\n" for i in range(170_000))
    text = f"import numpyro\nDATA = [\n{rows}]\n"
    assert len(text) > 5_000_000
    (folder / "a.py").write_text(text)
    code, lines, errors = check(folder)
    assert (code, errors) == (1, "")
    assert all(line.startswith(("a.py:", "z_bad.py:")) for line in lines)


def test_fix_leaves_alone_what_it_cannot_read(folder: Path) -> None:
    odd = {
        "broken.py": b"import numpyro\ndef (:\n",
        "bytes.py": b"import numpyro\nx = '\xff'\n",
        "deep.py": b"import numpyro\nx = " + b"(" * 10_000 + b")" * 10_000 + b"\n",
    }
    for name, content in odd.items():
        (folder / name).write_bytes(content)
    done = nplint("fix", "--write", cwd=folder)
    assert done.returncode == 1
    assert "Applied 1 fix in 1 file." in done.stderr
    assert {name: (folder / name).read_bytes() for name in odd} == odd
    assert (folder / "z_bad.py").read_text() != BAD_MODEL
    assert sorted(os.listdir(folder)) == sorted([".git", ".nplint_cache", "z_bad.py", *odd])


def test_methods_that_call_each_other_in_many_ways_end(tmp_path: Path) -> None:
    names = ["crop", "turn", "scale", "blur", "paste", "merge", "copy", "mirror"]
    ways = {
        name: "\n".join(
            f"        if by == '{other}':\n"
            f"            return Picture(self.{other}(by)).{other}(self.data).{name}(by)"
            for other in names
        )
        for name in names
    }
    methods = "\n\n".join(f"    def {name}(self, by):\n{body}" for name, body in ways.items())
    (tmp_path / "m.py").write_text(
        "import numpyro\nimport numpyro.distributions as dist\n"
        "from numpyro.infer import MCMC, NUTS\n"
        f"class Picture:\n    def __init__(self, data): self.data = data\n\n{methods}\n\n"
        "def model():\n"
        "    numpyro.sample('x', Picture(dist.Normal(0.0, 1.0)).crop('turn').data)\n\n"
        "MCMC(NUTS(model), num_warmup=1, num_samples=1).run(None)\n"
    )
    assert nplint("check", cwd=tmp_path).returncode == 0
