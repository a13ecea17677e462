"""The command as users and scripts meet it: output, exit codes, what it writes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nplint import __version__
from tests.command import BAD_MODEL, GOOD_MODEL, KEPT_MODEL, nplint, plain_environment


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A repository of its own with one model that crashes."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "bad.py").write_text(BAD_MODEL)
    return tmp_path


def test_check_shows_the_finding_and_exits_1(bad: Path) -> None:
    done = nplint("check", cwd=bad)
    assert done.returncode == 1
    assert done.stdout.startswith("NPL001 leaky-shared-distribution: ")
    assert "bad.py:6:9" in done.stdout
    for line in (
        'scale = numpyro.sample("scale", prior)',
        'num_chains=2, chain_method="vectorized")',
    ):
        assert line in done.stdout
    assert done.stdout.endswith(
        "\nFound 1 finding in 1 file (1 fixable with `nplint fix --write`).\n"
    )
    assert done.stderr == ""


def test_clean_files_exit_0(tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text(GOOD_MODEL)
    done = nplint("check", tmp_path, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "No findings in 1 file.\n", "")


def test_concise(bad: Path) -> None:
    done = nplint("check", "--output-format", "concise", "bad.py", cwd=bad)
    assert done.returncode == 1
    first, second = done.stdout.splitlines()
    assert first.startswith("bad.py:6:9: NPL001 [*] ")
    assert "`prior`" in first
    assert second.startswith("Found 1 finding")


def test_json(bad: Path) -> None:
    done = nplint("check", "--output-format=json", cwd=bad)
    assert done.returncode == 1
    (finding,) = json.loads(done.stdout)
    assert (finding["code"], finding["name"]) == ("NPL001", "leaky-shared-distribution")
    assert finding["filename"] == str(bad / "bad.py")
    assert finding["location"] == {"row": 6, "column": 9}
    rows = {place["location"]["row"] for place in finding["related"]}
    assert rows == {10, 14}
    assert finding["fix"]["applicability"] == "safe"
    assert finding["fix"]["edits"]


def test_the_edits_in_json_make_the_fix(bad: Path) -> None:
    (finding,) = json.loads(nplint("check", "--output-format=json", cwd=bad).stdout)
    lines = BAD_MODEL.splitlines(keepends=True)
    text = BAD_MODEL
    for edit in reversed(finding["fix"]["edits"]):
        start, end = (
            sum(map(len, lines[: place["row"] - 1])) + place["column"] - 1
            for place in (edit["location"], edit["end_location"])
        )
        text = text[:start] + edit["content"] + text[end:]
    nplint("fix", "--write", cwd=bad)
    assert (bad / "bad.py").read_text() == text != BAD_MODEL


def test_fix_prints_a_diff_that_git_applies_and_writes_nothing(bad: Path) -> None:
    done = nplint("fix", "bad.py", cwd=bad)
    assert done.returncode == 1
    assert done.stdout.startswith("--- a/bad.py\n+++ b/bad.py\n@@ ")
    assert "Would apply 1 fix in 1 file" in done.stderr
    assert (bad / "bad.py").read_text() == BAD_MODEL
    for same in (["check", "--diff"], ["fix"]):
        assert nplint(*same, cwd=bad).stdout == done.stdout

    (bad / ".git").rmdir()
    subprocess.run(["git", "apply", "-"], input=done.stdout, cwd=bad, check=True, text=True)
    patched = (bad / "bad.py").read_text()
    (bad / "bad.py").write_text(BAD_MODEL)
    assert nplint("fix", "--write", cwd=bad).returncode == 0
    assert (bad / "bad.py").read_text() == patched != BAD_MODEL


def test_fix_write_repairs_and_then_has_nothing_to_do(bad: Path) -> None:
    done = nplint("fix", "--write", cwd=bad)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "Applied 1 fix in 1 file.\n"
    fixed = (bad / "bad.py").read_text()
    compile(fixed, "bad.py", "exec")
    assert nplint("check", cwd=bad).returncode == 0
    again = nplint("fix", cwd=bad)
    assert (again.returncode, again.stdout) == (0, "")
    assert nplint("fix", "--write", cwd=bad).returncode == 0
    assert (bad / "bad.py").read_text() == fixed


def test_check_fix_reports_what_remains(bad: Path) -> None:
    (bad / "broken.py").write_text("import numpyro\ndef (:\n")
    done = nplint("check", "--fix", "--output-format=concise", cwd=bad)
    assert done.returncode == 1
    assert done.stdout.startswith("broken.py:2:")
    assert "Found 1 finding in 1 file." in done.stdout
    assert "Applied 1 fix in 1 file." in done.stderr
    assert (bad / "bad.py").read_text() != BAD_MODEL


def test_line_ends_and_mark_survive_a_fix(bad: Path) -> None:
    (bad / "bad.py").write_bytes(b"\xef\xbb\xbf" + BAD_MODEL.replace("\n", "\r\n").encode())
    assert nplint("fix", "--write", cwd=bad).returncode == 0
    data = (bad / "bad.py").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfimport jax\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")


def test_exit_zero(bad: Path) -> None:
    assert nplint("check", "--exit-zero", cwd=bad).returncode == 0
    assert nplint("check", "--exit-zero", "missing.py", cwd=bad).returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("--ignore", "NPL001"),
        ("--ignore=leaky-shared-distribution",),
        ("--select", "NPL002,NPL9"),
        ("--target-numpyro", ">=0.15.3"),
    ],
)
def test_selection(bad: Path, arguments: tuple[str, ...]) -> None:
    assert nplint("check", *arguments, cwd=bad).returncode == 0
    assert nplint("fix", *arguments, cwd=bad).returncode == 0


def test_settings_and_isolation(bad: Path) -> None:
    (bad / "pyproject.toml").write_text('[tool.nplint]\nignore = ["NPL001"]\n')
    assert nplint("check", cwd=bad).returncode == 0
    assert nplint("check", "--isolated", cwd=bad).returncode == 1
    assert nplint("check", "--select", "NPL0", cwd=bad).returncode == 1


def test_the_target_decides_and_is_named(bad: Path) -> None:
    (bad / "pyproject.toml").write_text('[project]\ndependencies = ["numpyro>=0.15.3"]\n')
    assert nplint("check", cwd=bad).returncode == 0
    assert nplint("check", "--target-numpyro=any", cwd=bad).returncode == 1
    (bad / "pyproject.toml").write_text('[project]\ndependencies = ["numpyro>=0.13"]\n')
    done = nplint("check", cwd=bad)
    assert done.returncode == 1
    words = " ".join(done.stdout.split())
    assert "numpyro>=0.13 in pyproject.toml" in words
    assert "numpyro>=0.15.3" in words  # the other remedy


@pytest.mark.parametrize("comment", ["# noqa: NPL001", "# nplint: ignore[NPL001]"])
def test_suppression(bad: Path, comment: str) -> None:
    text = BAD_MODEL.replace("low=0.0)", f"low=0.0)  {comment}")
    (bad / "bad.py").write_text(text)
    assert nplint("check", cwd=bad).returncode == 0
    assert nplint("fix", "--write", cwd=bad).returncode == 0
    assert (bad / "bad.py").read_text() == text


def test_show_settings(bad: Path) -> None:
    (bad / "pyproject.toml").write_text(
        '[project]\ndependencies = ["numpyro==0.15.2"]\n[tool.nplint]\nignore = ["NPL002"]\n'
    )
    done = nplint("check", "--show-settings", cwd=bad)
    assert done.returncode == 0
    said = dict(line.split(":", 1) for line in done.stdout.splitlines())
    assert said["settings"].strip() == str(bad / "pyproject.toml")
    assert said["ignore"].strip() == "NPL002"
    assert said["target-numpyro"].strip() == "0.15.2"
    assert said["because of"].strip() == "numpyro==0.15.2 in pyproject.toml"


def test_rules_are_listed_and_explained(tmp_path: Path) -> None:
    listed = nplint("rules", cwd=tmp_path)
    assert listed.returncode == 0
    assert listed.stdout.splitlines()[1].startswith("NPL001  leaky-shared-distribution")
    pages = {nplint("rule", which, cwd=tmp_path).stdout for which in ("NPL001", "npl001")}
    pages.add(nplint("rule", "leaky-shared-distribution", cwd=tmp_path).stdout)
    (page,) = pages
    assert len(page) > 500
    unknown = nplint("rule", "leaky-shared-distributions", cwd=tmp_path)
    assert unknown.returncode == 2
    assert "did you mean `leaky-shared-distribution`?" in unknown.stderr


def test_colour_on_request_only(bad: Path) -> None:
    assert "\x1b[" not in nplint("check", cwd=bad).stdout
    for arguments, environment in (
        (["--color=always"], {}),
        (["--color=always"], {"NO_COLOR": "1"}),
        ([], {"FORCE_COLOR": "1"}),
    ):
        assert "\x1b[31" in nplint("check", *arguments, cwd=bad, **environment).stdout
        assert "\x1b[32m+" in nplint("fix", *arguments, cwd=bad, **environment).stdout
    for arguments, environment in (
        (["--color=never"], {"FORCE_COLOR": "1"}),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}),
    ):
        assert "\x1b[" not in nplint("check", *arguments, cwd=bad, **environment).stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "--select", "NPL01x"], "no rule `NPL01x`"),
        (["check", "--target-numpyro", "new"], "`new` is neither `any`"),
        (["check", "--output-format", "xml"], "'xml' is not one of"),
        (["chekc"], "No such command 'chekc'"),
        (["fix", "--no-such"], "No such option"),
    ],
)
def test_usage_errors_exit_2(tmp_path: Path, arguments: list[str], message: str) -> None:
    done = nplint(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_settings_exit_2_with_their_path(bad: Path) -> None:
    (bad / "nplint.toml").write_text("sellect = []\n")
    for command in ("check", "fix"):
        done = nplint(command, cwd=bad)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            f"nplint: {bad / 'nplint.toml'}: unknown setting `sellect`, did you mean `select`?\n"
        )


def test_a_failed_write_is_told(bad: Path) -> None:
    """As when an editor saves between reading and writing: nothing is lost."""
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from nplint.engine.session import Session\n"
        "fix = Session.fix\n"
        "def late(*arguments, **more):\n"
        "    done = fix(*arguments, **more)\n"
        "    Path('bad.py').write_text('x = 1\\n')\n"
        "    return done\n"
        "Session.fix = late\n"
        "sys.argv = ['nplint', 'fix', '--write']\n"
        "from nplint.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=bad, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("nplint: nothing fixed: ")
    assert "changed on disk meanwhile" in done.stderr
    assert (bad / "bad.py").read_text() == "x = 1\n"


def test_a_mistake_of_nplint_itself_has_no_traceback(bad: Path) -> None:
    program = (
        "import sys\n"
        "from nplint.engine.session import Session\n"
        "Session.check_once = lambda *arguments, **more: {}['missing\\nkey']\n"
        "sys.argv = ['nplint', 'check']\n"
        "from nplint.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=bad, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("nplint: internal error: KeyError: ")
    assert "report" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for number in range(300):
        (tmp_path / f"m{number}.py").write_text("import numpyro\ndef (:\n")
    with subprocess.Popen(
        [sys.executable, "-m", "nplint", "check"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_any_terminal_can_show_any_source(bad: Path, encoding: str) -> None:
    text = BAD_MODEL.replace('"scale"', '"幅é"')
    (bad / "bad.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "nplint", "check"],
        cwd=bad,
        env={**plain_environment(), "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == b""
    expected = '"幅é"'.encode(encoding, "backslashreplace")
    # click takes ASCII for a mistake of the system's settings and writes UTF-8.
    assert expected in done.stdout or '"幅é"'.encode() in done.stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_names_that_are_not_text_can_be_shown(bad: Path, encoding: str) -> None:
    (bad / "bad.py").rename(os.fsdecode(os.fsencode(bad) + b"/\xff.py"))
    for command in ("check", "fix"):
        done = nplint(command, cwd=bad, PYTHONIOENCODING=encoding)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "internal error" not in done.stderr
        assert done.stdout
    nplint("check", "no/\udcff.py", cwd=bad, PYTHONIOENCODING=encoding)


def test_start_is_quick_because_little_is_imported(tmp_path: Path) -> None:
    heavy = {
        "libcst",
        "nplint.facts.parser",
        "pathspec",
        "packaging",
        "tomllib",
        "tomli",
        "nplint.engine.session",
    }
    for arguments in ("--version", "--help", "check --help", "fix --help"):
        program = (
            "import sys\n"
            f"sys.argv = ['nplint', *{arguments.split()!r}]\n"
            "from nplint.cli import main\n"
            "try:\n    main()\n"
            "finally:\n    print(*sys.modules, file=sys.stderr)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout
        assert not heavy & set(done.stderr.split()), arguments
        if arguments == "--version":
            assert "nplint.settings" not in done.stderr


def test_a_run_that_meets_nothing_of_numpyro_imports_no_rules(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("x = 1\n")
    (tmp_path / "nplint.toml").write_text('ignore = ["leaky-shared-distribution"]\n')
    program = (
        "import sys\n"
        "sys.argv = ['nplint', 'check']\n"
        "from nplint.cli import main\n"
        "try:\n    main()\n"
        "finally:\n    print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "No findings in 1 file.\n"
    unneeded = {
        "libcst",
        "nplint.facts.parser",
        "nplint.engine.check_part",
        "nplint.rules.base",
        "nplint.model.program",
    }
    assert not unneeded & set(done.stderr.split())


def test_rules_and_settings_do_without_a_parser(bad: Path) -> None:
    for arguments in ("rules", "rule NPL001", "check --show-settings --select NPL001"):
        program = (
            "import sys\n"
            f"sys.argv = ['nplint', *{arguments.split()!r}]\n"
            "from nplint.cli import main\n"
            "try:\n    main()\n"
            "finally:\n    print(*sys.modules, file=sys.stderr)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=bad, capture_output=True, text=True, check=True
        )
        assert not {"libcst", "nplint.facts.parser"} & set(done.stderr.split()), arguments


def test_the_installed_command_and_the_module_are_one(tmp_path: Path) -> None:
    done = nplint("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"nplint {__version__}\n")
    script = Path(sys.executable).with_name("nplint.exe" if os.name == "nt" else "nplint")
    installed = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)
    assert installed.stdout == done.stdout


def from_stdin(text: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nplint", *arguments, "-"],
        cwd=cwd,
        env=plain_environment(),
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


def test_standard_input(tmp_path: Path) -> None:
    done = from_stdin(BAD_MODEL, "check", "--output-format=concise", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("-:6:9: NPL001")
    done = from_stdin(GOOD_MODEL, "check", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "No findings in 1 file.\n")


def test_standard_input_has_the_settings_of_its_name(bad: Path) -> None:
    (bad / "sub").mkdir()
    (bad / "sub/nplint.toml").write_text('extend-exclude = ["gen.py"]\nselect = ["NPL001"]\n')
    (bad / "bad.py").write_text(GOOD_MODEL)
    named = ("check", "--output-format=concise", "--stdin-filename")
    done = from_stdin(BAD_MODEL, *named, "bad.py", cwd=bad)
    assert (done.returncode, done.stdout[:18]) == (1, "bad.py:6:9: NPL001")
    assert from_stdin(BAD_MODEL, *named, "sub/gen.py", cwd=bad).returncode == 1
    done = from_stdin(BAD_MODEL, *named, "sub/gen.py", "--force-exclude", cwd=bad)
    assert done.returncode == 0
    config = "--config=ignore=['ALL']"
    assert from_stdin(BAD_MODEL, *named, "sub/m.py", config, cwd=bad).returncode == 0
    (bad / "sub/nplint.toml").write_text('select = ["NPL9"]\n')
    assert from_stdin(BAD_MODEL, *named, "sub/m.py", cwd=bad).returncode == 0


def test_fixing_standard_input_prints_the_text(tmp_path: Path) -> None:
    for named, fixed in ((("--stdin-filename=m.py",), GOOD_MODEL), ((), KEPT_MODEL)):
        done = from_stdin(BAD_MODEL, "check", "--fix", *named, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, fixed)
        assert done.stderr == "Applied 1 fix in 1 file.\nNo findings in 1 file.\n"
        done = from_stdin(BAD_MODEL, "fix", "--write", *named, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, fixed)
    done = from_stdin(GOOD_MODEL, "check", "--fix", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, GOOD_MODEL)
    done = from_stdin(BAD_MODEL, "check", "--diff", "--stdin-filename=m.py", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("--- a/m.py\n+++ b/m.py\n")
    done = from_stdin(BAD_MODEL, "check", "--add-noqa", cwd=tmp_path)
    assert done.stdout == BAD_MODEL.replace("low=0.0)", "low=0.0)  # noqa: NPL001")
    assert list(tmp_path.iterdir()) == []


def test_standard_input_goes_alone(bad: Path) -> None:
    done = from_stdin("", "check", "bad.py", cwd=bad)
    assert (done.returncode, "standard input" in done.stderr) == (2, True)


def test_exit_non_zero_on_fix(bad: Path) -> None:
    arguments = ("check", "--fix", "--exit-non-zero-on-fix")
    assert nplint(*arguments, cwd=bad).returncode == 1
    assert nplint(*arguments, cwd=bad).returncode == 0


def test_quiet_and_verbose(bad: Path) -> None:
    loud = nplint("check", "--output-format=concise", cwd=bad)
    quiet = nplint("check", "-q", "--output-format=concise", cwd=bad)
    assert quiet.stdout == loud.stdout.splitlines(keepends=True)[0]
    (bad / "nplint.toml").write_text("")
    verbose = nplint("check", "--verbose", "--output-format=concise", cwd=bad)
    assert verbose.stdout == loud.stdout
    assert verbose.stderr.startswith(f"nplint: settings: {bad / 'nplint.toml'}\n")
    assert "nplint: looked at 1 file in " in verbose.stderr
    assert nplint("check", "--fix", "--quiet", cwd=bad).stderr == ""
    assert nplint("fix", "--quiet", "missing.py", cwd=bad).stderr != ""


def test_show_files(bad: Path) -> None:
    (bad / "build").mkdir()
    (bad / "build/x.py").write_text("")
    (bad / "a.pyi").write_text("")
    done = nplint("check", "--show-files", cwd=bad)
    assert (done.returncode, done.stdout) == (0, f"{bad / 'a.pyi'}\n{bad / 'bad.py'}\n")
    assert nplint("check", "--show-files", "missing", cwd=bad).returncode == 2


def test_show_settings_has_every_setting(bad: Path) -> None:
    (bad / "nplint.toml").write_text('per-file-ignores = {"a/*.py" = ["NPL001"]}\nsrc = ["x"]\n')
    done = nplint("check", "--show-settings", "--preview", "--ignore=NPL9", cwd=bad)
    said = {
        line.split(":", 1)[0]: line.split(":", 1)[1].strip() for line in done.stdout.splitlines()
    }
    assert said["per-file-ignores"] == f"{bad}/a/*.py = NPL001"
    assert said["src"] == str(bad / "x")
    assert said["preview"] == "true"
    assert said["rules"].startswith("NPL001, NPL002")
    assert "NPL9" not in said["rules"]
    assert nplint("check", "--show-settings", "--isolated", cwd=bad).returncode == 0


def test_rules_and_pages_as_json(tmp_path: Path) -> None:
    rules = json.loads(nplint("rules", "--output-format=json", cwd=tmp_path).stdout)
    assert json.loads(nplint("rule", "--all", "--output-format=json", cwd=tmp_path).stdout) == rules
    one = json.loads(nplint("rule", "NPL001", "--output-format=json", cwd=tmp_path).stdout)
    assert one == rules[0]
    assert (one["code"], one["releases"], one["fixable"]) == (
        "NPL001",
        "before 0.15.3",
        "sometimes",
    )
    assert one["summary"].startswith("A distribution of a family that caches")
    assert one["explanation"].startswith("# leaky-shared-distribution (NPL001)\n")
    pages = nplint("rule", "--all", cwd=tmp_path).stdout
    assert all(rule["explanation"] in pages for rule in rules)
    for arguments in (("rule",), ("rule", "NPL001", "--all")):
        assert nplint(*arguments, cwd=tmp_path).returncode == 2


def test_rules_are_listed_with_releases_and_fixes(tmp_path: Path) -> None:
    header, *lines = nplint("rules", cwd=tmp_path).stdout.splitlines()
    assert header.split() == ["CODE", "NAME", "RELEASES", "FIX", "WHAT", "IT", "FINDS"]
    assert [line[:6] for line in lines] == sorted(line[:6] for line in lines)
    first = re.split(" {2,}", lines[0])
    assert "before 0.15.3" in first
    assert "some fixes" in first


def test_completion_scripts(tmp_path: Path) -> None:
    for shell, words in (
        ("bash", "complete -o nosort -F"),
        ("zsh", "#compdef nplint"),
        ("fish", "complete --no-files --command nplint"),
    ):
        done = nplint("generate-shell-completion", shell, cwd=tmp_path)
        assert done.returncode == 0
        assert words in done.stdout
    assert nplint("generate-shell-completion", "tcsh", cwd=tmp_path).returncode == 2
    for line, cword, expected in (
        ("nplint ru", "1", {"rule", "rules"}),
        ("nplint rule NPL90", "2", {"NPL901", "NPL902", "NPL903", "NPL904"}),
        ("nplint check --output-format js", "3", {"json", "json-lines"}),
    ):
        done = nplint(
            cwd=tmp_path, _NPLINT_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=cword
        )
        assert {each.partition(",")[2] for each in done.stdout.split()} == expected


def test_bash_takes_the_completion_script(tmp_path: Path) -> None:
    script = nplint("generate-shell-completion", "bash", cwd=tmp_path).stdout
    (tmp_path / "complete.sh").write_text(
        script + "\nCOMP_WORDS=(nplint ch) COMP_CWORD=1\n_nplint_completion nplint\n"
        'echo "${COMPREPLY[@]}"\n'
    )
    folder = str(Path(sys.executable).parent)
    done = subprocess.run(
        ["bash", "complete.sh"],
        cwd=tmp_path,
        env={**plain_environment(), "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("check\n", "")
