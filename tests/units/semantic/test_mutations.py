"""Changes of objects in place, by the methods that make them."""

from __future__ import annotations

import pytest

from nplint.semantic.mutations import Changes
from tests.helpers.linked import program
from tests.units.fixes.test_constancy import obstacle

METHODS = ("add append clear discard extend insert move_to_end pop popitem remove reverse "
           "setdefault sort update")  # fmt: skip


@pytest.mark.parametrize("method", METHODS.split())
def test_a_method_that_changes_an_object(method: str) -> None:
    head = f"KEPT = [1.0]\ndef later():\n    KEPT.{method}(1)"
    assert obstacle("KEPT[0]", head) == f"`KEPT.{method}(…)` modifies it after it is built"


@pytest.mark.parametrize("method", ["copy", "count", "index", "get", "items", "keys", "values"])
def test_a_method_that_does_not(method: str) -> None:
    assert obstacle("KEPT[0]", f"KEPT = [1.0]\ndef later():\n    KEPT.{method}(1)") == ""


@pytest.mark.parametrize(
    "text, changed",
    [
        ("kept[0] = 1", True),
        ("kept.x = 1", True),
        ("kept[0].x = 1", True),
        ("kept[0] += 1", True),
        ("a.kept[0] = 1", True),
        ("kept[0], b = 1, 2", True),
        ("kept.append(1)", True),
        ("a.kept.append(1)", True),
        ("a.b = kept", False),
        ("kept = 1", False),
        ("b = kept[0]", False),
    ],
)
def test_a_store_into_an_object(text: str, changed: bool) -> None:
    linked = program(text)
    changes = Changes(linked.modules)
    assert bool(changes.of("kept")) is changed
    assert bool(changes.within(linked.modules[0], "kept")) is changed
