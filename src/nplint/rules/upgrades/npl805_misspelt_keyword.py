from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from nplint.finding import Finding
from nplint.fixes.repair import Repair
from nplint.numpyro_api import Entry
from nplint.rules.base import CallRule, Context
from nplint.semantic.values import CallResult


class MisspeltKeyword(CallRule):
    """
    # misspelt-keyword (NPL805)

    ## What it finds
    A keyword of `numpyro.param` that is nearly `constraint` or `event_dim`, such as
    `constraints=`.

    ## What happens
    `numpyro.param` takes any keyword and reads `constraint` and `event_dim` alone; another is
    passed over, with no error on any release. A scale or probability then is unconstrained: the
    optimiser walks out of its domain, and losses are NaN or of another model.

    ## Example
    ```python
    scale = numpyro.param("scale", 1.0, constraints=constraints.positive)
    ```

    ## Fix
    The keyword is spelt as it is read. Unsafe, as the numbers change, which is what it is for.

    ## When it stays silent
    Keywords that are like neither: handlers of the author's own may read them. Unknown keywords of
    functions that take none are NPL803.
    """

    code = "NPL805"
    name = "misspelt-keyword"
    fixable = "unsafe"
    kind = "function"
    taking = "init_value"

    def at_call(self, context: Context, made: CallResult, entry: Entry) -> Iterator[Finding]:
        if entry.name != "numpyro.param":
            return
        written = {argument.keyword for argument in made.call.arguments}
        for argument in made.call.arguments:
            given = argument.keyword
            known = (*(each.name for each in entry.parameters), *_READ)
            near = get_close_matches(given or "", _READ, 1, 0.75)
            if given is None or given in known or not near or near[0] in written:
                continue
            name = context.values(context.arguments(made).get("name")).literals
            shown = f"'{name[0]}'" if name and len(name) == 1 else "the param"
            at = made.frame.locate(argument)
            yield self.finding(
                at,
                f"`{given}` is no keyword that `numpyro.param` reads (did you mean "
                f"`{near[0]}`?): it is passed over, and {shown} has no {_MISSING[near[0]]}",
                label="passed over",
                repair=Repair.unsafe(
                    f"Write `{near[0]}`",
                    at.up_to(at.start + len(given)).replaced_by(near[0]),
                    local=True,
                ),
            )


# The keywords that NumPyro's handlers and inference look for among all that a param is given.
_READ = ("constraint", "event_dim")
_MISSING = {"constraint": "constraint", "event_dim": "batch dimensions"}
