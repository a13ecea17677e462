"""NPL423: the location of an automatic guide, read as the value of a site."""

from __future__ import annotations

from tests.helpers.programs import check

FIT = """
def model(y=None):
    scale = numpyro.sample("scale", dist.HalfNormal(1.0))
    share = numpyro.sample("share", dist.Beta(1.0, 1.0))
    loc = numpyro.sample("loc", dist.Normal(0.0, 1.0))
    numpyro.sample("y", dist.Normal(loc * share, scale), obs=y)
guide = AutoNormal(model)
svi = SVI(model, guide, optim.Adam(0.1), Trace_ELBO())
result = svi.run(key, 9, y)
"""


def test_a_location_that_is_shown() -> None:
    before = f"""{FIT}
print("scale", result.params["scale_auto_loc"])  # NPL423: …'scale' is bounded from below
"""
    after = f"""{FIT}
print("scale", guide.median(result.params)["scale"])
"""
    check("NPL423", before, after, unsafe=True)
    check(
        "NPL423",
        f"""{FIT}
params = svi.get_params(svi.init(key, y))
print(f"{{params['share_auto_loc']:.2f}}")  # NPL423: …'share' is between bounds
def low():
    return params["scale_auto_loc"] - 2.0  # NPL423 `params["scale_auto_loc"]`
""",
    )


def test_a_location_that_is_transformed_or_kept_or_real() -> None:
    check(
        "NPL423",
        f"""{FIT}
params = result.params
print(params["loc_auto_loc"], jnp.exp(params["scale_auto_loc"]), params["scale_auto_scale"])
kept = params["scale_auto_loc"]
print(jnp.exp(kept), params["other_auto_loc"])
print(given["scale_auto_loc"])
""",
    )


def test_other_guides_and_prefixes() -> None:
    other = FIT.replace("AutoNormal(model)", "AutoDelta(model)")
    check("NPL423", other + 'print(result.params["scale_auto_loc"], AutoNormal)\n')
    other = FIT.replace("AutoNormal(model)", "AutoNormal(model, prefix='q')")
    check("NPL423", other + 'print(result.params["scale_q_loc"])  # NPL423\n')
