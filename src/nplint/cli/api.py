"""``nplint api``: describe a name of NumPyro or JAX."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click

from nplint.cli.api_names import meant, normalized
from nplint.cli.help import SETTINGS
from nplint.cli.output import terminal_width, wants_color

if TYPE_CHECKING:
    from nplint.numpyro_api import Entry, Package

_WIDTH = 16


@click.command(context_settings=SETTINGS)
@click.argument("name")
@click.option(
    "--release", metavar="RELEASE", help="The release to describe; by default the newest."
)
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Output format.",
)
def api(name: str, release: str | None, output_format: str) -> None:
    """Describe a NumPyro or JAX name: signature, constraints, releases, crashes when shared.

    NAME is what models write: a dotted path (numpyro.sample), the end of one (Normal), one behind
    the usual alias of a module (dist.Normal, jnp.clip), or a method (MCMC.run).
    """
    from nplint.numpyro_api import packages

    name = normalized(name)
    known: tuple[Package, Package] = packages()
    found = [(package, path) for package in known for path in meant(package, name)]
    if not found:
        package = known[name.split(".")[0] == "jax"]
        raise click.UsageError(f"no name `{name}`{_like(package, name)}")
    if release is not None:
        found = _having(found, release)
    described = [_facts(package, path, release) for package, path in found]
    if output_format == "json":
        click.echo(json.dumps(described, indent=2))
        return
    width = terminal_width()
    pages = (_fitted(_lines(facts), width) for facts in described)
    text = "\n\n".join("\n".join(lines) for lines in pages)
    click.echo(text, color=wants_color("auto"))


def _having(found: Sequence[tuple[Package, str]], release: str) -> list[tuple[Package, str]]:
    """Return the paths in packages that have a release of that number."""
    having = [each for each in found if release in each[0].releases]
    if not having:
        package, _ = found[0]
        known = ", ".join(package.releases)
        raise click.UsageError(f"{package.title} {release} is not known, only {known}")
    return having


def _like(package: Package, name: str) -> str:
    from nplint.settings import nearest

    return nearest(name, package.spellings)


def _facts(package: Package, path: str, release: str | None) -> dict[str, Any]:
    """Return what is known of a path, as plain data."""
    from nplint.numpyro_api import lookup_on, written

    is_method = "()." in path
    having = [
        each
        for each in package.releases
        if (package.parameters(path, each) is not None if is_method else package.has(path, each))
    ]
    shown = release if release in having else having[-1] if having else None
    known = (having[0], having[-1]) if is_method else package.past(path)
    facts: dict[str, Any] = {
        "name": path,
        "releases": having,
        "first": known and known[0],
        "last": known and known[1],
        "shown": shown,
    }
    name = path.rpartition(".")[2]
    if shown is not None:
        signature = package.parameters(path, shown)
        facts["signature"] = None if signature is None else f"{name}({written(signature)})"
        facts["paths"] = [each for each in package.same(path, shown) if each != path]
    facts["before"] = {
        last: f"{name}({written(signature)})"
        for last, signature in package.past_signatures(path)
        if f"{name}({written(signature)})" != facts.get("signature")
    }
    newest = package.releases[-1]
    if is_method:
        facts["kind"] = "method"
    elif newest not in having:
        successor = package.successor(path, [newest])
        facts["now"] = successor.path if successor is not None else package.advice(path)
    entry = lookup_on(path, shown) if shown is not None and package.name == "numpyro" else None
    if entry is not None and shown is not None:
        facts["kind"] = entry.kind
        facts |= _of_kind(entry, shown)
    return facts


def _of_kind(entry: Entry, release: str) -> dict[str, Any]:
    """Return what is known of a distribution, a transform, or a class with methods."""
    from nplint.numpyro_api import (
        family,
        methods_of,
        seen_leaks,
        transform,
        tried_releases,
        written,
    )

    facts: dict[str, Any] = {}
    distribution = family(entry.name, release)
    if distribution is not None:
        facts["constraints"] = {k: str(v or "…") for k, v in distribution.constraints.items()}
        facts["one of"] = [list(each.one_of) for each in distribution.alternatives]
        facts["supports"] = [
            {
                "given": list(case.given),
                "support": str(case.support or "…"),
                "discrete": case.discrete,
                "enumerable": case.enumerable,
                "event_dim": case.event_dim,
            }
            for case in distribution.cases
        ]
        facts["reparametrized"] = list(distribution.reparametrized)
        facts["tried for leaks on"] = list(tried_releases())
        facts["leaks"] = [
            {
                "given": list(each.given),
                "through": each.through,
                "role": each.role,
                "runs": list(each.runs),
                "releases": list(each.releases),
            }
            for each in seen_leaks(entry.name)
        ]
    declared = transform(entry.name, release)
    if declared is not None:
        facts["domain"] = str(declared.domain or "…")
        facts["codomain"] = str(declared.codomain or "…")
    if entry.kind not in ("distribution", "transform"):
        methods = methods_of(entry.name, release)
        facts["methods"] = [f"{key}({written(value)})" for key, value in methods.items()]
    return facts


def _lines(facts: dict[str, Any]) -> Iterator[str]:
    yield click.style(facts["name"], bold=True) + (f"  {facts['kind']}" if "kind" in facts else "")
    if facts.get("signature"):
        yield f"  {facts['signature']}"
    yield _row("releases", _releases(facts))
    if facts.get("now"):
        yield _row("now", facts["now"])
    yield from _rows("also as", facts.get("paths", ()))
    yield from _rows("before", [f"to {last}: {text}" for last, text in facts["before"].items()])
    constraints = facts.get("constraints", {})
    width = max(map(len, constraints), default=0)
    yield from _rows("constraints", [f"{k:<{width}}  {v}" for k, v in constraints.items()])
    yield from _rows("one of", [", ".join(group) for group in facts.get("one of", ())])
    yield from _rows("support", [_support(case) for case in facts.get("supports", ())])
    if facts.get("reparametrized"):
        yield _row("differentiable", ", ".join(facts["reparametrized"]))
    for side in ("domain", "codomain"):
        if side in facts:
            yield _row(side, facts[side])
    yield from _rows("methods", facts.get("methods", ()))
    if "leaks" in facts:
        crashes = [_leak(each) for each in facts["leaks"]]
        yield from _rows("when shared", crashes or ["never seen to crash"])


def _releases(facts: dict[str, Any]) -> str:
    if not facts["releases"]:
        return f"{facts['first']} to {facts['last']}, gone from all that still run"
    runs = f"{facts['releases'][0]} to {facts['releases'][-1]}"
    earlier = "" if facts["first"] == facts["releases"][0] else f" (there since {facts['first']})"
    return runs + earlier


def _support(case: dict[str, Any]) -> str:
    marks = [word for word in ("discrete", "enumerable") if case[word]]
    marks += [f"event_dim {case['event_dim']}"] if case["event_dim"] else []
    given = f"  given {', '.join(case['given'])}" if case["given"] else ""
    noted = f"  ({', '.join(marks)})" if marks else ""
    return f"{case['support']}{noted}{given}"


def _leak(each: dict[str, Any]) -> str:
    what = f"through {each['through']}" if each["through"] else ""
    what = what or (f"given {', '.join(each['given'])}" if each["given"] else "")
    where = f"{each['releases'][0]} to {each['releases'][-1]}"
    return f"{each['role']} site crashes: {', '.join(each['runs'])}  {what}  ({where})".replace(
        "    ", "  "
    )


def _row(title: str, text: str) -> str:
    return f"  {title + ':':<{_WIDTH}}{text}"


def _rows(title: str, texts: Sequence[str]) -> Iterator[str]:
    for number, text in enumerate(texts):
        yield _row(title, text) if number == 0 else f"  {'':<{_WIDTH}}{text}"


def _fitted(lines: Iterable[str], width: int | None) -> Iterator[str]:
    """Yield lines that are no longer than the terminal is wide, if there is one."""
    for line in lines:
        if width is None or len(click.unstyle(line)) <= width:
            yield line
            continue
        indent = 2 + _WIDTH if line[_WIDTH : _WIDTH + 2] in ("  ", ": ") else 6
        indent = min(indent, width // 3)
        yield from wrap(line, width, subsequent_indent=" " * indent, break_on_hyphens=False)
