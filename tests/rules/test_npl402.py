"""NPL402: sites of which a model and its guide have but one."""

from __future__ import annotations

from tests.helpers.programs import check

MODEL = """
def model(y=None, far=False):
    mean = numpyro.sample("mean", dist.Normal(0.0, 1.0))
    scale = numpyro.sample("scale", dist.HalfNormal(1.0))
    numpyro.sample("y", dist.Normal(mean, scale), obs=y)
"""
RUN = "SVI(model, guide, optim.Adam(0.1), Trace_ELBO()).run(key, 9, y)\n"
MEAN = 'numpyro.sample("mean", dist.Normal(numpyro.param("loc", 0.0), 1.0))'
SCALE = 'numpyro.sample("scale", dist.LogNormal(0.0, 1.0))'


def guide(*lines: str) -> str:
    body = "\n    ".join(lines)
    return f"\ndef guide(y=None, far=False):\n    {body}\n{RUN}"


def test_a_latent_that_the_guide_lacks() -> None:
    said = "  # NPL402: 'scale' is drawn from its prior in each step of SVI…"
    check("NPL402", MODEL.replace("HalfNormal(1.0))", f"HalfNormal(1.0)){said}") + guide(MEAN))


def test_a_name_that_is_misspelt() -> None:
    said = "  # NPL402: 'scal' is no site of `model`, whose 'scale' is drawn from its prior…"
    check("NPL402", MODEL + guide(MEAN, SCALE.replace("scale", "scal") + said))


def test_a_site_that_the_model_lacks() -> None:
    left = 'numpyro.sample("left", dist.Normal(0.0, numpyro.param("s", 1.0)))'
    said = "  # NPL402: 'left' is no site of `model`: in the ELBO it counts by its entropy…"
    check("NPL402", MODEL + guide(MEAN, SCALE, left + said))
    check("NPL402", MODEL + guide(MEAN, SCALE, left[:-1] + ', infer={"is_auxiliary": True})'))


def test_a_site_that_others_are_computed_from() -> None:
    check(
        "NPL402",
        MODEL
        + guide(
            'shared = numpyro.sample("shared", dist.Normal(0.0, 1.0))',
            'numpyro.sample("mean", dist.Delta(2.0 * shared))',
            SCALE,
        ),
    )


def test_sites_that_may_be_elsewhere() -> None:
    check("NPL402", MODEL + guide(MEAN, "numpyro.sample(name, dist.HalfNormal(1.0))"))
    unseen = "from elsewhere import other_guide\n"
    check("NPL402", unseen + MODEL + guide(MEAN, "other_guide(y)"))
    check("NPL402", MODEL + guide(MEAN, "automatic(y)") + "automatic = AutoNormal(model)\n")
    check("NPL402", MODEL + guide("pass").replace("SVI(model,", "SVI(AutoNormal(model),"))
    check("NPL402", MODEL + guide("pass").replace(" guide,", " guide if far else other,"))
    check("NPL402", MODEL + guide("pass").replace("SVI(", "Predictive("))


def test_sites_that_are_not_drawn_each_time() -> None:
    check(
        "NPL402",
        """
def model(y=None, far=False):
    if far:
        numpyro.sample("a", dist.Normal(0.0, 1.0))
    with handlers.mask(mask=False):
        numpyro.sample("b", dist.Normal(0.0, 1.0))
    with handlers.block():
        numpyro.sample("c", dist.Normal(0.0, 1.0))
    numpyro.sample("d", dist.Bernoulli(0.5))
    numpyro.sample("e", dist.Normal(0.0, 1.0), infer=settings)
    numpyro.sample("f", dist.Normal(0.0, 1.0), obs=y)
"""
        + guide("pass"),
    )


def test_handlers_that_rename_or_add() -> None:
    model = MODEL.replace("def model", "@handlers.scope(prefix='a')\ndef model")
    check("NPL402", model + guide(MEAN, SCALE))
    reparametrised = "model = handlers.reparam(model, config=config)\n"
    check("NPL402", MODEL + reparametrised + guide(MEAN))


def shapes(model: str, own: str, said: str = "") -> str:
    return f"""
def model(y=None):
    numpyro.sample("w", {model})
def guide(y=None):
    loc = numpyro.param("loc", jnp.zeros(2))
    with numpyro.plate("rows", 2):
        narrow = numpyro.param("narrow", jnp.zeros(2))
    numpyro.sample("w", {own}){said}
{RUN}"""


def test_shapes() -> None:
    said = "  # NPL402: `guide` draws 'w' as an array of the shape (2,), `model` as one of (3,)…"
    vector = "dist.Normal(0.0, 1.0).expand([3]).to_event(1)"
    check("NPL402", shapes(vector, "dist.Normal(loc, 1.0).to_event(1)", said))
    check("NPL402", shapes(vector, "dist.Normal(narrow, 1.0).to_event(1)", said))
    check("NPL402", shapes(vector, "dist.Normal(jnp.zeros(3), 1.0).to_event(1)"))
    check("NPL402", shapes(vector, "dist.Normal(y, 1.0).to_event(1)"))
    check(
        "NPL402",
        shapes("dist.Normal(0.0, 1.0).expand([n]).to_event(1)", "dist.Delta(loc, event_dim=1)"),
    )


def test_events() -> None:
    said = "  # NPL402: `guide` draws 'w' as single numbers, `model` as vectors: SVI raises…"
    check("NPL402", shapes("dist.Dirichlet(jnp.ones(2))", "dist.Normal(loc, 1.0)", said))
    check("NPL402", shapes("dist.Normal(jnp.zeros(2)).to_event(n)", "dist.Normal(loc, 1.0)"))
    check("NPL402", shapes("dist.MixtureSameFamily(a, b)", "dist.Normal(loc, 1.0).to_event(1)"))
