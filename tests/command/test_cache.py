"""What is kept from run to run: it changes what a run costs, and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nplint
from nplint.cache.store import Store
from nplint.project.name_users import NameUse, NameUsers
from nplint.project.project import Project
from nplint.target.target import forget
from tests.command import BAD_MODEL, GOOD_MODEL, plain_environment
from tests.command import nplint as run

FOLDER = ".nplint_cache"
PRIORS = """\
import numpyro.distributions as dist

from library import bound

scale = dist.TruncatedNormal(0.0, 1.0, low=bound)
"""
MODEL = """\
import jax
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS

import library
import priors


def model(y):
    scale = numpyro.sample("scale", priors.scale)
    library.twice(lambda: numpyro.sample("y", dist.Normal(0.0, scale), obs=y))


mcmc = MCMC(
    NUTS(model), num_warmup=9, num_samples=9, num_chains=library.CHAINS, chain_method="vectorized"
)
mcmc.run(jax.random.PRNGKey(0), jax.numpy.ones(3))
"""
# Loaded on demand: it neither mentions NumPyro nor imports what does.
LIBRARY = "bound = 0.0\nCHAINS = 2\n\n\ndef twice(call):\n    call()\n"
UNUSED = "import numpyro\nx = 1  # noqa: NPL001\n"


def write(folder: Path, **texts: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    write(folder, priors=PRIORS, model=MODEL, library=LIBRARY, alone=BAD_MODEL)
    write(folder, broken="import numpyro\ndef (:\n", unused=UNUSED)
    (folder / ".git").mkdir()
    return folder


def outcome(folder: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    done = run("check", *arguments, cwd=folder, **environment)
    return done.returncode, done.stdout, done.stderr


def both(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """What a run says that may use the cache, which is what one says that may not."""
    plain = outcome(folder, "--no-cache", *arguments)
    assert outcome(folder, *arguments) == plain
    assert outcome(folder, *arguments) == plain
    return plain


def entries(folder: Path) -> list[Path]:
    found = (folder / FOLDER).iterdir() if (folder / FOLDER).exists() else ()
    return sorted(each for each in found if each.name not in (".gitignore", "CACHEDIR.TAG"))


def imported(folder: Path) -> tuple[str, set[str]]:
    """What a run prints, and the modules it imports."""
    program = (
        "import sys\n"
        "sys.argv = ['nplint', 'check']\n"
        "from nplint.cli import main\n"
        "try:\n    main()\n"
        "finally:\n    print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout, set(done.stderr.split())


def test_a_run_after_which_nothing_changed_reads_no_code(project: Path) -> None:
    before, modules = imported(project)
    assert "NPL001" in before and "NPL901" in before
    assert {"libcst", "nplint.facts.parser", "nplint.rules.base"} <= modules
    after, modules = imported(project)
    assert after == before
    unneeded = {"libcst", "nplint.facts.parser", "nplint.rules.base", "nplint.engine.check_part"}
    assert not {*unneeded, "nplint.numpyro_api"} & modules


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new))

    return change


def made(name: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    return change


# What is changed, and whether other things are found then.
CHANGES: dict[str, tuple[Callable[[Path], None], bool]] = {
    "a byte of a file": (replaced("alone.py", "low=0.0", "low=1.0"), True),
    "a file that is imported": (replaced("priors.py", "TruncatedNormal", "Normal"), True),
    "what is loaded on demand": (replaced("library.py", "CHAINS = 2", "CHAINS = 1"), True),
    "a file that is gone": (lambda folder: (folder / "priors.py").unlink(), True),
    "a module that stands before another": (
        made("library/__init__.py", LIBRARY.replace("2", "1")),
        True,
    ),
    "a lock file": (
        made("uv.lock", '[[package]]\nname = "numpyro"\nversion = "0.16.0"\n'),
        True,
    ),
    "requirements": (made("requirements.txt", "numpyro==0.15.0\n"), True),
    "a settings file": (made("nplint.toml", 'ignore = ["NPL001"]\n'), True),
    "settings for some files": (
        made("nplint.toml", 'per-file-ignores = {"alone.py" = ["NPL001"]}\n'),
        True,
    ),
    "a target": (made("nplint.toml", 'target-numpyro = "0.16"\n'), True),
    "fixes that may not be": (made("nplint.toml", "fixable = []\n"), True),
    "a comment": (replaced("alone.py", "low=0.0)", "low=0.0)  # noqa: NPL001"), True),
    "the encoding": (
        lambda folder: (folder / "alone.py").write_bytes(b"import numpyro\n# \xff\n"),
        True,
    ),
    "an error that is mended": (made("broken.py", "import numpyro\n"), True),
    "the format": (made("nplint.toml", 'output-format = "concise"\n'), True),
    "nothing but the time": (lambda folder: os.utime(folder / "alone.py"), False),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_changed_is_seen(project: Path, what: str) -> None:
    change, differs = CHANGES[what]
    before = both(project)
    change(project)
    assert (both(project) != before) == differs


@pytest.mark.parametrize(
    "arguments",
    [
        ("--select", "NPL9"),
        ("--ignore", "NPL001"),
        ("--target-numpyro", "0.16"),
        ("--target-numpyro", "0.15.2"),
        ("--config", "per-file-ignores = {'alone.py' = ['NPL001']}"),
        ("--exclude", "library.py"),
        ("--unfixable", "NPL001"),
        ("model.py",),
        ("unused.py",),
        ("--output-format", "json"),
    ],
)
def test_other_questions_get_other_answers(project: Path, arguments: tuple[str, ...]) -> None:
    before = both(project)
    assert both(project, *arguments) != before
    assert both(project) == before


def test_whether_all_is_seen_is_asked_again(project: Path) -> None:
    write(project, unused="import numpyro\nVALUE = 1  # noqa: NPL001\n")
    (project / "pyproject.toml").write_text("")
    assert "NPL903" in both(project, "unused.py")[1]
    write(project, user="import numpyro\nimport unused\n")
    assert "NPL903" not in both(project, "unused.py")[1]


def test_another_version_is_another_cache(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nplint.cache import identity

    found: set[bytes] = set()
    for version in ("0.1.0", "0.2.0"):
        monkeypatch.setattr(identity, "__version__", version)
        identity.identity.cache_clear()
        found.add(identity.identity())
    for version in ((3, 10), (3, 14)):
        monkeypatch.setattr(sys, "version_info", version)
        identity.identity.cache_clear()
        found.add(identity.identity())
    monkeypatch.setattr(identity, "_PACKAGE", project)
    identity.identity.cache_clear()
    found.add(identity.identity())
    replaced("library.py", "bound", "bound2")(project)
    identity.identity.cache_clear()
    found.add(identity.identity())
    assert len(found) == 6
    monkeypatch.undo()
    identity.identity.cache_clear()


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: b"something else entirely",
        lambda data: b"\x80\x05cos\nsystem\n",
    ],
)
def test_what_is_damaged_is_made_again(project: Path, damage: Callable[[bytes], bytes]) -> None:
    time.sleep(3.1)  # no note is taken of a file that has just been changed
    before = both(project)
    kept = {path: path.read_bytes() for path in entries(project)}
    for path, data in kept.items():
        path.write_bytes(damage(data))
    assert outcome(project) == before
    assert {path: path.read_bytes() for path in kept} == kept


def test_entries_that_somebody_else_wrote_do_no_harm(project: Path) -> None:
    """Whole by their digest, they hold another entry's data, or none that nplint would write."""
    before = both(project)
    store = Store(project / FOLDER)
    names = [path.name for path in entries(project)]
    for suffix in {name.rpartition(".")[2] for name in names}:
        alike = [name for name in names if name.endswith(suffix)]
        data = {name: store.read(name) for name in alike}
        for name, other in zip(alike, [*alike[1:], alike[0]], strict=True):
            found = data[other]
            assert found is not None
            store.write(name, found)
    # Facts of other files under their names are believed; findings tell what they are about.
    for name in names:
        if not name.endswith(".findings"):
            store.write(name, b"{}")
    assert outcome(project) == before
    import zlib

    head = {"texts": [], "literals": [], "classes": [["ModuleFacts", 1]]}
    empty = {**head, "tuples": 0, "lists": 0, "dicts": 0}
    for path in entries(project):
        if path.name.endswith(".findings"):
            path.unlink()
        else:
            body = json.dumps(empty).encode() + b"\n" + b"\0" * 48
            store.write(path.name, zlib.compress(b"[]\n" + body))
    assert outcome(project) == before


