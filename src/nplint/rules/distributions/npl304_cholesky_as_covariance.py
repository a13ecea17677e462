from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Argument, quoted
from nplint.finding import Finding
from nplint.fixes.pass_by_keyword import pass_by_keyword
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import BoundCall
from nplint.numpyro_api import Entry
from nplint.rules.base import CallRule, Context
from nplint.rules.distributions.cholesky import Factors, Matrix
from nplint.semantic.values import CallResult

# Each parameter with the matrix that it may wrongly get, what that is taken for, and where to
# give it.
_MISTAKEN = (
    ("covariance_matrix", Matrix.FACTOR, "the covariance itself", "scale_tril"),
    ("scale_tril", Matrix.COVARIANCE, "its Cholesky factor", "covariance_matrix"),
)


class CholeskyAsCovariance(CallRule):
    """
    # cholesky-as-covariance (NPL304)

    ## What it finds
    A Cholesky factor as covariance matrix of a `MultivariateNormal` or its like, by position (the
    second parameter is `covariance_matrix`) or by keyword; and a covariance as `scale_tril`.

    ## What happens
    A lower triangular matrix is no covariance. Validation of arguments, on by default from NumPyro
    0.22, turns it down with a `ValueError` as long as it is not traced. Older releases, and newer
    ones where the matrix is traced, go on with (L + Lᵀ) / 2: the variances are wrong, the
    correlation is halved, and nothing is raised. A covariance as `scale_tril` is taken for its own
    factor: with variance 4 the scale is 4, not 2.

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
    taking = "scale_tril"

    def at_call(self, context: Context, made: CallResult, entry: Entry) -> Iterator[Finding]:
        if entry.parameter("covariance_matrix") is None:
            return
        given = context.arguments(made)
        for parameter, kind, taken_for, wanted in _MISTAKEN:
            argument = given.get(parameter)
            written = made.call.argument_giving(argument.expr) if argument is not None else None
            if argument is None or written is None:
                continue
            matrix = context.program.analysis(Factors).of(argument.expr, argument.frame)
            if matrix is None or matrix.kind is not kind:
                continue
            if matrix.lkj is not None and written.keyword is not None:
                continue  # it is NPL303
            yield self.finding(
                made.frame.locate(written),
                f"{quoted(argument.expr, otherwise='this')} is {kind.value}, and is taken for "
                f"{taken_for}: spreads and correlations come out wrong",
                label=f"{kind.value} as `{parameter}`",
                repair=_repair(made, written, wanted, given),
                by_hand="Give it by its keyword alone",
            )


def _repair(made: CallResult, written: Argument, wanted: str, given: BoundCall) -> Repair:
    if wanted in given:
        return Repair.none(f"`{wanted}` is given, too")
    if written.keyword is None and any(
        each.keyword is None and each.start > written.start for each in made.call.arguments
    ):
        return Repair.none("positional arguments come after it")
    edit = pass_by_keyword(made.frame, written, wanted)
    return Repair.unsafe(f"Pass it as `{wanted}`", edit, local=True)
