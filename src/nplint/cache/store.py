"""The folder of a cache: entries by name, written whole or not at all, up to a limit of size.

Any number of runs may use it at once, and any of them may be killed: an entry is written beside
and moved to its place, and begins with a digest of its name and its rest. What does not fit its
digest, or belongs to another user, is taken for missing. Nothing here ever fails: a cache that
cannot be used is none. Links are not followed: a repository may hold one that leads anywhere.
"""

from __future__ import annotations

import errno
import os
import time
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from nplint.settings.declaration import CACHE_FOLDER
from nplint.system.safe_read import read_regular

# The limit in bytes: beyond it the entries are deleted that were not used for longest.
LIMIT = 100 << 20
_KEPT = LIMIT * 3 // 4
_DIGEST = 16
# In a folder that others may write to, what they put there is not believed.
_USER = os.geteuid() if hasattr(os, "geteuid") else None
_DAY = 24 * 3600.0
# A temporary file that is older than this was left behind by a run that was killed.
_ABANDONED = 3600.0
_TEMPORARY = "writing-"
_SUFFIXES = (".module", ".notebook", ".mention", ".findings", ".seen")
# What keeps git and backups out of the folder.
_MARKS = {
    ".gitignore": "*\n",
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This folder holds a cache of nplint's, see https://bford.info/cachedir/\n",
}


def digest(data: bytes) -> str:
    """Return a short name for the content of bytes."""
    return blake2b(data, digest_size=_DIGEST).hexdigest()


class Store:
    """The entries in a folder, which is made when there is something to write.

    Parameters
    ----------
    folder
        Where they are.
    limit
        How many bytes they may take together.
    """

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder = folder
        self.unwritable = ""
        self._limit = limit
        self._ready = False
        self._wrote = False

    def read(self, name: str) -> bytes | None:
        """Return what was written by that name; None where there is nothing, or nothing whole."""
        path = os.path.join(self.folder, name)
        try:
            data = read_regular(path, _USER)
            # The date of the file tells when it was last used; it is set once a day at most.
            if time.time() - os.stat(path).st_mtime > _DAY:
                with suppress(OSError):
                    os.utime(path)
        except OSError:
            return None
        mark, rest = data[:_DIGEST], data[_DIGEST:]
        return rest if mark == _mark(name, rest) else None

    def write(self, name: str, data: bytes) -> None:
        """Keep data by a name, in place of what was kept by it."""
        if self.unwritable:
            return
        temporary = os.path.join(self.folder, f"{_TEMPORARY}{os.getpid()}-{name}")
        try:
            self._prepare()
            with open(temporary, "wb", opener=_not_through_a_link) as file:
                file.write(_mark(name, data) + data)
            os.replace(temporary, os.path.join(self.folder, name))
            self._wrote = True
        except OSError as error:
            self.unwritable = f"{self.folder}: {error.strerror or error}"
            with suppress(OSError):
                os.unlink(temporary)

    def close(self) -> None:
        """Bring the folder back to its limit, if anything was written to it."""
        if not self._wrote:
            return
        with suppress(OSError):
            self._shrink()

    def _prepare(self) -> None:
        if self._ready:
            return
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        if self.folder.is_symlink():
            raise OSError(errno.ELOOP, "is a link, which may lead anywhere")
        try:
            self.folder.mkdir()
        except FileExistsError:
            ours = self.folder.name == CACHE_FOLDER
        else:
            ours = True
        if ours:  # what is in a folder that somebody else made stays under their control
            for name, text in _MARKS.items():
                with suppress(FileExistsError), open(self.folder / name, "x") as file:
                    file.write(text)
        self._ready = True

    def _shrink(self) -> None:
        now = time.time()
        entries: list[tuple[float, int, str]] = []
        for entry in os.scandir(self.folder):
            with suppress(OSError):
                status = entry.stat(follow_symlinks=False)
                if not entry.is_file(follow_symlinks=False) or not is_entry(entry.name):
                    continue
                if entry.name.startswith(_TEMPORARY):
                    if now - status.st_mtime > _ABANDONED:
                        os.unlink(entry.path)
                    continue
                entries.append((status.st_mtime, status.st_size, entry.path))
        size = sum(each for _, each, _ in entries)
        if size <= self._limit:
            return
        for _, each, path in sorted(entries):
            if size <= self._limit * _KEPT // LIMIT:
                return
            with suppress(OSError):
                os.unlink(path)
            size -= each


def _not_through_a_link(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)


def _mark(name: str, data: bytes) -> bytes:
    """Return the digest that a whole entry of this name begins with."""
    return blake2b(data, digest_size=_DIGEST, key=name.encode()).digest()


def is_entry(name: str) -> bool:
    """Tell whether a file of that name is the cache's own."""
    return name.startswith(_TEMPORARY) or name.endswith(_SUFFIXES)


def clean(folder: Path) -> bool:
    """Remove the entries in a folder, and the folder if nothing else is in it.

    Whether there was anything to remove.

    Raises
    ------
    OSError
        Something cannot be removed.
    """
    if folder.is_symlink():
        return False  # what it leads to may be anybody's
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return False
    own = [name for name in names if is_entry(name)]
    if folder.name == CACHE_FOLDER:
        own += [name for name in _MARKS if name in names]
    for name in own:
        with suppress(FileNotFoundError):
            os.unlink(folder / name)
    if len(own) == len(names):
        with suppress(OSError):  # a run may be writing to it
            folder.rmdir()
    return bool(own)
