"""Check the parts of a project one by one, on all cores, and free each before the next.

A part's findings need nothing of the other parts, so the memory of a run is that of its largest
part, and whole parts are shared out among processes: no facts have to cross from one to another.
Only a part that is larger than one process's share is read by all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from nplint.engine import check_part as analysis
from nplint.engine.dependencies import Observed, World
from nplint.engine.kept_findings import KeptFindings
from nplint.finding import Finding
from nplint.source import SourceFile
from nplint.system import workers
from nplint.system.workers import shared_out

# Facts refer to each other in circles, so that only the garbage collector frees their memory. That
# takes time and is done once for so many bytes of source.
_COLLECT_AFTER = 3_000_000

Part = tuple[Path, ...]


class Checked(NamedTuple):
    """The findings of a part, the texts that they point into, and remarks for the user."""

    findings: list[Finding]
    sources: dict[Path, SourceFile]
    notes: list[str]


@dataclass(slots=True)
class Checker:
    """Checks parts of which no findings are kept.

    Parameters
    ----------
    world
        The project, of which nothing can be asked afterwards but the texts that findings point
        into.
    kept
        Takes what is found.
    progress
        Told after each part how many are done, and of how many.
    """

    world: World
    kept: KeptFindings
    progress: Callable[[int, int], None] | None = None
    _to_collect: int = 0

    def check(self, parts: Sequence[Part]) -> list[Finding]:
        """The findings in some parts, in no order."""
        project = self.world.project
        processes = project.process.processes()
        sizes = {part: sum(map(project.size, part)) for part in parts}
        share = sum(sizes.values()) / processes
        # The largest first: what is parsed then takes the memory that the others use again.
        ordered = sorted(parts, key=lambda part: -sizes[part])
        large = [part for part in ordered if sizes[part] > max(share, workers.WORTH_BYTES)]
        small = [(part, sizes[part]) for part in ordered if part not in large]
        done = shared_out(self._checked, small, processes, self.progress, project.timings)
        for part in ordered:
            if part in large:
                project.read_all(part)
            if part not in done:
                done[part] = self._checked(part)
        for each in done.values():
            project.sources.update(each.sources)
            self.kept.notes.update(dict.fromkeys(each.notes))
        return [finding for each in done.values() for finding in each.findings]

    def _checked(self, part: Part) -> Checked:
        project = self.world.project
        if self._to_collect > _COLLECT_AFTER:
            project.process.collect_garbage()
            self._to_collect = 0
        for path in part:
            project.facts(path)  # from here on it is texts and facts that are asked for
        project.let_go_of_bytes(part)
        observed = Observed(self.world)
        found = analysis.findings(part, observed)
        if self.kept.store is not None:  # nothing in this run asks for it again
            with project.timings.phase("cache"):
                self.kept.put(part, observed, found)
        read = ((path, project.source(path)) for each in found for path in each.paths)
        sources = {path: source for path, source in read if source is not None}
        self._to_collect += sum(map(project.size, part))
        project.let_go((*part, *observed.loaded()))
        return Checked(found, sources, list(observed.notes))
