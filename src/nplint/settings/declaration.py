"""Every setting, declared once: parsing, options, ``--show-settings`` and the schema follow."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from nplint.settings import kinds
from nplint.settings.kinds import Kind
from nplint.settings.selectors import Selectable, decided

CACHE_FOLDER = ".nplint_cache"
DEFAULT_EXCLUDE = (
    ".bzr",
    ".direnv",
    ".eggs",
    ".git",
    ".git-rewrite",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    CACHE_FOLDER,
    ".nox",
    ".pants.d",
    ".pyenv",
    ".pytest_cache",
    ".pytype",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    ".virtual_documents",
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
DEFAULT_INCLUDE = ("*.py", "*.pyi", "*.ipynb")


# What is no key of a settings file: the command line alone decides it.
OF_COMMAND_LINE = ("target_by_flag", "jax_target_by_flag", "ignore_noqa")
ABOUT_REPORTS = frozenset({"output_format", "cache_dir"})


_RULES, _FILES, _TARGET, _MORE = "Rule selection", "File selection", "Target", "Miscellaneous"


class Merge(Enum):
    """The ways in which a setting joins with the same setting of the file that is extended."""

    REPLACE = "replaces"
    ADD = "is added to"
    # Selections are laid over each other whole: which rules are on is asked of the one below.
    OVERLAY = "is laid over"


@dataclass(frozen=True, slots=True)
class Key:
    """The declaration of one setting.

    Parameters
    ----------
    kind
        What its values may be.
    help
        One sentence for documentation and schema.
    merge
        What it makes of the same setting below.
    flag
        Whether the command line has an option of its own for it; ``--config`` reaches all.
    metavar
        What ``--help`` calls the option's value.
    section
        The part of ``--help`` that the option stands in.
    option_help
        The sentence of ``--help``, in ruff's words where ruff has the option; else ``help``.
    """

    kind: Kind
    help: str
    merge: Merge = Merge.REPLACE
    flag: bool = True
    metavar: str = ""
    section: str = "Options"
    option_help: str = ""


def _key(kind: Kind, help_: str, **more: Any) -> dict[str, Key]:
    return {"key": Key(kind, help_, **more)}


def _selection(help_: str, option_help: str) -> dict[str, Key]:
    return _key(
        kinds.SELECTORS,
        help_,
        merge=Merge.OVERLAY,
        metavar="RULE_CODE",
        section=_RULES,
        option_help=option_help,
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings: all that holds for the files of one folder.

    The keys of a settings file are the parameters, with dashes for underscores; ``keys()`` has
    what each means and accepts.

    Parameters
    ----------
    root
        The folder that relative patterns and paths were relative to.
    origin
        The file the settings come from, if there is one.
    below
        The settings that these were laid over: they decide on the rules that are not mentioned.
    target_by_flag, jax_target_by_flag
        True where ``target_numpyro``, or ``target_jax``, comes from the command line.
    ignore_noqa
        True where no comment hides a finding.
    """

    extend: Path | None = field(
        default=None,
        metadata=_key(kinds.PATH, "A settings file that these settings are laid over.", flag=False),
    )
    select: tuple[str, ...] | None = field(
        default=None,
        metadata=_selection(
            "The rules to check, instead of those that are on by default.",
            "Comma-separated list of rule codes to enable (or ALL, to enable all rules).",
        ),
    )
    ignore: tuple[str, ...] = field(
        default=(),
        metadata=_selection(
            "Rules to leave out.", "Comma-separated list of rule codes to disable."
        ),
    )
    extend_select: tuple[str, ...] = field(
        default=(),
        metadata=_selection(
            "Rules to check beside the selected ones.",
            "Like --select, but adds additional rule codes on top of those already specified.",
        ),
    )
    extend_ignore: tuple[str, ...] = field(
        default=(),
        metadata=_selection(
            "As `ignore`.",
            "Like --ignore, but adds additional rule codes on top of those already specified.",
        ),
    )
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = field(
        default=(),
        metadata=_key(
            kinds.IGNORES,
            "Rules to leave out in the files that a pattern matches (behind `!`: does not match).",
            metavar="PATTERN:RULE_CODE",
            section=_RULES,
            option_help="List of mappings from file pattern to code to exclude.",
        ),
    )
    fixable: tuple[str, ...] | None = field(
        default=None,
        metadata=_selection(
            "The rules whose fixes may be applied.",
            "List of rule codes to treat as eligible for fix.",
        ),
    )
    unfixable: tuple[str, ...] = field(
        default=(),
        metadata=_selection(
            "Rules whose fixes may not be applied.",
            "List of rule codes to treat as ineligible for fix.",
        ),
    )
    unsafe_fixes: bool = field(
        default=False,
        metadata=_key(
            kinds.FLAG,
            "Whether to apply fixes that may change results, too.",
            option_help="Include fixes that may change results.",
        ),
    )
    preview: bool = field(
        default=False,
        metadata=_key(
            kinds.FLAG,
            "Whether rules in preview can be selected.",
            option_help="Enable preview mode; rules in preview can be selected.",
        ),
    )
    include: tuple[str, ...] = field(
        default=DEFAULT_INCLUDE,
        metadata=_key(kinds.PATTERNS, "Patterns of the files to look at.", flag=False),
    )
    exclude: tuple[str, ...] = field(
        default=DEFAULT_EXCLUDE,
        metadata=_key(
            kinds.PATTERNS,
            "Patterns of files and folders to leave out, instead of the usual ones.",
            metavar="FILE_PATTERN",
            section=_FILES,
            option_help="List of paths, used to omit files and/or directories from analysis.",
        ),
    )
    extend_exclude: tuple[str, ...] = field(
        default=(),
        metadata=_key(
            kinds.PATTERNS,
            "Patterns of files and folders to leave out beside those of `exclude`.",
            merge=Merge.ADD,
            metavar="FILE_PATTERN",
            section=_FILES,
            option_help=(
                "Like --exclude, but adds additional files and directories on top of those "
                "already excluded."
            ),
        ),
    )
    respect_gitignore: bool = field(
        default=True,
        metadata=_key(
            kinds.FLAG,
            "Whether to leave out what `.gitignore` files name.",
            section=_FILES,
            option_help="Respect file exclusions via .gitignore files.",
        ),
    )
    target_numpyro: str | None = field(
        default=None,
        metadata=_key(
            kinds.RELEASES,
            "What the code must run on: `any`, `0.15.2`, or `>=0.15,<0.16`.",
            metavar="RELEASES",
            section=_TARGET,
            option_help=(
                "The NumPyro releases that the code must run on: any, 0.15.2, or >=0.15,<0.16."
            ),
        ),
    )
    target_jax: str | None = field(
        default=None,
        metadata=_key(
            kinds.RELEASES,
            "The same for JAX: `any`, `0.4.30`, or `>=0.4.30`.",
            metavar="RELEASES",
            section=_TARGET,
            option_help=("The JAX releases that the code must run on: any, 0.4.30, or >=0.4.30."),
        ),
    )
    python: str | None = field(
        default=None,
        metadata=_key(
            kinds.PYTHON,
            "The Python environment to look for the installed NumPyro in, or `none`.",
            metavar="PATH",
            section=_TARGET,
            option_help=(
                "Path to your project's Python environment or interpreter, whose NumPyro counts "
                "where the project does not say which it uses; none looks into no environment.  "
                "[env var: NPLINT_PYTHON]"
            ),
        ),
    )
    src: tuple[Path, ...] = field(
        default=(),
        metadata=_key(
            kinds.FOLDERS,
            "Folders to look for modules in, beside a file's own and those above it.",
            flag=False,
        ),
    )
    output_format: str = field(
        default="full",
        metadata=_key(
            kinds.FORMAT,
            "How findings are written.",
            option_help="Output serialization format for findings.  [default: full]",
        ),
    )
    cache_dir: Path | None = field(
        default=None,
        metadata=_key(
            kinds.PATH,
            "The folder for what is kept from run to run.",
            metavar="CACHE_DIR",
            section=_MORE,
            option_help="Path to the cache directory.",
        ),
    )
    root: Path = field(default_factory=Path.cwd)
    origin: Path | None = None
    below: Settings | None = None
    target_by_flag: bool = False
    jax_target_by_flag: bool = False
    ignore_noqa: bool = False

    def enables(self, rule: Selectable, path: Path | None = None) -> bool:
        """Tell whether the rule is on, in a file if one is named."""
        if rule.preview and not self.preview:
            return False
        if not _selects(self, rule):
            return False
        return path is None or not any(
            decided(rule, False, selectors, ())
            for pattern, selectors in self.per_file_ignores
            if _applies(pattern, path)
        )

    @property
    def cache_folder(self) -> Path:
        """The folder for what is kept from run to run."""
        return self.cache_dir or self.root / CACHE_FOLDER

    def about_findings(self) -> tuple[object, ...]:
        """All that findings may depend on: not where they are written, nor how."""
        own = (getattr(self, each) for each in keys() if each not in ABOUT_REPORTS)
        below = None if self.below is None else self.below.about_findings()
        return (*own, self.origin, *(getattr(self, each) for each in OF_COMMAND_LINE), below)

    def allows_fix(self, rule: Selectable) -> bool:
        """Tell whether the rule's fixes may be applied."""
        before = True if self.below is None else self.below.allows_fix(rule)
        if self.fixable is not None:
            before = False
        return decided(rule, before, self.fixable or (), self.unfixable)


