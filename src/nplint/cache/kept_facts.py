"""Facts kept under the digests of files, so that no content is parsed twice."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from nplint.cache.identity import identity
from nplint.cache.store import Store
from nplint.finding import Failure, Span
from nplint.source import SourceFile, is_notebook

if TYPE_CHECKING:
    from nplint.facts.reading import Reading

# The fastest level: tables of numbers shrink well all the same.
_COMPRESSION = 1


@dataclass(slots=True)
class KeptFacts:
    """The facts of files, kept by the digests of their bytes."""

    store: Store

    def get(self, digest: str, source: SourceFile) -> Reading | None:
        """Return the facts of a file; None where they are not kept."""
        path = source.path
        entry = self.store.read(_name(digest, "notebook" if is_notebook(path) else "module"))
        if entry is None:
            return None
        from nplint.facts.packing import unpack
        from nplint.facts.reading import Reading

        try:
            head, _, body = zlib.decompress(entry).partition(b"\n")
            failures = tuple(
                Failure(path, str(reason), Span(int(start), int(end)), has_text=True)
                for reason, start, end in json.loads(head)
            )
            return Reading(source.text, unpack(body, path) if body else None, failures)
        except (zlib.error, ValueError, LookupError, TypeError, AttributeError, OverflowError):
            return None

    def put(self, digest: str, path: Path, reading: Reading) -> None:
        """Keep the facts of a file."""
        from nplint.facts.packing import pack

        head = json.dumps([(each.reason, *each.span) for each in reading.failures]).encode()
        body = b"" if reading.facts is None else pack(reading.facts)
        entry = zlib.compress(head + b"\n" + body, _COMPRESSION)
        self.store.write(_name(digest, "notebook" if is_notebook(path) else "module"), entry)

    def mention(self, digest: str) -> bool | None:
        """Tell whether the code of a notebook mentions NumPyro; None where that is not known."""
        entry = self.store.read(_name(digest, "mention"))
        return entry == b"yes" if entry in (b"yes", b"no") else None

    def put_mention(self, digest: str, mentions: bool) -> None:
        """Keep whether the code of a notebook mentions NumPyro."""
        self.store.write(_name(digest, "mention"), b"yes" if mentions else b"no")


def _name(digest: str, kind: str) -> str:
    whose = blake2b(digest.encode(), digest_size=16, key=identity())
    return f"{whose.hexdigest()}.{kind}"
