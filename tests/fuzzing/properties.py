"""What must hold for every file, whatever is in it."""

from __future__ import annotations

import ast
import codecs
import importlib.util
import json
import time
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import libcst

import nplint
from nplint import Session, Settings, SettingsTable
from nplint.finding import Applicability, Edit, Finding
from nplint.fixes.apply import Key, choose, key_of
from nplint.report import render
from nplint.result import FixResult, Result
from nplint.settings.kinds import OUTPUT_FORMATS
from nplint.source import SourceFile, UnreadableSource, read_source
from nplint.source.notebook import Notebook
from nplint.system.process import in_deep_stack

# A folder that does not exist: nothing above it says anything, and nothing can be written there.
FOLDER = Path("/no-such-folder/fuzzed")
# What nplint says of code that it refuses to parse although it is Python.
REFUSALS = (
    "brackets are nested more than",
    "one expression or branch",
    "the file has",
    "nplint's parser cannot read this, though Python can",
    "nplint cannot match this text with its syntax tree",
)
_ROUNDS = 500


class Broken(AssertionError):
    """Something that must hold does not."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was seen, for who counts.

    Parameters
    ----------
    findings, fixes
        How many there are, and how many were applied: the safe ones, and all.
    python
        How many of the files are code by Python's own verdict.
    seconds
        Processor time of one check.
    """

    findings: int
    fixes: int
    python: int
    seconds: float


def examine(files: Mapping[str, bytes], **settings: Any) -> Examined:
    """Hold all properties against the files of a project, by their names.

    Raises
    ------
    Broken
        One of them does not hold.
    """
    texts = {FOLDER / name: data for name, data in files.items()}
    options = Settings(**{"target_numpyro": "any", "target_jax": "any", **settings})
    started = time.process_time()
    first = nplint.check([*texts], options, texts=texts)
    seconds = time.process_time() - started
    _same(said(first), said(nplint.check([*texts], options, texts=texts)), "checked twice")
    python = sum(agrees_with_python(path, data, first.findings) for path, data in texts.items())
    fixes = 0
    for unsafe in (False, True):
        layer = Settings(
            **{"target_numpyro": "any", "target_jax": "any", **settings, "unsafe_fixes": unsafe}
        )
        fixed = nplint.fix([*texts], layer, texts=texts)
        written = after(fixed, texts)
        changed = {path: data for path, data in written.items() if data != texts[path]}
        _same(replayed(texts, layer, texts), changed, "the edits that are reported give")
        for path, data in changed.items():
            assert_parses(path, texts[path], data)
        again = nplint.fix([*texts], layer, texts=written)
        _same(after(again, written), written, "fixed twice")
        fixes += fixed.applied
    return Examined(len(first.findings), fixes, python, seconds)


def said(result: Result) -> dict[str, str]:
    """What a result says in each format."""
    return {
        name: render(result.findings, result.sources, name, False)
        for name in OUTPUT_FORMATS
        if name != "junit"  # it has the time of day in it
    }


