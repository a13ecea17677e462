"""A cache that keeps the answers to the last few questions only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class BoundedCache(dict[K, V]):
    """The answers to the last questions; an older one is answered anew.

    Parameters
    ----------
    answer
        Answers a question.
    most
        How many answers are kept.
    """

    def __init__(self, answer: Callable[[K], V], most: int) -> None:
        super().__init__()
        self._answer = answer
        self._most = most

    def __missing__(self, question: K) -> V:
        answer = self._answer(question)
        if len(self) >= self._most:
            del self[next(iter(self))]
        self[question] = answer
        return answer
