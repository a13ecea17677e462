"""Rows of functions that compute one element from all along some axes, and of running ones."""

from __future__ import annotations

from typing import Any

from nplint.domains.interval import INF
from nplint.domains.structure import Form
from nplint.libraries.array_functions import dtype_transfers as dtypes
from nplint.libraries.array_functions import range_transfers as ranges
from nplint.libraries.array_functions import shape_transfers as shapes
from nplint.libraries.array_functions import structure_transfers as structures
from nplint.libraries.array_functions.array_function import ArrayFunction, named
from nplint.libraries.array_functions.range_transfers import Bounded

_asked = dtypes.or_asked


def _reduces(
    words: str, dtype: dtypes.Transfer, range: ranges.Transfer, **facets: Any
) -> ArrayFunction:
    return ArrayFunction(named(words), 1, shapes.reduced, dtype, range, **facets)


def _along(
    words: str, dtype: dtypes.Transfer, shape: shapes.Transfer, **facets: Any
) -> ArrayFunction:
    return ArrayFunction(named(words), 1, shape, dtype, **facets)


ROWS = (
    _reduces("jnp|np.sum .sum", _asked(dtypes.summed), ranges.summed),
    _reduces("jnp|np.nansum", _asked(dtypes.summed), ranges.summed_without_nan),
    _reduces("jnp|np.mean .mean", _asked(dtypes.strong_floating_mean), ranges.averaged),
    _reduces("jnp|np.nanmean", _asked(dtypes.strong_floating_mean), ranges.averaged),
    _reduces("jnp|np.std .std", _asked(dtypes.real_floating), ranges.not_negative),
    _reduces("jnp|np.var .var", _asked(dtypes.real_floating), ranges.not_negative),
    _reduces("jnp|np.nanstd", _asked(dtypes.real_floating), ranges.not_negative),
    _reduces("jnp|np.nanvar", _asked(dtypes.real_floating), ranges.not_negative),
    _reduces("jnp|np.prod .prod", _asked(dtypes.summed), ranges.multiplied_together),
    _reduces("jnp|np.min|amin .min", dtypes.strong, ranges.among, rounds=False),
    _reduces("jnp|np.max|amax .max", dtypes.strong, ranges.among, rounds=False),
    _reduces("jnp|np.nanmin", dtypes.strong, ranges.among, rounds=False),
    _reduces("jnp|np.nanmax", dtypes.strong, ranges.among, rounds=False),
    _reduces("jnp|np.ptp", dtypes.strong, ranges.not_negative),
    _reduces("jnp|np.median", dtypes.strong_floating_mean, ranges.averaged),
    _reduces("jnp|np.nanmedian", dtypes.strong_floating_mean, ranges.averaged),
    _reduces("jnp|np.average", dtypes.unknown, ranges.averaged),
    _reduces("jnp|np.any .any", dtypes.boolean, ranges.truth, rounds=False),
    _reduces("jnp|np.all .all", dtypes.boolean, ranges.truth, rounds=False),
    _reduces("jnp|np.count_nonzero", dtypes.index, ranges.counts, rounds=False),
    _reduces("jnp|np.argmax .argmax", dtypes.index, ranges.positions, rounds=False),
    _reduces("jnp|np.argmin .argmin", dtypes.index, ranges.positions, rounds=False),
    _reduces("jnp|np.nanargmax", dtypes.index, ranges.positions, rounds=False),
    _reduces("jnp|np.nanargmin", dtypes.index, ranges.positions, rounds=False),
    _reduces("jsp|sp.logsumexp nn.logsumexp", dtypes.strong_floating, ranges.log_total),
    _reduces("jla|nla.norm", dtypes.unknown, ranges.not_negative_reduction),
    ArrayFunction(named("jnp|np.quantile"), 2, shapes.quantiles, dtypes.unknown, ranges.averaged),
    ArrayFunction(named("jnp|np.percentile"), 2, shapes.quantiles, dtypes.unknown, ranges.averaged),
    ArrayFunction(
        named("jnp|np.nanquantile"), 2, shapes.quantiles, dtypes.unknown, ranges.averaged
    ),
    ArrayFunction(
        named("jnp|np.nanpercentile"), 2, shapes.quantiles, dtypes.unknown, ranges.averaged
    ),
    ArrayFunction(named("jnp|np.trapezoid|trapz")),
    # Running ones.
    _along(
        "jnp|np.cumsum .cumsum",
        _asked(dtypes.cumulated),
        shapes.cumulative,
        range=ranges.cumulated,
        structure=structures.cumulated,
    ),
    _along(
        "jnp|np.cumprod .cumprod",
        _asked(dtypes.cumulated),
        shapes.cumulative,
        range=ranges.multiplied_together,
    ),
    _along("lax.cumsum", dtypes.same, shapes.like_first, range=ranges.cumulated),
    _along("lax.cumprod", dtypes.same, shapes.like_first, range=ranges.multiplied_together),
    _along("lax.cummax", dtypes.same, shapes.like_first, range=ranges.kept_inexact, rounds=False),
    _along("lax.cummin", dtypes.same, shapes.like_first, range=ranges.kept_inexact, rounds=False),
    _along("lax.cumlogsumexp", dtypes.same, shapes.like_first),
    _along("jnp|np.diff", dtypes.same_number, shapes.differences),
    _along("jnp|np.ediff1d", dtypes.unknown, shapes.vector),
    _along(
        "jnp|np.sort .sort",
        dtypes.same,
        shapes.sorted_along,
        range=ranges.kept_inexact,
        structure=structures.along_last(Form.SORTED),
        rounds=False,
    ),
    _along(
        "jnp|np.argsort .argsort",
        dtypes.index,
        shapes.sorted_along,
        range=ranges.positions,
        rounds=False,
    ),
    _along("jnp|np.lexsort", dtypes.index, shapes.unknown, range=ranges.positions, rounds=False),
    _along(
        "nn.softmax jsp|sp.softmax",
        dtypes.floating,
        shapes.like_first,
        range=Bounded(0.0, 1.0),
        structure=structures.along_last(Form.SIMPLEX),
    ),
    _along(
        "nn.log_softmax jsp|sp.log_softmax",
        dtypes.floating,
        shapes.like_first,
        range=Bounded(-INF, 0.0),
    ),
    _along("nn.standardize", dtypes.floating, shapes.like_first),
    _along("nn.glu", dtypes.floating, shapes.halved),
)
