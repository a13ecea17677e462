from __future__ import annotations

from collections.abc import Iterator

from nplint.facts import expressions as ex
from nplint.facts.enclosing import enclosing, statement_of
from nplint.facts.statements import With, expressions
from nplint.finding import Finding
from nplint.fixes.repair import Repair
from nplint.model.predictions import Prediction, Predictions
from nplint.rules.base import Context, Rule
from nplint.semantic.values import BoundExpr, External, Frame, Literal


class PredictionWithoutObservations(Rule):
    """
    # prediction-without-observations (NPL112)

    ## What it finds
    A model that takes the length or an attribute of its observations, `len(y)`, `y.shape[0]`,
    and that a `Predictive` is called for without them.

    ## What happens
    The observations are `None` then, and the prediction stops with `TypeError: object of type
    'NoneType' has no len()` or `AttributeError: 'NoneType' object has no attribute 'shape'`: after
    the whole of MCMC, since fitting the model works. All releases do so.

    ## Example
    ```python
    def model(x, y=None):
        slope = numpyro.sample("slope", dist.Normal(0.0, 1.0))
        with numpyro.plate("N", len(y)):
            numpyro.sample("y", dist.Normal(slope * x, 1.0), obs=y)

    mcmc.run(random.PRNGKey(0), x, y)
    Predictive(model, mcmc.get_samples())(random.PRNGKey(1), x)
    ```

    ## Fix
    None: nplint does not know which other argument has that length. `len(x)`, or a size that is
    given, `N if y is None else len(y)`, works for both.

    ## When it stays silent
    The length is taken under a condition that may know better; the observations are given, or may
    be; a return comes before.

    ## References
    pyro-ppl/numpyro#1278
    """

    code = "NPL112"
    name = "prediction-without-observations"

    def check(self, context: Context) -> Iterator[Finding]:
        for prediction in context.program.analysis(Predictions).all:
            for taken in _taken_of_none(context, prediction):
                yield self._finding(prediction, taken)

    def _finding(self, prediction: Prediction, taken: BoundExpr) -> Finding:
        expr = taken.expr
        assert isinstance(expr, (ex.Call, ex.Attribute))
        owner = expr.arguments[0].value if isinstance(expr, ex.Call) else expr.value
        what = "has no length" if isinstance(expr, ex.Call) else f"has no `{expr.attr}`"
        error = "a `TypeError`" if isinstance(expr, ex.Call) else "an `AttributeError`"
        return self.finding(
            taken.location,
            f"`{ex.short_source(owner)}` is None when `{prediction.model.function.name}` predicts, "
            f"and None {what}: the prediction stops with {error}",
            label=f"of `{ex.short_source(owner)}`, which is not given",
            related=[prediction.location.labelled("predicts without it")],
            repair=Repair.none("it cannot tell what else has that length"),
            by_hand="Take it from an argument that is always given",
        )


def _taken_of_none(context: Context, prediction: Prediction) -> Iterator[BoundExpr]:
    """Yield the lengths and attributes that a prediction surely takes of None."""
    trace = context.program.analysis(Predictions).sites(prediction)
    reached: dict[Frame, int] = {}
    for site in trace.sites:
        if not site.arms:
            reached[site.frame] = max(reached.get(site.frame, 0), site.call.end)
    for frame, end in reached.items():
        function = frame.scope.function
        if function is None:
            continue
        index = context.program.index
        found: list[tuple[ex.Expr, ex.Expr]] = [
            (each, each.value) for each in index.attributes_in(function)
        ]
        found += [
            (call, call.arguments[0].value)
            for call in index.calls_in(frame.scope)
            if len(call.arguments) == 1 and _is_len(context, call, frame)
        ]
        for expr, owner in found:
            # What stands before a site that is surely reached was reached, too.
            if expr.end <= end and _is_plain(expr, frame) and _is_none(context, owner, frame):
                yield BoundExpr(expr, frame)


def _is_len(context: Context, call: ex.Call, frame: Frame) -> bool:
    only = context.values(BoundExpr(call.func, frame)).only
    return isinstance(only, External) and only.name == "builtins.len"


def _is_none(context: Context, owner: ex.Expr, frame: Frame) -> bool:
    """Tell whether an expression is a parameter that surely is None."""
    values = context.values(BoundExpr(owner, frame))
    return isinstance(owner, ex.Name) and values.all(
        lambda value: isinstance(value, Literal) and value.value is None
    )


def _is_plain(expr: ex.Expr, frame: Frame) -> bool:
    """Tell whether an expression is evaluated whenever its function's body gets to it."""
    statement = statement_of(expr.start, frame.scope)
    if statement is None:
        return False
    around = enclosing(statement, frame.scope)
    if not all(isinstance(outer, With) for outer in around):
        return False
    return not any(
        part.start <= expr.start < part.end
        for root in expressions(statement)
        for each in ex.walk(root)
        if isinstance(each, (ex.Conditional, ex.Comprehension))
        or (isinstance(each, ex.Operation) and each.operator in ("and", "or"))
        for part in ex.children(each)
    )
