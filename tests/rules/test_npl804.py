"""NPL804: a call that a release of JAX does not take."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.programs import check

HEAD = "import numpyro\n"
NEWEST = "0.22.0"
CLIP = "import jax.numpy as jnp\njnp.clip(1, min=0)"


@pytest.mark.parametrize(
    ("program", "requirement"), [(CLIP, "jax"), (f"{CLIP}  # NPL804", "jax>=0.4.20")]
)
def test_the_target_decides(program: str, requirement: str, tmp_path: Path) -> None:
    text = f"{program}\n--- requirements.txt\n{requirement}"
    check("NPL8", text, head=HEAD, target=None, folder=tmp_path)
    check("NPL3", text, head=HEAD, target=None, folder=tmp_path)


def test_the_edits_are_no_larger_than_needed() -> None:
    before = "import jax.numpy as jnp\njnp.clip(x,a_min = 0, a_max=1)  # NPL804\n"
    after = "import jax.numpy as jnp\njnp.clip(x,min = 0, max=1)\n"
    check("NPL8", before, after, target=NEWEST, head=HEAD)


def test_what_was_taken_by_a_star_has_no_name() -> None:
    program = "import jax\njax.lax.dot(a, b, precision)  # NPL804\n"
    check("NPL8", program, program, unsafe=True, target=NEWEST, head=HEAD)
