"""Options and the lanes, which all tests of a session share."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest

from tests.lanes.ledger import Ledger
from tests.lanes.programs import cases
from tests.lanes.session import Choice, Lanes

# Also of the commands that tests start: no finding may depend on the NumPyro beside this nplint.
os.environ["NPLINT_PYTHON"] = "none"

_LANES = pytest.StashKey[Lanes]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("executions", "programs run on NumPyro releases")
    group.addoption(
        "--execute-all",
        action="store_true",
        help="execute every program, also those that the ledger knows",
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


@pytest.fixture(scope="session")
def lanes(pytestconfig: pytest.Config) -> Iterator[Lanes]:
    """What programs do on the lanes; both lanes work at the same time."""
    options = pytestconfig.option
    running = Lanes(Ledger(), Choice(options.execution_seed, options.execute_all))
    pytestconfig.stash[_LANES] = running
    yield running
    running.close()
    if options.write_ledger or options.write_evidence:
        running.keep(cases())


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    running = config.stash.get(_LANES, None)
    if running is not None:
        seed = config.option.execution_seed
        terminalreporter.write_line(f"{running.summary()} (--execution-seed {seed})")
