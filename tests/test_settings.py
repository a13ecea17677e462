"""Settings files, what the command line changes, and which rules that selects."""

from __future__ import annotations

from pathlib import Path

import pytest

from nplint.settings import Settings, SettingsError, SettingsTable

LEAKY = ("NPL001", "leaky-shared-distribution")
SHARED = ("NPL002", "shared-distribution")


def test_the_nearest_file_that_speaks_of_nplint_holds(tmp_path: Path) -> None:
    inner = tmp_path / "a/b/c"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[tool.nplint]\nignore = ["NPL002"]\n')
    (tmp_path / "a/pyproject.toml").write_text('[project]\nname = "other"\n')
    table = SettingsTable()
    settings = table.for_file(inner / "m.py")
    assert settings.ignore == ("NPL002",)
    assert settings.origin == tmp_path / "pyproject.toml"
    assert settings.root == tmp_path
    assert table.for_file(tmp_path / "m.py") is settings

    (tmp_path / "a/b/nplint.toml").write_text('select = ["NPL001"]\nexclude = ["x"]\n')
    (tmp_path / "a/b/pyproject.toml").write_text('[tool.nplint]\nselect = ["NPL002"]\n')
    settings = SettingsTable().for_file(inner / "m.py")
    assert (settings.select, settings.ignore, settings.exclude) == (("NPL001",), (), ("x",))


def test_without_a_file_all_rules_hold(tmp_path: Path) -> None:
    settings = SettingsTable().for_file(tmp_path / "m.py")
    assert settings.origin is None
    assert settings.enables(*LEAKY)
    assert settings.enables(*SHARED)


def test_isolated_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "nplint.toml").write_text("not toml")
    settings = SettingsTable(isolated=True, ignore=("NPL001",)).for_file(tmp_path / "m.py")
    assert settings.origin is None
    assert not settings.enables(*LEAKY)


def test_the_command_line_wins(tmp_path: Path) -> None:
    (tmp_path / "nplint.toml").write_text(
        'select = ["NPL002"]\nignore = ["NPL001"]\ntarget-numpyro = "0.15.2"\n'
    )
    path = tmp_path / "m.py"
    assert SettingsTable(ignore=("NPL901",)).for_file(path).ignore == ("NPL001", "NPL901")
    settings = SettingsTable(select=("NPL001",), target_numpyro="any").for_file(path)
    assert settings.enables(*LEAKY)
    assert not settings.enables(*SHARED)
    assert (settings.target_numpyro, settings.target_by_flag) == ("any", True)


@pytest.mark.parametrize(
    ("select", "ignore", "leaky", "shared"),
    [
        (("NPL",), (), True, True),
        (("NPL0",), (), True, True),
        (("NPL9",), (), False, False),
        (("NPL",), ("NPL001",), False, True),
        (("NPL001",), ("NPL",), True, False),
        (("NPL001",), ("NPL001",), False, False),
        (("shared-distribution",), (), False, True),
        (("NPL",), ("leaky-shared-distribution",), False, True),
        (("leaky-shared-distribution",), ("NPL00",), True, False),
        ((), (), False, False),
    ],
)
def test_the_most_specific_selector_decides(
    select: tuple[str, ...], ignore: tuple[str, ...], leaky: bool, shared: bool
) -> None:
    settings = Settings(root=Path(), select=select, ignore=ignore)
    assert (settings.enables(*LEAKY), settings.enables(*SHARED)) == (leaky, shared)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("select = [", "not valid TOML"),
        ('select = "NPL001"', "`select` must be a list of strings"),
        ("ignore = [1]", "`ignore` must be a list of strings"),
        ("exclude = {}", "`exclude` must be a list of strings"),
        ("target-numpyro = 0.15", "`target-numpyro` must be a string"),
        ('target-numpyro = "newest"', "`newest` is neither `any`"),
        ('target-numpyro = ""', "`` is neither `any`"),
        ("ingore = []", "unknown setting `ingore`, did you mean `ignore`?"),
        ("target_numpyro = 'any'", "did you mean `target-numpyro`?"),
        ("extend-exclude = []", "did you mean `exclude`?"),
        ("colour = 1", "unknown setting `colour`"),
        ('select = ["NPL01x"]', "no rule `NPL01x`"),
        ('select = ["NPL777"]', "no rule `NPL777`"),
        ('select = ["npl001"]', "no rule `npl001`, did you mean `NPL001`?"),
        (
            'ignore = ["leaky-shared-distributions"]',
            "did you mean `leaky-shared-distribution`?",
        ),
    ],
)
def test_what_cannot_be_followed_is_told_with_the_file(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "nplint.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as caught:
        SettingsTable().for_file(tmp_path / "m.py")
    assert str(caught.value).startswith(str(path))
    assert message in str(caught.value)


def test_a_table_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\nnplint = 1\n")
    with pytest.raises(SettingsError, match=r"`tool\.nplint` must be a table"):
        SettingsTable().for_file(tmp_path / "m.py")


def test_a_broken_file_that_does_not_speak_of_nplint_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[")
    assert SettingsTable().for_file(tmp_path / "m.py").origin is None


def test_options_are_checked_at_once() -> None:
    with pytest.raises(SettingsError, match="--select: no rule `XYZ`"):
        SettingsTable(select=("XYZ",))
    with pytest.raises(SettingsError, match="--ignore: no rule"):
        SettingsTable(ignore=("NPL1234",))
    with pytest.raises(SettingsError, match="--target-numpyro"):
        SettingsTable(target_numpyro="0.15.x")
