"""What the rules on calls that a signature does not take have in common."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path

from nplint.analyses.usage import ExternalCall, Usage
from nplint.facts.expressions import short_source
from nplint.finding import Applicability, Edit, Finding, Fix, Span
from nplint.numpyro_api import (
    Bound,
    Misfit,
    Package,
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
        How it is called on each target release that has it.
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
    """The calls of something of a package that a target release does not take."""
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
    """Whether all of some releases take arguments of that number and those names: most do."""
    named = dict.fromkeys(keywords)
    # Most names are called the same on all releases.
    ways = {id(way): way for way in _signatures(package, path, releases).values()}.values()
    return not any(bind(way, [None] * positional, named, complete).misfits for way in ways)


@cache
def _signatures(package: Package, path: str, releases: tuple[str, ...]) -> dict[str, Signature]:
    """How a path is called on each of some releases that has it."""
    ways = ((release, package.parameters(path, release)) for release in releases)
    return {release: way for release, way in ways if way is not None}


def _takes(signature: Signature, call: ExternalCall) -> bool:
    """Whether a callable of that signature takes a call, as its author can have meant it."""
    bound = call.bound(signature)
    flag = bound.arguments.get("validate_args")
    # Up to NumPyro 0.9 a surplus number was taken for this flag.
    return not bound.misfits and flag not in call.arguments.positional


def misfit_finding(rule: Rule, package: Package, bad: BadCall) -> Finding:
    """The finding at a call, with the repair where the arguments only go by another name."""
    release, bound = list(bad.refusing.items())[-1]
    signature = bad.signatures[release]
    message = (
        f"`{short_source(bad.call.call.func)}(…)` raises TypeError on {package.title} {release}: "
        f"{_complaint(package, bad, bound, signature)}"
    )
    if bad.accepted is not None:
        message += f"; {package.title} {bad.accepted[0]} took this call"
    message += f" ({bad.target.admits(release)})"
    fix = _fix(package, bad) or _by_position(package, bad)
    name = bad.call.path.rpartition(".")[2]
    return Finding(
        code=rule.code,
        name=rule.name,
        message=message,
        path=bad.call.module.path,
        span=Span(bad.call.call.start, bad.call.call.end),
        label=f"does not fit {name} of {package.title} {release}",
        help=(f"{package.title} {release} has `{name}({written(signature)})`.",),
        fix=fix,
    )


def _complaint(
    package: Package, bad: BadCall, bound: Bound[BoundExpr], signature: Signature
) -> str:
    call = bad.call
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
        return f"it takes {most_text} by position, not {len(call.arguments.positional)}"
    if Misfit.TWICE in kinds:
        name = next(name for kind, name in bound.misfits if kind is Misfit.TWICE)
        return f"it gets `{name}` twice"
    names = [f"`{name}`" for kind, name in bound.misfits if kind is Misfit.MISSING]
    return f"it is not given {' and '.join(names)}"


def _fix(package: Package, bad: BadCall) -> Fix | None:
    """Keywords that are called otherwise now, and positions that need a keyword now."""
    given, file = bad.call.arguments, bad.call.module.path
    if bad.accepted is None or len(bad.call.call.arguments) != (
        len(given.positional) + len(given.keywords)
    ):
        return None
    kept = _fitting(bad)
    before = [each.name for each in by_position(bad.accepted[1])]
    keywords: list[str] = []
    edits: list[Edit] = []
    for number, argument in enumerate(bad.call.call.arguments):
        if argument.keyword is None and number >= kept:
            if number >= len(before):  # ``*`` took it
                return None
            name = before[number]
            edits.append(Edit(file, Span(argument.start, argument.start), f"{name}="))
        elif argument.keyword is not None:
            name = _name_today(package, bad, argument.keyword, bad.signatures.values())
            if name != argument.keyword:
                end = argument.start + len(argument.keyword)
                edits.append(Edit(file, Span(argument.start, end), name))
        else:
            continue
        keywords.append(name)
    positional = given.positional[:kept]
    named = dict.fromkeys(keywords, positional[0] if positional else None)
    repaired = [bind(signature, positional, named) for signature in bad.signatures.values()]
    if not edits or len(named) < len(keywords) or any(bound.misfits for bound in repaired):
        return None
    changed = " and ".join(f"`{edit.replacement.rstrip('=')}`" for edit in edits)
    return Fix(f"Give {changed} by name", Applicability.SAFE, tuple(edits), local=True)


def _fitting(bad: BadCall) -> int:
    """How many arguments by position mean the same on every target release as they once did."""
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


def _by_position(package: Package, bad: BadCall) -> Fix | None:
    """Return the fix that drops the names of keywords whose position fits every target release."""
    given, file = bad.call.arguments, bad.call.module.path
    arguments = bad.call.call.arguments
    if not given.complete or len(arguments) != len(given.positional) + len(given.keywords):
        return None
    newest = bad.signatures[list(bad.refusing)[-1]]
    positional, rest = list(given.positional), dict(given.keywords)
    edits: list[Edit] = []
    for argument in arguments[len(positional) :]:
        keyword = argument.keyword
        if keyword is None or _name_today(package, bad, keyword, [newest]) == keyword:
            break
        names = {keyword, _name_today(package, bad, keyword, [newest])}
        ways = [by_position(way) for way in bad.signatures.values()]
        if any(
            len(way) <= len(positional) or way[len(positional)].name not in names for way in ways
        ):
            return None
        positional.append(rest.pop(keyword))
        edits.append(Edit(file, Span(argument.start, argument.value.start), ""))
    if not edits or any(bind(way, positional, rest).misfits for way in bad.signatures.values()):
        return None
    count = len(edits)
    named = " and ".join(f"`{each.keyword}`" for each in arguments[-len(given.keywords) :][:count])
    return Fix(f"Give {named} by position", Applicability.SAFE, tuple(edits), local=True)


def _name_today(
    package: Package, bad: BadCall, keyword: str, signatures: Collection[Signature]
) -> str:
    """Return the name that a keyword goes by in some signatures, itself where none is told."""
    known = [signature for _, signature in package.past_signatures(bad.call.path)]
    names = {
        new
        for signature in signatures
        for number, old in enumerate(known)
        for one, new in renamed(old, signature, known[:number]).items()
        if one == keyword
    }
    return names.pop() if len(names) == 1 else keyword
