"""NPL412: discrete latent sites under inference that is continuous."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def program(drawn: str, run: str, mark: bool = True, more: str = "pass") -> str:
    """Return a model with one discrete site, and what runs it."""
    return f"""
        from numpyro.infer.autoguide import AutoIAFNormal
        opt = optim.Adam(0.1)
        def guide(y):
            numpyro.sample("z", dist.Bernoulli(0.5))
        def model(y, ahead=0):
            z = numpyro.sample("z", {drawn}){"  # NPL412" if mark else ""}
            numpyro.sample("y", dist.Normal(z, 1.0), obs=y)
            {more}
        {run}
        """


KERNELS = ["NUTS", "HMC", "infer.BarkerMH", "infer.SA", "infer.AIES", "infer.ESS"]


@pytest.mark.parametrize("kernel", [*(f"{each}(model)" for each in KERNELS),
                                    "infer.HMCECS(NUTS(model))", "infer.MixedHMC(HMC(model))",
                                    "infer.DiscreteHMCGibbs(NUTS(model))"])  # fmt: skip
def test_kernels_that_cannot_enumerate_a_count(kernel: str) -> None:
    run = f"MCMC({kernel}, num_warmup=1, num_samples=1).run(key, y)"
    check("NPL412", program("dist.Poisson(3.0)", run))
    check("NPL412", program("dist.Bernoulli(0.3)", run, mark=False))


@pytest.mark.parametrize(
    "drawn",
    ["dist.Geometric(0.3)", "dist.Multinomial(3, p)", "dist.Poisson(3.0).expand([2]).mask(True)",
     "dist.Bernoulli(0.3).expand([2]).to_event(1)", "dist.NegativeBinomial2(1.0, 2.0)"],
)  # fmt: skip
def test_distributions_that_cannot_be_enumerated(drawn: str) -> None:
    check("NPL412", program(drawn, "NUTS(model)"))


@pytest.mark.parametrize("guide", ["AutoNormal", "AutoDelta", "AutoIAFNormal"])
@pytest.mark.parametrize("drawn", ["dist.Poisson(3.0)", "dist.Categorical(p)"])
def test_automatic_guides_take_no_discrete_site(guide: str, drawn: str) -> None:
    check("NPL412", program(drawn, f"SVI(model, {guide}(model), opt, Trace_ELBO())"))


@pytest.mark.parametrize(
    ("loss", "found"),
    [
        ("Trace_ELBO()", True),
        ("infer.TraceMeanField_ELBO()", True),
        ("infer.RenyiELBO()", True),
        ("infer.TraceGraph_ELBO()", False),
        ("TraceEnum_ELBO()", False),
        ("unknown", False),
    ],
)
def test_losses_without_a_gradient(loss: str, found: bool) -> None:
    check("NPL412", program("dist.Bernoulli(0.3)", f"SVI(model, guide, opt, {loss})", mark=found))


def test_a_site_that_nothing_depends_on() -> None:
    more = 'numpyro.sample("next", dist.Poisson(3.0))'
    text = program("dist.Normal()", "SVI(model, guide, opt, Trace_ELBO())", mark=False, more=more)
    check("NPL412", text)


@pytest.mark.parametrize(
    "run",
    ["NUTS(handlers.condition(model, {'z': 1}))", "Predictive(model, num_samples=3)",
     "infer.HMCGibbs(NUTS(model), draw, ['z'])", "AutoNormal(handlers.block(model, hide=['z']))"],
)  # fmt: skip
def test_what_else_may_give_the_site(run: str) -> None:
    check("NPL412", program("dist.Poisson(3.0)", run, mark=False))


def test_a_site_in_a_branch() -> None:
    more = 'numpyro.sample("next", dist.Poisson(3.0)) if ahead else None'
    check("NPL412", program("dist.Normal()", "NUTS(model)", mark=False, more=more))


def test_the_message_names_kernel_and_distribution() -> None:
    found = check("NPL412", program("dist.Poisson(3.0)", "NUTS(model)"))
    assert found[0].message.startswith("`NUTS` raises when it is run: 'z' is a discrete latent")
    assert "`Poisson`" in found[0].message
