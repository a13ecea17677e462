from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Name, short_source
from nplint.finding import Applicability, Finding, Fix, Place, Span
from nplint.fixes.add_keyword import add_keyword
from nplint.fixes.repair import Repair
from nplint.fixes.spelled import spelled
from nplint.libraries.numpyro import bind_call, entry_of
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.numpyro_api import Constraint, family
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import BoundExpr, CallResult, Container, MethodResult, Value

_AFFINE = "numpyro.distributions.transforms.AffineTransform"
_TRANSFORMED = "numpyro.distributions.TransformedDistribution"
_CONSTRAINTS = "numpyro.distributions.constraints"
# The supports that the fix writes.
_WRITTEN = ("positive", "unit_interval", "interval")


class AffineTransformMissingDomain(TraceRule):
    """
    # affine-transform-missing-domain (NPL305)

    ## What it finds
    A latent site that is a `TransformedDistribution` of a base whose support is not the real line
    (`HalfNormal`, `Gamma`, `Beta`, …) by an `AffineTransform` without `domain`.

    ## What happens
    `AffineTransform` takes its domain for the real line and says that its values are real, too.
    Inference then moves the site over all of it, where the base has no density or one that
    nobody meant. SVI puts mass on impossible values, negative ones of a positive quantity, or
    becomes NaN; NUTS may find no place to start, or walk on the wrong side. Nothing else is
    raised, on any release.

    ## Example
    ```python
    numpyro.sample(
        "x", dist.TransformedDistribution(dist.Gamma(4.0, 4.0), AffineTransform(0.0, 3.0))
    )
    ```

    ## Fix
    The domain is given: `AffineTransform(0.0, 3.0, domain=dist.constraints.positive)`, or
    `domain=base.support` where the base has a name. Unsafe, as it changes the numbers. None where
    neither can be written at that place, and where `AffineTransform` cannot take the base's
    support: a truncated base is better shifted by its own arguments.

    ## When it stays silent
    `domain` is given; the base's support may be the real line; sites that are observed, or under
    `TransformReparam`, which works on the base; models that are only simulated from; several
    transforms.

    ## References
    pyro-ppl/numpyro#1756, pyro-ppl/numpyro#1989, pyro-ppl/numpyro#663
    """

    code = "NPL305"
    name = "affine-transform-missing-domain"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if run.role != "model" or not run.is_by("mcmc", "kernel", "svi", "autoguide"):
            return
        for site in context.program.sites(run).sites:
            fn = site.arguments.get("fn")
            if fn is None or site.observation is not Observation.LATENT:
                continue
            if site.within("numpyro.handlers.reparam"):
                continue
            for value in context.program.evaluator.thunk(fn):
                found = _unbounded(context, value)
                if found is not None and found[0].call not in self.told:
                    self.told.add(found[0].call)
                    yield self._finding(context, run, site, *found)

    def _finding(
        self,
        context: Context,
        run: Run,
        site: Site,
        affine: CallResult,
        base: BoundExpr,
        base_family: str,
        support: Constraint,
    ) -> Finding:
        name = f"'{site.name}'" if site.name is not None else "the site"
        repair = _repair(context, affine, base, support)
        short = base_family.rpartition(".")[2]
        return Finding(
            code=self.code,
            name=self.name,
            message=(
                f"{name} may take any real value in `{run.model.function.name}`: its "
                f"AffineTransform does not know the support of {short}, and inference goes where "
                "there is no prior"
            ),
            path=affine.frame.module.path,
            span=Span(affine.call.start, affine.call.end),
            label="takes its domain for the real line",
            related=(
                Place(
                    base.frame.module.path,
                    Span(base.expr.start, base.expr.end),
                    f"its base is {short}",
                ),
            ),
            help=repair.help("Give it a `domain`, or shift and scale its base itself"),
            fix=repair.fix,
        )


def _unbounded(
    context: Context, value: Value
) -> tuple[CallResult, BoundExpr, str, Constraint] | None:
    """The transform without a domain, its base with family and support; None if all is well."""
    evaluator = context.program.evaluator
    while isinstance(value, MethodResult) and value.attr in ("expand", "to_event", "mask"):
        value = value.owner
    entry = entry_of(value)
    if not isinstance(value, CallResult) or entry is None or entry.name != _TRANSFORMED:
        return None
    bound = bind_call(evaluator, entry, value.call, value.frame).arguments
    base, transforms = bound.get("base_distribution"), bound.get("transforms")
    if base is None or transforms is None:
        return None
    affine, bounded = _affine(context, transforms), _bounded_base(context, base)
    return (affine, base, *bounded) if affine is not None and bounded is not None else None


def _affine(context: Context, transforms: BoundExpr) -> CallResult | None:
    evaluator = context.program.evaluator
    values = evaluator.thunk(transforms)
    if len(values) == 1 and isinstance(values[0], Container):
        entries = evaluator.containers.entries(values[0])
        values = evaluator.thunk(entries[0][1]) if len(entries) == 1 else ()
    entry = entry_of(values[0]) if len(values) == 1 else None
    made = values[0] if values else None
    if not isinstance(made, CallResult) or entry is None or entry.name != _AFFINE:
        return None
    bound = bind_call(evaluator, entry, made.call, made.frame)
    return made if bound.complete and "domain" not in bound.arguments else None


def _bounded_base(context: Context, base: BoundExpr) -> tuple[str, Constraint] | None:
    """The base's family and its support, if that is not the real line."""
    evaluator = context.program.evaluator
    values = evaluator.thunk(base)
    value = values[0] if len(values) == 1 else None
    while isinstance(value, MethodResult) and value.attr in ("expand", "to_event", "mask"):
        value = value.owner
    entry = entry_of(value) if value is not None else None
    if not isinstance(value, CallResult) or entry is None:
        return None
    facts = family(entry.name, context.target(base.frame.module.path).releases[-1])
    given = bind_call(evaluator, entry, value.call, value.frame).given(evaluator)
    support = facts.support(given) if facts is not None else None
    return None if support is None or support.is_real else (entry.name, support)


def _repair(context: Context, affine: CallResult, base: BoundExpr, support: Constraint) -> Repair:
    if support.name not in _WRITTEN:
        return Repair(None, f"AffineTransform may not take `{support.name}` as its domain")
    domain = _domain(context, affine, base, support)
    if domain is None or not affine.call.arguments:
        return Repair(None, "the support of its base has no name there")
    edit = add_keyword(affine.frame.module, affine.call, f"domain={domain}")
    return Repair(Fix(f"Give the domain, `{domain}`", Applicability.UNSAFE, (edit,)))


def _domain(
    context: Context, affine: CallResult, base: BoundExpr, support: Constraint
) -> str | None:
    if support.name != "interval":
        return spelled(f"{_CONSTRAINTS}.{support.name}", affine.frame.scope, affine.call.start)
    if not isinstance(base.expr, Name):
        return None
    find = context.program.evaluator.find_name
    there = find(base.expr.id, base.expr.start, base.frame)[0]
    here = find(base.expr.id, affine.call.start, affine.frame)[0]
    return f"{short_source(base.expr)}.support" if there is not None and there is here else None
