"""A file of findings that are known already: only what is new is reported."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nplint.finding import Finding
from nplint.settings import SettingsError
from nplint.source.file import SourceFile
from nplint.suppression.fingerprint import Fingerprint, fingerprints

_VERSION = 1


class Baseline:
    """The findings that a baseline file lists; paths in it are relative to its folder."""

    def __init__(self, path: Path, known: Iterable[Fingerprint]) -> None:
        self.path = path
        self._known = frozenset(known)

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """Read a baseline file.

        Raises
        ------
        SettingsError
            It cannot be read, or is no baseline.
        """
        try:
            data: Any = json.loads(path.read_bytes())
            if data["version"] != _VERSION:
                raise SettingsError(f"{path}: a baseline of a newer nplint")
            known = [Fingerprint(e["path"], e["code"], e["fingerprint"]) for e in data["findings"]]
        except OSError as error:
            raise SettingsError(f"{path}: {error.strerror or error}") from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise SettingsError(f"{path}: not a baseline of nplint's") from error
        return cls(path.absolute(), known)

    def new(
        self, findings: Iterable[Finding], sources: Mapping[Path, SourceFile]
    ) -> tuple[list[Finding], int]:
        """The findings that are not known, and how many known ones were not found."""
        listed = list(findings)
        marks = list(fingerprints(listed, sources, self.path.parent))
        fresh = [f for f, mark in zip(listed, marks, strict=True) if mark not in self._known]
        return fresh, len(self._known - set(marks))


def baseline_text(
    findings: Iterable[Finding], sources: Mapping[Path, SourceFile], path: Path
) -> str:
    """The text of a baseline file at a path that lists the findings."""
    marks = sorted(fingerprints(findings, sources, path.absolute().parent))
    listed = [{"path": m.path, "code": m.code, "fingerprint": m.digest} for m in marks]
    return json.dumps({"version": _VERSION, "findings": listed}, indent=2) + "\n"
