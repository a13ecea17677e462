"""``nplint explain``: what is known of models without running them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nplint.cli.help import SETTINGS
from nplint.cli.options import process
from nplint.cli.output import FAILED, complain

if TYPE_CHECKING:
    from nplint.description.described_model import DescribedModel
    from nplint.engine.session import Session
    from nplint.model.program import Program
    from nplint.report.written_places import Places

_FORMATS = ("text", "json", "mermaid", "dot", "svg", "dagitty")
_PLACE = re.compile(r"(?P<path>.*?)(?::(?P<at>\d+|[A-Za-z_][\w.]*))?")


@click.command(context_settings=SETTINGS)
@click.argument("models", metavar="FILE[:LINE|:NAME]...", nargs=-1, required=True)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="Output format.",
)
@click.option("--shapes", is_flag=True, help="Print the shapes of the sites alone.")
def explain(models: tuple[str, ...], output_format: str, shapes: bool) -> None:
    """Explain models without running them: their sites, shapes, plates and dependences.

    Of a file or folder, all models and guides are told of; LINE or NAME chooses one.
    """
    said = [each for place in models for each in _said(place, output_format, shapes)]
    if not said:
        complain("no model was found there")
        sys.exit(FAILED)
    if output_format == "json":
        alone = len(models) == 1 and len(said) == 1 and _PLACE.fullmatch(models[0])["at"]  # type: ignore[index]
        click.echo(json.dumps(said[0] if alone else said, indent=2))
    else:
        click.echo("\n\n".join("\n".join(each) for each in said))


def _said(place: str, output_format: str, shapes: bool) -> Iterator[list[str] | dict[str, object]]:
    """Yield what is said of each model at a place."""
    from nplint.engine.session import Session

    match = _PLACE.fullmatch(place)
    assert match is not None, "every text fits"
    exists = Path(place).exists()
    path, at = (Path(place), None) if exists else (Path(match["path"]), match["at"])
    path = path.absolute()
    if not path.exists():
        raise click.UsageError(f"there is no file `{match['path']}`")
    session = Session([path], process=process())
    look = partial(_described, session, at, output_format, shapes)
    for said in session.look_everywhere(look):
        yield from said
    for failure in session.project.failures(session.project.files):
        complain(f"{failure.path}: {failure.reason}")


def _described(
    session: Session, at: str | None, output_format: str, shapes: bool, program: Program
) -> list[list[str] | dict[str, object]]:
    from nplint.description.described_model import described_models
    from nplint.report.written_places import Places

    places = Places(session.project.source)
    files = {str(path) for path in session.project.files}
    found = [
        model
        for model in described_models(program)
        if str(model.run.model.function.module.path) in files
    ]
    if at is not None:
        found = _chosen(found, at, places)
    return [_one(model, places, output_format, shapes) for model in found]


def _chosen(models: list[DescribedModel], at: str, places: Places) -> list[DescribedModel]:
    """Return the model of a name, or the innermost one around a line."""
    if not at.isdigit():
        last = at.rpartition(".")[2]
        return [each for each in models if each.run.model.function.name == last]
    line = int(at)
    around = []
    for model in models:
        function = model.run.model.function
        start, end = places.lines(function)
        if start <= line <= end:
            around.append((start, model))
    return [max(around, key=lambda each: each[0])[1]] if around else []


def _one(
    model: DescribedModel, places: Places, output_format: str, shapes: bool
) -> list[str] | dict[str, object]:
    from nplint.report import explanation_graph as graphs
    from nplint.report.explanation import explanation, shapes_table

    if output_format == "json":
        from nplint.report.explanation_json import model_as_json

        return model_as_json(model, places)
    if output_format == "text":
        return [*(shapes_table if shapes else explanation)(model, places)]
    title = model.run.model.function.name
    graph = graphs.ModelGraph(model, places)
    if output_format == "svg":
        from nplint.report.explanation_svg import svg

        return [*svg(graph, title)]
    write = {"dot": graphs.dot, "mermaid": graphs.mermaid, "dagitty": graphs.dagitty}
    return [*write[output_format](graph, title)]
