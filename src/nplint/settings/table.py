"""The settings of each folder: the nearest file's, and over them those of the command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from nplint.settings.declaration import Settings, spelled
from nplint.settings.kinds import SettingsError
from nplint.settings.selectors import ALL, PREFIX, Selectable, without_effect
from nplint.settings.settings_files import (
    FILES,
    Values,
    layered,
    parse_toml,
    read_file,
    read_named,
    read_values,
)


class SettingsTable:
    """Finds and keeps the settings of each folder.

    Parameters
    ----------
    fixed
        Settings that hold for every file, whatever files say.
    isolated
        Read no settings files.
    config
        What ``--config`` says: each the path of a settings file, which then holds for every
        file, with paths relative to the working directory, or ``KEY=VALUE`` in TOML, which wins
        over files.
    ignore_noqa
        No comment hides a finding.
    overrides
        Values by parameters of :class:`Settings`, as a settings file would give them; they win
        over the files' and over ``config``. ``None`` leaves a setting to these.

    Raises
    ------
    SettingsError
        At once for what is given here, and by the look-ups for a file's.
    """

    def __init__(
        self,
        fixed: Settings | None = None,
        *,
        isolated: bool = False,
        config: Iterable[str] = (),
        ignore_noqa: bool = False,
        **overrides: Any,
    ) -> None:
        self._ignore_noqa = ignore_noqa
        self._layers = [*_config_layers(each for each in config if "=" in each)]
        given = {spelled(name): _plain(v) for name, v in overrides.items() if v is not None}
        if given:
            cwd = Path.cwd()
            self._layers.append(read_values(given, cwd, "options", lambda name: f"--{name}"))
        files = [each for each in config if "=" not in each]
        if isolated and files:
            raise SettingsError("--config: a settings file is not read with --isolated")
        if len(files) > 1:
            raise SettingsError("--config: only one settings file can hold for all files")
        if files:
            fixed = read_named(Path(os.path.abspath(files[0])), Path.cwd())
        self._fixed = self._override(fixed) if fixed is not None else None
        self._default = self._override(Settings())
        if isolated:
            self._fixed = self._default
        self._known: dict[str, Settings] = {}

    def for_file(self, path: Path) -> Settings:
        """The settings of the nearest settings file at or above the file's folder."""
        return self.for_folder(os.path.dirname(os.path.abspath(path)))

    def for_folder(self, folder: str) -> Settings:
        """The settings of an absolute folder."""
        if self._fixed is not None:
            return self._fixed
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

    def met(self) -> list[Settings]:
        """The settings of all folders asked for so far, each once."""
        found = [self._fixed] if self._fixed is not None else [*self._known.values()]
        return list({id(each): each for each in found}.values())

    def warnings(self, rules: Callable[[], Iterable[Selectable]]) -> list[str]:
        """Return what the settings that were asked for so far say in vain.

        Parameters
        ----------
        rules
            Gives all rules; asked only where single ones are selected.
        """
        found: dict[str, None] = {}
        for settings in self.met():
            layer = None if settings.preview else settings
            while layer is not None:
                asked = (*(layer.select or ()), *layer.extend_select)
                single = [each for each in asked if each not in (ALL, PREFIX)]
                for each in without_effect(single, rules()) if single else ():
                    found[f"selecting `{each}` has no effect without `preview`"] = None
                layer = layer.below
        return list(found)

    def _read(self, folder: str) -> Settings | None:
        """The settings that stand in this very folder."""
        for name, keys_to_table in FILES:
            settings = read_file(Path(folder, name), keys_to_table)
            if settings is not None:
                return self._override(settings)
        return None

    def _override(self, settings: Settings) -> Settings:
        for values in self._layers:
            # A target of the command line is told from one in a file: a message names it.
            settings = layered(
                settings,
                values,
                target_by_flag=settings.target_by_flag or "target_numpyro" in values,
                jax_target_by_flag=settings.jax_target_by_flag or "target_jax" in values,
            )
        return replace(settings, ignore_noqa=True) if self._ignore_noqa else settings


def _config_layers(texts: Iterable[str]) -> Iterable[Values]:
    for text in texts:
        try:
            table = parse_toml(text)
        except ValueError as error:
            raise SettingsError(
                f"--config: `{text}` is neither a settings file nor KEY=VALUE in TOML: {error}"
            ) from error
        yield read_values(table, Path.cwd(), "--config", lambda name: f"--config: {name}")


def _plain(value: Any) -> Any:
    """A value as TOML would give it."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    return dict(value) if isinstance(value, Mapping) else value
