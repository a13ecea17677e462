"""What the commands say: hints that can be typed, text that fits, one clear line for a failure."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import BAD_MODEL, GOOD_MODEL, nplint, plain_environment
from tests.helpers.terminal import on_terminal

# One finding whose fix is unsafe, and one without a fix.
UNSAFE = """\
import jax
import numpyro
import numpyro.distributions as dist


@jax.jit
def model(y):
    x = numpyro.sample("x", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(x, 1.0), obs=y)


kernel = numpyro.infer.NUTS(model)
mcmc = numpyro.infer.MCMC(kernel, num_warmup=5, num_samples=5)
mcmc.run(jax.random.PRNGKey(0), jax.numpy.ones(3))
"""


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A repository of its own with one model that crashes."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "bad.py").write_text(BAD_MODEL)
    return tmp_path


def hinted(text: str) -> list[str]:
    """The commands that a text proposes."""
    return re.findall(r"`nplint ([^`]*)`", text)


def test_fix_names_what_is_hidden(bad: Path) -> None:
    (bad / "bad.py").write_text(UNSAFE)
    for arguments in ((), ("--write",)):
        done = nplint("fix", *arguments, cwd=bad)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == (
            "No safe fix. 1 finding has a fix that may change results: "
            "`nplint fix --unsafe-fixes` shows it.\n"
        )
    (hint,) = hinted(done.stderr)
    shown = nplint(*shlex.split(hint), cwd=bad)
    assert shown.stdout.startswith("--- a/bad.py")
    assert "Write them with `nplint fix --write --unsafe-fixes`." in shown.stderr
    (bad / "other.py").write_text(UNSAFE)
    assert nplint("fix", cwd=bad).stderr == (
        "No safe fix. 2 findings have fixes that may change results: "
        "`nplint fix --unsafe-fixes` shows them.\n"
    )
    (bad / "other.py").write_text(BAD_MODEL)
    done = nplint("fix", "--write", cwd=bad)
    assert done.stderr == (
        "Applied 1 fix in 1 file.\n1 more finding has a fix that may change results: "
        "`nplint fix --unsafe-fixes` shows it.\n"
    )


GIVEN = (
    "--select",
    "NPL0",
    "--ignore=NPL002,NPL003",
    "--target-numpyro",
    ">=0.15,<0.16",
    "--per-file-ignores",
    "old/*.py:NPL0",
    "--config",
    "extend-exclude = ['a b']",
    "--no-preview",
    "--no-cache",
    "bad.py",
)


@pytest.mark.parametrize("command", [("check",), ("fix",), ("check", "--diff")])
def test_hints_repeat_what_was_given(bad: Path, command: tuple[str, ...]) -> None:
    done = nplint(*command, *GIVEN, cwd=bad)
    (hint,) = hinted(done.stdout + done.stderr)
    assert hint.startswith("fix --write --select NPL0 --ignore NPL002,NPL003")
    assert "--target-numpyro '>=0.15,<0.16'" in hint
    assert "--per-file-ignores 'old/*.py:NPL0'" in hint
    assert "--no-preview" in hint
    assert hint.endswith(" bad.py")
    assert nplint(*shlex.split(hint), cwd=bad).stderr == "Applied 1 fix in 1 file.\n"


def test_hints_do_not_ask_for_what_settings_allow(bad: Path) -> None:
    (bad / "bad.py").write_text(UNSAFE)
    assert "fixable with `nplint fix --write --unsafe-fixes`" in nplint("check", cwd=bad).stdout
    (bad / "nplint.toml").write_text("unsafe-fixes = true\n")
    done = nplint("check", cwd=bad)
    assert "(1 fixable with `nplint fix --write`)" in done.stdout
    done = nplint("check", "--unsafe-fixes", "--isolated", cwd=bad)
    assert "(1 fixable with `nplint fix --write --unsafe-fixes --isolated`)" in done.stdout


def test_a_name_with_a_space_can_be_pasted(bad: Path) -> None:
    (bad / "bad.py").rename(bad / "my model.py")
    (hint,) = hinted(nplint("check", "my model.py", cwd=bad).stdout)
    assert shlex.split(hint) == ["fix", "--write", "my model.py"]


def test_the_files_that_a_hook_names_are_not_repeated(bad: Path) -> None:
    (hint,) = hinted(nplint("check", "--force-exclude", "bad.py", "build/x.py", cwd=bad).stdout)
    assert hint == "fix --write --force-exclude"
    many = [f"m{number}.py" for number in range(20)]
    for each in many:
        (bad / each).write_text("")
    assert hinted(nplint("check", "bad.py", *many, cwd=bad).stdout) == ["fix --write"]


UNWRITABLE = """\
import os, sys
from nplint.project import writing
writing.is_writable = lambda path: not str(path).endswith("bad.py") and os.access(path, os.W_OK)
sys.argv = ["nplint", *sys.argv[1:]]
from nplint.cli import main
main()
"""


def unwritable(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command where ``bad.py`` cannot be written, as for somebody who is not its owner."""
    return subprocess.run(
        [sys.executable, "-c", UNWRITABLE, *arguments],
        cwd=folder,
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_file_that_cannot_be_written_is_one_line_and_still_reported(bad: Path) -> None:
    (bad / "other.py").write_text(BAD_MODEL)
    told = "nplint: bad.py: cannot be written, so it is not fixed: Permission denied\n"
    done = unwritable(bad, "check", "--fix", "--output-format=concise")
    assert done.returncode == 2
    assert done.stderr == "Applied 1 fix in 1 file.\n" + told
    assert done.stdout.startswith("bad.py:6:9: NPL001 [*] ")
    assert (bad / "bad.py").read_text() == BAD_MODEL
    assert (bad / "other.py").read_text() == GOOD_MODEL
    done = unwritable(bad, "fix", "--write")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == told + "1 finding left: see `nplint check`.\n"
    assert unwritable(bad, "fix").stdout.startswith("--- a/bad.py")
    done = unwritable(bad, "check", "--add-noqa")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "Permission denied" in done.stderr


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_without_permission_to_write(bad: Path) -> None:
    (bad / "bad.py").chmod(0o444)
    done = nplint("check", "--fix", "--output-format=concise", cwd=bad)
    assert done.returncode == 2
    assert done.stdout.startswith("bad.py:6:9: NPL001")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [("check",), ("fix",), ("check", "--fix"), ("fix", "--write")])
