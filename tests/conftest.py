"""Options and the lanes, which all tests of a session share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lanes.session import Lanes


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-evidence",
        action="store_true",
        help="write docs/evidence.md from this session's runs instead of comparing with it",
    )


@pytest.fixture(scope="session")
def lanes() -> Iterator[Lanes]:
    """What programs do on the lanes; both lanes work at the same time."""
    running = Lanes()
    yield running
    running.close()
