"""Whoever checks code of others has it read, and nothing else happens."""

from __future__ import annotations

import ast
import json
import os
import stat
from pathlib import Path

import pytest

import nplint
from nplint.cache.store import Store
from tests.command import BAD_MODEL
from tests.command import nplint as run
from tests.helpers.notebooks import document, written

ROOT = Path(__file__).parents[2]
PACKAGE = Path(nplint.__file__).parent
# Shows itself as soon as anything runs it, wherever it stands.
BETRAYAL = "open({mark!r}, 'a').write(__name__ + ' ran\\n')\n"


def betraying(mark: Path) -> str:
    return BETRAYAL.format(mark=str(mark))


@pytest.fixture
def hostile(tmp_path: Path) -> tuple[Path, Path]:
    """A project in which everything that is ever run by some tool would leave a mark."""
    folder, mark = tmp_path / "project", tmp_path / "mark"
    folder.mkdir()
    evil = betraying(mark)
    modules = ("sitecustomize", "usercustomize", "conftest", "setup", "numpyro", "jax", "libcst")
    modules += ("click", "pathspec", "packaging", "tomllib", "tomli", "json", "re", "nplint")
    modules += ("nplint_plugin", "encodings_evil", "typing", "numpy")
    for name in modules:
        (folder / f"{name}.py").write_text(f"import numpyro\n{evil}")
    for name in ("__init__.py", "__main__.py", "noxfile.py", "tasks.py"):
        (folder / name).write_text(f"import numpyro\n{evil}")
    (folder / "evil.pth").write_text(f"import os; {evil}")
    (folder / "model.py").write_text(BAD_MODEL + f"import numpyro.evil\nimport setup\n{evil}")
    (folder / "coded.py").write_text(f"# -*- coding: encodings_evil -*-\nimport numpyro\n{evil}")
    (folder / "star.py").write_text(
        f"import numpyro\nfrom setup import *\n@(lambda f: f)\n{evil}"[:-1]
    )
    cells = ("%run setup.py", f"!echo ran >> {mark}", "%load_ext nplint_plugin", BAD_MODEL + evil)
    (folder / "model.ipynb").write_bytes(written(document(*cells)))
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["evil"]\nbuild-backend = "setup"\nbackend-path = ["."]\n'
        '[project]\nname = "evil"\ndynamic = ["dependencies"]\ndependencies = ["numpyro"]\n'
        "[tool.nplint]\n"
    )
    (folder / "setup.cfg").write_text("[options]\ninstall_requires = attr: setup.REQUIRES\n")
    (folder / "requirements.txt").write_text("-e .\nnumpyro @ file:.\n-r setup.py\n")
    return folder, mark


def test_what_is_checked_and_repaired_is_not_run(hostile: tuple[Path, Path]) -> None:
    folder, mark = hostile
    # As installed: Python itself would import from the working directory with `-m`.
    for arguments in (("check",), ("fix",), ("check", "--add-noqa"), ("fix", "--write")):
        done = run(*arguments, "--unsafe-fixes", cwd=folder.parent, PYTHONSAFEPATH="1", folder="")
        assert "Traceback" not in done.stderr
        done = run(*arguments, "--unsafe-fixes", str(folder), cwd=folder.parent, PYTHONSAFEPATH="1")
        assert done.returncode in (0, 1), done.stderr
        assert "Traceback" not in done.stderr
    assert not mark.exists(), mark.read_text()
    # The trap would have shut.
    for name in ("setup", "conftest"):
        exec(compile((folder / f"{name}.py").read_text().partition("\n")[2], name, "exec"))
    assert mark.exists()


_ROOMS = ("report", "rules", "cli")


def test_nothing_in_the_package_could_run_what_it_reads() -> None:
    """No ``eval``, no imports by computed names but nplint's own, no shell, no unsafe formats."""
    calls = {"eval", "exec", "__import__", "execfile"}
    imports = {"importlib", "runpy", "subprocess", "pickle", "marshal", "shelve", "ctypes", "yaml"}
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        name = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id in calls:
                    found.setdefault(node.func.id, set()).add(name)
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                module = getattr(node, "module", None)
                for each in [module] if module else [alias.name for alias in node.names]:
                    if each.partition(".")[0] in imports:
                        found.setdefault(each, set()).add(name)
    # Modules of its own by the names of its own files; where libcst and its version are.
    own = {"__init__.py", "components.py", *(f"{each}/__init__.py" for each in _ROOMS)}
    assert found.pop("importlib") <= own
    assert found.pop("importlib.util", set()) <= {"cache/identity.py", "facts/parser.py"}
    assert found.pop("importlib.resources", set()) <= {"numpyro_api/data.py"}
    # What a child answers through a pipe that it inherited, and no one else can write to.
    assert found.pop("pickle") == {"system/elsewhere.py", "system/workers.py"}
    # Python itself, for what a library may not do in a process that is not its own.
    assert found.pop("subprocess") == {"system/elsewhere.py"}
    assert not found


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


