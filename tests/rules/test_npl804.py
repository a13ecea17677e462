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


FITTING = {
    "by position": ("jnp.clip(x,a_min = 0, a_max=1)", "jnp.clip(x,0, 1)"),
    "all named": ("jnp.reshape(a=x, newshape=(2, 2))", "jnp.reshape(x, (2, 2))"),
    "what keeps its name": (
        "jnp.reshape(x, newshape=(2, 2), order='C')",
        "jnp.reshape(x, (2, 2), order='C')",
    ),
}


@pytest.mark.parametrize("target", [NEWEST, ">=0.15.2"])
@pytest.mark.parametrize(("before", "after"), FITTING.values(), ids=FITTING)
def test_a_position_that_fits_every_release_needs_no_name(
    before: str, after: str, target: str
) -> None:
    program = "import jax.numpy as jnp\n{}\n".format
    check("NPL8", program(f"{before}  # NPL804"), program(after), target=target, head=HEAD)


NAMED = {
    "a place that is left out": ("jnp.clip(x,a_max = 1)", "jnp.clip(x,max = 1)"),
    "another order": ("jnp.clip(x, a_max=1, a_min=0)", "jnp.clip(x, max=1, min=0)"),
}


@pytest.mark.parametrize(("before", "after"), NAMED.values(), ids=NAMED)
def test_the_name_of_today_is_written_where_no_position_fits(before: str, after: str) -> None:
    program = "import jax.numpy as jnp\n{}\n".format
    check("NPL8", program(f"{before}  # NPL804"), program(after), target=NEWEST, head=HEAD)


FILLED = {
    "a place before it": ("jnp.clip(x, a_max=1)", "jnp.clip(x, None, 1)"),
    "a place before it that is given": ("jnp.clip(x, 0, a_max=1)", "jnp.clip(x, 0, 1)"),
    "another order": ("jnp.clip(x, a_max=1, a_min=0)", None),
}


@pytest.mark.parametrize(("before", "after"), FILLED.values(), ids=FILLED)
def test_no_name_of_today_is_written_that_an_older_release_does_not_know(
    before: str, after: str | None
) -> None:
    program = "import jax.numpy as jnp\n{}\n".format
    marked = program(f"{before}  # NPL804")
    left = program(after) if after is not None else marked
    check("NPL8", marked, left, unsafe=after is None, target="any", head=HEAD)


def test_what_was_taken_by_a_star_has_no_name() -> None:
    program = "import jax\njax.lax.dot(a, b, precision)  # NPL804\n"
    check("NPL8", program, program, unsafe=True, target=NEWEST, head=HEAD)
