"""NPL415: centring that is left to learn, where nobody learns it."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

RUN = "NUTS(handlers.reparam(model, config={'x': MADE}))"


def program(made: str, run: str = RUN, mark: str = "", obs: str = "") -> str:
    """Return a model, what runs it reparametrised by something, and what runs that."""
    return f"""
        from numpyro.infer.reparam import LocScaleReparam
        def model(y=None):
            mu = numpyro.sample("mu", dist.Normal())
            with numpyro.plate("n", 3):
                numpyro.sample("x", dist.Normal(mu, 1.0){obs})
        {run.replace("MADE", made)}{mark}
        """


@pytest.mark.parametrize(
    ("made", "repaired"),
    [
        ("LocScaleReparam()", "LocScaleReparam(0)"),
        ("LocScaleReparam(shape_params=['df'])", "LocScaleReparam(0, shape_params=['df'])"),
    ],
)
def test_the_site_is_decentred(made: str, repaired: str) -> None:
    mark = f"  # NPL415 `{made}`: 'x' stays half centred…"
    check("NPL415", program(made, mark=mark), program(repaired), unsafe=True)


@pytest.mark.parametrize("made", ["LocScaleReparam(None)", "LocScaleReparam(centered=None)"])
def test_none_is_the_default(made: str) -> None:
    text = program(made, mark="  # NPL415")
    check("NPL415", text, text, unsafe=True, help="…not as it expects them…")


@pytest.mark.parametrize(
    "made", ["LocScaleReparam(0)", "LocScaleReparam(centered=c)", "LocScaleReparam(**settings)"]
)
def test_a_centring_that_is_given(made: str) -> None:
    check("NPL415", program(made))


@pytest.mark.parametrize(
    "run",
    [
        RUN.replace("NUTS(", "NUTS(handlers.lift(").replace("))", ")))"),
        RUN.replace("NUTS(", "NUTS(handlers.substitute(").replace("))", "), data=learnt))"),
        RUN.replace("NUTS(", "SVI(guide=guide, optim=opt, loss=loss, model="),
        "NUTS(handlers.reparam(model, config={'z': MADE}))",
        "NUTS(handlers.reparam(model, config=lambda site: MADE))",
    ],
)
def test_what_may_give_it_a_value(run: str) -> None:
    check("NPL415", program("LocScaleReparam()", run))


def test_an_observed_site() -> None:
    check("NPL415", program("LocScaleReparam()", obs=", obs=jnp.ones(3)"))
