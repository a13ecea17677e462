from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import zip_longest

from nplint.analyses.dependence import Dependence
from nplint.analyses.site_shapes import RunShapes
from nplint.domains.shape import MANY, Shape
from nplint.finding import Finding
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, Rule
from nplint.rules.inference.enumeration import is_enumerable
from nplint.rules.inference.seen_pairs import SeenPair, is_drawn, seen_pairs


class GuideModelMismatch(Rule):
    """
    # guide-model-mismatch (NPL402)

    ## What it finds
    In an SVI with a hand-written guide: a latent site of the model that the guide lacks, a site of
    the guide that the model lacks, and a latent site whose shape differs between the two.

    ## What happens
    A latent that the guide lacks is drawn from its prior in each step, whatever the data say, and
    all else is fitted to these draws. A site that the model lacks adds nothing but its entropy: the
    ELBO grows without bound with its scale. Mostly the two are one: a name that is misspelt on one
    side. NumPyro warns ("Found vars in model but not guide") and goes on, on every release. With
    another shape, or another number of `to_event`, the two sites do not fit: a `TypeError` or
    `ValueError` about shapes, mostly from deep inside the model. Measured with the fixtures on
    NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    def model(y):
        mean = numpyro.sample("mean", dist.Normal(0.0, 10.0))
        numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)

    def guide(y):
        numpyro.sample("mu", dist.Normal(numpyro.param("loc", 0.0), 0.1))
    ```

    ## Fix
    None: what is meant is for the author to say. A site of the guide that is there for the guide's
    own sake is marked: `infer={"is_auxiliary": True}`.

    ## When it stays silent
    Automatic guides, and guides that call one; a model or guide that may have sites which nplint
    does not see, or names that are not constant; sites in a branch, under `block`, `mask(False)` or
    a handler that gives them a value, or with an `infer` of their own; discrete latents, which an
    ELBO may sum over; a site of the guide that its other sites are computed from; shapes that are
    not numbers.

    ## References
    https://num.pyro.ai/en/stable/svi.html, pyro-ppl/numpyro#1119
    """

    code = "NPL402"
    name = "guide-model-mismatch"

    def check(self, context: Context) -> Iterator[Finding]:
        for seen in seen_pairs(context):
            missing = [*_unnamed(seen.latents(seen.model), seen.guide)]
            missing = [site for site in missing if not is_enumerable(context, site)]
            for site in _unnamed(seen.latents(seen.guide), seen.model):
                if _is_auxiliary(context, seen, site):
                    continue
                meant = _meant(site, missing)
                missing = [each for each in missing if each is not meant]
                yield self._superfluous(seen, site, meant)
            for site in missing:
                yield self._missing(seen, site)
            yield from self._of_another_shape(context, seen)

    def _missing(self, seen: SeenPair, site: Site) -> Finding:
        return self.finding(
            site.location,
            f"'{site.name}' is drawn from its prior in each step of SVI, whatever the data say: "
            f"{seen.guide_name} has no site of that name",
            label="latent in the model, and not in the guide",
            related=[
                seen.pair.guide.model.function.head.labelled("the guide"),
                seen.pair.runner.location.labelled("run together here"),
            ],
            by_hand=f"Give the guide a site '{site.name}'",
        )

    def _superfluous(self, seen: SeenPair, site: Site, meant: Site | None) -> Finding:
        found = f"'{site.name}' is no site of {seen.model_name}"
        runner = seen.pair.runner.location.labelled("run together here")
        if meant is not None:
            return self.finding(
                site.location,
                f"{found}, whose '{meant.name}' is drawn from its prior in each step of SVI, "
                "whatever the data say",
                label="a name that the model does not have",
                related=[
                    meant.location.labelled("latent in the model, and not in the guide"),
                    runner,
                ],
                by_hand=f"Call it '{meant.name}' if that is meant",
            )
        return self.finding(
            site.location,
            f"{found}: in the ELBO it counts by its entropy alone, which grows without bound with "
            "its scale",
            label="in the guide, and not in the model",
            related=[seen.pair.model.model.function.head.labelled("the model"), runner],
            by_hand='Leave it out, or mark it by `infer={"is_auxiliary": True}`',
        )

    def _of_another_shape(self, context: Context, seen: SeenPair) -> Iterator[Finding]:
        for site in seen.latents(seen.guide):
            for other in filter(is_drawn, seen.model.named(site.name or "")):
                shapes = _shapes(context, seen, site, other)
                if shapes is not None:
                    here, there, consequence = shapes
                    yield self.finding(
                        site.location,
                        f"{seen.guide_name} draws '{site.name}' as {here}, {seen.model_name} as "
                        f"{there}: {consequence}",
                        label=f"{here} in the guide",
                        related=[
                            other.location.labelled(f"{there} in the model"),
                            seen.pair.runner.location.labelled("run together here"),
                        ],
                        by_hand="Draw the same shape in both, with the same `to_event`",
                    )


def _shapes(
    context: Context, seen: SeenPair, site: Site, other: Site
) -> tuple[str, str, str] | None:
    """Return what two sites of one name draw, and what comes of it, if that surely differs."""
    analysis = context.program.analysis(RunShapes)
    guide, model = analysis.of(seen.pair.guide), analysis.of(seen.pair.model)
    here, there = guide.of_site(site), model.of_site(other)
    if here is not None and there is not None and _differ(here[0], there[0]):
        return (
            f"an array of the shape {_shown(here[0])}",
            f"one of {_shown(there[0])}",
            "SVI puts the guide's draw in the place of the model's, where it does not fit",
        )
    one, two = site.arguments.get("fn"), other.arguments.get("fn")
    inner = guide.event_dim(one) if one is not None else None
    outer = model.event_dim(two) if two is not None else None
    if inner is None or outer is None or inner == outer:
        return None
    return (_event(inner), _event(outer), "SVI raises ValueError, as their `event_dim` disagree")


def _event(dimensions: int) -> str:
    return (
        ("single numbers", "vectors", "matrices")[dimensions]
        if dimensions < 3
        else (f"arrays of {dimensions} dimensions")
    )


def _unnamed(sites: Iterator[Site], other: Trace) -> Iterator[Site]:
    """Yield the sites of one side whose names the other side does not have."""
    return (site for site in sites if not any(other.named(site.name or "")))


def _is_auxiliary(context: Context, seen: SeenPair, site: Site) -> bool:
    """Tell whether the guide's other sites are computed from one, which is right as it stands."""
    dependence = context.program.analysis(Dependence)
    drawn = [other.arguments["fn"] for other in seen.guide.sites if "fn" in other.arguments]
    return any(
        made.call is site.call for fn in drawn for made in dependence.sites(fn.expr, fn.frame)
    )


def _meant(site: Site, missing: Sequence[Site]) -> Site | None:
    """Return the latent of the model that a site of the guide is meant for, as it seems."""
    names = [each.name or "" for each in missing]
    close = get_close_matches(site.name or "", names, n=1)
    if close or len(names) == 1:
        return next(each for each in missing if each.name == (close or names)[0])
    return None


def _differ(one: Shape, other: Shape) -> bool:
    """Tell whether two shapes surely differ, but for leading axes of length one."""
    pairs = zip_longest(reversed(one), reversed(other), fillvalue=1)
    return any(a != b for a, b in pairs if not {a, b} & {None, MANY})


def _shown(shape: Shape) -> str:
    lengths = ["n" if each in (None, MANY) else str(each) for each in shape]
    return f"({', '.join(lengths)}{',' * (len(lengths) == 1)})"
