"""The words of a repair."""

from __future__ import annotations

import pytest

from nplint.fixes.repair import names
from tests.helpers.linked import program


@pytest.mark.parametrize(
    "text, shown",
    [
        ("def f(): pass", "`f`"),
        ("def f(): pass\ndef g(): pass", "`f` and `g`"),
        ("def g(): pass\ndef f(): pass", "`f` and `g`"),
        ("def f(): pass\ndef g(): pass\ndef h(): pass", "`f`, `g` and `h`"),
        ("def f(): pass\ndef f(): pass", "`f`"),
        ("a = lambda: 1", "a lambda"),
        ("a = lambda: 1\ndef f(): pass", "`f` and a lambda"),
        ("", ""),
    ],
)
def test_functions_are_named_in_a_sentence(text: str, shown: str) -> None:
    (module,) = program(text).modules
    assert names(module.functions) == shown
