"""Handlers that hide a site from its run, or take its density away."""

from __future__ import annotations

import pytest

from tests.helpers.linked import RUN
from tests.units.model.test_sites import named, sites

PROGRAM = """
names = ["a"]
growing = ["b"]
growing.append("a")
def model(y, name):
    with {handler}:
        {site}
{run}
"""
SAMPLE = 'numpyro.sample("a", dist.Normal(0.0, 1.0))'
FACTOR = 'numpyro.factor("a", 1.0)'


@pytest.mark.parametrize(
    "handler, site, reaches",
    [
        ("handlers.scale(scale=2.0)", SAMPLE, True),
        ("handlers.block()", SAMPLE, False),
        ("handlers.block(hide=['a'])", SAMPLE, False),
        ("handlers.block(hide=['b'])", SAMPLE, True),
        ("handlers.block(hide=names)", SAMPLE, False),
        ("handlers.block(hide=['b', name])", SAMPLE, False),
        ("handlers.block(hide=growing)", SAMPLE, False),
        ("handlers.block(hide=unknown)", SAMPLE, False),
        ("handlers.block(hide_fn=lambda site: False)", SAMPLE, False),
        ("handlers.block(**unknown)", SAMPLE, False),
        ("handlers.block(hide_fn=None, hide=['b'])", SAMPLE, True),
        ("handlers.block(expose=['a'])", SAMPLE, True),
        ("handlers.block(expose=['b'])", SAMPLE, False),
        ("handlers.block(expose=growing)", SAMPLE, False),
        ("handlers.block(expose_types=['sample'])", SAMPLE, True),
        ("handlers.block(expose_types=['sample'])", FACTOR, True),
        ("handlers.block(expose_types=['factor'])", FACTOR, False),
        ("handlers.block(expose_types=['plate'])", SAMPLE, False),
        ("handlers.block(expose_types=unknown)", SAMPLE, False),
        ("handlers.block(hide=['b']), handlers.scope(prefix='p')", SAMPLE, False),
        ("handlers.block(hide=['b']), handlers.block(hide=['a'])", SAMPLE, False),
    ],
)
def test_a_site_reaches_its_run(handler: str, site: str, reaches: bool) -> None:
    found = sites(PROGRAM.format(handler=handler, site=site, run=RUN))
    assert named(found, "a").reaches_run is reaches


@pytest.mark.parametrize(
    "handler, drawn, weightless",
    [
        ("handlers.mask(mask=False)", "dist.Normal()", True),
        ("handlers.mask(mask=True)", "dist.Normal()", False),
        ("handlers.mask(mask=y)", "dist.Normal()", False),
        ("handlers.scale(scale=0.0)", "dist.Normal()", True),
        ("handlers.scale(scale=0.5)", "dist.Normal()", False),
        ("handlers.block(hide=['a'])", "dist.Normal()", False),
        ("handlers.scale(scale=1.0)", "dist.Normal().mask(False)", True),
        ("handlers.scale(scale=1.0)", "dist.Normal().mask(False).to_event(1)", True),
        ("handlers.scale(scale=1.0)", "dist.Normal().mask(y)", False),
        ("handlers.scale(scale=1.0)", "dist.Normal().mask(True)", False),
        ("handlers.scale(scale=1.0)", "dist.Normal().expand([3])", False),
        ("handlers.scale(scale=1.0)", "unknown", False),
    ],
)
def test_a_site_adds_to_the_density(handler: str, drawn: str, weightless: bool) -> None:
    site = f'numpyro.sample("a", {drawn})'
    found = sites(PROGRAM.format(handler=handler, site=site, run=RUN))
    assert named(found, "a").weightless is weightless
