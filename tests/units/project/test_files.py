"""Which files are looked at, and in what order."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from nplint.project.files import discover
from nplint.settings import SettingsTable


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n")


def found(root: Path, *paths: Path, force_exclude: bool = False) -> list[str]:
    discovered = discover(paths or (root,), SettingsTable(), force_exclude=force_exclude)
    assert discovered.errors == []
    return [path.relative_to(root).as_posix() for path in discovered.files]


def test_python_files_in_order_each_once(tmp_path: Path) -> None:
    make(tmp_path, "b.py", "a/z.pyi", "a/c.txt", "a.py", "a/nb.ipynb")
    assert found(tmp_path) == ["a.py", "a/nb.ipynb", "a/z.pyi", "b.py"]
    assert found(tmp_path, tmp_path / "a", tmp_path, tmp_path / "b.py") == [
        "a.py",
        "a/nb.ipynb",
        "a/z.pyi",
        "b.py",
    ]


def test_paths_are_absolute_whatever_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a/b.py")
    monkeypatch.chdir(tmp_path / "a")
    assert discover([Path(".."), Path()], SettingsTable()).files == [tmp_path / "a/b.py"]


@pytest.mark.parametrize("name", [".git", ".venv", "node_modules", "build", "site-packages"])
def test_usual_folders_are_left_out_unless_named(tmp_path: Path, name: str) -> None:
    make(tmp_path, f"deep/{name}/x.py", "deep/y.py")
    assert found(tmp_path) == ["deep/y.py"]
    assert found(tmp_path, tmp_path / "deep" / name) == [f"deep/{name}/x.py"]


def test_excluded_by_settings_of_the_nearest_file(tmp_path: Path) -> None:
    make(tmp_path, "old/a.py", "new/old/b.py", "gen_x.py", "src/gen/c.py", "src/d.py", "new/e.py")
    (tmp_path / "nplint.toml").write_text('exclude = ["gen_*.py", "src/gen", "./old/"]')
    (tmp_path / "new/nplint.toml").write_text("")
    assert found(tmp_path) == ["new/e.py", "new/old/b.py", "src/d.py"]


def test_named_files_are_taken_unless_exclusion_is_forced(tmp_path: Path) -> None:
    make(tmp_path, "old/a.py", "build/b.py", "c.py", "d.py", "script")
    (tmp_path / "nplint.toml").write_text('extend-exclude = ["old"]')
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("d.py\n")
    named = [tmp_path / name for name in ("old/a.py", "build/b.py", "c.py", "d.py", "script")]
    assert found(tmp_path, *named) == ["build/b.py", "c.py", "d.py", "old/a.py", "script"]
    assert found(tmp_path, *named, force_exclude=True) == ["c.py", "script"]


def test_gitignore_agrees_with_git(tmp_path: Path) -> None:
    """The files are exactly those that git itself would take in."""
    make(
        tmp_path,
        *("keep.py", "a.py", "sub/a.py", "sub/keep/x.py", "sub/out/x.py", "sub/out/y.py"),
        *("data/x.py", "data/model.py", "deep/data/x.py", "logs/x.py", "logs/deep/y.py"),
        *("star/one.py", "star/two.py", "sub/only/here.py", "only/here.py", "sp ace.py", "ü.py"),
        *("local/sub/z.py", "local/sub/keep.py", "w/x/y/z.py", "w/x/z.py", "!odd.py", "#odd.py"),
    )
    (tmp_path / ".gitignore").write_text(
        "# a comment\n\n/a.py\nout/\n!sub/out/y.py\ndata/**\n!data/model.py\nlogs\n"
        "star/*\n!star/two.py\nsp ace.py   \nw/**/z.py\n\\!odd.py\n\\#odd.py\nü.py\n"
    )
    (tmp_path / "sub/.gitignore").write_text("/only\n!a.py\n")
    (tmp_path / "local").joinpath(".gitignore").write_text("*\n!sub/\n!keep.py\n")
    git = ["git", "-C", str(tmp_path), "-c", "core.excludesFile=/dev/null"]
    subprocess.run([*git, "init", "-q"], check=True)
    listed = subprocess.run(
        [*git, "ls-files", "-z", "--others", "--exclude-standard", "*.py"],
        check=True,
        capture_output=True,
    )
    expected = sorted(listed.stdout.decode().split("\0")[:-1])
    assert len(expected) == 8
    assert sorted(found(tmp_path)) == expected
    below = [name for name in expected if name.startswith("sub/")]
    assert sorted(found(tmp_path, tmp_path / "sub")) == below


ATOMS = ["a", "b", "c.d", "*", "**", "a.py", "*.py", "[ab]", "?", "?.py", "c*", "[!a].py"]
LINES = st.lists(
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["", "!"]),
        st.sampled_from(["", "/"]),
        st.lists(st.sampled_from(ATOMS), min_size=1, max_size=3).map("/".join),
        st.sampled_from(["", "/"]),
    ),
    max_size=4,
)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("repository")
    folders = ["", *(f"{x}/" for x in ("a", "b", "c.d"))]
    make(root, *(f"{x}{y}{name}" for x in folders for y in folders for name in ("a.py", "b.py")))
    subprocess.run(["git", "-C", str(root), "init", "-q"], check=True)
    return root


@given(lines=st.tuples(LINES, LINES))
@hypothesis_settings(max_examples=60, deadline=None)
def test_any_gitignore_agrees_with_git(
    repository: Path, lines: tuple[list[str], list[str]]
) -> None:
    for folder, each in zip(("", "a"), lines, strict=True):
        (repository / folder / ".gitignore").write_text("\n".join(each) + "\n")
    command = ["git", "-c", "core.excludesFile=/dev/null", "ls-files", "-z", "--others"]
    listed = subprocess.run(
        [*command, "--exclude-standard", "*.py"], cwd=repository, check=True, capture_output=True
    )
    assert sorted(found(repository)) == sorted(listed.stdout.decode().split("\0")[:-1])


def test_a_pattern_that_is_none_does_not_spoil_the_others(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "b.py")
    (tmp_path / ".gitignore").write_bytes(b"!\n\xff\n//\n/a.py\n")
    assert found(tmp_path) == ["b.py"]


def test_who_names_an_ignored_folder_sees_it(tmp_path: Path) -> None:
    make(tmp_path, "out/a.py")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("out/\n")
    assert found(tmp_path) == []
    assert found(tmp_path, tmp_path / "out") == ["out/a.py"]


def test_loops_of_links_end(tmp_path: Path) -> None:
    make(tmp_path, "pkg/a.py")
    (tmp_path / "pkg/again").symlink_to(tmp_path)
    (tmp_path / "pkg/self").symlink_to("self")
    (tmp_path / "0first").symlink_to(tmp_path / "pkg")
    (tmp_path / "0first.py").symlink_to(tmp_path / "pkg/a.py")
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere.py")
    assert found(tmp_path) == ["pkg/a.py"]


def test_what_only_a_link_leads_to_is_taken(tmp_path: Path) -> None:
    make(tmp_path, "elsewhere/a.py", "here/b.py")
    (tmp_path / "here/linked").symlink_to(tmp_path / "elsewhere")
    assert found(tmp_path, tmp_path / "here") == ["here/b.py", "here/linked/a.py"]


def test_pipes_and_sockets_are_never_taken(tmp_path: Path) -> None:
    make(tmp_path, "a.py")
    pipe = tmp_path / "pipe.py"
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "s.py"))
        (tmp_path / "link.py").symlink_to(pipe)
        assert found(tmp_path) == ["a.py"]
    discovered = discover([pipe, Path("/dev/null")], SettingsTable())
    assert discovered.files == []
    assert discovered.errors == [f"{pipe}: not a regular file", "/dev/null: not a regular file"]


def test_missing_and_impossible_paths_are_told_and_the_rest_found(tmp_path: Path) -> None:
    make(tmp_path, "a.py")
    paths = [Path("no/such.py"), Path("x" * 5000), Path("nul\0"), tmp_path]
    discovered = discover(paths, SettingsTable())
    assert discovered.files == [tmp_path / "a.py"]
    said = [error.rsplit(": ")[-1] for error in discovered.errors]
    # Python 3.13 calls the null byte a character in the path.
    assert [each.replace("character in path", "byte") for each in said] == [
        "No such file or directory",
        "File name too long",
        "embedded null byte",
    ]


def test_names_that_are_not_text(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.py")).write_text("x = 1\n")
    assert len(discover([tmp_path], SettingsTable()).files) == 1
