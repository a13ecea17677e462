"""NPL425: latent sites whose prior a mask takes out."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check


def program(*lines: str, run: str = "MCMC(NUTS(model), num_warmup=1, num_samples=1)") -> str:
    body = "\n    ".join(lines)
    return f"\nimport elsewhere\ndef model(x, y=None):\n    {body}\n{run}.run(key, x, y)\n"


MASKED = 'a = numpyro.sample("a", dist.Normal(0.0, 1.0).mask(False))'
OBSERVED = 'numpyro.sample("y", dist.Normal(a, 1.0), obs=y)'
SAID = "  # NPL425: the prior of 'a' counts for nothing, as its density is masked…'y' allow"


def test_a_mask_in_a_chain_of_methods() -> None:
    before = program(MASKED + SAID, OBSERVED)
    check("NPL425", before, program(MASKED.replace(".mask(False)", ""), OBSERVED), unsafe=True)
    chain = 'a = numpyro.sample("a", (dist.Normal(0.0, 1.0)).mask(mask=False).expand([3]))'
    before = program(chain + SAID, OBSERVED)
    check("NPL425", before, program(chain.replace(".mask(mask=False)", ""), OBSERVED), unsafe=True)


def test_a_mask_around_several_sites() -> None:
    before = program(
        "with handlers.mask(mask=False):",
        '    a = numpyro.sample("a", dist.Normal(0.0, 1.0))' + SAID,
        OBSERVED,
    )
    check("NPL425", before, before, unsafe=True)


@pytest.mark.parametrize(
    "lines",
    [
        (MASKED, "numpyro.factor('f', -a**2)", OBSERVED),
        (MASKED, "numpyro.sample('x', dist.Normal(0.0, 1.0), obs=jnp.where(x, a, x))", OBSERVED),
        (MASKED.replace("Normal", "Uniform"), OBSERVED),
        (MASKED.replace("False", "x > 0"), OBSERVED),
        (MASKED.replace("False))", "False), obs=x)"), OBSERVED),
        (MASKED, "numpyro.sample('y', dist.Normal(0.0, 1.0), obs=y)"),
        ("a = 0.0", "if x is None:", f"    {MASKED}", OBSERVED),
        (MASKED, "elsewhere.unseen(a)", OBSERVED),
    ],
)
def test_a_density_from_elsewhere(lines: tuple[str, ...]) -> None:
    check("NPL425", program(*lines))


def test_a_simulation() -> None:
    check("NPL425", program(MASKED, OBSERVED, run="Predictive(model, num_samples=9)"))
