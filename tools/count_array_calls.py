"""Count the calls of array functions inside models of public code, and how many have a row.

    python tools/count_array_calls.py FOLDER…

Each folder is a project. A call is counted once, if it stands in a function that a trace of a model
enters and calls a function of ``jax.numpy``, ``numpy``, ``jax.nn``, ``jax.lax``, ``jax.scipy``,
``scipy.special`` or ``jax.random``, or a method of arrays. Functions that take functions (``scan``,
``cond``, ``vmap``) compute no arrays themselves and are left out.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from nplint.engine.session import Session
from nplint.facts.expressions import Call
from nplint.libraries.array_functions import lookup
from nplint.libraries.numpyro import is_distribution
from nplint.model.program import Program
from nplint.semantic.values import External, ExternalAttribute, Unknown

_ARRAYS = ("jax.numpy.", "numpy.", "jax.nn.", "jax.lax.", "jax.scipy.", "scipy.special.",
           "jax.random.")  # fmt: skip
_WITH_FUNCTIONS = ("scan", "cond", "switch", "fori_loop", "while_loop", "map", "associative_scan",
                   "vectorize", "custom_root", "custom_linear_solve")  # fmt: skip
_NO_FUNCTIONS = ("numpy.testing.", "jax.nn.initializers.", "jax.scipy.optimize.", "numpy.savez",
                 "numpy.load", "numpy.save", "numpy.set_printoptions")  # fmt: skip
_METHODS = (
    "all any argmax argmin argsort astype block_until_ready clip compress conj copy cumprod cumsum "
    "diagonal dot flatten item max mean min nonzero prod ravel repeat reshape round searchsorted "
    "sort squeeze std sum swapaxes take tolist trace transpose var"
)


def calls(program: Program) -> Iterator[tuple[Call, str]]:
    """Yield the calls of array functions in the traces of a program, with their names."""
    seen: set[Call] = set()
    for _, trace in program.traces:
        for frame in trace.frames:
            for call in frame.module.calls:
                if call.scope is not frame.scope or call in seen:
                    continue
                seen.add(call)
                for target in program.evaluator.values(call.func, frame)[:1]:
                    name = _name(target, call)
                    if name:
                        yield call, name


def _name(target: object, call: Call) -> str:
    if isinstance(target, External):
        last = target.name.rpartition(".")[2]
        counts = target.name.startswith(_ARRAYS) and not target.name.startswith(_NO_FUNCTIONS)
        return target.name if counts and last not in _WITH_FUNCTIONS else ""
    attr = getattr(call.func, "attr", "")
    if isinstance(target, ExternalAttribute) and is_distribution(target.owner):
        return ""
    return (
        f".{attr}" if isinstance(target, (ExternalAttribute, Unknown)) and attr in _METHODS else ""
    )


def main() -> None:
    """Count and print: how many so far after each project, and at the end those without a row."""
    having: Counter[str] = Counter()
    lacking: Counter[str] = Counter()
    for folder in map(Path, sys.argv[1:]):
        session = Session([folder])
        for part in session.project.components():
            found = session.look(part[0], lambda program: [name for _, name in calls(program)])
            for name in found:
                (having if lookup(name) is not None else lacking)[name] += 1
        print(
            f"{folder.name}: {sum(having.values())} with a row, {sum(lacking.values())} without",
            flush=True,
        )
    number, total = sum(having.values()), sum(having.values()) + sum(lacking.values())
    print(f"{number} of {total} calls ({number / max(total, 1):.1%}) have a row")
    for name, count in lacking.most_common(40):
        print(f"{count:6} {name}")


if __name__ == "__main__":
    main()
