"""The settings that hold for a file: the nearest settings file, and what the command line says."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

KEYS = ("select", "ignore", "exclude", "target-numpyro")

DEFAULT_EXCLUDE = (
    ".bzr",
    ".direnv",
    ".eggs",
    ".git",
    ".git-rewrite",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pants.d",
    ".pyenv",
    ".pytest_cache",
    ".pytype",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    ".vscode",
    "__pycache__",
    "__pypackages__",
    "_build",
    "buck-out",
    "build",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
)


class SettingsError(Exception):
    """A settings file or an option says something nplint cannot follow."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for the files of one folder.

    Parameters
    ----------
    select, ignore
        Codes, prefixes of codes, or names. The most specific one that matches a rule decides.
    exclude
        Glob patterns of files and folders, beside the ones that are always left out. A pattern
        is held against the bare name and against the path below ``root``.
    target_numpyro
        ``any``, a release, or a specifier such as ``>=0.15,<0.16``.
    target_by_flag
        True where ``target_numpyro`` comes from the command line.
    root
        The folder that patterns are relative to.
    origin
        The file the settings come from, if there is one.
    """

    root: Path
    select: tuple[str, ...] = ("NPL",)
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    target_numpyro: str | None = None
    target_by_flag: bool = False
    origin: Path | None = None

    def enables(self, code: str, name: str) -> bool:
        """Whether the rule is switched on; where both lists match alike, ``ignore`` wins."""
        chosen = max((_strength(each, code, name) for each in self.select), default=0)
        ignored = max((_strength(each, code, name) for each in self.ignore), default=0)
        return chosen > ignored


class SettingsTable:
    """Finds and keeps the settings of each folder.

    Parameters
    ----------
    isolated
        Read no settings files.
    select, ignore, target_numpyro
        From the command line: ``select`` replaces what a file selects and ignores, ``ignore``
        adds to it, ``target_numpyro`` replaces it.

    Raises
    ------
    SettingsError
        At once for the command line's values, and by the look-ups for a file's.
    """

    def __init__(
        self,
        *,
        isolated: bool = False,
        select: tuple[str, ...] | None = None,
        ignore: tuple[str, ...] = (),
        target_numpyro: str | None = None,
    ) -> None:
        _check_selectors(select or (), "--select")
        _check_selectors(ignore, "--ignore")
        if target_numpyro is not None:
            _check_target(target_numpyro, "--target-numpyro")
        self._isolated = isolated
        self._select = select
        self._ignore = ignore
        self._target = target_numpyro
        self._default = self._override(Settings(root=Path.cwd()))
        self._known: dict[str, Settings] = {}

    def for_file(self, path: Path) -> Settings:
        """The settings of the nearest settings file at or above the file's folder."""
        return self.for_folder(os.path.dirname(os.path.abspath(path)))

    def for_folder(self, folder: str) -> Settings:
        """The settings of an absolute folder."""
        if self._isolated:
            return self._default
        above: list[str] = []
        while (found := self._known.get(folder)) is None:
            found = self._read(folder)
            above.append(folder)
            parent = os.path.dirname(folder)
            if found is None and parent == folder:
                found = self._default
            if found is not None:
                break
            folder = parent
        for each in above:
            self._known[each] = found
        return found

    def _read(self, folder: str) -> Settings | None:
        """The settings that stand in this very folder."""
        for name, keys in (("nplint.toml", ()), ("pyproject.toml", ("tool", "nplint"))):
            path = Path(folder, name)
            table = _table(path, keys)
            if table is not None:
                return self._override(_from_table(table, path))
        return None

    def _override(self, settings: Settings) -> Settings:
        if self._select is not None:
            settings = replace(settings, select=self._select, ignore=())
        if self._ignore:
            settings = replace(settings, ignore=settings.ignore + self._ignore)
        if self._target is not None:
            settings = replace(settings, target_numpyro=self._target, target_by_flag=True)
        return settings


def parse_toml(text: str) -> dict[str, Any]:
    """Parse TOML text.

    Raises
    ------
    ValueError
        The text is not TOML.
    """
    # Imported here because most runs meet no settings file that mentions nplint.
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return tomllib.loads(text)


def read_target(value: str) -> SpecifierSet | None:
    """What ``--target-numpyro`` may say: ``any`` (``None``), a release, or a specifier.

    Raises
    ------
    ValueError
        It is none of these.
    """
    # Imported here because most settings do not mention a release.
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    value = value.strip()
    if value == "any":
        return None
    try:
        return SpecifierSet(f"=={value}" if value[:1].isdigit() else value or "nothing")
    except InvalidSpecifier:
        raise ValueError(
            f"`{value}` is neither `any`, nor a release such as `0.15.2`,"
            " nor a specifier such as `>=0.15,<0.16`"
        ) from None


def _table(path: Path, keys: tuple[str, ...]) -> Mapping[str, Any] | None:
    """The table under ``keys`` in a TOML file, or ``None`` where file or table is missing."""
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror or error}") from error
    if keys and keys[-1].encode() not in data:
        return None
    try:
        table: Any = parse_toml(data.decode("utf-8-sig"))
    except ValueError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from error
    for key in keys:
        if not isinstance(table, dict):
            return None
        table = table.get(key)
    if table is None:
        return None
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: `{'.'.join(keys)}` must be a table")
    return table


def _from_table(table: Mapping[str, Any], path: Path) -> Settings:
    for key in table:
        if key not in KEYS:
            raise SettingsError(f"{path}: unknown setting `{key}`{nearest(key, KEYS)}")
    target = table.get("target-numpyro")
    if target is not None:
        if not isinstance(target, str):
            raise SettingsError(f"{path}: `target-numpyro` must be a string")
        _check_target(target, f"{path}: target-numpyro")
    select = _strings(table, "select", path)
    ignore = _strings(table, "ignore", path)
    _check_selectors(select or (), f"{path}: select")
    _check_selectors(ignore or (), f"{path}: ignore")
    return Settings(
        root=path.parent,
        select=("NPL",) if select is None else select,
        ignore=ignore or (),
        exclude=_strings(table, "exclude", path) or (),
        target_numpyro=target,
        origin=path,
    )


def _strings(table: Mapping[str, Any], key: str, path: Path) -> tuple[str, ...] | None:
    value = table.get(key)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise SettingsError(f"{path}: `{key}` must be a list of strings")
    return tuple(value)


def _strength(selector: str, code: str, name: str) -> int:
    """How specifically a selector matches a rule, 0 where it does not."""
    if selector in (code, name):
        return len(code)
    return len(selector) if code.startswith(selector) else 0


def _check_selectors(selectors: Iterable[str], where: str) -> None:
    unknown = [each for each in selectors if each != "NPL"]
    if not unknown:
        return
    from nplint.rules import all_rules

    codes = [rule.code for rule in all_rules()]
    names = [rule.name for rule in all_rules()]
    for each in unknown:
        prefix = each.startswith("NPL") and any(code.startswith(each) for code in codes)
        if not prefix and each not in names:
            raise SettingsError(f"{where}: no rule `{each}`{nearest(each, codes + names)}")


def _check_target(value: str, where: str) -> None:
    try:
        read_target(value)
    except ValueError as error:
        raise SettingsError(f"{where}: {error}") from error


def nearest(word: str, known: Iterable[str]) -> str:
    """The words to add to a message about an unknown word, if a known one is like it."""
    import difflib

    folded = {each.lower(): each for each in known}
    near = difflib.get_close_matches(word.lower(), folded, n=1)
    return f", did you mean `{folded[near[0]]}`?" if near else ""
