from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.expressions import Argument, Call, spelling
from nplint.finding import Applicability, Edit, Finding, Fix, Span
from nplint.program.numpyro_calls import entry_of
from nplint.rules.base import Context, Rule
from nplint.target import Target
from nplint.values.kinds import Container, Frame, Literal, Member

# ``sample_shape`` is keyword-only from 0.14.0; from 0.18.0 what is positional goes to the model.
_REFUSED_FROM = "0.14.0"
_SWALLOWED_FROM = "0.18.0"


class SamplePosteriorPositionalShape(Rule):
    """
    # sample-posterior-positional-shape (NPL407)

    ## What it finds
    A tuple of numbers as third positional argument of an autoguide's `sample_posterior`.

    ## What happens
    To NumPyro 0.13 the third parameter was `sample_shape`. From 0.14 to 0.17 it is keyword-only,
    and the call is a `TypeError`. From 0.18 on further positional arguments are those of the
    model: the shape is swallowed, and `sample_posterior(key, params, (1000,))` gives one draw.
    Means and spreads of that "sample" are those of a single point.

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
    project's releases are all older than 0.14.

    ## References
    pyro-ppl/numpyro#1659, pyro-ppl/numpyro#1979
    """

    code = "NPL407"
    name = "sample-posterior-positional-shape"
    fixable = "unsafe"

    def check(self, context: Context) -> Iterator[Finding]:
        program = context.program
        for call, scope in program.index.calls.get("sample_posterior", ()):
            third = _third(call)
            target = context.target(scope.module.path)
            consequence = _consequence(target)
            if third is None or not consequence:
                continue
            for frame in program.contexts.frames(scope):
                if _is_of_autoguide(context, call, frame) and _is_shape(context, third, frame):
                    yield self._finding(context, call, third, frame, consequence)
                    break

    def _finding(
        self, context: Context, call: Call, third: Argument, frame: Frame, consequence: str
    ) -> Finding:
        path = frame.module.path
        text = context.workshop.layout(frame.module).text[third.start : third.end]
        edit = Edit(path, Span(third.start, third.start), "sample_shape=")
        safe = Applicability.UNSAFE if _runs_wrongly(context.target(path)) else Applicability.SAFE
        return Finding(
            code=self.code,
            name=self.name,
            message=f"the shape `{text}` {consequence}",
            path=path,
            span=Span(third.start, third.end),
            label=f"`{spelling(call.func)}` takes it by keyword only",
            fix=Fix("Pass it as `sample_shape`", safe, (edit,)),
        )


def _third(call: Call) -> Argument | None:
    """The third and last positional argument, where no shape is given by keyword."""
    positional = [a for a in call.arguments if a.keyword is None]
    if len(positional) != 3 or any(a.star for a in call.arguments):
        return None
    if any(argument.keyword == "sample_shape" for argument in call.arguments):
        return None
    return positional[2]


def _is_of_autoguide(context: Context, call: Call, frame: Frame) -> bool:
    for value in context.program.evaluator.values(call.func, frame):
        entry = entry_of(value.owner) if isinstance(value, Member) else None
        if entry is not None and entry.kind == "autoguide":
            return True
    return False


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


def _since(target: Target, release: str) -> list[str]:
    return [each for each in target.releases if _key(each) >= _key(release)]


def _key(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("."))


def _runs_wrongly(target: Target) -> bool:
    return bool(_since(target, _SWALLOWED_FROM))


def _consequence(target: Target) -> str:
    refused = len(_since(target, _REFUSED_FROM)) > len(_since(target, _SWALLOWED_FROM))
    if not _runs_wrongly(target):
        return "is a TypeError on NumPyro 0.14 to 0.17: it is keyword-only" if refused else ""
    also = " (0.14 to 0.17: TypeError)" if refused else ""
    return (
        "is handed to the model and ignored from NumPyro 0.18 on: the result is one draw, and "
        f"its mean and spread are those of a single point{also}"
    )