@pytest.mark.parametrize(
    "line",
    [
        'cache-dir = "{outside}"',
        'cache-dir = "../outside"',
        'cache-dir = "sub/../../outside"',
        'cache-dir = "$OUTSIDE"',
        'cache-dir = "link"',
        'cache-dir = "link/deeper"',
        'extend = "../outside/nplint.toml"',
        'extend = "extended.toml"',
        'src = ["{outside}"]',
        'include = ["{outside}/*.py"]',
        'exclude = ["!{outside}"]',
        'output-format = "{outside}/report"',
        'output-file = "{outside}/report"',
        'baseline = "{outside}/baseline"',
        'write-baseline = "{outside}/baseline"',
        'per-file-ignores = {{"{outside}" = ["ALL"]}}',
    ],
)
def test_no_setting_makes_it_write_elsewhere(tmp_path: Path, line: str) -> None:
    folder, outside = tmp_path / "project", tmp_path / "outside"
    folder.mkdir(), outside.mkdir()
    (folder / "m.py").write_text(BAD_MODEL)
    (folder / "link").symlink_to(outside)
    (folder / "extended.toml").write_text(f'cache-dir = "{outside}"\n')
    (folder / "nplint.toml").write_text(line.format(outside=outside) + "\n")
    (outside / "m.py").write_text(BAD_MODEL)
    (outside / "nplint.toml").write_text('cache-dir = "cache"\n')
    before = snapshot(outside)
    for arguments in (("check",), ("fix", "--write"), ("check", "--add-noqa"), ("clean",)):
        done = run(*arguments, cwd=folder, OUTSIDE=str(outside))
        assert "Traceback" not in done.stderr
    assert snapshot(outside) == before
    assert sorted(tmp_path.iterdir()) == [outside, folder]


def test_a_cache_of_the_whole_repository_may_be_named(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub").mkdir()
    (tmp_path / "base.toml").write_text('cache-dir = "kept"\n')
    (tmp_path / "sub/nplint.toml").write_text('extend = "../base.toml"\n')
    (tmp_path / "sub/m.py").write_text(BAD_MODEL)
    assert run("check", cwd=tmp_path / "sub").returncode == 1
    assert any(each.suffix == ".findings" for each in (tmp_path / "kept").iterdir())


def test_a_cache_that_is_a_link_is_neither_written_nor_cleaned(tmp_path: Path) -> None:
    folder, outside = tmp_path / "project", tmp_path / "outside"
    folder.mkdir(), outside.mkdir()
    (outside / ".gitignore").write_text("*.module\n")
    (outside / "mine.module").write_text("mine")
    (folder / "m.py").write_text(BAD_MODEL)
    (folder / ".nplint_cache").symlink_to(outside)
    before = snapshot(outside)
    done = run("check", "--verbose", cwd=folder)
    assert done.returncode == 1
    assert "is a link" in done.stderr
    run("clean", cwd=folder)
    assert snapshot(outside) == before
    # Who names a link means what it leads to.
    run("check", "--cache-dir", ".nplint_cache", cwd=folder)
    assert snapshot(outside) != before


def test_a_planted_link_in_the_cache_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    folder = tmp_path / ".nplint_cache"
    folder.mkdir()
    (folder / f"writing-{os.getpid()}-name.module").symlink_to(victim)
    store = Store(folder)
    store.write("name.module", b"data")
    assert victim.read_text() == "mine"
    assert not (folder / "name.module").exists() or not (folder / "name.module").is_symlink()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root to chown")
def test_entries_of_another_user_are_not_believed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write("name.findings", b"data")
    assert Store(tmp_path).read("name.findings") == b"data"
    os.chown(tmp_path / "name.findings", 12345, 12345)
    assert Store(tmp_path).read("name.findings") is None


def test_links_out_of_the_tree_are_read_and_not_written(tmp_path: Path) -> None:
    folder, outside = tmp_path / "project", tmp_path / "outside"
    folder.mkdir(), outside.mkdir()
    (outside / "theirs.py").write_text(BAD_MODEL)
    (folder / "linked.py").symlink_to("../outside/theirs.py")
    (folder / "inside.py").write_text(BAD_MODEL)
    (folder / "again.py").symlink_to("inside.py")
    done = run("check", "--output-format=concise", cwd=folder)
    assert [line.split(":")[0] for line in done.stdout.splitlines()[:2]] == [
        "inside.py",
        "linked.py",
    ]
    done = run("fix", "--write", cwd=folder)
    assert "linked.py: not changed: it is outside of the given paths" in done.stderr
    assert (outside / "theirs.py").read_text() == BAD_MODEL
    assert (folder / "inside.py").read_text() != BAD_MODEL
    # A file that is named is meant, and stays a link.
    run("fix", "--write", "linked.py", cwd=folder)
    assert (outside / "theirs.py").read_text() != BAD_MODEL
    assert (folder / "linked.py").is_symlink()


DEEP = 100_000


def notebook(*cells: str) -> str:
    return json.dumps(document(*cells))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[tool.nplint]\nselect = " + "[" * DEEP),
        ("nplint.toml", "select = " + "{a = " * DEEP),
        ("pyproject.toml", "[project]\ndependencies = ['numpyro', " + "[" * DEEP),
        ("uv.lock", '[[package]]\nname = "numpyro"\nversion = ' + "[" * DEEP),
        ("poetry.lock", '[[package]]\nname = "numpyro"\nversion = ' + "{a=" * DEEP),
        ("requirements.txt", "numpyro" + "[" * DEEP + "\nnumpyro" + "(" * DEEP + ">=0.15\n"),
        ("environment.yml", "- " * DEEP + "numpyro\n- numpyro" + "|" * DEEP + "\n"),
        (".gitignore", "[" * DEEP + "\n" + "**/" * 50 + "\n" + "!" * DEEP + "\n"),
        ("deep.ipynb", '{"numpyro": ' + "[" * DEEP * 10),
        ("deep.ipynb", '{"cells": [{"numpyro": ' + '{"a": ' * DEEP),
        ("deep.ipynb", '{"cells": [{"cell_type": "code", "source": ' + "[" * DEEP),
        ("deep.py", "import numpyro\nx = " + "{1: (" * DEEP),
        ("deep.py", "import numpyro\n" + "class A:\n".join(" " * i for i in range(300)) + "pass\n"),
        ("deep.py", "import numpyro\nmatch x:\n case " + "[" * DEEP),
        ("deep.py", "import numpyro\ntype X = " + "list[" * DEEP),
        ("deep.py", "import numpyro\nx = f'" + "{f'" * DEEP),
    ],
    ids=lambda value: value[:30] if len(value) < 60 else "",
)
def test_nothing_that_is_nested_overflows_the_stack(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "m.py").write_text(BAD_MODEL)
    (tmp_path / name).write_text(text)
    done = run("check", "--output-format=concise", cwd=tmp_path)
    assert "Traceback" not in done.stderr and "mistake" not in done.stderr, done.stderr[-2000:]
    if done.returncode == 2:
        assert f"{name}: not valid TOML: it is nested too deeply" in done.stderr
    else:
        assert done.returncode == 1, done.stderr[-2000:]
        assert "m.py:6:9: NPL001" in done.stdout


