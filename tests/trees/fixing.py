"""Fix a copy of a tree with the command itself; then nothing but reported edits may differ."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import nplint
from tests.fuzzing.properties import Broken, assert_parses, replayed

_SUMMARY = "Applied "


@dataclass(slots=True)
class Fixed:
    """What fixing a tree did."""

    files: int = 0
    changed: int = 0
    applied: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong

    def __str__(self) -> str:
        lines = [
            f"{self.applied} fixes in {self.changed} of {self.files:,} files, "
            + (f"{len(self.wrong)} WRONG" if self.wrong else "as reported")
        ]
        return "\n  ".join([*lines, *self.wrong])


def fix_tree(folder: Path, *, unsafe: bool = False) -> Fixed:
    """Fix a copy of a folder with ``nplint fix --write``, and look at every file of it."""
    fixed = Fixed()
    with TemporaryDirectory(prefix="nplint-tree-") as place:
        copy = Path(place).resolve() / folder.resolve().name
        shutil.copytree(folder, copy, symlinks=True, ignore=_pipes)
        before = dict(_state(copy))
        options = [*(["--unsafe-fixes"] if unsafe else []), "--no-cache", "--isolated"]
        options += ["--exclude", ".git", "--no-respect-gitignore"]
        table = nplint.SettingsTable(
            unsafe_fixes=unsafe, isolated=True, exclude=[".git"], respect_gitignore=False
        )
        predicted = _predicted(copy, table)
        done = subprocess.run(
            [sys.executable, "-m", "nplint", "fix", "--write", *options, str(copy)],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if done.returncode not in (0, 1):
            fixed.wrong.append(f"exit code {done.returncode}: {done.stderr[-1000:]}")
        for line in done.stderr.splitlines():
            if line.startswith(_SUMMARY):
                fixed.applied = int(line.split()[1])
        after = dict(_state(copy))
        fixed.files = len(after)
        _compare(fixed, copy, before, after, predicted)
        again = subprocess.run(
            [sys.executable, "-m", "nplint", "fix", *options, str(copy)],
            capture_output=True,
            check=False,
        )
        if again.stdout:
            fixed.wrong.append("fixing again would change more")
    return fixed


def _compare(
    fixed: Fixed,
    copy: Path,
    before: dict[str, tuple[int, bytes]],
    after: dict[str, tuple[int, bytes]],
    predicted: dict[Path, bytes],
) -> None:
    for name in sorted({*before, *after}):
        if name not in before or name not in after:
            fixed.wrong.append(f"{name}: came or went")
            continue
        (mode, old), (new_mode, new) = before[name], after[name]
        path = copy / name
        if mode != new_mode:
            fixed.wrong.append(f"{name}: mode {mode:o} became {new_mode:o}")
        if new != predicted.get(path, old):
            fixed.wrong.append(f"{name}: has other edits than those that were reported")
        if new == old:
            continue
        fixed.changed += 1
        try:
            assert_parses(path, old, new)
        except Broken as error:
            fixed.wrong.append(f"{name}: {error}")


def _predicted(copy: Path, table: nplint.SettingsTable) -> dict[Path, bytes]:
    """What the reported edits make of the files that they are in."""
    return replayed([copy], table)


def _state(folder: Path) -> Iterator[tuple[str, tuple[int, bytes]]]:
    """Mode and content of everything below a folder; of a link where it leads to."""
    for at, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = os.path.join(at, name)
            status = os.lstat(path)
            if os.path.islink(path):
                content = os.fsencode(os.readlink(path))
            else:
                content = b"" if os.path.isdir(path) else Path(path).read_bytes()
            yield os.path.relpath(path, folder), (status.st_mode, content)


def _pipes(folder: str, names: list[str]) -> list[str]:
    """What cannot be copied."""
    return [
        name
        for name in names
        if not os.path.islink(path := os.path.join(folder, name))
        and not os.path.isfile(path)
        and not os.path.isdir(path)
    ]
