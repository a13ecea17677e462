"""Runs inside a lane: executes one program after another, each as if it were alone.

A request is a line of JSON on standard input, an outcome a line of JSON on what was standard
output when the worker started. The programs themselves see neither.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import runpy
import sys
import time
import types
import warnings
from pathlib import Path
from typing import Any

import jax
import numpyro
from numpyro import primitives

_VALIDATION = numpyro.distributions.Distribution._validate_args
_NOISE = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)


def run(path: Path, arguments: list[str]) -> dict[str, Any]:
    """Execute a program as ``__main__`` and say what happened."""
    folder = str(path.parent)
    environment, search_path, modules = dict(os.environ), list(sys.path), set(sys.modules)
    sys.argv = [str(path), *arguments]
    sys.path.insert(0, folder)
    out: dict[str, Any] = {"outcome": "ok", "exception": [], "text": ""}
    printed = io.StringIO()
    started = time.perf_counter()
    with (
        warnings.catch_warnings(record=True) as caught,
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
    ):
        warnings.simplefilter("always")
        try:
            _run(path)
        except SystemExit as error:
            if error.code not in (None, 0):
                out = _raised(error)
        except BaseException as error:  # a program may raise anything, and that is the outcome
            out = _raised(error)
    out["warnings"] = _told(caught, folder)
    out["stdout"] = printed.getvalue()
    out["seconds"] = round(time.perf_counter() - started, 2)
    sys.path[:] = search_path
    os.environ.clear()
    os.environ.update(environment)
    _forget(folder, modules)
    return out


def _run(path: Path) -> None:
    if path.suffix != ".ipynb":
        runpy.run_path(str(path), run_name="__main__")
        return
    # As a kernel does: each cell by itself, all in one namespace. Magics are left out.
    main = types.ModuleType("__main__")
    for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"], 1):
        lines = "".join(cell["source"]).splitlines(keepends=True)
        if cell["cell_type"] == "code" and lines[:1] != ["%%bash\n"]:
            code = "".join("\n" if line[0] in "%!" else line for line in lines)
            exec(compile(code, f"{path}:cell {number}", "exec"), main.__dict__)


def _raised(error: BaseException) -> dict[str, Any]:
    names = [f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__[:-2]]
    return {"outcome": "raised", "exception": names, "text": str(error)[:2000]}


def _told(caught: list[warnings.WarningMessage], folder: str) -> list[str]:
    told = (
        f"{warning.category.__name__}: {warning.message}"
        for warning in caught
        if not issubclass(warning.category, _NOISE) or warning.filename.startswith(folder)
    )
    return list(dict.fromkeys(told))


def _forget(folder: str, modules: set[str]) -> None:
    """Undo what a program leaves behind in the process."""
    for name in set(sys.modules) - modules:
        if (getattr(sys.modules[name], "__file__", None) or "").startswith(folder + os.sep):
            del sys.modules[name]
    sys.path_importer_cache.pop(folder, None)
    primitives._PYRO_STACK.clear()
    numpyro.enable_validation(_VALIDATION)
    jax.config.update("jax_enable_x64", False)
    jax.clear_caches()
    gc.collect()


def _memory() -> int:
    """Resident megabytes; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def main() -> None:
    """Answer requests until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.dont_write_bytecode = True
    devices = len(jax.devices())
    print(json.dumps({"ready": numpyro.__version__, "devices": devices}), file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        outcome = run(Path(request["path"]), request.get("arguments", []))
        print(json.dumps({**outcome, "memory": _memory()}), file=answers, flush=True)


if __name__ == "__main__":
    main()
