from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from nplint.facts.expressions import Call, Constant
from nplint.finding import Finding
from nplint.fixes.repair import Repair
from nplint.model.handler_data import Handled, handled_sites
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.sites.near_names import MADE_BY_NUMPYRO, near_names
from nplint.semantic.values import CallResult

_CONSEQUENCES = {
    "condition": "these data are ignored, and the posterior is that without them",
    "do": "nothing is intervened on",
    "substitute": "no site gets the value",
    "reparam": "its entry reparametrises no site",
    "init_to_value": "the chain does not start there",
}


class HandlerKeyMismatch(TraceRule):
    """
    # handler-key-mismatch (NPL108)

    ## What it finds
    A name in the dict of `condition`, `do`, `substitute`, `reparam` or `init_to_value` that names
    no site of the model it is put around.

    ## What happens
    Handlers act on the sites they meet and do not ask for the others. With a misspelt name
    `condition` conditions on nothing and MCMC returns the prior; `reparam` leaves the funnel as
    it was, with an effective sample size a fraction of what it should be. Nothing is raised, on
    any release.

    ## Example
    ```python
    conditioned = handlers.condition(model, data={"Y": y})   # the site is called "y"
    ```

    ## Fix
    Where one site's name is nearly the same, the key is spelt like it. Unsafe, as it changes the
    numbers.

    ## When it stays silent
    A site's name that is not constant, a call that nplint cannot follow into, a prefix by `scope`:
    then the name may be there. Names of plates and params count; so do `…_base`, `…_decentered`
    and the like, which NumPyro makes itself. A handler that is put around several models has to
    fit one of them. Starting values and substitutes may be those of several models: where each
    latent site and param of this one gets its own, the others do no harm.
    """

    code = "NPL108"
    name = "handler-key-mismatch"
    fixable = "sometimes"

    def __init__(self) -> None:
        self.uses: dict[Call, _Use] = {}

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterable[Finding]:
        for handler in [*_starting(context, run), *_handlers(trace.sites)]:
            inside = [site for site in trace.sites if handler in site.contexts] or trace.sites
            use = self.uses.setdefault(handler.call, _Use(handler, run.model_name))
            use.meets(inside, trace.complete)
        return ()

    def check(self, context: Context) -> Iterator[Finding]:
        for use in self.uses.values():
            handled = handled_sites(context.program.evaluator, use.handler)
            if use.gets_all({entry.name for entry in handled}):
                continue  # the others are those of other models
            for entry in handled:
                if use.lacks(entry.name) and not entry.name.endswith(MADE_BY_NUMPYRO):
                    yield self._finding(use, entry)

    def _finding(self, use: _Use, entry: Handled) -> Finding:
        known = use.known
        meant = near_names(entry.name, known)
        hint = f" (did you mean '{meant[0]}'?)" if len(meant) == 1 else ""
        consequence = _CONSEQUENCES[use.handler.short_name]
        return self.finding(
            entry.location,
            f"'{entry.name}' is no site of {use.model}{hint}: {consequence}",
            label=f"the sites are {', '.join(known)}" if len(known) < 7 else "no such site",
            repair=_repair(entry, meant),
            by_hand="Write the name of the site that is meant",
        )


@dataclass(slots=True)
class _Use:
    """A handler with the sites of all models it is put around."""

    handler: CallResult
    model: str
    names: dict[str | None, None] = field(default_factory=dict)
    latents: set[str | None] = field(default_factory=set)
    complete: bool = True

    @property
    def known(self) -> list[str]:
        """The constant names of the sites, in the order they are met."""
        return [name for name in self.names if name is not None]

    def meets(self, sites: list[Site], complete: bool) -> None:
        """Note the sites of a model that the handler is put around."""
        self.names.update((site.name, None) for site in sites)
        self.latents.update(site.name for site in sites if site.kind == "param" or _is_latent(site))
        if not complete or any(_is_out_of_sight(site) for site in sites):
            self.complete = False

    def gets_all(self, names: Collection[str]) -> bool:
        """Tell whether values are given to each latent site and param that there is."""
        giving = self.handler.short_name in ("init_to_value", "substitute")
        return giving and self.complete and bool(self.latents) and self.latents <= set(names)

    def lacks(self, name: str) -> bool:
        """Tell whether surely no site has a name, although there are sites."""
        return self.complete and bool(self.known) and name not in self.names


def _starting(context: Context, run: Run) -> Iterator[CallResult]:
    """Yield the start of a run's kernel, where it is given by site."""
    runner = run.kernel or run.runner
    if runner is not None:
        for value in context.values(context.arguments(runner).get("init_strategy")):
            if isinstance(value, CallResult) and value.name.endswith(".init_to_value"):
                yield value


def _handlers(sites: list[Site]) -> Iterable[CallResult]:
    """Return the handlers that sites stand in: around the model, or entered in it."""
    return dict.fromkeys(
        each
        for site in sites
        for each in site.contexts
        if isinstance(each, CallResult) and each.short_name in _CONSEQUENCES
    )


def _is_latent(site: Site) -> bool:
    return site.kind == "sample" and site.observation is not Observation.OBSERVED


def _is_out_of_sight(site: Site) -> bool:
    return site.name is None or site.within("numpyro.handlers.scope")


def _repair(entry: Handled, meant: list[str]) -> Repair:
    if len(meant) != 1:
        like = "several sites have names" if meant else "no site has a name"
        return Repair.none(f"{like} like '{entry.name}'")
    key, at = entry.key, entry.location
    if isinstance(key, Constant) and key.end - key.start == len(entry.name) + 2:
        at = at.starting_at(at.start + 1).up_to(at.end - 1)
    elif key is not None:
        return Repair.none("the name is not written out in the dict")
    return Repair.unsafe(f"Name the site '{meant[0]}'", at.replaced_by(meant[0]))
