"""The guard of whoever follows values back to what they are made from."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
Owner = TypeVar("Owner")
Answer = TypeVar("Answer")
Otherwise = TypeVar("Otherwise")


class Guard(Generic[Otherwise]):
    """Decorates a function that asks itself about the parts of what it is asked.

    A value may be made from itself (``x = f(x)`` in a loop), and a program may take any number of
    steps to make one. So a question that is asked while it is being answered gets another answer,
    and so does one inside too many others.

    The first argument of the function, an evaluator or an analysis, keeps the open questions:
    programs that are checked at once do not meet. The other arguments are the question.

    Parameters
    ----------
    otherwise
        The answer to such questions: the one that says that nothing is known.
    deepest
        How many questions may wait for each other. Where an answer rests on several others, each
        step more may double the work.
    """

    def __init__(self, otherwise: Otherwise, deepest: int = 100) -> None:
        self._otherwise = otherwise
        self._deepest = deepest

    def __call__(
        self, answer: Callable[Concatenate[Owner, P], Answer]
    ) -> Callable[Concatenate[Owner, P], Answer | Otherwise]:
        """Return the function with its guard."""
        otherwise, deepest = self._otherwise, self._deepest
        name = f"open questions of {answer.__module__}.{answer.__qualname__}"

        @wraps(answer)
        def ask(owner: Owner, /, *args: P.args, **kwargs: P.kwargs) -> Answer | Otherwise:
            question: Hashable = (args, *kwargs.items()) if kwargs else args
            known: dict[str, Any] = vars(owner)
            asked: set[Hashable] | None = known.get(name)
            if asked is None:
                asked = known[name] = set()
            elif question in asked or len(asked) >= deepest:
                return otherwise
            asked.add(question)
            try:
                return answer(owner, *args, **kwargs)
            finally:
                asked.discard(question)

        return ask
