"""All modules of a project together: the one thing a rule looks at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence, Set
from functools import cached_property
from itertools import count
from pathlib import Path

from nplint import numpyro_api
from nplint.analyses.dependence import Dependence
from nplint.analyses.real_valued import Reals
from nplint.analyses.shared_distributions import SharedDistribution, SharedDistributions, instances
from nplint.analyses.site_shapes import SiteShapes
from nplint.analyses.usage import Usage
from nplint.facts.expressions import Attribute, Call, Expr
from nplint.facts.scopes import Function, ModuleFacts, Scope
from nplint.facts.statements import ExprStmt
from nplint.libraries.numpyro import EFFECTS, entry_of, teach
from nplint.model.pairs import Pair, pairs
from nplint.model.predictions import Prediction, predictions
from nplint.model.runs import Run, RunCalls, Runs, made_by_calls
from nplint.model.sites import Site, TraceSites, sites_of
from nplint.model.traces import Trace, Tracer
from nplint.project.resolver import ImportResolver
from nplint.rules.arrays.gradients import Gradients
from nplint.rules.arrays.precision import Precision, asks_for_float64
from nplint.rules.distributions.cholesky import Factors
from nplint.rules.inference.posteriors import Posteriors
from nplint.rules.shapes.minibatches import Minibatches
from nplint.rules.traces.attribute_reads import reads_of
from nplint.rules.traces.outer_containers import OuterContainers
from nplint.rules.traces.trace_caches import KeptValues
from nplint.rules.traces.trace_order import TraceCalls
from nplint.semantic.binding import bind
from nplint.semantic.bounded_cache import BoundedCache
from nplint.semantic.call_contexts import Contexts
from nplint.semantic.evaluator import Evaluator
from nplint.semantic.index import ProgramIndex
from nplint.semantic.modules import ModuleTable
from nplint.semantic.reaching_definitions import reaching_definitions
from nplint.semantic.values import BoundExpr, CallResult, Frame

# Runs whose sites, shapes and densities are kept, each by itself.
_RECENT_RUNS = 200


class Program:
    """The linked modules, with what follows from them, each worked out on first use.

    Parameters
    ----------
    modules
        The modules that can matter.
    find
        Tells which file of the project an import means; by default one of the modules.
    load
        Reads a file of the project that is none of the modules, when one turns out to need it.
    """

    def __init__(
        self,
        modules: Sequence[ModuleFacts],
        find: Callable[[Path, str], Path | None] | None = None,
        load: Callable[[Path], ModuleFacts | None] = lambda path: None,
    ) -> None:
        self.modules = tuple(sorted(modules, key=lambda module: str(module.path)))
        self.index = ProgramIndex(self.modules)
        find = find or ImportResolver(module.path for module in self.modules).find
        table = ModuleTable(self.modules, find, load)
        self.evaluator = Evaluator(table, self.index)
        teach(self.evaluator)
        self.contexts = Contexts(self.evaluator)
        self.starts = RunCalls(self.evaluator, self.contexts)
        self._runs: list[Run] = []
        self._traced: set[Function] = set()
        self._tracer = Tracer(self.evaluator)
        self._sharing = SharedDistributions(self.evaluator, self.contexts)
        self._following = self._follow()
        self._calls: dict[ModuleFacts, dict[Scope, list[Call]]] = {}
        self._sites = BoundedCache(self._sites_of, _RECENT_RUNS)
        self._predicted = BoundedCache(self._predicted_by, _RECENT_RUNS)
        self._in_density = BoundedCache(self._in_density_of, _RECENT_RUNS)
        self._shapes = BoundedCache(self._shapes_of, _RECENT_RUNS)

    @property
    def traces(self) -> Iterator[tuple[Run, Trace]]:
        """Every run with its trace; models that no visible code runs come last.

        A trace is followed when it is asked for and not kept: look at one before the next.
        """
        for place in count():
            if place < len(self._runs):
                run = self._runs[place]
                yield run, self._tracer.trace(run.root)
            else:
                following = next(self._following, None)
                if following is None:
                    return
                yield following

    @property
    def runs(self) -> Sequence[Run]:
        """Every run, in the order of the traces."""
        self._follow_all()
        return self._runs

    @property
    def traced_functions(self) -> Set[Function]:
        """The functions that run while a model or guide is traced."""
        self._follow_all()
        return self._traced

    def _follow_all(self) -> None:
        for _ in self._following:
            pass

    def _follow(self) -> Iterator[tuple[Run, Trace]]:
        """Find the runs, and follow each."""
        runs = Runs(self.evaluator, self.contexts, self.starts)
        for run in runs.find():
            yield run, self._followed(run)
        for function in self._with_effects():
            if function in self._traced or not self._can_be_run_later(function):
                continue
            for frame in self.contexts.frames(function.scope):
                if frame.parent is not None:
                    run = runs.unseen(self.evaluator.function(function, frame.parent))
                    yield run, self._followed(run)
                    break

    def _followed(self, run: Run) -> Trace:
        trace = self._tracer.trace(run.root)
        self._runs.append(run)
        self._traced |= trace.functions
        self._sharing.note(run, trace)
        return trace

    def _with_effects(self) -> list[Function]:
        """The functions that perform NumPyro effects, callers before what they call."""
        found: dict[Function, None] = {}
        for name in self.index.spelled(effect.rpartition(".")[2] for effect in EFFECTS):
            for call in self.index.calls_of(name):
                function = call.scope.enclosing_scope.function
                if function is None or function in found:
                    continue
                frame = self.contexts.frames(call.scope)[0]
                for value in self.evaluator.values(call.func, frame):
                    entry = entry_of(value)
                    if entry is not None and entry.name in EFFECTS:
                        found[function] = None
        callers = {
            name: {
                caller
                for call in self.index.calls.get(name, ())
                if (caller := call.scope.enclosing_scope.function) in found
            }
            for name in {function.name for function in found}
        }
        called = {f: any(caller is not f for caller in callers[f.name]) for f in found}
        return sorted(found, key=lambda f: (called[f], str(f.module.path), f.start))

    def _can_be_run_later(self, function: Function) -> bool:
        """Whether something may run a function once the code around its definition has run.

        The name it is defined under still leads to it then, or it was handed to something while it
        did. A name that is bound anew, and only called before, does not.
        """
        scope = function.scope.parent
        bindings = scope.bindings.get(function.name, []) if scope is not None else []
        definition = next((each for each in bindings if each.function is function), None)
        if (
            scope is None
            or definition is None
            or definition in reaching_definitions(bindings, None)
        ):
            return True
        called = {call.func for call in self.index.calls.get(function.name, ())}
        return any(
            read not in called
            and read.scope.enclosing_scope is scope
            and definition in reaching_definitions(bindings, read.start)
            for read in function.module.reads.get(function.name, ())
        )

    @cached_property
    def usage(self) -> Usage:
        """Where the program names and calls what is NumPyro's or JAX's."""
        return Usage(self.evaluator, self.modules)

    @cached_property
    def dependence(self) -> Dependence:
        """Which sites a value is computed from."""
        return Dependence(self.evaluator)

    @cached_property
    def looked_into(self) -> tuple[ModuleFacts, ...]:
        """The modules that can matter, and those whose functions run in a trace."""
        traced = {function.module for function in self.traced_functions}
        others = sorted(traced.difference(self.modules), key=lambda module: str(module.path))
        return (*self.modules, *others)

    @cached_property
    def minibatches(self) -> Minibatches:
        """Steps of SVI on parts of the data."""
        return Minibatches(self.evaluator, self.contexts, self.dependence)

    @cached_property
    def reals(self) -> Reals:
        """Which values are linear in sites on the real line."""
        return Reals(self.evaluator)

    @cached_property
    def gradients(self) -> Gradients:
        """Which branches of a ``jnp.where`` make its gradient NaN."""
        return Gradients(self.evaluator, self.dependence, self.reals)

    @cached_property
    def precision(self) -> Precision:
        """Which numbers mean something in double precision only."""
        return Precision(self.evaluator, self.dependence)

    @cached_property
    def asks_for_float64(self) -> bool:
        """Whether the program switches JAX to double precision."""
        return asks_for_float64(self.modules, self.evaluator.table)

    @cached_property
    def factors(self) -> Factors:
        """What matrices are: Cholesky factors, covariances."""
        return Factors(self.evaluator, lambda: self._plated)

    @cached_property
    def _plated(self) -> Collection[Call]:
        """The calls of sites that stand in a single plate."""
        plates: dict[Call, int] = {}
        for run in self.runs:
            for site in self.sites(run).sites:
                plates[site.call] = sum(1 for _ in site.contexts_by("numpyro.plate"))
        return frozenset(call for call, number in plates.items() if number == 1)

    def discarded(self) -> Iterator[ExprStmt]:
        """The statements that are an expression, whose value is lost.

        Those that a notebook's cell may display are not among them.
        """
        for module in self.looked_into:
            for statement in module.discarded:
                if not (module.has_cells and statement.scope.parent is None):
                    yield statement

    @cached_property
    def pairs(self) -> list[Pair]:
        """The models and guides that run together."""
        return pairs(self.runs)

    @cached_property
    def predictions(self) -> list[Prediction]:
        """The calls of what ``Predictive(…)`` makes."""
        if not any(run.is_by("predictive") for run in self.runs):
            return []
        return predictions(self.evaluator, self.contexts, self.looked_into)

    def calls_in(self, frame: Frame) -> Sequence[Call]:
        """The calls that a frame's own code makes, those of comprehensions left out."""
        module = frame.module
        if module not in self._calls:
            by_scope: dict[Scope, list[Call]] = {}
            self._calls[module] = by_scope
            for call in module.calls:
                by_scope.setdefault(call.scope, []).append(call)
        return self._calls[module].get(frame.scope, ())

    def in_density(self, run: Run) -> dict[Call, list[Site]]:
        """The calls whose results have a part in the log density of a trace, with those sites.

        What only goes into a deterministic site has none.
        """
        return self._in_density[run]

    def _in_density_of(self, run: Run) -> dict[Call, list[Site]]:
        found: dict[Call, list[Site]] = {}
        for site in self.sites(run).sites:
            for name in ("fn", "obs", "log_factor"):
                part = site.arguments.get(name)
                if part is not None and site.kind in ("sample", "factor"):
                    for made in self.dependence.calls(part.expr, part.frame):
                        found.setdefault(made.call, []).append(site)
        return found

    @cached_property
    def posteriors(self) -> Posteriors:
        """What inferred the posterior of a ``Predictive(…)``."""
        return Posteriors(self.evaluator, self.runs, self.sites)

    def sites(self, run: Run) -> TraceSites:
        """The sites of a run's trace, in order."""
        return self._sites[run]

    def _sites_of(self, run: Run) -> TraceSites:
        return sites_of(self.evaluator, run.root, run.model.wrappers)

    def predicted(self, prediction: Prediction) -> TraceSites:
        """The sites of a prediction's trace, in order."""
        return self._predicted[prediction]

    def _predicted_by(self, prediction: Prediction) -> TraceSites:
        return sites_of(self.evaluator, prediction.root, prediction.model.wrappers)

    def shapes(self, run: Run) -> SiteShapes:
        """The shapes of sites and of arrays in a run's trace."""
        return self._shapes[run]

    def _shapes_of(self, run: Run) -> SiteShapes:
        return SiteShapes(self.evaluator, self.sites(run).sites)

    def made(self, kind: str, taking: str) -> Iterator[tuple[CallResult, numpyro_api.Entry]]:
        """What calls of NumPyro names of a kind make, in each of their contexts.

        Only of names that take a parameter, by the name ``taking``.
        """
        for name in self.index.spelled(numpyro_api.names_taking(taking)):
            for made in made_by_calls(self.evaluator, self.contexts, name):
                entry = entry_of(made)
                if entry is not None and entry.kind == kind and entry.parameter(taking):
                    yield made, entry

    def given(self, run: Run) -> Iterator[dict[str, tuple[BoundExpr, ...]]]:
        """What the calls that start a run by MCMC or SVI hand to its model, by parameter."""
        if run.runner is not None and run.is_by("mcmc", "svi"):
            for positional, keywords in self.starts.arguments(run.runner):
                yield bind(self.evaluator, run.model, positional, keywords)

    @cached_property
    def shared_distributions(self) -> list[SharedDistribution]:
        """Distribution instances that outlive a trace and are used in one."""
        return self._sharing.distributions({each.scope for each in self.traced_functions})

    @cached_property
    def outer_containers(self) -> OuterContainers:
        """Where lists and dicts that outlive a trace are read, filled and emptied."""
        return OuterContainers(self.evaluator, self.contexts)

    @cached_property
    def kept_values(self) -> KeptValues:
        """Finds what traces keep."""
        return KeptValues(self.evaluator, self.contexts, self.passes)

    def reads_outside(self, names: Collection[str]) -> Iterator[tuple[Attribute, Frame]]:
        """The reads of attributes of these names by code outside of all traces, frame by frame."""
        modules = {each for name in names for each in self.index.read_as_attribute(name)}
        for attribute in reads_of(names, sorted(modules, key=lambda m: str(m.path))):
            if attribute.scope.enclosing_scope.function not in self.traced_functions:
                for frame in self.contexts.frames(attribute.scope):
                    yield attribute, frame

    def instances(self, expr: Expr, frame: Frame) -> Iterator[CallResult]:
        """The distribution instances that an expression evaluates to, or that it holds."""
        for value in self.evaluator.values(expr, frame):
            yield from instances(self.evaluator, value)

    @cached_property
    def passes(self) -> TraceCalls:
        """The calls that trace models, and which comes first."""
        return TraceCalls(self.evaluator, self.contexts)
