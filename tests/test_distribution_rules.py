"""What the rules on distributions (NPL3xx) tell of in small programs."""

from __future__ import annotations

import pytest

from tests.small_programs import KERNEL, RUN, edits, findings, guide, helps, model, places, told

# -- NPL303, NPL304: what stands for a covariance -----------------------------------------------


@pytest.mark.parametrize(
    "arguments, message, edit",
    [
        ("scale_tril=s * L", "multiply the columns of `L`", {"": "[..., None]"}),
        ("scale_tril=jnp.sqrt(s) * L", "multiply the columns of `L`", {"": "[..., None]"}),
        ("scale_tril=(s + 1.0) * L", "", None),
        ("scale_tril=L @ jnp.diag(s)", "columns of `L`", {"L": "jnp.diag(s)", "jnp.diag(s)": "L"}),
        ("scale_tril=jnp.diag(s) @ L", "", None),
        ("covariance_matrix=L", "is taken for a covariance", {"covariance_matrix": "scale_tril"}),
        (
            "covariance_matrix=jnp.diag(s) @ L @ jnp.diag(s)",
            "is used as the correlation",
            {"L": "(L @ L.T)"},
        ),
        ("covariance_matrix=jnp.outer(s, s) * L", "as the correlation", {"L": "(L @ L.T)"}),
        ("scale_tril=jnp.diag(s) @ L @ jnp.diag(s)", "scaled from both sides", None),
        ("L", "", None),
        ("scale_tril=L", "", None),
        ("precision_matrix=L", "", None),
    ],
)
def test_npl303_a_factor_of_a_correlation(
    arguments: str, message: str, edit: dict[str, str] | None
) -> None:
    program = model(
        's = numpyro.sample("s", dist.HalfNormal(2.0).expand([2]))',
        'L = numpyro.sample("L", dist.LKJCholesky(2))',
        f'numpyro.sample("x", dist.MultivariateNormal(0.0, {arguments}), obs=y)',
    )
    found = told(program, "NPL303")
    assert len(found) == bool(message)
    assert message in "".join(each for _, each in found)
    assert edits(program, "NPL303") == [edit] * bool(message)


def test_npl303_a_scaled_factor_that_is_used_twice_is_told_of_once() -> None:
    program = model(
        's = numpyro.sample("s", dist.HalfNormal(2.0).expand([2]))',
        'L = numpyro.sample("L", dist.LKJCholesky(2))',
        "scaled = s * L",
        'numpyro.sample("a", dist.MultivariateNormal(0.0, scale_tril=scaled), obs=y)',
        'numpyro.sample("b", dist.MultivariateNormal(0.0, scale_tril=scaled), obs=y)',
    )
    assert places(program, "NPL303") == ["s * L"]


@pytest.mark.parametrize(
    "made, message, label, edit",
    [
        (
            "MultivariateNormal(0.0, L)",
            "`L` is a Cholesky factor, and is taken for the covariance itself",
            "a Cholesky factor as `covariance_matrix`",
            {"": "scale_tril="},
        ),
        (
            "MultivariateNormal(covariance_matrix=L)",
            "`L` is a Cholesky factor",
            "a Cholesky factor as `covariance_matrix`",
            {"covariance_matrix": "scale_tril"},
        ),
        (
            "MultivariateNormal(scale_tril=L @ L.T)",
            "this is a covariance, and is taken for its Cholesky factor",
            "a covariance as `scale_tril`",
            {"scale_tril": "covariance_matrix"},
        ),
        (
            "MultivariateNormal(0.0, L, None)",
            "`L` is a Cholesky factor",
            "a Cholesky factor as `covariance_matrix`",
            None,
        ),
        (
            "MultivariateNormal(0.0, None, None, L @ L.T)",
            "this is a covariance",
            "a covariance as `scale_tril`",
            None,
        ),
        ("MultivariateStudentT(3.0, 0.0, L @ L.T)", "", "", None),  # it takes no covariance
        ("MultivariateNormal(0.0, L @ L.T)", "", "", None),
        ("MultivariateNormal(0.0, L[0])", "", "", None),
        ("GaussianRandomWalk(L)", "", "", None),
    ],
)
def test_npl304_a_factor_in_the_place_of_a_covariance(
    made: str, message: str, label: str, edit: dict[str, str] | None
) -> None:
    program = f"""
def likelihood(cov):
    L = jnp.linalg.cholesky(cov)
    return dist.{made}
{model('numpyro.sample("a", likelihood(y))', 'numpyro.sample("b", likelihood(y))')}
"""
    found = [each for each in findings(program)[1] if each.code == "NPL304"]
    assert [each.label for each in found] == [label] * bool(message)
    assert message in "".join(each.message for each in found)
    assert edits(program, "NPL304") == [edit] * bool(message)


