"""Part the files of a run into groups that imports connect.

What is found in a file depends on the files it is connected with and on no others, so that each
part is checked by itself: what has the same name in another program is no part of it, and after a
change the parts that it does not touch are as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from nplint.project.resolver import ImportResolver


def components(
    paths: Sequence[Path],
    imports: Callable[[Path], Iterable[str]],
    resolver: ImportResolver,
) -> list[tuple[Path, ...]]:
    """Part the files so that no import leads from one part to another, each part in order.

    Two files that import a third are connected also where that is none of ``paths``.

    Parameters
    ----------
    paths
        The files to part.
    imports
        The dotted names that a file's import statements may load.
    resolver
        Finds the files that they mean.
    """
    leader: dict[Path, Path] = {path: path for path in paths}
    waiting = list(paths)
    while waiting:
        path = waiting.pop()
        for dotted in imports(path):
            # `import a.b` loads `a`, too, and binds its name.
            for name in {dotted, dotted.partition(".")[0] or dotted}:
                found = resolver.find(path, name)
                if found is None:
                    continue
                if found not in leader:
                    leader[found] = found
                    waiting.append(found)
                leader[_of(found, leader)] = _of(path, leader)
    parts: dict[Path, list[Path]] = {}
    for path in sorted(paths):
        parts.setdefault(_of(path, leader), []).append(path)
    return [tuple(part) for part in parts.values()]


def _of(path: Path, leader: dict[Path, Path]) -> Path:
    while leader[path] != path:
        leader[path] = leader[leader[path]]
        path = leader[path]
    return path
