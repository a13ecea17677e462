"""Run programs on a lane by hand: ``python -m tests.lanes run --lane 0.15.2 model.py``."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path

from tests.lanes.environment import NoLane, interpreter, lane, lanes
from tests.lanes.runner import TIME_LIMIT, Runner


def main() -> int:
    """Build lanes, or run programs on one and print each outcome as a line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.lanes", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="make environments; print their interpreters")
    build.add_argument("release", nargs="*", help="default: those the fixtures run on")
    run = commands.add_parser("run", help="run programs")
    run.add_argument("--lane", required=True, help="NumPyro release")
    run.add_argument("--limit", type=float, default=TIME_LIMIT, help="seconds per program")
    run.add_argument("program", nargs="+", type=Path)
    options = parser.parse_args()
    try:
        if options.command == "build":
            for release in options.release or [row.release for row in lanes() if row.proof]:
                print(release, interpreter(lane(release)), flush=True)
            return 0
        with Runner(lane(options.lane), options.limit) as runner:
            for program in options.program:
                outcome = dataclasses.asdict(runner.run(program))
                print(json.dumps({"program": str(program), **outcome}), flush=True)
    except NoLane as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