def test_nothing_to_look_at_is_a_warning(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "notes.txt").write_text("numpyro")
    done = nplint(*command, cwd=tmp_path)
    assert done.returncode == 0
    warning = "warning: no Python files or notebooks found under the given path(s)"
    assert done.stderr == f"nplint: {warning}\n"
    assert nplint(*command, "--quiet", cwd=tmp_path).stderr == ""
    (tmp_path / "a.py").write_text("")
    assert nplint(*command, cwd=tmp_path).stderr == ""


def test_virtual_documents_are_left_out(bad: Path) -> None:
    (bad / ".virtual_documents").mkdir()
    (bad / "bad.py").rename(bad / ".virtual_documents/model.ipynb")
    assert nplint("check", "--show-files", cwd=bad).stdout == ""


needs_a_terminal = pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals")

WIDE = BAD_MODEL.replace(
    '    scale = numpyro.sample("scale", prior)',
    f'    scale = numpyro.sample("scale", prior)  # {"a long remark " * 12}',
).replace("num_warmup=10", "num_warmup=1_000_000, thinning=1, progress_bar=False")


@needs_a_terminal
@pytest.mark.parametrize("columns", [40, 60, 80, 120, 400])
def test_the_report_fits_the_terminal(bad: Path, columns: int) -> None:
    (bad / "bad.py").write_text(WIDE)
    lines = on_terminal("check", columns=columns, cwd=bad)
    body = lines[:-1]  # the command of the last line can be pasted
    assert max(map(len, body)) <= columns
    text = " ".join("\n".join(lines).replace("|", " ").split())
    for label in ("built once, here", "`prior` is used here by each chain of `model`", "2 chains"):
        assert label in text, text
    message = " ".join(lines).partition(" --> ")[0]
    piped = nplint("check", cwd=bad).stdout
    assert " ".join(message.split()) == piped.splitlines()[0]


