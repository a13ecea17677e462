"""The plan of a repair, and the context in which every planner works."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

from nplint.analyses.jax_rounding import JaxRounding
from nplint.facts.expressions import Expr
from nplint.facts.scopes import Function, ModuleFacts, Scope
from nplint.finding import Edit, Fix, Location
from nplint.fixes.constancy import Constancy
from nplint.fixes.layout import Layout
from nplint.fixes.wrapping import wrapped
from nplint.model.program import Program
from nplint.project.name_users import NameUse
from nplint.semantic.values import Frame
from nplint.source import SourceFile

T = TypeVar("T")


class Files(Protocol):
    """The texts of files."""

    def source(self, path: Path) -> SourceFile | None:
        """Return a file's text; None where it cannot be read."""


class CannotRepair(Exception):
    """No edit is one that nplint would make; the message is a clause that says why."""


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
    def safe_unless(cls, obstacle: str, title: str, *edits: Edit) -> Repair:
        """Plan edits that are safe, unless an ``obstacle``, if not empty, makes them unsafe.

        Several functions may ask for one edit, and in any order: each is made once.
        """
        ordered = sorted(set(edits), key=lambda e: (str(e.path), e.span.start, e.span.end))
        if obstacle:
            return cls.unsafe(title, *ordered, because=obstacle)
        return cls.safe(title, *ordered)

    @classmethod
    def none(cls, because: str) -> Repair:
        """Plan nothing, and say ``because`` of what."""
        return cls(None, because)

    def help(self, advice: str) -> tuple[str, ...]:
        """Return the help of its finding: where there is no fix, the ``advice`` on what to do."""
        if self.fix is None:
            return (f"{advice}; nplint does not, because {self.reason}.",)
        return (f"The fix is unsafe because {self.reason}.",) if self.reason else ()


@dataclass(slots=True)
class FixContext:
    """The program to repair, with the text and layout of its files.

    Parameters
    ----------
    program, files
        The program, and the texts of its files.
    users
        Who in the whole project may use a name of a module, or an attribute ``Class.name``; None
        where nobody can tell.
    line_length
        Tells the longest line that a formatter allows in a file.
    """

    program: Program
    files: Files
    users: Callable[[Path, str], tuple[NameUse, ...] | None]
    line_length: Callable[[Path], int]
    constancy: Constancy = field(init=False)
    rounding: JaxRounding = field(init=False)
    _layouts: dict[Path, Layout] = field(default_factory=dict)
    _made: dict[object, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.constancy = Constancy(self.program.evaluator)
        self.rounding = JaxRounding(self.program.evaluator)

    def obstacle(self, expr: Expr, frame: Frame) -> str:
        """Return why a trace may not get the same of an expression; empty where it does.

        The reason is a clause that reads on after "because".
        """
        return self.constancy.obstacle(expr, frame) or self.rounding.obstacle(expr, frame)

    def is_used_unseen(self, module: ModuleFacts, name: str) -> bool:
        """Tell whether anybody may use a module's name in a way that the analysis does not see.

        That is a file that is not part of the program, or a text that names it. Where nobody can
        tell, a name with a leading underscore is taken as used by its module alone.
        """
        users = self.users(module.path, name)
        if users is None:
            return not name.rpartition(".")[2].startswith("_")
        return any(use.kind == "named" or self._is_outside(use.path) for use in users)

    def set_unseen(self, module: ModuleFacts, name: str) -> str:
        """Return a clause on the file outside of the program that may set a name; else nothing."""
        for use in self.users(module.path, name) or ():
            if use.kind == "set" and self._is_outside(use.path):
                return f"`{name.rpartition('.')[2]}` may be set in {use.path.name}"
        return ""

    def _is_outside(self, path: Path) -> bool:
        return path not in self.program.index.by_path

    def layout(self, module: ModuleFacts) -> Layout:
        """Return the layout of a module's file."""
        return self._layout_of(module.path)

    def written(self, at: Location) -> str:
        """Return the source at a place, as it is written there."""
        return self._layout_of(at.path).text[at.start : at.end]

    def normalized_source(self, scope: Scope, expr: Expr) -> str:
        """Return an expression's source without white space: equal for what is written alike."""
        return "".join(self.written(scope.module.locate(expr)).split())

    def wrapped(self, fix: Fix) -> Fix:
        """Return a fix whose edits in single lines keep to the line length of their files."""
        for path in {edit.path for edit in fix.edits}:
            fix = wrapped(fix, self._layout_of(path))
        return fix

    def once(self, make: Callable[[FixContext], T]) -> T:
        """Return what ``make`` makes of the program, made once for all repairs."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    def _layout_of(self, path: Path) -> Layout:
        if path not in self._layouts:
            source = self.files.source(path)
            assert source is not None, "facts were read from it"
            self._layouts[path] = Layout(source, self.line_length)
        return self._layouts[path]


def names(functions: Iterable[Function]) -> str:
    """Return the names of functions for a sentence: ```a`, `b` and `c```."""
    found = sorted({"a lambda" if f.name == "<lambda>" else f"`{f.name}`" for f in functions})
    if len(found) < 2:
        return "".join(found)
    return ", ".join(found[:-1]) + f" and {found[-1]}"
