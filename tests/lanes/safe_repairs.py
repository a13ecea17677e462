"""Programs that share distributions in every way, written by chance, and their safe repairs.

A program has some priors, each of some family and kept in some way. What is executed is one run of
HMC without adaptation: short to compile, and it draws, evaluates and differentiates every prior.
"""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import nplint
from nplint.settings import SettingsTable
from tests.lanes.environment import interpreter, lane

RELEASE = "0.22.0"  # shared instances crash on the other
PROGRAMS = 48

_HEAD = """\
from functools import cache, partial

import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import random
from numpyro.infer import HMC, MCMC

KNOTS = jnp.array([0.4, 1.1, 2.3])
WIDTH = np.sqrt(np.arange(1, 4))
"""
_RUN = """\
kernel = HMC({model}, step_size=0.05, num_steps=3, adapt_step_size=False, adapt_mass_matrix=False)
mcmc = MCMC(kernel, num_warmup=1, num_samples=3, num_chains=2, chain_method="vectorized",
            progress_bar=False)
mcmc.run(random.PRNGKey({seed}), jnp.array([0.3, 1.2]))
for name, values in sorted(mcmc.get_samples().items()):
    print(name, np.asarray(values).tobytes().hex())
"""
# Families, with arguments that are no computation of JAX; ``{a}`` and ``{b}`` are numbers.
_FAMILIES = (
    "dist.TruncatedNormal({a}, {b}, low=0.1)",
    "dist.TruncatedNormal({a}, {b}, low=-1.0, high=3.0)",
    "dist.TruncatedCauchy({a}, {b}, low=0.0)",
    "dist.Normal({a} * 0.3, {b})",
    "dist.Normal(float(WIDTH.sum()), {b})",
    "dist.Normal(WIDTH, {b} + WIDTH).to_event(1)",
    "dist.Normal(KNOTS, {b}).to_event(1)",
    "dist.Normal({a}, KNOTS[1:]).to_event(1)",
    "dist.Normal(jnp.zeros(3), np.exp(WIDTH)).to_event(1)",
    "dist.StudentT({b} + 2.0, {a}, {b})",
    "dist.HalfNormal({b}).expand([2]).to_event(1)",
    "dist.LogNormal({a}, {b})",
    "dist.Gamma({b} + 1.0, {b})",
    "dist.InverseGamma({b} + 2.0, {b})",
    "dist.Beta({b} + 0.7, {b} + 0.2)",
    "dist.Uniform({a} - 2.0, {a} + {b})",
    "dist.Cauchy({a}, {b})",
    "dist.Laplace({a}, {b})",
    "dist.Exponential({b})",
    "dist.Gumbel({a}, {b})",
    "dist.Dirichlet(jnp.array([{b}, 1.5, 2.0]))",
    "dist.MultivariateNormal(jnp.zeros(2), scale_tril=jnp.array([[{b}, 0.0], [0.3, 1.1]]))",
    "dist.TransformedDistribution(dist.Normal({a}, {b}), "
    "dist.transforms.AffineTransform(1.0, {b}))",
    "dist.MixtureSameFamily(dist.Categorical(probs=jnp.array([0.3, 0.7])), "
    "dist.Normal(jnp.array([{a}, 2.0]), {b}))",
    "dist.MultivariateNormal(jnp.zeros(2), covariance_matrix=jnp.array([[{b}, 0.1], [0.1, 1.0]]))",
    "dist.Normal(jnp.log(KNOTS), {b}).to_event(1)",
    "dist.Normal(KNOTS.mean(), {b})",
    "dist.LogUniform(0.1, {b} + 1.0)",
)
# How a prior ``{x}`` is kept: what stands before the model, a parameter of it, and what it reads.
_KEPT = (
    ("P{n} = {x}", "", "P{n}"),
    ("P{n}: dist.Distribution = {x}  # prior {n}", "", "P{n}"),
    ("P{n}, Q{n} = {x}, 3", "", "P{n}"),
    ("P{n} = [{x}]", "", "P{n}[0]"),
    ('P{n} = {{"x": {x}, "y": 2}}', "", 'P{n}["x"]'),
    ("class C{n}:\n    prior = {x}", "", "C{n}.prior"),
    ("def make{n}():\n    return {x}\n\n\nP{n} = make{n}()", "", "P{n}"),
    ("@cache\ndef make{n}():\n    return {x}", "", "make{n}()"),
    ("", "p{n}={x}", "p{n}"),
    ("LOC{n} = 0.5\nP{n} = {x}", "", "P{n}"),
)
# How a model ``model`` is given one more prior ``{x}``, by itself or as a method.
_CLASSES = (
    "class Study:\n    prior = {x}\n",
    "class Study:\n    def __init__(self):\n        self.prior = {x}\n",
    "class Study:\n    def __init__(self, wide=2.5):\n        self.prior = dist.HalfNormal(wide)\n",
)


