"""Models with the guides that they run with."""

from __future__ import annotations

from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.records import record
from nplint.semantic.values import CallResult


@record
class Pair:
    """A model and a guide that one ``SVI(...)``, ``Predictive(...)`` … was given."""

    model: Run
    guide: Run
    runner: CallResult


def pairs(program: Program) -> list[Pair]:
    """Return the models and guides that run together."""
    together: dict[tuple[object, object], list[Run]] = {}
    for run in program.runs:
        if run.runner is not None:
            together.setdefault((run.runner.call, run.runner.frame), []).append(run)
    return [
        Pair(model, guide, guide.runner)
        for group in together.values()
        for model in group
        if model.role == "model"
        for guide in group
        if guide.role == "guide" and guide.runner is not None
    ]
