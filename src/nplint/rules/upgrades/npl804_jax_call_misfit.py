from __future__ import annotations

from collections.abc import Iterator

from nplint.finding import Finding
from nplint.numpyro_api import packages
from nplint.rules.base import Context, Rule
from nplint.rules.misfits import bad_calls, misfit_finding


class JaxCallMisfit(Rule):
    """
    # jax-call-misfit (NPL804)

    ## What it finds
    A call of a JAX function in a form that some release took and a target release does not: a
    keyword that was renamed or dropped, an argument that must be named now.

    ## What happens
    `TypeError` when the line runs, often inside a model. `jnp.clip(x, a_min=0.0)` works up to JAX
    0.9.0 and raises with 0.10.2, where the keyword is `min`.

    ## Example
    ```python
    rate = jnp.clip(rate, a_min=1e-6)
    ```

    ## Fix
    Where the parameter stands at the same place on every target release, the keyword is left
    out, so that the call does not depend on its name:
    ```python
    rate = jnp.clip(rate, 1e-6)
    ```
    Else the keyword is renamed, and an argument that must be named gets its name, if all target
    releases know it: `jnp.clip(rate, a_max=1.0)` becomes `jnp.clip(rate, max=1.0)`. If some do not,
    the defaults before it are written: `jnp.clip(rate, None, 1.0)`. This is safe: the call means
    what it meant on the last release that took it.

    ## When it stays silent
    No known JAX release takes the call: that is no matter of upgrading. `*` or `**` bring
    arguments that are not seen. The call stands in a `try` that expects a `TypeError`, or under a
    test of a version. Methods of arrays are not looked at.

    ## References
    https://docs.jax.dev/en/latest/changelog.html
    """

    code = "NPL804"
    name = "jax-call-misfit"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        _, jax = packages()
        for bad in bad_calls(context, jax, jax.changing_calls, context.jax_target):
            if bad.accepted is not None:
                # JAX renames parameters more often than it moves them.
                yield misfit_finding(self, jax, bad, prefer="positions")
