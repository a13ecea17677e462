from __future__ import annotations

from collections.abc import Callable, Iterator

from nplint.facts.enclosing import is_meant_to_fail
from nplint.facts.expressions import DictDisplay, short_source
from nplint.finding import Finding
from nplint.fixes.pass_by_keyword import pass_by_keyword
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import BoundCall, made_of_kind
from nplint.model.calls import calls_taking
from nplint.records import record
from nplint.rules.base import Context, Rule
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    Container,
    FunctionValue,
    Literal,
    MethodResult,
    Value,
)

_METHODS = ("parallel", "sequential", "vectorized")
# Kernels that move all chains together.
_ENSEMBLES = frozenset({"AIES", "ESS"})
# The kernels that one around others takes.
_INNER = {
    "HMCGibbs": ("HMC", "NUTS"),
    "DiscreteHMCGibbs": ("HMC", "NUTS"),
    "HMCECS": ("HMC", "NUTS"),
    "MixedHMC": ("HMC",),
}


@record
class _Mistake:
    """An argument that cannot be, with what to say of it."""

    at: BoundExpr | None
    message: str
    label: str
    advice: str
    repair: Repair | None = None


class InferenceArgument(Rule):
    """
    # inference-argument (NPL416)

    ## What it finds
    Arguments that kernels, `MCMC`, `Predictive` and their like refuse, by what they are: an
    unknown `chain_method`; `AIES` or `ESS` whose chains are not an even number of vectorized ones;
    an inner kernel that is none of those it may be; `model` and `potential_fn` both or neither;
    `HMC` without length and steps; `Predictive` with a guide and posterior samples, or without
    samples and their number; an `MCMC` in the place of its samples; `init_to_value({…})`, the
    dict of which goes to `site`, and a start that is a dict or a word.

    ## What happens
    A `ValueError` for most, when the object is made; for ensembles and starts an `AssertionError`
    or `TypeError` when it is run. `init_to_value({…})` ends with `KeyError: 'type'`, which says
    nothing. The same on every release.

    ## Example
    ```python
    kernel = NUTS(model, init_strategy=init_to_value({"mu": 1.0}))
    ```

    ## Fix
    ```python
    kernel = NUTS(model, init_strategy=init_to_value(values={"mu": 1.0}))
    ```
    Safe, as the program does not run without it. The other repairs are the author's.

    ## When it stays silent
    Arguments that come in by `*` or `**`, or are not known; an error that is waited for. Calls
    that a signature does not take at all, as `MCMC(kernel, 500, 1000)`, are NPL803's; models in
    the place of kernels are NPL417's.

    ## References
    https://num.pyro.ai/en/stable/mcmc.html
    """

    code = "NPL416"
    name = "inference-argument"
    fixable = "sometimes"

    def check(self, context: Context) -> Iterator[Finding]:
        evaluator, contexts = context.program.evaluator, context.program.contexts
        for parameter, look in _LOOKS:
            for made, _ in calls_taking(evaluator, contexts, parameter):
                given = context.arguments(made)
                mistake = look(context, made, given) if not is_meant_to_fail(made.call) else None
                if mistake is not None:
                    yield self.finding(
                        mistake.at.location if mistake.at is not None else made.location,
                        mistake.message,
                        label=mistake.label,
                        repair=mistake.repair,
                        by_hand=mistake.advice,
                    )


def _chain_method(context: Context, made: CallResult, given: BoundCall) -> _Mistake | None:
    method = given.get("chain_method")
    literals = context.values(method).literals
    if made_of_kind(made, "mcmc") is None or not literals:
        return None
    if any(each in _METHODS for each in literals):
        return None
    return _Mistake(
        method,
        f"`MCMC` raises `ValueError`: {literals[0]!r} is no `chain_method`",
        "no such method",
        f"Take one of {', '.join(repr(each) for each in _METHODS)}",
    )


def _ensemble(context: Context, made: CallResult, given: BoundCall) -> _Mistake | None:
    kernel = made_of_kind(context.values(given.get("sampler")).only, "kernel")
    if kernel is None or kernel.short_name not in _ENSEMBLES or not given.complete:
        return None
    methods = context.values(given.get("chain_method")).literals
    numbers = context.values(given.get("num_chains")).literals
    is_other = "chain_method" not in given or (methods and "vectorized" not in methods)
    is_odd = "num_chains" not in given or (
        numbers and all(isinstance(each, int) and (each % 2 or each < 2) for each in numbers)
    )
    if not is_other and not is_odd:
        return None
    return _Mistake(
        None,
        f"`{kernel.short_name}` raises `AssertionError` when it is run: it takes an even number of "
        'chains, with `chain_method="vectorized"`',
        "chains that move together",
        'Give `MCMC` `chain_method="vectorized"` and an even `num_chains`',
    )


