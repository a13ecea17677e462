"""Long runs and endless ones: progress on a terminal, and runs after each change."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nplint.cli.progress import Progress
from nplint.cli.watch import watch
from tests.command import BAD_MODEL, GOOD_MODEL, nplint, plain_environment


def test_it_runs_again_after_each_change_and_only_then(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text("1")
    runs: list[str] = []
    changes = iter([None, "changed", None, "", "changed", "new"])

    def pause() -> None:
        text = next(changes)
        if text == "new":
            (tmp_path / "new.py").write_text("1")
        elif text == "":
            path.unlink()
        elif text is not None:
            path.write_text(text)

    watch(runs.append, lambda: tmp_path.glob("*.py"), rounds=6, pause=pause)
    assert runs == ["Starting linter in watch mode...", *["File change detected..."] * 4]


def test_what_changes_during_a_run_is_seen_after_it(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text("1")
    runs: list[str] = []

    def run(why: str) -> None:
        runs.append(why)
        if len(runs) == 1:
            path.write_text("changed")

    watch(run, lambda: [path], rounds=2, pause=lambda: None)
    assert len(runs) == 2


@pytest.mark.skipif(os.name == "nt", reason="interrupts are sent otherwise")
def test_the_command_watches_until_it_is_interrupted(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text(BAD_MODEL)
    with subprocess.Popen(
        [sys.executable, "-m", "nplint", "check", "--watch", "--output-format=concise"],
        cwd=tmp_path,
        env={**plain_environment(), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Where the tests run in the background the shell has them, and so this, ignore interrupts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stderr.readline() == "Starting linter in watch mode...\n"
        assert process.stdout.readline().startswith("m.py:6:9: NPL001")
        assert process.stdout.readline().startswith("Found 1 finding")
        assert process.stderr.readline() == "Watching for file changes.\n"
        (tmp_path / "nplint.toml").write_text("sellect = []\n")
        assert process.stderr.readline() == "File change detected...\n"
        assert "did you mean `select`?" in process.stderr.readline()
        assert process.stderr.readline() == "Watching for file changes.\n"
        path.write_text(GOOD_MODEL)
        (tmp_path / "nplint.toml").unlink()
        assert process.stderr.readline() == "File change detected...\n"
        assert process.stdout.readline() == "No findings in 1 file.\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_written_over_and_taken_away() -> None:
    terminal = Terminal()
    with Progress(terminal, patience=0.0) as progress:
        progress("Reading files", 1, 4)
        assert terminal.getvalue() == "\r\x1b[KReading files: 25 %"
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_progress_is_silent_in_a_pipe_and_in_short_runs() -> None:
    pipe, terminal = io.StringIO(), Terminal()
    for stream, patience in ((pipe, 0.0), (terminal, 60.0)):
        with Progress(stream, patience) as progress:
            for done in range(5):
                progress("Reading files", done, 5)
    assert (pipe.getvalue(), terminal.getvalue()) == ("", "")


def test_standard_input_cannot_be_watched(tmp_path: Path) -> None:
    assert nplint("check", "--watch", "-", cwd=tmp_path).returncode == 2
