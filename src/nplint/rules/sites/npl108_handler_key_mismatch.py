from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from nplint.facts.expressions import Constant
from nplint.finding import Applicability, Edit, Finding, Fix, Span
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import bind_call, entry_of
from nplint.model.handler_data import Handled, handled_sites
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import CallResult

_CONSEQUENCES = {
    "condition": "these data are ignored, and the posterior is that without them",
    "do": "nothing is intervened on",
    "substitute": "no site gets the value",
    "reparam": "nothing is reparametrised, and the sampler meets the old geometry",
    "init_to_value": "the chain does not start there",
}
# Sites that NumPyro itself makes beside those of the model.
_MADE_BY_NUMPYRO = ("_base", "_decentered", "_centered", "_unconstrained", "_auto_latent")


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
    fit one of them.
    """

    code = "NPL108"
    name = "handler-key-mismatch"
    fixable = "sometimes"

    def __init__(self) -> None:
        super().__init__()
        self.uses: dict[object, _Use] = {}

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterable[Finding]:
        found = context.program.sites(run)
        for handler in [*_starting(context, run), *_handlers(found.sites)]:
            inside = [site for site in found.sites if handler in site.contexts] or found.sites
            use = self.uses.setdefault(handler.call, _Use(handler, run.model.function.name))
            use.meets(inside, found.complete)
        return ()

    def check(self, context: Context) -> Iterator[Finding]:
        for use in self.uses.values():
            for entry in handled_sites(context.program.evaluator, use.handler):
                known = [name for name in use.names if name is not None]
                if not use.complete or not known or entry.name in known:
                    continue
                if entry.name.endswith(_MADE_BY_NUMPYRO):
                    continue
                yield self._finding(use, entry, known)

    def _finding(self, use: _Use, entry: Handled, known: list[str]) -> Finding:
        handled = use.handler.name.rpartition(".")[2]
        near = get_close_matches(entry.name.lower(), [name.lower() for name in known], 2, 0.75)
        meant = [name for name in known if name.lower() in near]
        hint = f" (did you mean '{meant[0]}'?)" if len(meant) == 1 else ""
        path = entry.value.frame.module.path
        repair = _repair(entry, meant)
        return Finding(
            code=self.code,
            name=self.name,
            message=(f"'{entry.name}' is no site of `{use.model}`{hint}: {_CONSEQUENCES[handled]}"),
            path=path,
            span=Span(*entry.place),
            label=f"the sites are {', '.join(known)}" if len(known) < 7 else "no such site",
            help=repair.help("Write the name of the site that is meant"),
            fix=repair.fix,
        )


@dataclass(slots=True)
class _Use:
    """A handler with the sites of all models it is put around."""

    handler: CallResult
    model: str
    names: dict[str | None, None] = field(default_factory=dict)
    complete: bool = True

    def meets(self, sites: list[Site], complete: bool) -> None:
        self.names.update((site.name, None) for site in sites)
        if not complete or any(_is_out_of_sight(site) for site in sites):
            self.complete = False


def _starting(context: Context, run: Run) -> Iterator[CallResult]:
    """Where a run's kernel starts."""
    runner = run.kernel or run.runner
    entry = entry_of(runner) if runner is not None else None
    if runner is None or entry is None:
        return
    evaluator = context.program.evaluator
    start = bind_call(evaluator, entry, runner.call, runner.frame).arguments.get("init_strategy")
    for value in evaluator.thunk(start) if start is not None else ():
        if isinstance(value, CallResult) and value.name.endswith(".init_to_value"):
            yield value


def _handlers(sites: list[Site]) -> list[CallResult]:
    """The handlers that sites stand in: around the model, or entered in it."""
    found: dict[int, CallResult] = {}
    for site in sites:
        for each in site.contexts:
            if isinstance(each, CallResult) and each.name.rpartition(".")[2] in _CONSEQUENCES:
                found[id(each)] = each
    return list(found.values())


def _is_out_of_sight(site: Site) -> bool:
    return site.name is None or site.within("numpyro.handlers.scope")


def _repair(entry: Handled, meant: list[str]) -> Repair:
    if len(meant) != 1:
        like = "several sites have names" if meant else "no site has a name"
        return Repair(None, f"{like} like '{entry.name}'")
    [name], key = meant, entry.key
    if isinstance(key, Constant) and key.end - key.start == len(entry.name) + 2:
        span = Span(key.start + 1, key.end - 1)
    elif key is None:
        span = Span(*entry.place)
    else:
        return Repair(None, "the name is not written out in the dict")
    edit = Edit(entry.value.frame.module.path, span, name)
    return Repair(Fix(f"Name the site '{name}'", Applicability.UNSAFE, (edit,)))
