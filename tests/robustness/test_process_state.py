"""A process belongs to its owner: the library leaves as it is whatever a process has one of."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import libcst
import pytest
from click.testing import CliRunner

import nplint
from nplint.cli import cli
from nplint.facts import guard
from nplint.result import FixResult, Result
from nplint.system import elsewhere
from tests.command import BAD_MODEL, plain_environment
from tests.command import nplint as nplint_command
from tests.helpers.notebooks import document, written
from tests.helpers.own_process import OWN

FIXTURES = Path(__file__).parents[2] / "fixtures"
MODULE = Path("/no-such-folder/m.py")
THREADS = 8


def model(*lines: str) -> str:
    """The bad model, with some more lines in front of its sites."""
    body = "".join(f"    {line}\n" for line in lines)
    return BAD_MODEL.replace("def model(y):\n", f"def model(y):\n{body}")


# What cannot be read or followed with an ordinary stack, or by libcst as it is.
HARD = {
    "brackets": model(f"x = {'[' * 300}y{']' * 300}"),
    "chain": model("x = y" + " + y" * 900),
    "branches": model("if y == 0:", "    x = 0", *["elif y == 1:", "    x = 1"] * 500),
    "blocks": model(*(f"{'  ' * depth}if y:" for depth in range(60)), f"{'  ' * 60}pass"),
    "one from another": model(*(f"x{n} = x{n - 1} * 2 if y else x0" for n in range(1, 500))),
    "one calls another": model("f300(y)")
    + "".join(f"def f{n}(x):\n    return f{n - 1}(x)\n" for n in range(1, 301)),
    "objected to": model("x = [await(y)if y else 1 for z in y]").replace("def ", "async def "),
    "deep and broken": model(f"x = {'(' * 300}y{')' * 299}"),
}
BROKEN = {
    "broken": BAD_MODEL + "x = = 1\n",
    "left open": BAD_MODEL + "x = f(\n" + BAD_MODEL,
    "broken, and warned of": BAD_MODEL + "x = '\\d' 1if\n",
    "nothing but": "import numpyro\ndef (:\n",
}
PLAIN = {
    "a clash of quotes": BAD_MODEL + "x = f'{y['a']}'\n",
    "escapes": BAD_MODEL + "x = '\\d', b'\\d', r'\\d', '''\\w\n\\d'''\n",
}


def texts_of(name: str, text: str) -> dict[Path, bytes]:
    return {MODULE.with_stem(name.replace(" ", "_")): text.encode()}


CASES: list[dict[Path, bytes]] = [
    *(texts_of(name, text) for name, text in {**HARD, **BROKEN, **PLAIN}.items()),
    *(
        {path: path.read_bytes()}
        for path in sorted(FIXTURES.glob("NPL*/*/*"))[::17]
        if path.suffix in (".py", ".ipynb")
    ),
]

Said = tuple[Any, ...]


def said(outcome: Result | FixResult) -> Said:
    """What an outcome says, to compare."""
    if isinstance(outcome, FixResult):
        changes = [(change.source.path, change.new_text) for change in outcome.changes]
        return (changes, outcome.applied, outcome.notes, said(outcome.remaining))
    texts = {path: source.text for path, source in outcome.sources.items()}
    return (outcome.findings, texts, outcome.files, outcome.errors, outcome.notes)


def options(texts: Mapping[Path, bytes]) -> dict[str, Any]:
    table = nplint.SettingsTable(target_numpyro="any", isolated=True, unsafe_fixes=True)
    return {"paths": [*texts], "settings": table, "texts": texts}


def checked(texts: Mapping[Path, bytes]) -> Said:
    return said(nplint.check(**options(texts)))


def fixed(texts: Mapping[Path, bytes]) -> Said:
    return said(nplint.fix(**options(texts)))


def edited(texts: Mapping[Path, bytes]) -> Said:
    """A session in which the text is put in the place of another."""
    session = nplint.Session(**options(dict.fromkeys(texts, b"import numpyro\n")))
    assert session.check().findings == []
    for path, text in texts.items():
        session.edit(path, text.decode())
    return said(session.check())


def by_the_command(texts: Mapping[Path, bytes]) -> tuple[Said, Said]:
    """What a check and a fix say in a process of nplint's own."""
    session = nplint.Session(**options(texts), process=OWN)
    return said(session.check_once()), said(session.fix())


def state() -> tuple[object, ...]:
    """All that a process has one of, as it is now."""
    return (
        id(sys.modules.get("libcst")),
        id(sys.modules.get("libcst.native")),
        id(libcst.CSTNode.__post_init__),
        sys.getrecursionlimit(),
        gc.isenabled(),
        threading.stack_size(),
        tuple(map(id, warnings.filters)),
        os.getcwd(),
    )


