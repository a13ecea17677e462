from __future__ import annotations

from collections.abc import Iterator

from nplint import numpyro_api
from nplint.facts.expressions import Argument, Call, short_source
from nplint.finding import Finding, Fix
from nplint.libraries.numpyro import made_of_kind
from nplint.model.calls import MethodCall, method_calls
from nplint.rules.base import Context, Rule
from nplint.semantic.values import BoundExpr, Container, Frame, Literal


class SamplePosteriorPositionalShape(Rule):
    """
    # sample-posterior-positional-shape (NPL407)

    ## What it finds
    A tuple of numbers as third positional argument of an autoguide's `sample_posterior`.

    ## What happens
    To NumPyro 0.13 the third parameter was `sample_shape`. From 0.14 to 0.17 it is keyword-only,
    and the call is a `TypeError`. From 0.18 on further positional arguments are those of the
    model: the shape is swallowed, and `sample_posterior(key, params, (1000,))` gives one draw.
    Means and spreads of that "sample" are those of a single point. `AutoDelta` has taken the
    model's arguments since 0.12. What each guide takes is harvested from the releases.

    ## Example
    ```python
    draws = guide.sample_posterior(key, result.params, (1000,))
    ```

    ## Fix
    ```python
    draws = guide.sample_posterior(key, result.params, sample_shape=(1000,))
    ```
    It is safe where the project's NumPyro releases all refuse the call, or all take it as a
    shape; unsafe where one of them runs it and gives one draw.

    ## When it stays silent
    The argument is not known to be a tuple of numbers; the object is not known to be an
    autoguide; a shape is given by keyword, so that the tuple is the model's argument; the
    project's releases all take it as a shape.

    ## References
    pyro-ppl/numpyro#1659, pyro-ppl/numpyro#1979
    """

    code = "NPL407"
    name = "sample-posterior-positional-shape"
    fixable = "unsafe"

    def check(self, context: Context) -> Iterator[Finding]:
        program = context.program
        calls = filter(_third, program.index.calls.get("sample_posterior", ()))
        for made in method_calls(program.evaluator, program.contexts, calls):
            guide, third = made_of_kind(made.owner, "autoguide"), _third(made.call)
            if guide is not None and third is not None and _is_shape(context, third, made.frame):
                yield from self._at_shape(context, guide.name, made, third)

    def _at_shape(
        self, context: Context, guide: str, made: MethodCall, shape: Argument
    ) -> Iterator[Finding]:
        at = made.frame.locate(shape)
        uses = {_use(guide, release) for release in context.target(at.path).releases}
        if uses <= {"shape"}:
            return
        fix = Fix.unsafe if "model" in uses else Fix.safe
        yield self.finding(
            at,
            f"the shape `{context.written(at)}` {_consequence(guide, uses)}",
            label=f"`{short_source(made.call.func)}` takes it by keyword only",
            repair=fix("Pass it as `sample_shape`", at.before("sample_shape="), local=True),
        )


def _third(call: Call) -> Argument | None:
    """Return the third and last positional argument, where no shape is given by keyword."""
    positional = [a for a in call.arguments if a.keyword is None]
    if len(positional) != 3 or any(a.star for a in call.arguments):
        return None
    if any(argument.keyword == "sample_shape" for argument in call.arguments):
        return None
    return positional[2]


def _is_shape(context: Context, argument: Argument, frame: Frame) -> bool:
    """Tell whether an argument is surely a tuple or list of numbers."""
    return context.values(BoundExpr(argument.value, frame)).all(
        lambda value: isinstance(value, Container) and _holds_numbers(context, value)
    )


def _holds_numbers(context: Context, container: Container) -> bool:
    return all(
        isinstance(value, Literal) and isinstance(value.value, int)
        for _, entry in context.program.evaluator.containers.entries(container)
        for value in context.values(entry) or (container,)
    )


def _use(guide: str, release: str) -> str:
    """Return what a release does with the third argument.

    It takes it as a ``shape``, ``refuses`` it, or hands it to the ``model``.
    """
    parameters = numpyro_api.method(guide, "sample_posterior", release) or ()
    if len(parameters) > 2 and parameters[2].name == "sample_shape":
        return "shape" if parameters[2].kind == "either" else "refuses"
    return "model" if any(each.kind == "*" for each in parameters) else "shape"


def _consequence(guide: str, uses: set[str]) -> str:
    """Return what becomes of the shape, in the words of a message."""
    refused = _releases(guide, "refuses")
    if "model" not in uses:
        return f"is a TypeError on NumPyro {refused[0]} to {refused[-1]}: it is keyword-only"
    also = f" ({refused[0]} to {refused[-1]}: TypeError)" if "refuses" in uses else ""
    return (
        f"is handed to the model and ignored from NumPyro {_releases(guide, 'model')[0]} on: the "
        f"result is one draw, and its mean and spread are those of a single point{also}"
    )


def _releases(guide: str, use: str) -> list[str]:
    return [each for each in numpyro_api.supported_releases() if _use(guide, each) == use]
