from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from nplint.analyses.jax_transforms import JaxTransforms, Transform
from nplint.facts.enclosing import is_meant_to_fail
from nplint.facts.expressions import Call, short_source
from nplint.finding import Finding
from nplint.libraries.numpyro import made_of_kind
from nplint.model.calls import MethodCall, method_calls
from nplint.rules.base import Context, Rule

_RUNNING = ("run", "warmup")
_READING = ("get_samples", "print_summary", "get_extra_fields")


class JitMcmcRun(Rule):
    """
    # jit-mcmc-run (NPL420)

    ## What it finds
    `mcmc.run` in a function that `jax.jit`, `vmap`, `pmap` or `lax.map` transforms, of an `MCMC`
    that is made outside of it and asked for its samples there.

    ## What happens
    `run` keeps the samples in the `MCMC` object. Under a transformation those are not numbers but
    tracers, which mean nothing once the function is left: `mcmc.get_samples()` then raises an
    `UnexpectedTracerError`, `mcmc.print_summary()` a `TracerArrayConversionError`, after the whole
    run. The same on every release.

    ## Example
    ```python
    mcmc = MCMC(NUTS(model), num_warmup=500, num_samples=500, progress_bar=False)
    jax.jit(lambda key: mcmc.run(key, y))(key)
    samples = mcmc.get_samples()
    ```

    ## Fix
    None. `MCMC` compiles what it runs by itself, so the `jit` can go. Where the function has to be
    transformed, it makes the `MCMC` itself and returns the samples.

    ## When it stays silent
    The `MCMC` is made in the function; it is run outside, too; nothing is read from it outside.

    ## References
    pyro-ppl/numpyro#2000
    """

    code = "NPL420"
    name = "jit-mcmc-run"

    def check(self, context: Context) -> Iterator[Finding]:
        program = context.program
        transforms = program.analysis(JaxTransforms)
        inside: dict[Call, list[tuple[MethodCall, Transform]]] = defaultdict(list)
        run_outside: set[Call] = set()
        for run in _methods(context, _RUNNING):
            transform = transforms.around(run.frame)
            if transform is None:
                run_outside.add(run.owner.call)
            elif transforms.around(run.owner.frame) is None:
                inside[run.owner.call].append((run, transform))
        if not inside:
            return
        for read in _methods(context, _READING):
            owner = read.owner.call
            if owner in run_outside or transforms.around(read.frame) is not None:
                continue
            for run, transform in inside.get(owner, ()):
                yield self._finding(run, transform, read)

    def _finding(self, run: MethodCall, transform: Transform, read: MethodCall) -> Finding:
        shown, method = short_source(run.call.func), short_source(read.call.func)
        error = "TracerArrayConversionError"
        if read.method != "print_summary":
            error = "UnexpectedTracerError"
        return self.finding(
            run.frame.locate(run.call),
            f"what `{method}` gives raises `{error}`: `{shown}` runs under `{transform.name}`, "
            "and the samples that it keeps are no numbers outside of it",
            label="keeps what JAX traces",
            related=[
                transform.location.labelled("transformed here"),
                read.frame.locate(read.call).labelled("read outside of it"),
            ],
            by_hand="Leave `jax.jit` out, as `MCMC` compiles what it runs; or make the `MCMC` in "
            "the function and return its samples",
        )


def _methods(context: Context, names: tuple[str, ...]) -> Iterator[MethodCall]:
    """Yield the calls of some methods of ``MCMC`` objects."""
    program = context.program
    calls = [call for name in names for call in program.index.calls.get(name, ())]
    for each in method_calls(program.evaluator, program.contexts, calls):
        if made_of_kind(each.owner, "mcmc") is not None and not is_meant_to_fail(each.call):
            yield each