def test_a_cache_that_cannot_be_is_none(project: Path, tmp_path: Path) -> None:
    before = both(project)
    file = tmp_path / "file"
    file.write_text("")
    for folder in (file, file / "below"):
        assert outcome(project, "--cache-dir", str(folder)) == before
        told = outcome(project, "--cache-dir", str(folder), "--verbose")
        assert f"nplint: nothing is kept for later runs: {folder}: " in told[2]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_folder_that_may_not_be_written(project: Path) -> None:
    before = both(project)
    (project / FOLDER).chmod(0o500)
    replaced("library.py", "CHAINS = 2", "CHAINS = 3")(project)
    assert outcome(project) == outcome(project, "--no-cache") != before


def test_it_can_be_done_without(project: Path) -> None:
    outcome(project, "--no-cache")
    outcome(project, NPLINT_NO_CACHE="1")
    assert not (project / FOLDER).exists()
    nplint.check([project])
    assert not (project / FOLDER).exists()
    outcome(project)
    assert entries(project)
    assert (project / FOLDER / ".gitignore").read_text() == "*\n"
    assert (project / FOLDER / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d17")


def test_a_run_without_numpyro_leaves_nothing(tmp_path: Path) -> None:
    write(tmp_path, plain="x = 1\n")
    outcome(tmp_path)
    assert not (tmp_path / FOLDER).exists()


def test_standard_input_is_not_kept(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "nplint", "check", "-", "--stdin-filename", "alone.py"],
        cwd=project,
        env=plain_environment(),
        input=BAD_MODEL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert not (project / FOLDER).exists()


def test_where_it_is(project: Path, tmp_path: Path) -> None:
    (project / "nplint.toml").write_text('cache-dir = "kept"\n')
    outcome(project)
    assert list((project / "kept").glob("*.findings"))
    assert not (project / FOLDER).exists()
    (project / "nplint.toml").write_text("")
    (project / "below").mkdir()
    outcome(project / "below", "..")
    assert entries(project)


def test_runs_at_once(project: Path) -> None:
    expected = outcome(project, "--no-cache")
    for change in (lambda folder: None, replaced("alone.py", "y", "z")):
        change(project)
        expected = outcome(project, "--no-cache")
        command = [sys.executable, "-m", "nplint", "check"]
        running = [
            subprocess.Popen(
                command,
                cwd=project,
                env=plain_environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
            )
            for _ in range(3)
        ]
        for process in running:
            stdout, stderr = process.communicate(timeout=120)
            assert (process.returncode, stdout, stderr) == expected
    assert not [path for path in entries(project) if path.name.startswith("writing-")]


def test_fixing_with_a_cache(project: Path) -> None:
    outcome(project)
    plain = run("fix", "--no-cache", cwd=project)
    kept = run("fix", cwd=project)
    assert (kept.returncode, kept.stdout, kept.stderr) == (
        plain.returncode,
        plain.stdout,
        plain.stderr,
    )
    assert run("fix", "--write", cwd=project).returncode == 1
    assert (project / "alone.py").read_text() == GOOD_MODEL
    both(project)


def test_one_changed_file_is_read_and_what_it_is_connected_with_checked(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nplint.engine import check_part as analysis
    from nplint.facts import read_facts as read

    files: list[str] = []
    parts: list[list[str]] = []
    facts, findings = read.read_facts, analysis.findings
    monkeypatch.setattr(
        read, "read_facts", lambda source, *more: files.append(source.path.name) or facts(source)
    )
    monkeypatch.setattr(
        analysis,
        "findings",
        lambda paths, *more: parts.append([path.name for path in paths]) or findings(paths, *more),
    )
    cache = project / FOLDER
    nplint.check([project], cache=cache)
    assert sorted(files) == sorted(path.name for path in project.glob("*.py"))
    assert ["model.py", "priors.py"] in parts and ["alone.py"] in parts
    del files[:], parts[:]
    replaced("priors.py", "1.0", "2.0")(project)
    nplint.check([project], cache=cache)
    assert (files, parts) == (["priors.py"], [["model.py", "priors.py"]])
    del files[:], parts[:]
    project.rename(project.with_name("elsewhere"))
    nplint.check([project.with_name("elsewhere")], cache=project.with_name("elsewhere") / FOLDER)
    assert not files and len(parts) == 4


def test_a_fix_checks_again_what_it_changed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nplint.engine import check_part as analysis

    parts: list[list[str]] = []
    findings = analysis.findings
    monkeypatch.setattr(
        analysis,
        "findings",
        lambda paths, *more: parts.append([path.name for path in paths]) or findings(paths, *more),
    )
    fixed = nplint.fix([project])
    assert fixed.applied
    changed = {change.source.path.name for change in fixed.changes}
    again = [part for number, part in enumerate(parts) if part in parts[:number]]
    assert again and len(again) < len(parts) - len(again)
    assert all(changed & set(part) for part in again)


def test_clean(project: Path, tmp_path: Path) -> None:
    outcome(project)
    (project / "below").mkdir()
    write(project / "below", m=BAD_MODEL)
    outcome(project / "below")
    assert entries(project) and entries(project / "below")
    done = run("clean", cwd=project)
    assert done.returncode == 0
    assert done.stdout.count("Removed the cache in ") == 2
    assert not (project / FOLDER).exists() and not (project / "below" / FOLDER).exists()
    assert run("clean", cwd=project).stdout == ""
    # A folder that holds other things loses what is nplint's.
    other = tmp_path / "other"
    other.mkdir()
    (other / "precious.txt").write_text("")
    outcome(project, "--cache-dir", str(other))
    assert len(list(other.iterdir())) > 1
    run("clean", "--cache-dir", str(other), cwd=project)
    assert [path.name for path in other.iterdir()] == ["precious.txt"]


def test_a_cache_does_not_grow_without_end(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache", limit=1000)
    for number in range(30):
        store.write(f"{number}.module", b"x" * 84)
        os.utime(store.folder / f"{number}.module", (number, number))
    assert store.read("0.module") is not None  # which makes it the one used last
    (store.folder / "writing-1-a.module").write_bytes(b"half")
    (store.folder / "writing-2-b.module").write_bytes(b"half")
    os.utime(store.folder / "writing-1-a.module", (1, 1))
    (store.folder / "foreign").write_bytes(b"x" * 5000)
    store.close()
    left = {path.name for path in store.folder.iterdir()} - {".gitignore", "CACHEDIR.TAG"}
    kept = {"0.module", *(f"{number}.module" for number in range(24, 30))}
    assert left == {*kept, "writing-2-b.module", "foreign"}
    assert time.time() - (store.folder / "0.module").stat().st_mtime < 3600


@pytest.fixture
def old_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Files count as old from the start; the names of those that are read."""
    from nplint.cache import seen

    monkeypatch.setattr(seen, "_RACY", -(10**12))
    names: list[str] = []
    read = Project._read

    def noting(self: Project, path: Path, *, keep: bool) -> bytes | None:
        names.append(path.name)
        return read(self, path, keep=keep)

    monkeypatch.setattr(Project, "_read", noting)
    return names


def test_what_the_file_system_says_is_unchanged_is_not_read(
    project: Path, old_files: list[str]
) -> None:
    (project / "plain.py").write_text("x = 1\n")
    (project / "good.py").write_text(GOOD_MODEL)
    plain = nplint.check([project])
    for _ in range(2):  # what is loaded on demand is noted when it is asked for again
        assert nplint.check([project], cache=project / FOLDER).findings == plain.findings
    del old_files[:]
    assert nplint.check([project], cache=project / FOLDER).findings == plain.findings
    assert "plain.py" not in old_files and "good.py" not in old_files
    # The same size and date, as tools leave behind that put dates back: the status tells.
    alone = project / "alone.py"
    status = alone.stat()
    replaced("alone.py", "low=0.0", "low=1.0")(project)
    os.utime(alone, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert alone.stat().st_mtime_ns == status.st_mtime_ns
    changed = nplint.check([project], cache=project / FOLDER)
    assert changed.findings == nplint.check([project]).findings
    assert changed.sources[alone].text != plain.sources[alone].text


def test_who_uses_a_name_is_searched_for_again_only_after_a_change(
    project: Path, old_files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def deletes_the_prior() -> bool:
        (found,) = nplint.check([project / "alone.py"], cache=project / FOLDER).findings
        assert found.fix is not None
        return any(not edit.replacement for edit in found.fix.edits)

    searched: list[str] = []
    of = NameUsers.of

    def noting(self: NameUsers, path: Path, name: str) -> tuple[NameUse, ...] | None:
        searched.append(name)
        return of(self, path, name)

    monkeypatch.setattr(NameUsers, "of", noting)
    assert deletes_the_prior()
    assert "prior" in searched
    del searched[:]
    assert deletes_the_prior()
    assert searched == []
    (project / "notes.md").write_text("Nothing of interest.\n")
    assert deletes_the_prior()
    assert "prior" in searched
    (project / "user.py").write_text("from alone import prior\n")
    assert not deletes_the_prior()


def test_a_file_that_lies_about_its_dates_is_found_out_when_it_is_read(
    project: Path, old_files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from nplint.cache import seen

    monkeypatch.setattr(seen, "_stamp", lambda status: (1, 2, 3, 4))
    nplint.check([project], cache=project / FOLDER)
    replaced("alone.py", "import jax\n", "import jax  # longer\n")(project)
    kept, plain = (nplint.check([project], cache=c) for c in (project / FOLDER, None))
    assert kept.findings == plain.findings
    assert {p: s.text for p, s in kept.sources.items()} == {
        p: s.text for p, s in plain.sources.items()
    }


TEXTS = {
    "model": [MODEL, MODEL.replace("priors.scale", "priors.other"), "import priors\n"],
    "priors": [PRIORS, PRIORS.replace("library", "deep.library"), PRIORS.replace("dist.T", "d.T")],
    "library": [LIBRARY, LIBRARY.replace("2", "1"), "from priors import scale as bound\n"],
    "deep/__init__": ["", "from deep import library\n"],
    "deep/library": [LIBRARY, "import numpyro\nbound = numpyro.sample('x', None)\n"],
    "deep/priors": [PRIORS, "from ..priors import *\n", "from . import library\n"],
    "deep/model": [MODEL, MODEL.replace("import priors", "from deep import priors"), BAD_MODEL],
}
EDITS = st.sampled_from([(name, text) for name, texts in TEXTS.items() for text in (*texts, None)])


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(EDITS, min_size=1, max_size=4), min_size=2, max_size=4))
def test_after_any_edits_the_outcome_is_that_of_a_run_without(
    rounds: list[list[tuple[str, str | None]]],
) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        write(root, model=MODEL, priors=PRIORS, library=LIBRARY)
        (root / "deep").mkdir()
        for edits in rounds:
            for name, text in edits:
                path = root / f"{name}.py"
                if text is None:
                    path.unlink(missing_ok=True)
                else:
                    path.write_text(text)
            forget()
            plain = nplint.check([root])
            kept = nplint.check([root], cache=root / FOLDER)
            assert kept.findings == plain.findings
            assert [each.fix for each in kept.findings] == [each.fix for each in plain.findings]
            assert {p: s.text for p, s in kept.sources.items()} == {
                p: s.text for p, s in plain.sources.items()
            }


def test_timings_are_told(project: Path) -> None:
    cold = outcome(project, "--timings")
    warm = outcome(project, "--timings")
    assert cold[1] == warm[1] == outcome(project)[1]
    names = [line.split()[0] for line in cold[2].splitlines()]
    assert names == [
        *("discover", "read", "filter", "cache", "parse", "walk", "link", "rules", "report"),
        "elapsed",
    ]
    for name in ("parse", "walk", "link", "rules"):
        (row,) = (line for line in warm[2].splitlines() if line.startswith(name))
        assert row.split()[1:] == ["0.0", "ms"]
        (row,) = (line for line in cold[2].splitlines() if line.startswith(name))
        assert float(row.split()[1]) > 0
