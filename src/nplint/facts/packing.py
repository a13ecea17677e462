"""Pack facts into bytes, for a file on disk or another process, and unpack them.

Facts refer to each other in circles (a function, its scope, its module), so every object gets a
number and is listed by class, field by field. Which classes and fields there are is read off their
declarations. Numbers are packed as 32-bit integers, texts and literals as JSON; nothing in the
bytes can make Python do anything but build facts. Both ways run over whole fields at once, so
that the loops are those of Python's own C code.
"""

from __future__ import annotations

import copyreg
import json
import sys
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any, NamedTuple

from nplint.facts import expressions, scopes, statements
from nplint.facts.places import shared
from nplint.facts.scopes import ModuleFacts

# The first numbers stand for these objects in all packings.
_NONE, _PATH = 0, 1
_PLAIN = ("int", "bool")


class _Field(NamedTuple):
    """A field of a class: what reads and what sets it, and whether it holds plain numbers."""

    get: Callable[[Any], Any]
    set: Callable[[Any, Any], None]
    kind: str


@cache
def _classes() -> dict[str, type]:
    """The classes that facts are made of, by name."""
    rooms = (expressions, statements, scopes)
    return {
        name: each
        for room in rooms
        for name, each in vars(room).items()
        if isinstance(each, type) and is_dataclass(each) and each.__module__ == room.__name__
    }


@cache
def _fields(kind: type) -> tuple[_Field, ...]:
    slots = ((getattr(kind, each.name), str(each.type)) for each in fields(kind))
    return tuple(_Field(slot.__get__, slot.__set__, type_) for slot, type_ in slots)


def pack(facts: ModuleFacts) -> bytes:
    """Return a module's facts as bytes, without its path: the file may be found elsewhere.

    Raises
    ------
    TypeError
        They hold what no facts should.
    """
    return _Packer(facts).packed()


def unpack(data: bytes, path: Path) -> ModuleFacts:
    """Return packed facts as those of a file at a path.

    Raises
    ------
    ValueError, LookupError, TypeError
        The bytes are no packed facts.
    """
    head, _, body = data.partition(b"\n")
    header = json.loads(head)
    numbers = array("I")
    numbers.frombytes(body)
    if sys.byteorder == "big":
        numbers.byteswap()
    source = iter(numbers)
    texts = map(sys.intern, header["texts"])  # most are names that other modules have, too
    table: list[Any] = [None, path, *texts, *map(_literal, header["literals"])]
    instances: list[tuple[type, list[Any]]] = []
    if sum(count for _, count in header["classes"]) > len(numbers):
        raise ValueError("more objects than there are numbers for")
    for name, count in header["classes"]:
        kind = _classes()[name]
        made: list[Any] = list(map(object.__new__, repeat(kind, count)))
        instances.append((kind, made))
        table += made
    at = table.__getitem__
    counts = list(islice(source, header["tuples"]))
    for count in counts:
        table.append(tuple(map(at, islice(source, count))))
    counts = list(islice(source, header["lists"]))
    lists: list[list[Any]] = [[] for _ in counts]
    first_list = len(table)
    table += lists
    table += ({} for _ in range(header["dicts"]))
    for each, count in zip(lists, counts, strict=True):
        each += map(at, islice(source, count))
    counts = list(islice(source, header["dicts"]))
    keys = [list(map(at, islice(source, count))) for count in counts]
    for entry, names in zip(table[first_list + len(lists) :], keys, strict=True):
        entry.update(zip(names, map(at, islice(source, len(names))), strict=True))
    for kind, made in instances:
        for field in _fields(kind):
            column: Iterable[Any] = islice(source, len(made))
            if field.kind == "bool":
                column = map(bool, column)
            elif field.kind == "int":
                column = map(shared, column)
            else:
                column = map(at, column)
            deque(map(field.set, made, column), maxlen=0)
    facts = instances[0][1][0]
    if not isinstance(facts, ModuleFacts):
        raise TypeError("no facts of a module")
    return facts


