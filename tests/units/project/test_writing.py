"""Writing keeps what is not the text, and never leaves half a file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nplint.project.writing import FileChanged, write_changes, write_text
from nplint.result import Change
from nplint.source import SourceFile, read_source


def source(path: Path) -> SourceFile:
    return read_source(path, path.read_bytes())


def test_mode_encoding_mark_and_line_ends_stay(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_bytes(b"\xef\xbb\xbfx = 1\r\ny = 2")
    path.chmod(0o751)
    before = path.read_bytes()
    file = source(path)
    write_text(file, file.text.replace("2", "'ü'"), before)
    assert path.read_bytes() == b"\xef\xbb\xbfx = 1\r\ny = '\xc3\xbc'"
    assert path.stat().st_mode & 0o7777 == 0o751
    assert os.listdir(tmp_path) == ["m.py"]


def test_the_declared_encoding_stays(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_bytes("# coding: latin-1\nname = 'é'\n".encode("latin-1"))
    file = source(path)
    write_text(file, file.text + "x = 'ü'\n", path.read_bytes())
    assert path.read_bytes().decode("latin-1").endswith("'é'\nx = 'ü'\n")


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    real, link = tmp_path / "sub/real.py", tmp_path / "link.py"
    real.write_text("x = 1\n")
    link.symlink_to("sub/real.py")
    write_text(source(link), "x = 2\n", b"x = 1\n")
    assert link.is_symlink()
    assert real.read_text() == "x = 2\n"
    assert os.listdir(tmp_path / "sub") == ["real.py"]


def changes(tmp_path: Path) -> list[Change]:
    made = []
    for name in "ab":
        path = tmp_path / f"{name}.py"
        path.write_text(f"{name} = 1\n")
        made.append(Change(source(path), f"{name} = 2\n", path.read_bytes()))
    return made


def texts(tmp_path: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in tmp_path.iterdir()}


def test_all_are_written(tmp_path: Path) -> None:
    write_changes(changes(tmp_path))
    assert texts(tmp_path) == {"a.py": "a = 2\n", "b.py": "b = 2\n"}


def test_a_file_that_changed_meanwhile_stops_all(tmp_path: Path) -> None:
    made = changes(tmp_path)
    (tmp_path / "b.py").write_text("b = 3\n")
    with pytest.raises(FileChanged, match=r"b\.py: changed on disk"):
        write_changes(made)
    assert texts(tmp_path) == {"a.py": "a = 1\n", "b.py": "b = 3\n"}


def test_a_file_that_is_gone_stops_all(tmp_path: Path) -> None:
    made = changes(tmp_path)
    (tmp_path / "b.py").unlink()
    with pytest.raises(FileNotFoundError):
        write_changes(made)
    assert texts(tmp_path) == {"a.py": "a = 1\n"}


def test_text_that_the_encoding_has_no_characters_for_stops_all(tmp_path: Path) -> None:
    made = changes(tmp_path)
    path = tmp_path / "c.py"
    path.write_bytes(b"# coding: ascii\n")
    made.append(Change(source(path), "# coding: ascii\nx = 'ü'\n", path.read_bytes()))
    with pytest.raises(UnicodeEncodeError):
        write_changes(made)
    assert texts(tmp_path) == {"a.py": "a = 1\n", "b.py": "b = 1\n", "c.py": "# coding: ascii\n"}


def test_a_failing_disk_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = changes(tmp_path)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_changes(made)
    assert texts(tmp_path) == {"a.py": "a = 1\n", "b.py": "b = 1\n"}
