from __future__ import annotations

from collections.abc import Iterator

from nplint.analyses.distribution_classes import (
    is_distribution_class,
    methods_of,
    used_attributes,
)
from nplint.facts.expressions import Constant, DictDisplay, Expr, ListDisplay
from nplint.facts.scopes import Function, Parameter
from nplint.finding import Finding
from nplint.libraries.numpyro import entry_of
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.model.traces import Trace
from nplint.numpyro_api import family
from nplint.rules.base import Context, TraceRule
from nplint.semantic.values import ClassValue, Instance

_SCAN = "numpyro.contrib.control_flow.scan"
_SHAPE = "sample_shape"
# The class attributes that name what an instance is made of, for JAX. The constraints do so in a
# class without data fields.
_CONSTRAINTS, _DATA, _AUXILIARY = "arg_constraints", "pytree_data_fields", "pytree_aux_fields"


class CustomDistributionContract(TraceRule):
    """
    # custom-distribution-contract (NPL310)

    ## What it finds
    A distribution class of your own whose `sample` does not take `sample_shape`, or has no shape as
    its default; and one whose instances lose an attribute when JAX takes them apart, in a `scan`.

    ## What happens
    NumPyro calls `sample(key, sample_shape=())`: a method without that parameter is a `TypeError`
    wherever the site is drawn, as in `Predictive`, while NUTS may never ask for it. Arrays are
    handed through `scan` by taking objects apart, and an instance keeps what its class names in
    `pytree_data_fields`, or where there is none in `arg_constraints`: the copy lacks all else, and
    `log_prob` stops with `AttributeError`, or on older releases with another error. Measured with
    the fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    class Shifted(dist.Distribution):
        arg_constraints = {}  # `shift` is missing

        def __init__(self, shift):
            self.shift = shift
            super().__init__(jnp.shape(shift))

        def sample(self, key):  # no `sample_shape`
            return self.shift + random.normal(key, self.batch_shape)
    ```

    ## Fix
    None: `sample(self, key, sample_shape=())` draws `sample_shape + self.shape()`, and
    `arg_constraints` or `pytree_data_fields = ("shift",)` names what holds arrays.

    ## When it stays silent
    `*args` or `**kwargs` may take the shape; classes that flatten themselves; sites outside of a
    `scan`, where instances stay as they are; attributes that no density or draw reads.

    ## References
    pyro-ppl/numpyro#687
    """

    code = "NPL310"
    name = "custom-distribution-contract"

    def at_trace(self, context: Context, run: Run, trace: Trace) -> Iterator[Finding]:
        for site in trace.sites:
            if site.kind != "sample" or not site.within(_SCAN):
                continue
            for drawn in context.values(site.arguments.get("fn")):
                if isinstance(drawn, Instance) and isinstance(drawn.kind, ClassValue):
                    yield from self._in_scan(context, site, drawn.kind)

    def _in_scan(self, context: Context, site: Site, cls: ClassValue) -> Iterator[Finding]:
        evaluator = context.program.evaluator
        if not is_distribution_class(evaluator, cls):
            return
        methods, declared = methods_of(evaluator, cls), _declared(context, cls)
        if declared is None or "tree_flatten" in methods:
            return
        used = used_attributes(evaluator, cls, "log_prob", "sample")
        for attr in sorted(used.difference(declared)):
            stores = [*evaluator.objects.stores(cls, attr)]
            if len(stores) == 1 and stores[0][1].name == "__init__":
                owner, _, store = stores[0]
                yield self.finding(
                    owner.frame.locate(store.statement),
                    f"`self.{attr}` is lost where `scan` hands a `{cls.definition.name}` on: the "
                    f"copy that NumPyro evaluates {site.described('a site')} with lacks it, and "
                    "raises AttributeError or IndexError",
                    label="named in neither `arg_constraints` nor `pytree_data_fields`"
                    if _DATA not in cls.definition.scope.bindings
                    else "not named in `pytree_data_fields`",
                    related=[site.location.labelled("a site in `scan`")],
                    by_hand=f"Name '{attr}' in `pytree_data_fields`, with all that holds arrays",
                )

    def check(self, context: Context) -> Iterator[Finding]:
        """Look at how the classes draw."""
        evaluator = context.program.evaluator
        for module in context.program.modules:
            for definition in module.classes:
                frame = evaluator.generic_frame(definition.scope).parent
                if frame is None:
                    continue
                cls = ClassValue(definition, frame)
                draw = definition.scope.bindings.get("sample", ())
                function = draw[-1].function if draw else None
                if function is not None and is_distribution_class(evaluator, cls):
                    yield from self._signature(function)

    def _signature(self, function: Function) -> Iterator[Finding]:
        kinds = {parameter.kind for parameter in function.parameters}
        shape = function.parameter(_SHAPE)
        owner = function.owner.name if function.owner is not None else ""
        if function.decorators or (kinds & {"*", "**"} and shape is None):
            return
        if shape is None:
            yield self.finding(
                function.head,
                f"drawing from `{owner}` raises TypeError: NumPyro calls `sample` with "
                f"`{_SHAPE}`, which it does not take",
                label=f"takes no `{_SHAPE}`",
                by_hand=f"Take `{_SHAPE}=()`, and draw an array of `{_SHAPE} + self.shape()`",
            )
        elif _is_no_shape(shape):
            yield self.finding(
                function.module.locate(shape),
                f"`{owner}(…).sample(key)` raises TypeError, as the default "
                f"of `{_SHAPE}` is no tuple",
                label="no shape",
                by_hand=f"Write `{_SHAPE}=()`",
            )


def _is_no_shape(parameter: Parameter) -> bool:
    """Tell whether the default of a shape is a constant that is added to no tuple."""
    default = parameter.default
    return isinstance(default, Constant) and default.value is not None


def _declared(context: Context, cls: ClassValue) -> set[str] | None:
    """Return the attributes that a class names for JAX; None unless all are spelled out."""
    evaluator = context.program.evaluator
    found: set[str] = set()
    for owner in evaluator.objects.lineage(cls):
        for base in owner.definition.bases:
            for entry in map(entry_of, evaluator.values(base.value, owner.frame)):
                facts = family(entry.name, entry.releases[-1]) if entry is not None else None
                found |= facts.constraints.keys() if facts is not None else set()
        bindings = owner.definition.scope.bindings
        data = _CONSTRAINTS if _DATA not in bindings else _DATA
        for binding in (*bindings.get(data, ()), *bindings.get(_AUXILIARY, ())):
            names = _spelled_out(binding.value)
            if names is None:
                return None
            found |= names
    return found


def _spelled_out(expr: Expr | None) -> set[str] | None:
    """Return the strings of a list, or the keys of a dict, if all are constants."""
    keys: list[Expr | None] | None = None
    if isinstance(expr, DictDisplay):
        keys = [key for key, _ in expr.entries]
    elif isinstance(expr, ListDisplay):
        keys = [*expr.items]
    if keys is None:
        return None
    names = [each.value if isinstance(each, Constant) else None for each in keys]
    texts = {name for name in names if isinstance(name, str)}
    return texts if len(texts) == len(set(names)) else None
