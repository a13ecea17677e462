from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.enclosing import is_meant_to_fail
from nplint.facts.expressions import Constant, ListDisplay, short_source
from nplint.finding import Finding
from nplint.fixes.repair import Repair
from nplint.fixes.replace_name import written_name
from nplint.rules.base import Context, Rule
from nplint.rules.keys.given_keys import GivenKey, given_keys
from nplint.semantic.values import Container, Literal, Value

_MAKING_A_KEY = "jax.random.PRNGKey"


class IntSeedAsKey(Rule):
    """
    # int-seed-as-key (NPL505)

    ## What it finds
    A plain number in the place of a random key: `mcmc.run(0, y)`. Likewise in `svi.run`,
    `Predictive(…)(42)`, `numpyro.sample(…, rng_key=0)`, and `dist.Normal().sample(1000)`, where
    it may be meant as the number of draws; there also a shape, as in
    `dist.Normal().sample((1000,))`.

    ## What happens
    An error that does not speak of keys, on every release: a `ValueError` about `vmap` from
    `MCMC`, an `AttributeError` from `Predictive`, an `AssertionError` with an empty message from
    most distributions.

    ## Example
    ```python
    mcmc.run(0, y)
    ```

    ## Fix
    ```python
    mcmc.run(random.PRNGKey(0), y)
    ```
    Safe, as the program cannot run without it. There is none for the only argument of a
    distribution's method, which may be meant as the number of draws, and none for shapes.

    ## When it stays silent
    `handlers.seed`, which takes numbers, and methods of guides, some of which do; numbers that are
    not constants; `rng_key=` of an observed site, which nobody reads.

    ## References
    https://docs.jax.dev/en/latest/random-numbers.html
    """

    code = "NPL505"
    name = "int-seed-as-key"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        for given in given_keys(context.program):
            values = context.values(given.key)
            if values.all(_is_number):
                finding = self._number(context, given)
            elif given.of_distribution and values.all(_is_shape):
                finding = self._shape(context, given)
            else:
                continue
            if not is_meant_to_fail(given.call):
                yield finding

    def _number(self, context: Context, given: GivenKey) -> Finding:
        written = context.written(given.key.location)
        numbers = context.values(given.key).literals or []
        known = len(numbers) == 1 and not isinstance(given.key.expr, Constant)
        number = f"the number {numbers[0]}" if known else "a number"
        return self.finding(
            given.key.location,
            f"`{short_source(given.call.func)}` raises {given.raising}: `{written}` is "
            f"{number}, and random numbers are drawn with a key",
            label="a number in the place of the key",
            repair=_made_a_key(context, given),
            by_hand="Give it a key: `jax.random.PRNGKey(0)`",
        )

    def _shape(self, context: Context, given: GivenKey) -> Finding:
        method, shape = short_source(given.call.func), context.written(given.key.location)
        return self.finding(
            given.key.location,
            f"`{method}` raises {given.raising}: its first argument is a random key, and the "
            f"shape `{shape}` comes second",
            label="a shape in the place of the key",
            by_hand=f"Give it a key first: `{method}(jax.random.PRNGKey(0), {shape})`",
        )


def _is_number(value: Value) -> bool:
    return isinstance(value, Literal) and isinstance(value.value, (int, float))


def _is_shape(value: Value) -> bool:
    return isinstance(value, Container) and isinstance(value.expr, ListDisplay)


def _made_a_key(context: Context, given: GivenKey) -> Repair:
    key = given.key
    if given.of_distribution and len(given.call.arguments) == 1:
        return Repair.none("it may be meant as the number of draws")
    if not all(isinstance(number, int) for number in context.values(key).literals or ()):
        return Repair.none("a seed is a whole number")
    written = written_name(context.fix_context, key.frame.scope, key.expr.start, _MAKING_A_KEY)
    if written is None:
        return Repair.none("`PRNGKey` is the name of something else there")
    name, imports = written
    edits = (key.location.before(f"{name}("), key.location.after(")"))
    return Repair.safe(f"Make a key of it: `{name}(…)`", *edits, *imports)