class _Packer:
    """Numbers all objects that facts hold, and packs them."""

    def __init__(self, facts: ModuleFacts) -> None:
        self._facts = facts
        self._seen: set[int] = set()
        self._waiting: list[Any] = []
        self._texts: dict[str, list[int]] = {}
        self._literals: dict[str, tuple[list[Any], list[int]]] = {}
        self._instances: dict[type, list[Any]] = {ModuleFacts: []}
        self._tuples: list[tuple[Any, ...]] = []
        self._lists: list[list[Any]] = []
        self._dicts: list[dict[Any, Any]] = []
        self._path: list[int] = []
        self._find(facts)

    def _find(self, facts: ModuleFacts) -> None:
        self._note([facts])
        while self._waiting:
            batch, self._waiting = self._waiting, []
            by_class: dict[type, list[Any]] = {}
            for each in batch:
                by_class.setdefault(type(each), []).append(each)
            for kind, found in by_class.items():
                self._instances.setdefault(kind, []).extend(found)
                for field in _fields(kind):
                    if field.kind not in _PLAIN:
                        self._note(map(field.get, found))

    def _note(self, values: Iterable[Any]) -> None:
        """Give numbers to values and to all that they hold."""
        seen, known = self._seen, _known_classes()
        for value in values:
            key = id(value)
            if key in seen:
                continue
            seen.add(key)
            kind = type(value)
            if kind in known:
                self._waiting.append(value)
            elif kind is str:
                self._texts.setdefault(value, []).append(key)
            elif kind is tuple:
                if value:
                    self._note(value)
                self._tuples.append(value)  # behind those that it holds
            elif kind is list:
                self._note(value)
                self._lists.append(value)
            elif kind is dict:
                self._note(value)
                self._note(value.values())
                self._dicts.append(value)
            elif isinstance(value, Path):
                self._path.append(key)
            elif value is not None:
                written = [kind.__name__, _as_json(value)]
                self._literals.setdefault(repr(written), (written, []))[1].append(key)

    def packed(self) -> bytes:
        literals = list(self._literals.values())
        number: dict[int, int] = {id(None): _NONE, **dict.fromkeys(self._path, _PATH)}
        count = _PATH + 1
        for keys in (*self._texts.values(), *(keys for _, keys in literals)):
            number.update(dict.fromkeys(keys, count))
            count += 1
        instances = [each for found in self._instances.values() for each in found]
        for group in (instances, self._tuples, self._lists, self._dicts):
            number.update(zip(map(id, group), range(count, count + len(group)), strict=True))
            count += len(group)

        def numbers(values: Iterable[Any]) -> Iterable[int]:
            return map(number.__getitem__, map(id, values))

        body = array("I")
        for groups in (self._tuples, self._lists, self._dicts):
            body.extend(map(len, groups))
            body.extend(numbers(chain.from_iterable(groups)))
        body.extend(numbers(chain.from_iterable(map(dict.values, self._dicts))))
        for kind, found in self._instances.items():
            for field in _fields(kind):
                values = map(field.get, found)
                body.extend(values if field.kind in _PLAIN else numbers(values))
        if sys.byteorder == "big":
            body.byteswap()
        header = {
            "texts": list(self._texts),
            "literals": [value for value, _ in literals],
            "classes": [[kind.__name__, len(found)] for kind, found in self._instances.items()],
            "tuples": len(self._tuples),
            "lists": len(self._lists),
            "dicts": len(self._dicts),
        }
        return json.dumps(header, separators=(",", ":")).encode() + b"\n" + body.tobytes()


@cache
def _known_classes() -> frozenset[type]:
    return frozenset(_classes().values())


def _as_json(value: Any) -> Any:
    """Return a literal as JSON can hold it."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, complex):
        return [value.real, value.imag]
    if isinstance(value, int) and not isinstance(value, bool):
        return hex(value)  # Python limits how long a decimal number it reads
    if value is Ellipsis or isinstance(value, (bool, float)):
        return None if value is Ellipsis else value
    raise TypeError(f"no part of facts: {type(value).__name__}")


# Facts go from process to process packed, too: pickle is slower with them, and takes more memory.
copyreg.pickle(ModuleFacts, lambda facts: (unpack, (pack(facts), facts.path)))

_READERS: dict[str, Callable[[Any], Any]] = {
    "bool": bool,
    "int": lambda text: int(text, 16),
    "float": float,
    "complex": lambda parts: complex(*parts),
    "bytes": lambda text: text.encode("latin-1"),
    "ellipsis": lambda _: Ellipsis,
}


def _literal(written: Sequence[Any]) -> Any:
    name, value = written
    return _READERS[name](value)
