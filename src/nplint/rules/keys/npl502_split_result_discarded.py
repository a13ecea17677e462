from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts.expressions import Constant, Expr, ListDisplay, Name, short_source
from nplint.facts.scopes import Scope
from nplint.facts.statements import Assign
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.fixes.repair import Repair
from nplint.rules.base import Context, Rule
from nplint.rules.keys.key_reuse import Draw
from nplint.rules.keys.split_reuse import Repeat, SplitReuse, Subkey
from nplint.semantic.variables import assigned_name


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
        program, words = context.program, context.fix_context.words
        found = SplitReuse(program.evaluator, program.contexts, program.analysis(Dependence), words)
        for repeat in found.repeats():
            yield self._finding(repeat)

    def _finding(self, repeat: Repeat) -> Finding:
        path, draw, subkey = repeat.scope.module.path, repeat.draw, repeat.subkey
        key = subkey.parent.id
        repair = _repair(repeat.scope, repeat.origin)
        message = (
            f"{_name(draw)} is the same numbers in each round of the loop: `{key}` is split each "
            "time and never replaced, so all that is drawn counts as one"
        )
        places = [(subkey.split.start, subkey.split.end, "gives the same keys in each round")]
        if repeat.first is not None:
            message = (
                f"{_name(draw)} repeats the numbers of {_name(repeat.first)}: `{key}` is split "
                "twice and gives the same keys, and where they meet they count as one"
            )
            origin = repeat.origin.split
            places = [
                (origin.start, origin.end, f"leaves `{key}` as it is"),
                (subkey.split.start, subkey.split.end, "gives the same keys again"),
            ]
        return Finding(
            code=self.code,
            name=self.name,
            message=message,
            path=path,
            span=Span(draw.call.start, draw.call.end),
            label="no new numbers",
            related=tuple(Place(path, Span(start, end), label) for start, end, label in places),
            help=repair.help(f"Assign one of the new keys to `{key}`"),
            fix=repair.fix,
        )


def _name(draw: Draw) -> str:
    return f"`{assigned_name(draw.value) or short_source(draw.call)}`"


def _repair(scope: Scope, subkey: Subkey) -> Repair:
    """Let a split replace its key: by a new key that has no name yet, or by one more."""
    statement, split, key = subkey.statement, subkey.split, subkey.parent.id
    targets: tuple[Expr, ...] = ()
    if isinstance(statement, Assign) and statement.value is split:
        targets = statement.targets
    target = targets[0] if len(targets) == 1 else None
    if not isinstance(target, ListDisplay):
        return Repair(None, "the new keys are not unpacked into names")
    path = scope.module.path
    title = f"Replace `{key}` by one of the new keys"
    unnamed = [each for each in target.items if isinstance(each, Name) and each.id == "_"]
    if unnamed:
        edit = Edit(path, Span(unnamed[0].start, unnamed[0].end), key)
        return Repair(Fix(title, Applicability.UNSAFE, (edit,)))
    first = Edit(path, Span(target.items[0].start, target.items[0].start), f"{key}, ")
    if len(split.arguments) == 1:
        end = split.arguments[0].end
        number = Edit(path, Span(end, end), f", {len(target.items) + 1}")
    else:
        given = split.arguments[1].value
        if not isinstance(given, Constant):
            return Repair(None, "it cannot tell how to ask for one more key")
        number = Edit(path, Span(given.start, given.end), str(len(target.items) + 1))
    return Repair(Fix(title, Applicability.UNSAFE, (first, number)))
