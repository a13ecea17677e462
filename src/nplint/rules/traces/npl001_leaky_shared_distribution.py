from __future__ import annotations

from nplint.analyses.shared_distributions import SharedInstance, SharedUse
from nplint.facts.expressions import short_source
from nplint.model.chains import Chains
from nplint.rules.traces.shared_instances import SharedInstanceRule


class LeakySharedDistribution(SharedInstanceRule):
    """
    # leaky-shared-distribution (NPL001)

    ## What it finds
    A distribution of a family that caches intermediate values, built once outside of the model
    (in a module, a container, a default argument, a class or instance attribute, a closure, a
    partial, a cached function, another module) and used by a model that runs, or may run, with
    several chains.

    ## What happens
    NumPyro before 0.15.3 keeps in such an instance what its first use computes. Inside a model
    these are tracers: JAX runs the model's Python on placeholders in the place of numbers, which
    mean nothing once that pass, a trace, is over. The next trace, that of the second parallel chain
    or of the vectorized ones, finds them and crashes with `jax.errors.UnexpectedTracerError`. One
    chain, or chains that run one after the other, hide it. It is fixed in NumPyro 0.15.3
    (pyro-ppl/numpyro#1843). Which families leak, and with which arguments, was found by running
    every distribution of the affected releases; `docs/evidence.md` has the table. One-sided
    truncation leaks as two-sided does; `TruncatedNormal` without a bound is a plain `Normal`.

    ## Example
    ```python
    numpyro.set_host_device_count(4)
    PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0)

    def model(y):
        scale = numpyro.sample("scale", PRIOR)
        numpyro.sample("y", dist.Normal(0.0, scale), obs=y)

    MCMC(NUTS(model), num_warmup=500, num_samples=500, num_chains=4).run(key, y)
    ```

    ## Fix
    The construction moves into the body of each model that uses it:
    ```python
    def model(y):
        PRIOR = dist.TruncatedNormal(0.0, 1.0, low=0.0)
        scale = numpyro.sample("scale", PRIOR)
        numpyro.sample("y", dist.Normal(0.0, scale), obs=y)
    ```
    What `__init__` builds from its arguments is built from attributes that keep them. A name goes
    where nobody uses it any more; the whole project is asked, files that the run does not look at
    included (imports, `getattr`, `mock.patch`, notebooks with `%run`, configurations). Where
    somebody may, or nobody can tell, the definition stays beside that of the model. What a caller
    hands over, as an argument or by `partial`, is handed over as a function that builds it:
    `partial(model, prior=lambda: dist.HalfNormal(1.0))`, and the model calls `prior()`.

    It is safe where the construction gives the same, to the bit, whenever it is evaluated. It is
    unsafe where its arguments may have changed since (a name assigned twice, a random key, data
    read from a file); where JAX computes them (`GRID.mean()`) or the family computes when it is
    built (`MultivariateNormal` of a covariance matrix), as JAX may round otherwise there; and where
    other callers of a public function would have to hand over functions, too. Raising the
    requirement to `numpyro>=0.15.3` removes the crash too.

    ## When it stays silent
    The instance is made anew in each trace; it reaches no model; the run is known to have one
    chain or `chain_method="sequential"`, or has more chains than the program has devices: JAX has
    one CPU device unless `numpyro.set_host_device_count`, `XLA_FLAGS` or the like asks for more,
    and NumPyro then runs the chains one after the other. Where others run the code, as functions
    that no visible code calls, the devices are theirs, and the message says that it takes several.
    The project's NumPyro releases are all 0.15.3 or newer.
    Also silent where the instance is surely evaluated before the run (`PRIOR.mean`,
    `PRIOR.log_prob(x)`): it then holds concrete values, and was not seen to crash.

    ## References
    pyro-ppl/numpyro#1836, pyro-ppl/numpyro#1651, pyro-ppl/numpyro#1843
    """

    code = "NPL001"
    name = "leaky-shared-distribution"
    releases = "before 0.15.3"
    fixable = "sometimes"

    def reported_use(self, shared: SharedInstance, uses: list[SharedUse]) -> SharedUse | None:
        """Choose a use that leaks, one by several chains for certain if there is one."""
        leaking = [use for use in uses if use.leaks]
        if not leaking or shared.warmed:
            return None
        return max(leaking, key=lambda use: use.run.count.chains is Chains.SEVERAL)

    def message(self, shared: SharedInstance, use: SharedUse, reason: str) -> str:
        return (
            f"`{short_source(use.capture.expr)}` ({shared.family_name}) is built once and "
            f"shared by {use.run.count.shown} of {use.run.model_name}: NumPyro before 0.15.3 keeps "
            f"in it what its first use computes, and {use.run.count.condition}the next crashes "
            f"with UnexpectedTracerError ({reason})"
        )
