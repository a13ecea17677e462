from __future__ import annotations

from collections.abc import Iterator

from nplint import numpyro_api
from nplint.analyses.jax_transforms import JaxTransforms
from nplint.facts.enclosing import is_meant_to_fail
from nplint.facts.expressions import short_source
from nplint.finding import Finding
from nplint.fixes.add_keyword import add_keyword
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import BoundCall, entry_of, made_of_kind
from nplint.model.calls import MethodCall, method_calls
from nplint.rules.base import Context, Rule
from nplint.semantic.binding import given_arguments

_PARAMETER = "progress_bar"
_ARGUMENT = f"{_PARAMETER}=False"


class VmapProgressBar(Rule):
    """
    # vmap-progress-bar (NPL421)

    ## What it finds
    `mcmc.run` or `svi.run` with its progress bar, in a function that `jax.vmap`, `jax.pmap`,
    `jax.jit` or `jax.lax.map` transforms.

    ## What happens
    The progress bar writes step sizes and losses as text. Under a transformation they are not
    numbers yet, so the run ends with `TypeError: unsupported format string passed to
    BatchTracer.__format__`, after all has been compiled. The same on every release.

    ## Example
    ```python
    def fit(key):
        mcmc = MCMC(NUTS(model), num_warmup=500, num_samples=500)
        mcmc.run(key, y)
        return mcmc.get_samples()

    samples = jax.vmap(fit)(jax.random.split(key, 4))
    ```

    ## Fix
    ```python
        mcmc = MCMC(NUTS(model), num_warmup=500, num_samples=500, progress_bar=False)
    ```
    Safe: with the bar nothing comes of the run. Unsafe where the function is also called without
    a transformation; none where the `MCMC` is made outside of it, or the bar is asked for.

    ## When it stays silent
    `progress_bar` is False, or may be; arguments come in by `**`; an error is waited for.

    ## References
    https://num.pyro.ai/en/stable/mcmc.html
    """

    code = "NPL421"
    name = "vmap-progress-bar"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        program = context.program
        transforms = program.analysis(JaxTransforms)
        calls = program.index.calls.get("run", ())
        for run in method_calls(program.evaluator, program.contexts, calls):
            entry = entry_of(run.owner)
            if entry is None or entry.kind not in ("mcmc", "svi"):
                continue
            transform = transforms.around(run.frame)
            settings = _settings(context, run, entry) if transform is not None else None
            if transform is None or settings is None or is_meant_to_fail(run.call):
                continue
            if not _shows_bar(context, settings):
                continue
            shown = short_source(run.call.func)
            yield self.finding(
                run.frame.locate(run.call),
                f"`{shown}` raises `TypeError` when it writes its progress bar: under "
                f"`{transform.name}` there are no numbers yet to write",
                label="shows a progress bar",
                related=[transform.location.labelled("transformed here")],
                repair=_fix(context, run, settings, transforms),
                by_hand=f"Set `{_ARGUMENT}`",
            )


def _settings(context: Context, run: MethodCall, entry: numpyro_api.Entry) -> BoundCall | None:
    """Return the arguments that say whether there is a progress bar."""
    if entry.kind == "mcmc":
        return context.arguments(run.owner)
    signature = numpyro_api.method(entry.name, "run", entry.releases[-1])
    if signature is None:
        return None
    given = given_arguments(context.program.evaluator, run.call, run.frame)
    bound = numpyro_api.bind(signature, given.positional, given.keywords, complete=False)
    return BoundCall(bound.arguments, given.complete)


def _shows_bar(context: Context, settings: BoundCall) -> bool:
    """Tell whether a run surely shows a progress bar, as it does where nothing is said."""
    if _PARAMETER not in settings:
        return settings.complete
    literals = context.values(settings.get(_PARAMETER)).literals
    return literals is not None and all(literals)


def _fix(
    context: Context,
    run: MethodCall,
    settings: BoundCall,
    transforms: JaxTransforms,
) -> Repair:
    svi = made_of_kind(run.owner, "svi")
    call, frame = (run.call, run.frame) if svi is not None else (run.owner.call, run.owner.frame)
    if _PARAMETER in settings:
        return Repair.none("the bar is asked for")
    if transforms.around(frame) is None:
        return Repair.none("what is made outside of the function may run there, too")
    is_plain = not transforms.is_always_transformed(frame)
    obstacle = "the function runs without a transformation, too" if is_plain else ""
    edit = add_keyword(context.fix_context, call, _ARGUMENT)
    return Repair.safe_unless(obstacle, f"Set `{_ARGUMENT}`", edit)
