from __future__ import annotations

from collections.abc import Iterator

from nplint import numpyro_api
from nplint.facts.enclosing import is_meant_to_fail
from nplint.finding import Finding
from nplint.fixes.pass_by_keyword import pass_by_keyword
from nplint.fixes.repair import Repair
from nplint.libraries.jax_keys import is_key
from nplint.libraries.numpyro import BoundCall, entry_of, family_of
from nplint.model.calls import calls_of_kind
from nplint.model.handler_data import Handled, handled_sites
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.rules.base import Context, SiteRule
from nplint.semantic.values import CallResult, Container, Literal, Value

_REPARAM = "numpyro.handlers.reparam"
# The reparametrisers that were seen to refuse observed sites.
_LATENT_ONLY = frozenset(
    {"LocScaleReparam", "TransformReparam", "ProjectedNormalReparam", "CircularReparam",
     "ExplicitReparam"}
)  # fmt: skip
_TRANSFORMED = "numpyro.distributions.TransformedDistribution"
# The parameters of which a handler needs one, and what it raises without.
_NEEDED = {
    "condition": (("data", "condition_fn"), "`ValueError`"),
    "substitute": (("data", "substitute_fn"), "`ValueError`"),
    "reparam": (("config",), "an `AssertionError` without a message"),
    "replay": (("trace",), "an `AssertionError` without a message"),
}
# The parameter that takes what is given in the place of the function.
_MEANT = {
    "scale": "scale", "mask": "mask", "seed": "rng_seed", "condition": "data",
    "substitute": "data", "do": "data", "reparam": "config", "lift": "prior", "scope": "prefix",
    "block": "hide",
}  # fmt: skip


class HandlerContract(SiteRule):
    """
    # handler-contract (NPL419)

    ## What it finds
    A handler that is used as it cannot be: `handlers.scale(0.5)`, where the number stands in the
    place of the function; `handlers.condition(model)` without data; a scale that is not positive;
    `handlers.reparam` with an entry for an observed site, `LocScaleReparam` for a site that is not
    real-valued, `TransformReparam` for a distribution that is not a transformed one.

    ## What happens
    The first parameter of each handler is the function that it is put around, also in a `with`
    statement. What cannot be called raises a `ValueError` when the handler is made, or, for the
    few handlers that look at their own arguments first, what these raise. A reparametriser
    refuses its site while the model is traced: an `AssertionError` for an observed one, with no
    message or "does not support observe statements", a `ValueError` for a wrong distribution. Seen
    on NumPyro 0.15.2 and 0.22.0.

    ## Example
    ```python
    with handlers.scale(0.5):
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y)
    ```

    ## Fix
    ```python
    with handlers.scale(scale=0.5):
    ```
    Unsafe, as the handler takes effect then. There is none for the others: the entry for an
    observed site goes, and a positive site is reparametrised by its logarithm.

    ## When it stays silent
    What may be a function; a site that may be latent; distributions of which the support is not
    known; an error that is waited for.

    ## References
    https://num.pyro.ai/en/stable/handlers.html, https://num.pyro.ai/en/stable/reparam.html
    """

    code = "NPL419"
    name = "handler-contract"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        program = context.program
        for made, _ in calls_of_kind(program.evaluator, program.contexts, "handler", "fn"):
            if not is_meant_to_fail(made.call):
                yield from self._at_handler(context, made, context.arguments(made))

    def _at_handler(
        self, context: Context, made: CallResult, given: BoundCall
    ) -> Iterator[Finding]:
        handler, fn = made.short_name, given.get("fn")
        if fn is not None and context.values(fn).all(lambda each: _is_no_function(context, each)):
            yield self.finding(
                fn.location,
                f"`{handler}` raises an error: its first parameter is the function that it is put "
                f"around, and `{context.written(fn.location)}` is none",
                label="not a function",
                repair=_by_keyword(made, fn.location.span.start),
                by_hand="Give it by the name of its parameter",
            )
            return
        needed, raising = _NEEDED.get(handler, ((), ""))
        if needed and given.complete and not given.given(context.program.evaluator) & {*needed}:
            yield self.finding(
                made.location,
                f"`{handler}` raises {raising}: it is not given "
                f"{' or '.join(f'`{name}`' for name in needed)}",
                label="nothing to do",
                by_hand=f"Give it `{needed[0]}`",
            )
        scales = context.values(given.get("scale")).literals or []
        if scales and all(isinstance(each, (int, float)) and each <= 0 for each in scales):
            yield self.finding(
                made.location,
                f"`{handler}` raises `ValueError`: {scales[0]} is no positive scale",
                label="not positive",
                by_hand="Use `handlers.mask(mask=False)` to leave sites out of the density",
            )

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        for handler in site.contexts_by(_REPARAM):
            for entry in handled_sites(context.program.evaluator, handler):
                told = _refusal(context, site, entry) if entry.name == site.name else None
                if told is not None:
                    yield self.finding(
                        entry.location,
                        told,
                        label="cannot be reparametrised by it",
                        related=[site.location.labelled("the site"), *run.labelled("run here")],
                        by_hand="Leave its entry out",
                    )


def _is_no_function(context: Context, value: Value) -> bool:
    if isinstance(value, Literal):
        return value.value is not None
    return isinstance(value, Container) or is_key(context.program.evaluator, value)


def _by_keyword(made: CallResult, start: int) -> Repair:
    argument = made.call.arguments[0]
    keyword = _MEANT.get(made.short_name)
    if keyword is None or argument.start != start or len(made.call.arguments) > 1:
        return Repair.none("it cannot tell what is meant")
    edit = pass_by_keyword(made.frame, argument, keyword)
    return Repair.unsafe(f"Write `{keyword}=`", edit, local=True)


def _refusal(context: Context, site: Site, entry: Handled) -> str | None:
    """Return what comes of an entry for a site that its reparametriser refuses, else None."""
    only = context.values(entry.value).only
    known = entry_of(only) if only is not None else None
    if not isinstance(only, CallResult) or known is None or known.kind != "reparam":
        return None
    name, fn = only.short_name, context.values(site.arguments.get("fn"))
    if name in _LATENT_ONLY and site.observation is Observation.OBSERVED:
        return f"`{name}` raises `AssertionError`: '{site.name}' is observed, not latent"
    if name == "LocScaleReparam" and fn.all(lambda value: _is_not_real(context, value)):
        return (
            f"`LocScaleReparam` raises `ValueError`: the values of '{site.name}' "
            f"({_family_name(fn[0])}) are not all real numbers, which it needs"
        )
    if name == "TransformReparam" and fn.all(_is_not_transformed):
        return (
            f"`TransformReparam` raises `ValueError`: '{site.name}' ({_family_name(fn[0])}) is no "
            "`TransformedDistribution`"
        )
    return None


def _family_name(value: Value) -> str:
    family = family_of(value)
    assert family is not None, "its facts are known"
    return f"`{family.short_name}`"


def _is_not_real(context: Context, value: Value) -> bool:
    family = family_of(value)
    entry = entry_of(family) if family is not None else None
    if family is None or entry is None:
        return False
    facts = numpyro_api.family(entry.name, entry.releases[-1])
    given = context.arguments(family).given(context.program.evaluator)
    support = facts.support(given) if facts is not None else None
    return support is not None and not support.is_real and "…" not in str(support)


def _is_not_transformed(value: Value) -> bool:
    family = family_of(value)
    entry = entry_of(family) if family is not None else None
    if entry is None:
        return False
    ancestors = numpyro_api.ancestors(entry.name, entry.releases[-1])
    return ancestors is not None and _TRANSFORMED not in ancestors