def _inner_kernel(context: Context, made: CallResult, given: BoundCall) -> _Mistake | None:
    inner, allowed = given.get("inner_kernel"), _INNER.get(made.short_name)
    only = context.values(inner).only
    if inner is None or allowed is None:
        return None
    kernel = made_of_kind(only, "kernel")
    is_model = isinstance(only, FunctionValue)
    if not is_model and (kernel is None or kernel.short_name in allowed):
        return None
    names = " or ".join(f"`{each}`" for each in allowed)
    return _Mistake(
        inner,
        f"`{made.short_name}` raises `ValueError`: its inner kernel is to be made by {names}",
        "a model" if is_model else "another kernel",
        f"Put `{allowed[-1]}(…)` there",
    )


def _model_or_potential(context: Context, made: CallResult, given: BoundCall) -> _Mistake | None:
    if made_of_kind(made, "kernel") is None:
        return None
    both = {"model", "potential_fn"}
    found = both & given.given(context.program.evaluator)
    if found == both:
        if any(context.values(given.get(each)).may_be_none for each in both):
            return None
        how = "only one of `model` and `potential_fn` is to be given"
    elif not found and given.complete:
        how = "it is given neither `model` nor `potential_fn`"
    else:
        return None
    return _Mistake(
        None,
        f"`{made.short_name}` raises `ValueError`: {how}",
        "nothing to sample" if not found else "two densities",
        "Give it the model" if not found else "Leave one of them out",
    )


def _trajectory(context: Context, made: CallResult, given: BoundCall) -> _Mistake | None:
    lengths = context.values(given.get("trajectory_length")).literals
    steps = given.get("num_steps")
    if made.short_name != "HMC" or lengths != [None] or not given.complete:
        return None
    if steps is not None and context.values(steps).literals != [None]:
        return None
    return _Mistake(
        given.get("trajectory_length"),
        "`HMC` raises `ValueError` when it is run: a trajectory has a length or a number of steps, "
        "and is given neither",
        "no length, and no `num_steps`",
        "Give it `num_steps`",
    )


def _predictive(context: Context, made: CallResult, given: BoundCall) -> _Mistake | None:
    if made_of_kind(made, "predictive") is None or made.short_name != "Predictive":
        return None
    samples = given.get("posterior_samples")
    found = given.given(context.program.evaluator)
    values = context.values(samples)
    if values.all(lambda value: made_of_kind(value, "mcmc") is not None):
        return _Mistake(
            samples,
            "`Predictive` raises `AttributeError`: it takes samples, and this is the `MCMC` that "
            "has them",
            "not its samples",
            "Give it `….get_samples()`",
        )
    if {"guide", "posterior_samples"} <= found and values.all(_is_surely_given):
        if context.values(given.get("guide")).all(_is_surely_given):
            return _Mistake(
                given.get("guide"),
                "`Predictive` raises `ValueError`: it takes posterior samples or a guide that "
                "draws them, not both",
                "given with posterior samples",
                "Leave one of them out",
            )
    if given.complete and not found & {"posterior_samples", "num_samples"}:
        return _Mistake(
            None,
            "`Predictive` raises `ValueError`: without posterior samples it does not know how many "
            "draws to make",
            "lacks num_samples",
            "Give it `num_samples`",
        )
    return None


def _is_surely_given(value: Value) -> bool:
    return isinstance(value, (Container, CallResult, MethodResult, FunctionValue))


def _start(context: Context, made: CallResult, given: BoundCall) -> _Mistake | None:
    start = given.get("init_strategy")
    if start is None or not context.values(start).all(_is_no_strategy):
        return None
    return _Mistake(
        start,
        f"`{made.short_name}` raises `TypeError` when it is run: a start is a function, as "
        "`init_to_median()` gives one",
        "no function",
        "Take one of `numpyro.infer`'s `init_to_…`; values go into `init_to_value(values=…)`",
    )


def _is_no_strategy(value: Value) -> bool:
    return isinstance(value, Container) or (isinstance(value, Literal) and value.value is not None)


def _values_of_start(context: Context, made: CallResult, given: BoundCall) -> _Mistake | None:
    site = given.get("site")
    if site is None or made.short_name != "init_to_value":
        return None
    if not context.values(site).all(_is_dict):
        return None
    argument = made.call.arguments[0]
    repair = Repair.none("it cannot tell where the values belong")
    if argument.value is site.expr and len(made.call.arguments) == 1 and not argument.keyword:
        edit = pass_by_keyword(made.frame, argument, "values")
        repair = Repair.safe("Write `values=`", edit, local=True)
    return _Mistake(
        site,
        f"the run raises `KeyError`: `{short_source(made.call)}` takes the values by name, and its "
        "first argument for a site",
        "taken for a site",
        "Write `values=` before them",
        repair,
    )


def _is_dict(value: Value) -> bool:
    return isinstance(value, Container) and isinstance(value.expr, DictDisplay)


_Look = Callable[[Context, CallResult, BoundCall], "_Mistake | None"]
# What is looked at, for each call that takes a parameter.
_LOOKS: tuple[tuple[str, _Look], ...] = (
    ("chain_method", _chain_method),
    ("sampler", _ensemble),
    ("inner_kernel", _inner_kernel),
    ("potential_fn", _model_or_potential),
    ("trajectory_length", _trajectory),
    ("posterior_samples", _predictive),
    ("init_strategy", _start),
    ("values", _values_of_start),
)
