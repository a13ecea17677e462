"""The walk through a trace: what it enters, in what order, and what it says it has not seen."""

from __future__ import annotations

import pytest

from nplint.model import trace_walk
from nplint.model.observation import Observation
from nplint.model.traces import Trace
from nplint.semantic.values import CallResult, Unknown
from tests.helpers.linked import RUN, program
from tests.units.model.test_sites import named


def trace(text: str) -> Trace:
    """The trace of the first run in a module."""
    linked = program(text)
    run, found = next(linked.traces)
    assert linked.sites(run) is found
    return found


def functions(found: Trace) -> list[str]:
    return [frame.scope.function.name for frame in found.frames if frame.scope.function]


def test_functions_are_entered_in_the_order_of_execution() -> None:
    found = trace(f"""
    def inner(): numpyro.sample("b", dist.Normal())
    def first():
        numpyro.sample("a", dist.Normal())
        inner()
    def second(): return dist.Cauchy().log_prob(0.0)
    def model():
        first()
        numpyro.factor("c", second())
        inner()
    {RUN}
    """)
    assert functions(found) == ["model", "first", "inner", "second", "inner"]
    assert [site.name for site in found.sites] == ["a", "b", "c", "b"]
    uses = [value for use in found.uses for value in use.values]
    assert [getattr(value, "name", "").rpartition(".")[2] for value in uses] == [
        "Normal", "Normal", "Cauchy", "Normal"
    ]  # fmt: skip
    assert found.complete
    assert found.functions == {frame.scope.function for frame in found.frames}


def test_a_recursive_call_adds_frames_and_uses_and_no_sites() -> None:
    found = trace(f"""
    def helper(prior): numpyro.sample("b", prior)
    def model(again, prior=dist.Cauchy()):
        numpyro.sample("a", prior)
        if again:
            model(again, dist.Normal())
            helper(prior)
    {RUN}
    """)
    assert functions(found) == ["model", "model", "helper", "helper"]
    assert [site.name for site in found.sites] == ["a", "b"]
    assert len(found.uses) == 4
    assert not found.complete


def test_a_frame_that_two_ways_lead_to_is_entered_by_both_and_kept_once() -> None:
    found = trace(f"""
    def helper(): numpyro.sample("a", dist.Normal())
    one = handlers.mask(helper, mask=True)
    two = handlers.scale(helper, scale=2.0)
    def model(flag):
        (one if flag else two)()
    {RUN}
    """)
    assert functions(found) == ["model", "helper"]
    assert len(found.uses) == 1
    first, second = found.sites
    assert first.excludes(second)
    assert [site.within("numpyro.handlers.mask") for site in found.sites] == [True, False]


@pytest.mark.parametrize(
    ("body", "contexts"),
    [
        ("handlers.mask(helper, mask=True)()", ["mask"]),
        ("f = handlers.mask(handlers.scale(helper, 2.0), True); f()", ["mask", "scale"]),
        ("jax.vmap(handlers.mask(helper, mask=True))(x)", ["vmap", "mask"]),
        ("jax.lax.map(handlers.mask(helper, mask=True), x)", ["map", "mask"]),
        ("handlers.trace(handlers.mask(helper, mask=True)).get_trace()", ["trace", "mask"]),
    ],
)
def test_a_function_that_a_handler_was_given_runs_when_it_is_called(
    body: str, contexts: list[str]
) -> None:
    found = trace(f"""
    def helper(x=None): numpyro.sample("a", dist.Normal())
    def model(x):
        {body}
        numpyro.sample("b", dist.Normal())
    {RUN}
    """)
    assert [site.name for site in found.sites if site.name == "a"] == ["a"]
    names = [getattr(each, "name", "").rpartition(".")[2] for each in named(found, "a").contexts]
    assert names == contexts


def test_a_call_that_may_evaluate_several_distributions_is_one_use() -> None:
    found = trace(f"""
    def model(flag):
        prior = dist.Normal() if flag else dist.Cauchy()
        numpyro.factor("a", prior.log_prob(0.0))
    {RUN}
    """)
    (use,) = found.uses
    assert len(use.values) == 2
    assert all(isinstance(value, CallResult) for value in use.values)
    assert use.observation is Observation.EITHER


@pytest.mark.parametrize(
    ("call", "observed"),
    [
        ('numpyro.sample("a", prior)', Observation.LATENT),
        ('numpyro.sample("a", prior, **given)', Observation.OBSERVED),
        ('numpyro.sample("a", prior, **unseen)', Observation.EITHER),
    ],
)
def test_a_use_knows_the_observation_of_its_site(call: str, observed: Observation) -> None:
    found = trace(f"""
    def model(unseen):
        prior, given = dist.Normal(), {{"obs": jnp.ones(3)}}
        {call}
    {RUN}
    """)
    assert [use.observation for use in found.uses] == [observed]
    assert named(found, "a").observation is observed


def test_sites_in_every_part_of_an_expression_are_reached() -> None:
    found = trace(f"""
    def model():
        x = 1.0 if numpyro.sample("test", d) else numpyro.param("orelse", 0.0)
        y = [numpyro.param("element", z) for z in numpyro.sample("source", d)
             if numpyro.sample("condition", d)]
        z = {{numpyro.param("key", 0.0): numpyro.param("value", w) for w in x}}
        with numpyro.plate("plate", 3) as y[numpyro.param("target", 0)]:
            for y[numpyro.param("loop", 0)] in x:
                f"{{numpyro.param('string', 0)}}"
    {RUN}
    """)
    assert [site.name for site in found.sites] == [
        "test", "orelse", "source", "condition", "element", "key", "value", "plate", "target",
        "loop", "string",
    ]  # fmt: skip
    assert not named(found, "test").arms
    assert named(found, "orelse").arms


def test_what_is_stored_earlier_in_the_trace_is_made_in_the_trace() -> None:
    found = trace("""
    class Model:
        def store(self): self.prior = dist.Normal()
        def setup(self): self.store()
        def __call__(self):
            self.setup()
            numpyro.sample("a", self.prior)
    MCMC(NUTS(Model()), num_warmup=1, num_samples=1)
    """)
    (use,) = found.uses
    assert [value.capture for value in use.values] == [None]


def test_the_name_of_an_attribute_may_be_unknown() -> None:
    found = trace(f"""
    import sys
    def model():
        numpyro.sample("a", getattr(dist, sys.argv[1])(0.0, 1.0))
    {RUN}
    """)
    (use,) = found.uses
    assert all(isinstance(value, Unknown) for value in use.values)
    assert not found.complete


def test_a_trace_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_walk, "_MOST_FRAMES", 2)
    found = trace(f"""
    def helper(): numpyro.sample("a", dist.Normal())
    def model():
        helper()
        helper()
        numpyro.sample("b", dist.Normal())
    {RUN}
    """)
    assert functions(found) == ["model", "helper"]
    assert [site.name for site in found.sites] == ["a", "b"]
    assert not found.complete
