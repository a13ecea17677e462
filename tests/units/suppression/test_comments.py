"""Comments that hide findings, and what only looks like them."""

from __future__ import annotations

import pytest

from nplint.suppression.comments import Suppressions


def hidden(text: str, row: int = 1) -> bool:
    return Suppressions(text).hides("NPL001", "leaky-shared-distribution", [row])


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "#noqa",
        "# NOQA",
        "# noqa: NPL001",
        "# noqa:npl001",
        "# noqa : NPL001",
        "# noqa: F401,NPL001",
        "# noqa: F401 NPL001 as the prior is never traced",
        "# noqa: NPL001: as the prior is never traced",
        "# noqa: leaky-shared-distribution, E501",
        "# noqa: leaky-shared-distribution",
        "# type: ignore  # noqa: NPL001",
        "# noqa: F401  # noqa: NPL001",
        "# nplint: ignore",
        "# nplint:ignore",
        "# nplint: ignore[NPL001]",
        "# nplint: ignore[leaky-shared-distribution]",
        "# nplint: ignore[NPL901, NPL001] - only used outside",
        "# kept: nplint # nplint: ignore[NPL001]",
        "# nplint: disable-file",
        "# nplint: disable-file=NPL001",
        "# nplint: disable-file = F401, leaky-shared-distribution",
        "# nplint: disable-file[NPL001]",
    ],
)
def test_hides(comment: str) -> None:
    assert hidden(f"x = f(1)  {comment}\n")


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "# noqa: F401",
        "# noqa: NPL0011",
        "# noqa: NPL002",
        "# noqa:",
        "# noqas",
        "# nplint: ignore[]",
        "# nplint: ignore[NPL002]",
        "# nplint: ignore[shared-distribution]",
        "# nplint: ignored",
        "# nplint: disable-files",
        "# nplint: disable-file=",
        "# nplint: disable-file=NPL002",
        "# nplint: disable-file[]",
        "# noqa: as NPL001 is wrong here",
        "# nplint",
    ],
)
def test_does_not_hide(comment: str) -> None:
    assert not hidden(f"x = f(1)  {comment}\n")


def test_any_of_the_rows_counts_and_no_other() -> None:
    suppressions = Suppressions("f(\n    1,  # noqa: NPL001\n)  # noqa: NPL002\n")
    assert suppressions.hides("NPL002", "shared-distribution", (1, 3))
    assert not suppressions.hides("NPL001", "leaky-shared-distribution", (1, 3))


@pytest.mark.parametrize(
    "text",
    [
        'x = "# noqa"\n',
        "x = '# nplint: ignore'\n",
        'x = "a \\" # noqa"\n',
        "x = '''\n# noqa\n'''\n",
        'x = """a "quoted" # noqa\n"""\n',
        'x = r"\\\\"; y = "# noqa"\n',
    ],
)
def test_strings_are_no_comments(text: str) -> None:
    assert not any(hidden(text, row) for row in (1, 2, 3))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_are_counted_as_the_file_has_them(end: str) -> None:
    text = end.join(["'''a", "b'''", "x = 'a\\", "b'", "\x0c", "y = 1  # noqa", ""])
    assert [row for row in range(1, 9) if hidden(text, row)] == [6]


def test_an_unterminated_string_swallows_no_more_than_its_line() -> None:
    text = "x = 'oops\ny = 1  # noqa\n"
    assert hidden(text, 2)


def test_disable_file_holds_for_every_row() -> None:
    text = "x = 1\n\n# nplint: disable-file=NPL001\n"
    assert hidden(text, 1)
    assert hidden(text, 7)


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        ('x = """a\nb"""  # noqa\n', 1, True),
        ('x = """a\nb""" + """c\nd\n"""  # noqa\n', 1, True),
        ('x = """a\nb"""  # noqa\n', 3, False),
        ("x = 1 + \\\n    2  # noqa\n", 1, True),
        ("x = 1 + \\\r\n    2  # noqa\r\n", 1, True),
        ("x = [  \n    2  # noqa\n]\n", 1, False),
        ("x = 1  # a comment \\\ny = 2  # noqa\n", 1, False),
    ],
)
def test_a_line_that_has_no_room_for_a_comment_takes_that_of_its_end(
    text: str, row: int, expected: bool
) -> None:
    assert hidden(text, row) is expected


def test_what_is_hidden_is_noted() -> None:
    suppressions = Suppressions("x = 1  # noqa: NPL001, NPL002\ny = 1  # nplint: ignore\n")
    first, second = suppressions.directives
    assert suppressions.hides("NPL001", "leaky-shared-distribution", [1])
    assert (first.used, second.used) == ({"npl001"}, set())
    assert suppressions.hides("NPL009", "any", [2])
    assert second.used == {"*"}


def test_a_comment_hides_what_is_found_about_it_only_where_it_says_so() -> None:
    suppressions = Suppressions(
        "a = 1  # nplint: ignore\n"
        "b = 1  # noqa: NPL903, NPL001\n"
        "c = 1  # noqa: NPL001  # nplint: ignore\n"
    )

    def hides(number: int, row: int) -> bool:
        about = suppressions.directives[number].span
        return suppressions.hides_about(about, "NPL903", "unused-suppression", [row])

    assert [hides(0, 1), hides(1, 2), hides(2, 3), hides(3, 3)] == [False, True, True, False]
    assert not any(each.used for each in suppressions.directives)
