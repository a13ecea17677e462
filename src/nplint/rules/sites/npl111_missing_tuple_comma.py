from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Constant, short_source
from nplint.finding import Finding
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import family_of, made_of_kind
from nplint.model.calls import made_by_calls
from nplint.model.predictions import Predictions
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.numpyro_api import EntryKind
from nplint.rules.base import Context, TraceRule
from nplint.semantic.alternatives import Alternatives
from nplint.semantic.values import BoundExpr, ExternalAttribute, Value


class MissingTupleComma(TraceRule):
    """
    # missing-tuple-comma (NPL111)

    ## What it finds
    A number where NumPyro wants a shape, or a string where it wants several names:
    `sample_shape=3`, `d.expand(3)`, `d.sample(key, 3)`, `plate_stack("p", 3)`, `return_sites="y"`,
    `extra_fields=("diverging")`.

    ## What happens
    `(3)` and `("y")` are a number and a string: it is the comma that makes a tuple. On all
    releases `return_sites` and `extra_fields` stop with an `AssertionError` without a text, shapes
    with `TypeError: 'int' object is not iterable`, `TypeError: unsupported operand type(s) for +:
    'int' and 'tuple'` or, in a model, after inference has begun, with `AssertionError:
    sample_shape needs to be a tuple of integers`.

    ## Example
    ```python
    predictive = Predictive(model, num_samples=100, return_sites=("y"))
    ```

    ## Fix
    ```python
    predictive = Predictive(model, num_samples=100, return_sites=("y",))
    ```
    Safe, since the program cannot run without it. Unsafe where a name stands for the number.

    ## When it stays silent
    Lists and tuples; a value that nplint does not know to be a number or a string whenever it gets
    there.

    ## References
    pyro-ppl/numpyro#1155
    """

    code = "NPL111"
    name = "missing-tuple-comma"
    fixable = "sometimes"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        for site in trace.sites:
            yield from self._at_site(context, site)

    def check(self, context: Context) -> Iterator[Finding]:
        predictions = context.program.analysis(Predictions)
        for prediction in predictions.all:
            for site in predictions.sites(prediction).sites:
                yield from self._at_site(context, site)
        evaluator, contexts = context.program.evaluator, context.program.contexts
        for made in made_by_calls(evaluator, contexts, "Predictive"):
            if made_of_kind(made, "predictive") is not None:
                names = context.arguments(made).get("return_sites")
                yield from self._of(context, names, str, "return_sites", "Predictive")
        for method, (owned, parameter, position, kind) in _METHODS.items():
            for call in context.program.index.calls.get(method, ()):
                given = evaluator.argument(call, position, parameter)
                for frame in contexts.frames(call.scope) if given is not None else ():
                    targets = context.values(BoundExpr(call.func, frame))
                    if given is not None and _are_of(targets, owned):
                        bound = BoundExpr(given, frame)
                        yield from self._of(context, bound, kind, parameter, method)

    def _at_site(self, context: Context, site: Site) -> Iterator[Finding]:
        shape = site.arguments.get("sample_shape")
        yield from self._of(context, shape, int, "sample_shape", site.described("the site"))
        if site.kind == "plate_stack":
            yield from self._of(context, site.arguments.get("sizes"), int, "sizes", "plate_stack")

    def _of(
        self, context: Context, given: BoundExpr | None, kind: type, parameter: str, taker: str
    ) -> Iterator[Finding]:
        literals = context.values(given).literals
        if given is None or not literals or not all(type(each) is kind for each in literals):
            return
        what = "a number" if kind is int else "a string"
        wanted = "a tuple of numbers" if kind is int else "a list or tuple of names"
        shown = short_source(given.expr)
        named = taker if taker.startswith(("'", "the ")) else f"`{taker}`"
        asserted = kind is str or (parameter == "sample_shape" and taker not in _METHODS)
        error = "an `AssertionError`" if asserted else "a `TypeError`"
        yield self.finding(
            given.location,
            f"`{parameter}` of {named} is {what}, `{literals[0]!r}`, where NumPyro wants {wanted}: "
            f"this stops with {error}",
            label=f"{what}, no tuple",
            repair=_repair(context, given) if shown != "…" else Repair.none("it is computed"),
            by_hand="Put it into a tuple",
        )


# What takes a tuple: the methods, by their names, of what, by which parameter and position.
_METHODS: dict[str, tuple[EntryKind, str, int, type]] = {
    "expand": ("distribution", "batch_shape", 0, int),
    "expand_by": ("distribution", "sample_shape", 0, int),
    "sample": ("distribution", "sample_shape", 1, int),
    "rsample": ("distribution", "sample_shape", 1, int),
    "sample_posterior": ("autoguide", "sample_shape", 99, int),
    "run": ("mcmc", "extra_fields", 99, str),
    "warmup": ("mcmc", "extra_fields", 99, str),
}


def _are_of(methods: Alternatives, owned: EntryKind) -> bool:
    """Tell whether values are methods of a distribution, an autoguide or an ``MCMC``."""

    def is_owned(value: Value) -> bool:
        return made_of_kind(family_of(value) or value, owned) is not None

    return methods.all(lambda each: isinstance(each, ExternalAttribute) and is_owned(each.owner))


def _repair(context: Context, given: BoundExpr) -> Repair:
    title = f"Make it the tuple `({short_source(given.expr)},)`"
    at = given.location
    before = context.written(at.starting_at(0).up_to(at.start)).rstrip()
    after = context.written(at.starting_at(at.end).up_to(at.end + 1))
    own = before.endswith("(") and after == ")" and _is_no_call(before[:-1].rstrip())
    edits = [at.after(",")] if own else [at.before("("), at.after(",)")]
    if isinstance(given.expr, Constant):
        return Repair.safe(title, *edits, local=True)
    return Repair.unsafe(title, *edits, because="the name may stand for a tuple elsewhere")


def _is_no_call(before: str) -> bool:
    """Tell whether a parenthesis behind a text is around an expression, not around arguments."""
    return not (before[-1:].isalnum() or before[-1:] in ("_", ")", "]"))
