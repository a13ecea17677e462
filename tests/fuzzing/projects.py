"""Projects to examine: one or a few generated modules, or a damaged fixture."""

from __future__ import annotations

from random import Random

from tests.fuzzing.layouts import LAYOUTS
from tests.fuzzing.mutations import damaged_fixture
from tests.fuzzing.programs import program


def project(random: Random) -> dict[str, bytes]:
    """The files of a project by name."""
    kind = random.randrange(5)
    if kind < 2:
        suffix, data = damaged_fixture(random)
        return {f"damaged{suffix}": data}
    files: dict[str, bytes] = {}
    for number in range(1 if kind < 4 else random.randint(2, 3)):
        others = tuple(name.partition(".")[0] for name in files if not name.endswith(".ipynb"))
        suffix, lay_out = LAYOUTS[random.randrange(len(LAYOUTS))]
        files[f"m{number}{suffix}"] = lay_out(program(random, others), random)
    return files
