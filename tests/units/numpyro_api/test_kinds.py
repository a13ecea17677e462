"""The kinds that rules compare with are those that the data have."""

from __future__ import annotations

from typing import get_args

from nplint.libraries.numpyro import EFFECTS, SiteKind
from nplint.numpyro_api import EntryKind, lookup
from nplint.numpyro_api.data import table
from nplint.numpyro_api.leaks import LeakRole


def test_kinds_of_names() -> None:
    names = table("api")["names"].values()
    kinds = {fact["kind"] for versions in names for _, _, fact in versions}
    assert kinds == set(get_args(EntryKind))


def test_every_kind_of_site_is_made_by_a_name() -> None:
    assert set(EFFECTS.values()) == set(get_args(SiteKind))
    assert all(lookup(name) is not None for name in EFFECTS)


def test_roles_in_which_families_leak() -> None:
    cases = [
        case
        for versions in table("leaks")["families"].values()
        for _, _, facts in versions
        for case in facts["cases"]
    ]
    known = {"given", *get_args(LeakRole)}
    assert {key for case in cases for key in case} <= known
