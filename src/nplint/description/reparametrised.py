"""The sites that a reparametrisation makes of one: NumPyro's ``numpyro.infer.reparam``."""

from __future__ import annotations

from collections.abc import Iterator

from nplint.libraries.numpyro import arguments_of, family_of
from nplint.libraries.supports import number_of, support_text
from nplint.model.sites import Site
from nplint.records import record, shown
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import BoundExpr, CallResult

_PACKAGE = "numpyro.infer.reparam."


@record
class MadeSite:
    """A site that a reparametrisation makes.

    Parameters
    ----------
    kind, suffix
        Its kind, and what its name has behind that of the site it is made of.
    distribution, support
        Its distribution's class and support, where they are known.
    keeps_sources
        Whether it depends on what the site would have depended on.
    base
        The expression that it is computed from in place of that.
    sources
        The suffixes of the made sites that it is computed from.
    """

    kind: str
    suffix: str
    distribution: str | None = None
    support: str | None = None
    keeps_sources: bool = False
    base: BoundExpr | None = None
    sources: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return shown(self, self.kind, self.suffix)


def reparametrised(evaluator: Evaluator, made: CallResult, site: Site) -> Iterator[MadeSite]:
    """Yield the sites that a reparametrisation makes of a site, in order; none if it keeps it.

    Parameters
    ----------
    evaluator
        Says what the arguments are.
    made
        The reparametrisation: ``LocScaleReparam(0)``.
    site
        The site that it is for.
    """
    name = made.name.removeprefix(_PACKAGE) if made.name.startswith(_PACKAGE) else ""
    if name == "LocScaleReparam":
        yield from _loc_scale(evaluator, made)
    elif name == "TransformReparam":
        base = _base(evaluator, site)
        family, support = _told(evaluator, base) if base is not None else (None, None)
        yield MadeSite("sample", "_base", family, support, base is None, base)
        yield MadeSite("deterministic", "", keeps_sources=True, sources=("_base",))
    elif name == "ExplicitReparam":
        yield MadeSite("sample", "_base", "TransformedDistribution", keeps_sources=True)
        yield MadeSite("deterministic", "", sources=("_base",))
    elif name == "ProjectedNormalReparam":
        yield MadeSite("sample", "_normal", "Normal", "real")
        yield MadeSite("deterministic", "", keeps_sources=True, sources=("_normal",))
    elif name == "CircularReparam":
        yield MadeSite("sample", "_unwrapped", "ImproperUniform", "real")
        yield MadeSite("factor", "_factor", keeps_sources=True, sources=("_unwrapped",))
        yield MadeSite("deterministic", "", sources=("_unwrapped",))


def _loc_scale(evaluator: Evaluator, made: CallResult) -> Iterator[MadeSite]:
    centered = arguments_of(evaluator, made).get("centered")
    number = number_of(evaluator, centered) if centered is not None else None
    if number == 1:
        return
    if centered is None:
        yield MadeSite("param", "_centered")
    parts = ("_decentered",) if centered is not None else ("_centered", "_decentered")
    learned = parts[:-1]
    keeps = number != 0
    yield MadeSite("sample", "_decentered", None, "real", keeps, sources=learned)
    yield MadeSite("deterministic", "", keeps_sources=True, sources=parts)


def _base(evaluator: Evaluator, site: Site) -> BoundExpr | None:
    """Return what a site's transformed distribution is made from."""
    fn = site.arguments.get("fn")
    values = evaluator.values_of(fn) if fn is not None else ()
    family = family_of(values[0]) if len(values) == 1 else None
    return arguments_of(evaluator, family).get("base_distribution") if family is not None else None


def _told(evaluator: Evaluator, base: BoundExpr) -> tuple[str | None, str | None]:
    """Return the family and the support of a distribution."""
    found = evaluator.values_of(base)
    family = family_of(found[0]) if len(found) == 1 else None
    if family is None:
        return None, None
    return family.short_name, support_text(evaluator, found[0])
