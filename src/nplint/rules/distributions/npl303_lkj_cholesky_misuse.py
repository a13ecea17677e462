from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Attribute, Call, Name, Operation, short_source
from nplint.finding import Finding
from nplint.fixes.pass_by_keyword import pass_by_keyword
from nplint.fixes.repair import Repair
from nplint.numpyro_api import Entry
from nplint.rules.base import CallRule, Context
from nplint.rules.distributions.cholesky import Factors, KnownMatrix, Matrix
from nplint.semantic.values import BoundExpr, CallResult

_WRONG = "neither the spreads nor the correlation are those of these sites"
_TITLE = "Make it the Cholesky factor of the covariance"


class LkjCholeskyMisuse(CallRule):
    """
    # lkj-cholesky-misuse (NPL303)

    ## What it finds
    A sample of `LKJCholesky`, the Cholesky factor L of a correlation matrix, on its way to a
    `MultivariateNormal` or its like

    - as `covariance_matrix=L`;
    - scaled on its columns: `scale_tril=s * L`, or `L @ jnp.diag(s)`, for a vector `s`;
    - scaled as if it were the correlation: `diag(s) @ L @ diag(s)`, `jnp.outer(s, s) * L`.

    ## What happens
    With R = L Lᵀ, the covariance of scales s and correlation R has the factor diag(s) L: row i of
    L times s[i]. `s * L` multiplies column j by s[j] instead, and the covariance is L diag(s²) Lᵀ:
    every scale but the first, and the correlation, is another than `s` and L say. Posteriors of
    both are off, and nothing is raised, on any release. A factor taken for a covariance, or for a
    correlation, is symmetrised to (L + Lᵀ) / 2, which halves the correlation; from NumPyro 0.22 on
    validation turns it down with a `ValueError` where it is not traced.

    ## Example
    ```python
    s = numpyro.sample("s", dist.HalfNormal(2.0).expand([2]))
    L = numpyro.sample("L", dist.LKJCholesky(2))
    numpyro.sample("y", dist.MultivariateNormal(0.0, scale_tril=s * L), obs=y)
    ```

    ## Fix
    ```python
    numpyro.sample("y", dist.MultivariateNormal(0.0, scale_tril=s[..., None] * L), obs=y)
    ```
    `jnp.diag(s) @ L` for the product, `scale_tril=L` for the covariance, `L @ L.T` where L stood
    for the correlation. Unsafe, as it changes the numbers. A factor that is scaled from both
    sides is reported without a fix.

    ## When it stays silent
    `s[:, None] * L`, `jnp.diag(s) @ L`, `L @ L.T`; a scalar `s`, or one of which it is not known
    that it is a vector; products that reach no covariance.

    ## References
    https://num.pyro.ai/en/stable/distributions.html#lkjcholesky
    """

    code = "NPL303"
    name = "lkj-cholesky-misuse"
    fixable = "sometimes"
    taking = "scale_tril"

    def at_call(self, context: Context, made: CallResult, entry: Entry) -> Iterator[Finding]:
        given = context.arguments(made)
        for parameter in ("covariance_matrix", "scale_tril"):
            argument = given.get(parameter)
            if argument is None:
                continue
            matrix = context.program.analysis(Factors).of(argument.expr, argument.frame)
            if matrix is not None and matrix.lkj is not None:
                yield from self._misuse(context, made, parameter, argument, matrix, matrix.lkj)

    def _misuse(
        self,
        context: Context,
        made: CallResult,
        parameter: str,
        argument: BoundExpr,
        matrix: KnownMatrix,
        lkj: BoundExpr,
    ) -> Iterator[Finding]:
        factor, misused = short_source(lkj.expr), matrix.operation or argument
        by_hand = f"Multiply the rows of `{factor}` by the scales"
        match matrix.kind, parameter:
            case Matrix.COLUMNS, _:
                message = f"the scales multiply the columns of `{factor}`, not its rows: {_WRONG}"
                repair = _by_rows(context, matrix, lkj)
            case Matrix.HALF, "scale_tril":
                message = f"`{factor}` is scaled from both sides, rows and columns: {_WRONG}"
                by_hand += ", and not the columns"
                repair = Repair.none("a covariance may be meant")
            case Matrix.HALF, _:
                message = (
                    f"`{factor}` is the Cholesky factor of a correlation matrix, and is used as "
                    f"that matrix: {_WRONG}"
                )
                by_hand, repair = "Multiply it by its transpose", _as_correlation(lkj)
            case Matrix.FACTOR, "covariance_matrix":
                written = made.call.argument_giving(argument.expr)
                if written is None or written.keyword is None:
                    return  # by position it is NPL304
                misused = argument
                message = (
                    f"`{factor}` is the Cholesky factor of a correlation matrix, and is taken for "
                    "a covariance: spreads and correlations come out wrong"
                )
                repair = Repair.unsafe(_TITLE, pass_by_keyword(made.frame, written, "scale_tril"))
            case _:
                return
        yield self.finding(
            misused.location, message, label="from `LKJCholesky`", repair=repair, by_hand=by_hand
        )


def _by_rows(context: Context, matrix: KnownMatrix, lkj: BoundExpr) -> Repair:
    """Scale the rows: ``s[..., None] * L`` for ``s * L``, ``diag(s) @ L`` for ``L @ diag(s)``."""
    assert matrix.operation is not None and matrix.scale is not None
    operation, scale = matrix.operation.expr, matrix.scale
    if not isinstance(operation, Operation) or operation.operator != "*":
        rows, columns = context.written(lkj.location), context.written(scale.location)
        return Repair.unsafe(
            _TITLE, lkj.location.replaced_by(columns), scale.location.replaced_by(rows)
        )
    if not isinstance(scale.expr, (Name, Attribute, Call)):
        return Repair.none("the scales have no name")
    return Repair.unsafe(_TITLE, scale.location.after("[..., None]"))


def _as_correlation(lkj: BoundExpr) -> Repair:
    """Write ``L @ L.T`` for ``L``."""
    if not isinstance(lkj.expr, Name):
        return Repair.none("it has no name to write twice")
    factor = lkj.expr.id
    return Repair.unsafe(_TITLE, lkj.location.replaced_by(f"({factor} @ {factor}.T)"))
