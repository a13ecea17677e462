"""Which loops over a seeded model nplint seeds anew in each turn, and how it spells that."""

from __future__ import annotations

import pytest

from tests.moving import fixed, modules

MODEL = """
from numpyro import handlers
from jax import random
def model():
    return numpyro.sample("a", dist.Normal())
"""

RESEEDED = {
    "by what the loop counts": (
        "seeded = handlers.seed(model, 0)\nfor n in range(3):\n    x = seeded()",
        "seeded = handlers.seed(model, 0)\nfor n in range(3):\n    x = handlers.seed(model, n)()",
    ),
    "from a seed on": (
        "seeded = handlers.seed(fn=model, rng_seed=5)\nxs = [seeded() for n in range(3)]",
        "seeded = handlers.seed(fn=model, rng_seed=5)\n"
        "xs = [handlers.seed(model, 5 + n)() for n in range(3)]",
    ),
    "by a number that had no name": (
        "i = 3\nseeded = handlers.seed(model, 0)\nxs = [seeded() for _ in range(3)]",
        "i = 3\nseeded = handlers.seed(model, 0)\n"
        "xs = [handlers.seed(model, j)() for j in range(3)]",
    ),
    "by a number that no name is left for": (
        "i = j = n = number = 3\nseeded = handlers.seed(model, 0)\n"
        "xs = [seeded() for _ in range(3)]",
        "i = j = n = number = 3\nseeded = handlers.seed(model, 0)\n"
        "xs = [handlers.seed(model, _)() for _ in range(3)]",
    ),
    "with a key of the module": (
        "key = random.PRNGKey(1)\n"
        "def f():\n"
        "    seeded = handlers.seed(model, key)\n"
        "    for n in range(3):\n"
        "        x = seeded()",
        "key = random.PRNGKey(1)\n"
        "def f():\n"
        "    seeded = handlers.seed(model, key)\n"
        "    for n in range(3):\n"
        "        x = handlers.seed(model, random.fold_in(key, n))()",
    ),
    "with a key that was another before": (
        "key = random.PRNGKey(1)\n"
        "key, other = random.split(key)\n"
        "seeded = handlers.seed(model, key)\n"
        "for n in range(3):\n"
        "    x = seeded()",
        "key = random.PRNGKey(1)\n"
        "key, other = random.split(key)\n"
        "seeded = handlers.seed(model, key)\n"
        "for n in range(3):\n"
        "    x = handlers.seed(model, random.fold_in(key, n))()",
    ),
    "with a key made in place": (
        "def f(key):\n"
        "    seeded = handlers.seed(model, random.PRNGKey(2))\n"
        "    for n in range(3):\n"
        "        x = seeded()",
        "def f(key):\n"
        "    seeded = handlers.seed(model, random.PRNGKey(2))\n"
        "    for n in range(3):\n"
        "        x = handlers.seed(model, random.fold_in(random.PRNGKey(2), n))()",
    ),
    "a model that cells import again": (
        "from models import other\nfrom models import other\n"
        "seeded = handlers.seed(other, 0)\nfor n in range(3):\n    x = seeded()\n"
        '--- models\ndef other():\n    return numpyro.sample("a", dist.Normal())',
        "from models import other\nfrom models import other\n"
        "seeded = handlers.seed(other, 0)\nfor n in range(3):\n    x = handlers.seed(other, n)()\n"
        '--- models\ndef other():\n    return numpyro.sample("a", dist.Normal())',
    ),
}


@pytest.mark.parametrize("how", RESEEDED)
def test_seeded_in_each_turn(how: str) -> None:
    before, after = (f"{MODEL}{text}\n" for text in RESEEDED[how])
    _, files = fixed(before, unsafe=True)
    assert files == modules(after)


UNCHANGED = {
    "the key is another by then": (
        "key = random.PRNGKey(1)\n"
        "seeded = handlers.seed(model, key)\n"
        "key, other = random.split(key)\n"
        "for n in range(3):\n"
        "    x = seeded()"
    ),
    "the model is another by then": (
        "seeded = handlers.seed(model, 0)\nmodel = print\nfor n in range(3):\n    x = seeded()"
    ),
    "the loop does not count": (
        "seeded = handlers.seed(model, 0)\nfor n in [1, 2]:\n    x = seeded()"
    ),
    "the loop counts two": (
        "seeded = handlers.seed(model, 0)\nfor n, m in zip(range(3), range(3)):\n    x = seeded()"
    ),
    "JAX maps it": (
        "import jax\nseeded = handlers.seed(model, 0)\nx = jax.vmap(lambda n: seeded())(model())"
    ),
    "the handler is told more": (
        "seeded = handlers.seed(model, 0, hide_types=[])\nfor n in range(3):\n    x = seeded()"
    ),
    "the model has no name": (
        "seeded = handlers.seed(lambda: model(), 0)\nfor n in range(3):\n    x = seeded()"
    ),
    "fold_in is not imported": (
        "from jax.random import PRNGKey, fold\n"
        "key = PRNGKey(1)\n"
        "def f():\n"
        "    random = None\n"
        "    seeded = handlers.seed(model, key)\n"
        "    for n in range(3):\n"
        "        x = seeded()"
    ),
    "the key is local to where it is seeded": (
        "def f():\n"
        "    key = random.PRNGKey(1)\n"
        "    global seeded\n"
        "    seeded = handlers.seed(model, key)\n"
        "def g():\n"
        "    for n in range(3):\n"
        "        x = seeded()"
    ),
}


@pytest.mark.parametrize("why", UNCHANGED)
def test_left_to_the_author_as(why: str) -> None:
    program = f"{MODEL}{UNCHANGED[why]}\n"
    said, files = fixed(program, unsafe=True)
    assert files == modules(program)
    assert "`Predictive` draws many times at once, each time with another key." in said
