from __future__ import annotations

from collections.abc import Iterator

from nplint.finding import Finding
from nplint.numpyro_api import packages
from nplint.rules.base import Context, Rule
from nplint.rules.upgrades.lost_names import lost_names


class MissingNumpyroName(Rule):
    """
    # missing-numpyro-name (NPL801)

    ## What it finds
    A name of NumPyro that a release the project must run on does not have: it was removed, moved
    or renamed, or it came later than the oldest release the project promises to work on.

    ## What happens
    The import raises `ImportError` or `ModuleNotFoundError`, the attribute `AttributeError`, as
    soon as the line runs. Which release has which name was found by importing every public module
    of nineteen releases from 0.9.2 to 0.22.0; what 0.1.0 to 0.9.1 had was read from the tags of
    NumPyro's repository (`tools/harvest.py`, `tools/harvest_history.py`).

    ## Example
    ```python
    from numpyro.infer_util import log_density
    ```

    ## Fix
    Where the object was seen under another path that all target releases have, that path is
    written:
    ```python
    from numpyro.infer.util import log_density
    ```
    Such a fix is safe: the two paths lead to the same object on every target release that has
    both, or no target release has the old one. A name whose module is gone is looked for by its
    own name in the other modules. `nplint api NAME` prints where a name was seen.

    ## When it stays silent
    The name is in a `try` that expects its absence, under a test of a version, `hasattr` or
    `TYPE_CHECKING`, or in an annotation that is not evaluated. Nothing is said of names in modules
    that need a package which was not there when NumPyro was looked at, or of names that NumPyro is
    not known ever to have had. That an old release does not have a name yet is reported only where
    the project states a lower bound that allows it (`numpyro>=0.13`), not where it says nothing.

    ## References
    https://github.com/pyro-ppl/numpyro/releases
    """

    code = "NPL801"
    name = "missing-numpyro-name"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        numpyro, _ = packages()
        yield from lost_names(self, context, numpyro, context.target)