@contextmanager
def untouched(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail if within this something of the process's is changed, for however short a time."""

    def forbidden(name: str) -> Callable[..., None]:
        def fail(*_: object, **__: object) -> None:
            touched.append(name)
            raise AssertionError(name)

        return fail

    touched: list[str] = []
    done = threading.Event()
    before = state()
    seen = {before}

    def watch() -> None:
        while not done.is_set():
            seen.add(state())

    watcher = threading.Thread(target=watch)
    stack_size = threading.stack_size

    def ask_only(*size: int) -> int:
        return forbidden("stack_size")() or 0 if size else stack_size()

    with monkeypatch.context() as patch:
        for module, name in (
            (sys, "setrecursionlimit"),
            (gc, "disable"),
            (gc, "enable"),
            (gc, "freeze"),
            (os, "fork"),
            (os, "chdir"),
            (warnings, "simplefilter"),
            (warnings, "filterwarnings"),
        ):
            patch.setattr(module, name, forbidden(name))
        patch.setattr(threading, "stack_size", ask_only)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()
    assert not touched
    assert seen == {before}


def import_and_use_libcst() -> None:
    import libcst as found
    from libcst import matchers

    module = found.parse_module("x = f(1)\n")
    assert type(module) is libcst.Module
    assert module.code == "x = f(1)\n"
    assert matchers.findall(module, matchers.Call())
    with pytest.raises(found.CSTValidationError):
        found.Name("")


def recurse() -> None:
    def deeper() -> None:
        deeper()

    with pytest.raises(RecursionError):
        deeper()


def start_thread() -> None:
    thread = threading.Thread(target=len, args=("",))
    thread.start()
    thread.join()


def test_many_threads_leave_the_process_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [by_the_command(texts) for texts in CASES]
    done = threading.Event()

    def meanwhile() -> None:
        while not done.is_set():
            for each in (import_and_use_libcst, recurse, start_thread):
                each()

    def work(number: int) -> list[tuple[Path, Said, Said]]:
        """Two threads at a time look at the same cases, in different ways."""
        first, shift = number % 4, number // 4
        found = []
        for at, texts in [*enumerate(CASES)][first::4]:
            way = (checked, fixed, edited)[(at + shift) % 3]
            found.append((*texts, way(texts), expected[at][way is fixed]))
        return found

    with untouched(monkeypatch), ThreadPoolExecutor(THREADS + 2) as pool:
        others = [pool.submit(meanwhile) for _ in range(2)]
        try:
            outcomes = [each for part in pool.map(work, range(THREADS)) for each in part]
        finally:
            done.set()
        for each in others:
            each.result()
    assert len(outcomes) == 2 * len(CASES)
    for path, found, wanted in outcomes:
        assert found == wanted, path
    import_and_use_libcst()


def test_a_host_that_is_deep_in_its_own_work_gets_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("chain", "broken", "escapes"):
        texts = texts_of(name, {**HARD, **BROKEN, **PLAIN}[name])
        expected, _ = by_the_command(texts)

        def at_depth(depth: int, texts: Mapping[Path, bytes] = texts) -> Said:
            return at_depth(depth - 1) if depth else checked(texts)

        for left in (600, 200, 120):
            with untouched(monkeypatch):
                assert at_depth(sys.getrecursionlimit() - left - depth_here()) == expected


def depth_here() -> int:
    frame, depth = sys._getframe(), 0
    while frame.f_back is not None:
        frame, depth = frame.f_back, depth + 1
    return depth


def test_a_host_that_takes_warnings_for_errors_gets_the_same() -> None:
    for name, text in {**BROKEN, **PLAIN}.items():
        texts = texts_of(name, text)
        expected, _ = by_the_command(texts)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert checked(texts) == expected, name
    magic = document("import numpyro\n%time x = '\\d'\n", BAD_MODEL)
    notebook = {MODULE.with_suffix(".ipynb"): written(magic)}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert checked(notebook) == by_the_command(notebook)[0]


def test_the_commands_leave_a_process_as_it_is_that_they_do_not_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deep.py").write_text(HARD["brackets"])
    (tmp_path / "m.py").write_text(BAD_MODEL)
    for arguments in ("check", "check --fix", "fix", "check --add-noqa"):
        words = [*arguments.split(), "--no-cache", "--isolated", str(tmp_path)]
        with untouched(monkeypatch):
            done = CliRunner().invoke(cli, words)
        assert done.exit_code in (0, 1), done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)


def test_a_session_stays_where_it_is_while_code_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is most of the time in an editor: only Python's opinion is asked for elsewhere."""
    called: list[str] = []

    def call(function: Callable[..., Any], *arguments: Any) -> Any:
        called.append(function.__module__)
        return elsewhere.call(function, *arguments)

    for module in ("nplint.engine.session", "nplint.facts.python_parser"):
        monkeypatch.setattr(f"{module}.call", call)
    for name, text in BROKEN.items():
        checked(texts_of(name, text))
    assert called == ["nplint.facts.python_parser"] * len(BROKEN)
    checked(texts_of("deep", HARD["brackets"]))
    assert called[len(BROKEN) :] == ["nplint.engine.session"]


