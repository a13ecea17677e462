"""Break nplint on purpose, one small change at a time, and see whether its tests notice.

    python tools/mutants.py src/nplint/rules src/nplint/values [--sample 300] [--seed 1]

A *mutant* is the source with one change: a comparison turned round, a condition negated, an
``and`` for an ``or``, a constant that is another, a statement left out, a returned value lost.
It is *killed* when a test fails. Tests run from the nearest to the farthest (a rule's own
fixtures first), so that most mutants die within seconds. Survivors are printed as they stand.
"""

from __future__ import annotations

import argparse
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

ROOT = Path(__file__).resolve().parent.parent
_TIME_LIMIT = 900.0
# From the nearest to the farthest. What starts processes of its own comes last.
_STAGES: tuple[tuple[str, ...], ...] = (
    (
        "tests/test_fixtures.py",
        "tests/test_reports.py",
        "tests/test_rules.py",
        "tests/test_program.py",
    ),
    (
        "tests/test_sites.py",
        "tests/test_numpyro_api.py",
        "tests/test_upgrades.py",
        "tests/test_fix_properties.py",
        "tests/test_writing.py",
        "tests/test_notebooks.py",
        "tests/test_joined.py",
    ),
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change to one file."""

    path: Path
    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.before}  ->  {self.after}"


_COMPARISONS: dict[type[cst.BaseCompOp], type[cst.BaseCompOp]] = {
    cst.Equal: cst.NotEqual,
    cst.NotEqual: cst.Equal,
    cst.LessThan: cst.LessThanEqual,
    cst.LessThanEqual: cst.LessThan,
    cst.GreaterThan: cst.GreaterThanEqual,
    cst.GreaterThanEqual: cst.GreaterThan,
    cst.In: cst.NotIn,
    cst.NotIn: cst.In,
    cst.Is: cst.IsNot,
    cst.IsNot: cst.Is,
}
_OPERATORS: dict[type[cst.BaseBinaryOp], type[cst.BaseBinaryOp]] = {
    cst.Add: cst.Subtract,
    cst.Subtract: cst.Add,
    cst.Multiply: cst.Add,
    cst.BitOr: cst.BitAnd,
    cst.BitAnd: cst.BitOr,
}


def changed(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What a node may be changed to."""
    match node:
        case cst.ComparisonTarget(operator=operator) if type(operator) in _COMPARISONS:
            yield node.with_changes(operator=_COMPARISONS[type(operator)]())
        case cst.BooleanOperation(operator=cst.And()):
            yield node.with_changes(operator=cst.Or())
        case cst.BooleanOperation(operator=cst.Or()):
            yield node.with_changes(operator=cst.And())
        case cst.UnaryOperation(operator=cst.Not(), expression=expression):
            yield expression
        case cst.BinaryOperation(operator=operator) if type(operator) in _OPERATORS:
            yield node.with_changes(operator=_OPERATORS[type(operator)]())
        case cst.If(test=test) | cst.IfExp(test=test) | cst.CompIf(test=test):
            yield node.with_changes(test=_negated(test))
        case cst.Name(value="True" | "False" as value):
            yield node.with_changes(value="False" if value == "True" else "True")
        case cst.Integer(value=digits):
            yield node.with_changes(value=str(int(digits, 0) + 1))
        case cst.SimpleString(value=text) if not node.prefix:
            yield node.with_changes(value=f"{node.quote}x{text[len(node.quote) :]}")
        case cst.Return(value=value) if value is not None and not _is_none(value):
            yield node.with_changes(value=cst.Name("None"))
        case cst.Continue():
            yield cst.Break()
        case cst.Break():
            yield cst.Continue()
        case cst.Expr(value=cst.Call() | cst.Yield()) | cst.AugAssign():
            yield cst.Pass()
        case _:
            return


def _negated(test: cst.BaseExpression) -> cst.BaseExpression:
    inner = test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.UnaryOperation(
        operator=cst.Not(),
        expression=inner,
        lpar=[cst.LeftParen()],
        rpar=[cst.RightParen()],
    )


def _is_none(value: cst.BaseExpression) -> bool:
    return isinstance(value, cst.Name) and value.value == "None"


class _Places(cst.CSTVisitor):
    """The nodes that run: no docstring, annotation, import, decorator or assertion."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        self.found: list[tuple[int, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        match node:
            case cst.Annotation() | cst.Import() | cst.ImportFrom() | cst.Decorator():
                return False
            case cst.Assert() | cst.FormattedString() | cst.ConcatenatedString():
                return False  # messages are worded for people
            case cst.Expr(value=cst.SimpleString()):
                return False
            case cst.If(test=cst.Name(value="TYPE_CHECKING")):
                return False
            case _:
                line = self.get_metadata(PositionProvider, node).start.line
                self.found.append((line, node))
                return True


def mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of a file."""
    wrapper = MetadataWrapper(cst.parse_module(path.read_text(encoding="utf-8")))
    places = _Places()
    wrapper.visit(places)
    module = wrapper.module
    for line, node in places.found:
        for new in changed(node):
            whole = module.deep_replace(node, new)
            assert isinstance(whole, cst.Module)
            before, after = (_shown(each, module) for each in (node, new))
            yield Mutant(path, line, before, after, whole.code)


def _shown(node: cst.CSTNode, module: cst.Module) -> str:
    return " ".join(module.code_for_node(node).split())[:70]


class Tree:
    """A copy of the project to break things in."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="nplint-mutants-")
        self.root = Path(self._folder.name)
        shutil.copytree(ROOT / "src", self.root / "src")
        for name in ("tests", "fixtures", "tools", "docs", "pyproject.toml", "README.md"):
            (self.root / name).symlink_to(ROOT / name)

    def outcome(self, mutant: Mutant) -> str | None:
        """The stage whose tests noticed, or None."""
        target = self.root / mutant.path.relative_to(ROOT)
        whole = target.read_bytes()
        target.write_text(mutant.source, encoding="utf-8")
        try:
            for name, arguments in _stages(mutant.path):
                if not self._passes(arguments):
                    return name
        finally:
            target.write_bytes(whole)
        return None

    def _passes(self, arguments: Sequence[str]) -> bool:
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
        try:
            done = subprocess.run(
                [*command, *arguments],
                cwd=self.root,
                env=os.environ | {"PYTHONPATH": str(self.root / "src"), "NPLINT_PROCESSES": "1"},
                capture_output=True,
                timeout=_TIME_LIMIT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
        return done.returncode in (0, 5)  # 5: no test is as near as that


def _stages(path: Path) -> Iterator[tuple[str, list[str]]]:
    if path.name.startswith("npl"):
        own = ("tests/test_fixtures.py", "tests/test_reports.py", "tests/test_joined.py")
        yield "own", [*own, "-k", path.name[:6].upper()]
    for number, files in enumerate(_STAGES):
        yield f"stage {number}", list(files)


def main() -> int:
    """Run a sample of the mutants; the share that was killed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--sample", type=int, default=300, help="how many, 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    files = sorted(
        file.resolve()
        for path in options.paths
        for file in (path.rglob("*.py") if path.is_dir() else [path])
    )
    everything = [mutant for file in files for mutant in mutants(file)]
    chosen = everything
    if options.sample and options.sample < len(everything):
        chosen = random.Random(options.seed).sample(everything, options.sample)
    print(f"{len(everything)} mutants of {len(files)} files, {len(chosen)} are run", flush=True)
    waiting: queue.SimpleQueue[Mutant] = queue.SimpleQueue()
    for mutant in chosen:
        waiting.put(mutant)
    survivors: list[Mutant] = []

    def labour() -> None:
        tree = Tree()
        while True:
            try:
                mutant = waiting.get_nowait()
            except queue.Empty:
                return
            stage = tree.outcome(mutant)
            if stage is None:
                survivors.append(mutant)
            print(f"{'SURVIVED' if stage is None else stage:9} {mutant}", flush=True)

    labourers = [threading.Thread(target=labour) for _ in range(options.workers)]
    for labourer in labourers:
        labourer.start()
    for labourer in labourers:
        labourer.join()
    killed = len(chosen) - len(survivors)
    print(f"{killed} of {len(chosen)} killed, {100 * killed / max(1, len(chosen)):.1f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
