"""The kinds of values a setting may have: what each accepts, how it is read, its JSON schema."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nplint.settings.selectors import unknown_selectors

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

OUTPUT_FORMATS = (
    "full",
    "concise",
    "grouped",
    "json",
    "json-lines",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "azure",
    "rdjson",
)

_STRINGS = {"type": "array", "items": {"type": "string"}}
_SELECTORS = {
    "type": "array",
    "items": {
        "type": "string",
        "description": "The code of a rule, a prefix of codes, the name of a rule, or ALL.",
        "pattern": "^(ALL|NPL[0-9]{0,3}|[a-z0-9]+(-[a-z0-9]+)*)$",
    },
}


class SettingsError(Exception):
    """A settings file or an option says something nplint cannot follow."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value.

    Parameters
    ----------
    words
        What a value must be, for a message.
    fits
        Whether a value, as TOML gives it, is of the kind.
    schema
        The JSON schema of such a value.
    read
        Makes what :class:`Settings` keeps of a value that fits. It is told the folder that
        paths are relative to, and raises ``ValueError`` with what is wrong.
    """

    words: str
    fits: Callable[[Any], bool]
    schema: dict[str, Any] = field(hash=False)
    read: Callable[[Any, Path], Any] = lambda value, _: value

    @property
    def is_list(self) -> bool:
        """Tell whether a value is a list, so that a command-line option may be given repeatedly."""
        return bool(self.schema["type"] == "array")


def nearest(word: str, known: Iterable[str]) -> str:
    """The words to add to a message about an unknown word, if a known one is like it."""
    import difflib

    folded = {each.lower(): each for each in known}
    near = difflib.get_close_matches(word.lower(), folded, n=1)
    return f", did you mean `{folded[near[0]]}`?" if near else ""


def read_target(value: str) -> SpecifierSet | None:
    """Return what ``--target-numpyro`` may say: ``any`` (``None``), a release, or a specifier.

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
        found = SpecifierSet(f"=={value}" if value[:1].isdigit() else value or "nothing")
    except InvalidSpecifier:
        raise ValueError(
            f"`{value}` is neither `any`, nor a release such as `0.15.2`,"
            " nor a specifier such as `>=0.15,<0.16`"
        ) from None
    if admits_nothing(found):
        raise ValueError(f"no release at all is `{value}`")
    return found


def admits_nothing(specifiers: SpecifierSet) -> bool:
    """Return whether specifiers contradict each other, as ``>=0.16,<0.15`` do."""
    from packaging.version import Version

    bounds = [(each.operator, Version(each.version.removesuffix(".*"))) for each in specifiers]
    at_least = [version for sign, version in bounds if sign in (">=", ">", "~=", "==", "===")]
    at_most = [version for sign, version in bounds if sign in ("<=", "<")]
    if at_least and at_most and max(at_least) > min(at_most):
        return True
    strict = {version for sign, version in bounds if sign in ("<", ">")}
    if at_least and at_most and max(at_least) == min(at_most) in strict:
        return True
    pins = (each for each in specifiers if each.operator == "==" and "*" not in each.version)
    return any(not specifiers.contains(each.version, prereleases=True) for each in pins)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_table_of_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_are_texts, value.values()))


def _release(value: str, _: Path) -> str:
    read_target(value)
    return value


def _selectors(value: list[str], _: Path) -> tuple[str, ...]:
    for each, known in unknown_selectors(value):
        raise ValueError(f"no rule `{each}`{nearest(each, known)}")
    return tuple(value)


def _path(value: str, folder: Path) -> Path:
    return Path(os.path.normpath(folder / os.path.expanduser(os.path.expandvars(value))))


def anchored(pattern: str, folder: Path) -> str:
    """A pattern of files as it is kept: one with a slash in it is made absolute.

    One without is held against the bare names of files and folders.
    """
    pattern = pattern.removeprefix("./")
    if "/" not in pattern.rstrip("/"):
        return pattern.rstrip("/")
    return os.path.join(glob.escape(str(folder)), pattern.rstrip("/")).replace(os.sep, "/")


def _ignores(value: dict[str, list[str]], folder: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = []
    for pattern, selectors in value.items():
        bang, bare = ("!", pattern[1:]) if pattern.startswith("!") else ("", pattern)
        found.append((bang + anchored(bare, folder), _selectors(selectors, folder)))
    return tuple(found)


def _python(value: str, folder: Path) -> str:
    if value == "none":
        return value
    path = _path(value, folder)
    if not path.exists():
        raise ValueError(
            f"`{value}` is neither a Python environment, nor an interpreter, nor `none`"
        )
    return str(path)


def _format(value: str, _: Path) -> str:
    if value not in OUTPUT_FORMATS:
        known = ", ".join(OUTPUT_FORMATS)
        raise ValueError(f"no format `{value}`{nearest(value, OUTPUT_FORMATS) or f' ({known})'}")
    return value


FLAG = Kind("true or false", lambda value: isinstance(value, bool), {"type": "boolean"})
PATH = Kind("a string", _is_text, {"type": "string"}, _path)
RELEASES = Kind("a string", _is_text, {"type": "string"}, _release)
PYTHON = Kind("a string", _is_text, {"type": "string"}, _python)
FORMAT = Kind("a string", _is_text, {"type": "string", "enum": [*OUTPUT_FORMATS]}, _format)
SELECTORS = Kind("a list of strings", _are_texts, _SELECTORS, _selectors)
PATTERNS = Kind(
    "a list of strings",
    _are_texts,
    _STRINGS,
    lambda value, folder: tuple(anchored(each, folder) for each in value),
)
FOLDERS = Kind(
    "a list of strings",
    _are_texts,
    _STRINGS,
    lambda value, folder: tuple(_path(each, folder) for each in value),
)
IGNORES = Kind(
    "a table of lists of strings",
    _is_table_of_texts,
    {"type": "object", "additionalProperties": _SELECTORS},
    _ignores,
)