@needs_a_terminal
def test_nothing_is_wrapped_in_a_pipe(bad: Path) -> None:
    piped = nplint("check", cwd=bad, COLUMNS="40").stdout
    assert len(piped.splitlines()[0]) > 150
    assert "----- `prior` is used here by each chain of `model`\n" in piped


@needs_a_terminal
def test_rules_are_one_line_each_under_a_header(tmp_path: Path) -> None:
    lines = on_terminal("rules", columns=120, cwd=tmp_path)
    piped = nplint("rules", cwd=tmp_path).stdout.splitlines()
    assert max(map(len, lines)) <= 120
    assert [line[:6] for line in lines] == [line[:6] for line in piped]
    assert lines[0].split()[:2] == ["CODE", "NAME"]
    assert all(line[:3] == "NPL" for line in lines[1:])
    assert any(line.endswith("...") for line in lines)
    assert not any(line.endswith("...") for line in piped)


@needs_a_terminal
def test_a_page_fits_and_has_its_title_once(tmp_path: Path) -> None:
    piped = nplint("rule", "NPL001", cwd=tmp_path).stdout
    assert piped.startswith("# leaky-shared-distribution (NPL001)\n")
    assert piped.count("leaky-shared-distribution") == 1
    lines = on_terminal("rule", "NPL001", columns=60, cwd=tmp_path)
    words = [line for line in lines if not line.startswith((" ", "|"))]
    prose = "\n".join(words).split("```")[::2]
    assert max(len(line) for part in prose for line in part.splitlines()) <= 60
    assert " ".join(" ".join(lines).split()) == " ".join(piped.split())


@needs_a_terminal
def test_the_facts_of_a_name_fit(tmp_path: Path) -> None:
    lines = on_terminal("api", "MCMC", columns=70, cwd=tmp_path)
    assert max(map(len, lines)) <= 70
    piped = nplint("api", "MCMC", cwd=tmp_path).stdout
    assert " ".join(" ".join(lines).split()) == " ".join(piped.split())


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("jnp.clip", "jax.numpy.clip"),
        ("jax.numpy.clip", "jax.numpy.clip"),
        ("lax.scan", "jax.lax.scan"),
        ("random.split", "jax.random.split"),
        ("dist.Normal", "numpyro.distributions.Normal"),
        ("dist.constraints.positive", "numpyro.distributions.constraints.positive"),
        ("handlers.seed", "numpyro.handlers.seed"),
        ("MCMC.run", "numpyro.infer.MCMC().run"),
        ("numpyro.infer.MCMC.get_samples", "numpyro.infer.MCMC().get_samples"),
        ("numpyro.infer.MCMC().run", "numpyro.infer.MCMC().run"),
        ("SVI.update()", "numpyro.infer.SVI().update"),
        ("dist.Normal(0, 1)", "numpyro.distributions.Normal"),
        ("numpyro.sample", "numpyro.sample"),
    ],
)
def test_names_as_people_type_them(tmp_path: Path, typed: str, name: str) -> None:
    done = nplint("api", typed, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    titles = [line.split()[0] for line in done.stdout.splitlines() if line[:1] not in (" ", "")]
    assert name in titles
    assert "releases:" in done.stdout


def test_the_signature_of_a_method_by_release(tmp_path: Path) -> None:
    told = nplint("api", "MCMC.run", cwd=tmp_path).stdout
    assert "run(rng_key, *args, extra_fields=(), init_params=None, **kwargs)" in told
    done = nplint("api", "MCMC.runn", cwd=tmp_path)
    assert (done.returncode, "no name `MCMC.runn`" in done.stderr) == (2, True)


INTERRUPTED = """\
import os, signal, sys, time
from nplint.engine import session
def check_once(*arguments, **more):
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(60)
session.Session.check_once = check_once
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv = ["nplint", "check"]
from nplint.cli import main
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="interrupts are sent otherwise")
def test_an_interrupt_ends_with_130(bad: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], cwd=bad, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
