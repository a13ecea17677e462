"""Options and the lanes, which all tests of a session share."""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from tests.lanes.environment import NoLane
from tests.lanes.evidence import EVIDENCE, page
from tests.lanes.ledger import Ledger, changed_since
from tests.lanes.programs import all_cases
from tests.lanes.session import PROOF_LANES, Choice, Lanes

# Also of the commands that tests start: no finding may depend on the NumPyro beside this nplint.
os.environ["NPLINT_PYTHON"] = "none"

pytest.register_assert_rewrite("tests.lanes.claims")
_LANES = pytest.StashKey[Lanes]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("executions", "programs run on NumPyro releases")
    group.addoption(
        "--execute-all",
        action="store_true",
        help="execute every program, also those that the ledger knows",
    )
    group.addoption(
        "--execute-since",
        metavar="REVISION",
        help="execute the cases whose lines in the ledger are new since this revision, too",
    )
    group.addoption(
        "--allow-missing-lanes",
        action="store_true",
        help="skip what needs a NumPyro release that this machine cannot install; else it fails",
    )
    group.addoption(
        "--execution-seed",
        type=int,
        default=random.SystemRandom().randrange(10**6),
        metavar="N",
        help="draws the tenth of what the ledger knows that is executed again (default: chance)",
    )
    group.addoption(
        "--write-ledger",
        action="store_true",
        help="write what was executed because it is new, changed or --execute-all to the ledger",
    )
    group.addoption(
        "--write-evidence",
        action="store_true",
        help="write docs/evidence.md instead of comparing with it, and the ledger it follows from",
    )
    parser.getgroup("reports", "what nplint says of the fixtures").addoption(
        "--write-reports",
        action="store_true",
        help="write fixtures/*/reports.txt instead of comparing with them",
    )


_EXECUTIONS = "test_execution.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what needs the lanes last: they are at work while the other tests run."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if item.path.name == _EXECUTIONS:
        return 1
    # These execute by themselves, when the lanes are done: two executions at once are the most.
    return 2 if "needing_lanes" in getattr(item, "fixturenames", ()) else 0


@pytest.fixture(scope="session", autouse=True)
def _lanes_at_work(request: pytest.FixtureRequest) -> None:
    """Both lanes start on all that is due for the selected tests, one kind of worker at a time."""
    wanted = [
        (item.callspec.params["release"], item.callspec.params["case"])
        for item in request.session.items
        if item.path.name == _EXECUTIONS and isinstance(item, pytest.Function)
    ]
    if wanted:
        lanes: Lanes = request.getfixturevalue("lanes")
        for release, case in sorted(wanted, key=lambda each: each[1].has_to_be_wrong):
            lanes.expect(release, case)


@pytest.fixture(scope="session")
def lanes(pytestconfig: pytest.Config) -> Iterator[Lanes]:
    """What programs do on the lanes; both lanes work at the same time."""
    options = pytestconfig.option
    since = options.execute_since
    suspected = changed_since(since) if since else frozenset()
    choice = Choice(options.execution_seed, options.execute_all, suspected)
    running = Lanes(Ledger(), choice)
    pytestconfig.stash[_LANES] = running
    yield running
    running.close()
    if options.write_ledger or options.write_evidence:
        running.keep(all_cases())
    if options.write_evidence:
        text = page(running.ledger, all_cases(), PROOF_LANES)
        EVIDENCE.write_text(text, encoding="utf-8", newline="\n")


@pytest.fixture(scope="session")
def needing_lanes(pytestconfig: pytest.Config) -> Callable[[], AbstractContextManager[None]]:
    """What stands around all that needs a lane: one that cannot be made is a failure."""

    @contextlib.contextmanager
    def needing() -> Iterator[None]:
        try:
            yield
        except NoLane as error:
            if pytestconfig.option.allow_missing_lanes:
                pytest.skip(str(error))
            pytest.fail(f"{error}\n(--allow-missing-lanes skips what needs it)", pytrace=False)

    return needing


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    running = config.stash.get(_LANES, None)
    if running is not None:
        seed = config.option.execution_seed
        terminalreporter.write_line(f"{running.summary()} (--execution-seed {seed})")
