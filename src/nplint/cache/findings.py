"""What was found in files that imports connect, kept with all that it follows from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from nplint.cache.identity import identity
from nplint.cache.store import Store
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.observed import Observed, World, still_hold


@dataclass(slots=True)
class KeptFindings:
    """The findings of parts of a project, as long as nothing they follow from has changed.

    An entry goes by the files it is about and by their settings. What was in the files, and what
    else was asked about the world, stands in it: so an entry takes the place of the one before.
    """

    store: Store

    def get(self, paths: Sequence[Path], world: World) -> list[Finding] | None:
        """What is found in the files; None where that is not known."""
        entry = self.store.read(_name(paths, world))
        if entry is None:
            return None
        try:
            kept = json.loads(entry)
            if kept["contents"] != _contents(paths, world):
                return None
            if not still_hold(kept["answers"], world):
                return None
            return [_finding(each) for each in kept["findings"]]
        except (ValueError, LookupError, TypeError, AttributeError):
            return None

    def put(self, paths: Sequence[Path], observed: Observed, findings: Iterable[Finding]) -> None:
        """Keep what was found in the files, and what was observed to find it."""
        kept = {
            "contents": _contents(paths, observed.world),
            "answers": observed.answers,
            "findings": [_as_json(each) for each in findings],
        }
        data = json.dumps(kept, separators=(",", ":")).encode()
        self.store.write(_name(paths, observed.world), data)


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
            [(str(edit.path), edit.span, edit.replacement) for edit in fix.edits],
        ),
    }


def _finding(kept: dict[str, Any]) -> Finding:
    fix = None
    if kept["fix"] is not None:
        title, applicability, edits = kept["fix"]
        made = tuple(Edit(Path(path), Span(*span), text) for path, span, text in edits)
        fix = Fix(title, Applicability(applicability), made)
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
