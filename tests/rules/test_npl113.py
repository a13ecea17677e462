"""NPL113: reads of sites that no model has."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check

MODEL = """
def model(y=None, many=False):
    loc = numpyro.sample("loc", dist.Normal(0.0, 1.0))
    if many:
        numpyro.deterministic("sum", loc)
    numpyro.deterministic("twice", 2.0 * loc)
    numpyro.sample("y", dist.Normal(loc, 1.0), obs=y)
"""
MCMC = f"""{MODEL}
mcmc = MCMC(NUTS(model), num_warmup=1, num_samples=1)
mcmc.run(key, x)
samples = mcmc.get_samples()
"""
PREDICTED = f"""{MODEL}
predicted = Predictive(model, num_samples=3)(key)
"""


@pytest.mark.parametrize(
    "read, name, near",
    [
        ('samples["Loc"]', "Loc", "loc"),
        ("mcmc.get_samples()['twise']", "twise", "twice"),
        ('mcmc.get_samples(group_by_chain=True)["TWICE"].mean()', "TWICE", "twice"),
    ],
)
def test_a_name_that_is_nearly_that_of_a_site(read: str, name: str, near: str) -> None:
    quote = "'" if "'" in read else '"'
    place = f"{quote}{name}{quote}"
    message = f"'{name}' is no site of `model` (did you mean '{near}'?): …with a `KeyError` once…"
    before = f"{MCMC}{read}  # NPL113 `{place}`: {message}\n"
    check("NPL113", before, f"{MCMC}{read.replace(name, near)}\n", unsafe=True)


def test_a_name_like_no_other() -> None:
    program = f"{MCMC}samples[\"weight\"]  # NPL113: 'weight' is no site of `model`: …\n"
    help = "Read the name of a site, or make one of that name; nplint does not, because no site's…"
    check("NPL113", program, program, unsafe=True, help=help)


def test_a_name_that_several_sites_are_like() -> None:
    more = MCMC.replace("    loc =", '    numpyro.sample("locs", dist.Normal())\n    loc =')
    program = f"{more}samples[\"loca\"]  # NPL113: 'loca' is no site of `model`: …\n"
    check("NPL113", program, program, unsafe=True)


def test_a_site_that_is_observed_has_no_samples() -> None:
    program = f"{MCMC}samples[\"y\"]  # NPL113: 'y' is observed in `model`, and only what is not…\n"
    check("NPL113", program, program, unsafe=True)
    either = MCMC.replace("run(key, x)", "run(key, x if unknown else None)")
    check("NPL113", f'{either}samples["y"]\n')


def test_a_site_on_a_branch_that_is_not_taken() -> None:
    message = "'sum' is no site of `model` that this run makes, as its branch is not taken: …"
    program = f'{MCMC}samples["sum"]  # NPL113: {message}\n'
    (finding,) = check("NPL113", program, program, unsafe=True)
    assert [each.label for each in finding.related] == ["not reached in this run"]
    check("NPL113", f'{PREDICTED}predicted["sum"]  # NPL113: {message}\n')
    check("NPL113", f'{PREDICTED}predicted["sum"]\n'.replace("(key)", "(key, None, True)"))
    check("NPL113", f'{PREDICTED}predicted["sum"]\n'.replace("(key)", "(key, None, unknown)"))


def test_the_result_of_a_predictive() -> None:
    check("NPL113", f'{PREDICTED}predicted["loc"], predicted["y"]\n')
    check("NPL113", f'{PREDICTED}predicted["x"]  # NPL113\n')


def test_names_to_return() -> None:
    call = 'Predictive(model, num_samples=3, return_sites=["y", "locc"])(key)'
    message = "'locc' is no site of `model` (did you mean 'loc'?): it is missing from the…"
    read = '\nresult["locc"]'
    before = f'{MODEL}result = {call}  # NPL113 `"locc"`: {message}{read}\n'
    after = f"{MODEL}result = {call}{read}\n".replace("locc", "loc")
    check("NPL113", before, after, unsafe=True)


def test_the_params_of_a_guide() -> None:
    program = f"""{MODEL}
def guide(y=None):
    mean = numpyro.param("mean", 0.0)
    numpyro.sample("loc", dist.Delta(mean))
svi = SVI(model, guide, optimizer, Trace_ELBO())
result = svi.run(key, 9, x)
result.params["mean"]
result.params["maen"]  # NPL113: 'maen' is no site of … (did you mean 'mean'?): …
svi.get_params(result.state)["sd"]  # NPL113
"""
    check("NPL113", program)
    check(
        "NPL113", program.replace("guide, opt", "AutoNormal(model), opt").replace("# NPL113", "#")
    )
    own = "class Own(AutoNormal):\n    def __call__(self, y=None): return {}\nsvi ="
    program = program.replace("svi =", own).replace("guide, opt", "Own(model), opt")
    check("NPL113", program.replace("# NPL113", "#"))


@pytest.mark.parametrize(
    "lines",
    [
        'samples["loc"], samples["twice"]',
        "samples[unknown]",
        'samples.get("none")',
        'samples["ratio"] = 1.0\nsamples["ratio"]',
        'samples[unknown] = 1.0\nsamples["ratio"]',
        'samples.update(ratio=1.0)\nsamples["ratio"]',
        'if "ratio" in samples: samples["ratio"]',
        'z = samples["ratio"] if "ratio" in samples else 1.0',
        '"ratio" in samples and samples["ratio"]',
        'try: samples["ratio"]\nexcept KeyError: pass',
        'samples["loc_decentered"]',
        'f = lambda: samples["ratio"]\nf()\nsamples = {"ratio": 1.0}\nsamples = mcmc.get_samples()',
        'both = samples if unknown else {}\nboth["ratio"]',
    ],
)
def test_a_name_that_may_be_there(lines: str) -> None:
    check("NPL113", f"{MCMC}{lines}\n")


@pytest.mark.parametrize(
    "site",
    [
        "numpyro.sample(unknown, dist.Normal())",
        "import other; other.sites(y)",
        'with handlers.scope(prefix="a"): numpyro.sample("b", dist.Normal())',
        'numpyro.plate_stack("z", [2])',
    ],
)
def test_a_model_of_which_not_all_is_seen(site: str) -> None:
    program = MCMC.replace("    loc =", f"    {site}\n    loc =")
    check("NPL113", f'{program}samples["ratio"]\n')


def test_what_numpyro_makes_of_a_site() -> None:
    masked = MCMC.replace("obs=y", "obs=y, obs_mask=mask")
    check("NPL113", f'{masked}samples["y_unobserved"]\n')
    config = "numpyro.handlers.reparam(model, config={'loc': unknown})"
    reparam = MCMC.replace("NUTS(model)", f"NUTS({config})")
    check("NPL113", f'{reparam}samples["loc_normal"]\nsamples["other"]  # NPL113\n')


def test_samples_that_a_function_makes_or_that_another_renames() -> None:
    program = MCMC.replace("num_samples=1)", "num_samples=1, postprocess_fn=unknown)")
    check("NPL113", f'{program}samples["ratio"]\n')
    check("NPL113", f'{MCMC.replace("NUTS(model)", "NUTS(unknown)")}samples["ratio"]\n')


def test_a_read_under_the_main_guard() -> None:
    check("NPL113", f'{MCMC}if __name__ == "__main__":\n    samples["ratio"]  # NPL113\n')
