"""The name by which the code at a place can call something of NumPyro's or JAX's."""

from __future__ import annotations

from nplint.facts.scopes import Scope, binding_scope, chain
from nplint.fixes.import_edits import only_import


def local_name(qualified: str, scope: Scope, place: int) -> str | None:
    """Return a dotted name as the imports above a place let it be written; None if none does.

    Parameters
    ----------
    qualified
        ``numpyro.factor``, ``jax.numpy.isnan``.
    scope, place
        Where it is to be written.
    """
    best: str | None = None
    for each in chain(scope):
        for name, bindings in each.bindings.items():
            imported = only_import(bindings)
            if imported is None or imported.start > place or binding_scope(scope, name) is not each:
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
