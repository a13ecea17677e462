"""NPL101: two sites of one name."""

from __future__ import annotations

import pytest

from tests.helpers.programs import check
from tests.rules.pieces import RUN, guide, model

SITE = 'numpyro.sample("a", dist.Normal())'


@pytest.mark.parametrize(
    "earlier, message",
    [
        (SITE, "a site and a later site of `model` are both called 'a': NumPyro knows a site…"),
        ('numpyro.deterministic("a", 1.0)', "a deterministic site and a later site of…"),
        ('numpyro.factor("a", 1.0)', "a factor and a later site of…"),
        ('numpyro.param("a", 1.0)', "a param and a later site of…"),
        ('with numpyro.plate("a", 3): pass', "a plate and a later site of…"),
    ],
)
def test_a_name_that_is_taken(earlier: str, message: str) -> None:
    program = model(earlier, f"{SITE}  # NPL101 `{SITE}`: {message}")
    check("NPL101", program, program)


@pytest.mark.parametrize(
    "later, message",
    [
        ('numpyro.deterministic("a", y)', "a site and a later deterministic site of…"),
        ('numpyro.factor("a", y)', "a site and a later factor of…"),
    ],
)
def test_what_takes_a_name_again(later: str, message: str) -> None:
    check("NPL101", model(SITE, f"{later}  # NPL101: {message}"))


def test_a_name_is_taken_in_whatever_leaves_it_as_it_is() -> None:
    inside = f'with numpyro.plate("p", 3), handlers.scale(scale=2.0): {SITE}'
    check("NPL101", model(inside, f"{SITE}  # NPL101"))


def test_a_name_is_taken_within_one_function_of_scan() -> None:
    body = f"def step(level, _):\n    {SITE}\n    {SITE}  # NPL101\n    return level, None"
    run = "numpyro.contrib.control_flow.scan(step, 0.0, y)"
    check("NPL101", model("import numpyro.contrib.control_flow", body, run))


@pytest.mark.parametrize(
    "lines",
    [
        (SITE, 'with numpyro.plate("a", 3): pass'),  # NPL102
        ('numpyro.param("a", 1.0)', 'numpyro.param("a", 1.0)'),  # shared
        (SITE, "numpyro.sample(name, dist.Normal())"),
        (SITE, f'with handlers.scope(prefix="b"): {SITE}'),
        (SITE, f"with handlers.block(): {SITE}"),
        (SITE, f"with unknown(): {SITE}"),
        (f"if y: {SITE}", f"else: {SITE}"),
        (f"if y: {SITE}", f"if not y: {SITE}"),
        (f"if y:\n    {SITE}\n    return", SITE),
        (f"if y:\n    try:\n        return {SITE}\n    except E: pass", SITE),
        (f"for i in range(3):\n    if y[i]: return {SITE}", SITE),
        (f"z = {SITE} if y else 1.0", f"z = z if y else {SITE}"),
        (
            f"def one(_): return {SITE}",
            "from numpyro.contrib.control_flow import cond",
            "cond(y, one, lambda _: one(1), None)",
        ),
    ],
)
def test_names_that_do_not_meet(lines: tuple[str, ...]) -> None:
    check("NPL101", model(*lines))


@pytest.mark.parametrize("first", [f"if y: {SITE}", f"z = {SITE} if y else 1.0"])
def test_a_name_is_taken_on_one_branch(first: str) -> None:
    check("NPL101", model(first, f"{SITE}  # NPL101"))


def test_a_helper_that_is_called_twice_is_told_of_once() -> None:
    program = """
        def helper(x):
            slope = numpyro.sample("slope", dist.Normal())  # NPL101: …`helper` twice…with 1 more…
            return numpyro.deterministic("line", slope * x)
        """ + model("z = helper(y) + helper(y)").replace("\n", "\n        ")
    (finding,) = check("NPL101", program, program)
    assert [place.label for place in finding.related] == ["called here", "and here"]


