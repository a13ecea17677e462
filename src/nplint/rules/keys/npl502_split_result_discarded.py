from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Constant, Expr, ListDisplay, Name
from nplint.facts.statements import Assign
from nplint.finding import Finding
from nplint.fixes.repair import Repair
from nplint.rules.base import Context, Rule
from nplint.rules.keys.draws import Draws
from nplint.rules.keys.split_reuse import Repeat, SplitReuse, Subkey
from nplint.semantic.variables import quoted_name


class SplitResultDiscarded(Rule):
    """
    # split-result-discarded (NPL502)

    ## What it finds
    A random key that is split again although the first split did not replace it, so that the same
    new keys come out: `_, sub = random.split(key)` in a loop that collects what is drawn with
    `sub`, or two splits of one key whose draws are added or multiplied.

    ## What happens
    `random.split` does not change the key that it is given. Each round of the loop draws the same
    numbers, and a thousand of them tell no more than one: means of draws do not settle, the noise
    of each observation is that of the first. Nothing is raised, on any release. Measured with the
    fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    To draw with a key that has been split as well does no harm that can be measured: between
    `random.normal(key, (100000,))` and the same with each of `random.split(key)` the correlation
    is below 0.01, with JAX 0.4.30 and 0.10.2. JAX advises against it, this rule is silent.

    ## Example
    ```python
    for _ in range(20):
        _, sub = random.split(key)
        noise.append(random.normal(sub))
    ```

    ## Fix
    The first of the new keys takes the place of the old one:
    ```python
    for _ in range(20):
        key, sub = random.split(key)
        noise.append(random.normal(sub))
    ```
    Unsafe, as it changes the numbers. None where the new keys are not unpacked into names.

    ## When it stays silent
    The key is bound anew in between, or in the loop; another number of new keys, or another one of
    them; draws that depend on what the loop goes over; draws that never meet, as with random
    numbers that are common by intent; keys of several `MCMC.run` or `Predictive`.
    `random.split(key)` as a statement is reported by NPL107, a key that draws twice by NPL501.

    ## References
    https://docs.jax.dev/en/latest/random-numbers.html
    """

    code = "NPL502"
    name = "split-result-discarded"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        draws = Draws(context.program, context.fix_context.normalized_source)
        for repeat in SplitReuse(draws).repeats():
            yield self._finding(repeat)

    def _finding(self, repeat: Repeat) -> Finding:
        draw, key, split = repeat.draw.value, repeat.subkey.parent.id, repeat.subkey.location
        if repeat.first is None:
            message = (
                f"{quoted_name(draw)} gives the same numbers in each round of the loop: `{key}` is "
                "split each time and never replaced, so all that is drawn counts as one"
            )
            related = [split.labelled("gives the same keys in each round")]
        else:
            message = (
                f"{quoted_name(draw)} repeats the numbers of {quoted_name(repeat.first.value)}: "
                f"`{key}` is split twice and gives the same keys, and where they meet they count "
                "as one"
            )
            related = [
                repeat.origin.location.labelled(f"leaves `{key}` as it is"),
                split.labelled("gives the same keys again"),
            ]
        return self.finding(
            draw.location,
            message,
            label="no new numbers",
            related=related,
            repair=_repair(repeat.origin),
            by_hand=f"Assign one of the new keys to `{key}`",
        )


def _repair(subkey: Subkey) -> Repair:
    """Let a split replace its key: by a new key that has no name yet, or by one more."""
    statement, split, key = subkey.statement, subkey.split, subkey.parent.id
    target: Expr | None = None
    if isinstance(statement, Assign) and statement.value is split and len(statement.targets) == 1:
        target = statement.targets[0]
    if not isinstance(target, ListDisplay):
        return Repair.none("the new keys are not unpacked into names")
    locate, title = split.scope.module.locate, f"Replace `{key}` by one of the new keys"
    for each in target.items:
        if isinstance(each, Name) and each.id == "_":
            return Repair.unsafe(title, locate(each).replaced_by(key))
    number = len(target.items) + 1
    if len(split.arguments) == 1:
        more = locate(split.arguments[0]).after(f", {number}")
    elif isinstance(split.arguments[1].value, Constant):
        more = locate(split.arguments[1].value).replaced_by(str(number))
    else:
        return Repair.none("it cannot tell how to ask for one more key")
    return Repair.unsafe(title, locate(target.items[0]).before(f"{key}, "), more)
