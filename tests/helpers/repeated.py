"""One program again and again in a module, the names of each copy its own."""

from __future__ import annotations

from tests.helpers.renamed import bound, renamed


def repeated(text: str, copies: int) -> str:
    """A module of copies of another one, which do not know of each other.

    Raises
    ------
    ValueError
        A name that the module binds has no place for another one.
    """
    imported = {name for name, what in bound(text).items() if what}
    others = (renamed(text, f"_{number}", imported) for number in range(2, copies + 1))
    return "\n\n".join([text, *others])
