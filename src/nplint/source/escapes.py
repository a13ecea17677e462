"""Escapes that Python does not know.

It takes the backslash for itself, and warns. Warnings are switched off for a whole process or not
at all, so nplint shows Python nothing that it would warn of.
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(?P<unknown>[^\\'\"abfnrtv0-7xNuU\r\n])|\\[\s\S]")


def with_known_escapes(code: str) -> str:
    """Return code that says the same in strings that are not raw, and that Python takes silently.

    In raw strings it says something else, but is Python all the same.
    """
    if "\\" not in code:
        return code
    return _ESCAPE.sub(
        lambda found: found[0] if found["unknown"] is None else f"\\{found[0]}", code
    )