def test_a_session_goes_on_after_work_elsewhere() -> None:
    path = MODULE
    texts = {path: b"import numpyro\n", path.with_stem("other"): BAD_MODEL.encode()}
    session = nplint.Session(**options(texts))
    own = nplint.Session(**options(texts), process=OWN)
    for each in (session, own):
        each.edit(path, HARD["brackets"])
    assert said(session.fix()) == said(own.fix())
    assert said(session.check()) == said(own.check())
    for each in (session, own):
        each.edit(path, BAD_MODEL)
    assert said(session.fix()) == said(own.fix())


@pytest.mark.parametrize("executable", ["", "/no/such/python", "/bin/true"])
def test_where_no_process_can_be_started(executable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What needs none is checked, code that does not parse included."""
    easy = {**BROKEN, **PLAIN, "bad": BAD_MODEL}
    expected = {name: by_the_command(texts_of(name, text))[0] for name, text in easy.items()}
    monkeypatch.setattr(sys, "executable", executable)
    for name, text in easy.items():
        assert checked(texts_of(name, text)) == expected[name]
    with pytest.raises(nplint.InstallationError, match="nested too deeply"):
        checked(texts_of("deep", HARD["brackets"]))


# A process in which no thread and no other process can be started from here on, with a small stack.
_ALONE = """
import os, sys, threading, _thread
if sys.platform == "linux":
    import resource
    _, most = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (2 << 20, most))
def fail(*_, **__):
    raise RuntimeError("can't start new thread")
threading.Thread.start = threading._start_new_thread = _thread.start_new_thread = fail
def no_fork():
    raise BlockingIOError(11, "Resource temporarily unavailable")
os.fork = no_fork
"""


def alone(program: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _ALONE + program, *arguments],
        cwd=cwd,
        env={**plain_environment(), "NPLINT_PROCESSES": "2", "NPLINT_NO_CACHE": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_where_no_thread_can_be_started(tmp_path: Path) -> None:
    hard = {
        "brackets": model(f"x = {'(' * 799}y{')' * 799}"),
        "chain": model("x = y" + " + y" * 1_800),
        **BROKEN,
    }
    for name, text in hard.items():
        (tmp_path / f"{name.replace(' ', '_')}.py").write_text(text)
    (tmp_path / "large.py").write_text(BAD_MODEL + f"# {'x' * 97}\n" * 3_001)
    command = "from nplint.cli import main; main()"
    usual = nplint_command("check", "-oout", cwd=tmp_path)
    done = alone(command, "check", "-oout2", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (usual.returncode, usual.stderr) == (1, "")
    assert (tmp_path / "out").read_text() == (tmp_path / "out2").read_text()
    library = "import nplint; print(len(nplint.check(['.']).findings))"
    found = len(nplint.check([tmp_path]).findings)
    assert alone(library, cwd=tmp_path).stdout == f"{found}\n"


# What the library asks of the stack of a host's thread, of 2 MB as Windows has it.
_SMALL = """
import sys, threading
import nplint
from pathlib import Path
found = []
path = Path(sys.argv[1])
def work():
    found.extend(nplint.check([path], nplint.Settings()).findings)
threading.stack_size(int(sys.argv[2]))
thread = threading.Thread(target=work)
thread.start()
thread.join()
print(*{each.code for each in found})
"""


@pytest.mark.parametrize("name", ["brackets", "lambdas", "chain", "blocks", "branches", "all"])
def test_what_is_read_in_place_needs_little_stack(name: str, tmp_path: Path) -> None:
    """Nested as deeply as may be, and one level more: the process lives in both cases."""
    for more in (0, 1):
        depth, parts, blocks, branches = 20 + more, 250 + more * 50, 11 + more, 100 + more
        lines = {
            "brackets": [f"x = {'f(lambda: ' * depth}y{')' * depth}"],
            "lambdas": [f"x = {'lambda: ' * parts}y"],
            "chain": [f"x = y{' if a else y' * (parts // 2)}"],
            "blocks": [*(f"{'  ' * d}with a:" for d in range(blocks)), f"{'  ' * blocks}pass"],
            "branches": ["if y: pass", *["elif y: pass"] * branches],
        }
        inner = [line for each in lines.values() for line in each if each is not lines["blocks"]]
        deepest = "  " * (blocks - 1)
        lines["all"] = [*lines["blocks"][:-2], *(f"{deepest}{line}" for line in inner)]
        path = tmp_path / "m.py"
        path.write_text(model(*lines[name]))
        assert guard.is_shallow(path.read_text()) is (more == 0)
        for stack in (2 << 20, 256 << 10):
            done = subprocess.run(
                [sys.executable, "-c", _SMALL, path, str(stack)],
                capture_output=True,
                text=True,
                check=False,
            )
            assert (done.returncode, done.stdout) == (0, "NPL001\n"), done.stderr
