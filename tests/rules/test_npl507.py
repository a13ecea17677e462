"""NPL507: a seeded model in a loop, which draws the same each time."""

from __future__ import annotations

import textwrap

import pytest

from tests.helpers.programs import SHORT_HEAD, check

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


def test_what_a_comprehension_runs_over_is_evaluated_once() -> None:
    check(
        "NPL507",
        f"""{DRAWING}
once = [value for value in seeded()]
once = {{name: site["value"] for name, site in handlers.trace(seeded).get_trace().items()}}
again = [value for _ in range(9) for value in seeded()]  # NPL507
again = [[value for value in seeded()] for _ in range(9)]  # NPL507
for _ in range(9):
    again += [value for value in seeded()]  # NPL507
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


MODEL = """
from numpyro import handlers
from jax import random
def model():
    return numpyro.sample("a", dist.Normal())
"""
ADVICE = "`Predictive` draws many times at once, each time with another key."


def seeding(text: str) -> str:
    """Return a program that seeds a model."""
    return MODEL + textwrap.dedent(text)


RESEEDED = {
    "by what the loop counts": (
        """
        seeded = handlers.seed(model, 0)
        for n in range(3):
            x = seeded()  # NPL507
        """,
        """
        seeded = handlers.seed(model, 0)
        for n in range(3):
            x = handlers.seed(model, n)()
        """,
    ),
    "from a seed on": (
        """
        seeded = handlers.seed(fn=model, rng_seed=5)
        xs = [seeded() for n in range(3)]  # NPL507
        """,
        """
        seeded = handlers.seed(fn=model, rng_seed=5)
        xs = [handlers.seed(model, 5 + n)() for n in range(3)]
        """,
    ),
    "by a number that had no name": (
        """
        i = 3
        seeded = handlers.seed(model, 0)
        xs = [seeded() for _ in range(3)]  # NPL507
        """,
        """
        i = 3
        seeded = handlers.seed(model, 0)
        xs = [handlers.seed(model, j)() for j in range(3)]
        """,
    ),
    "by a number that no name is left for": (
        """
        i = j = n = number = 3
        seeded = handlers.seed(model, 0)
        xs = [seeded() for _ in range(3)]  # NPL507
        """,
        """
        i = j = n = number = 3
        seeded = handlers.seed(model, 0)
        xs = [handlers.seed(model, _)() for _ in range(3)]
        """,
    ),
    "with a key of the module": (
        """
        key = random.PRNGKey(1)
        def f():
            seeded = handlers.seed(model, key)
            for n in range(3):
                x = seeded()  # NPL507
        """,
        """
        key = random.PRNGKey(1)
        def f():
            for n in range(3):
                x = handlers.seed(model, random.fold_in(key, n))()
        """,
    ),
    "with a key that was another before": (
        """
        key = random.PRNGKey(1)
        key, other = random.split(key)
        seeded = handlers.seed(model, key)
        for n in range(3):
            x = seeded()  # NPL507
        """,
        """
        key = random.PRNGKey(1)
        key, other = random.split(key)
        seeded = handlers.seed(model, key)
        for n in range(3):
            x = handlers.seed(model, random.fold_in(key, n))()
        """,
    ),
    "with a key made in place": (
        """
        def f(key):
            seeded = handlers.seed(model, random.PRNGKey(2))
            for n in range(3):
                x = seeded()  # NPL507
        """,
        """
        def f(key):
            for n in range(3):
                x = handlers.seed(model, random.fold_in(random.PRNGKey(2), n))()
        """,
    ),
    "a model that cells import again": (
        """
        from models import other
        from models import other
        seeded = handlers.seed(other, 0)
        for n in range(3):
            x = seeded()  # NPL507
        --- models
        def other():
            return numpyro.sample("a", dist.Normal())
        """,
        """
        from models import other
        from models import other
        seeded = handlers.seed(other, 0)
        for n in range(3):
            x = handlers.seed(other, n)()
        --- models
        def other():
            return numpyro.sample("a", dist.Normal())
        """,
    ),
}

TAKEN = {
    "loops of one key": (
        """
        key = random.PRNGKey(1)
        seeded = handlers.seed(model, key)
        xs = [seeded() for n in range(3)]  # NPL507
        ys = [seeded() for n in range(2, 4)]  # NPL507
        """,
        """
        key = random.PRNGKey(1)
        seeded = handlers.seed(model, key)
        xs = [handlers.seed(model, random.fold_in(key, n))() for n in range(3)]
        ys = [handlers.seed(model, random.fold_in(key, 1 + n))() for n in range(2, 4)]
        """,
    ),
    "loops of one seed": (
        """
        seeded = handlers.seed(model, 0)
        xs = [seeded() for n in range(3)]  # NPL507
        ys = [seeded() for n in range(3)]  # NPL507
        """,
        """
        seeded = handlers.seed(model, 0)
        xs = [handlers.seed(model, n)() for n in range(3)]
        ys = [handlers.seed(model, 3 + n)() for n in range(3)]
        """,
    ),
    "a seed that another key is made of": (
        """
        seeded = handlers.seed(model, 0)
        xs = [seeded() for n in range(3)]  # NPL507
        keys = random.PRNGKey(0), random.PRNGKey(1)
        """,
        """
        seeded = handlers.seed(model, 0)
        xs = [handlers.seed(model, 2 + n)() for n in range(3)]
        keys = random.PRNGKey(0), random.PRNGKey(1)
        """,
    ),
    "loops of which it is not known how far they count": (
        """
        def f(key, m):
            seeded = handlers.seed(model, key)
            a = [seeded() for n in range(m)]  # NPL507
            b = [seeded() for n in range(m)]  # NPL507
            return random.normal(key), a, b
        """,
        """
        def f(key, m):
            a = [
                handlers.seed(model, random.fold_in(random.fold_in(key, 0), n))()
                for n in range(m)
            ]
            b = [
                handlers.seed(model, random.fold_in(random.fold_in(key, 1), n))()
                for n in range(m)
            ]
            return random.normal(key), a, b
        """,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAKEN)
def test_numbers_that_are_taken_are_left_alone(what: str) -> None:
    before, after = map(seeding, TAKEN[what])
    check("NPL507", before, after, unsafe=True, head=SHORT_HEAD)


@pytest.mark.parametrize("how", RESEEDED)
def test_the_model_is_seeded_in_each_turn(how: str) -> None:
    before, after = map(seeding, RESEEDED[how])
    check("NPL507", before, after, unsafe=True, head=SHORT_HEAD)


LEFT = {
    "the key is another by then": """
        key = random.PRNGKey(1)
        seeded = handlers.seed(model, key)
        key, other = random.split(key)
        for n in range(3):
            x = seeded()  # NPL507
        """,
    "the model is another by then": """
        seeded = handlers.seed(model, 0)
        model = print
        for n in range(3):
            x = seeded()  # NPL507
        """,
    "the loop does not count": """
        seeded = handlers.seed(model, 0)
        for n in [1, 2]:
            x = seeded()  # NPL507
        """,
    "another loop would repeat the numbers": """
        seeded = handlers.seed(model, 0)
        for m in range(3):
            for n in range(3):
                x = seeded()  # NPL507
        """,
    "the loop counts two": """
        seeded = handlers.seed(model, 0)
        for n, m in zip(range(3), range(3)):
            x = seeded()  # NPL507
        """,
    "JAX maps it": """
        import jax
        seeded = handlers.seed(model, 0)
        x = jax.vmap(lambda n: seeded())(model())  # NPL507
        """,
    "the handler is told more": """
        seeded = handlers.seed(model, 0, hide_types=[])
        for n in range(3):
            x = seeded()  # NPL507
        """,
    "the model has no name": """
        seeded = handlers.seed(lambda: model(), 0)
        for n in range(3):
            x = seeded()  # NPL507
        """,
    "fold_in is not imported": """
        from jax.random import PRNGKey, fold
        key = PRNGKey(1)
        def f():
            random = None
            seeded = handlers.seed(model, key)
            for n in range(3):
                x = seeded()  # NPL507
        """,
    "the key is local to where it is seeded": """
        def f():
            key = random.PRNGKey(1)
            global seeded
            seeded = handlers.seed(model, key)
        def g():
            for n in range(3):
                x = seeded()  # NPL507
        """,
}


@pytest.mark.parametrize("why", LEFT)
def test_a_loop_that_is_left_to_the_author(why: str) -> None:
    program = seeding(LEFT[why])
    check("NPL507", program, program, unsafe=True, help=ADVICE, head=SHORT_HEAD)
