"""Calls that a signature does not take, and their findings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Literal

from nplint.analyses.usage import ExternalCall, Usage
from nplint.facts.expressions import short_source
from nplint.finding import Edit, Finding, Fix
from nplint.fixes.pass_by_keyword import pass_by_keyword
from nplint.numpyro_api import (
    Bound,
    Misfit,
    Package,
    Parameter,
    Signature,
    bind,
    by_position,
    renamed,
    written,
)
from nplint.records import record
from nplint.rules.base import Context, Rule
from nplint.semantic.values import BoundExpr
from nplint.target.target import Target

Targets = Callable[[Path], Target]


@record
class BadCall:
    """A call that some target releases do not take.

    Parameters
    ----------
    call
        The call.
    signatures
        Its signature on each target release that has it.
    refusing
        The releases that do not take it, oldest first, with what does not fit.
    accepted
        The newest known release that takes it, and its signature there; None where none does.
    """

    call: ExternalCall
    target: Target
    signatures: dict[str, Signature]
    refusing: dict[str, Bound[BoundExpr]]
    accepted: tuple[str, Signature] | None


def bad_calls(
    context: Context, package: Package, names: Collection[str], targets: Targets
) -> Iterator[BadCall]:
    """Yield the calls of something of a package that a target release does not take."""
    for call in context.program.analysis(Usage).calls(package.name, names):
        target = targets(call.module.path)
        given = call.arguments
        shape = (len(given.positional), tuple(given.keywords), given.complete)
        if _all_take(package, call.path, target.releases, *shape):
            continue
        signatures = _signatures(package, call.path, target.releases)
        refusing = {
            release: bound
            for release, way in signatures.items()
            if (bound := call.bound(way)).misfits
        }
        newest = target.releases[-1]
        if (newest not in refusing and not target.bounded) or target.too_old:
            continue
        next_ways = [package.parameters(call.path, release) for release in target.following]
        if any(way is None or not call.bound(way).misfits for way in next_ways):
            continue
        ways = package.past_signatures(call.path)
        accepted = next((way for way in ways if _takes(way[1], call)), None)
        if not call.is_guarded:
            yield BadCall(call, target, signatures, refusing, accepted)


@cache
def _all_take(
    package: Package,
    path: str,
    releases: tuple[str, ...],
    positional: int,
    keywords: tuple[str, ...],
    complete: bool,
) -> bool:
    """Tell whether all of some releases take arguments of that number and those names: most do."""
    named = dict.fromkeys(keywords)
    # Most names are called the same on all releases.
    ways = {id(way): way for way in _signatures(package, path, releases).values()}.values()
    return not any(bind(way, [None] * positional, named, complete).misfits for way in ways)


@cache
def _signatures(package: Package, path: str, releases: tuple[str, ...]) -> dict[str, Signature]:
    """Return the signature of a path on each of some releases that has it."""
    ways = ((release, package.parameters(path, release)) for release in releases)
    return {release: way for release, way in ways if way is not None}


def _takes(signature: Signature, call: ExternalCall) -> bool:
    """Tell whether a callable of that signature takes a call, as its author can have meant it."""
    bound = call.bound(signature)
    flag = bound.arguments.get("validate_args")
    # Up to NumPyro 0.9 a surplus number was taken for this flag.
    return not bound.misfits and flag not in call.arguments.positional


def misfit_finding(
    rule: Rule, package: Package, bad: BadCall, prefer: Literal["keywords", "positions"]
) -> Finding:
    """Return the finding at a call, with the repair where arguments only go by another name.

    Where both positions and keywords fit every target release, those are written that the rule
    prefers.
    """
    release, bound = list(bad.refusing.items())[-1]
    signature = bad.signatures[release]
    message = (
        f"`{short_source(bad.call.call.func)}(…)` raises TypeError on {package.title} {release}: "
        f"{_complaint(package, bad, bound, signature)}"
    )
    if bad.accepted is not None:
        message += f"; {package.title} {bad.accepted[0]} took this call"
    message += f" ({bad.target.admits(release)})"
    name = bad.call.path.rpartition(".")[2]
    repair = _by_keyword(package, bad) or _by_position(package, bad)
    if prefer == "positions":
        repair = _by_position(package, bad) or repair or _by_position(package, bad, fill=True)
    return rule.finding(
        bad.call.location,
        message,
        label=f"does not fit {name} of {package.title} {release}",
        repair=repair,
        notes=[f"{package.title} {release} has `{name}({written(signature)})`."],
    )


def _complaint(
    package: Package, bad: BadCall, bound: Bound[BoundExpr], signature: Signature
) -> str:
    """Return what does not fit, in the words of a message, with today's names if there are any."""
    kinds = {kind for kind, _ in bound.misfits}
    if Misfit.UNEXPECTED in kinds:
        names = [name for kind, name in bound.misfits if kind is Misfit.UNEXPECTED]
        today = {name: _name_today(package, bad, name, [signature]) for name in names}
        complaint = f"it takes no {' and no '.join(f'`{name}`' for name in names)}"
        if any(new == old for old, new in today.items()):
            return complaint
        new_names = " and ".join(f"`{name}`" for name in today.values())
        return f"{complaint}, which {'is' if len(today) == 1 else 'are'} {new_names} now"
    if Misfit.SURPLUS in kinds:
        most = len(by_position(signature))
        most_text = {0: "no argument", 1: "one argument"}.get(most, f"{most} arguments")
        return f"it takes {most_text} by position, not {len(bad.call.arguments.positional)}"
    if Misfit.TWICE in kinds:
        name = next(name for kind, name in bound.misfits if kind is Misfit.TWICE)
        return f"it gets `{name}` twice"
    names = [f"`{name}`" for kind, name in bound.misfits if kind is Misfit.MISSING]
    return f"it is not given {' and '.join(names)}"


