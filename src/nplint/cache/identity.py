"""A digest of nplint, its parser and its Python, which is part of the name of every entry."""

from __future__ import annotations

import os
import sys
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path

from nplint.version import __version__

_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def identity() -> bytes:
    """Return a digest of all that findings depend on besides the user's files."""
    found = blake2b(repr((__version__, sys.version_info, sys.byteorder)).encode())
    found.update(_own_code())
    found.update(_parser())
    return found.digest()


def _own_code() -> bytes:
    """Return the list of an installation's files with their digests, or a digest of the files.

    A checkout has no such list, and its files change while its version stays.
    """
    record = _PACKAGE.parent / f"nplint-{__version__}.dist-info" / "RECORD"
    try:
        return record.read_bytes()
    except OSError:
        found = blake2b()
        for folder, folders, names in os.walk(_PACKAGE):
            folders[:] = sorted(each for each in folders if each != "__pycache__")
            for name in sorted(names):
                path = os.path.join(folder, name)
                found.update(os.path.relpath(path, _PACKAGE).encode("utf-8", "surrogateescape"))
                with open(path, "rb") as file:
                    found.update(file.read())
        return found.digest()


def _parser() -> bytes:
    """The version of libcst, which is not imported for this."""
    spec = find_spec("libcst")
    if spec is None or spec.origin is None:
        return b""
    try:
        return Path(spec.origin).with_name("_version.py").read_bytes()
    except OSError:
        return repr(os.stat(spec.origin).st_mtime_ns).encode()
