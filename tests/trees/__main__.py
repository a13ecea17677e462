"""The commands over trees; each exits with 1 if something is wrong.

python -m tests.trees read FOLDER... [--python EXECUTABLE] [--most FILES]
python -m tests.trees fix FOLDER... [--unsafe]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.trees.fixing import fix_tree
from tests.trees.reading import read_tree, source_files


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.trees", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    reading = commands.add_parser(
        "read", help="force every file through nplint; compare syntax errors with Python's"
    )
    reading.add_argument("folders", nargs="+", type=Path)
    reading.add_argument("--python", default=sys.executable, help="the Python whose verdict counts")
    reading.add_argument("--most", type=int, help="read only every n-th of the files")
    fixing = commands.add_parser("fix", help="fix a copy; nothing but reported edits may differ")
    fixing.add_argument("folders", nargs="+", type=Path)
    fixing.add_argument("--unsafe", action="store_true", help="apply unsafe fixes, too")
    options = parser.parse_args()
    good = True
    if options.command == "read":
        figures = read_tree(source_files(options.folders, options.most), options.python)
        print(figures)
        return not figures.good
    for folder in options.folders:
        fixed = fix_tree(folder, unsafe=options.unsafe)
        print(f"{folder}: {fixed}", flush=True)
        good = good and fixed.good
    return not good


if __name__ == "__main__":
    sys.exit(main())
