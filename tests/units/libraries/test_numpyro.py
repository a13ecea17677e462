"""The functions of NumPyro that make sites, and the values that its calls give."""

from __future__ import annotations

import pytest

from nplint.facts.expressions import Name
from nplint.libraries.numpyro import sample_arguments
from tests.helpers.linked import RUN, program
from tests.units.model.test_trace_walk import trace

KINDS = {
    "numpyro.sample": "sample",
    "numpyro.param": "param",
    "numpyro.deterministic": "deterministic",
    "numpyro.factor": "factor",
    "numpyro.plate": "plate",
    "numpyro.plate_stack": "plate_stack",
    "numpyro.module": "module",
    "numpyro.subsample": "subsample",
    "numpyro.prng_key": "prng_key",
    "numpyro.primitives.mutable": "mutable",
    **{f"numpyro.contrib.module.{net}_module": "module" for net in ("flax", "haiku", "nnx", "eqx")},
    **{
        f"numpyro.contrib.module.random_{net}_module": "random_module"
        for net in ("flax", "haiku", "nnx", "eqx")
    },
    **{
        f"numpyro.contrib.hsgp.approximation.{name}": "approximation"
        for name in ("linear_approximation", "hsgp_squared_exponential", "hsgp_matern",
                     "hsgp_rational_quadratic", "hsgp_periodic_non_centered")
    },
}  # fmt: skip
ONE_SITE = {"sample", "param", "deterministic", "factor", "plate", "subsample", "mutable"}
IMPORTS = """
import numpyro.contrib.hsgp.approximation
import numpyro.contrib.module
import numpyro.primitives
"""


@pytest.mark.parametrize("name", KINDS)
def test_a_function_makes_a_site_of_its_kind(name: str) -> None:
    found = trace(f"{IMPORTS}\ndef model(x):\n    {name}('a', x)\n{RUN}")
    assert [site.kind for site in found.sites] == [KINDS[name]]
    assert found.complete is (KINDS[name] in ONE_SITE)


@pytest.mark.parametrize(
    "call, given",
    [
        ("numpyro.sample(a, b, c)", "abc"),
        ("numpyro.sample(a, b, obs=c)", "abc"),
        ("numpyro.sample(obs=c, fn=b, name=a)", "abc"),
        ("numpyro.sample(a, fn=b)", "ab-"),
        ("numpyro.sample(a)", "a--"),
        ("numpyro.sample(*a)", "---"),
    ],
)
def test_the_arguments_of_a_site(call: str, given: str) -> None:
    (found,) = program(call).index.calls_of("sample")
    shown = [each.id if isinstance(each, Name) else "-" for each in sample_arguments(found)]
    assert "".join(shown) == given


@pytest.mark.parametrize("method", ["log_prob", "sample", "rsample", "sample_with_intermediates",
                                    "cdf"])  # fmt: skip
def test_methods_that_evaluate_a_distribution(method: str) -> None:
    found = trace(f"def model(x):\n    dist.Cauchy().{method}(x)\n{RUN}")
    assert [getattr(value, "short_name", "") for use in found.uses for value in use.values] == [
        "Cauchy"
    ]


@pytest.mark.parametrize("method", ["expand", "to_event", "icdf_of_it", "mean"])
def test_methods_that_do_not(method: str) -> None:
    assert not trace(f"def model(x):\n    dist.Cauchy().{method}(x)\n{RUN}").uses
