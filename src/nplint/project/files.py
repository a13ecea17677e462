"""Discovery of files: walks the given paths, past what git or the settings leave out."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from nplint.settings import Settings, SettingsTable
from nplint.settings.declaration import DEFAULT_INCLUDE, matcher
from nplint.system.safe_read import read_regular

SUFFIXES = (".py", ".pyi", ".ipynb")

# How pathspec writes `*` and `*/`: as a search for something that is in every such path.
_SEARCHES = {".": re.compile(".+", re.DOTALL), "(?P<ps_d>/)": re.compile(".+/", re.DOTALL)}


@dataclass(slots=True)
class Discovered:
    """The files to look at, absolute, sorted, each real file once; and what could not be had.

    ``outside`` are those of them that only a link leads to, out of all folders that were given.
    """

    files: list[Path] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    outside: frozenset[Path] = frozenset()


def discover(
    paths: Sequence[Path], settings: SettingsTable, *, force_exclude: bool = False
) -> Discovered:
    """Find the Python files and notebooks at and below the paths.

    A file named here is taken whatever its suffix and whatever excludes it, unless
    ``force_exclude`` is set. Nothing but regular files is ever taken, so that no reader can
    block on a pipe or a device.

    Raises
    ------
    SettingsError
        A settings file on the way is wrong.
    """
    walk = _Walk(settings)
    for given in paths:
        path = os.path.abspath(given)
        try:
            mode = os.stat(path).st_mode
        except (OSError, ValueError) as error:
            walk.errors.append(f"{given}: {getattr(error, 'strerror', None) or error}")
            continue
        if force_exclude and is_left_out(path, settings):
            continue
        if stat.S_ISDIR(mode):
            walk.start(path)
        elif not stat.S_ISREG(mode):
            walk.errors.append(f"{given}: not a regular file")
        else:
            walk.add(path, os.path.realpath(path))
    inside = frozenset(walk.files)
    walk.follow_links()
    outside = frozenset(
        Path(path)
        for real, path in walk.files.items()
        if real not in inside and not real.startswith(tuple(walk.roots))
    )
    return Discovered([Path(each) for each in sorted(walk.files.values())], walk.errors, outside)


class _Ignore(NamedTuple):
    """The patterns of one ``.gitignore`` with what they do, and the folder it stands in."""

    folder: str
    patterns: tuple[tuple[re.Pattern[str], bool], ...]
    any_pattern: re.Pattern[str]


class _Walk:
    """One traversal over all the given paths."""

    def __init__(self, settings: SettingsTable) -> None:
        self.files: dict[str, str] = {}
        self.errors: list[str] = []
        self._settings = settings
        self.roots: list[str] = []
        self._seen: set[str] = set()
        self._links: list[tuple[str, tuple[_Ignore, ...]]] = []

    def add(self, path: str, real: str) -> None:
        self.files.setdefault(real, path)

    def start(self, path: str) -> None:
        ignores = _ignores_above(path)
        # Who names an ignored folder wants to see what is in it.
        if _ignored_from_above(path, True, ignores):
            ignores = ()
        real = os.path.realpath(path)
        self.roots.append(os.path.join(real, ""))
        self._folders(path, real, ignores)

    def follow_links(self) -> None:
        """Take what symbolic links lead to, where it was not met under its own name."""
        while self._links:
            path, ignores = self._links.pop(0)
            real = os.path.realpath(path)
            try:
                mode = os.stat(real).st_mode
            except OSError:
                continue  # dangling, or a loop of links
            if stat.S_ISDIR(mode):
                self._folders(path, real, ignores)
            elif stat.S_ISREG(mode):
                settings = self._settings.for_folder(os.path.dirname(path))
                if _include(settings)(os.path.basename(path), path):
                    self.add(path, real)

    def _folders(self, path: str, real: str, ignores: tuple[_Ignore, ...]) -> None:
        pending = [(path, real, ignores)]
        while pending:
            path, real, ignores = pending.pop()
            if real in self._seen:
                continue
            self._seen.add(real)
            try:
                with os.scandir(path) as entries:
                    listed = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                self.errors.append(f"{path}: {error.strerror or error}")
                continue
            if any(entry.name == ".gitignore" for entry in listed):
                ignores = (*ignores, *_read_ignore(path))
            settings = self._settings.for_folder(path)
            exclude, include = _exclude(settings), _include(settings)
            if not settings.respect_gitignore:
                ignores = ()
            for entry in listed:
                link = entry.is_symlink()
                folder = not link and entry.is_dir(follow_symlinks=False)
                source = not folder and include(entry.name, entry.path)
                if not (link or folder or source):
                    continue
                if exclude(entry.name, entry.path) or _ignored(entry.path, folder, ignores):
                    continue
                if link:
                    self._links.append((entry.path, ignores))
                elif folder:
                    pending.append((entry.path, os.path.join(real, entry.name), ignores))
                elif entry.is_file(follow_symlinks=False):
                    self.add(entry.path, os.path.join(real, entry.name))


def _exclude(settings: Settings) -> Callable[[str, str], bool]:
    """Return a function that tells whether the settings exclude a name at an absolute path."""
    return matcher(settings.exclude + settings.extend_exclude)


def _include(settings: Settings) -> Callable[[str, str], bool]:
    """Return a function that tells whether the settings include a file."""
    if settings.include == DEFAULT_INCLUDE:
        return lambda name, path: name.endswith(SUFFIXES)
    return matcher(settings.include)


def is_left_out(path: str, settings: SettingsTable) -> bool:
    """Tell whether the settings, the defaults or git leave out the path or a folder it lies in."""
    root = str(settings.for_folder(os.path.dirname(path)).root)
    each = path
    while each != root and os.path.dirname(each) != each:
        above = os.path.dirname(each)
        if _exclude(settings.for_folder(above))(os.path.basename(each), each):
            return True
        each = above
    if not settings.for_folder(os.path.dirname(path)).respect_gitignore:
        return False
    return _ignored_from_above(path, os.path.isdir(path), _ignores_above(path))


def _ignores_above(path: str) -> tuple[_Ignore, ...]:
    """The ``.gitignore`` files that hold for a path, from its repository's root downwards."""
    above: list[str] = []
    folder = path
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return ()  # in no repository: only what is met on the way down holds
        above.append(parent)
        folder = parent
    return tuple(ignore for each in reversed(above) for ignore in _read_ignore(each))


