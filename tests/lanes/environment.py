"""A lane is a NumPyro release in its own environment, made on first use and kept."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
LANES_FILE = ROOT / "tools" / "lanes.toml"
_WINDOWS = os.name == "nt"


class NoLane(Exception):
    """This machine cannot make the lane; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A NumPyro release with everything that is pinned beside it.

    Parameters
    ----------
    release
        The NumPyro release.
    python
        The Python versions that all pins have wheels for, the preferred one first.
    pins
        Exact requirements.
    proof
        Whether the fixtures are executed on it.
    beside
        Exact requirements of libraries that few programs need: those whose headers say so.
    """

    release: str
    python: tuple[str, ...]
    pins: tuple[str, ...]
    proof: bool = False
    beside: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where its environment is kept: other requirements, other folder."""
        home = Path(os.environ.get("NPLINT_LANES") or ROOT / ".lanes")
        key = hashlib.sha256("\n".join(self.pins + self.beside).encode()).hexdigest()[:8]
        return home.absolute() / f"numpyro-{self.release}-{key}"


def lanes() -> tuple[Lane, ...]:
    """All lanes of ``tools/lanes.toml``, oldest release first."""
    data = tomllib.loads(LANES_FILE.read_text(encoding="utf-8"))
    return tuple(
        Lane(
            row["release"],
            tuple(row["python"]),
            tuple(row["pins"]),
            row.get("proof", False),
            tuple(row.get("beside", ())),
        )
        for row in data["lane"]
    )


def lane(release: str) -> Lane:
    """The lane of one release.

    Raises
    ------
    NoLane
        No such release is pinned.
    """
    for candidate in lanes():
        if candidate.release == release:
            return candidate
    raise NoLane(f"{LANES_FILE.name} has no release {release}")


_making = threading.Lock()
_not_made: dict[Lane, str] = {}


def interpreter(of: Lane) -> Path:
    """The Python of a lane's environment; the environment is made if it is not there yet.

    What cannot be made is tried once in a process: it may take minutes to fail.

    Raises
    ------
    NoLane
        No suitable interpreter is found, or the pins do not install.
    """
    with _making:
        if of in _not_made:
            raise NoLane(_not_made[of])
        try:
            return _made(of)
        except NoLane as error:
            _not_made[of] = str(error)
            raise


def _made(of: Lane) -> Path:
    if not _python_in(of.folder).exists():
        of.folder.parent.mkdir(parents=True, exist_ok=True)
        # Made beside its place and moved there when it is whole: whoever finds it can use it,
        # and two sessions that make it at the same time do not meet.
        unfinished = of.folder.with_name(f"{of.folder.name}.{os.getpid()}")
        try:
            _make(of, unfinished)
            with contextlib.suppress(OSError):  # the other session was first
                unfinished.rename(of.folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return _python_in(of.folder)


def _make(of: Lane, folder: Path) -> None:
    base = _suitable_python(of)
    python = str(_python_in(folder))
    if _has_uv():
        _run([sys.executable, "-m", "uv", "venv", "-q", "--python", base, str(folder)])
        install = [sys.executable, "-m", "uv", "pip", "install", "-q", "--python", python]
    else:
        _run([base, "-m", "venv", str(folder)])
        install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    # Together, so that nothing beside the pins moves them: what does not go with them fails.
    _run([*install, *of.pins, *of.beside])


def _python_in(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if _WINDOWS else "bin/python")


def _has_uv() -> bool:
    return _output([sys.executable, "-m", "uv", "--version"]) is not None


def _suitable_python(of: Lane) -> str:
    for wanted in of.python:
        for candidate in _candidates(wanted):
            if _version(candidate) == wanted:
                return candidate
    # The last resort may download; many machines do not allow it.
    for wanted in of.python if _has_uv() else ():
        if _output([sys.executable, "-m", "uv", "python", "install", "-q", wanted]) is not None:
            found = _output([sys.executable, "-m", "uv", "python", "find", wanted])
            if found:
                return found
    raise NoLane(
        f"NumPyro {of.release} ({', '.join(of.pins[1:3])}) runs on Python "
        f"{', '.join(sorted(of.python, key=_key))}; this machine has none of them"
    )


def _candidates(wanted: str) -> Iterator[str]:
    if _key(wanted) == sys.version_info[:2]:
        yield sys.executable
    on_path = shutil.which(f"python{wanted}")
    if on_path:
        yield on_path
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    if pyenv.is_dir():
        for version in sorted(pyenv.glob(f"{wanted}.*"), reverse=True):
            yield str(_python_in(version))
    found = _output([sys.executable, "-m", "uv", "python", "find", "--no-python-downloads", wanted])
    if found:
        yield found


def _version(python: str) -> str | None:
    # Asking the candidate: a pyenv shim is on the PATH and fails for versions not activated.
    code = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    return _output([python, "-c", code])


def _key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _output(command: list[str]) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NoLane(f"`{' '.join(command)}` failed:\n{done.stderr.strip()[-2000:]}")
