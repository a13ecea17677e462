"""Expressions that give the same again: only these are moved, or evaluated anew."""

from __future__ import annotations

import pytest

from nplint.fixes.constancy import Constancy
from tests.helpers.linked import program
from tests.helpers.programs import check


def obstacle(text: str, head: str = "") -> str:
    linked = program(f"{head}\nmade = {text}\n")
    (module,) = linked.modules
    value = module.scope.bindings["made"][0].value
    assert value is not None
    frame = linked.evaluator.module_frame(module)
    return Constancy(linked.evaluator).obstacle(value, frame)


PURE = (
    "abs(-1)", "bool(1)", "complex(1)", "dict(a=1)", "divmod(3, 2)", "enumerate([1])", "float('1')",
    "frozenset([1])", "int('1')", "len([1])", "list((1,))", "max(1, 2)", "min(1, 2)", "pow(1, 2)",
    "range(1)", "reversed([1])", "round(1.2)", "set([1])", "slice(0, 1)", "sorted([1])", "str(1)",
    "sum([1])", "tuple([1])", "type(1)", "zip([1])",
    *(f"jnp.{name}(2.0)" for name in ("sqrt", "array")),
    "jnp.linalg.norm(jnp.ones(2))", "jax.nn.relu(1.0)", "jax.scipy.special.gammaln(2.0)",
    "math.sqrt(2.0)", "scipy.special.gammaln(2.0)", "scipy.linalg.norm([1.0])", "np.sqrt(2.0)",
    "dist.Normal(0.0, 1.0).mean", "dist.Normal(0.0, 1.0).log_prob(0.0)",
    "dist.transforms.ExpTransform()", "dist.constraints.positive",
    "[1.0, 2.0][0]", "{'a': 1.0}['a']", "1.0 if True else 2.0", "[x for x in (1.0, 2.0)][0]",
    "jnp.ones(2).sum()", "LIMITS[0]", "LIMITS.copy()[0]", "given()", "Record(1.0)",
    "(lambda: 1.0)()", "np.pi", "SCALE",
)  # fmt: skip
HEAD = """
import dataclasses, math, numpy as np, sys, scipy.linalg, scipy.special
LIMITS = [1.0, 2.0]
SCALE = 2.0
def given():
    "Return a number."
    return 2.0 * SCALE
def nothing():
    return
def busy():
    print("busy")
    return 1.0
@dataclasses.dataclass
class Record:
    low: float
class Other:
    def __init__(self, low):
        self.low = low
"""


@pytest.mark.parametrize("text", PURE)
def test_what_gives_the_same_again(text: str) -> None:
    assert obstacle(text, HEAD) == ""


READING = ("load", "loadtxt", "genfromtxt", "fromfile", "memmap", "empty", "empty_like",
           "frombuffer", "fromregex", "save", "savez", "savetxt", "put", "copyto", "fill_diagonal",
           "place", "putmask")  # fmt: skip


@pytest.mark.parametrize(
    "text, reason",
    [
        *((f"{module}.{name}(2)", f"`{module}.{name}(…)` reads data that may change")
          for module in ("np", "jnp") for name in READING),
        *((f"{name}(2)", f"`{name}(…)` uses a random key or generator")
          for name in ("jax.random.normal", "np.random.normal")),
        ("dist.Normal().sample(key)", "`dist.Normal(…).sample(…)` draws a random value"),
        ("dist.Normal().rsample(key)", "`dist.Normal(…).rsample(…)` draws a random value"),
        ("[1.0].pop()", "`….pop(…)` modifies what it is called on"),
        ("LIMITS.pop()", "`LIMITS.pop(…)` modifies what it is called on"),
        ("np.linalg.norm([1.0])", "`np.linalg.norm(…)` may have effects"),
        ("print()", "`print(…)` may have effects"),
        ("iter([1])", "`iter(…)` may have effects"),
        ("next(LIMITS)", "`next(…)` may have effects"),
        ("input()", "`input(…)` may have effects"),
        ("open('a')", "`open(…)` may have effects"),
        ("unknown()", "`unknown(…)` may have effects"),
        ("busy()", "`busy(…)` may have effects"),
        ("Other(1.0)", "`Other(…)` may have effects"),
        ("numpyro.sample('b', dist.Normal())", "`numpyro.sample(…)` may have effects"),
        ("sys.argv.count", ""),
        ("(y := 1.0)", "it is built by an expression that may have effects"),
    ],
)  # fmt: skip
def test_what_may_give_something_else(text: str, reason: str) -> None:
    assert obstacle(text, HEAD) == reason


@pytest.mark.parametrize(
    "head, reason",
    [
        ("KEPT = [1.0]\nKEPT[0] = 2.0", "`KEPT` is modified after it is built"),
        ("KEPT = [1.0]\nKEPT[0] += 2.0", "`KEPT` is modified after it is built"),
        ("KEPT = [1.0]\nKEPT = [2.0]", "`KEPT` is assigned more than once"),
        ("for KEPT in ([1.0], [2.0]):\n    pass", "`KEPT` may change"),
        ("with open('a') as KEPT:\n    pass", "`KEPT` may change"),
    ],
)
def test_a_variable_that_changes(head: str, reason: str) -> None:
    assert obstacle("KEPT[0]", head) == reason


def test_a_variable_of_another_module_that_changes() -> None:
    chains = "MCMC(NUTS(model), num_chains=4, chain_method='vectorized').run(key)"
    check(
        "NPL001",
        f"""
--- kept
LOW = 0.0
LOW = 1.0
--- program
from kept import LOW
PRIOR = dist.TruncatedNormal(0.0, 1.0, low=LOW)  # NPL001
def model():
    numpyro.sample("a", PRIOR)
{chains}
""",
        help="The fix is unsafe because `LOW` is assigned more than once.",
    )
