"""The questions that a check asked about anything but its files, with the answers.

Findings follow from the files they are in, with what their headers say, and from these answers. So
whoever kept findings, the questions and the answers can tell whether they still hold: by asking
again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from nplint.project.name_users import NameUse, NameUsers
from nplint.project.project import Project
from nplint.project.resolver import EXTERNAL_PACKAGES
from nplint.project.whole_project import Surroundings
from nplint.settings import SettingsTable
from nplint.settings.line_length import line_length_for
from nplint.target.target import Target, jax_target_for, said_of, target_for

if TYPE_CHECKING:
    from nplint.facts.scopes import ModuleFacts

# A question: its kind, the file that it is about, details; and the answer.
Answers = Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(slots=True)
class World:
    """The project that files are part of, and what is known about them from elsewhere."""

    project: Project
    settings: SettingsTable
    surroundings: Surroundings
    names: NameUsers
    _settings_digests: dict[int, str] = field(default_factory=dict)
    _line_lengths: dict[str, int] = field(default_factory=dict)
    _said: dict[str, str] = field(default_factory=dict)
    _targets: dict[Path, Target] = field(default_factory=dict)
    _jax_targets: dict[Path, Target] = field(default_factory=dict)

    def find(self, path: Path, dotted: str) -> Path | None:
        """The file that an import of a file means."""
        return self.project.resolver.find(path, dotted)

    def target(self, path: Path) -> Target:
        if path not in self._targets:
            settings, text = self.settings.for_file(path), self._text(path)
            self._targets[path] = target_for(path, settings, text)
        return self._targets[path]

    def jax_target(self, path: Path) -> Target:
        if path not in self._jax_targets:
            settings, text = self.settings.for_file(path), self._text(path)
            self._jax_targets[path] = jax_target_for(path, settings, text)
        return self._jax_targets[path]

    def _text(self, path: Path) -> str:
        """The text of a file, whose header may say what it runs on."""
        source = self.project.source(path)
        return "" if source is None else source.text

    def all_seen(self, path: Path) -> bool:
        return self.surroundings.are_seen(path)

    def users(self, path: Path, name: str) -> tuple[NameUse, ...] | None:
        """The files that may use a module's name; None where nobody can tell."""
        return self.names.of(path, name)

    def line_length(self, path: Path) -> int:
        folder = os.path.dirname(path)
        if folder not in self._line_lengths:
            self._line_lengths[folder] = line_length_for(path)
        return self._line_lengths[folder]

    def settings_digest(self, path: Path) -> str:
        """A digest of what the settings of a file say about its findings."""
        settings = self.settings.for_file(path)
        known = self._settings_digests.get(id(settings))
        if known is None:
            known = _digest(settings.about_findings())
            self._settings_digests[id(settings)] = known
        return known

    def said_of_target(self, path: Path) -> str:
        """A digest of what settings and other files say about the releases to run on."""
        folder = os.path.dirname(path)
        if folder not in self._said:
            self._said[folder] = _digest(said_of(path, self.settings.for_file(path)))
        return self._said[folder]

    def answer(self, kind: str, path: Path, detail: str) -> str:
        """The answer to a question, as it is kept."""
        return _QUESTIONS[kind](self, path, detail)


def _found(world: World, path: Path, dotted: str) -> str:
    return str(world.find(path, dotted) or "")


def _users(world: World, path: Path, name: str) -> str:
    return _told(world.users(path, name))


def _told(users: tuple[NameUse, ...] | None) -> str:
    return "?" if users is None else "\n".join(f"{use.kind} {use.path}" for use in users)


_QUESTIONS: dict[str, Callable[[World, Path, str], str]] = {
    "import": _found,
    "content": lambda world, path, _: world.project.digest(path),
    "settings": lambda world, path, _: world.settings_digest(path),
    "target": lambda world, path, _: world.said_of_target(path),
    "all seen": lambda world, path, _: str(world.all_seen(path)),
    "users": _users,
    "line length": lambda world, path, _: str(world.line_length(path)),
}


# What is noted beside "users": as long as it is the same, so are they, and no file has to be read.
_STATE = "state of the files that may use names"


@dataclass(slots=True)
class Observed:
    """Answers questions about the world, and notes them.

    ``notes`` are remarks for the user that follow from the answers.
    """

    world: World
    answers: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    _users: dict[tuple[Path, str], tuple[NameUse, ...] | None] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)

    def find(self, path: Path, dotted: str) -> Path | None:
        """The file that an import of a file means."""
        if dotted.partition(".")[0] in EXTERNAL_PACKAGES:
            return None  # whatever files there are
        found = self.world.find(path, dotted)
        self._note("import", path, dotted, str(found or ""))
        return found

    def load(self, path: Path) -> ModuleFacts | None:
        """The facts of a file that is not among those that are checked."""
        self._ask("content", path)
        self._ask("settings", path)
        return self.world.project.facts(path)

    def loaded(self) -> list[Path]:
        """The files that were."""
        return [Path(path) for path in self.answers.get("content", ())]

    def target(self, path: Path) -> Target:
        """The NumPyro releases of a file."""
        self._ask("target", path)
        return self._noted(self.world.target(path))

    def jax_target(self, path: Path) -> Target:
        """The JAX releases of a file."""
        self._ask("target", path)
        return self._noted(self.world.jax_target(path))

    def all_seen(self, path: Path) -> bool:
        """Tell whether the run sees all that can have a part in a file's program."""
        self._ask("all seen", path)
        return self.world.all_seen(path)

    def users(self, path: Path, name: str) -> tuple[NameUse, ...] | None:
        """The files that may use a module's name; None where nobody can tell."""
        if (path, name) not in self._users:
            users = self._users[path, name] = self.world.users(path, name)
            self._note("users", path, name, _told(users))
            self._note(_STATE, path, "", self.world.names.state(path))
        return self._users[path, name]

    def line_length(self, path: Path) -> int:
        """The longest line that a formatter allows in a file."""
        self._ask("line length", path)
        return self.world.line_length(path)

    def ask_targets(self, paths: Iterable[Path]) -> None:
        """Ask for the targets whatever the rules need, so that an unknown release is told of."""
        for path in paths:
            self.target(path)
            if self.world.settings.for_file(path).target_jax is not None:
                self.jax_target(path)

    def _noted(self, target: Target) -> Target:
        if target.stands_in:
            self.notes[target.stands_in] = None
        return target

    def _ask(self, kind: str, path: Path) -> None:
        if str(path) not in self.answers.get(kind, ()):
            self._note(kind, path, "", self.world.answer(kind, path, ""))

    def _note(self, kind: str, path: Path, detail: str, answer: str) -> None:
        self.answers.setdefault(kind, {}).setdefault(str(path), {})[detail] = answer


def still_hold(answers: Answers, world: World) -> bool:
    """Tell whether the world would answer the same now."""
    states = answers.get(_STATE, {}).items()
    same = {p for p, kept in states if kept[""] and world.names.state(Path(p)) == kept[""]}
    return all(
        world.answer(kind, Path(path), detail) == answer
        for kind, paths in answers.items()
        if kind != _STATE
        for path, details in paths.items()
        if not (kind == "users" and path in same)
        for detail, answer in details.items()
    )


def _digest(said: object) -> str:
    """A digest of plain data, which tells all it holds by its ``repr``."""
    return blake2b(repr(said).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
