"""NPL403: values of a guide that the model's support excludes."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def program(prior: str, own: str, said: str = "") -> str:
    return f"""
def model(y, top=1.0):
    numpyro.sample("a", {prior})
def guide(y, top=1.0):
    numpyro.sample("a", {own}){said}
SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y, top)
"""


@pytest.mark.parametrize(
    ("prior", "own"),
    [
        ("dist.Gamma(1.0, 1.0)", "dist.StudentT(3.0, 0.0, 1.0)"),
        ("dist.Beta(1.0, 1.0)", "dist.LogNormal(0.0, 1.0)"),
        ("dist.Uniform(0.0, top)", "dist.Normal(0.0, 1.0)"),
        ("dist.Uniform(0.0, top)", "dist.HalfNormal(1.0)"),
        ("dist.Uniform(0.0, 2.0)", "dist.Uniform(0.0, 3.0)"),
        ("dist.TruncatedNormal(0.0, 1.0, low=1.0)", "dist.HalfNormal(1.0)"),
        ("dist.HalfNormal(1.0).expand([3]).to_event(1)", "dist.Normal(jnp.zeros(3)).to_event(1)"),
        ("dist.Dirichlet(jnp.ones(3))", "dist.Normal(jnp.zeros(3)).to_event(1)"),
        ("dist.LKJCholesky(3)", "dist.Normal(jnp.eye(3)).to_event(2)"),
    ],
)
def test_wider(prior: str, own: str) -> None:
    said = "  # NPL403: `guide` draws 'a' from …, whose values may lie outside of the support of…"
    check("NPL403", program(prior, own, said))


@pytest.mark.parametrize(
    ("prior", "own"),
    [
        ("dist.Normal(0.0, 1.0)", "dist.HalfNormal(1.0)"),
        ("dist.HalfNormal(1.0)", "dist.Gamma(1.0, 1.0)"),
        ("dist.HalfNormal(1.0)", "dist.Delta(y)"),
        ("dist.Uniform(0.0, top)", "dist.Beta(1.0, 1.0)"),
        ("dist.HalfNormal(1.0)", "dist.TransformedDistribution(base, transforms)"),
        ("dist.HalfNormal(1.0)", "dist.Normal(0.0, 1.0) if top else dist.Gamma(1.0, 1.0)"),
        ("dist.ImproperUniform(support, (), ())", "dist.Normal(0.0, 1.0)"),
        ("dist.Dirichlet(jnp.ones(3))", "dist.Dirichlet(jnp.ones(3))"),
    ],
)
def test_not_wider_or_not_known(prior: str, own: str) -> None:
    check("NPL403", program(prior, own))


def test_the_repair_is_a_lognormal() -> None:
    before = program("dist.HalfNormal(1.0)", "dist.Normal(0.0, 1.0)", "  # NPL403")
    after = before.replace("dist.Normal", "dist.LogNormal").replace("  # NPL403", "")
    check("NPL403", before, after, unsafe=True)
    imported = "from numpyro.distributions import LogNormal, Normal\n"
    before = imported + before.replace("dist.Normal", "Normal")
    after = imported + after.replace("dist.LogNormal", "LogNormal")
    check("NPL403", before, after.replace("LogNormal, Normal", "LogNormal"), unsafe=True)