def _selects(settings: Settings, rule: Selectable) -> bool:
    if settings.select is not None:
        before = False
    elif settings.below is not None:
        before = _selects(settings.below, rule)
    else:
        before = rule.default
    return decided(
        rule,
        before,
        (*(settings.select or ()), *settings.extend_select),
        (*settings.ignore, *settings.extend_ignore),
    )


def _applies(pattern: str, path: Path) -> bool:
    if pattern.startswith("!"):
        return not matcher((pattern[1:],))(path.name, str(path))
    return matcher((pattern,))(path.name, str(path))


@lru_cache(maxsize=256)
def matcher(patterns: tuple[str, ...]) -> Callable[[str, str], bool]:
    """Return what tells whether one of the patterns matches a bare name or an absolute path."""
    plain = {each for each in patterns if not any(sign in each for sign in "/*?[")}
    globs = re.compile("|".join(fnmatch.translate(each) for each in patterns if each not in plain))
    if len(plain) == len(patterns):
        return lambda name, path: name in plain

    def matches(name: str, path: str) -> bool:
        if name in plain or globs.match(name):
            return True
        return bool(globs.match(path.replace("\\", "/")))

    return matches


@cache
def keys() -> dict[str, Key]:
    """The declared settings by the names of their parameters, in order of declaration."""
    return {each.name: each.metadata["key"] for each in fields(Settings) if each.metadata}


def spelled(parameter: str) -> str:
    """A parameter's name as settings files and options spell it."""
    return parameter.replace("_", "-")
