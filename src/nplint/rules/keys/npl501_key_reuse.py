from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.facts.expressions import short_source
from nplint.finding import Applicability, Edit, Finding, Fix, Place, Span
from nplint.fixes.spelled import spelled
from nplint.rules.base import Context, Rule
from nplint.rules.keys.key_reuse import Draw, repeated_draws
from nplint.semantic.variables import assigned_name

_HELP = (
    "Split the key, and give each draw one of the new keys; nplint does not, because `jax.random` "
    "has no name there."
)


class KeyReuse(Rule):
    """
    # key-reuse (NPL501)

    ## What it finds
    Two draws of the same numbers, with one key, that are added or multiplied:
    `x = random.normal(key, (100,))`, `noise = random.normal(key, (100,))`, `y = 2 * x + noise`.

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
    `random.split` does as well. Unsafe, as it changes the numbers. None where the file has no name
    for `jax.random`.

    ## When it stays silent
    The key is bound anew in between, or split in a statement that throws the new keys away, which
    NPL107 reports; the draws are in exclusive branches; they never meet in a sum or a product, as
    with random numbers that are common by intent; shapes are not spelled the same; keys of several
    `MCMC.run` or `Predictive`; keys that are not variables of the same function or module.

    ## References
    https://docs.jax.dev/en/latest/random-numbers.html
    """

    code = "NPL501"
    name = "key-reuse"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        program, words = context.program, context.fix_context.words
        for draws in repeated_draws(
            program.evaluator, program.contexts, program.analysis(Dependence), words
        ):
            fix = _fix(context, draws)
            first, *others = draws
            for draw in others:
                yield _finding(first, draw, fix)


def _finding(first: Draw, draw: Draw, fix: Fix | None) -> Finding:
    key, path = short_source(draw.key), draw.value.frame.module.path
    return Finding(
        code=KeyReuse.code,
        name=KeyReuse.name,
        message=(
            f"{_name(draw)} repeats the numbers of {_name(first)}: both are drawn with `{key}`, "
            "and where they meet they count as one, not as independent"
        ),
        path=path,
        span=Span(draw.call.start, draw.call.end),
        label=f"`{key}` gives the same numbers again",
        related=(Place(path, Span(first.call.start, first.call.end), "drawn here first"),),
        help=() if fix is not None else (_HELP,),
        fix=fix,
    )


def _name(draw: Draw) -> str:
    return f"`{assigned_name(draw.value) or short_source(draw.call)}`"


def _fix(context: Context, draws: list[Draw]) -> Fix | None:
    first, *_ = draws
    frame, key = first.value.frame, short_source(first.key)
    fold_in = spelled("jax.random.fold_in", frame.scope, first.key.start)
    if fold_in is None:
        return None
    edits = [
        Edit(
            frame.module.path,
            Span(draw.key.start, draw.key.end),
            f"{fold_in}({key}, {number})",
        )
        for number, draw in enumerate(draws)
    ]
    return Fix(f"Give each draw with `{key}` its own key", Applicability.UNSAFE, tuple(edits))
