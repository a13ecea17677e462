"""Read files that others have put where nplint looks: regular ones, and nothing that blocks."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


def read_regular(path: str | Path, owner: int | None = None) -> bytes:
    """The bytes of a regular file; if an ``owner`` is given, only of a file of this user's.

    A pipe that nobody writes to would block for ever, and a device may have no end.

    Raises
    ------
    OSError
        It cannot be read, or is something else.
    """
    return read_with_status(path, owner)[0]


def read_with_status(path: str | Path, owner: int | None = None) -> tuple[bytes, os.stat_result]:
    """The same with the file's status, which is that of before the reading."""
    handle = os.open(path, _FLAGS)
    try:
        status = os.fstat(handle)
        mode = status.st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "not a regular file", os.fspath(path))
        if owner is not None and status.st_uid != owner:
            raise PermissionError(errno.EACCES, "belongs to another user", os.fspath(path))
        with os.fdopen(handle, "rb", buffering=0, closefd=False) as file:
            return file.read(), status
    finally:
        os.close(handle)
