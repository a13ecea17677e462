"""The trees that are measured: what is in them, and the project that is written for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MODELS_A_MODULE = 10
_GROUP = 4
SUFFIXES = (".py", ".ipynb")

_HEAD = '''"""Module {number} of a generated project."""

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS, Predictive

{imports}

PRIOR_{number} = dist.Normal(0.0, {scale})


def scaled_{number}(x, scale):
    """Data as the models of this module take them."""
    return (x - jnp.mean(x)) / (scale + 1e-6)
'''
_MODEL = '''

def model_{number}_{k}(x, y=None, groups=3):
    """A regression with {k} more terms."""
    {call}
    sigma = numpyro.sample("sigma_{number}_{k}", dist.HalfNormal({scale}))
    with numpyro.plate("groups_{number}_{k}", groups):
        slope = numpyro.sample("slope_{number}_{k}", dist.Normal(intercept, {scale}))
    mean = intercept + jnp.sum(slope) * scaled_{number}(x, sigma) + {k}
    numpyro.deterministic("mean_{number}_{k}", mean)
    return numpyro.sample("y_{number}_{k}", dist.Normal(mean, sigma), obs=y)
'''
_RUN = '''

def run_{number}(x, y):
    """Fit one model and look at what it predicts."""
    mcmc = MCMC(NUTS(model_{number}_0), num_warmup=100, num_samples=100, num_chains=2)
    mcmc.run(jax.random.PRNGKey({number}), x, y)
    return Predictive(model_{number}_0, mcmc.get_samples())(jax.random.PRNGKey(1), x)
'''


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is in a tree."""

    files: int
    mentioning: int
    megabytes: float

    def __str__(self) -> str:
        return (
            f"{self.files:,} files of Python, {self.mentioning:,} of which mention NumPyro, "
            f"{self.megabytes:,.1f} MB"
        )


def python_files(folder: Path) -> Iterator[Path]:
    """The modules and notebooks below a folder."""
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if each != ".git")
        yield from (Path(above, name) for name in sorted(names) if name.endswith(SUFFIXES))


def size_of(folder: Path) -> Size:
    """Count what is in a tree."""
    files = mentioning = length = 0
    for path in python_files(folder):
        data = path.read_bytes()
        files += 1
        mentioning += b"numpyro" in data
        length += len(data)
    return Size(files, mentioning, length / 1e6)


def project(folder: Path, modules: int) -> Path:
    """Write a project of modules with ten models each that import each other.

    A module takes a prior from the one before it, so that all hang together. In each group of four
    modules a model calls one of the module before, which calls one of that before it, and so on.
    """
    package = folder / f"project{modules}" / "models"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    for number in range(modules):
        (package / f"m{number}.py").write_text(_module(number))
    return package.parent


def many(folder: Path, files: int, mentioning: int) -> Path:
    """Write modules in packages of a hundred, of which some, evenly spread, mention NumPyro."""
    for number in range(files):
        package = folder / f"many{files}" / f"p{number // 100}"
        if number % 100 == 0:
            package.mkdir(parents=True)
        mentions = number % (files // mentioning) == 0
        text = _module(0) if mentions else f"def f{number}(x):\n    return x + {number}\n"
        (package / f"m{number}.py").write_text(text)
    return folder / f"many{files}"


def files_of(folder: Path, kilobytes: int = 8, count: int = 5) -> list[Path]:
    """The modules of a tree that mention NumPyro and are nearest to a size."""

    def distance(path: Path) -> tuple[int, str]:
        return abs(path.stat().st_size - 1000 * kilobytes), str(path)

    modules = [path for path in python_files(folder) if path.suffix == ".py"]
    return sorted((p for p in modules if b"numpyro" in p.read_bytes()), key=distance)[:count]


def _module(number: int) -> str:
    models = MODELS_A_MODULE
    scale = 1 + number % 7
    imports = ""
    calls = number % _GROUP > 0
    if number:
        names = [f"PRIOR_{number - 1}"]
        names += [f"model_{number - 1}_{k}" for k in range(models) if calls]
        imports = f"from models.m{number - 1} import {', '.join(names)}\n"
    text = _HEAD.format(number=number, scale=scale, imports=imports)
    for k in range(models):
        prior = f"PRIOR_{number - 1}" if number else "PRIOR_0"
        call = f'intercept = numpyro.sample("intercept_{number}_{k}", {prior})'
        if calls:
            call += f"\n    model_{number - 1}_{k}(x, None)"
        text += _MODEL.format(number=number, k=k, scale=scale, call=call)
    return text + _RUN.format(number=number)
