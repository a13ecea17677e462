"""Notes on the contents of files, which hold while the file system says that nothing changed.

A warm run would else spend most of its time on reading all files again. What is compared is all
that changes when a file does: its size, the times of its last change of content and of status, and
its number. Tools that put back an old date (``tar``, ``rsync``, ``touch -r``) do not put back the
time of status. A file that was changed within the last seconds is not noted, as git does not
trust one either: it may be changed again before the clock of the file system moves on. Where any of
this differs the file is read, and only its content counts.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from nplint.cache.identity import identity
from nplint.cache.store import Store

# The coarsest clock of a file system that is in use moves every two seconds.
_RACY = 3 * 10**9

Stamp = tuple[int, ...]


@dataclass(slots=True)
class Seen:
    """Notes on a file; None where something was not asked for yet.

    Parameters
    ----------
    stamp
        What the file system said of it when it was read.
    settled
        Whether it had not been changed just before.
    mentions
        Whether it mentions NumPyro, in code if it is a notebook.
    digest
        That of its bytes.
    imports
        The dotted names that its import statements may load.
    """

    stamp: Stamp = ()
    settled: bool = False
    mentions: bool | None = None
    digest: str | None = None
    imports: list[str] | None = None


@dataclass(slots=True)
class SeenFiles:
    """Notes on the files of runs over the same paths; without a store, of this run."""

    store: Store | None = None
    paths: Iterable[str] = ()
    _before: dict[str, list[Any]] | None = None
    _now: dict[Path, Seen] = field(default_factory=dict)
    _trusted: set[Path] = field(default_factory=set)
    _changed: bool = False

    def of(self, path: Path) -> Seen:
        """Return the notes on a file that is as it was then; else empty ones, to be filled in."""
        found = self._now.get(path)
        if found is None:
            found = self._kept(path)
            if found is None:
                found = Seen()
            else:
                self._trusted.add(path)
            self._now[path] = found
        return found

    def trusts(self, path: Path) -> bool:
        """Tell whether the notes on a file are those of an earlier run."""
        return path in self._trusted

    def read(self, path: Path, status: os.stat_result) -> Seen:
        """Return what is known of a file that is being read, whose status was that one before.

        Nothing, if it has changed since it was seen.
        """
        stamp = _stamp(status)
        if self.of(path).stamp != stamp:
            self._now[path] = Seen(stamp, settled_stamp(status) is not None)
            self._trusted.discard(path)
            self._changed = True
        return self._now[path]

    def forget(self) -> None:
        """Drop all notes of former runs."""
        self.store, self._before = None, {}
        self._now.clear()
        self._trusted.clear()

    def save(self) -> None:
        """Keep what was seen, if that is anything new and NumPyro is mentioned at all."""
        mentioned = any(seen.mentions for seen in self._now.values())
        if self.store is None or not self._changed or not mentioned:
            return
        kept = {
            str(path): [*seen.stamp, seen.mentions, seen.digest, seen.imports]
            for path, seen in self._now.items()
            if seen.settled
        }
        self.store.write(self._name(), json.dumps(kept, separators=(",", ":")).encode())

    def _kept(self, path: Path) -> Seen | None:
        if self._before is None:
            self._before = self._load()
        row = self._before.get(os.fspath(path))
        if row is None:
            return None
        try:
            *stamp, mentions, digest, imports = row
            if _stamp(os.stat(path)) != tuple(stamp):
                return None
        except (OSError, ValueError, TypeError):
            return None
        return Seen(tuple(stamp), True, mentions, digest, imports)

    def _load(self) -> dict[str, list[Any]]:
        entry = None if self.store is None else self.store.read(self._name())
        try:
            kept = json.loads(entry) if entry is not None else {}
        except ValueError:
            return {}
        return kept if isinstance(kept, dict) else {}

    def _name(self) -> str:
        found = blake2b(digest_size=16, key=identity())
        for path in self.paths:
            found.update(f"{path}\0".encode("utf-8", "surrogateescape"))
        return found.hexdigest() + ".seen"


def settled_stamp(status: os.stat_result) -> Stamp | None:
    """Return what changes with a file; None for one that was changed within the last seconds."""
    changed = max(status.st_mtime_ns, status.st_ctime_ns)
    return _stamp(status) if changed < time.time_ns() - _RACY else None


def _stamp(status: os.stat_result) -> Stamp:
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