class Repaired(NamedTuple):
    """A program, what its safe repairs make of it, and how many those are."""

    before: str
    after: str
    repairs: int

    @property
    def key(self) -> str:
        """A digest of both texts."""
        return sha256(f"{self.before}\0{self.after}".encode()).hexdigest()[:16]


def program(seed: int) -> str:
    """Return the program of a seed."""
    chance = random.Random(seed)

    def prior() -> str:
        a, b = round(chance.uniform(-1, 1), 3), round(chance.uniform(0.4, 2), 3)
        return chance.choice(_FAMILIES).format(a=a, b=b)

    before, parameters, reads = [_HEAD], [], []
    for n in range(chance.randint(2, 4)):
        above, parameter, read = (t.format(n=n, x=prior()) for t in chance.choice(_KEPT))
        before += [above, ""] if above else []
        parameters += [parameter] if parameter else []
        reads.append(read)
    form = chance.choice(("function", "method", "closure", "handed"))
    first, indent, name = "", "", "model"
    if form == "method":
        before += ["", chance.choice(_CLASSES).format(x=prior())]
        first, indent, name = "self, ", "    ", "Study().model"
        reads.append("self.prior")
    elif form == "closure":
        before += ["", f"def study():\n    kept = {prior()}\n"]
        indent, name = "    ", "study()"
        reads.append("kept")
    elif form == "handed":
        before += ["", "def _study(kept):"]
        indent, name = "    ", f"_study({prior()})"
        reads.append("kept")
    else:
        before.append("")
    lines = [f"def model({first}{', '.join(['y', *parameters])}):", "    total = 0.0"]
    for n, read in enumerate(reads):
        lines.append(f'    total = total + numpyro.sample("x{n}", {read}).sum()')
    lines.append('    numpyro.sample("y", dist.Normal(total, 1.0), obs=y)')
    if form in ("closure", "handed"):
        lines += ["", "return model"]
    body = "\n".join(indent + line if line else "" for line in lines)
    return "\n".join([*before, body, "\n", _RUN.format(model=name, seed=seed)])


def repaired(seed: int) -> Repaired:
    """Return the program of a seed with its safe repairs, tried in memory."""
    before, path = program(seed), Path("/no-such-folder/program.py")
    table = SettingsTable(target_numpyro="any", isolated=True)
    result = nplint.fix(path, table, texts={path: before.encode()})
    after = result.changes[0].new_text if result.changes else before
    return Repaired(before, after, result.applied)


_EXECUTING = """
import contextlib, hashlib, io, json, sys
for text in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(text, "program", "exec"), {"__name__": "__main__"})
    print(hashlib.sha256(printed.getvalue().encode()).hexdigest(), flush=True)
"""


def executed(texts: Sequence[str]) -> list[str]:
    """Execute programs one after the other in one process; return a digest of their samples.

    Raises
    ------
    NoLane
        The release cannot be installed on this machine.
    """
    done = subprocess.run(
        [str(interpreter(lane(RELEASE))), "-c", _EXECUTING],
        input=json.dumps(list(texts)),
        capture_output=True,
        encoding="utf-8",
        env={"JAX_PLATFORMS": "cpu"},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.split()
