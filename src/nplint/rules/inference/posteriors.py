"""Where the posterior samples of a ``Predictive`` come from, and which sites they lack."""

from __future__ import annotations

from nplint.libraries.numpyro import bind_call, entry_of
from nplint.model.program import Program
from nplint.semantic.values import BoundExpr, CallResult, MethodResult, Value

# Kernels that sum over discrete latent sites, whose samples therefore lack them.
_SUMMING = frozenset({"numpyro.infer.NUTS", "numpyro.infer.HMC", "numpyro.infer.HMCECS"})


class Posteriors:
    """Tells what inferred the posterior of a ``Predictive``."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator
        self.runs = program.runs
        self.sites = program.sites

    def summing_over(self, predictive: CallResult, site: str) -> CallResult | None:
        """The kernel, or the guide without it, that summed over a discrete site.

        None where the posterior may hold the site, or where it is not seen what it comes from.
        """
        arguments = self._arguments(predictive)
        if "guide" in arguments and "params" in arguments:
            return self._guide(predictive, "guide", site)
        samples = arguments.get("posterior_samples")
        values = self.evaluator.thunk(samples) if samples is not None else ()
        found = [self._source(value, site) for value in values]
        return found[0] if found and all(found) else None

    def _arguments(self, made: CallResult) -> dict[str, BoundExpr]:
        entry = entry_of(made)
        if entry is None:
            return {}
        return bind_call(self.evaluator, entry, made.call, made.frame).arguments

    def _source(self, samples: Value, site: str) -> CallResult | None:
        owner = samples.owner if isinstance(samples, MethodResult) else None
        entry = entry_of(owner) if isinstance(owner, CallResult) else None
        if (
            not isinstance(samples, MethodResult)
            or not isinstance(owner, CallResult)
            or entry is None
        ):
            return None
        match entry.kind, samples.attr:
            case "mcmc", "get_samples":
                sampler = self._arguments(owner).get("sampler")
                kernels = self.evaluator.thunk(sampler) if sampler is not None else ()
                summing = [k for k in kernels if isinstance(k, CallResult) and k.name in _SUMMING]
                return summing[0] if summing and len(summing) == len(kernels) else None
            case "autoguide", "sample_posterior":
                return owner
            case "predictive", "__call__":
                return self._guide(owner, "model", site)
        return None

    def _guide(self, predictive: CallResult, role: str, site: str) -> CallResult | None:
        """The ``Predictive`` if what it runs in a role is a guide that surely lacks the site."""
        given = self._arguments(predictive).get(role)
        for value in self.evaluator.thunk(given) if given is not None else ():
            entry = entry_of(value) if isinstance(value, CallResult) else None
            if entry is not None and entry.kind == "autoguide":
                return predictive
        guides = [
            self.sites(run)
            for run in self.runs
            if run.runner is not None and run.runner.call is predictive.call and run.role == role
        ]
        lacking = all(
            guide.complete and all(each.name not in (None, site) for each in guide.sites)
            for guide in guides
        )
        return predictive if guides and lacking else None
