from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Name
from nplint.finding import Finding
from nplint.fixes.add_keyword import add_keyword
from nplint.fixes.local_name import local_name
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import family_of, inherited_family, is_callable, made_of_kind
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.numpyro_api import Constraint, family
from nplint.records import record
from nplint.rules.base import Context, SiteRule
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    ClassValue,
    Container,
    Instance,
    Value,
)

_TRANSFORMS = "numpyro.distributions.transforms."
_AFFINE = f"{_TRANSFORMS}AffineTransform"
_COMPOSED = f"{_TRANSFORMS}ComposeTransform"
_TRANSFORMED = "numpyro.distributions.TransformedDistribution"
_CONSTRAINTS = "numpyro.distributions.constraints"
# The supports that the fix writes.
_WRITTEN = ("positive", "unit_interval", "interval")


class AffineTransformMissingDomain(SiteRule):
    """
    # affine-transform-missing-domain (NPL305)

    ## What it finds
    A latent site that is a `TransformedDistribution` of a base whose support is not the real line
    (`HalfNormal`, `Gamma`, `Beta`, …) by an `AffineTransform` without `domain`, alone or before
    other transforms; also where a subclass gives the two to `super().__init__`.

    ## What happens
    `AffineTransform` takes its domain for the real line and says that its values are real, too; a
    transform after it says that all it makes of real values can come up. Inference then moves the
    site over all of that, where the base has no density or one that nobody meant. SVI puts mass on
    impossible values, negative ones of a positive quantity, or becomes NaN; NUTS may find no place
    to start, or walk on the wrong side. Nothing else is raised, on any release.

    ## Example
    ```python
    numpyro.sample(
        "x", dist.TransformedDistribution(dist.Gamma(4.0, 4.0), AffineTransform(0.0, 3.0))
    )
    ```

    ## Fix
    The domain is given: `AffineTransform(0.0, 3.0, domain=dist.constraints.positive)`, or
    `domain=base.support` where the base has a name. Unsafe, as it changes the numbers. None where
    neither can be written at that place, where `AffineTransform` cannot take the base's support (a
    truncated base is better shifted by its own arguments), and where other transforms follow, which
    need domains of their own.

    ## When it stays silent
    `domain` is given; the base's support may be the real line; sites that are observed, or under
    `TransformReparam`, which works on the base; models that are only simulated from; SVI
    with a guide of your own, which draws the site itself; sites that `block` hides or `mask(False)`
    takes out of the density; other transforms come first, or a later `AffineTransform` has a
    domain, which counts; a subclass with a `support` of its own.

    ## References
    pyro-ppl/numpyro#1756, pyro-ppl/numpyro#1989, pyro-ppl/numpyro#663
    """

    code = "NPL305"
    name = "affine-transform-missing-domain"
    fixable = "sometimes"

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        if run.role != "model" or not run.is_by("mcmc", "kernel", "svi", "autoguide"):
            return
        if site.observation is not Observation.LATENT or site.within("numpyro.handlers.reparam"):
            return
        if not site.reaches_run or site.weightless or _has_own_guide(context, run):
            return
        for value in context.values(site.arguments.get("fn")):
            found = _unbounded(context, value)
            if found is not None:
                yield self.finding(
                    found.affine.location,
                    f"{site.described('the site')} may take {found.claimed} in "
                    f"{run.model_name}: its AffineTransform does not know the support "
                    f"of {found.family}, and inference goes to values that its prior excludes",
                    label="takes its domain for the real line",
                    related=[found.base.location.labelled(f"its base is {found.family}")],
                    repair=_repair(context, found),
                    by_hand="Shift and scale its base itself, and give each transform a `domain`",
                )


def _has_own_guide(context: Context, run: Run) -> bool:
    """Tell whether a guide of the user's own draws the sites, and decides on their support."""
    runner = made_of_kind(run.runner, "svi")
    guides = context.values(context.arguments(runner).get("guide")) if runner else ()
    return any(is_callable(guide) for guide in guides)


@record
class _Unbounded:
    """A transform without a domain, with the base it is given, whose support is not real.

    ``claimed`` are the values that the distribution seems to have; ``is_followed`` says that other
    transforms come after it.
    """

    affine: CallResult
    claimed: str
    is_followed: bool
    base: BoundExpr
    family: str
    support: Constraint


def _unbounded(context: Context, value: Value) -> _Unbounded | None:
    transformed = family_of(value) or _inherited(context, value)
    if transformed is None or transformed.name != _TRANSFORMED:
        return None
    given = context.arguments(transformed)
    base, chain = given.get("base_distribution"), _chain(context, given.get("transforms"))
    affine = chain[0] if chain else None
    drawn = context.values(base).only
    made = family_of(drawn) if drawn is not None else None
    if affine is None or base is None or made is None:
        return None
    facts = family(made.name, context.target(base.frame.module.path).releases[-1])
    bounds = context.arguments(made).given(context.program.evaluator)
    support = facts.support(bounds) if facts is not None else None
    if support is None or support.is_real:
        return None
    is_followed = len(chain) > 1
    claimed = f"what {chain[-1].short_name} makes of " * is_followed + "any real value"
    return _Unbounded(affine, claimed, is_followed, base, made.short_name, support)


def _inherited(context: Context, value: Value) -> CallResult | None:
    """Return what a subclass of a distribution makes of itself, if that gives its support."""
    evaluator = context.program.evaluator
    made = inherited_family(evaluator, value)
    if made is None or not isinstance(value, Instance) or not isinstance(value.kind, ClassValue):
        return None
    lineage = evaluator.objects.lineage(value.kind)
    own = any("support" in each.definition.scope.bindings for each in lineage)
    return None if own else made


def _chain(context: Context, transforms: BoundExpr | None) -> list[CallResult]:
    """Return the transforms if the first is an affine one, and no affine one has a domain."""
    given = context.values(transforms).only
    made: list[Value | None] = [given]
    if isinstance(given, Container):
        entries = context.program.evaluator.containers.entries(given)
        made = [context.values(entry).only for _, entry in entries]
    chain = [each for each in made if isinstance(each, CallResult)]
    if len(chain) < len(made) or not chain or chain[0].name != _AFFINE:
        return []
    if any(not each.name.startswith(_TRANSFORMS) or each.name == _COMPOSED for each in chain):
        return []
    arguments = [context.arguments(each) for each in chain if each.name == _AFFINE]
    return chain if all(a.complete and "domain" not in a for a in arguments) else []


def _repair(context: Context, found: _Unbounded) -> Repair:
    if found.is_followed:
        return Repair.none("the transforms after it need domains of their own")
    if found.support.name not in _WRITTEN:
        return Repair.none(f"AffineTransform may not take `{found.support.name}` as its domain")
    domain, affine = _domain(context, found), found.affine
    if domain is None or not affine.call.arguments:
        return Repair.none("the support of its base has no name there")
    edit = add_keyword(context.fix_context, affine.call, f"domain={domain}")
    return Repair.unsafe(f"Give the domain, `{domain}`", edit)


def _domain(context: Context, found: _Unbounded) -> str | None:
    """Return how the code at the transform can write the support of its base."""
    frame, start, base = found.affine.frame, found.affine.call.start, found.base
    if found.support.name != "interval":
        return local_name(f"{_CONSTRAINTS}.{found.support.name}", frame.scope, start)
    if not isinstance(base.expr, Name):
        return None
    find = context.program.evaluator.find_name
    owner, _ = find(base.expr.id, base.expr.start, base.frame)
    is_seen = owner is not None and owner is find(base.expr.id, start, frame)[0]
    return f"{base.expr.id}.support" if is_seen else None
