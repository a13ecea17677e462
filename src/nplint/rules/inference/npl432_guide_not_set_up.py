from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.enclosing import statement_of
from nplint.facts.expressions import Attribute, Call, Name, short_source
from nplint.facts.scopes import Scope, binding_scope
from nplint.facts.statements import Assign
from nplint.finding import Finding
from nplint.libraries.numpyro import made_of_kind
from nplint.rules.base import Context, Rule
from nplint.semantic.values import BoundExpr, CallResult

# Methods that need what the guide learns of its model when it is first called.
_READING = frozenset({"sample_posterior", "median", "quantiles", "get_transform", "get_posterior"})


class GuideNotSetUp(Rule):
    """
    # guide-not-set-up (NPL432)

    ## What it finds
    `sample_posterior`, `median`, `quantiles` or the like of an automatic guide that no SVI is given
    and that nobody calls: a second one, made anew to read params that were trained before.

    ## What happens
    A guide learns the sites of its model, and their shapes, when it is first called, as
    `svi.init` or `svi.run` does. Until then its methods raise `AttributeError` ("has no attribute
    '_init_latent'", "'NoneType' object has no attribute 'items'"), whatever params they are given;
    on every release. Measured with the fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    guide = AutoDiagonalNormal(model)
    draws = guide.sample_posterior(key, saved_params, sample_shape=(1000,))
    ```

    ## Fix
    None: use the guide that was trained; or, where params are loaded, let `SVI(…).init(key, *data)`
    set the new one up first.

    ## When it stays silent
    The guide is used in any other way, handed to something, or kept where others may find it.

    ## References
    pyro-ppl/numpyro#1160
    """

    code = "NPL432"
    name = "guide-not-set-up"

    def check(self, context: Context) -> Iterator[Finding]:
        for module in context.program.modules:
            for attr in sorted(_READING & module.attributes.keys()):
                for attribute in module.attributes[attr]:
                    guide = _fresh_guide(context, attribute)
                    if guide is not None:
                        yield self.finding(
                            module.locate(attribute),
                            f"`{short_source(attribute)}` raises AttributeError: this "
                            f"{guide.short_name} was never called, nor given to an SVI, and knows "
                            "no site of its model",
                            label="needs what the first call sets up",
                            related=[guide.location.labelled("made here, and not set up")],
                            by_hand="Use the guide that was trained, or set this one up by "
                            "`SVI(…).init(…)`",
                        )


def _fresh_guide(context: Context, attribute: Attribute) -> CallResult | None:
    """Return the automatic guide that a method is asked of, if it surely is as it was made."""
    scope, owner = attribute.scope, attribute.value
    if not isinstance(owner, (Name, Call)):
        return None
    for frame in context.program.contexts.frames(scope):
        only = context.values(BoundExpr(owner, frame)).only
        guide = made_of_kind(only, "autoguide") if only is not None else None
        if guide is not None and (guide.call is owner or _is_only_read(context, owner, guide)):
            return guide
    return None


def _is_only_read(context: Context, owner: Name | Call, guide: CallResult) -> bool:
    """Tell whether all that happens to a guide is that such methods are asked of its variable."""
    scope = guide.call.scope
    statement = statement_of(guide.call.start, scope)
    if not isinstance(owner, Name) or not isinstance(statement, Assign):
        return False
    if statement.value is not guide.call or [*map(type, statement.targets)] != [Name]:
        return False
    if binding_scope(owner.scope, owner.id) is not scope or len(scope.bindings[owner.id]) != 1:
        return False
    if scope.kind == "class" or _is_shared(context, scope, owner.id):
        return False
    module = scope.module
    asked = {each.value for attr in _READING for each in module.attributes.get(attr, ())}
    return all(
        read in asked
        for read in module.reads.get(owner.id, ())
        if binding_scope(read.scope, owner.id) is scope and read not in statement.targets
    )


def _is_shared(context: Context, scope: Scope, name: str) -> bool:
    """Tell whether code of other files may use a variable."""
    return scope.kind == "module" and context.fix_context.is_used_unseen(scope.module, name)
