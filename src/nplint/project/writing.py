"""Write changed files so that no reader ever sees half of one."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from nplint.result import Change
from nplint.source.file import SourceFile

# Other errors, such as a full disk, are not about one file.
_REFUSALS = (errno.EACCES, errno.EPERM, errno.EROFS)


class FileChanged(Exception):
    """The file on disk is no longer the one that the change was made from."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: changed on disk meanwhile")
        self.path = path


class CannotWrite(OSError):
    """The system does not let a file be written.

    ``path`` is the file as it was named, ``reason`` the system's word.
    """

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(error.errno, error.strerror or str(error), str(path))
        self.path = path
        self.reason = error.strerror or str(error)


def write_text(source: SourceFile, new_text: str, expected: bytes) -> None:
    """Replace one file's text; see :func:`write_changes`."""
    write_changes([Change(source, new_text, expected)])


def write_changes(changes: Sequence[Change]) -> None:
    """Replace the text of files, all of them or none.

    Each new text first goes to a temporary file beside the old one; only when all of them are
    on disk do they take their places. Mode and, where permitted, owner are kept. A symbolic
    link stays one: the file it leads to is replaced.

    Raises
    ------
    FileChanged
        A file's bytes are not the expected ones. Nothing is written.
    CannotWrite
        A file may not be written, whatever else is. Nothing is written.
    OSError
        A file cannot be read or written. Nothing is written, unless it is the last step, the
        renaming, that fails.
    UnicodeEncodeError
        A new text does not fit the file's encoding. Nothing is written.
    """
    staged: list[tuple[str, str]] = []
    try:
        for change in changes:
            target = os.path.realpath(change.source.path)
            if Path(target).read_bytes() != change.original:
                raise FileChanged(change.source.path)
            data = change.source.encode(change.new_text)
            try:
                staged.append((_stage(target, data), target))
            except OSError as error:
                if error.errno in _REFUSALS:
                    raise CannotWrite(change.source.path, error) from error
                raise
        # Putting many large files on disk takes time, in which an editor may have saved.
        for change, (_, target) in zip(changes, staged, strict=True):
            if Path(target).read_bytes() != change.original:
                raise FileChanged(change.source.path)
        while staged:
            os.replace(*staged[0])
            staged.pop(0)
    finally:
        for temporary, _ in staged:
            with suppress(OSError):
                os.unlink(temporary)


def is_writable(path: str | Path) -> bool:
    """Return whether the modes of a file and of its folder let it be replaced."""
    target = os.path.realpath(path)
    return os.access(target, os.W_OK) and os.access(os.path.dirname(target), os.W_OK)


def _stage(target: str, data: bytes) -> str:
    """Write the data to a temporary file that is like the target in all but name."""
    if not is_writable(target):
        # Renaming would succeed all the same, against what the mode asks for.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), target)
    handle, temporary = tempfile.mkstemp(prefix=".nplint-", dir=os.path.dirname(target))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        status = os.stat(target)
        if hasattr(os, "chown"):
            with suppress(OSError):
                os.chown(temporary, status.st_uid, status.st_gid)
        os.chmod(temporary, status.st_mode & 0o7777)
    except BaseException:
        os.unlink(temporary)
        raise
    return temporary
