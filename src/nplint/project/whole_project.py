"""The project around a run: a run may see all files that have a part in it, or not."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nplint.project.files import discover
from nplint.project.relevance import imported_names, importers, mentions_numpyro, project_of
from nplint.settings import SettingsError, SettingsTable
from nplint.source import is_notebook
from nplint.system.safe_read import read_regular


@dataclass(slots=True)
class Surroundings:
    """The files around those of a run.

    Parameters
    ----------
    files
        The files of the run.
    settings
        What is a file of the project is what a run over all of it would take.
    """

    files: Collection[Path]
    settings: SettingsTable
    _known: dict[str, bool] = field(default_factory=dict)

    def are_seen(self, path: Path) -> bool:
        """Tell whether no file outside of the run imports, or is imported by, the file's project.

        Only then can it be said of a comment that it hides nothing.
        """
        root = project_of(path)
        if root not in self._known:
            self._known[root] = self._seen(root)
        return self._known[root]

    def _seen(self, root: str) -> bool:
        try:
            everything = discover([Path(root)], self.settings).files
        except SettingsError:
            return False  # in a part of the project that the run does not look at
        run = set(self.files)
        outside = [each for each in everything if each not in run]
        if not outside:
            return True
        inside = [each for each in everything if each in run]
        mentioning = [each for each in outside if mentions_numpyro(_bytes(each) or b"")]
        importing = importers(everything, inside, _imports)
        imported_by = importers(everything, mentioning, _imports)
        return not any(each not in run for each in importing) and not any(
            each in run for each in imported_by
        )


def _imports(path: Path) -> Iterator[str]:
    return imported_names(_bytes(path) or b"", is_notebook(path))


def _bytes(path: Path) -> bytes | None:
    try:
        return read_regular(path)
    except OSError:
        return None
