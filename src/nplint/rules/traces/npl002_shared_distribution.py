from __future__ import annotations

from collections.abc import Iterator

from nplint import numpyro_api
from nplint.analyses.shared_distributions import SharedDistributions
from nplint.facts.expressions import short_source
from nplint.finding import Finding
from nplint.model.chains import Chains
from nplint.rules.base import Context, Rule
from nplint.rules.traces.shared_instances import (
    admitted,
    affected_releases,
    family,
    model_name,
    report,
)


class SharedDistribution(Rule):
    """
    # shared-distribution (NPL002)

    ## What it finds
    What `NPL001` finds, for every other family of distributions, and only where the run is known
    to have more than one parallel or vectorized chain.

    ## What happens
    Nothing was seen to happen: no crash of these families was observed. NumPyro's maintainers
    advise against sharing an instance between traces (pyro-ppl/numpyro#1836), since whether a
    family caches values is an implementation detail that each release may change; on NumPyro
    before 0.15.3 a cached value crashes the second chain.

    ## Example
    ```python
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

    def check(self, context: Context) -> Iterator[Finding]:
        for shared in context.program.analysis(SharedDistributions).all:
            target = context.target(shared.module.path)
            affected = affected_releases(target)
            counted = [use for use in shared.uses if use.run.count.chains is not Chains.ONE]
            several = [use for use in counted if use.run.count.chains is Chains.SEVERAL]
            if not affected or not several or any(use.leaks for use in counted):
                continue
            if numpyro_api.was_seen_to_leak(shared.family):
                continue  # its other parametrisations do leak, this one was seen not to
            use = several[0]
            message = (
                f"`{short_source(use.capture.expr)}` ({family(shared)}) outlives the trace of "
                f"{model_name(use.run.model.function)} and is shared by its "
                f"{use.run.count.number} chains: no crash of this family was observed, but "
                "NumPyro's maintainers advise against it, as whether a family caches is an "
                f"implementation detail of the release ({admitted(target, affected)})"
            )
            yield report(self, context, shared, use, message, target)
