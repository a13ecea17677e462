from __future__ import annotations

from collections.abc import Iterator

from nplint.finding import Applicability, Finding, Fix, Place, Span
from nplint.fixes.add_keyword import add_keyword
from nplint.libraries.numpyro import BoundCall, bind_call, entry_of
from nplint.model.pairs import pairs
from nplint.model.runs import Run
from nplint.model.sites import NEUTRAL, Site
from nplint.model.traces import Trace
from nplint.rules.base import Context, TraceRule
from nplint.rules.inference.enumeration import is_enumerable
from nplint.semantic.values import CallResult, Container, FunctionValue

_ELBO = "TraceEnum_ELBO"
# Contexts that leave a site's configuration alone.
_NEUTRAL = NEUTRAL | {"numpyro.handlers.scope"}
_MARK = 'infer={"enumerate": "parallel"}'


class EnumerateNotMarked(TraceRule):
    """
    # enumerate-not-marked (NPL411)

    ## What it finds
    A discrete latent site, in a model that SVI runs with `TraceEnum_ELBO`, that is not in the guide
    and has no `infer={"enumerate": "parallel"}`.

    ## What happens
    `TraceEnum_ELBO` sums over the sites that are marked, and over no others. A discrete site that
    is neither marked nor in the guide is drawn from its prior in each step, whatever the data say:
    all groups of a mixture are fitted to data that were dealt out to them by chance. Nothing is
    raised, on any release. (NUTS marks such sites by itself.) Measured with the fixtures on NumPyro
    0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    def model(y):
        mu = numpyro.sample("mu", dist.Normal(0.0, 10.0).expand([2]).to_event(1))
        with numpyro.plate("days", 10):
            season = numpyro.sample("season", dist.Bernoulli(0.5))
            numpyro.sample("y", dist.Normal(mu[season], 1.0), obs=y)

    svi = SVI(model, guide_of_mu, optim, TraceEnum_ELBO())
    ```

    ## Fix
    ```python
            season = numpyro.sample("season", dist.Bernoulli(0.5), infer={"enumerate": "parallel"})
    ```
    Unsafe, as it changes the numbers. None where the site has another `infer`.

    ## When it stays silent
    The site is marked, here or by `config_enumerate`; it is observed, or may be; the guide has it,
    or may have it, as an automatic one may; the model runs under handlers other than plates,
    `mask`, `scale` and `scope`; the distribution is not known to be one that can be enumerated.

    ## References
    pyro-ppl/numpyro#1235
    """

    code = "NPL411"
    name = "enumerate-not-marked"
    releases = "from 0.11"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        if run.role != "model" or not run.is_by("svi"):
            return
        runner = run.runner
        entry = entry_of(runner) if runner is not None else None
        assert runner is not None and entry is not None
        bound = bind_call(context.program.evaluator, entry, runner.call, runner.frame)
        if not _enumerates(context, bound):
            return
        for site in context.program.sites(run).sites:
            if site.call in self.told or not _is_unmarked(context, site):
                continue
            if _is_outside_the_guide(context, bound, run, site):
                self.told.add(site.call)
                yield _finding(run, site)


def _enumerates(context: Context, bound: BoundCall) -> bool:
    loss = bound.arguments.get("loss")
    values = context.program.evaluator.thunk(loss) if loss is not None else ()
    return bool(values) and all(
        isinstance(value, CallResult) and value.name.rpartition(".")[2] == _ELBO for value in values
    )


def _is_unmarked(context: Context, site: Site) -> bool:
    """Whether a site is discrete, latent and surely not marked."""
    if site.name is None or not site.stands_in_only(_NEUTRAL):
        return False
    if not is_enumerable(context.program.evaluator, site):
        return False
    infer = site.arguments.get("infer")
    if infer is None:
        return not any(argument.star for argument in site.call.arguments)
    return all(
        isinstance(value, Container) and _lacks_mark(context, value)
        for value in context.program.evaluator.thunk(infer)
    )


def _lacks_mark(context: Context, infer: Container) -> bool:
    containers = context.program.evaluator.containers
    keys = [key for key, _ in containers.entries(infer)]
    return not containers.may_grow(infer) and all(
        isinstance(key, str) and key != "enumerate" for key in keys
    )


def _is_outside_the_guide(context: Context, bound: BoundCall, run: Run, site: Site) -> bool:
    """Whether the guide surely has no such site."""
    evaluator = context.program.evaluator
    guide = bound.arguments.get("guide")
    values = evaluator.thunk(guide) if guide is not None else ()
    if not all(isinstance(value, FunctionValue) for value in values):
        return False
    guides = [
        context.program.sites(pair.guide)
        for pair in context.program.analysis(pairs)
        if pair.model is run
    ]
    return bool(guides) and all(
        found.complete
        and all(each.kind != "sample" or each.name not in (None, site.name) for each in found.sites)
        for found in guides
    )


def _finding(run: Run, site: Site) -> Finding:
    call, runner, model = site.call, run.runner, run.model.function.name
    assert runner is not None
    return Finding(
        code=EnumerateNotMarked.code,
        name=EnumerateNotMarked.name,
        message=(
            f"`{model}` is fitted to a '{site.name}' drawn from its prior in each step, whatever "
            f"the data say: {_ELBO} sums over marked sites only, and the guide lacks it"
        ),
        path=site.frame.module.path,
        span=Span(call.start, call.end),
        label="a discrete latent site, not enumerated",
        related=(
            Place(runner.frame.module.path, Span(runner.call.start, runner.call.end), "run here"),
        ),
        help=()
        if "infer" not in site.arguments
        else ('Add "enumerate": "parallel" to its infer.',),
        fix=_fix(site),
    )


def _fix(site: Site) -> Fix | None:
    if "infer" in site.arguments:
        return None
    edit = add_keyword(site.frame.module, site.call, _MARK)
    return Fix(f"Enumerate '{site.name}'", Applicability.UNSAFE, (edit,))
