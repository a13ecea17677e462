from __future__ import annotations

from collections.abc import Iterator

from nplint.facts import expressions as ex
from nplint.facts.scopes import ModuleFacts, Scope
from nplint.facts.statements import Assign, Block, expressions, statements
from nplint.finding import Finding
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import is_distribution
from nplint.libraries.supports import range_of, support_of
from nplint.model.seen_pairs import is_drawn
from nplint.model.sites import Site
from nplint.rules.base import Context, Rule
from nplint.rules.inference.posteriors import trained_by
from nplint.semantic.values import BoundExpr, CallResult, Value

_NORMAL = "numpyro.infer.autoguide.AutoNormal"
_SUFFIX = "_loc"
# Functions that leave a number as it is.
_SHOWING = frozenset({"print", "float", "asarray", "array", "round", "format", "str", "append"})


class AutoLocReadAsValue(Rule):
    """
    # auto-loc-read-as-value (NPL423)

    ## What it finds
    `params["b_auto_loc"]` of an `AutoNormal` that is shown, or computed with, as the value of the
    site `b`, whose support is not the real line.

    ## What happens
    The guide is normal in an unconstrained space: for a positive site its `loc` is that of the
    logarithm, for a probability that of the logit. A scale of 0.5 is read as -0.7. Nothing is
    raised, on any release. Measured with the fixtures on NumPyro 0.15.2 and 0.22.0
    (`docs/evidence.md`).

    ## Example
    ```python
    guide = AutoNormal(model)
    params = SVI(model, guide, optim, Trace_ELBO()).run(key, 2000, y).params
    print(params["scale_auto_loc"])
    ```

    ## Fix
    ```python
    print(guide.median(params)["scale"])
    ```
    Unsafe, as it changes the numbers. None where the guide has no name.

    ## When it stays silent
    Sites whose support is the real line; a value that a function is given, such as `jnp.exp`, which
    may transform it; one that is kept in a variable; other automatic guides.

    ## References
    pyro-ppl/numpyro#1682
    """

    code = "NPL423"
    name = "auto-loc-read-as-value"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        if not context.program.index.calls_of("AutoNormal"):
            return
        for module in context.program.modules:
            for read, scope in _shown(module):
                found = _site(context, read, scope)
                if found is not None:
                    site, guide = found
                    yield self._finding(context, module, read, site, guide)

    def _finding(
        self, context: Context, module: ModuleFacts, read: ex.Subscript, site: Site, guide: Value
    ) -> Finding:
        assert isinstance(guide, CallResult)
        return self.finding(
            module.locate(read),
            f"this is no value of '{site.name}': AutoNormal has its `loc` in an unconstrained "
            f"space, and '{site.name}' is {_support(context, site)}",
            label="of the unconstrained site",
            related=[
                site.location.labelled(f"'{site.name}' in the model"),
                guide.location.labelled("the guide"),
            ],
            repair=_repair(context, module, read, site, guide),
            by_hand=f"Read `guide.median(params)['{site.name}']`",
        )


def _shown(module: ModuleFacts) -> Iterator[tuple[ex.Subscript, Scope]]:
    """Yield the reads of a ``…_loc`` that are shown or computed with as they are."""
    bodies: list[tuple[Block, Scope]] = [(module.body, module.scope)]
    bodies += [(function.body, function.scope) for function in module.functions]
    for body, scope in bodies:
        for statement in statements(body):
            if not isinstance(statement, Assign):
                for expr in expressions(statement):
                    yield from _within(expr, scope)


def _within(expr: ex.Expr, scope: Scope) -> Iterator[tuple[ex.Subscript, Scope]]:
    if isinstance(expr, ex.Call) and ex.terminal(expr.func) not in _SHOWING:
        return
    if isinstance(expr, ex.Subscript) and isinstance(expr.index, ex.Constant):
        name = expr.index.value
        if isinstance(name, str) and name.endswith(_SUFFIX):
            yield expr, scope
    for child, inner in ex.scoped_children(expr, scope):
        yield from _within(child, inner)


def _site(context: Context, read: ex.Subscript, scope: Scope) -> tuple[Site, Value] | None:
    """Return the site whose location a read takes, and the guide, if its support has bounds."""
    assert isinstance(read.index, ex.Constant) and isinstance(read.index.value, str)
    for frame in context.program.contexts.frames(scope):
        params = context.values(BoundExpr(read.value, frame)).only
        svi = trained_by(params) if params is not None else None
        guide = context.values(context.arguments(svi).get("guide")).only if svi else None
        if not isinstance(guide, CallResult) or guide.name != _NORMAL:
            continue
        given = context.arguments(guide)
        prefix = context.values(given.get("prefix")).literals or ["auto"]
        name = read.index.value.removesuffix(f"_{prefix[0]}{_SUFFIX}")
        for run in context.program.runs:
            if run.runner is not None and run.runner.call is guide.call:
                for site in context.program.sites(run).named(name):
                    if is_drawn(site) and _support(context, site):
                        return site, guide
    return None


def _support(context: Context, site: Site) -> str:
    """Return the support of a site in words; nothing if it may be the real line."""
    only = context.values(site.arguments.get("fn")).only
    if only is None or not is_distribution(only):
        return ""
    evaluator = context.program.evaluator
    allowed, support = range_of(evaluator, only), support_of(evaluator, only)
    if allowed is None or support is None:
        return f"a {support.name}" if support is not None and support.name == "simplex" else ""
    low, high = allowed.low != float("-inf"), allowed.high != float("inf")
    if low and high:
        return "between bounds"
    return "bounded from below" if low else "bounded from above" if high else ""


def _repair(
    context: Context, module: ModuleFacts, read: ex.Subscript, site: Site, guide: CallResult
) -> Repair:
    names = context.program.index.kept_as(guide.call, guide.call.scope)
    if len(names) != 1 or guide.call.scope.kind != "module":
        return Repair.none("the guide has no name there")
    params = context.written(module.locate(read.value))
    quote = context.written(module.locate(read.index))[-1]
    text = f"{names[0]}.median({params})[{quote}{site.name}{quote}]"
    return Repair.unsafe("Read the median of the site", module.locate(read).replaced_by(text))
