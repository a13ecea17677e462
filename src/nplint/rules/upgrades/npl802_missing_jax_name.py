from __future__ import annotations

from collections.abc import Iterator

from nplint.finding import Finding
from nplint.numpyro_api import packages
from nplint.rules.base import Context, Rule
from nplint.rules.upgrades.lost_names import lost_names


class MissingJaxName(Rule):
    """
    # missing-jax-name (NPL802)

    ## What it finds
    A name of JAX that a JAX release the project must run on does not have, in a file that has a
    part in a NumPyro program.

    ## What happens
    The import raises `ImportError` or `ModuleNotFoundError`, the attribute `AttributeError`, as
    soon as the line runs. Which release has which name was found by importing JAX 0.4.13 to
    0.10.2, fourteen releases, each with the NumPyro it goes with; what older ones had was read
    from the tags of JAX's repository.

    ## Example
    ```python
    scale = jax.tree_map(jnp.exp, log_scale)
    weights = jax.ops.index_update(weights, 0, 1.0)
    ```

    ## Fix
    Where the same object has another path that all target releases have, that path is written:
    ```python
    scale = jax.tree_util.tree_map(jnp.exp, log_scale)
    ```
    This is safe. Where JAX's own deprecation warning names what to use instead, the fix is safe
    if that has the very same signature, else unsafe. Where more than the name has changed, as for
    `jax.ops.index_update` (`weights.at[0].set(1.0)`), there is no fix.

    ## When it stays silent
    The name is in a `try` that expects its absence, under a test of a version, `hasattr` or
    `TYPE_CHECKING`, or in an annotation that is not evaluated. Without a declared JAX release only
    names are reported that are gone from the JAX which goes with the newest NumPyro of the project;
    that an older JAX does not have a name yet is reported only where the project states a lower
    bound that allows it.

    ## References
    https://docs.jax.dev/en/latest/changelog.html
    """

    code = "NPL802"
    name = "missing-jax-name"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        _, jax = packages()
        yield from lost_names(self, context, jax, context.jax_target)
