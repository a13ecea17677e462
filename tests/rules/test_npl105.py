"""NPL105: a draw that NumPyro does not see."""

from __future__ import annotations

import pytest

from tests.helpers.programs import HEAD, check
from tests.rules.pieces import KERNEL, RUN, model


@pytest.mark.parametrize("runs", [KERNEL, RUN, "SVI(model, guide, optimizer, Trace_ELBO())\n"])
def test_a_draw_in_a_model_is_told_of_whatever_infers_it(runs: str) -> None:
    draw = "dist.HalfNormal(20.0).sample(y)"
    message = (
        "`s` is one number drawn from its prior, no latent site of `model`…"
        "it is never inferred, and 'a' takes it for given"
    )
    before, after = (
        model(
            line,
            'numpyro.sample("a", dist.Normal(0.0, s))',
            'numpyro.sample("b", dist.Normal(0.0, s))',
            runs=runs * 2,
        )
        for line in (
            f"s = {draw}  # NPL105 `{draw}`: {message}",
            's = numpyro.sample("s", dist.HalfNormal(20.0))',
        )
    )
    check("NPL105", before, after, unsafe=True)


WRITTEN = "the draw is not written as `DISTRIBUTION.sample(KEY)`"
NAMELESS = "no variable gives the site its name"
MARK = "# NPL105: …it is never inferred, and a site takes it for given"


@pytest.mark.parametrize(
    "lines, why",
    [
        ((f"s = dist.HalfNormal(1.0).sample(y, (3,))  {MARK}",), WRITTEN),
        ((f"s = dist.HalfNormal(1.0).sample()  {MARK}",), WRITTEN),
        (
            ("for s in [1.0]:", f"    s = dist.HalfNormal(s).sample(y)  {MARK}"),
            "the loop around it has no number to tell the sites apart",
        ),
        (
            ("while y:", f"    s = dist.HalfNormal(1.0).sample(y)  {MARK}"),
            "the loop around it has no number to tell the sites apart",
        ),
        ((f"s = dist.HalfNormal(1.0).sample(y) + 1.0  {MARK}",), NAMELESS),
        ((f"s = (dist.HalfNormal(1.0)  {MARK}\n     .sample(y))",), WRITTEN),
        ((f"s = (dist.HalfNormal(1.0)).sample(y)  {MARK}",), WRITTEN),
        ((f"s = t = dist.HalfNormal(1.0).sample(y)  {MARK}",), NAMELESS),
    ],
)
def test_a_draw_is_made_a_site_only_where_it_is_written_like_one(
    lines: tuple[str, ...], why: str
) -> None:
    program = model(*lines, "numpyro.sample(name, dist.Normal(0.0, s), obs=1.0)")
    advice = f"Draw it by `numpyro.sample`, as a site with a name; nplint does not, because {why}."
    check("NPL105", program, program, unsafe=True, help=advice)


def test_a_draw_without_a_name_is_told_of_in_its_own_words() -> None:
    message = "`dist.HalfNormal(…).sample(…)` is one number drawn from its prior…"
    site = 'numpyro.sample("a", dist.Normal(0.0, dist.HalfNormal(1.0).sample(y)))'
    check("NPL105", model(f"{site}  # NPL105: {message}"))


@pytest.mark.parametrize(
    "draw, runs",
    [
        ("dist.HalfNormal(1.0).sample(numpyro.prng_key())", RUN),
        ("dist.HalfNormal(1.0).sample(key=numpyro.prng_key())", RUN),
        ("drawn_before", RUN),
        ("dist.HalfNormal(1.0).sample(y)", "Predictive(model, num_samples=3)(random.PRNGKey(0))"),
        (
            "dist.HalfNormal(1.0).sample(y)",
            "SVI(other, model, optimizer, Trace_ELBO()).run(random.PRNGKey(0), 9, 1.0)",
        ),
    ],
)
def test_a_draw_that_may_be_one(draw: str, runs: str) -> None:
    before = "drawn_before = dist.HalfNormal(1.0).sample(random.PRNGKey(0))\n"
    text = model(f"s = {draw}", 'numpyro.sample("a", dist.Normal(0.0, s), obs=y)', runs=runs)
    check("NPL105", before + text)


