"""The origin of posterior samples and params, and the sites that they lack."""

from __future__ import annotations

from nplint.libraries.numpyro import arguments_of, made_of_kind
from nplint.model.program import Program
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    ExternalAttribute,
    MethodResult,
    Value,
    Values,
)

# Kernels that sum over discrete latent sites, whose samples therefore lack them.
_SUMMING = frozenset({"numpyro.infer.NUTS", "numpyro.infer.HMC", "numpyro.infer.HMCECS"})


class Posteriors:
    """Tells what inferred the posterior of a ``Predictive``."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator
        self.runs = program.runs
        self.sites = program.sites

    def summing_over(self, predictive: CallResult, site: str) -> CallResult | None:
        """Return the kernel, or the guide without it, that summed over a discrete site.

        None where the posterior may hold the site, or where it is not seen what it comes from.
        """
        given = arguments_of(self.evaluator, predictive)
        if "guide" in given and "params" in given:
            return self._guide(predictive, "guide", site)
        values = self._values(given.get("posterior_samples"))
        sources = [self._source(value, site) for value in values]
        return sources[0] if sources and all(sources) else None

    def _source(self, samples: Value, site: str) -> CallResult | None:
        """Return what drew some samples, if they surely lack a site."""
        if not isinstance(samples, MethodResult):
            return None
        if samples.attr == "get_samples" and (mcmc := made_of_kind(samples.owner, "mcmc")):
            return self._kernel(mcmc)
        if samples.attr == "__call__" and (made := made_of_kind(samples.owner, "predictive")):
            return self._guide(made, "model", site)
        if samples.attr == "sample_posterior":
            return made_of_kind(samples.owner, "autoguide")
        return None

    def _kernel(self, mcmc: CallResult) -> CallResult | None:
        """Return the kernel of an ``MCMC`` that sums over discrete sites."""
        kernels = self._values(arguments_of(self.evaluator, mcmc).get("sampler"))
        summing = [k for k in kernels if isinstance(k, CallResult) and k.name in _SUMMING]
        return summing[0] if summing and len(summing) == len(kernels) else None

    def _guide(self, predictive: CallResult, role: str, site: str) -> CallResult | None:
        """Return a ``Predictive`` that runs, in a role, a guide that surely lacks a site."""
        given = self._values(arguments_of(self.evaluator, predictive).get(role))
        if any(made_of_kind(value, "autoguide") for value in given):
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

    def _values(self, argument: BoundExpr | None) -> Values:
        return self.evaluator.values_of(argument) if argument is not None else ()


def trained_by(value: Value) -> CallResult | None:
    """Return the SVI whose params a value is: ``svi.run(…).params`` or ``svi.get_params(…)``."""
    method = "get_params"
    if isinstance(value, ExternalAttribute) and value.attr == "params":
        method, value = "run", value.owner
    if isinstance(value, MethodResult) and value.attr == method:
        return made_of_kind(value.owner, "svi")
    return None