# -- NPL305: an AffineTransform without its domain ----------------------------------------------


@pytest.mark.parametrize(
    "runs",
    [KERNEL, RUN, "SVI(model, guide, optimizer, Trace_ELBO())", "guide = AutoNormal(model)"],
)
def test_npl305_an_affine_transform_is_told_of_whatever_infers_its_site(runs: str) -> None:
    affine = "dist.transforms.AffineTransform(0.0, 3.0)"
    site = f"dist.TransformedDistribution(dist.Gamma(4.0, 4.0), {affine})"
    program = model(
        'numpyro.sample("y", dist.Normal(), obs=y)',
        f'numpyro.sample("x", {site})',
        runs=f"{runs}\n{runs}\n",
    )
    ((place, message),) = told(program, "NPL305")
    assert place == affine
    assert message.startswith("'x' may take any real value in `model`: its AffineTransform does")
    assert "the support of Gamma, and inference goes where there is no prior" in message
    assert edits(program, "NPL305") == [{"": ", domain=dist.constraints.positive"}]


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
def test_npl305_the_domain_of_an_affine_transform(
    base: str, transforms: str, domain: str | None
) -> None:
    program = model(
        "from numpyro.distributions.transforms import AffineTransform, ExpTransform",
        "uniform = dist.Uniform(1.0, 2.0)",
        f"x = dist.TransformedDistribution({base}, {transforms})",
        "numpyro.sample(name, x.expand([2]).mask(True).to_event(1))",
    )
    ((_, message),) = told(program, "NPL305")
    assert message.startswith("the site may take any real value")
    assert edits(program, "NPL305") == [{"": f", domain={domain}"} if domain else None]


@pytest.mark.parametrize(
    "base, transforms, observed",
    [
        ("dist.Gamma(1.0, 2.0)", AFFINE, ", obs=1.0"),
        ("dist.Normal(1.0, 2.0)", AFFINE, ""),
        ("dist.Normal(1.0, 2.0) if y else dist.Gamma(1.0, 2.0)", AFFINE, ""),
        ("mine(y)", AFFINE, ""),
        ("dist.Gamma(1.0, 2.0)", f"[{AFFINE}, ExpTransform()]", ""),
        ("dist.Gamma(1.0, 2.0)", "[]", ""),
        ("dist.Gamma(1.0, 2.0)", "*y", ""),
        ("**y", f"transforms={AFFINE}", ""),
        ("dist.Gamma(1.0, 2.0)", "ExpTransform()", ""),
        ("dist.Gamma(1.0, 2.0)", f"{AFFINE} if y else ExpTransform()", ""),
        ("dist.Gamma(1.0, 2.0)", "AffineTransform(0.0, 3.0, domain=y)", ""),
        ("dist.Gamma(1.0, 2.0)", "AffineTransform(0.0, 3.0, **y)", ""),
    ],
)
def test_npl305_an_affine_transform_that_is_right_or_not_known(
    base: str, transforms: str, observed: str
) -> None:
    given = f"{transforms}, {base}" if base == "**y" else f"{base}, {transforms}"
    lines = (
        "from numpyro.distributions.transforms import AffineTransform, ExpTransform",
        f'numpyro.sample("x", dist.TransformedDistribution({given}){observed})',
    )
    assert places(model(*lines), "NPL305") == []


