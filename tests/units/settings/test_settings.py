"""Settings files, what the command line changes, and which rules that selects."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import pytest

from nplint.rules import all_rules
from nplint.rules.base import Rule
from nplint.settings import Settings, SettingsError, SettingsTable, parse_toml
from nplint.settings.declaration import keys, matcher, spelled
from nplint.settings.schema import SHIPPED, schema_text
from tests.command import BAD_MODEL, nplint

ROOT = Path(__file__).parents[3]


def rule(code: str) -> Rule:
    (found,) = (each for each in all_rules() if each.code == code)
    return found


@dataclass
class Imagined:
    """A rule as settings see it."""

    code: str = "NPL099"
    name: str = "imagined-rule"
    default: bool = True
    preview: bool = False


LEAKY, SHARED = rule("NPL001"), rule("NPL002")


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
    assert settings.enables(LEAKY)
    assert settings.enables(SHARED)


def test_isolated_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "nplint.toml").write_text("not toml")
    settings = SettingsTable(isolated=True, ignore=("NPL001",)).for_file(tmp_path / "m.py")
    assert settings.origin is None
    assert not settings.enables(LEAKY)


def test_the_command_line_wins(tmp_path: Path) -> None:
    (tmp_path / "nplint.toml").write_text(
        'select = ["NPL002"]\nignore = ["NPL001"]\ntarget-numpyro = "0.15.2"\n'
    )
    path = tmp_path / "m.py"
    settings = SettingsTable(ignore=("NPL002",)).for_file(path)
    assert not settings.enables(LEAKY)
    assert not settings.enables(SHARED)
    settings = SettingsTable(select=("NPL001",), target_numpyro="any").for_file(path)
    assert settings.enables(LEAKY)
    assert not settings.enables(SHARED)
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
    assert (settings.enables(LEAKY), settings.enables(SHARED)) == (leaky, shared)


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
        ("extend-excludes = []", "did you mean `extend-exclude`?"),
        ("preview = 1", "`preview` must be true or false"),
        ('per-file-ignores = ["a"]', "`per-file-ignores` must be a table of lists of strings"),
        ('per-file-ignores = {"a" = ["NPL777"]}', "per-file-ignores: no rule `NPL777`"),
        ('output-format = "jsn"', "output-format: no format `jsn`, did you mean `json`?"),
        ('target-jax = "new"', "target-jax: `new` is neither `any`"),
        ('extend = "missing.toml"', "missing.toml: no such file (extended by "),
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
    assert str(path) in str(caught.value)
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
    with pytest.raises(SettingsError, match="--config: unknown setting `selec`"):
        SettingsTable(config=["selec=['NPL']"])
    with pytest.raises(SettingsError, match="--config: `select=NPL` is neither a settings file"):
        SettingsTable(config=["select=NPL"])


@pytest.mark.parametrize(
    ("settings", "rule", "enabled"),
    [
        ({}, Imagined(), True),
        ({}, Imagined(default=False), False),
        ({"select": ("NPL0",)}, Imagined(default=False), True),
        ({"select": ("ALL",)}, Imagined(default=False), True),
        ({"extend_select": ("NPL099",)}, Imagined(default=False), True),
        ({"extend_select": ("imagined-rule",)}, Imagined(default=False), True),
        ({"select": ("NPL1",), "extend_select": ("NPL09",)}, Imagined(), True),
        ({"select": ("NPL099",), "extend_ignore": ("NPL0",)}, Imagined(), True),
        ({"extend_ignore": ("NPL0",)}, Imagined(), False),
        ({"select": ("ALL",)}, Imagined(preview=True), False),
        ({"select": ("NPL099",)}, Imagined(preview=True), False),
        ({"preview": True}, Imagined(preview=True), True),
        ({"preview": True}, Imagined(preview=True, default=False), False),
        ({"preview": True, "select": ("NPL",)}, Imagined(preview=True, default=False), True),
    ],
)
def test_rules_off_by_default_and_in_preview(
    settings: dict[str, object], rule: Imagined, enabled: bool
) -> None:
    assert Settings(root=Path(), **settings).enables(rule) == enabled  # type: ignore[arg-type]


def test_selecting_a_preview_rule_without_preview_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(LEAKY), "preview", True)
    for selector in ("NPL001", "leaky-shared-distribution"):
        table = SettingsTable(select=[selector])
        assert not table.for_file(tmp_path / "m.py").enables(LEAKY)
        assert table.warnings(all_rules) == [
            f"selecting `{selector}` has no effect without `preview`"
        ]
    # With `preview` it has an effect, and a prefix has one on another rule.
    for table in (SettingsTable(select=["NPL001"], preview=True), SettingsTable(select=["NPL00"])):
        table.for_file(tmp_path / "m.py")
        assert table.warnings(all_rules) == []


def test_what_extends_is_laid_over_what_is_extended(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base/pyproject.toml").write_text(
        "[tool.nplint]\n"
        'select = ["NPL001"]\n'
        'extend-exclude = ["old", "gen/*.py"]\n'
        'src = ["lib"]\n'
        "unsafe-fixes = true\n"
        'unfixable = ["NPL001"]\n'
    )
    (tmp_path / "nplint.toml").write_text(
        'extend = "base/pyproject.toml"\nextend-select = ["NPL002"]\nextend-exclude = ["new"]\n'
        'target-numpyro = "0.15.2"\n'
    )
    settings = SettingsTable().for_file(tmp_path / "m.py")
    assert settings.enables(LEAKY)
    assert settings.enables(SHARED)
    assert not settings.enables(rule("NPL901"))
    assert settings.extend_exclude == ("old", f"{tmp_path}/base/gen/*.py", "new")
    assert settings.src == (tmp_path / "base/lib",)
    assert (settings.unsafe_fixes, settings.target_numpyro) == (True, "0.15.2")
    assert not settings.allows_fix(LEAKY)
    assert settings.allows_fix(SHARED)
    assert settings.origin == tmp_path / "nplint.toml"


def test_a_circle_of_extensions_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('extend = "nplint.toml"\n')
    (tmp_path / "nplint.toml").write_text('extend = "a.toml"\n')
    with pytest.raises(SettingsError, match="extends itself"):
        SettingsTable().for_file(tmp_path / "m.py")


def test_per_file_ignores(tmp_path: Path) -> None:
    (tmp_path / "nplint.toml").write_text(
        "[per-file-ignores]\n"
        '"tests/*.py" = ["NPL001"]\n'
        '"conftest.py" = ["shared-distribution"]\n'
        '"!src/*.py" = ["NPL9"]\n'
    )
    settings = SettingsTable().for_file(tmp_path / "m.py")

    def enabled(path: str) -> set[str]:
        return {each.code for each in all_rules() if settings.enables(each, tmp_path / path)}

    every = {each.code for each in all_rules()}
    nines = {code for code in every if code.startswith("NPL9")}
    assert enabled("src/a.py") == every
    assert enabled("tests/a.py") == every - nines - {"NPL001"}
    assert enabled("tests/deep/conftest.py") == every - nines - {"NPL001", "NPL002"}
    assert enabled("src/conftest.py") == every - {"NPL002"}


def test_a_folder_whose_name_looks_like_a_pattern(tmp_path: Path) -> None:
    root = tmp_path / "a[1]*"
    root.mkdir()
    (root / "nplint.toml").write_text('[per-file-ignores]\n"x/*.py" = ["NPL001"]\n')
    settings = SettingsTable().for_file(root / "m.py")
    assert not settings.enables(LEAKY, root / "x/m.py")
    assert settings.enables(LEAKY, tmp_path / "a1/x/m.py")


def test_patterns_match_names_or_paths() -> None:
    matches = matcher(("old", "*_gen.py", "/r/sub/*.py"))
    assert matches("old", "/r/deep/old")
    assert matches("x_gen.py", "/r/deep/x_gen.py")
    assert matches("m.py", "/r/sub/deep/m.py")
    assert not matches("older", "/r/older")
    assert not matches("m.py", "/r/m.py")


def test_config_names_a_file_or_a_value(tmp_path: Path) -> None:
    (tmp_path / "nplint.toml").write_text('select = ["NPL001"]\n')
    named = tmp_path / "sub/other.toml"
    named.parent.mkdir()
    named.write_text('select = ["NPL002"]\npreview = true\nsrc = ["x"]\nextend = "base.toml"\n')
    (tmp_path / "sub/base.toml").write_text('exclude = ["x/y"]\n')
    path = tmp_path / "m.py"
    settings = SettingsTable(config=[str(named), "preview=false"]).for_file(path)
    assert (settings.enables(LEAKY), settings.enables(SHARED)) == (False, True)
    assert not settings.preview
    # As in ruff, the file's paths are then relative to the working directory.
    assert settings.src == (Path.cwd() / "x",)
    assert settings.exclude == (f"{tmp_path}/sub/x/y",)
    settings = SettingsTable(config=["ignore=['NPL001']", "target-jax='0.4.30'"]).for_file(path)
    assert not settings.enables(LEAKY)
    assert settings.target_jax == "0.4.30"
    # An option of its own wins over --config.
    settings = SettingsTable(config=["output-format='json'"], output_format="full").for_file(path)
    assert settings.output_format == "full"


def test_given_settings_hold_for_all_files(tmp_path: Path) -> None:
    (tmp_path / "nplint.toml").write_text("not toml")
    given = Settings(root=tmp_path, select=("NPL002",))
    settings = SettingsTable(given).for_file(tmp_path / "m.py")
    assert (settings.enables(LEAKY), settings.enables(SHARED)) == (False, True)


def test_the_shipped_schema_is_that_of_the_declaration() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == schema_text(), "run tools/settings_schema.py"


def test_every_setting_is_documented() -> None:
    reference = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    for parameter in keys():
        assert f"| `{spelled(parameter)}` |" in reference, parameter


EVERYTHING = """\
extend = "other.toml"
select = ["ALL"]
ignore = ["NPL9"]
extend-select = ["NPL001"]
extend-ignore = ["shared-distribution"]
per-file-ignores = {"tests/*" = ["NPL"]}
fixable = ["ALL"]
unfixable = ["NPL002"]
unsafe-fixes = true
preview = true
include = ["*.py"]
exclude = ["old"]
extend-exclude = ["older"]
respect-gitignore = false
target-numpyro = ">=0.15"
target-jax = "any"
python = "none"
src = ["src", "lib"]
output-format = "sarif"
cache-dir = "cache"
"""


def test_schema_and_parser_agree(tmp_path: Path) -> None:
    schema = json.loads(SHIPPED.read_text())
    checker = jsonschema.Draft7Validator(schema)
    checker.check_schema(schema)
    table = parse_toml(EVERYTHING)
    assert list(table) == [spelled(parameter) for parameter in keys()]
    checker.validate(table)
    (tmp_path / "other.toml").write_text("")
    for name, value in table.items():
        wrong = 1 if not isinstance(value, bool) else "yes"
        assert not checker.is_valid({name: wrong}), name
        (tmp_path / "nplint.toml").write_text(f"{name} = {json.dumps(wrong)}\n")
        with pytest.raises(SettingsError, match=f"`{name}` must be"):
            SettingsTable().for_file(tmp_path / "m.py")
    (tmp_path / "nplint.toml").write_text(EVERYTHING)
    settings = SettingsTable().for_file(tmp_path / "m.py")
    for parameter in keys():
        default = getattr(Settings(), parameter)
        assert getattr(settings, parameter) != default, f"{parameter} was not read"
    assert not checker.is_valid({"selects": []})


def test_unfixable_rules_are_reported_without_a_fix(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text(BAD_MODEL)
    for arguments in (["--unfixable", "NPL001"], ["--fixable=NPL002"]):
        done = nplint("check", *arguments, cwd=tmp_path)
        assert (done.returncode, "fix:" in done.stdout) == (1, False)
        assert nplint("fix", "--write", *arguments, cwd=tmp_path).returncode == 1
        assert (tmp_path / "bad.py").read_text() == BAD_MODEL


def test_src_is_where_modules_are_looked_for(tmp_path: Path) -> None:
    definition, use = BAD_MODEL.split("\n\n\n", 1)
    (tmp_path / "packages/common").mkdir(parents=True)
    (tmp_path / "packages/common/priors.py").write_text(definition + "\n")
    imports = definition[: definition.index("prior =")]
    (tmp_path / "app").mkdir()
    (tmp_path / "app/main.py").write_text(f"{imports}from priors import prior\n\n\n{use}")
    assert nplint("check", cwd=tmp_path).returncode == 0
    (tmp_path / "nplint.toml").write_text('src = ["packages/common"]\n')
    done = nplint("check", "--output-format=concise", cwd=tmp_path)
    assert done.stdout.startswith("packages/common/priors.py:6:9: NPL001")


def test_include_and_gitignore(tmp_path: Path) -> None:
    for name in ("a.py", "b.model", "c.txt"):
        (tmp_path / name).write_text(BAD_MODEL)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("a.py\n")

    def shown(*arguments: str) -> list[str]:
        done = nplint("check", "--show-files", *arguments, cwd=tmp_path)
        assert done.returncode == 0
        return [Path(line).name for line in done.stdout.splitlines()]

    assert shown() == []
    assert shown("--no-respect-gitignore") == ["a.py"]
    assert shown("--config", "include=['*.model', '*.py']") == ["b.model"]
    assert shown("--config", "include=['*.model']", "--extend-exclude", "b.*") == []
