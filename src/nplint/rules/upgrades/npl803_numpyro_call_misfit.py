from __future__ import annotations

from collections.abc import Iterator

from nplint.finding import Finding
from nplint.numpyro_api import lookup, packages
from nplint.rules.base import Context, Rule
from nplint.rules.misfits import bad_calls, misfit_finding


class NumpyroCallMisfit(Rule):
    """
    # numpyro-call-misfit (NPL803)

    ## What it finds
    A call of something of NumPyro with a keyword that a target release does not know, with more
    arguments by position than it takes, or without one that it needs. Methods of kernels, guides,
    `MCMC` and other objects that the program makes are looked at, too.

    ## What happens
    `TypeError`, in the middle of a model or when the sampler is made. Signatures change:
    `MCMC(kernel, 500, 1000)` was fine up to NumPyro 0.6 and is not since 0.7, where everything but
    the sampler must be named. The signatures of nineteen releases were harvested by inspection,
    those of older ones read from the repository's tags.

    ## Example
    ```python
    mcmc = MCMC(NUTS(model), 500, 1000)
    ```

    ## Fix
    A keyword whose parameter has another name at the same place today is renamed; an argument
    that a release took by position and all target releases take by name gets its name:
    ```python
    mcmc = MCMC(NUTS(model), num_warmup=500, num_samples=1000)
    ```
    This is safe: the call means what it meant on the last release that took it, and raises on the
    others. There is no fix where the positions before the argument mean something else today:
    `TruncatedNormal(0, 2, 10)` was `low, loc, scale` up to 0.8, and has been `loc, scale` since.

    ## When it stays silent
    `*` or `**` bring arguments that are not seen, for what may be among them. The call stands in a
    `try` that expects a `TypeError`, or under a test of a version. Calls of distributions that no
    known release takes are left to NPL309.

    ## References
    https://github.com/pyro-ppl/numpyro/releases/tag/0.7.0
    """

    code = "NPL803"
    name = "numpyro-call-misfit"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        numpyro, _ = packages()
        for bad in bad_calls(context, numpyro, numpyro.callable_names, context.target):
            entry = lookup(bad.call.path)
            if bad.accepted is None and entry is not None and entry.kind == "distribution":
                continue
            yield misfit_finding(self, numpyro, bad, prefer="keywords")