def test_npl305_where_nothing_is_inferred_an_affine_transform_does_no_harm() -> None:
    affine = "dist.transforms.AffineTransform(0.0, 3.0)"
    made = f"dist.TransformedDistribution(dist.Gamma(1.0, 2.0), {affine})"
    predicted = "Predictive(model, num_samples=3)(random.PRNGKey(0), 1.0)\n"
    assert places(model(f'numpyro.sample("x", {made})', runs=predicted), "NPL305") == []
    assert places(guide(f'numpyro.sample("x", {made})'), "NPL305") == []
    assert places(model(f'numpyro.deterministic("x", {made})'), "NPL305") == []
    reparam = f'with handlers.reparam(config={{}}): numpyro.sample("x", {made})'
    assert places(model(reparam), "NPL305") == []


# -- NPL306: a truncated family without a bound -------------------------------------------------


@pytest.mark.parametrize(
    "made, support",
    [
        ("TruncatedNormal(0.0, 1.0)", "without `low` or `high` the support of TruncatedNormal is"),
        ("TruncatedNormal(low=None)", "without `low` or `high` the support of TruncatedNormal is"),
        ("TruncatedCauchy()", "without `low` or `high` the support of TruncatedCauchy is `real`"),
        ("TruncatedNormal(0.0, low=0.0)", ""),
        ("TruncatedNormal(0.0, high=0.0)", ""),
        ("TruncatedNormal(0.0, **y)", ""),
        ("TruncatedNormal(0.0, lower=1.0)", ""),  # raises, as NPL309 says
        ("Uniform()", ""),
        ("Normal()", ""),
        ("LeftTruncatedDistribution(dist.Normal())", ""),
    ],
)
def test_npl306_a_truncated_family_without_a_bound(made: str, support: str) -> None:
    found = told(f"def f(y):\n    dist.{made}\n", "NPL306")
    assert [place for place, _ in found] == [f"dist.{made}"] * bool(support)
    assert support in "".join(message for _, message in found)


# -- NPL307, NPL308: probabilities and logits ---------------------------------------------------


@pytest.mark.parametrize(
    "made, what, edit",
    [
        ("Bernoulli(a + b * y)", "this, computed from 'a' and 'b',", {"": "logits="}),
        ("Bernoulli(probs=a + b * y)", "this, computed from", {"probs": "logits"}),
        ("Binomial(10, a + b * y)", "and Binomial takes it for a probability", {"": "logits="}),
        ("Bernoulli(eta)", "`eta`, computed from 'a',", {"": "logits="}),
        ("Bernoulli(jnp.dot(y, b))", "`jnp.dot(…)`, computed from 'b',", {"": "logits="}),
        ("Bernoulli(a + 1.0)", "is any real number, and Bernoulli", {"": "logits="}),
        ("Bernoulli(a + 0.0)", "is any real number, and Bernoulli", {"": "logits="}),
        ("Bernoulli(a + 0.5)", "", None),
        ("Bernoulli(a)", "", None),
        ("Bernoulli(y)", "", None),
        ("Bernoulli(a if y else a + b)", "", None),
        ("Bernoulli(jax.nn.sigmoid(a + b))", "", None),
        ("Bernoulli(*eta)", "", None),
        ("Bernoulli(logits=a + b)", "", None),
        ("Bernoulli(probs=a + b, logits=a)", "", None),
        ("Normal(a + b)", "", None),
    ],
)
def test_npl307_a_predictor_as_probability(
    made: str, what: str, edit: dict[str, str] | None
) -> None:
    program = f"""
def likelihood(a, b, eta, y):
    return dist.{made}
def model(y, name=None):
    a = numpyro.sample("a", dist.Normal())
    b = numpyro.sample("b", dist.Normal())
    eta = a * y
    numpyro.sample("c", likelihood(a, b, eta, y), obs=y)
    numpyro.sample("d", likelihood(a, b, eta, y), obs=y)
{RUN}
"""
    found = told(program, "NPL307")
    assert len(found) == bool(what)
    assert what in "".join(message for _, message in found)
    assert edits(program, "NPL307") == [edit] * bool(what)


