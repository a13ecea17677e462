from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nplint.analyses.dependence import Dependence
from nplint.analyses.discarded import discarded
from nplint.facts.enclosing import expects_an_error
from nplint.facts.expressions import Attribute, Call, Expr, Name, short_source
from nplint.facts.scopes import Scope, binding_scope
from nplint.facts.statements import ExprStmt
from nplint.finding import Finding, Fix
from nplint.fixes.local_name import local_name
from nplint.fixes.repair import CannotRepair
from nplint.libraries.jax_keys import SPLITTING
from nplint.libraries.numpyro import DERIVING, entry_of, is_distribution
from nplint.rules.base import Context, Rule
from nplint.rules.sites.new_site_names import NewSiteNames
from nplint.semantic.values import CallResult, External, ExternalAttribute, Frame


class DiscardedExpression(Rule):
    """
    # discarded-expression (NPL107)

    ## What it finds
    A statement that computes a value and throws it away, although it reads as if it did something.
    That is:

    - in a model, `d.log_prob(y)` or a bare distribution such as `dist.Normal(mu, 1.0)`;
    - `numpyro.plate("group", 4)` without `with`;
    - a handler: `handlers.condition(model, data)`, `handlers.seed(rng_seed=0)`;
    - a method that gives a new distribution: `d.expand([3])`, `d.mask(m)`, `d.to_event(1)`;
    - `random.split(key)`.

    ## What happens
    Nothing, and nothing is raised on any release; the program goes on without the likelihood
    term, the plate, the handler. A dropped `log_prob` leaves the posterior at the prior, a dropped
    plate gives all groups one latent, a dropped `condition` conditions on nothing
    (`docs/evidence.md` has the numbers).

    ## Example
    ```python
    def model(y):
        mu = numpyro.sample("mu", dist.Normal(0.0, 10.0))
        dist.Normal(mu, 1.0).log_prob(y)
    ```

    ## Fix
    A log density becomes a factor, everything else is assigned to the name it was made from:
    ```python
        numpyro.factor("y_log_prob", dist.Normal(mu, 1.0).log_prob(y))
        prior = prior.expand([3])
        model = handlers.condition(model, data)
    ```
    A second factor of that name is `y_log_prob_2`; in a loop over a `range` the name is
    `f"y_log_prob_{i}"`. Unsafe, as it changes the numbers. There is none for a plate, whose body is
    for the author to say, for `split`, where the name to assign to belongs to another function, and
    for a log density in another loop or in a helper that is called several times.

    ## When it stays silent
    The value is used; a `log_prob` outside of models (it warms up, or times); statements in a
    `try` or in `pytest.raises(…)`, which are there for their error; a notebook's cells, which may
    display the value. `numpyro.sample`, `param`, `deterministic` and `factor` do have an effect.
    """

    code = "NPL107"
    name = "discarded-expression"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        for statement in discarded(context.program):
            call, scope = statement.value, statement.scope
            loss = _loss(context, call, scope) if isinstance(call, Call) else None
            if loss is not None and not expects_an_error(statement, scope):
                yield self._finding(context, statement, loss)

    def _finding(self, context: Context, statement: ExprStmt, loss: _Loss) -> Finding:
        by_hand, repair = loss.by_hand, None
        try:
            repair = _repair(context, statement, loss)
        except CannotRepair as error:
            by_hand = f"{_ADD_NAMED}; nplint does not, because {error}"
        return self.finding(
            statement.scope.module.locate(statement.value),
            loss.message,
            label="its value is thrown away",
            repair=repair,
            by_hand=by_hand,
        )


_USE = (
    "Use what it gives in the place of `{source}`; nplint does not, because `{source}` is no "
    "variable of the code around it"
)
_ADD = (
    "Add it to the model by `numpyro.factor`; nplint does not, because that, or what the density "
    "is of, has no name there"
)
_ADD_NAMED = "Add it to the model by `numpyro.factor`, under a name of its own"
_DRAW = (
    "Assign the new keys, and draw with those; nplint does not, because it cannot tell which draw "
    "is to have which"
)
_ENTER = (
    "Enter it by `with`, around the sites that it repeats; nplint does not, because it cannot tell "
    "which these are"
)
_HANDLE = (
    "Enter it by `with`, or give it the model; nplint does not, because it cannot tell what it was "
    "meant for"
)
_SAMPLE = (
    "Give it to `numpyro.sample`; nplint does not, because it knows neither the site's name nor "
    "its data"
)


