"""From TOML to the values of settings, and layers of them to settings."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nplint.settings.declaration import OF_COMMAND_LINE, Merge, Settings, keys, spelled
from nplint.settings.kinds import SettingsError, nearest
from nplint.system.safe_read import read_regular

FILES = (("nplint.toml", ()), ("pyproject.toml", ("tool", "nplint")))

Values = Mapping[str, Any]


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
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def read_values(
    table: Mapping[str, Any], folder: Path, where: str, naming: Callable[[str], str]
) -> dict[str, Any]:
    """The values of a table of settings, by parameters of :class:`Settings`.

    Parameters
    ----------
    table
        Keys and values as TOML gives them.
    folder
        What paths and patterns are relative to.
    where
        What stands before a message about the table.
    naming
        What stands before a message about the value of a key.

    Raises
    ------
    SettingsError
        A key is unknown or a value is not what it must be.
    """
    known = {spelled(parameter): parameter for parameter in keys()}
    values = {}
    for name, value in table.items():
        if name == "lint" and isinstance(value, Mapping):
            raise SettingsError(
                f"{where}: there is no table `lint` as in ruff's settings: put its keys into "
                "`[tool.nplint]` itself (in `nplint.toml`, into no table)"
            )
        if name not in known:
            raise SettingsError(f"{where}: unknown setting `{name}`{nearest(name, known)}")
        kind = keys()[known[name]].kind
        if not kind.fits(value):
            raise SettingsError(f"{where}: `{name}` must be {kind.words}")
        try:
            values[known[name]] = kind.read(value, folder)
        except ValueError as error:
            raise SettingsError(f"{naming(name)}: {error}") from error
    return values


def layered(below: Settings, values: Values, **identity: Any) -> Settings:
    """Settings that lie over others: each key does with the one below what it declares.

    ``identity`` gives the parameters that are no keys; what is missing is taken from below.
    """
    merged = {}
    for parameter, key in keys().items():
        own, under = values.get(parameter), getattr(below, parameter)
        if key.merge is Merge.OVERLAY:
            if own is not None:
                merged[parameter] = own
        elif key.merge is Merge.ADD:
            merged[parameter] = under + (own or ())
        else:
            merged[parameter] = under if own is None else own
    for parameter in ("root", "origin", *OF_COMMAND_LINE):
        merged[parameter] = identity.get(parameter, getattr(below, parameter))
    return Settings(**merged, below=below)


def read_file(path: Path, keys_to_table: tuple[str, ...]) -> Settings | None:
    """The settings of a file, laid over those that it extends; ``None`` where it has none.

    Raises
    ------
    SettingsError
        It cannot be read or followed, or would have things written outside of its project.
    """
    settings = _read(path, keys_to_table, path.parent, ())
    if settings is not None and settings.cache_dir is not None:
        _stays_inside(settings.cache_dir, path)
    return settings


def _stays_inside(folder: Path, path: Path) -> None:
    """Refuse a folder that a found file names outside of its repository, or else its own folder.

    Files of settings come with code of others, which is to be looked at and not to write
    anywhere; who runs nplint may name what they like.
    """
    above = (each for each in path.parents if (each / ".git").exists())
    project = os.path.realpath(next(above, path.parent))
    real = os.path.realpath(folder)
    if real != project and not real.startswith(os.path.join(project, "")):
        raise SettingsError(
            f"{path}: cache-dir: `{folder}` is outside of {project}: only `--cache-dir` can name it"
        )


def read_named(path: Path, folder: Path) -> Settings:
    """The settings of a file that is asked for by its name; raises as :func:`read_file`.

    ``folder`` is what its paths and patterns are relative to.
    """
    return _named(path, folder, ())


def _named(path: Path, folder: Path, above: tuple[Path, ...]) -> Settings:
    keys_to_table = dict(FILES).get(path.name, ())
    settings = _read(path, keys_to_table, folder, above)
    if settings is None:
        missing = f"no `[{'.'.join(keys_to_table)}]` in it" if path.is_file() else "no such file"
        raise SettingsError(f"{path}: {missing}")
    return settings


def _read(
    path: Path, keys_to_table: tuple[str, ...], folder: Path, above: tuple[Path, ...]
) -> Settings | None:
    table = _table(path, keys_to_table)
    if table is None:
        return None
    values = read_values(table, folder, str(path), lambda name: f"{path}: {name}")
    below = Settings(root=folder)
    if "extend" in values:
        # Wherever its own paths lead from, what a file extends is found from where it lies.
        extended = keys()["extend"].kind.read(table["extend"], path.parent)
        if extended in (*above, path):
            raise SettingsError(f"{path}: extend: `{extended}` extends itself")
        try:
            below = _named(extended, extended.parent, (*above, path))
        except SettingsError as error:
            raise SettingsError(f"{error} (extended by {path})") from error
    return layered(below, values, root=folder, origin=path)


def _table(path: Path, keys_to_table: tuple[str, ...]) -> Mapping[str, Any] | None:
    """The table under keys in a TOML file, or ``None`` where file or table is missing."""
    try:
        data = read_regular(path)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror or error}") from error
    if keys_to_table and keys_to_table[-1].encode() not in data:
        return None
    try:
        table: Any = parse_toml(data.decode("utf-8-sig"))
    except ValueError as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from error
    for key in keys_to_table:
        if not isinstance(table, dict):
            return None
        table = table.get(key)
    if table is None:
        return None
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: `{'.'.join(keys_to_table)}` must be a table")
    return table