def test_npl307_a_predictor_of_sites_without_constant_names() -> None:
    program = model(
        "a = numpyro.sample(name, dist.Normal())",
        'numpyro.sample("b", dist.Bernoulli(a + 1.0), obs=y)',
    )
    ((_, message),) = told(program, "NPL307")
    assert message.startswith("this is any real number, and Bernoulli takes it for a probability")


def test_npl307_what_several_callers_hand_to_a_helper_is_told_of_once() -> None:
    helper = "def likelihood(eta):\n    return dist.Bernoulli(eta + 1.0)\n"
    program = model(
        'a = numpyro.sample("a", dist.Normal())',
        'b = numpyro.sample("b", dist.Normal())',
        'numpyro.sample("c", likelihood(a), obs=y)',
        'numpyro.sample("d", likelihood(b), obs=y)',
    )
    assert places(helper + program, "NPL307") == ["eta + 1.0"]


SQUASHED = "lies between 0.5 and 0.73 whatever the data say"
FLAT = "no class is more than e = 2.7 times as likely as another whatever the data say"


@pytest.mark.parametrize(
    "arguments, consequence, edit",
    [
        ("Bernoulli(logits=jax.nn.sigmoid(y))", SQUASHED, {"logits": "probs"}),
        ("Bernoulli(logits=jax.scipy.special.expit(y))", SQUASHED, {"logits": "probs"}),
        ("Bernoulli(logits=special.expit(y))", SQUASHED, {"logits": "probs"}),
        ("Bernoulli(logits=linen.sigmoid(y))", SQUASHED, {"logits": "probs"}),
        ("Bernoulli(logits=nnx.sigmoid(y))", SQUASHED, {"logits": "probs"}),
        ("Bernoulli(logits=tensorflow.nn.sigmoid(y))", SQUASHED, {"logits": "probs"}),
        ("Categorical(logits=jax.nn.softmax(y))", FLAT, {"logits": "probs"}),
        ("Categorical(logits=special.softmax(y))", FLAT, {"logits": "probs"}),
        ("Categorical(logits=linen.softmax(y))", FLAT, {"logits": "probs"}),
        ("Categorical(logits=nnx.softmax(y))", FLAT, {"logits": "probs"}),
        ("Binomial(3, logits=jax.nn.sigmoid(y))", SQUASHED, {"logits": "probs"}),
        ("Bernoulli(None, jax.nn.sigmoid(y))", SQUASHED, None),
        ("Bernoulli(probs=None, logits=jax.nn.sigmoid(y))", SQUASHED, None),
        ("BernoulliLogits(jax.nn.sigmoid(y))", SQUASHED, None),
        ("Bernoulli(logits=jax.nn.sigmoid(y) if y else y)", "", None),
        ("Categorical(logits=jax.nn.softmax(y) if y else jax.nn.sigmoid(y))", "", None),
        ("Categorical(logits=jax.nn.log_softmax(y))", "", None),
        ("Bernoulli(logits=y)", "", None),
        ("Bernoulli(jax.nn.sigmoid(y))", "", None),
    ],
)
def test_npl308_a_probability_as_logits(
    arguments: str, consequence: str, edit: dict[str, str] | None
) -> None:
    program = f"""
import tensorflow
from flax import linen, nnx
from scipy import special
def likelihood(y):
    return dist.{arguments}
{model('numpyro.sample("a", likelihood(y))', 'numpyro.sample("b", likelihood(y))')}
"""
    found = told(program, "NPL308")
    assert [place for place, _ in found] == [f"dist.{arguments}"] * bool(consequence)
    assert consequence in "".join(message for _, message in found)
    assert edits(program, "NPL308") == [edit] * bool(consequence)


