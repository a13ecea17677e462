"""NPL305: an AffineTransform without its domain."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import KERNEL, RUN, guide, model


@pytest.mark.parametrize(
    "runs",
    [KERNEL, RUN, "SVI(model, guide, optimizer, Trace_ELBO())", "guide = AutoNormal(model)"],
)
def test_an_affine_transform_is_told_of_whatever_infers_its_site(runs: str) -> None:
    base, affine = "dist.Gamma(4.0, 4.0)", "dist.transforms.AffineTransform(0.0, 3.0)"
    message = (
        "'x' may take any real value in `model`: its AffineTransform does…"
        "the support of Gamma, and inference goes to values…"
    )
    before, after = (
        model(
            'numpyro.sample("y", dist.Normal(), obs=y)',
            f'numpyro.sample("x", dist.TransformedDistribution({base}, {made})){mark}',
            runs=f"{runs}\n{runs}\n",
        )
        for made, mark in (
            (affine, f"  # NPL305 `{affine}`: {message}"),
            (f"{affine[:-1]}, domain=dist.constraints.positive)", ""),
        )
    )
    check("NPL305", before, after, unsafe=True)


AFFINE = "AffineTransform(0.0, 3.0)"


@pytest.mark.parametrize(
    "base, transforms, domain",
    [
        ("dist.Beta(1.0, 2.0)", AFFINE, "dist.constraints.unit_interval"),
        ("dist.Beta(1.0, 2.0)", f"[{AFFINE}]", "dist.constraints.unit_interval"),
        ("dist.Gamma(1.0, 2.0).expand([3])", AFFINE, "dist.constraints.positive"),
        ("dist.Gamma(1.0, y).to_event(1)", AFFINE, "dist.constraints.positive"),
        ("dist.Gamma(1.0, 2.0).mask(True)", AFFINE, "dist.constraints.positive"),
        ("uniform", AFFINE, "uniform.support"),
        ("dist.Uniform(1.0, 2.0)", AFFINE, None),
        ("dist.Pareto(1.0, 2.0)", AFFINE, None),
    ],
)
def test_the_domain_of_an_affine_transform(base: str, transforms: str, domain: str | None) -> None:
    mark = "  # NPL305: the site may take any real value…"
    given = transforms.replace(AFFINE, f"{AFFINE[:-1]}, domain={domain})")
    repaired = f"x = changed({base}, {given})"
    if len(repaired) > 84:  # beyond the line length, with the indentation
        repaired = f"x = changed(\n    {base},\n    {given},\n)"
    before, after = (
        model(
            "from numpyro.distributions.transforms import AffineTransform, ExpTransform",
            "uniform, changed = dist.Uniform(1.0, 2.0), dist.TransformedDistribution",
            line,
            "numpyro.sample(name, x.expand([2]).mask(True).to_event(1))",
        )
        for line in (f"x = changed({base}, {transforms}){mark}", repaired)
    )
    check("NPL305", before, after if domain else before, unsafe=True)


@pytest.mark.parametrize(
    "base, transforms, observed",
    [
        ("dist.Gamma(1.0, 2.0)", AFFINE, ", obs=1.0"),
        ("dist.Normal(1.0, 2.0)", AFFINE, ""),
        ("dist.Normal(1.0, 2.0) if y else dist.Gamma(1.0, 2.0)", AFFINE, ""),
        ("mine(y)", AFFINE, ""),
        ("dist.Gamma(1.0, 2.0)", f"[ExpTransform(), {AFFINE}]", ""),
        ("dist.Gamma(1.0, 2.0)", "[]", ""),
        ("dist.Gamma(1.0, 2.0)", "*y", ""),
        ("**y", f"transforms={AFFINE}", ""),
        ("dist.Gamma(1.0, 2.0)", "ExpTransform()", ""),
        ("dist.Gamma(1.0, 2.0)", f"{AFFINE} if y else ExpTransform()", ""),
        ("dist.Gamma(1.0, 2.0)", "AffineTransform(0.0, 3.0, domain=y)", ""),
        ("dist.Gamma(1.0, 2.0)", "AffineTransform(0.0, 3.0, **y)", ""),
    ],
)
def test_an_affine_transform_that_is_right_or_not_known(
    base: str, transforms: str, observed: str
) -> None:
    given = f"{transforms}, {base}" if base == "**y" else f"{base}, {transforms}"
    lines = (
        "from numpyro.distributions.transforms import AffineTransform, ExpTransform",
        f'numpyro.sample("x", dist.TransformedDistribution({given}){observed})',
    )
    check("NPL305", model(*lines))


def test_where_nothing_is_inferred_an_affine_transform_does_no_harm() -> None:
    affine = "dist.transforms.AffineTransform(0.0, 3.0)"
    made = f"dist.TransformedDistribution(dist.Gamma(1.0, 2.0), {affine})"
    predicted = "Predictive(model, num_samples=3)(random.PRNGKey(0), 1.0)\n"
    check("NPL305", model(f'numpyro.sample("x", {made})', runs=predicted))
    check("NPL305", guide(f'numpyro.sample("x", {made})'))
    check("NPL305", model(f'numpyro.deterministic("x", {made})'))
    reparam = f'with handlers.reparam(config={{}}): numpyro.sample("x", {made})'
    check("NPL305", model(reparam))


SUBCLASS = f"""
class Loss(dist.TransformedDistribution):
    OWN
    def __init__(self, scale=1.0, validate_args=None):
        base = dist.HalfNormal(scale)
        t = dist.transforms.AffineTransform(0.0, -1.0MARK
        super().__init__(base, t)
class Smaller(Loss):
    pass
{model('numpyro.sample("x", Loss(2.0))', 'numpyro.sample("z", Smaller(2.0))')}
"""


def test_a_subclass_that_transforms_its_base() -> None:
    before = SUBCLASS.replace("OWN", "").replace("MARK", ")  # NPL305")
    after = before.replace("-1.0)  # NPL305", "-1.0, domain=dist.constraints.positive)")
    check("NPL305", before, after, unsafe=True)


@pytest.mark.parametrize(
    "own",
    [
        "support = dist.constraints.less_than(0.0)",
        "@property\n    def support(self): return dist.constraints.less_than(0.0)",
    ],
)
def test_a_subclass_with_a_support_of_its_own(own: str) -> None:
    check("NPL305", SUBCLASS.replace("MARK", ")").replace("OWN", own))


@pytest.mark.parametrize(
    "before, after",
    [
        ("(dist.TransformedDistribution)", "(Mixin, dist.TransformedDistribution)"),
        ("super().__init__", "self.start"),
        ("super()", "Other()"),
    ],
)
def test_a_subclass_whose_base_is_made_in_other_ways(before: str, after: str) -> None:
    program = SUBCLASS.replace("MARK", ")").replace("OWN", "").replace(before, after)
    check("NPL305", program)
