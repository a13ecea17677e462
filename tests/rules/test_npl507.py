"""NPL507: a seeded model in a loop, which draws the same each time."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

DRAWING = """
def model():
    return numpyro.sample("a", dist.Normal(0.0, 1.0))
seeded = handlers.seed(model, 0)
"""


def test_a_model_handed_over() -> None:
    check(
        "NPL507",
        f"""{DRAWING}
def simulate(model):
    return [model() for _ in range(9)]  # NPL507
simulate(unknown), simulate(model), simulate(handlers.seed(model, 0))
""",
    )


def test_a_trace_of_a_seeded_model() -> None:
    check(
        "NPL507",
        f"""{DRAWING}
traced = handlers.trace(seeded)
for _ in range(9):
    x += traced.get_trace()["a"]["value"]  # NPL507
    x += handlers.trace(seeded).get_trace()["a"]["value"]  # NPL507
    x += seeded.items()
""",
    )


def test_seeded_in_the_loop_or_twice() -> None:
    check(
        "NPL507",
        f"""{DRAWING}
twice = handlers.seed(seeded, 1)
for i in range(9):
    x += handlers.seed(model, i)()
    x += handlers.substitute(seeded, data={{"a": i}})()
    x += twice()
    y = handlers.seed(model, 0)
""",
    )


def test_what_draws_nothing_new() -> None:
    check(
        "NPL507",
        f"""{DRAWING}
def observed():
    numpyro.sample("a", dist.Normal(0.0, 1.0), obs=1.0)
    numpyro.param("b", 1.0)
def conditioned():
    with handlers.condition(data={{"a": 1.0}}):
        numpyro.sample("a", dist.Normal(0.0, 1.0))
def substituted():
    with handlers.substitute(data={{"a": 1.0}}):
        numpyro.sample("a", dist.Normal(0.0, 1.0))
def by_itself():
    with handlers.seed(rng_seed=next_seed()):
        numpyro.sample("a", dist.Normal(0.0, 1.0))
one, two = handlers.seed(observed, 0), handlers.seed(conditioned, 0)
three, four = handlers.seed(substituted, 0), handlers.seed(by_itself, 0)
for _ in range(9):
    x += one() + two() + three() + four()
    x += seeded()  # NPL507
""",
    )


@pytest.mark.parametrize(
    "target, mark", [("<0.18", ""), (">=0.18", "  # NPL507")], ids=["before 0.18", "from 0.18 on"]
)
def test_a_loop_is_fine_before_a_seeded_model_repeats_itself(target: str, mark: str) -> None:
    program = f"""{DRAWING}
looped = [seeded() for _ in range(9)]{mark}
mapped = jax.vmap(lambda number: seeded())(x)  # NPL507{": each entry…" if not mark else ""}
"""
    check("NPL507", program, target=target)