@pytest.mark.parametrize(
    "made, advice",
    [
        ("Bernoulli(probs=None, logits=p)", "alone; nplint does not, because that is given, too."),
        ("Binomial(3, None, p)", "alone; nplint does not, because that is given, too."),
        ("BernoulliLogits(p)", "because the probability may be used elsewhere."),
        ("Bernoulli(logits=p)", ""),
    ],
)
def test_npl308_what_to_do_where_logits_cannot_be_renamed(made: str, advice: str) -> None:
    program = model("p = jax.nn.sigmoid(y)", f'numpyro.sample("a", dist.{made}, obs=1.0)')
    said = helps(program, "NPL308")
    assert len(said) == bool(advice)
    assert "".join(said).endswith(advice)


# -- NPL309: the alternatives of a distribution -------------------------------------------------

BOTH = "is given `logits` and `probs` and raises ValueError on NumPyro 0.22.0: it takes exactly one"


@pytest.mark.parametrize(
    "made, message",
    [
        ("Bernoulli(probs=0.5, logits=0.3)", BOTH),
        ("Bernoulli(probs=[0.1], logits=(1.0,))", BOTH),
        ("Bernoulli(probs=q + 1, logits=q[0])", BOTH),
        ("Bernoulli(probs=-q, logits=[each for each in q])", BOTH),
        ("Bernoulli(probs=jnp.ones(3), logits=jnp.ones(3))", BOTH),
        (
            "NegativeBinomial(3, probs=0.5, logits=0.3)",
            "is given `logits` and `probs` and ignores one of them on NumPyro 0.22.0",
        ),
        ("Bernoulli(probs=0.5, logits=q)", ""),
        ("Bernoulli(probs=None, logits=0.3)", ""),
        ("Bernoulli(probs=0.5)", ""),
        ("Bernoulli(**q)", ""),
        ("Bernoulli()", "raises ValueError on NumPyro 0.22.0: it takes exactly one of `logits`"),
        (
            "MultivariateNormal(0.0)",
            "exactly one of `covariance_matrix`, `precision_matrix` and `scale_tril`",
        ),
        ("Normal(mu=0.0)", "raises TypeError on NumPyro 0.22.0: it takes no `mu`"),
        ("transforms.AffineTransform(of=0.0)", ""),  # which is no distribution: NPL803
    ],
)
def test_npl309_the_alternatives_of_a_distribution(made: str, message: str) -> None:
    found = told(f"def f(q):\n    return dist.{made}\n", "NPL309")
    assert [place for place, _ in found] == [f"dist.{made}"] * bool(message)
    assert message in "".join(said for _, said in found)


def test_families_of_every_kind_stand_beside_each_other() -> None:
    program = model(
        'a = numpyro.sample("a", dist.Normal())',
        'b = numpyro.sample("b", dist.Beta(1.0, 1.0))',
        'L = numpyro.sample("L", dist.LKJCholesky(2))',
        "C = jnp.linalg.cholesky(y)",
        *(f"dist.{family}(y)" for family in ("Delta", "Dirichlet", "HalfNormal", "Uniform")),
        'numpyro.sample("1", dist.Bernoulli(a + 1))',
        'numpyro.sample("2", dist.Categorical(a + 2))',
        'numpyro.sample("3", dist.Geometric(a + 3))',
        'numpyro.sample("0", dist.Bernoulli(logits=y))',
        'numpyro.sample("4", dist.Bernoulli(logits=jax.nn.sigmoid(y)))',
        'numpyro.sample("5", dist.Categorical(logits=jax.nn.softmax(y)))',
        'numpyro.sample("6", dist.Geometric(logits=jax.nn.sigmoid(y)))',
        "dist.MultivariateStudentT(3.0, 0.0, C @ C.T)",
        'numpyro.sample("7", dist.MultivariateNormal(0.0, C))',
        'numpyro.sample("8", dist.MultivariateNormal(0.0, covariance_matrix=L))',
    )
    assert sorted(places(program, "NPL307")) == ["a + 1", "a + 2", "a + 3"]
    assert len(places(program, "NPL308")) == 3
    assert places(program, "NPL304") == ["C"]
    assert places(program, "NPL303") == ["L"]
