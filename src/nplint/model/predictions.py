"""Predictions: calls of a ``Predictive``, and the sites of their results that are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from nplint.facts import expressions as ex
from nplint.facts.scopes import ModuleFacts
from nplint.finding import Location
from nplint.libraries.numpyro import bind_call, entry_of, models_given
from nplint.model.program import Program
from nplint.model.result_reads import expressions_of
from nplint.model.runs import RunCalls, Runs
from nplint.model.trace_walk import follow_trace
from nplint.model.traces import Trace
from nplint.records import record
from nplint.semantic.binding import GivenArguments, given_arguments
from nplint.semantic.bounded_cache import BoundedCache
from nplint.semantic.call_contexts import CallContexts
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import (
    CallResult,
    Container,
    External,
    Frame,
    FunctionValue,
    MethodResult,
)

_KEY = "rng_key"
_TAKING = frozenset({"get", "pop"})
# The parameter of ``arviz.from_numpyro`` and its like that shows a result as predictions.
_SHOWN_AS = "posterior_predictive"
# The functions that show or store whatever is in a result.
_SHOWING = frozenset(
    {"builtins.print", "IPython.display.display", "rich.print", "pprint.pprint",
     "numpy.savez", "numpy.savez_compressed", "jax.numpy.savez", "pickle.dump", "pickle.dumps",
     "joblib.dump"}
)  # fmt: skip
_SHOWING_NAMES = frozenset(name.rpartition(".")[2] for name in _SHOWING)
# Predictions whose traces are kept.
_RECENT = 200


@record
class Read:
    """A place that reads a site of a result, or all of them where the name is None.

    ``shown`` says that the result is printed or stored as it is, for whichever of its sites.
    """

    name: str | None
    expr: ex.Expr
    frame: Frame
    shown: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Prediction:
    """A call ``predictive(key, …)``.

    Parameters
    ----------
    predictive, model
        The ``Predictive(…)`` and the model that it runs.
    call, frame
        The call, and the frame it is evaluated in.
    root
        The frame that the model starts in, with what the call gives to it.
    complete
        Whether that is all it can give.
    reads
        The places that read a site of the result.
    """

    predictive: CallResult
    model: FunctionValue
    call: ex.Call
    frame: Frame
    root: Frame
    complete: bool
    reads: list[Read] = field(default_factory=list)

    @property
    def location(self) -> Location:
        """The place of the call."""
        return self.frame.locate(self.call)


class Predictions:
    """Finds every call of the result of a ``Predictive(…)``, with the sites it reaches."""

    def __init__(self, program: Program) -> None:
        self.evaluator = program.evaluator
        predicted = any(run.is_by("predictive") for run in program.runs)
        self.all = _predictions(program) if predicted else []
        self._traces = BoundedCache(self._trace_of, _RECENT)

    def sites(self, prediction: Prediction) -> Trace:
        """Return the trace of the model that a prediction runs."""
        return self._traces[prediction]

    def names_read(self, prediction: Prediction) -> set[str | None]:
        """Return the names of the sites that are surely read of a result; None stands for all.

        Who prints or stores a whole result reads its sites if there is nothing else in it: the
        posterior samples bring the latent ones, which are left out of it, and no deterministic
        one is there.
        """
        names = {read.name for read in prediction.reads if not read.shown}
        if any(read.shown for read in prediction.reads) and self._has_samples(
            prediction.predictive
        ):
            sites = self.sites(prediction).sites
            if all(site.kind != "deterministic" for site in sites):
                names.update(site.name for site in sites if site.name is not None)
        return names

    def _has_samples(self, predictive: CallResult) -> bool:
        entry = entry_of(predictive)
        if entry is None:
            return False
        bound = bind_call(self.evaluator, entry, predictive.call, predictive.frame)
        return "posterior_samples" in bound.given(self.evaluator)

    def _trace_of(self, prediction: Prediction) -> Trace:
        return follow_trace(self.evaluator, prediction.root, prediction.model.wrappers)


def _predictions(program: Program) -> list[Prediction]:
    evaluator, contexts, modules = program.evaluator, program.contexts, program.looked_into
    runs = Runs(evaluator, contexts, RunCalls(evaluator, contexts))
    found = [
        prediction
        for module in modules
        for call in module.calls
        if call.arguments and isinstance(call.func, (ex.Name, ex.Attribute, ex.Call))
        if contexts.may_be_made(call.func, call.scope)
        for frame in contexts.frames(call.scope)
        for target in evaluator.values(call.func, frame)
        if isinstance(target, CallResult) and _is_predictive(target)
        for prediction in _by_call(evaluator, runs, target, call, frame)
    ]
    if found:
        _note_reads(evaluator, contexts, modules, found)
    return found


def _note_reads(
    evaluator: Evaluator,
    contexts: CallContexts,
    modules: Sequence[ModuleFacts],
    predictions: Sequence[Prediction],
) -> None:
    """Note the reads of each prediction's result; of one that has none, what it is asked for."""
    by_call: dict[ex.Call, dict[Frame, list[Prediction]]] = {}
    for each in predictions:
        by_call.setdefault(each.call, {}).setdefault(each.frame, []).append(each)
    named = [pair for module in modules for pair in _reads(evaluator, contexts, module)]
    for read, value in (*named, *_shown(evaluator, contexts)):
        by_frame = by_call.get(value.call, {})
        # What an attribute keeps comes from a frame of its own; it can be but the one call.
        only = next(iter(by_frame.values())) if len(by_frame) == 1 else []
        for each in by_frame.get(value.frame, only):
            each.reads += _by_name(evaluator, each.predictive, read)
    for each in predictions:
        if not each.reads:
            each.reads += _asked_for(evaluator, each.predictive) or ()


