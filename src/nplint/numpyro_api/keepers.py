"""The inference objects that keep the model or guide they are given in an attribute."""

from __future__ import annotations

from functools import cache

from nplint.numpyro_api.catalogue import canonical
from nplint.numpyro_api.data import table


def kept_parameter(name: str, attribute: str) -> str | None:
    """Return the parameter whose argument an attribute is: ``guide.model`` is the guide's model.

    Parameters
    ----------
    name
        The canonical name of the object's class.
    attribute
        The attribute.
    """
    return _by_name().get(name, {}).get(attribute)


@cache
def _by_name() -> dict[str, dict[str, str]]:
    classes = table("keepers")["classes"].items()
    return {canonical(name) or name: kept for name, kept in classes}
