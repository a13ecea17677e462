from __future__ import annotations

from nplint import numpyro_api
from nplint.analyses.shared_distributions import SharedInstance, SharedUse
from nplint.facts.expressions import short_source
from nplint.model.chains import Chains
from nplint.rules.traces.shared_instances import SharedInstanceRule


class SharedDistribution(SharedInstanceRule):
    """
    # shared-distribution (NPL002)

    ## What it finds
    A distribution that is built once outside of the model and used by a model that runs with
    several parallel or vectorized chains, of a family that was not seen to crash. Those that do
    are reported by `NPL001`.

    ## What happens
    Nothing was seen to happen: no crash of these families was observed. NumPyro's maintainers
    advise against sharing an instance between chains (pyro-ppl/numpyro#1836), since whether a
    family keeps what it computes is an implementation detail that each release may change; on
    NumPyro before 0.15.3 a value that is kept crashes the second chain.

    ## Example
    ```python
    numpyro.set_host_device_count(4)
    PRIOR = dist.Normal(0.0, 1.0)

    def model(y):
        mean = numpyro.sample("mean", PRIOR)
        numpyro.sample("y", dist.Normal(mean, 1.0), obs=y)

    MCMC(NUTS(model), num_warmup=500, num_samples=500, num_chains=4).run(key, y)
    ```

    ## Fix
    As for `NPL001`: the construction moves into the model, and the samples stay bit-identical.

    ## When it stays silent
    Where `NPL001` does, and wherever the number of chains is not known. Also for a family that
    leaks with other arguments only, such as `TruncatedNormal` without a bound, which is a plain
    `Normal`: there sharing was measured to be harmless.

    ## References
    pyro-ppl/numpyro#1836
    """

    code = "NPL002"
    name = "shared-distribution"
    releases = "before 0.15.3"
    fixable = "sometimes"

    def reported_use(self, shared: SharedInstance, uses: list[SharedUse]) -> SharedUse | None:
        """Choose a use by several chains, of a family of which no parametrisation leaks."""
        several = [use for use in uses if use.run.count.chains is Chains.SEVERAL]
        if any(use.leaks for use in uses) or numpyro_api.was_seen_to_leak(shared.family):
            return None
        return several[0] if several else None

    def message(self, shared: SharedInstance, use: SharedUse, reason: str) -> str:
        return (
            f"`{short_source(use.capture.expr)}` ({shared.family_name}) is built once and "
            f"shared by {use.run.count.shown} of {use.run.model_name}: no crash of this family was "
            "observed, but NumPyro's maintainers advise against it, as other families crash "
            f"({reason})"
        )
