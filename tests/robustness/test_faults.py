"""Whatever goes wrong around a run, no file is lost and none is half written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.command import BAD_MODEL, nplint, plain_environment

if sys.platform == "win32":
    pytest.skip("faults of POSIX systems", allow_module_level=True)

# `nplint` with something done to it first; what is done stands in FAULT.
_FAULTY = "import os; exec(os.environ['FAULT'])\nfrom nplint.cli import main\nmain()"


def faulty(fault: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command in a process in which something was prepared to go wrong."""
    return subprocess.run(
        [sys.executable, "-c", _FAULTY, *arguments],
        cwd=cwd,
        env={**plain_environment(), "FAULT": fault},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in "abcde":
        (tmp_path / f"{name}.py").write_text(BAD_MODEL + f"# {name}\n")
    return tmp_path


def models(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.glob("*.py"))}


def fixed(folder: Path) -> dict[str, str]:
    """What fixing makes of the project."""
    done = {}
    for name, text in models(folder).items():
        lines = [line for line in text.splitlines() if not line.startswith("prior =")]
        done[name] = "\n".join(lines).replace("NUTS\n\n\n\n", "NUTS\n\n\n") + "\n"
        at = done[name].index("    scale =")
        prior = "    prior = dist.TruncatedNormal(0.0, 1.0, low=0.0)\n"
        done[name] = done[name][:at] + prior + done[name][at:]
    return done


@pytest.mark.parametrize("step", ["os.fsync", "os.replace", "os.chmod"])
@pytest.mark.parametrize("after", [0, 2])
def test_a_kill_leaves_each_file_old_or_new(project: Path, step: str, after: int) -> None:
    before, new = models(project), fixed(project)
    fault = (
        f"import signal\nreal, seen = {step}, []\n"
        "def killing(*a, **k):\n"
        "    if os.path.basename(str(a[0])).startswith('writing-'): return real(*a, **k)\n"
        f"    if len(seen) == {after}: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    seen.append(a)\n    return real(*a, **k)\n"
        f"{step} = killing"
    )
    done = faulty(fault, "fix", "--write", cwd=project)
    assert done.returncode == -signal.SIGKILL
    for name, text in models(project).items():
        assert text in (before[name], new[name])
    # The next run goes on where this one ended.
    assert nplint("fix", "--write", cwd=project).returncode == 0
    assert models(project) == new


def test_a_full_disk_leaves_the_old_files(project: Path) -> None:
    before = models(project)
    # Files may not grow at all: what is written fails as on a disk that is full.
    fault = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))"
    )
    done = faulty(fault, "fix", "--write", cwd=project)
    assert (done.returncode, models(project)) == (2, before)
    assert done.stderr.startswith("nplint: nothing fixed: ")
    assert not list(project.glob(".nplint-*"))
    # A check that cannot keep anything checks all the same.
    assert "NPL001" in faulty(fault, "check", cwd=project).stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount")
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no tmpfs can be mounted here")
    try:
        (disk / "m.py").write_text(BAD_MODEL)
        handle = os.open(disk / "filler", os.O_WRONLY | os.O_CREAT)
        with pytest.raises(OSError, match="No space"):
            while True:
                os.write(handle, b"x" * 4096)
        os.close(handle)
        done = nplint("fix", "--write", cwd=disk)
        assert (done.returncode, (disk / "m.py").read_text()) == (2, BAD_MODEL)
        assert "No space left" in done.stderr
        assert not list(disk.glob(".nplint-*"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


# All is imported first, as another user may have no access to where it lies.
_DROPPED = """
import nplint, nplint.cli.fix, nplint.cli.progress, nplint.report.summary, nplint.project.writing
import random, tempfile
nplint.fix(["m.py"])
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
"""


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_is_read_only_stays(what: str) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        folder = Path(place)
        folder.chmod(0o777)
        path = folder / "m.py"
        path.write_text(BAD_MODEL)
        path.chmod(0o444 if what == "file" else 0o666)
        folder.chmod(0o555 if what == "folder" else 0o777)
        done = faulty(_DROPPED, "fix", "--write", "--no-cache", cwd=folder)
        folder.chmod(0o777)
        assert (done.returncode, path.read_text()) == (2, BAD_MODEL)
        assert "Permission denied" in done.stderr
        assert os.listdir(folder) == ["m.py"]


def test_a_file_that_changes_meanwhile_keeps_the_change(project: Path) -> None:
    """As late as can be: all new texts are on disk, and none has taken its place."""
    before = models(project)
    fault = (
        "real = os.fsync\n"
        "def saving(handle):\n    open('c.py', 'a').write('mine = 1\\n'); return real(handle)\n"
        "os.fsync = saving"
    )
    done = faulty(fault, "fix", "--write", cwd=project)
    assert done.returncode == 2
    assert "c.py: changed on disk meanwhile" in done.stderr
    after = models(project)
    assert after.pop("c.py").startswith(before.pop("c.py") + "mine = 1\n")
    assert after == before


def test_two_runs_at_once_on_one_cache(project: Path) -> None:
    alone = nplint("check", "--no-cache", cwd=project).stdout
    command = [sys.executable, "-m", "nplint", "check"]
    for _ in range(2):
        running = [
            subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(4)
        ]
        for each in running:
            out, errors = each.communicate(timeout=120)
            assert (out.decode(), errors) == (alone, b"")
    names = os.listdir(project / ".nplint_cache")
    assert not [name for name in names if name.startswith("writing-")]


def test_names_that_are_not_utf_8(tmp_path: Path) -> None:
    name = os.fsdecode(b"m\xff\xe9.py")
    try:
        (tmp_path / name).write_text(BAD_MODEL)
    except OSError:
        pytest.skip("this file system takes no such names")
    formats = ["full", "concise", "grouped", "json", "json-lines", "sarif", "github", "gitlab"]
    for each in (*formats, "junit", "azure", "rdjson"):
        done = nplint("check", "--output-format", each, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, ""), each
        assert "NPL001" in done.stdout
    assert nplint("fix", cwd=tmp_path).returncode == 1
    assert nplint("check", "--write-baseline", "b.json", cwd=tmp_path).returncode == 0
    assert nplint("check", "--baseline", "b.json", cwd=tmp_path).returncode == 0
    done = nplint("fix", "--write", cwd=tmp_path)
    assert (done.returncode, (tmp_path / name).read_text() == BAD_MODEL) == (0, False)


def test_loops_of_links(project: Path) -> None:
    (project / "loop").symlink_to(".")
    (project / "one").symlink_to("two")
    (project / "two").symlink_to("one")
    (project / "self.py").symlink_to("self.py")
    (project / "sub").mkdir()
    (project / "sub/up").symlink_to("..")
    done = nplint("check", "--output-format=concise", cwd=project)
    assert done.stdout.count("NPL001") == 5
    assert done.stderr == ""


@pytest.mark.parametrize("suffix", [".py", ".ipynb"])
def test_a_file_of_100_mb(project: Path, suffix: str) -> None:
    line = b"import numpyro, json\n" if suffix == ".py" else b'{"numpyro": "x",\n"y": 0,\n'
    with (project / f"large{suffix}").open("wb") as file:
        file.write(b"{" if suffix == ".ipynb" else b"")
        for _ in range(100):
            file.write(line * (1_000_000 // len(line)))
    done = nplint("check", "--output-format=concise", "--no-cache", cwd=project)
    assert done.returncode == 1
    assert done.stdout.count("NPL001") == 5
    assert f"large{suffix}" in done.stdout
