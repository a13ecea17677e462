"""``nplint clean``: remove what was kept from run to run."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from nplint.cache.store import clean as remove
from nplint.cli.help import SETTINGS
from nplint.cli.output import CLEAN, FAILED, complain
from nplint.settings import SettingsTable
from nplint.settings.declaration import CACHE_FOLDER


@click.command(context_settings=SETTINGS)
@click.option("--cache-dir", metavar="CACHE_DIR", help="Path to the cache directory.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing.")
def clean(cache_dir: str | None, quiet: bool) -> None:
    """Clear any caches in the current directory and any subdirectories."""
    cwd = os.getcwd()
    named = os.path.realpath(cache_dir) if cache_dir is not None else None
    folders = {SettingsTable(cache_dir=named).for_folder(cwd).cache_folder}
    for folder, below, _ in os.walk(cwd):
        if CACHE_FOLDER in below:
            below.remove(CACHE_FOLDER)
            folders.add(Path(folder, CACHE_FOLDER))
    code = CLEAN
    for each in sorted(folders):
        try:
            if remove(each) and not quiet:
                click.echo(f"Removed the cache in {each}.")
        except OSError as error:
            complain(f"{each}: {error.strerror or error}")
            code = FAILED
    sys.exit(code)
