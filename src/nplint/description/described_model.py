"""A model as its run records it: its sites in order, each with all that is known before it runs.

The walk through a trace gives the sites as the program writes them. This adds what handlers make
of them: the prefix of ``scope``, the sites that ``reparam`` makes of one, the observations that
``condition`` gives; and the facts of analyses, in NumPyro's own terms.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from nplint.analyses.plates import TracedPlate
from nplint.analyses.site_shapes import RunShapes
from nplint.description.described_shapes import DescribedShapes
from nplint.description.model_inputs import ModelInputs
from nplint.description.reparametrised import reparametrised
from nplint.description.site_dependence import SiteDependence, SitePlace
from nplint.description.turn_names import texts_of_turns, turn_names
from nplint.domains.shape import Shape
from nplint.facts import expressions as ex
from nplint.libraries.numpyro import (
    DERIVING,
    SiteKind,
    arguments_of,
    family_of,
)
from nplint.libraries.supports import number_of, support_text
from nplint.model.handler_data import handled_sites
from nplint.model.observation import Observation
from nplint.model.program import Program
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace, Unseen
from nplint.model.visibility import is_hidden
from nplint.records import record, shown
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.values import (
    BoundExpr,
    CallResult,
    ClassValue,
    Frame,
    Instance,
    MethodResult,
    Value,
)

_PLATES = ("numpyro.plate", "numpyro.plate_stack")
_CONDITION = "numpyro.handlers.condition"
_SCOPE = "numpyro.handlers.scope"
_SCAN = "numpyro.contrib.control_flow.scan"
_REPARAM = "numpyro.handlers.reparam"
_UNSEEN_KINDS: tuple[SiteKind, ...] = ("prng_key", "mutable", "subsample", "plate_stack")
# The argument that a site is computed from, by its kind.
_SOURCES: dict[str, str] = {"sample": "fn", "deterministic": "value", "factor": "log_factor"}


@record
class DescribedPlate:
    """A plate that a site stands in; its name with the prefixes of ``scope``."""

    name: str | None
    plate: TracedPlate | None

    def __repr__(self) -> str:
        return shown(self, self.name)


@record
class DescribedSite:
    """A site as a run records it.

    Parameters
    ----------
    kind
        The kind: ``sample``, ``deterministic``, ``param``, ``factor`` or ``plate``.
    name
        The name, prefixes and suffixes of handlers included, where it is known.
    prefix
        What handlers put in front of a name that is computed.
    site
        The site of the program that makes it.
    distribution
        The name of its distribution's class, where that is known.
    wrapped_in
        The methods that the distribution went through, as ``to_event``; innermost first.
    support
        The support of its distribution, where it is known, with the numbers that bound it.
    batch_shape, event_shape
        The shapes of its draws, where their ranks are known.
    observed
        Whether it has an observed value; None where nobody can tell.
    obs
        The observed value, where one is given.
    plates
        The plates it stands in, outermost first.
    unknown_contexts
        Whether something around it is not known, which may be a plate.
    depends_on
        The sites that it is directly computed from.
    own_plate
        What is known of the plate that it is, if it is one.
    turn
        The turn of the loop that reaches it, if its name is known for each.
    made_from
        The name of the site that ``reparam`` made it of, and the reparametrisation.
    """

    kind: str
    name: str | None
    prefix: str
    site: Site
    distribution: str | None = None
    wrapped_in: tuple[str, ...] = ()
    support: str | None = None
    batch_shape: Shape | None = None
    event_shape: Shape | None = None
    observed: bool | None = False
    obs: BoundExpr | None = None
    plates: tuple[DescribedPlate, ...] = ()
    unknown_contexts: bool = False
    depends_on: tuple[SitePlace | str, ...] = ()
    own_plate: TracedPlate | None = None
    turn: int | None = None
    made_from: tuple[str, str] | None = None

    def __repr__(self) -> str:
        return shown(self, self.kind, self.name)


@record
class DescribedModel:
    """A model with one of its runs.

    Parameters
    ----------
    run
        The run; one without a call, where none is seen.
    runs
        All runs of the model that are seen, each with the number of its chains, if that is known.
    trace
        The trace.
    sites
        The sites, in order.
    """

    run: Run
    runs: list[tuple[Run, int | None]]
    trace: Trace
    sites: list[DescribedSite]

    def __repr__(self) -> str:
        return shown(self, self.run.model.function.name, *map(repr, self.sites))

    @property
    def unseen(self) -> list[Unseen]:
        """The places that may make sites which are not among these."""
        made = {site.site.location for site in self.sites}
        return [each for each in self.trace.unseen if each.location not in made]

    def is_part_of(self, other: DescribedModel) -> bool:
        """Tell whether no run of it is seen, and another model calls it."""
        if other is self or self.runs:
            return False
        return self.run.model.function in other.trace.functions


def described_models(program: Program) -> list[DescribedModel]:
    """Return the models and guides of a program, each described for the run that tells most."""
    by_function: dict[object, list[Run]] = {}
    for run in program.runs:
        by_function.setdefault(run.model.function, []).append(run)
    described = [_described(program, runs) for runs in by_function.values()]
    return [each for each in described if not any(each.is_part_of(other) for other in described)]


def _described(program: Program, runs: list[Run]) -> DescribedModel:
    best = max(runs, key=lambda run: (run.is_traced, len(run.passed), len(run.root.arguments)))
    return _Describer(program, best).model(runs)


class _Describer:
    """Describes one run's trace."""

    def __init__(self, program: Program, run: Run) -> None:
        self.evaluator: Evaluator = program.evaluator
        found = program.analysis(RunShapes).of(run)
        arrays = {
            name: shape
            for name, given in run.root.arguments.items()
            if len(given) == 1 and (shape := found.of_bound(given[0]))
        }
        numbers = frozenset(_whole_numbers(program.evaluator, run))
        self.run = _for_all_data(run, {*arrays, *numbers})
        self.trace = program.sites(self.run)
        sizes = [s.arguments["size"] for s in self.trace.sites if "size" in s.arguments]
        inputs = ModelInputs(self.evaluator, self.run.root, arrays, numbers, sizes)
        self.shapes = DescribedShapes(self.evaluator, self.trace, inputs)
        self.dependence = SiteDependence(program.evaluator)
        self.turn: int | None = None
        self.plates = self.shapes.plates

    def model(self, runs: list[Run]) -> DescribedModel:
        """Return the description."""
        sites: list[DescribedSite] = []
        for count, group in groupby(self.trace.sites, key=lambda site: len(self._names(site))):
            members = [*group]
            for turn in range(count):
                named = [replace(site, name=self._names(site)[turn]) for site in members]
                self.turn = turn
                sites += [replace(each, turn=turn) for each in self._sites(named)]
            self.turn = None
            if not count:
                sites += self._sites(members)
        seen = [(run, self._chains(run)) for run in runs if run.runner is not None]
        distinct = [*_without_repeated_plates(sites)]
        return DescribedModel(self.run, seen, self.trace, distinct)

    def _chains(self, run: Run) -> int | None:
        """Return the number of chains that a run asks for, whether or not they run at once."""
        if run.runner is None or not run.is_by("mcmc"):
            return None
        given = arguments_of(self.evaluator, run.runner).get("num_chains")
        if given is None:
            return 1
        number = number_of(self.evaluator, given)
        return None if math.isnan(number) else int(number)

    def _names(self, site: Site) -> list[str]:
        """Return the names that the turns of a loop give a site, those of ``scope`` left out."""
        if not site.repeated:
            return []
        names = turn_names(self.evaluator, site)
        if names or site.name is None:
            return names
        scopes = [each for each in site.contexts_by(_SCOPE) if len(self._prefixes(each)) > 1]
        return [site.name] * len(self._prefixes(scopes[0])) if len(scopes) == 1 else []

    def _prefixes(self, scope: CallResult) -> list[str]:
        """Return what a ``scope`` puts in front of names, turn by turn if a loop changes it."""
        prefix = arguments_of(self.evaluator, scope).get("prefix")
        return texts_of_turns(self.evaluator, prefix.expr, prefix.frame) if prefix else []

    def _sites(self, sites: Iterable[Site]) -> Iterator[DescribedSite]:
        for site in sites:
            if site.name is not None and is_hidden(
                self.evaluator, site.kind, site.name, site.contexts
            ):
                continue
            if site.kind in ("plate", "plate_stack") and site.within(_SCAN):
                continue  # the trace of a scan keeps the sites in them alone
            if site.kind == "plate_stack":
                for plate in self.plates.get((site.call, site.frame), ()):
                    yield replace(self._plain("plate", plate.name, site), own_plate=plate)
            elif site.kind == "plate":
                own = next(iter(self.plates.get((site.call, site.frame), ())), None)
                yield replace(self._plain("plate", site.name, site), own_plate=own)
            elif site.kind in ("module", "random_module"):
                name = f"{site.name}$params" if site.name is not None else None
                yield self._plain("param", name, site)
            elif site.kind == "sample":
                yield from self._sample(site)
            elif site.kind not in _UNSEEN_KINDS and site.kind != "approximation":
                yield self._plain(site.kind, site.name, site)

    def _plain(self, kind: str, name: str | None, site: Site) -> DescribedSite:
        prefix = self._prefix(site.contexts, kind)
        source = site.arguments.get(_SOURCES.get(kind, ""))
        plates, unknown = self._plates(site) if kind != "plate" else ((), False)
        return DescribedSite(
            kind,
            prefix + name if name is not None else None,
            prefix,
            site,
            plates=plates,
            unknown_contexts=unknown,
            depends_on=self._depends_on(source),
        )

    def _sample(self, site: Site) -> Iterator[DescribedSite]:
        """Yield a sample site, or what ``reparam`` and ``obs_mask`` make of it."""
        described = self._drawn(site)
        config = self._reparam(site, described.name)
        made = [*reparametrised(self.evaluator, config, site)] if config is not None else []
        if not made and "obs_mask" in site.arguments and described.observed is not False:
            name = described.name
            if name is not None:
                for suffix, observed in (("_unobserved", False), ("_observed", True)):
                    yield replace(described, name=name + suffix, observed=observed)
                halves = (name + "_unobserved", name + "_observed")
                yield replace(self._plain("deterministic", site.name, site), depends_on=halves)
                return
        if not made:
            yield described
            return
        kept = config.short_name if config is not None else ""
        for each in made:
            own = described.depends_on if each.keeps_sources else self._depends_on(each.base)
            parts = tuple((described.name or "") + part for part in each.sources)
            is_drawn = each.kind == "sample"
            yield replace(
                described if is_drawn else self._plain(each.kind, None, site),
                kind=each.kind,
                name=described.name + each.suffix if described.name is not None else None,
                distribution=(each.distribution or described.distribution) if is_drawn else None,
                support=each.support,
                depends_on=(*parts, *own),
                made_from=(described.name or "", kept),
            )

    def _drawn(self, site: Site) -> DescribedSite:
        plain = self._plain("sample", site.name, site)
        fn = site.arguments.get("fn")
        values = self.evaluator.values_of(fn) if fn is not None else ()
        families = {_family(self.evaluator, value) for value in values}
        supports = {support_text(self.evaluator, value) for value in values}
        wrapped = {_wrapped_in(value) for value in values}
        found = self.shapes.of_site(site)
        batch, event = (None, None) if found is None else _split(*found)
        return replace(
            plain,
            distribution=families.pop() if len(families) == 1 else None,
            wrapped_in=wrapped.pop() if len(wrapped) == 1 else (),
            support=supports.pop() if len(supports) == 1 else None,
            batch_shape=batch,
            event_shape=event,
            observed=self._observed(site),
            obs=site.arguments.get("obs"),
        )

    def _observed(self, site: Site) -> bool | None:
        if site.observation is Observation.OBSERVED or self._is_conditioned(site):
            return True
        if site.observation is Observation.LATENT:
            return False
        obs = site.arguments.get("obs")
        if obs is not None and self._is_passed(obs):
            return True
        return None

    def _is_passed(self, obs: BoundExpr) -> bool:
        """Tell whether an observed value is a part of what the run hands to the model."""
        expr, frame = obs.expr, obs.frame
        is_part = False
        while isinstance(expr, (ex.Subscript, ex.Attribute)):
            expr, is_part = expr.value, True
        if not isinstance(expr, ex.Name) or frame.scope is not self.run.root.scope:
            return False
        parameter = self.run.model.function.parameter(expr.id)
        if parameter is None:
            return False
        # What has to be given, and what the model takes a part of, is not None.
        return is_part or parameter.default is None or expr.id in self.run.passed

    def _is_conditioned(self, site: Site) -> bool:
        name = site.name
        return any(
            name == each.name
            for context in site.contexts_by(_CONDITION)
            for each in handled_sites(self.evaluator, context)
        )

    def _reparam(self, site: Site, name: str | None) -> CallResult | None:
        """Return the reparametrisation that the innermost ``reparam`` has for a site."""
        for context in reversed([*site.contexts_by(_REPARAM)]):
            inner = site.contexts[site.contexts.index(context) + 1 :]
            own = self._prefix(inner, "sample") + site.name if site.name is not None else None
            for each in handled_sites(self.evaluator, context):
                values = self.evaluator.values_of(each.value)
                if each.name == own and len(values) == 1 and isinstance(values[0], CallResult):
                    return values[0]
        return None

    def _prefix(self, contexts: Sequence[Value], kind: str) -> str:
        """Return what ``scope`` puts in front of a name."""
        prefix = ""
        for context in contexts:
            if isinstance(context, CallResult) and context.name == _SCOPE:
                bound = arguments_of(self.evaluator, context)
                turns = self._prefixes(context) if self.turn is not None else []
                given = self._text(bound.get("prefix"), "")
                if self.turn is not None and self.turn < len(turns):
                    given = turns[self.turn]
                if "hide_types" not in bound:
                    prefix += given + self._text(bound.get("divider"), "/")
        return prefix

    def _text(self, bound: BoundExpr | None, otherwise: str) -> str:
        literals = self.evaluator.literals(bound.expr, bound.frame) if bound is not None else None
        if bound is None:
            return otherwise
        return str(literals[0]) if literals and len(literals) == 1 else "{…}"

    def _plates(self, site: Site) -> tuple[tuple[DescribedPlate, ...], bool]:
        found: list[DescribedPlate] = []
        unknown = False
        for number, context in enumerate(site.contexts):
            if not isinstance(context, CallResult):
                unknown = True
            elif context.name in _PLATES:
                place = (context.call, context.frame)
                made = self.plates.get(place, ())
                prefix = self._prefix(site.contexts[:number], "plate")
                entered = [
                    DescribedPlate(prefix + each.name if each.name else None, each) for each in made
                ]
                found += entered or [DescribedPlate(None, None)]
        names = [each.name for each in found]
        distinct = [e for n, e in enumerate(found) if e.name is None or e.name not in names[:n]]
        return tuple(distinct), unknown

    def _depends_on(self, source: BoundExpr | None) -> tuple[SitePlace, ...]:
        if source is None:
            return ()
        return tuple(self.dependence.sites(source.expr, source.frame))


