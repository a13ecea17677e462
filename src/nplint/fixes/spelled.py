"""How the code at a place can spell a name of NumPyro or JAX."""

from __future__ import annotations

from nplint.facts.scopes import Scope, chain, holder_of
from nplint.program.program import Program


def spelled(program: Program, qualified: str, scope: Scope) -> str | None:
    """The spelling of a dotted name by the imports that a scope sees; None if it has none.

    Parameters
    ----------
    program
        The linked modules.
    qualified
        ``numpyro.factor``, ``jax.numpy.isnan``.
    scope
        Where it is to be written.
    """
    best: str | None = None
    for each in chain(scope):
        for name, bindings in each.bindings.items():
            imported = bindings[0].imported
            if imported is None or len(bindings) != 1 or holder_of(scope, name) is not each:
                continue
            path = imported.module
            if imported.name is not None:
                path = f"{path}.{imported.name}"
            elif not imported.renamed:
                path = name
            rest = qualified.removeprefix(path)
            if rest != qualified and rest[:1] in ("", "."):
                found = name + rest
                if best is None or len(found) < len(best):
                    best = found
    return best
