"""Questions that ask themselves end, and leave nothing behind."""

from __future__ import annotations

import pytest

from nplint.semantic.recursion import Guard


class Follower:
    """Follows numbers to those they are made from."""

    def __init__(self, parts: dict[int, list[int]]) -> None:
        self.parts = parts
        self.asked: list[int] = []

    @Guard(otherwise=-1, deepest=5)
    def total(self, number: int) -> int:
        """Add up what a number is made from, and one for itself."""
        self.asked.append(number)
        return 1 + sum(self.total(part) for part in self.parts.get(number, ()))

    @Guard(otherwise=False)
    def fails(self, number: int) -> bool:
        """Raise an error."""
        raise ValueError(number)


def test_a_question_inside_itself_gets_another_answer() -> None:
    follower = Follower({1: [2, 1], 2: [1]})
    assert follower.total(1) == 1 + (1 - 1) - 1
    assert follower.asked == [1, 2]


def test_a_question_is_asked_again_once_it_is_answered() -> None:
    follower = Follower({1: [2, 2]})
    assert follower.total(1) == follower.total(1) == 3
    assert follower.asked == [1, 2, 2, 1, 2, 2]


@pytest.mark.parametrize(("length", "expected"), [(5, 5), (6, 5 - 1)])
def test_only_so_many_questions_wait_for_each_other(length: int, expected: int) -> None:
    follower = Follower({number: [number + 1] for number in range(1, length)})
    assert follower.total(1) == expected


def test_owners_do_not_meet() -> None:
    inner = Follower({})

    class Outer(Follower):
        @Guard(otherwise=-1)
        def total(self, number: int) -> int:
            return inner.total(number)

    assert Outer({}).total(1) == 1


def test_a_question_that_fails_is_no_longer_open() -> None:
    follower = Follower({})
    for _ in range(2):
        with pytest.raises(ValueError, match="1"):
            follower.fails(1)
