"""NPL411: a discrete site that nothing sums over."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

GUIDE = """
def guide(y=None):
    group = numpyro.param("group", 0.5)
    numpyro.sample("p", dist.Beta(numpyro.param("a", 1.0), group))
"""
ENUMERATED = f"""
def model(y=None):
    p = numpyro.sample("p", dist.Beta(1.0, 1.0))
    group = numpyro.sample("group", dist.Bernoulli(p))  # GROUP
    numpyro.sample("y", dist.Normal(group, 1.0), obs=y)
{GUIDE}"""


def test_a_loss_that_is_not_known_or_is_another() -> None:
    check(
        "NPL411",
        f"""{ENUMERATED}
SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)
SVI(model, guide, optim.Adam(0.1), loss).run(key, 9, y)
SVI(model, guide, optim.Adam(0.1), *loss).run(key, 9, y)
SVI(model, guide, optim.Adam(0.1), TraceEnum_ELBO() if marked else Trace_ELBO()).run(key, 9, y)
""",
    )


def test_another_run_before() -> None:
    check(
        "NPL411",
        f"""{ENUMERATED.replace("GROUP", "NPL411")}
Predictive(model, num_samples=9)
MCMC(NUTS(model), num_warmup=1, num_samples=1).run(key, y)
SVI(model, AutoNormal(model), optim.Adam(0.1), TraceEnum_ELBO()).run(key, 9, y)
SVI(model, guide, optim.Adam(0.1), TraceEnum_ELBO()).run(key, 9, y)
SVI(model, guide, optim.Adam(0.2), TraceEnum_ELBO()).run(key, 9, y)
""",
    )


def test_in_a_scope() -> None:
    check(
        "NPL411",
        f"""{ENUMERATED.replace("GROUP", "NPL411")}
SVI(handlers.scope(model, prefix="a"), guide, optim.Adam(0.1), TraceEnum_ELBO()).run(key, 9, y)
""",
    )


def test_arguments_or_names_that_are_not_known() -> None:
    check(
        "NPL411",
        f"""
def model(name, y=None):
    p = numpyro.sample("p", dist.Beta(1.0, 1.0))
    group = numpyro.sample("group", dist.Bernoulli(p), **settings)
    other = numpyro.sample(name, dist.Bernoulli(p))
    numpyro.sample("y", dist.Normal(group + other, 1.0), obs=y)
{GUIDE}
SVI(model, guide, optim.Adam(0.1), TraceEnum_ELBO()).run(key, 9, y)
""",
    )


def test_infer_says_something_else() -> None:
    check(
        "NPL411",
        f"""
def model(y=None):
    a = numpyro.sample("a", dist.Bernoulli(0.5), infer={{"note": "parallel"}})  # NPL411
    b = numpyro.sample("b", dist.Bernoulli(0.5), infer={{"enumerate": "sequential"}})
    c = numpyro.sample("c", dist.Bernoulli(0.5), infer={{key: "parallel"}})
    d = numpyro.sample("d", dist.Bernoulli(0.5), infer=infer)
    e = numpyro.sample("e", dist.Bernoulli(0.5), infer=grown)
    numpyro.sample("y", dist.Normal(a + b + c + d + e, 1.0), obs=y)
{GUIDE}
infer = infer.settings
grown = {{"note": "parallel"}}
grown[name] = "parallel"
SVI(model, guide, optim.Adam(0.1), TraceEnum_ELBO()).run(key, 9, y)
""",
        help='Add `"enumerate": "parallel"` to its `infer`.',
    )


def test_a_guide_that_may_have_the_site() -> None:
    check(
        "NPL411",
        f"""{ENUMERATED}
def named(y=None):
    numpyro.sample(name, dist.Bernoulli(0.5))
from elsewhere import other_guide
def opaque(y=None):
    other_guide(y)
SVI(model, named, optim.Adam(0.1), TraceEnum_ELBO()).run(key, 9, y)
SVI(model, guide if wide else AutoNormal(model), optim.Adam(0.1), TraceEnum_ELBO()).run(key, 9, y)
SVI(model, opaque, optim.Adam(0.1), TraceEnum_ELBO()).run(key, 9, y)
""",
    )


def test_infer_says_nothing() -> None:
    program = """
def model(y):
    a = numpyro.sample("a", dist.Bernoulli(0.5), infer={})  # NPL411
    numpyro.sample("y", dist.Normal(a, 1.0), obs=y)
def guide(y):
    numpyro.param("b", 0.0)

SVI(model, guide, optim.Adam(0.1), TraceEnum_ELBO())
"""
    advice = '…Add `"enumerate": "parallel"` to its `infer`.'
    check("NPL411", program, program, unsafe=True, help=advice)


@pytest.mark.parametrize(
    "around, mark",
    [
        *((around, "  # NPL411") for around in
          ("numpyro.plate('N', 3)", "numpyro.plate_stack('N', [3])", "handlers.mask(mask=True)",
           "handlers.scale(scale=2.0)", "handlers.scope(prefix='a')")),
        ("handlers.block()", ""),
        ("unknown()", ""),
    ],
)  # fmt: skip
def test_what_a_site_stands_in(around: str, mark: str) -> None:
    check(
        "NPL411",
        f"""
def model(y=None):
    with {around}:
        group = numpyro.sample("group", dist.Bernoulli(0.5)){mark}
    numpyro.sample("y", dist.Normal(group, 1.0), obs=y)
{GUIDE}
SVI(model, guide, optim.Adam(0.1), TraceEnum_ELBO()).run(key, 9, y)
""",
    )
