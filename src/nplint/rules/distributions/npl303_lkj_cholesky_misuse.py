from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Attribute, Call, Expr, Name, Operation, short_source
from nplint.finding import Applicability, Edit, Finding, Fix, Span
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import bind_call
from nplint.model.calls import calls_of_kind
from nplint.rules.base import Context, Rule
from nplint.rules.distributions.cholesky import Factors, Matrix, Shape
from nplint.semantic.values import BoundExpr, CallResult

_WRONG = "neither the spreads nor the correlation are those of these sites"


class LkjCholeskyMisuse(Rule):
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

    def check(self, context: Context) -> Iterator[Finding]:
        told: set[object] = set()
        for made, entry in calls_of_kind(context.program, "distribution", taking="scale_tril"):
            bound = bind_call(context.program.evaluator, entry, made.call, made.frame).arguments
            for parameter in ("covariance_matrix", "scale_tril"):
                thunk = bound.get(parameter)
                shape = None
                if thunk is not None:
                    shape = context.program.analysis(Factors).of(thunk.expr, thunk.frame)
                if thunk is None or shape is None or shape.lkj is None:
                    continue
                finding = self._finding(context, made, parameter, thunk, shape)
                if finding is not None and (finding.path, finding.span) not in told:
                    told.add((finding.path, finding.span))
                    yield finding

    def _finding(
        self, context: Context, made: CallResult, parameter: str, thunk: BoundExpr, shape: Shape
    ) -> Finding | None:
        assert shape.lkj is not None
        factor = short_source(shape.lkj)
        edits: tuple[Edit, ...] = ()
        advice, reason = f"Multiply the rows of `{factor}` by the scales", ""
        expr, module = thunk.expr, thunk.frame.module
        if shape.matrix is Matrix.COLUMNS and shape.scale is not None:
            assert shape.expr is not None and shape.frame is not None
            expr, module = shape.expr, shape.frame.module
            message = f"the scales multiply the columns of `{factor}`, not its rows: {_WRONG}"
            edits, reason = _by_rows(context, shape), "the scales have no name"
        elif shape.matrix is Matrix.HALF:
            assert shape.expr is not None and shape.frame is not None
            expr, module = shape.expr, shape.frame.module
            if parameter == "scale_tril":
                message = f"`{factor}` is scaled from both sides, rows and columns: {_WRONG}"
                advice, reason = f"{advice}, and not the columns", "a covariance may be meant"
            else:
                message = (
                    f"`{factor}` is the factor of a correlation, and is used as the correlation"
                )
                advice, reason = "Multiply it by its transpose", "it has no name to write twice"
            if isinstance(shape.lkj, Name) and parameter == "covariance_matrix":
                where = Span(shape.lkj.start, shape.lkj.end)
                edits = (Edit(module.path, where, f"({factor} @ {factor}.T)"),)
        elif shape.matrix is Matrix.FACTOR and parameter == "covariance_matrix":
            argument = next((a for a in made.call.arguments if a.value is thunk.expr), None)
            if argument is None or argument.keyword is None:
                return None  # by position it is NPL304
            message = f"`{factor}` is the factor of a correlation, and is taken for a covariance"
            where = Span(argument.start, argument.start + len(argument.keyword))
            edits = (Edit(module.path, where, "scale_tril"),)
        else:
            return None
        fix = Fix("Make it the factor of the covariance", Applicability.UNSAFE, edits)
        repair = Repair(fix) if edits else Repair(None, reason)
        return Finding(
            code=self.code,
            name=self.name,
            message=message,
            path=module.path,
            span=Span(expr.start, expr.end),
            label="from `LKJCholesky`",
            help=repair.help(advice),
            fix=repair.fix,
        )


def _by_rows(context: Context, shape: Shape) -> tuple[Edit, ...]:
    """Edits that scale the rows."""
    assert shape.expr is not None and shape.frame is not None and shape.scale is not None
    module, scale, factor = shape.frame.module, shape.scale, shape.lkj
    if isinstance(shape.expr, Operation) and shape.expr.operator == "*":
        if not isinstance(scale, (Name, Attribute, Call)):
            return ()
        return (Edit(module.path, Span(scale.end, scale.end), "[..., None]"),)
    if factor is None:
        return ()
    text = context.fix_context.layout(module).text

    def written(expr: Expr) -> str:
        return text[expr.start : expr.end]

    return (
        Edit(module.path, Span(factor.start, factor.end), written(scale)),
        Edit(module.path, Span(scale.start, scale.end), written(factor)),
    )
