from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.dependence import Dependence
from nplint.analyses.discarded import discarded
from nplint.facts.expressions import Argument, Attribute, Call, Expr, Name, Subscript, short_source
from nplint.facts.scopes import Scope, binding_scope
from nplint.facts.statements import ExprStmt
from nplint.finding import Finding, Fix
from nplint.rules.base import Context, Rule
from nplint.semantic.values import ClassValue, Container, Instance, ModuleValue

# https://docs.jax.dev/en/latest/_autosummary/jax.numpy.ndarray.at.html
_UPDATES = frozenset(
    {"set", "apply", "add", "subtract", "multiply", "mul", "divide", "power", "min", "max"}
)  # fmt: skip


class DiscardedAtUpdate(Rule):
    """
    # discarded-at-update (NPL704)

    ## What it finds
    `array.at[index].set(value)`, or another update (`add`, `multiply`, `apply`, …), as a statement
    of its own.

    ## What happens
    JAX arrays cannot change in place. `.at[…].set(…)` gives a new array; as a statement that
    array is thrown away and the old one stays as it was. Nothing is raised, on any release. In a
    model the values that should have been written never reach the likelihood: the posterior of
    the sites they come from stays at its prior. Measured with the fixtures on NumPyro 0.15.2 and
    0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    def model(team, goals):
        attack = jnp.zeros(4)
        strength = numpyro.sample("strength", dist.Normal(0, 1).expand([3]))
        attack.at[1:].set(strength)
        numpyro.sample("goals", dist.Poisson(jnp.exp(attack[team])), obs=goals)
    ```

    ## Fix
    The result is assigned to the name it was meant to change:
    ```python
        attack = attack.at[1:].set(strength)
    ```
    The fix is unsafe, as it changes the numbers. It is offered where the array is a variable of
    the same function or module; for `self.attack.at[…]` or a variable of an enclosing function
    where to keep the new array is for the author to decide.

    ## When it stays silent
    The result is used: assigned, returned, passed on. `.at[…].get()` changes nothing to begin
    with. The object is known to be no array but an instance of a class of the project. In a
    notebook, on the level of a cell, the value may be displayed.

    ## References
    https://docs.jax.dev/en/latest/notebooks/Common_Gotchas_in_JAX.html#in-place-updates
    """

    code = "NPL704"
    name = "discarded-at-update"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        for statement in discarded(context.program):
            scope = statement.scope
            base, arguments, method = _updated(statement.value)
            if not arguments or _is_no_array(context, base, scope):
                continue
            array, sites = short_source(base), _written(context, arguments, scope)
            message = (
                f"`{array}` does not change: JAX arrays cannot be written in place, and the array "
                f"that `.at[…].{method}(…)` gives is thrown away"
            )
            if sites:
                verb = "reaches" if len(sites) == 1 else "reach"
                message += f", so {' and '.join(map(repr, sites))} never {verb} `{array}`"
            yield self.finding(
                scope.module.locate(statement.value),
                message,
                label="a new array, thrown away",
                repair=_assigned(statement, base),
                by_hand=(
                    f"Assign the result; nplint does not where `{array}` is kept outside of this "
                    "function"
                ),
            )


def _updated(expr: Expr) -> tuple[Expr, list[Argument], str]:
    """Return what a chain of ``.at[…].set(…)`` starts from, what is written, the last method."""
    arguments: list[Argument] = []
    method = ""
    while (
        isinstance(expr, Call)
        and isinstance(expr.func, Attribute)
        and expr.func.attr in _UPDATES
        and isinstance(expr.func.value, Subscript)
        and isinstance(expr.func.value.value, Attribute)
        and expr.func.value.value.attr == "at"
    ):
        arguments[:0] = expr.arguments
        method = method or expr.func.attr
        expr = expr.func.value.value.value
    return expr, arguments, method


def _is_no_array(context: Context, base: Expr, scope: Scope) -> bool:
    """Tell whether an expression may be an object that the project defines."""
    return any(
        isinstance(value, (Instance, ClassValue, ModuleValue, Container))
        for value in context.program.contexts.values(base, scope)
    )


def _written(context: Context, arguments: list[Argument], scope: Scope) -> list[str]:
    """Return the names of the sites that the written values depend on."""
    dependence = context.program.analysis(Dependence)
    names = (
        name
        for frame in context.program.contexts.frames(scope)
        for argument in arguments
        for name in dependence.names(argument.value, frame)
    )
    return list(dict.fromkeys(names))


def _assigned(statement: ExprStmt, base: Expr) -> Fix | None:
    """Assign the new array to the old one's name, where that is a variable of the same scope."""
    scope = statement.scope
    if not isinstance(base, Name) or binding_scope(scope, base.id) is not scope:
        return None
    assignment = scope.module.locate(statement).before(f"{base.id} = ")
    return Fix.unsafe(f"Assign the new array to `{base.id}`", assignment)