def _read_ignore(folder: str) -> tuple[_Ignore, ...]:
    """The folder's own ``.gitignore``, if it says anything."""
    try:
        data = read_regular(os.path.join(folder, ".gitignore"))
    except OSError:
        return ()
    text = data.decode("utf-8", "surrogateescape")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    # `a/**` leaves `a` itself alone, so that `!a/b` can take something back.
    lines = [re.sub(r"(^!?|/)\*\*(/?)$", r"\1**/*\2", line) for line in lines]
    if not lines:
        return ()
    # Imported here because that takes longer than the walk over most projects.
    from pathspec import GitIgnoreSpec

    try:
        spec = GitIgnoreSpec.from_lines(lines)
    except ValueError:
        spec = GitIgnoreSpec.from_lines([line for line in lines if _is_pattern(line)])
    patterns = tuple(
        (_SEARCHES.get(pattern.regex.pattern, pattern.regex), pattern.include)
        for pattern in reversed(spec.patterns)
        if pattern.regex is not None and pattern.include is not None
    )
    # One alternation of all patterns passes over the many paths that none matches. Groups lose
    # their names, as no name may stand in it twice.
    texts = (re.sub(r"\(\?P<\w+>", "(?:", regex.pattern) for regex, _ in patterns)
    return (_Ignore(folder, patterns, re.compile("|".join(texts))),) if patterns else ()


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True


def _ignored(path: str, folder: bool, ignores: Sequence[_Ignore]) -> bool:
    """Return what the innermost ``.gitignore`` says that mentions the path itself."""
    for ignore in reversed(ignores):
        below = path[len(ignore.folder.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
        if folder:
            below += "/"
        # The whole path must match: whether a folder above is ignored was asked before.
        if ignore.any_pattern.fullmatch(below):
            for pattern, ignored in ignore.patterns:
                if pattern.fullmatch(below):
                    return ignored
    return False


def _ignored_from_above(path: str, folder: bool, ignores: Sequence[_Ignore]) -> bool:
    """Tell whether the path or a folder it lies in is ignored."""
    if not ignores or path == ignores[0].folder:
        return False
    if _ignored_from_above(os.path.dirname(path), True, ignores):
        return True
    holding = [each for each in ignores if path.startswith(os.path.join(each.folder, ""))]
    return _ignored(path, folder, holding)
