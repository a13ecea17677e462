"""Signatures, and the binding of a call's arguments to their parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from typing import Generic, Literal, TypeAlias, TypeVar

T = TypeVar("T")

ParameterKind: TypeAlias = Literal["positional", "either", "keyword", "*", "**"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a callable.

    Parameters
    ----------
    name
        Its name, without stars.
    kind
        ``positional``, ``either``, ``keyword``, ``*`` or ``**``.
    required
        Whether a call must give it.
    default
        The default as source text where it is a literal, ``…`` where it is not, else empty.
    """

    name: str
    kind: ParameterKind
    required: bool
    default: str = ""


class Signature(tuple[Parameter, ...]):
    """A signature: parameters, and what binding a call asks of them."""

    @cached_property
    def positions(self) -> list[str]:
        """The names of those that can be given by position."""
        return [each.name for each in by_position(self)]

    @cached_property
    def keywords(self) -> frozenset[str]:
        """The names of those that can be given by name."""
        return frozenset(each.name for each in self if each.kind in ("either", "keyword"))

    @cached_property
    def required(self) -> list[str]:
        """The names of those that must be given."""
        return [each.name for each in self if each.required]

    @cached_property
    def kinds(self) -> frozenset[ParameterKind]:
        """The kinds of all."""
        return frozenset(each.kind for each in self)


def read_signature(words: Iterable[str]) -> Signature:
    """Read a signature as the data files keep it: ``["loc=0.0", "*", "validate_args=None"]``."""
    return _read(tuple(words))


@lru_cache(maxsize=4096)
def _read(words: tuple[str, ...]) -> Signature:
    return Signature(_parameters(words))


def _parameters(words: tuple[str, ...]) -> Iterator[Parameter]:
    positional = words.index("/") if "/" in words else 0
    kind: ParameterKind = "either"
    for number, text in enumerate(words):
        if text in ("*", "/"):
            kind = "keyword" if text == "*" else "either"
            continue
        name, _, default = text.partition("=")
        if name.startswith("**"):
            yield Parameter(name[2:], "**", required=False)
        elif name.startswith("*"):
            yield Parameter(name[1:], "*", required=False)
            kind = "keyword"
        else:
            here = "positional" if number < positional else kind
            yield Parameter(name, here, required=not default, default=default)


def written(signature: Signature) -> str:
    """A signature as Python writes it, without the parentheses."""
    parts: list[str] = []
    before = ""
    for parameter in signature:
        if before == "positional" and parameter.kind != "positional":
            parts.append("/")
        if parameter.kind == "keyword" and before not in ("keyword", "*"):
            parts.append("*")
        star = parameter.kind if parameter.kind in ("*", "**") else ""
        default = f"={parameter.default}" if parameter.default else ""
        parts.append(f"{star}{parameter.name}{default}")
        before = parameter.kind
    if before == "positional":
        parts.append("/")
    return ", ".join(parts)


class Misfit(Enum):
    """Why a call does not fit a signature."""

    UNEXPECTED = "an unexpected keyword argument"
    SURPLUS = "more positional arguments than it takes"
    TWICE = "an argument twice"
    MISSING = "too few arguments"


@dataclass(frozen=True, slots=True)
class Bound(Generic[T]):
    """A call's arguments by parameter.

    Parameters
    ----------
    arguments
        What each parameter gets, those that get nothing left out; what ``**`` takes goes by its
        own keyword.
    misfits
        What Python would raise a ``TypeError`` for: the kind, and the keyword, parameter, or
        position (as a number) that does not fit.
    """

    arguments: dict[str, T]
    misfits: tuple[tuple[Misfit, str], ...] = ()


def bind(
    signature: Signature,
    positional: Sequence[T],
    keywords: Mapping[str, T],
    complete: bool = True,
) -> Bound[T]:
    """Bind a call's arguments to parameters, as Python does.

    Parameters
    ----------
    signature
        The callable's parameters.
    positional, keywords
        The arguments that are seen.
    complete
        Whether these are all: otherwise nothing is said to be missing.
    """
    found: dict[str, T] = {}
    misfits: list[tuple[Misfit, str]] = []
    for number, argument in enumerate(positional):
        if number < len(signature.positions):
            found[signature.positions[number]] = argument
        elif "*" not in signature.kinds:
            misfits.append((Misfit.SURPLUS, str(number)))
    for name, argument in keywords.items():
        if name in signature.keywords:
            if name in found:
                misfits.append((Misfit.TWICE, name))
            found[name] = argument
        elif "**" in signature.kinds:
            found.setdefault(name, argument)
        else:
            misfits.append((Misfit.UNEXPECTED, name))
    if complete:
        misfits += [(Misfit.MISSING, name) for name in signature.required if name not in found]
    return Bound(found, tuple(misfits))


def renamed(old: Signature, new: Signature, between: Iterable[Signature] = ()) -> dict[str, str]:
    """The parameters that another release has under another name at the same place.

    A parameter is taken for renamed where its old name is gone, the new one was not there
    before, both can be given by position, and their defaults are the same.

    Parameters
    ----------
    old, new
        Two signatures of one callable.
    between
        Those of the releases between them: each must have one of the two names at that place, or
        one parameter has gone and another has come.
    """
    before, after = by_position(old), by_position(new)
    gone = {each.name for each in old} - {each.name for each in new}
    added = {each.name for each in new if each.kind == "either"} - {each.name for each in old}
    places = [by_position(signature) for signature in between]
    return {
        one.name: other.name
        for place, (one, other) in enumerate(zip(before, after, strict=False))
        if one.name in gone
        and other.name in added
        and one.default == other.default
        and all(
            place < len(names) and names[place].name in (one.name, other.name) for names in places
        )
    }


def by_position(signature: Signature) -> list[Parameter]:
    """The parameters that can be given by position."""
    return [each for each in signature if each.kind in ("positional", "either")]
