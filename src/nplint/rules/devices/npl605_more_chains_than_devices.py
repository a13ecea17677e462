from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.enclosing import is_meant_to_fail
from nplint.facts.expressions import Call, Constant
from nplint.finding import Finding, Location
from nplint.fixes.repair import Repair
from nplint.model.calls import made_by_calls
from nplint.model.devices import Devices
from nplint.rules.base import Context, Rule
from nplint.semantic.values import CallResult


class MoreChainsThanDevices(Rule):
    """
    # more-chains-than-devices (NPL605)

    ## What it finds
    An `MCMC` with more chains than the devices that the program asks for, by
    `numpyro.set_host_device_count(n)` or a setting of JAX.

    ## What happens
    Parallel chains need a device each. Where there are too few, NumPyro warns `There are not enough
    devices to run parallel chains` and runs **all** of them one after the other, on one device: six
    chains on four devices take six times as long as one. The same on every release.

    ## Example
    ```python
    numpyro.set_host_device_count(4)
    mcmc = MCMC(NUTS(model), num_warmup=500, num_samples=500, num_chains=6)
    ```

    ## Fix
    ```python
    numpyro.set_host_device_count(6)
    ```
    Unsafe, since chains that run on devices of their own need not round alike. None where the
    devices are not asked for by one call with a number.

    ## When it stays silent
    The number of chains or of devices is not known, as where several numbers are asked for;
    `chain_method` is `"vectorized"` or `"sequential"`; nothing asks for devices, or for a single
    one: then one chain after the other is what is asked for.

    ## References
    https://num.pyro.ai/en/stable/mcmc.html#numpyro.infer.mcmc.MCMC
    """

    code = "NPL605"
    name = "more-chains-than-devices"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        program = context.program
        asking = [*program.index.calls_of("set_host_device_count")]
        devices = Devices(program.evaluator).asked
        if devices is None or devices == 1:
            return
        for made in made_by_calls(program.evaluator, program.contexts, "MCMC"):
            chains = _parallel_chains(context, made)
            if chains is None or chains <= devices or is_meant_to_fail(made.call):
                continue
            places = [each.scope.module.locate(each) for each in asking]
            yield self.finding(
                made.location,
                f"{chains} chains are more than the {devices} devices that the program asks for: "
                f"NumPyro warns, and runs all {chains} one after the other on one device",
                label=f"{chains} chains",
                related=[each.labelled("the devices are asked for here") for each in places],
                repair=_repair(asking, places, chains),
                by_hand="Ask for as many devices as chains, or set `chain_method='vectorized'`",
            )


def _parallel_chains(context: Context, made: CallResult) -> int | None:
    """Return the number of chains that an ``MCMC`` surely means to run on devices of their own."""
    arguments = context.arguments(made)
    method = arguments.get("chain_method")
    if not made.name.startswith("numpyro.infer") or not (arguments.complete or method is not None):
        return None
    if method is not None and context.values(method).literals != ["parallel"]:
        return None
    chains = context.values(arguments.get("num_chains")).literals
    only = chains[0] if chains and len(chains) == 1 else None
    return only if isinstance(only, int) else None


def _repair(asking: list[Call], places: list[Location], chains: int) -> Repair:
    given = asking[0].arguments if len(asking) == 1 else ()
    if len(given) != 1 or not isinstance(given[0].value, Constant):
        return Repair.none("the devices are not asked for by one call with a number")
    number = Location.of(places[0].path, given[0].value)
    return Repair.unsafe(f"Ask for {chains} devices", number.replaced_by(str(chains)))
