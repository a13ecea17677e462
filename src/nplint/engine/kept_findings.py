"""Findings of files that imports connect, kept with all that they follow from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from nplint.cache.identity import identity
from nplint.cache.store import Store
from nplint.engine.dependencies import Answers, Observed, World, still_hold
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span


class _Known(NamedTuple):
    """Findings and remarks, with the contents of files and the answers that they follow from."""

    contents: list[str]
    answers: Answers
    findings: list[Finding]
    notes: list[str]


@dataclass(slots=True)
class KeptFindings:
    """The findings of parts of a project, as long as nothing they follow from has changed.

    An entry goes by the files it is about and by their settings. What was in the files, and what
    else was asked about the world, stands in it: so an entry takes the place of the one before.
    Without a store the findings are kept for one session. ``notes`` are the remarks that came with
    what was got or put.
    """

    store: Store | None = None
    notes: dict[str, None] = field(default_factory=dict)
    _session: dict[tuple[Path, ...], _Known] = field(default_factory=dict)

    def get(self, paths: tuple[Path, ...], world: World) -> list[Finding] | None:
        """Return what is found in the files; None where that is not known."""
        known = self._session.get(paths) or self._read(paths, world)
        if known is None or known.contents != _contents(paths, world):
            return None
        try:
            if not still_hold(known.answers, world):
                return None
        except (ValueError, LookupError, TypeError, AttributeError):
            return None  # the answers are to no question of ours
        self.notes.update(dict.fromkeys(known.notes))
        return known.findings

    def put(self, paths: tuple[Path, ...], observed: Observed, findings: list[Finding]) -> None:
        """Keep what was found in the files, and what was observed to find it."""
        world = observed.world
        contents, notes = _contents(paths, world), list(observed.notes)
        known = self._session[paths] = _Known(contents, observed.answers, findings, notes)
        self.notes.update(observed.notes)
        if self.store is not None and not world.project.edited:
            kept = {**known._asdict(), "findings": [_as_json(each) for each in findings]}
            data = json.dumps(kept, separators=(",", ":")).encode()
            self.store.write(_name(paths, world), data)

    def _read(self, paths: tuple[Path, ...], world: World) -> _Known | None:
        entry = None if self.store is None else self.store.read(_name(paths, world))
        if entry is None:
            return None
        try:
            kept = json.loads(entry)
            findings = [_finding(each) for each in kept["findings"]]
            notes = [str(each) for each in kept["notes"]]
            return _Known(kept["contents"], kept["answers"], findings, notes)
        except (ValueError, LookupError, TypeError, AttributeError):
            return None


def _name(paths: Sequence[Path], world: World) -> str:
    found = blake2b(digest_size=16, key=identity())
    for path in paths:
        found.update(f"{path}\0{world.settings_digest(path)}\0".encode("utf-8", "surrogateescape"))
    return found.hexdigest() + ".findings"


def _contents(paths: Sequence[Path], world: World) -> list[str]:
    return [world.project.digest(path) for path in paths]


def _as_json(finding: Finding) -> dict[str, Any]:
    fix = finding.fix
    return {
        "code": finding.code,
        "name": finding.name,
        "message": finding.message,
        "path": str(finding.path),
        "span": finding.span,
        "label": finding.label,
        "related": [(str(each.path), each.span, each.label) for each in finding.related],
        "help": finding.help,
        "fix": fix
        and (
            fix.title,
            fix.applicability.value,
            fix.local,
            [(str(edit.path), edit.span, edit.replacement) for edit in fix.edits],
        ),
    }


def _finding(kept: dict[str, Any]) -> Finding:
    fix = None
    if kept["fix"] is not None:
        title, applicability, local, edits = kept["fix"]
        made = tuple(Edit(Path(path), Span(*span), text) for path, span, text in edits)
        fix = Fix(title, Applicability(applicability), made, local)
    return Finding(
        kept["code"],
        kept["name"],
        kept["message"],
        Path(kept["path"]),
        Span(*kept["span"]),
        kept["label"],
        tuple(Place(Path(path), Span(*span), label) for path, span, label in kept["related"]),
        tuple(kept["help"]),
        fix,
    )
