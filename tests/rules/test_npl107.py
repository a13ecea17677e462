"""NPL107: an expression that is thrown away."""

from __future__ import annotations

import re

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import RUN, model


def program(statement: str, mark: str = "") -> str:
    """Return a model with a statement that may be thrown away."""
    return model(
        'mu = numpyro.sample("mu", dist.Normal())',
        "d = dist.Normal(mu, 1.0)",
        "prior = dist.Normal(0.0, 1.0)",
        "run = model",
        statement + mark,
    )


LACKS = "…`model` lacks this term…"


@pytest.mark.parametrize(
    "statement, message, after",
    [
        (
            "d.log_prob(y)",
            "`d.log_prob(…)` is computed and thrown away: `model` lacks this term, and the "
            "posterior of 'mu' does not know of it",
            'numpyro.factor("y_log_prob", d.log_prob(y))',
        ),
        ("prior.log_prob(y)", LACKS, 'numpyro.factor("y_log_prob", prior.log_prob(y))'),
        (
            "prior.expand([3])",
            "…thrown away: `prior` stays as it was…",
            "prior = prior.expand([3])",
        ),
        ("handlers.mask(fn=run, mask=y)", "…`run` runs without it…", None),
    ],
)
def test_an_expression_that_is_thrown_away(statement: str, message: str, after: str | None) -> None:
    after = after or f"run = {statement}"
    before = program(statement, f"  # NPL107 `{statement}`: {message}")
    check("NPL107", before, program(after), unsafe=True)


@pytest.mark.parametrize(
    "statement, message",
    [
        ("prior.log_prob(y + 1)", LACKS),
        ("prior.log_prob()", LACKS),
        ("dist.Normal().mask(y)", "…thrown away: `dist.Normal(…)` stays as it was…"),
        ("dist.Normal()", "…no site samples from `dist.Normal(…)`…"),
        (
            'numpyro.plate("N", 3)',
            "…the plate `numpyro.plate(…)` is made and not entered by `with`…",
        ),
        ("handlers.seed(rng_seed=0)", "…what it was meant for runs without it…"),
        ("handlers.condition(model, {})", "…is thrown away: `model` runs without it…"),
        (
            "random.split(key)",
            "…keys that are thrown away: `key` gives the same draws again…",
        ),
        ("random.split(num=3, key=key)", "…`key` gives the same draws again…"),
    ],
)
def test_an_expression_whose_use_is_not_known(statement: str, message: str) -> None:
    text = program(statement, f"  # NPL107 `{statement}`: {message}")
    check("NPL107", text, text, unsafe=True)


@pytest.mark.parametrize(
    "statement",
    [
        "random.split()",
        "prior.cdf(y)",
        'numpyro.factor("f", y)',
        "jnp.sum(y)",
        "NUTS(model)",
        "y",
    ],
)
def test_an_expression_that_means_nothing_or_is_used(statement: str) -> None:
    check("NPL107", program(statement))


@pytest.mark.parametrize(
    "statement, advice",
    [
        ("d.log_prob(y + 1)", "Add it to the model by `numpyro.factor`; nplint does not"),
        ("dist.Normal().mask(y)", "Use what it gives in the place of `dist.Normal(…)`; nplint"),
        ("random.split(y)", "Assign the new keys, and draw with those; nplint does not"),
        ('numpyro.plate("N", 3)', "Enter it by `with`, around the sites that it repeats; nplint"),
        ("handlers.seed(rng_seed=0)", "Enter it by `with`, or give it the model; nplint does not"),
        ("dist.Normal()", "Give it to `numpyro.sample`; nplint does not"),
    ],
)
def test_what_to_do_by_hand(statement: str, advice: str) -> None:
    text = model("d = dist.Normal()", f"{statement}  # NPL107")
    check("NPL107", text, help=f"{advice}…, because …")


@pytest.mark.parametrize(
    "statement", ["d.expand([3])  # NPL107", 'numpyro.plate("N", 3)  # NPL107']
)
def test_outside_of_models_too_nothing_happens(statement: str) -> None:
    check("NPL107", f"d = dist.Normal()\n{statement}\n")


@pytest.mark.parametrize(
    "statement",
    [
        "d.log_prob(1.0)",
        "dist.Normal()",
        "try:\n    numpyro.plate('N', 3)\nexcept ValueError:\n    pass",
    ],
)
def test_outside_of_models_a_density_is_for_something_else(statement: str) -> None:
    check("NPL107", f"d = dist.Normal()\n{statement}\n")


def test_a_factor_gets_a_name_of_its_own() -> None:
    density = "dist.Normal(0.0, 1.0).log_prob(y)"
    before = f"""
        def part(y):
            {density}  # NPL107
        def model(y):
            numpyro.sample("y_log_prob", dist.Normal(0.0, 1.0))
            {density}  # NPL107
            {density}  # NPL107
            for i in range(3):
                {density}  # NPL107
            for each in y:
                {density}  # NPL107
            part(y), part(y)
        {RUN}"""
    names = iter((None, '"y_log_prob_2"', '"y_log_prob_3"', 'f"y_log_prob_2_{i}"', None))
    after = "".join(
        f"numpyro.factor({name}, {density})" if part == density and (name := next(names)) else part
        for part in re.split(f"({re.escape(density)})", before)
    )
    after = re.sub(r"(factor\(.*\))  # NPL107", r"\1", after)
    check("NPL107", before, after, unsafe=True)


@pytest.mark.parametrize(
    "other, taken",
    [
        ('numpyro.factor(f"y_log_prob{name}", 1.0)', True),
        ('numpyro.factor(f"y_{name}", 1.0)', True),
        ('numpyro.factor(f"z_log_prob{name}", 1.0)', False),
        ('numpyro.factor("y_log_prob", 1.0)', False),  # the next is `y_log_prob_2`
    ],
)
def test_a_name_that_sites_may_have_already(other: str, taken: bool) -> None:
    text = model("mu = numpyro.sample('mu', dist.Normal())", other,
                 "dist.Normal(mu, 1.0).log_prob(y)  # NPL107")  # fmt: skip
    why = "…nplint does not, because sites have names like 'y_log_prob' already." if taken else ""
    check("NPL107", text, help=why)
