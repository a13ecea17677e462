from __future__ import annotations

from collections.abc import Iterator, Mapping

from nplint.facts.expressions import Argument, short_source
from nplint.finding import Applicability, Edit, Finding, Fix, Span
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import bind_call
from nplint.model.calls import calls_of_kind
from nplint.rules.base import Context, Rule
from nplint.rules.distributions.cholesky import Factors, Matrix
from nplint.semantic.values import BoundExpr, CallResult


class CholeskyAsCovariance(Rule):
    """
    # cholesky-as-covariance (NPL304)

    ## What it finds
    A Cholesky factor as covariance matrix of a `MultivariateNormal` or its like, by position (the
    second parameter is `covariance_matrix`) or by keyword; and a covariance as `scale_tril`.

    ## What happens
    A lower triangular matrix is no covariance. Validation of arguments, on by default from NumPyro
    0.22, turns it down with a `ValueError` as long as it is not traced. Older releases, and newer
    ones where the matrix is traced, go on with (L + Lᵀ) / 2: variances are those of no one, the
    correlation is halved, and nothing is raised. A covariance as `scale_tril` is
    taken for its own factor: with variance 4 the scale is 4, not 2.

    ## Example
    ```python
    L = jnp.linalg.cholesky(cov)
    numpyro.sample("y", dist.MultivariateNormal(mu, L), obs=y)
    ```

    ## Fix
    ```python
    numpyro.sample("y", dist.MultivariateNormal(mu, scale_tril=L), obs=y)
    ```
    Unsafe, as it changes the numbers. None where the other parameter is given, too, as `None`, or
    positional arguments come after it.

    ## When it stays silent
    Matrices of which it is not known how they were made, and products such as `L @ L.T`. An
    `LKJCholesky` sample given by the keyword `covariance_matrix` is NPL303.

    ## References
    pyro-ppl/numpyro#1433
    """

    code = "NPL304"
    name = "cholesky-as-covariance"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        told: set[object] = set()
        for made, entry in calls_of_kind(context.program, "distribution", taking="scale_tril"):
            if made.call in told or entry.parameter("covariance_matrix") is None:
                continue
            bound = bind_call(context.program.evaluator, entry, made.call, made.frame).arguments
            for given, matrix, wanted in (
                ("covariance_matrix", Matrix.FACTOR, "scale_tril"),
                ("scale_tril", Matrix.COVARIANCE, "covariance_matrix"),
            ):
                thunk = bound.get(given)
                if thunk is None:
                    continue
                argument = next((a for a in made.call.arguments if a.value is thunk.expr), None)
                shape = context.program.analysis(Factors).of(thunk.expr, thunk.frame)
                if shape is None or shape.matrix is not matrix or argument is None:
                    continue
                if shape.lkj is not None and argument.keyword is not None:
                    continue
                told.add(made.call)
                repair = _repair(made, argument, wanted, bound)
                yield self._finding(made, thunk, argument, matrix, given, repair)

    def _finding(
        self,
        made: CallResult,
        thunk: BoundExpr,
        argument: Argument,
        matrix: Matrix,
        given: str,
        repair: Repair,
    ) -> Finding:
        path, shown = made.frame.module.path, short_source(thunk.expr)
        what = f"`{shown}` is" if shown != "…" else "this is"
        message = f"{what} {matrix.value}, and is taken for the covariance itself"
        if matrix is Matrix.COVARIANCE:
            message = f"{what} {matrix.value}, and is taken for its Cholesky factor"
        return Finding(
            code=self.code,
            name=self.name,
            message=f"{message}: spreads and correlations come out wrong",
            path=path,
            span=Span(argument.start, argument.end),
            label=f"{matrix.value} as `{given}`",
            help=repair.help("Give it by its keyword alone"),
            fix=repair.fix,
        )


def _repair(
    made: CallResult, argument: Argument, wanted: str, given: Mapping[str, BoundExpr]
) -> Repair:
    if wanted in given:
        return Repair(None, f"`{wanted}` is given, too")
    start = argument.start
    if argument.keyword is not None:
        edit = Edit(made.frame.module.path, Span(start, start + len(argument.keyword)), wanted)
    elif any(each.keyword is None and each.start > start for each in made.call.arguments):
        return Repair(None, "positional arguments come after it")
    else:
        edit = Edit(made.frame.module.path, Span(start, start), f"{wanted}=")
    return Repair(Fix(f"Pass it as `{wanted}`", Applicability.UNSAFE, (edit,), local=True))