def after(fixed: FixResult, before: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """The bytes of files after fixes."""
    changed = {c.source.path: c.source.encode(c.new_text) for c in fixed.changes}
    return {path: changed.get(path, data) for path, data in before.items()}


def replayed(
    paths: Iterable[Path],
    settings: Settings | SettingsTable,
    texts: Mapping[Path, bytes] | None = None,
) -> dict[Path, bytes]:
    """The bytes of files after the edits that findings report, applied to the bytes themselves.

    The session is told each result, as an editor would, and asked again. So what differs from
    the originals is what findings said would. Only files that differ are given.
    """
    session = Session(paths, settings, texts=texts)
    now: dict[Path, bytes] = {}
    dropped: set[Key] = set()
    singly: set[Key] = set()
    for _ in range(_ROUNDS):
        result = session.check()
        wanted = [
            each
            for each in result.findings
            if each.fix is not None
            and (_unsafe(settings, each.path) or each.fix.applicability is Applicability.SAFE)
            and key_of(each) not in dropped
        ]
        batches = choose(wanted, singly)
        if not batches:
            return now
        for batch in batches:
            edits: dict[Path, list[Edit]] = {}
            for edit in batch.edits:
                edits.setdefault(edit.path, []).append(edit)
            old = {path: now.get(path) or _original(path, texts) for path in edits}
            new = {
                path: edited_bytes(result.sources[path], old[path], each)
                for path, each in edits.items()
            }
            if all(_readable(path, data, old[path]) for path, data in new.items()):
                now.update(new)
                for path, data in new.items():
                    session.edit(path, read_source(path, data, given=texts is not None).text)
            else:
                refused = dropped if batch.is_single else singly
                refused |= {key_of(each) for each in batch.findings}
    raise Broken(f"fixes go on after {_ROUNDS} rounds")


def _unsafe(settings: Settings | SettingsTable, path: Path) -> bool:
    if isinstance(settings, SettingsTable):
        settings = settings.for_file(path)
    return settings.unsafe_fixes


def _original(path: Path, texts: Mapping[Path, bytes] | None) -> bytes:
    return path.read_bytes() if texts is None else texts[path]


def edited_bytes(source: SourceFile, data: bytes, edits: list[Edit]) -> bytes:
    """A file's bytes with edits of its text, put in without decoding and encoding the rest."""
    if isinstance(source, Notebook):
        return _edited_notebook(source, data, edits)
    start = len(codecs.BOM_UTF8) if source.bom else 0
    parts: list[bytes] = []
    done = 0
    for edit in sorted(edits, key=lambda each: each.span):
        begin = start + len(source.text[: edit.span.start].encode(source.encoding))
        end = start + len(source.text[: edit.span.end].encode(source.encoding))
        if begin < done:
            raise Broken(f"edits overlap: {edits}")
        parts += [data[done:begin], edit.replacement.encode(source.encoding)]
        done = end
    return b"".join([*parts, data[done:]])


def _edited_notebook(source: SourceFile, data: bytes, edits: list[Edit]) -> bytes:
    """The notebook as it is written, of which all but the edited cells is as it was."""
    text = source.text
    for edit in sorted(edits, key=lambda each: each.span, reverse=True):
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    new = source.encode(text)
    changed = {change.cell for change in source.changes(text)}
    before, now = json.loads(data), json.loads(new)
    for number, (old, fresh) in enumerate(zip(before["cells"], now["cells"], strict=True), 1):
        if number in changed:
            old.pop("source"), fresh.pop("source")
    if before != now:
        raise Broken("what is no edited cell of the notebook has changed")
    return new


def agrees_with_python(path: Path, data: bytes, findings: list[Finding]) -> bool:
    """Whether Python takes the bytes for code; then nplint has to, too, or say what is too much."""
    if path.suffix != ".py" or not python_accepts(data):
        return False
    for finding in findings:
        if finding.path != path or finding.code not in ("NPL901", "NPL902"):
            continue
        if not any(reason in finding.message for reason in REFUSALS):
            raise Broken(f"Python accepts what is said of: {finding.message}")
    return True


def python_accepts(data: bytes) -> bool:
    """Whether this Python parses the bytes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Of bytes it lets pass, in comments, what it does not let pass in a file.
            importlib.util.decode_source(data)
            compile(data, "<fuzzed>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError, MemoryError, RecursionError, LookupError):
        return False
    return True


def assert_parses(path: Path, before: bytes, data: bytes) -> None:
    """A fix leaves code, also by Python's own verdict if it was that before."""
    if not _readable(path, data, before):
        raise Broken("what was fixed cannot be parsed any more")
    if path.suffix == ".py" and python_accepts(before) and not python_accepts(data):
        raise Broken("Python does not accept what was fixed any more")


def _readable(path: Path, data: bytes, before: bytes) -> bool:
    """Whether the bytes parse, or are a notebook in which as many cells do as before."""
    if path.suffix == ".ipynb":
        return len(_broken_cells(path, data)) <= len(_broken_cells(path, before))
    try:
        code = read_source(path, data).text
        in_deep_stack(lambda: libcst.parse_module(code))
    except (UnreadableSource, libcst.ParserSyntaxError, libcst.CSTValidationError):
        return False
    return True


def _broken_cells(path: Path, data: bytes) -> list[Finding]:
    found = nplint.check([path], Settings(select=("NPL901",)), texts={path: data}).findings
    return [each for each in found if each.code == "NPL901"]


def _same(one: Any, other: Any, what: str) -> None:
    if one != other:
        raise Broken(f"{what}: {one!r}\nis not {other!r}")
