"""The file that a dotted name means."""

from __future__ import annotations

from pathlib import Path

import pytest

from nplint.project.resolver import ImportResolver

FILES = [
    "/p/app/__init__.py", "/p/app/main.py", "/p/app/other.py", "/p/app/sub/__init__.py",
    "/p/app/sub/deep.py", "/p/tools.py", "/p/src/lib/__init__.py", "/p/src/lib/part.py",
    "/p/scripts/run.py", "/p/scripts/tools.py", "/q/far.py", "/p/jax/numpy.py",
    "/p/numpyro/infer.py", "/p/flax.py",
]  # fmt: skip


@pytest.mark.parametrize(
    "importer, dotted, expected",
    [
        ("/p/app/main.py", ".other", "/p/app/other.py"),
        ("/p/app/main.py", ".", "/p/app/__init__.py"),
        ("/p/app/main.py", ".sub", "/p/app/sub/__init__.py"),
        ("/p/app/main.py", ".sub.deep", "/p/app/sub/deep.py"),
        ("/p/app/sub/deep.py", "..other", "/p/app/other.py"),
        ("/p/app/sub/deep.py", "..", "/p/app/__init__.py"),
        ("/p/app/sub/deep.py", ".", "/p/app/sub/__init__.py"),
        ("/p/app/sub/deep.py", "...tools", "/p/tools.py"),
        ("/p/app/sub/deep.py", "app.other", "/p/app/other.py"),
        ("/p/app/sub/deep.py", "tools", "/p/tools.py"),
        ("/p/app/main.py", "other", "/p/app/other.py"),
        ("/p/app/main.py", "app", "/p/app/__init__.py"),
        ("/p/app/main.py", "app.sub.deep", "/p/app/sub/deep.py"),
        ("/p/scripts/run.py", "tools", "/p/scripts/tools.py"),
        ("/p/scripts/run.py", "lib.part", "/p/src/lib/part.py"),
        ("/p/scripts/run.py", "lib", "/p/src/lib/__init__.py"),
        ("/p/app/main.py", "far", "/q/far.py"),
        ("/p/app/main.py", ".main", None),
        ("/p/app/main.py", ".missing", None),
        ("/p/app/main.py", "missing", None),
        ("/p/app/main.py", "app.missing", None),
        ("/p/tools.py", "numpyro", None),
        ("/p/tools.py", "numpyro.infer", None),
        ("/p/tools.py", "flax", None),
        ("/p/tools.py", "jax.numpy", None),
        ("/p/app/__init__.py", ".", "/p/app/__init__.py"),
    ],
)
def test_the_file_of_a_name(importer: str, dotted: str, expected: str | None) -> None:
    resolver = ImportResolver(map(Path, FILES), [Path("/q")])
    found = resolver.find(Path(importer), dotted)
    assert found == (Path(expected) if expected is not None else None)
