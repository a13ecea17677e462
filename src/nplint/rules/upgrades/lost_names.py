"""Names of NumPyro and of JAX that a release does not have, and their findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from nplint.analyses.usage import Mention, Usage
from nplint.facts.statements import ImportedName
from nplint.finding import Finding, Fix
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
    """Yield a finding at each place that names what a target release of a package lacks."""
    for mention in context.program.analysis(Usage).mentions(package.name, package.changing):
        target = targets(mention.module.path)
        lacking = lacking_releases(package, mention.path, target)
        if lacking and not mention.is_guarded:
            yield _finding(rule, context, package, mention, target, lacking[-1])


@cache
def lacking_releases(package: Package, path: str, target: Target) -> list[str]:
    """Return the target releases that lack a path, if that is worth a report.

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
    """Return a release and all known ones after it."""
    return package.releases[package.releases.index(release) :]


def _finding(
    rule: Rule,
    context: Context,
    package: Package,
    mention: Mention,
    target: Target,
    release: str,
) -> Finding:
    past = package.past(mention.path)
    assert past is not None
    having, seen = past[1], f"{past[1]} still had it"
    if past[0] in _from(package, release):
        having, seen = past[0], f"{past[0]} has it"
    fix, by_hand = _repair(context, package, mention, target, having)
    return rule.finding(
        mention.location,
        f"`{mention.path}` raises {_error(mention)} on {package.title} {release}: {seen} "
        f"({target.admits(release)})",
        label=f"not in {package.title} {release}",
        repair=fix,
        by_hand=by_hand,
    )


def _error(mention: Mention) -> str:
    """Return the exception that a mention of a missing name raises."""
    if mention.expr is not None:
        return "AttributeError"
    imported = mention.imported
    module_is_gone = imported is not None and mention.path == imported.module
    return "ModuleNotFoundError" if module_is_gone else "ImportError"


def _repair(
    context: Context, package: Package, mention: Mention, target: Target, having: str
) -> tuple[Fix | None, str]:
    """Return the fix, or else what to do by hand."""
    imported, successor = mention.imported, package.successor(mention.path, target.releases)
    try:
        if imported is not None and imported.name is not None and mention.path == imported.module:
            return _import_elsewhere(context, package, mention, target), ""
        return _rename(context, package, mention, target, successor), ""
    except CannotRepair as error:
        advice = package.advice(mention.path)
        if successor is not None:
            return None, f"It is `{successor.path}` now; nplint does not write it: {error}"
        if advice is not None:
            return None, f"{package.title} says to use `{advice}` instead"
        instead = expression_instead(context, mention)
        if instead is not None:
            return None, f"Write `{instead}` instead"
        way = f"Do without it, or require a release that has it, such as {package.title} {having}"
        return None, f"{way}; nplint does not repair it, because {error}"


def _rename(
    context: Context,
    package: Package,
    mention: Mention,
    target: Target,
    successor: Successor | None,
) -> Fix:
    """Write what took the place of a name."""
    if successor is None:
        raise CannotRepair("no other name takes its place")

    def loads(module: str) -> bool:
        return all(package.loads(module, release) for release in target.releases)

    edits = renaming(context.fix_context, mention, successor.path, loads)
    fix = Fix.safe if successor.same else Fix.unsafe
    return fix(f"Use `{successor.path}`", *edits, local=mention.expr is not None)


def _import_elsewhere(context: Context, package: Package, mention: Mention, target: Target) -> Fix:
    """Import the names of a module that is gone from where each of them is now."""
    if mention.statement is None:
        raise CannotRepair("no other name takes its place")
    moved: dict[ImportedName, Successor] = {}
    for imported in mention.statement.names:
        found = package.successor(f"{imported.module}.{imported.name}", target.releases)
        if found is None:
            raise CannotRepair(f"no other name takes the place of `{imported.name}`")
        moved[imported] = found
    paths = {imported: found.path for imported, found in moved.items()}
    edits = import_moved(context.fix_context, mention, paths)
    fix = Fix.safe if all(found.same for found in moved.values()) else Fix.unsafe
    names = ", ".join(f"`{path}`" for path in paths.values())
    return fix(f"Import {names}", *edits)
