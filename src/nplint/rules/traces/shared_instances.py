"""Rules about distribution instances that a model shares between the traces of its chains."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator

from nplint import numpyro_api
from nplint.analyses.shared_distributions import SharedDistributions, SharedInstance, SharedUse
from nplint.facts.expressions import short_source
from nplint.finding import Finding, Place
from nplint.fixes.unshare import unshare
from nplint.model.chains import Chains
from nplint.rules.base import Context, Rule
from nplint.target.target import Target

REPAIRED_IN = "0.15.3"


class SharedInstanceRule(Rule):
    """A rule about instances that several traces share, on releases that keep tracers in them."""

    @abstractmethod
    def reported_use(self, shared: SharedInstance, uses: list[SharedUse]) -> SharedUse | None:
        """Choose the use to report an instance for; None if the rule says nothing of it.

        Parameters
        ----------
        shared
            The instance.
        uses
            Its uses by runs of several chains, or of an unknown number.
        """

    @abstractmethod
    def message(self, shared: SharedInstance, use: SharedUse, reason: str) -> str:
        """Say what happens; the ``reason`` is why an affected release matters."""

    def check(self, context: Context) -> Iterator[Finding]:
        """Look at each instance that several chains may share."""
        for shared in context.program.analysis(SharedDistributions).all:
            target = context.target(shared.module.path)
            affected = affected_releases(target)
            uses = [use for use in shared.uses if use.run.count.chains is not Chains.ONE]
            use = self.reported_use(shared, uses) if affected else None
            if use is not None:
                yield self.finding(
                    shared.location,
                    self.message(shared, use, target.admits(affected[-1])),
                    label="built once, here",
                    related=_story(use),
                    repair=unshare(context.fix_context, shared),
                    by_hand="Build the distribution inside the model",
                    notes=_raising(target),
                )


def affected_releases(target: Target) -> tuple[str, ...]:
    """Return the releases of a target on which a shared instance keeps tracers."""
    leaking = set(numpyro_api.leaking_releases())
    return tuple(release for release in target.releases if release in leaking)


def _story(use: SharedUse) -> list[Place]:
    """Return the places of a use and of the run in which it happens."""
    run, capture = use.run, use.capture
    chains = "its number of chains is not known"
    if run.count.chains is Chains.SEVERAL:
        chains = f"{run.count.number} chains" + " if there are devices" * run.count.needs_devices
    used = f"`{short_source(capture.expr)}` is used here by each chain of {run.model_name}"
    return [capture.location.labelled(used), *run.labelled(f"run here: {chains}")]


def _raising(target: Target) -> Iterator[str]:
    """Yield the advice to raise a requirement, where that helps."""
    if target.raisable and set(target.releases) - set(affected_releases(target)):
        where = target.declared_in.name if target.declared_in is not None else "the project"
        yield f"Raising the bound in {where} to numpyro>={REPAIRED_IN} mends it, too."