def test_a_helper_is_looked_at_for_each_draw_that_it_is_given() -> None:
    first, second = (f"dist.HalfNormal({n}.0).sample(random.PRNGKey({n - 1}))" for n in (1, 2))
    check(
        "NPL105",
        f"""
def observe(name, scale):
    numpyro.sample(name, dist.Normal(0.0, scale), obs=1.0)

def model(data):
    observe("a", {first})  # NPL105 `{first}`
    observe("b", {second})  # NPL105 `{second}`

{RUN}""",
    )


def observing(*lines: str) -> str:
    return model(*lines, 'numpyro.sample("y", dist.Normal(s, 1.0), obs=1.0)')


HALF = "dist.HalfNormal(1.0)"
NAMED = {
    "another site has the name": (
        ('numpyro.deterministic("s", y)', f"s = {HALF}.sample(y)  # NPL105"),
        ('numpyro.deterministic("s", y)', f's = numpyro.sample("s_2", {HALF})'),
    ),
    "sites have all names like it": (
        ('for i in range(3): numpyro.factor(f"s_{i}", y)', f"s = {HALF}.sample(y)  # NPL105"),
        ('for i in range(3): numpyro.factor(f"s_{i}", y)', f's = numpyro.sample("s", {HALF})'),
    ),
    "a loop counts": (
        ("for i in range(3):", f"    s = {HALF}.sample(y)  # NPL105"),
        ("for i in range(3):", f'    s = numpyro.sample(f"s_{{i}}", {HALF})'),
    ),
    "a loop counts, and other sites have its names": (
        ('numpyro.factor("s_1", y)', "for i in range(3):", f"    s = {HALF}.sample(y)  # NPL105"),
        (
            'numpyro.factor("s_1", y)',
            "for i in range(3):",
            f'    s = numpyro.sample(f"s_2_{{i}}", {HALF})',
        ),
    ),
    "two loops count": (
        ("for i, j in enumerate(y):", " for k in range(3):", f"  s = {HALF}.sample(y)  # NPL105"),
        (
            "for i, j in enumerate(y):",
            " for k in range(3):",
            f'  s = numpyro.sample(f"s_{{i}}_{{k}}", {HALF})',
        ),
    ),
    "draws in one function": (
        (f"s = {HALF}.sample(y)  # NPL105", f"t = s\ns = {HALF}.sample(y)  # NPL105", "s = s + t"),
        (
            f's = numpyro.sample("s", {HALF})',
            f't = s\ns = numpyro.sample("s_2", {HALF})',
            "s = s + t",
        ),
    ),
}


@pytest.mark.parametrize("why", NAMED)
def test_a_site_gets_a_name_of_its_own(why: str) -> None:
    before, after = NAMED[why]
    findings = check("NPL105", observing(*before), observing(*after), unsafe=True)
    planned = [each.fix.title for each in findings if each.fix]
    assert len({*planned}) == len(findings)


HELPER = f"""
def scale(key):
    s = {HALF}.sample(key)
    return s

def model(y):
    numpyro.sample("y", dist.Normal(0.0, {{}}), obs=y)

{RUN}"""


@pytest.mark.parametrize(
    "calls", ["scale(key) + scale(x)", "sum([scale(each) for each in (key, x)])"]
)
def test_a_helper_that_is_called_several_times_is_left_to_the_author(calls: str) -> None:
    program = HELPER.format(calls).replace(".sample(key)\n", ".sample(key)  # NPL105\n")
    help_ = "…because `scale` is called several times, each of which needs its own."
    check("NPL105", program, program, unsafe=True, help=help_)


def test_a_helper_that_is_called_once_in_each_model_has_one_name() -> None:
    program = HELPER.format("scale(key)")
    program += program[program.index("def model") :].replace("model", "other")
    check(
        "NPL105",
        program.replace(".sample(key)\n", ".sample(key)  # NPL105\n"),
        program.replace(f"{HALF}.sample(key)", f'numpyro.sample("s", {HALF})'),
        unsafe=True,
    )


def test_the_quotes_are_those_of_the_file() -> None:
    before = observing(f"s = {HALF}.sample(y)  # NPL105", "numpyro.factor('a', y)").replace(
        '"', "'"
    )
    after = before.replace(f"{HALF}.sample(y)  # NPL105", f"numpyro.sample('s', {HALF})")
    check("NPL105", before, after, unsafe=True, head=HEAD.replace('"', "'"))
