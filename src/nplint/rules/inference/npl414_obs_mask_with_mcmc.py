from __future__ import annotations

from collections.abc import Iterator

from nplint.facts.enclosing import statement_of
from nplint.facts.expressions import Attribute, Call, Name, short_source
from nplint.facts.statements import ExprStmt
from nplint.finding import Finding
from nplint.fixes.delete_argument import delete_argument
from nplint.fixes.repair import Repair
from nplint.libraries.numpyro import made_of_kind
from nplint.model.observation import Observation
from nplint.model.runs import Run
from nplint.model.sites import Site
from nplint.rules.base import Context, SiteRule

_NUTS = "numpyro.infer.NUTS"


class ObsMaskWithMcmc(SiteRule):
    """
    # obs-mask-with-mcmc (NPL414)

    ## What it finds
    `obs_mask=` at a site of a model that NUTS runs.

    ## What happens
    For `obs_mask` NumPyro makes a latent site of the whole shape, `y_unobserved`, and masks those
    of its elements that are observed. Nothing then holds these: their density is flat and has no
    end, the sampler goes as far as its trajectory lets it, and each draw takes hundreds of steps
    in the place of a few. The other sites come out right, in a multiple of the time. The same on
    every release. Measured with the fixtures on NumPyro 0.15.2 and 0.22.0 (`docs/evidence.md`).

    ## Example
    ```python
    with numpyro.plate("n", len(y)):
        numpyro.sample("y", dist.Normal(mu, 1.0), obs=y, obs_mask=~jnp.isnan(y))
    ```

    ## Fix
    ```python
        numpyro.sample("y", dist.Normal(mu, 1.0).mask(~jnp.isnan(y)), obs=y)
    ```
    Unsafe, as the draws are others, and the values that are missing are no longer imputed;
    `Predictive` can draw them. None where the site's value is used.

    ## When it stays silent
    SVI, for which `obs_mask` is made; a site that is never observed; other kernels.

    ## References
    pyro-ppl/numpyro#1191, pyro-ppl/numpyro#1752
    """

    code = "NPL414"
    name = "obs-mask-with-mcmc"
    fixable = "sometimes"

    def at_site(self, context: Context, run: Run, site: Site) -> Iterator[Finding]:
        kernel = run.kernel if run.kernel is not None else made_of_kind(run.runner, "kernel")
        if kernel is None or kernel.name != _NUTS or "obs_mask" not in site.arguments:
            return
        mask = context.values(site.arguments["obs_mask"])
        if mask.may_be_none or site.observation is Observation.LATENT or not site.reaches_run:
            return
        name = site.described("the site")
        yield self.finding(
            site.location,
            f"{name} with `obs_mask` makes each draw of `NUTS` take hundreds of "
            "steps: what is observed of it becomes a latent value with no prior, too",
            label="a masked observation under NUTS",
            related=[kernel.location.labelled("run here")],
            repair=_fix(context, site),
            by_hand="Put `.mask(…)` behind the distribution instead, and leave the missing values "
            "to `Predictive`",
        )


def _fix(context: Context, site: Site) -> Repair:
    statement = statement_of(site.call.start, site.frame.scope.enclosing_scope)
    if not isinstance(statement, ExprStmt) or statement.value is not site.call:
        return Repair.none("the site's value is used")
    fn, mask = site.arguments.get("fn"), site.arguments["obs_mask"]
    given = next((each for each in site.call.arguments if each.keyword == "obs_mask"), None)
    written = [argument.value for argument in site.call.arguments]
    if fn is None or given is None or fn.expr not in written or mask.expr not in written:
        return Repair.none("its arguments are not written out in the call")
    gone = delete_argument(context.fix_context, site.call, given)
    if gone is None or not isinstance(fn.expr, (Call, Name, Attribute)):
        return Repair.none("it cannot tell where the mask belongs")
    shown = context.written(mask.location)
    masked = fn.location.after(f".mask({shown})")
    return Repair.unsafe(f"Mask {short_source(fn.expr)}", masked, gone)
