"""The result of planning a repair, and what every planner works with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

from nplint.facts.expressions import Expr
from nplint.facts.scopes import Function, ModuleFacts, Scope
from nplint.finding import Edit, Fix
from nplint.fixes.constancy import Constancy
from nplint.fixes.layout import Layout
from nplint.model.program import Program
from nplint.source import SourceFile

T = TypeVar("T")


class Files(Protocol):
    """Gives the text of a file."""

    def source(self, path: Path) -> SourceFile | None:
        """The file's text; None where it cannot be read."""


class CannotRepair(Exception):
    """There is no edit that nplint would make; the message is a clause that says why."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A planned repair.

    ``reason`` says why there is no fix, or why it is unsafe, as a clause; else it is empty.
    """

    fix: Fix | None
    reason: str = ""

    @classmethod
    def safe(cls, title: str, *edits: Edit, local: bool = False) -> Repair:
        """Plan edits that keep the program's results."""
        return cls(Fix.safe(title, *edits, local=local))

    @classmethod
    def unsafe(cls, title: str, *edits: Edit, because: str = "", local: bool = False) -> Repair:
        """Plan edits that may change the program's results, and say ``because`` of what."""
        return cls(Fix.unsafe(title, *edits, local=local), because)

    @classmethod
    def none(cls, because: str) -> Repair:
        """Plan nothing, and say ``because`` of what."""
        return cls(None, because)

    def help(self, advice: str) -> tuple[str, ...]:
        """The help of its finding; the ``advice`` is what to do by hand, where there is no fix."""
        if self.fix is None:
            return (f"{advice}; nplint does not, because {self.reason}.",)
        return (f"The fix is unsafe because {self.reason}.",) if self.reason else ()


@dataclass(slots=True)
class FixContext:
    """The program to repair, with the text and layout of its files."""

    program: Program
    files: Files
    constancy: Constancy = field(init=False)
    _layouts: dict[Path, Layout] = field(default_factory=dict)
    _made: dict[object, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.constancy = Constancy(self.program.evaluator)

    def layout(self, module: ModuleFacts) -> Layout:
        """The layout of a module's file."""
        path = module.path
        if path not in self._layouts:
            self._layouts[path] = Layout(self._source(path))
        return self._layouts[path]

    def once(self, make: Callable[[FixContext], T]) -> T:
        """What a planner makes of the program, made once for all repairs."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    def words(self, scope: Scope, expr: Expr) -> str:
        """The source of an expression without white space: equal for what is spelled the same."""
        return "".join(self.layout(scope.module).text[expr.start : expr.end].split())

    def _source(self, path: Path) -> SourceFile:
        source = self.files.source(path)
        assert source is not None, "facts were read from it"
        return source

    def entry(self, function: Function) -> tuple[int, str]:
        """Where a function's body starts, after the docstring, and its indentation."""
        entry = self.layout(function.module).entry(function)
        if entry is None:
            raise CannotRepair(f"the body of {names([function])} has no line of its own")
        return entry


def repair(title: str, edits: Iterable[Edit], obstacle: str) -> Repair:
    """A repair from its edits; an ``obstacle`` makes it unsafe."""
    return (
        Repair.unsafe(title, *edits, because=obstacle) if obstacle else Repair.safe(title, *edits)
    )


def names(functions: Iterable[Function]) -> str:
    """Function names for a sentence: ```a`, `b` and `c```."""
    found = sorted({"a lambda" if f.name == "<lambda>" else f"`{f.name}`" for f in functions})
    if len(found) < 2:
        return "".join(found)
    return ", ".join(found[:-1]) + f" and {found[-1]}"