def _whole_numbers(evaluator: Evaluator, run: Run) -> Iterator[str]:
    """Yield the parameters that a run, or their default, gives a whole number."""
    for parameter in run.model.function.parameters:
        given = run.root.arguments.get(parameter.name)
        if given is None and parameter.default is not None:
            given = (BoundExpr(parameter.default, run.model.closure),)
        literals = [evaluator.literals(each.expr, each.frame) for each in given or ()]
        if literals and all(each and all(type(e) is int for e in each) for each in literals):
            yield parameter.name


def _for_all_data(run: Run, names: set[str]) -> Run:
    """Return a run whose model gets something for some parameters of which nothing is known."""
    root = run.root
    start = run.model.function.start
    unknown = {n: (BoundExpr(ex.Opaque(start, start, ()), root.parent or root),) for n in names}
    arguments = {**root.arguments, **unknown}
    hidden = Frame(
        root.scope, root.parent, arguments, root.in_trace, root.receiver, set(), root.depth
    )
    hidden.open = root.open
    return replace(run, root=hidden)


def _without_repeated_plates(sites: Iterable[DescribedSite]) -> Iterator[DescribedSite]:
    """Yield the sites, each plate of a constant name once: entering it again makes no site."""
    seen: set[str] = set()
    for site in sites:
        if site.kind == "plate" and site.name is not None:
            if site.name in seen:
                continue
            seen.add(site.name)
        yield site


def _split(shape: Shape, event: int) -> tuple[Shape, Shape]:
    place = len(shape) - event
    return shape[:place], shape[place:]


def _family(evaluator: Evaluator, value: Value) -> str | None:
    """Return the name of the class that a distribution is of."""
    family = family_of(value)
    while isinstance(value, MethodResult) and value.attr in DERIVING:
        value = value.owner
    if family is None and isinstance(value, Instance) and isinstance(value.kind, ClassValue):
        return value.kind.definition.name
    return family.short_name if family is not None else None


def _wrapped_in(value: Value) -> tuple[str, ...]:
    found: list[str] = []
    while isinstance(value, MethodResult) and value.attr in DERIVING:
        found.append(value.attr)
        value = value.owner
    return tuple(reversed(found))
