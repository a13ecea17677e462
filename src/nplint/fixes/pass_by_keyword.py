"""Give an argument of a call to another parameter."""

from __future__ import annotations

from nplint.facts.expressions import Argument
from nplint.finding import Edit
from nplint.semantic.values import Frame


def pass_by_keyword(frame: Frame, argument: Argument, keyword: str) -> Edit:
    """Return the edit that puts a keyword before an argument, in the place of one that it has.

    Before one that has none it is legal only if no positional argument comes after it.
    """
    at = frame.locate(argument)
    if argument.keyword is None:
        return at.before(f"{keyword}=")
    return at.up_to(at.start + len(argument.keyword)).replaced_by(keyword)