def test_a_helper_of_a_helper_is_called_where_the_ways_part() -> None:
    program = """
        def inner(): return numpyro.sample("slope", dist.Normal())  # NPL101: …`inner` twice…
        def outer(): return inner()
        """ + model("z = outer() + outer()").replace("\n", "\n        ")
    (finding,) = check("NPL101", program)
    assert [place.label for place in finding.related] == ["called here", "and here"]


@pytest.mark.parametrize(
    "loop, name",
    [
        ("for i in range(3):", 'f"a_{i}"'),
        ("for i in range(len(y)):", 'f"a_{i}"'),
        ("for i, each in enumerate(y):", 'f"a_{i}"'),
    ],
)
def test_a_loop_that_counts(loop: str, name: str) -> None:
    before = model(loop, f"    {SITE}  # NPL101 `{SITE}`: each turn of the loop makes a site 'a'…")
    after = model(loop, f"    {SITE}".replace('"a"', name))
    check("NPL101", before, after, unsafe=True)


@pytest.mark.parametrize(
    "lines, why",
    [
        (("for each in y:", f"    {SITE}  # NPL101"), "the loop around it has no number to…"),
        ((f"z = [{SITE} for i in range(3)]  # NPL101",), "the loop is not around its call"),
        (
            ("def helper():", f"    {SITE}  # NPL101", "for i in range(3):", "    helper()"),
            "`helper` is called several times, each of which needs its own",
        ),
        (
            (
                'called = "a"',
                "for i in range(3):",
                f"    {SITE}  # NPL101".replace('"a"', "called"),
            ),
            "the name is not written in its call",
        ),
    ],
)
def test_a_loop_that_gives_no_name(lines: tuple[str, ...], why: str) -> None:
    advice = f"Put what differs from turn to turn into the name; nplint does not, because {why}."
    check("NPL101", model(*lines), model(*lines), unsafe=True, help=advice)


@pytest.mark.parametrize(
    "lines",
    [
        (f"for i in range(1): {SITE}",),
        (f"for each in [1.0]: {SITE}",),
        ("for i in range(3):", f"    if i == 0: {SITE}"),
        ("for i in range(3):", "    if i: continue", f"    {SITE}"),
        ("for i in range(3):", f"    {SITE}", "    if y[i]: break"),
        ("for i in range(3):", f"    {SITE}", "    return"),
        ("for i in range(3):", f"    z = {SITE} if i == 0 else 1.0"),
        ("while y:", f"    {SITE}"),
        ("for i in range(3):", f'    with handlers.scope(prefix=f"{{i}}"): {SITE}'),
        ("for i in range(3):", f"    with unknown(i): {SITE}"),
        (f"z = [{SITE} for i in range(3) if i == y]",),
        ("for each in ('a', 'b'):", "    numpyro.sample(each, dist.Normal())"),
        (f'for i in numpyro.plate("p", 3): {SITE}',),  # NPL202
    ],
)
def test_a_loop_that_makes_a_site_once_or_names_it(lines: tuple[str, ...]) -> None:
    check("NPL101", model(*lines))


def test_a_guide_is_looked_at_too() -> None:
    check("NPL101", guide(SITE, f"{SITE}  # NPL101"))


@pytest.mark.parametrize("call", ["model(1)", "handlers.seed(model, 0)(1)", ""])
def test_a_function_that_no_inference_runs_may_only_simulate(call: str) -> None:
    mark = "" if call == "model(1)" else "  # NPL101"
    check("NPL101", model(SITE, f"{SITE}{mark}", runs=call))


def test_a_run_that_is_there_for_its_error() -> None:
    run = "mcmc = MCMC(NUTS(model))\nwith pytest.raises(AssertionError):\n    mcmc.run(key)\n"
    check("NPL101", model(SITE, SITE, runs=f"import pytest\n{run}"))


def test_a_site_that_is_given_its_key_may_be_simulated() -> None:
    draw = 'numpyro.sample("a", dist.Normal(), rng_key=key)'
    check("NPL101", model(f"for i in range(3): {draw}", draw, draw, runs=""))
    check("NPL101", model(SITE, f"{SITE}  # NPL101", runs=RUN))
