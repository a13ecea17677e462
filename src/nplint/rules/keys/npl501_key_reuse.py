from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Name, short_source
from nplint.finding import Finding, Location, Span
from nplint.fixes.local_name import local_name
from nplint.fixes.repair import Repair
from nplint.rules.base import Context, Rule
from nplint.rules.keys.draws import Draw, Draws
from nplint.rules.keys.key_numbers import KeyNumbers
from nplint.rules.keys.key_reuse import draws_of_loops, repeated_draws
from nplint.rules.keys.repetition import Repetition
from nplint.semantic.variables import quoted_name


class KeyReuse(Rule):
    """
    # key-reuse (NPL501)

    ## What it finds
    Two draws of the same numbers, with one key, that are added, multiplied or put into one array:
    `x = random.normal(key, (100,))`, `noise = random.normal(key, (100,))`, `y = 2 * x + noise`; a
    draw that is a parameter of another with the same key; and a draw that a counting loop repeats
    with one key. Two keys of one literal seed, as `random.PRNGKey(0)` twice, are one key.

    ## What happens
    A key of JAX does not change when it is used: the second draw gives the numbers of the first.
    Noise that is the covariate itself is fitted as a part of the slope; a sum of two such draws
    has twice the spread, not √2 times. Other samplers of the same shape (`uniform`, `gumbel`, …)
    are made of the same uniform numbers and are as dependent. Nothing is raised, on any release.
    Measured with the fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    x = random.normal(key, (200,))
    noise = random.normal(key, (200,))
    y = 2.0 * x + noise  # a slope of 3, without noise
    ```

    ## Fix
    Each draw gets a key of its own:
    ```python
    x = random.normal(random.fold_in(key, 0), (200,))
    noise = random.normal(random.fold_in(key, 1), (200,))
    ```
    `random.split` does as well. The numbers are the first ones that nothing else folds into a key,
    and that no `split` of it takes: from JAX 0.5 on `random.split(key)` gives the keys of
    `fold_in(key, 0)` and `fold_in(key, 1)`. Unsafe, as it changes the numbers. None where the file
    has no name for `jax.random`, or where the numbers folded into the key elsewhere are not known.

    ## When it stays silent
    The key is bound anew in between, or split in a statement that throws the new keys away, which
    NPL107 reports; the draws are in exclusive branches; they never meet in a sum or a product, as
    with random numbers that are common by intent; shapes are not spelled the same; keys of several
    `MCMC.run` or `Predictive`; keys that are neither variables of the same function or module
    nor made of the same literal, as `random.PRNGKey(0)` twice.

    ## References
    https://docs.jax.dev/en/latest/random-numbers.html
    """

    code = "NPL501"
    name = "key-reuse"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        draws = Draws(context.program, context.fix_context.normalized_source)
        for same in repeated_draws(draws):
            first, *others = same
            key = _shown(draws, same)
            repair = _own_keys(context, same, key)
            for draw in others:
                consequence = "where they meet they count as one, not as independent"
                if not draw.is_like(first):
                    consequence = "one is a parameter of the other, and decides on its noise, too"
                yield self.finding(
                    draw.value.location,
                    f"{quoted_name(draw.value)} repeats the numbers of {quoted_name(first.value)}: "
                    f"both are drawn with {key}, and {consequence}",
                    label=f"{key} gives the same numbers again",
                    related=[first.value.location.labelled("drawn here first")],
                    repair=repair,
                    by_hand="Split the key, and give each draw one of the new keys",
                )
        for loop, draw in draws_of_loops(context.program, draws):
            yield self.finding(
                draw.value.location,
                "each turn of the loop draws the same numbers: "
                f"`{short_source(draw.key)}` does not change from turn to turn",
                label="the same numbers each time",
                related=[
                    Location(draw.scope.module.path, Span(loop.start, loop.end)).labelled(
                        "in this loop"
                    )
                ],
                repair=_key_of_turn(context, draw, loop),
                by_hand="Split the key before the loop, and draw with one of the new keys each",
            )


def _shown(draws: Draws, same: list[Draw]) -> str:
    """Return how a message names the key of some draws."""
    names = {each.key.id if isinstance(each.key, Name) else None for each in same}
    if len(names) == 1 and None not in names:
        return f"`{short_source(same[0].key)}`"
    return f"a key of the seed {draws.seed(same[0])}"


def _key_of_turn(context: Context, draw: Draw, loop: Repetition) -> Repair:
    fold_in = local_name("jax.random.fold_in", draw.scope, draw.key.start)
    if fold_in is None:
        return Repair.none("`jax.random` has no name there")
    if not loop.name or not context.fix_context.once(KeyNumbers).is_untouched(draw.key, draw.scope):
        return Repair.none("other keys may be made of this one")
    at = draw.value.frame.locate(draw.key)
    key = f"{fold_in}({context.fix_context.written(at)}, {loop.name})"
    return Repair.unsafe("Draw each turn with a key of its own", at.replaced_by(key))


def _own_keys(context: Context, draws: list[Draw], key: str) -> Repair:
    first = draws[0]
    fold_in = local_name("jax.random.fold_in", first.scope, first.key.start)
    if fold_in is None:
        return Repair.none("`jax.random` has no name there")
    numbers = context.fix_context.once(KeyNumbers)
    start = numbers.take(first.key, first.scope, range(len(draws)))
    if start is None:
        return Repair.none(f"it cannot tell which numbers are folded into {key} elsewhere")
    keys = [draw.value.frame.locate(draw.key) for draw in draws]
    edits = (
        at.replaced_by(f"{fold_in}({context.fix_context.written(at)}, {number})")
        for number, at in enumerate(keys, start)
    )
    return Repair.unsafe(f"Give each draw with {key} its own key", *edits)
