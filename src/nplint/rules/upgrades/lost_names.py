"""What the rules on names of NumPyro and of JAX have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from nplint.analyses.usage import Mention, Usage
from nplint.facts.statements import ImportedName
from nplint.finding import Applicability, Edit, Finding, Fix
from nplint.fixes.renaming import import_moved, renaming
from nplint.fixes.repair import CannotRepair
from nplint.numpyro_api import Package, Successor
from nplint.rules.base import Context, Rule
from nplint.rules.upgrades.rewritten import expression_instead
from nplint.target.target import Target

Targets = Callable[[Path], Target]


def lost_names(
    rule: Rule, context: Context, package: Package, targets: Targets
) -> Iterator[Finding]:
    """The places that name what a target release of a package lacks."""
    told: set[tuple[Path, str, int]] = set()
    for mention in context.program.analysis(Usage).mentions(package.name, package.changing):
        target = targets(mention.module.path)
        lacking = lacking_releases(package, mention.path, target)
        key = (mention.module.path, mention.path, mention.span.start)
        if not lacking or key in told:
            continue
        told.add(key)
        yield _finding(rule, context, package, mention, target, lacking)


@cache
def lacking_releases(package: Package, path: str, target: Target) -> list[str]:
    """The target releases that lack a path, if that is worth a report.

    That is where the newest of them no longer has it. That an older one does not have it yet is
    told only where the project promises to work on it.
    """
    lacking = [release for release in target.releases if package.lacks(path, release)]
    past = package.past(path)
    if not lacking or past is None or target.too_old:
        return []
    if not all(package.lacks(path, release) for release in target.following):
        return []
    gone = lacking[-1] == target.releases[-1] and past[1] not in _from(package, lacking[-1])
    return lacking if gone or target.bounded else []


def _from(package: Package, release: str) -> tuple[str, ...]:
    """A release and all known ones after it."""
    return package.releases[package.releases.index(release) :]


def _finding(
    rule: Rule,
    context: Context,
    package: Package,
    mention: Mention,
    target: Target,
    lacking: list[str],
) -> Finding:
    past = package.past(mention.path)
    assert past is not None
    error = "AttributeError"
    if mention.expr is None:
        module_is_gone = mention.imported is not None and mention.path == mention.imported.module
        error = "ModuleNotFoundError" if module_is_gone else "ImportError"
    release = lacking[-1]
    having, seen = past[1], f"{past[1]} still had it"
    if past[0] in _from(package, release):
        having, seen = past[0], f"{past[0]} has it first"
    message = (
        f"`{mention.path}` raises {error} on {package.title} {release}: {seen} "
        f"({target.admits(release)})"
    )
    successor = package.successor(mention.path, target.releases)
    fix, help_ = _repair(context, package, mention, target, successor, having)
    return Finding(
        code=rule.code,
        name=rule.name,
        message=message,
        path=mention.module.path,
        span=mention.span,
        label=f"not in {package.title} {release}",
        help=help_,
        fix=fix,
    )


def _repair(
    context: Context,
    package: Package,
    mention: Mention,
    target: Target,
    successor: Successor | None,
    having: str,
) -> tuple[Fix | None, tuple[str, ...]]:
    """The fix, or else what is to be said instead."""
    try:
        edits, title, same = _edits(context, package, mention, target, successor)
    except CannotRepair as error:
        advice = package.advice(mention.path)
        if successor is not None:
            return None, (f"It is `{successor.path}` now; nplint does not write it: {error}.",)
        if advice is not None:
            return None, (f"{package.title} says to use `{advice}` instead.",)
        instead = expression_instead(context, mention)
        if instead is not None:
            return None, (f"Write `{instead}` instead.",)
        way = f"Do without it, or require a release that has it, such as {package.title} {having}"
        return None, (f"{way}; nplint does not repair it, because {error}.",)
    safe = Applicability.SAFE if same else Applicability.UNSAFE
    ordered = tuple(sorted(edits, key=lambda edit: edit.span.start))
    return Fix(title, safe, ordered, local=mention.expr is not None), ()


def _edits(
    context: Context,
    package: Package,
    mention: Mention,
    target: Target,
    successor: Successor | None,
) -> tuple[list[Edit], str, bool]:
    def loads(module: str) -> bool:
        return all(package.loads(module, release) for release in target.releases)

    imported = mention.imported
    names_gone = (
        imported is not None and imported.name is not None and (mention.path == imported.module)
    )
    if successor is not None and not names_gone:
        edits = renaming(context.fix_context, mention, successor.path, loads)
        return edits, f"Use `{successor.path}`", successor.same
    if mention.statement is None or not names_gone:
        raise CannotRepair("no other name takes its place")
    # The module is gone: its names may be elsewhere.
    moved: dict[ImportedName, str] = {}
    same = True
    for imported in mention.statement.names:
        found = package.successor(f"{imported.module}.{imported.name}", target.releases)
        if found is None:
            raise CannotRepair(f"no other name takes the place of `{imported.name}`")
        moved[imported] = found.path
        same = same and found.same
    names = ", ".join(f"`{path}`" for path in moved.values())
    return import_moved(context.fix_context, mention, moved), f"Import {names}", same