def test_a_deep_baseline_is_none(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(BAD_MODEL)
    (tmp_path / "b.json").write_text("[" * 1_000_000)
    done = run("check", "--baseline", "b.json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "nplint: b.json: not a baseline of nplint's\n")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", "from numpyro import (\n" * 50_000),
        ("a.py", "import numpyro\n" + '\\"""\n' * 100_000),
        ("a.py", "import numpyro\nx = '''" + "\\\r\n" * 50_000),
        ("a.py", "import numpyro  # noqa\nx = '''" + "\\\r\n" * 50_000),
        ("a.py", "import numpyro # noqa: NPL1\n" + "# nplint: ignore[" * 20_000),
        ("a.py", "import numpyro\n" + " " * 200_000 + "\n" + "#" * 200_000),
        ("a.ipynb", notebook("import numpyro\n" + "\r\n" * 20_000 + "x?", "\r\n# a" * 5_000)),
        ("a.ipynb", notebook("# numpyro\r\n" * 100 + "import numpyro\n?", "%time -n " * 9_000)),
        ("uv.lock", '[[package]]\nname = "a"\n' + "\n" * 200_000 + "numpyro"),
        ("pyproject.toml", f'[tool.poetry.dependencies]\nnumpyro = "{" " * 200_000}x"\n'),
    ],
    ids=lambda value: value[:12] if len(value) < 60 else "",
)  # fmt: skip
def test_no_text_takes_for_ever(tmp_path: Path, name: str, text: str) -> None:
    """The command ends in its time limit; what is tried in two ways would not."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "m.py").write_text(BAD_MODEL)
    (tmp_path / name).write_bytes(text.encode())
    done = run("check", "--output-format=concise", "-q", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "m.py:6:9: NPL001" in done.stdout


@pytest.mark.parametrize(
    "name", [".gitignore", "pyproject.toml", "nplint.toml", "requirements.txt", "uv.lock", "m2.py"]
)
@pytest.mark.parametrize("kind", ["pipe", "device", "link to a device", "folder"])
def test_what_is_no_regular_file_is_not_read(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / "m.py").write_text(BAD_MODEL)
    path = tmp_path / name
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "device":
        try:
            os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 5))
        except PermissionError:
            path.symlink_to("/dev/zero")
    else:
        path.symlink_to("/dev/zero")
    done = run("check", "--output-format=concise", cwd=tmp_path)
    assert "Traceback" not in done.stderr
    if done.returncode == 2:  # said, and at once
        assert "not a regular file" in done.stderr and name in ("pyproject.toml", "nplint.toml")
    else:
        assert "m.py:6:9: NPL001" in done.stdout