def _by_keyword(package: Package, bad: BadCall) -> Fix | None:
    """Rename the keywords that are called otherwise now, and name what must be named now."""
    given = bad.call.arguments
    if bad.accepted is None or len(bad.call.call.arguments) != (
        len(given.positional) + len(given.keywords)
    ):
        return None
    kept = _fitting(bad)
    before = [each.name for each in by_position(bad.accepted[1])]
    keywords: list[str] = []
    changed: list[str] = []
    edits: list[Edit] = []
    for number, argument in enumerate(bad.call.call.arguments):
        if argument.keyword is None and number >= kept:
            if number >= len(before):  # ``*`` took it
                return None
            name = before[number]
        elif argument.keyword is not None:
            name = _name_today(package, bad, argument.keyword, bad.signatures.values())
        else:
            continue
        keywords.append(name)
        if name != argument.keyword:
            changed.append(f"`{name}=`")
            edits.append(pass_by_keyword(bad.call.frame, argument, name))
    positional = given.positional[:kept]
    named = dict.fromkeys(keywords, positional[0] if positional else None)
    repaired = [bind(signature, positional, named) for signature in bad.signatures.values()]
    if not edits or len(named) < len(keywords) or any(bound.misfits for bound in repaired):
        return None
    return Fix.safe(f"Write {' and '.join(changed)}", *edits, local=True)


def _fitting(bad: BadCall) -> int:
    """Return how many arguments by position mean on every target release what they once did."""
    assert bad.accepted is not None
    before = [each.name for each in by_position(bad.accepted[1])]
    most = len(bad.call.arguments.positional)
    for signature in bad.signatures.values():
        now = [each.name for each in by_position(signature)]
        today = renamed(bad.accepted[1], signature)
        if [today.get(name, name) for name in before[: len(now)]] == now[: len(before)]:
            most = min(most, len(now))
        elif len(now) < most:
            # What is given before the surplus means something else today.
            return len(bad.call.arguments.positional)
    return most


def _by_position(package: Package, bad: BadCall, fill: bool = False) -> Fix | None:
    """Leave out the names of keywords whose position fits every target release.

    With ``fill`` the defaults of the parameters before one are written, where that takes some.
    """
    given, arguments = bad.call.arguments, bad.call.call.arguments
    if not given.complete or len(arguments) != len(given.positional) + len(given.keywords):
        return None
    newest = bad.signatures[list(bad.refusing)[-1]]
    ways = [by_position(way) for way in bad.signatures.values()]
    unnamed: dict[str, list[str]] = {}
    renamed_too, place = 0, len(given.positional)
    for argument in arguments[place:]:
        assert argument.keyword is not None, "those by position come first"
        names = (argument.keyword, _name_today(package, bad, argument.keyword, [newest]))
        filled = _defaults_before(ways, place, names)
        if filled is None or (filled and not fill):
            break
        unnamed[argument.keyword] = filled
        place += len(filled) + 1
        if names[0] != names[1]:
            renamed_too = len(unnamed)
    # The keywords behind the last that is called otherwise now may stay.
    unnamed = dict(list(unnamed.items())[:renamed_too])
    rest = {name: value for name, value in given.keywords.items() if name not in unnamed}
    positional = [*given.positional]
    for name, filled in unnamed.items():
        positional += [given.keywords[name]] * (len(filled) + 1)
    if not unnamed or any(bind(way, positional, rest).misfits for way in bad.signatures.values()):
        return None
    edits = (
        bad.call.frame.locate(argument)
        .up_to(argument.value.start)
        .replaced_by("".join(f"{default}, " for default in unnamed[argument.keyword]))
        for argument in arguments
        if argument.keyword in unnamed
    )
    shown = " and ".join(f"`{name}=`" for name in unnamed)
    title = f"Leave out {shown}: the position fits every release"
    return Fix.safe(title, *edits, local=True)


def _defaults_before(
    ways: list[list[Parameter]], place: int, names: tuple[str, ...]
) -> list[str] | None:
    """Return the defaults from a place up to the parameter of one of some names.

    None where they, or the place of that parameter, are not the same on every release.
    """
    found: set[tuple[str, ...]] = set()
    for way in ways:
        number = next((n for n, each in enumerate(way) if each.name in names), -1)
        defaults = tuple(each.default for each in way[place : max(number, 0)])
        if number < place or not {"", "…"}.isdisjoint(defaults):
            return None
        found.add(defaults)
    return list(found.pop()) if len(found) == 1 else None


def _name_today(
    package: Package, bad: BadCall, keyword: str, signatures: Collection[Signature]
) -> str:
    """Return the name of a keyword in some signatures; itself where that is not known."""
    known = [signature for _, signature in package.past_signatures(bad.call.path)]
    names = {
        new
        for signature in signatures
        for number, old in enumerate(known)
        for one, new in renamed(old, signature, known[:number]).items()
        if one == keyword
    }
    return names.pop() if len(names) == 1 else keyword