@dataclass(frozen=True, slots=True)
class _Loss:
    """A value that a statement throws away.

    Parameters
    ----------
    message
        The consequence.
    by_hand
        What to do where there is no fix.
    source
        What the value is a new form of, if it is one.
    term
        What the value is the log density of, if it is one.
    """

    message: str
    by_hand: str
    source: Expr | None = None
    term: Expr | None = None


def _loss(context: Context, call: Call, scope: Scope) -> _Loss | None:
    for frame in context.program.contexts.frames(scope):
        for target in context.program.evaluator.values(call.func, frame):
            if isinstance(target, ExternalAttribute) and is_distribution(target.owner):
                return _of_method(context, call, target.attr, frame)
            if isinstance(target, External):
                return _of_name(context, call, target, frame)
    return None


def _of_method(context: Context, call: Call, method: str, frame: Frame) -> _Loss | None:
    assert isinstance(call.func, Attribute)
    if method in DERIVING:
        source = short_source(call.func.value)
        message = f"`{short_source(call)}` gives a new distribution that is thrown away"
        return _Loss(
            f"{message}: `{source}` stays as it was", _USE.format(source=source), call.func.value
        )
    model = _model(context, frame.scope)
    if method != "log_prob" or model is None:
        return None
    message = f"`{short_source(call)}` is computed and thrown away: `{model}` lacks this term"
    sites = context.program.analysis(Dependence).names(call, frame)
    if sites:
        message += f", and the posterior of {' and '.join(map(repr, sites))} does not know of it"
    return _Loss(message, _ADD, term=call.arguments[0].value if call.arguments else None)


def _of_name(context: Context, call: Call, target: External, frame: Frame) -> _Loss | None:
    what = f"`{short_source(call)}`"
    if target.name in SPLITTING:
        key = next((each.value for each in call.arguments if each.keyword in (None, "key")), None)
        if key is None:
            return None
        message = f"{what} gives new keys that are thrown away"
        return _Loss(f"{message}: `{short_source(key)}` gives the same draws again", _DRAW)
    entry = entry_of(target)
    if entry is None:
        return None
    if entry.name == "numpyro.plate":
        return _Loss(
            f"the plate {what} is made and not entered by `with`: no site is repeated along it",
            _ENTER,
        )
    if entry.kind == "handler":
        fn = context.arguments(CallResult(entry.name, call, frame)).get("fn")
        message = f"the handler {what} is thrown away"
        if fn is None:
            return _Loss(f"{message}: what it was meant for runs without it", _HANDLE)
        source = short_source(fn.expr)
        return _Loss(f"{message}: `{source}` runs without it", _USE.format(source=source), fn.expr)
    if entry.kind == "distribution" and _model(context, frame.scope) is not None:
        return _Loss(f"no site samples from {what}: the distribution has no effect", _SAMPLE)
    return None


def _model(context: Context, scope: Scope) -> str | None:
    """Return the name of the function around a place, if that runs in a trace."""
    function = scope.enclosing_scope.function
    return function.name if function in context.program.traced_functions and function else None


def _repair(context: Context, statement: ExprStmt, loss: _Loss) -> Fix | None:
    """Add a log density to the model; assign a new form of something to its name.

    Raises
    ------
    CannotRepair
        The factor cannot have a name of its own.
    """
    scope, at = statement.scope, statement.scope.module.locate(statement)
    if isinstance(loss.term, Name) and isinstance(statement.value, Call):
        factor = local_name("numpyro.factor", scope, statement.start)
        if factor is None:
            return None
        wished = f"{loss.term.id}_log_prob"
        name = context.fix_context.once(NewSiteNames).written(statement.value, wished)
        edits = at.before(f"{factor}({name}, "), at.after(")")
        shown = name.replace('"', "'")
        return Fix.unsafe(f"Add it to the model as the factor {shown}", *edits)
    if isinstance(loss.source, Name) and binding_scope(scope, loss.source.id) is scope:
        name = loss.source.id
        return Fix.unsafe(f"Assign it to `{name}`", at.before(f"{name} = "))
    return None
