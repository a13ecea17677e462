from __future__ import annotations

from collections.abc import Iterator

from nplint import numpyro_api
from nplint.facts.expressions import Argument, Call, short_source
from nplint.finding import Applicability, Edit, Finding, Fix, Span
from nplint.libraries.numpyro import entry_of
from nplint.rules.base import Context, Rule
from nplint.semantic.values import Container, ExternalAttribute, Frame, Literal


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
        for call in program.index.calls.get("sample_posterior", ()):
            third = _third(call)
            if third is None:
                continue
            target = context.target(call.scope.module.path)
            for frame in program.contexts.frames(call.scope):
                guide = _autoguide(context, call, frame)
                uses = {_use(guide, release) for release in target.releases} if guide else set()
                if uses - {"shape"} and _is_shape(context, third, frame):
                    yield self._finding(context, call, third, frame, guide)
                    break

    def _finding(
        self, context: Context, call: Call, third: Argument, frame: Frame, guide: str
    ) -> Finding:
        path = frame.module.path
        text = context.fix_context.layout(frame.module).text[third.start : third.end]
        edit = Edit(path, Span(third.start, third.start), "sample_shape=")
        uses = {_use(guide, release) for release in context.target(path).releases}
        safe = Applicability.UNSAFE if "model" in uses else Applicability.SAFE
        return Finding(
            code=self.code,
            name=self.name,
            message=f"the shape `{text}` {_consequence(guide, uses)}",
            path=path,
            span=Span(third.start, third.end),
            label=f"`{short_source(call.func)}` takes it by keyword only",
            fix=Fix("Pass it as `sample_shape`", safe, (edit,), local=True),
        )


def _third(call: Call) -> Argument | None:
    """The third and last positional argument, where no shape is given by keyword."""
    positional = [a for a in call.arguments if a.keyword is None]
    if len(positional) != 3 or any(a.star for a in call.arguments):
        return None
    if any(argument.keyword == "sample_shape" for argument in call.arguments):
        return None
    return positional[2]


def _autoguide(context: Context, call: Call, frame: Frame) -> str:
    """The class of the autoguide that is called; empty where it is none."""
    for value in context.program.evaluator.values(call.func, frame):
        entry = entry_of(value.owner) if isinstance(value, ExternalAttribute) else None
        if entry is not None and entry.kind == "autoguide":
            return entry.name
    return ""


def _is_shape(context: Context, argument: Argument, frame: Frame) -> bool:
    evaluator = context.program.evaluator
    values = evaluator.values(argument.value, frame)
    return bool(values) and all(
        isinstance(value, Container)
        and all(
            isinstance(entry, Literal) and isinstance(entry.value, int)
            for _, thunk in evaluator.containers.entries(value)
            for entry in evaluator.thunk(thunk) or (value,)
        )
        for value in values
    )


def _use(guide: str, release: str) -> str:
    """What a release does with the third argument: takes it as a ``shape``, ``refuses`` it, or
    hands it to the ``model``.
    """
    parameters = numpyro_api.method(guide, "sample_posterior", release) or ()
    if len(parameters) > 2 and parameters[2].name == "sample_shape":
        return "shape" if parameters[2].kind == "either" else "refuses"
    return "model" if any(each.kind == "*" for each in parameters) else "shape"


def _consequence(guide: str, uses: set[str]) -> str:
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
