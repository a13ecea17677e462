"""The arguments that stand in the place of a random key, in calls that fail without one."""

from __future__ import annotations

from collections.abc import Iterator

from nplint import numpyro_api
from nplint.facts.expressions import Call
from nplint.libraries.numpyro import (
    SAMPLE,
    BoundCall,
    arguments_of,
    entry_of,
    family_of,
)
from nplint.model.calls import made_by_calls
from nplint.model.predictions import Predictions
from nplint.model.program import Program
from nplint.records import record
from nplint.semantic.binding import given_arguments
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import BoundExpr, CallResult, ExternalAttribute, Frame, Value

_OF_FUNCTIONS = "rng_key"
_OF_METHODS = ("rng_key", "key")
# The exception that another thing in the place of the key was seen to raise on every release, by
# what is called. Methods go by the kind of their object; ``sample_posterior`` of some guides, for
# one, takes numbers.
_FUNCTIONS = {
    SAMPLE: "an `AssertionError` without a message",
    "numpyro.infer.initialize_model": "`TypeError`",
    "numpyro.infer.util.find_valid_initial_params": "`ValueError`",
}
_METHODS = {
    "mcmc": "an error about `vmap`",
    "svi": "`TypeError`",
    "predictive": "`AttributeError`",
    "distribution": "an error, mostly an `AssertionError` without a message",
}
# Distributions that draw nothing.
_CERTAIN = frozenset({"numpyro.distributions.Delta", "numpyro.distributions.Unit"})
_DISTRIBUTION = "numpyro.distributions.Distribution"


@record
class GivenKey:
    """An argument in the place of a key.

    Parameters
    ----------
    key
        The argument.
    call, frame
        The call that it is given to.
    raising
        The words for what the call raises if that is none.
    of_distribution
        Whether the call is that of a distribution's method.
    owner
        The object whose method is called, if it is one.
    """

    key: BoundExpr
    call: Call
    frame: Frame
    raising: str
    of_distribution: bool = False
    owner: Value | None = None


def given_keys(program: Program) -> Iterator[GivenKey]:
    """Yield what stands in the place of a key, in each context of each call."""
    yield from _of_functions(program)
    yield from _of_methods(program)
    for each in program.analysis(Predictions).all:
        yield from _given(program.evaluator, each.predictive, "__call__", each.call, each.frame)


def _of_functions(program: Program) -> Iterator[GivenKey]:
    evaluator, contexts = program.evaluator, program.contexts
    for name in evaluator.index.called_names({name.rpartition(".")[2] for name in _FUNCTIONS}):
        for made in made_by_calls(evaluator, contexts, name):
            raising = _FUNCTIONS.get(made.name)
            given = arguments_of(evaluator, made) if raising is not None else None
            key = given.get(_OF_FUNCTIONS) if given is not None else None
            if raising is not None and given is not None and key is not None:
                if made.name != SAMPLE or _draws(evaluator, given):
                    yield GivenKey(key, made.call, made.frame, raising)


def _draws(evaluator: Evaluator, sample: BoundCall) -> bool:
    """Tell whether a site surely draws with its key: it is latent and no constant."""
    fn = sample.get("fn")
    drawn = evaluator.values_of(fn) if fn is not None else ()
    families = [family_of(value) for value in drawn]
    return (
        bool(families)
        and all(family is not None and family.name not in _CERTAIN for family in families)
        and "obs" not in sample.given(evaluator)
    )


def _of_methods(program: Program) -> Iterator[GivenKey]:
    evaluator, contexts = program.evaluator, program.contexts
    names = {name for taking in _OF_METHODS for name in numpyro_api.methods_taking(taking)}
    for name in evaluator.index.called_names(names):
        for call in evaluator.index.calls_of(name):
            for frame in contexts.frames(call.scope) if call.arguments else ():
                targets = evaluator.values(call.func, frame)
                found = [
                    key
                    for target in targets
                    if isinstance(target, ExternalAttribute)
                    for key in _given(evaluator, target.owner, target.attr, call, frame)
                ]
                # Another library's method of that name may take something else.
                yield from found if len(found) == len(targets) else ()


def _given(
    evaluator: Evaluator, owner: Value, method: str, call: Call, frame: Frame
) -> Iterator[GivenKey]:
    """Yield the key that a method of a NumPyro object is given."""
    family = family_of(owner)
    entry = entry_of(family or owner) if isinstance(owner, CallResult) or family else None
    if entry is None or entry.kind not in _METHODS or entry.name in _CERTAIN:
        return
    name = entry.name if family is None else _DISTRIBUTION
    signature = numpyro_api.method(name, method, entry.releases[-1])
    if signature is None or evaluator.decisions.skips(call, frame):
        return
    given = given_arguments(evaluator, call, frame)
    bound = numpyro_api.bind(signature, given.positional, given.keywords, complete=False)
    for parameter in _OF_METHODS:
        key = bound.arguments.get(parameter)
        if key is not None:
            yield GivenKey(key, call, frame, _METHODS[entry.kind], family is not None, owner)
