"""NPL408: values that are substituted for a latent, where they should be observed."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import MODEL


def test_two_sites() -> None:
    (finding,) = check(
        "NPL408",
        """
        def model():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            b = numpyro.sample("b", dist.Normal(0.0, 1.0))
            numpyro.sample("c", dist.Normal(a + b, 1.0), obs=y)
        given = handlers.substitute(model, data={"a": 1.0, "b": 2.0})  # NPL408
        MCMC(NUTS(given), num_warmup=1, num_samples=1).run(key)
        """,
    )
    assert finding.message.startswith("'a' and 'b' stay latent")


def test_other_ways_to_run_a_model() -> None:
    check(
        "NPL408",
        """
        def model():
            a = numpyro.sample("a", dist.Normal(0.0, 1.0))
            numpyro.sample("b", dist.Normal(a, 1.0), obs=y)
            numpyro.deterministic("c", a)
        Predictive(handlers.substitute(model, data={"a": 1.0}), num_samples=9)
        SVI(model, handlers.substitute(model, data={"a": 1.0}), optim.Adam(0.1), Trace_ELBO())
        NUTS(handlers.substitute(model, data={"a": 1.0}))  # NPL408
        NUTS(handlers.substitute(model, data={"b": 1.0}))
        NUTS(handlers.substitute(model, data={"c": 1.0}))
        NUTS(handlers.substitute(model, data={"d": 1.0}))
        """,
    )


UNOBSERVED = MODEL.replace("obs=y", "").replace("y=None", "")


@pytest.mark.parametrize(
    "imports, left, before, after",
    [
        ("", "", "handlers.substitute", "handlers.condition"),
        (
            "from numpyro.handlers import condition, substitute\n",
            "from numpyro.handlers import condition\n",
            "substitute",
            "condition",
        ),
        (
            "from numpyro.handlers import substitute as given\nhandlers = None\n",
            "from numpyro.handlers import condition\nhandlers = None\n",
            "given",
            "condition",
        ),
    ],
)
def test_the_model_is_conditioned(imports: str, left: str, before: str, after: str) -> None:
    program = f'{UNOBSERVED}\nNUTS(HANDLER(model, data={{"y": y}}))'
    marked = imports + program.replace("HANDLER", before) + "  # NPL408"
    check("NPL408", marked, left + program.replace("HANDLER", after), unsafe=True)


def test_a_value_that_is_given_with_others() -> None:
    data = '{"loc": 0.0, "y": y, "z": y}'
    program = f"{UNOBSERVED}\nNUTS(handlers.substitute(model, data={data}))  # NPL408\n"
    advice = (
        "…Give 'loc' and 'y' by `condition`; nplint does not, because 'z', which is given with "
        "it, is no latent site."
    )
    check("NPL408", program, program, unsafe=True, help=advice)