def _by_call(
    evaluator: Evaluator, runs: Runs, predictive: CallResult, call: ex.Call, frame: Frame
) -> Iterator[Prediction]:
    arguments = given_arguments(evaluator, call, frame)
    keywords = {name: each for name, each in arguments.keywords.items() if name != _KEY}
    positional = arguments.positional[_KEY not in arguments.keywords :]
    given = GivenArguments(positional, keywords, arguments.complete)
    for role, model in models_given(evaluator, predictive):
        if role == "model":
            root = runs.root(model, given)
            yield Prediction(predictive, model, call, frame, root, arguments.complete)


def _reads(
    evaluator: Evaluator, contexts: CallContexts, module: ModuleFacts
) -> Iterator[tuple[Read, MethodResult]]:
    """Yield the reads of sites of results, with the results."""
    for expr, scope in expressions_of(module):
        for name, source in _taken(expr):
            for frame in contexts.frames(scope):
                for value in _results(evaluator, source, frame):
                    yield Read(name, expr, frame), value
    for statement in module.discarded if module.has_cells else ():
        if statement.scope.parent is None:  # the last expression of a cell is shown
            for frame in contexts.frames(statement.scope):
                for value in _results(evaluator, statement.value, frame):
                    yield Read(None, statement.value, frame, shown=True), value


def _shown(evaluator: Evaluator, contexts: CallContexts) -> Iterator[tuple[Read, MethodResult]]:
    """Yield the reads of results as a whole, by functions that show or store them."""
    calls = [call for name in _SHOWING_NAMES for call in evaluator.index.calls_of(name)]
    for call in sorted(calls, key=lambda call: (str(call.scope.module.path), call.start)):
        for frame in contexts.frames(call.scope) if call.arguments else ():
            targets = evaluator.values(call.func, frame)
            if any(isinstance(each, External) and each.name in _SHOWING for each in targets):
                for argument in call.arguments:
                    for value in _results(evaluator, argument.value, frame):
                        yield Read(None, call, frame, shown=True), value


def _results(evaluator: Evaluator, expr: ex.Expr, frame: Frame) -> Iterator[MethodResult]:
    """Yield the values of an expression that calling an object has given."""
    for value in evaluator.values(expr, frame):
        if isinstance(value, MethodResult) and value.attr == "__call__":
            yield value


def _by_name(evaluator: Evaluator, predictive: CallResult, read: Read) -> list[Read]:
    """Return a read of all sites as reads of those that ``return_sites`` names, if it is given."""
    asked = _asked_for(evaluator, predictive) if read.name is None else None
    return (
        [read]
        if asked is None
        else [replace(each, expr=read.expr, frame=read.frame) for each in asked]
    )


def _asked_for(evaluator: Evaluator, predictive: CallResult) -> list[Read] | None:
    """Return the sites that ``return_sites`` names, as reads; None where it is not given."""
    entry = entry_of(predictive)
    if entry is None:
        return None
    asked = bind_call(evaluator, entry, predictive.call, predictive.frame).get("return_sites")
    if asked is None:
        return None
    return [
        Read(name, asked.expr, asked.frame)
        for value in evaluator.values_of(asked)
        if isinstance(value, Container)
        for _, item in evaluator.containers.entries(value)
        for name in evaluator.literals(item.expr, item.frame) or ()
        if isinstance(name, str)
    ]


def _is_predictive(value: CallResult) -> bool:
    entry = entry_of(value)
    return entry is not None and entry.kind == "predictive"


def _taken(expr: ex.Expr) -> Iterator[tuple[str | None, ex.Expr]]:
    """Yield the entry that an expression takes, and the expression it takes it out of."""
    if isinstance(expr, ex.Subscript) and isinstance(expr.index, ex.Constant):
        if isinstance(expr.index.value, str):
            yield expr.index.value, expr.value
    elif isinstance(expr, ex.Call):
        if isinstance(expr.func, ex.Attribute) and expr.func.attr in _TAKING and expr.arguments:
            key = expr.arguments[0].value
            if isinstance(key, ex.Constant) and isinstance(key.value, str):
                yield key.value, expr.func.value
        for argument in expr.arguments:
            if argument.keyword == _SHOWN_AS:
                yield None, argument.value
