"""NPL417: what is no model in the place of a model, and classes in the place of instances."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

MODEL = """
def model(x, y=None):
    mu = numpyro.sample("mu", dist.Normal(0.0, x))
    numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)
"""


@pytest.mark.parametrize("ending", ["", "return mu", "return mu + x", "return {'mu': mu}"])
@pytest.mark.parametrize("call", ["NUTS(CALL)", "SVI(model, CALL, loss=Trace_ELBO(), optim=opt)"])
def test_the_result_of_a_model(ending: str, call: str) -> None:
    text = f"{MODEL}    {ending}\n{call.replace('CALL', 'model(x, y)')}"
    message = "`model(…)` runs at once, outside of inference, and `…` gets its result…"
    check("NPL417", f"{text}  # NPL417 `model(x, y)`: {message}\n")


@pytest.mark.parametrize("taker", ["Predictive(made, num_samples=3)", "AutoNormal(made)"])
def test_a_trace(taker: str) -> None:
    text = f"{MODEL}made = handlers.trace(handlers.seed(model, 0)).get_trace(x)\n{taker}"
    check("NPL417", f"{text}  # NPL417 `made`: …raises `ValueError`…\n")


@pytest.mark.parametrize(
    ("call", "place", "message"),
    [
        ("MCMC(NUTS, num_warmup=1, num_samples=1)", "NUTS", "…`run` raises `TypeError`"),
        ("MCMC(model, num_warmup=1, num_samples=1)", "model", "…takes a kernel, and `model` is…"),
        ("SVI(model, AutoNormal, opt, Trace_ELBO())", "AutoNormal", "…so nothing is learnt"),
        ("SVI(model, guide, optim.Adam, Trace_ELBO())", "optim.Adam", "…where Optax is missing"),
    ],
)
def test_something_else_in_the_place(call: str, place: str, message: str) -> None:
    check("NPL417", f"{MODEL}{call}  # NPL417 `{place}`: {message}\n")


def test_an_uncalled_loss_is_called() -> None:
    before = f"{MODEL}SVI(model, guide, opt, loss=infer.RenyiELBO)  # NPL417\n"
    check("NPL417", before, before.replace("RenyiELBO)  # NPL417", "RenyiELBO())"))


def test_what_may_be_a_model() -> None:
    check(
        "NPL417",
        f"""{MODEL}
def either(x):
    model(x)
    return model if x else other
def silent(x):
    return 1.0
NUTS(either(x)), NUTS(unknown(x)), NUTS(silent(x)), NUTS(None), AutoNormal(model)
MCMC(sampler, num_warmup=1, num_samples=1)
SVI(model, guide, opt, loss=Trace_ELBO if x else Trace_ELBO())
""",
    )


def test_an_error_that_is_waited_for() -> None:
    check(
        "NPL417",
        f"""{MODEL}
import pytest
with pytest.raises(AttributeError):
    MCMC(model, num_warmup=1, num_samples=1)
""",
    )
