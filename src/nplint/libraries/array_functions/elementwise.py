"""Rows of functions that compute each element from one element of each operand."""

from __future__ import annotations

import math
from typing import Any

from nplint.domains.interval import INF
from nplint.libraries.array_functions import dtype_transfers as dtypes
from nplint.libraries.array_functions import range_transfers as ranges
from nplint.libraries.array_functions import real_functions as real
from nplint.libraries.array_functions import shape_transfers as shapes
from nplint.libraries.array_functions import structure_transfers as structures
from nplint.libraries.array_functions.array_function import ArrayFunction, named
from nplint.libraries.array_functions.range_transfers import Bounded, Monotone


def _each(words: str, dtype: dtypes.Transfer, arrays: int = 1, **facets: Any) -> ArrayFunction:
    return ArrayFunction(
        named(words), arrays, shapes.elementwise, dtype, elementwise=True, **facets
    )


def _float(words: str, range: ranges.Transfer | None = None, arrays: int = 1) -> ArrayFunction:
    facets = {} if range is None else {"range": range}
    return _each(words, dtypes.floating, arrays, **facets)


def _truth(words: str, arrays: int = 1) -> ArrayFunction:
    return _each(words, dtypes.boolean, arrays, range=ranges.truth, rounds=False)


HALF_TURN, QUARTER_TURN = math.pi, math.pi / 2.0
_DENSITIES = "norm|cauchy|laplace|logistic|expon|uniform"

ROWS = (
    # Exponentials, logarithms and roots.
    _float("jnp|np|lax|math.exp", Monotone(real.exp)),
    _float("jnp|np|lax.exp2 sp.exp2", Monotone(real.exp2)),
    _float("jnp|np|lax|math|sp.expm1", Monotone(real.expm1)),
    _float("jnp|np|lax|math.log", Monotone(real.log, 0.0)),
    _float("jnp|np|math.log2", Monotone(real.log2, 0.0)),
    _float("jnp|np|math.log10", Monotone(real.log10, 0.0)),
    _float("jnp|np|lax|math|sp.log1p", Monotone(real.log1p, -1.0)),
    _float("jnp|np|lax|math.sqrt", Monotone(math.sqrt, 0.0)),
    _float("lax.rsqrt", Monotone(real.rsqrt, 0.0, decreasing=True)),
    _float("jnp|np|lax|math|sp.cbrt", Monotone(real.cbrt)),
    # Of angles, and hyperbolic ones.
    _float("jnp|np|lax|math.sin", Bounded(-1.0, 1.0)),
    _float("jnp|np|lax|math.cos", Bounded(-1.0, 1.0)),
    _float("jnp|np|lax|math.tan"),
    _float("jnp|np.arcsin|asin lax|math.asin", Monotone(math.asin, -1.0, 1.0)),
    _float("jnp|np.arccos|acos lax|math.acos", Monotone(math.acos, -1.0, 1.0, decreasing=True)),
    _float("jnp|np.arctan|atan lax|math.atan", Monotone(math.atan)),
    _float("jnp|np.arctan2|atan2 lax|math.atan2", Bounded(-HALF_TURN, HALF_TURN), 2),
    _float("jnp|np|lax|math.sinh", Monotone(real.sinh)),
    _float("jnp|np|lax|math.cosh", ranges.hyperbolic_cosine),
    _float("jnp|np|lax|math.tanh nn.tanh", Monotone(math.tanh)),
    _float("jnp|np.arcsinh|asinh lax|math.asinh", Monotone(math.asinh)),
    _float("jnp|np.arccosh|acosh lax|math.acosh", Monotone(real.arccosh, 1.0)),
    _float("jnp|np.arctanh|atanh lax|math.atanh", Monotone(real.arctanh, -1.0, 1.0)),
    _float("jnp|np.sinc", Bounded(-1.0, 1.0)),
    _float("jnp|np.deg2rad|radians math.radians", ranges.scaled(HALF_TURN / 180.0)),
    _float("jnp|np.rad2deg|degrees math.degrees", ranges.scaled(180.0 / HALF_TURN)),
    _float("jnp|np.hypot math.hypot", ranges.hypotenuse, 2),
    # Signs, sizes and whole numbers.
    _each(
        "jnp|np.abs|absolute lax.abs builtins.abs", dtypes.real, range=ranges.absolute, rounds=False
    ),
    _float("jnp|np|math.fabs", ranges.absolute),
    _each(
        "jnp|np.negative lax.neg operator.neg unary-",
        dtypes.same,
        range=ranges.negated,
        rounds=False,
        structure=structures.scaled_by_minus_one,
    ),
    _each(
        "jnp|np.positive unary+",
        dtypes.same,
        range=ranges.kept,
        rounds=False,
        structure=structures.kept,
    ),
    _each(
        "jnp|np|lax.sign",
        dtypes.same,
        rounds=False,
        range=Monotone(real.sign, strict=False, integer=True),
    ),
    _each("jnp|np|lax.square", dtypes.same_number, range=ranges.squared),
    _each(
        "jnp|np.floor lax.floor",
        dtypes.rounded,
        rounds=False,
        range=Monotone(real.floor, strict=False, integer=True),
    ),
    _each(
        "jnp|np.ceil lax.ceil",
        dtypes.rounded,
        rounds=False,
        range=Monotone(real.ceil, strict=False, integer=True),
    ),
    _each(
        "jnp|np.rint",
        dtypes.rounded,
        rounds=False,
        range=Monotone(real.rounded, strict=False, integer=True),
    ),
    _each(
        "jnp|np.trunc|fix",
        dtypes.rounded,
        rounds=False,
        range=Monotone(real.truncated, strict=False, integer=True),
    ),
    _each("jnp|np.round|around .round", dtypes.same, range=ranges.rounded),
    _each("jnp|np.nan_to_num", dtypes.same, range=ranges.without_nan, rounds=False),
    _each("jnp|np.real lax.real .real", dtypes.real, rounds=False, range=ranges.real_part),
    _each("jnp|np.imag lax.imag .imag", dtypes.real, rounds=False),
    _each(
        "jnp|np.conj|conjugate .conj",
        dtypes.same_number,
        rounds=False,
        range=ranges.real_part,
    ),
    _each("jnp|np.angle", dtypes.unknown, range=Bounded(-HALF_TURN, HALF_TURN)),
    _each("jnp|np.reciprocal", dtypes.unknown, range=ranges.reciprocal_of_float),
    # Questions to each element.
    _truth("jnp|np.isnan math.isnan"),
    _truth("jnp|np.isinf math.isinf"),
    _truth("jnp|np.isfinite lax.is_finite math.isfinite"),
    _truth("jnp|np.isposinf"),
    _truth("jnp|np.isneginf"),
    _truth("jnp|np.isreal"),
    _truth("jnp|np.iscomplex"),
    _truth("jnp|np.signbit"),
    _truth("jnp|np.logical_not"),
    _truth("jnp|np.logical_and", 2),
    _truth("jnp|np.logical_or", 2),
    _truth("jnp|np.logical_xor", 2),
    _truth("jnp|np.equal lax.eq ==", 2),
    _truth("jnp|np.not_equal lax.ne !=", 2),
    _truth("jnp|np.greater lax.gt >", 2),
    _truth("jnp|np.greater_equal lax.ge >=", 2),
    _truth("jnp|np.less lax.lt <", 2),
    _truth("jnp|np.less_equal lax.le <=", 2),
    _truth("jnp|np.isclose", 2),
    _truth("jnp|np.isin", 1),
    # Arithmetic.
    _each(
        "jnp|np.add lax.add +", dtypes.promoted, 2, range=ranges.added, structure=structures.added
    ),
    _each("jnp|np.subtract lax.sub -", dtypes.numbers, 2, range=ranges.subtracted),
    _each(
        "jnp|np.multiply lax.mul *",
        dtypes.promoted,
        2,
        range=ranges.multiplied,
        structure=structures.multiplied,
    ),
    _float("jnp|np.divide|true_divide /", ranges.divided, 2),
    _each("lax.div", dtypes.unknown, 2),
    _each("jnp|np.floor_divide //", dtypes.numbers, 2, range=ranges.floor_divided),
    _each("jnp|np.mod|remainder %", dtypes.numbers, 2, range=ranges.modulo),
    _each("jnp|np.fmod lax.rem", dtypes.numbers, 2),
    _each("jnp|np.power|pow lax.pow **", dtypes.power, 2, range=ranges.powered),
    _each("jnp|np.float_power", dtypes.unknown, 2, range=ranges.powered),
    _each("jnp|np.maximum lax.max", dtypes.promoted, 2, range=ranges.greater, rounds=False),
    _each("jnp|np.minimum lax.min", dtypes.promoted, 2, range=ranges.lesser, rounds=False),
    _each("jnp|np.fmax", dtypes.promoted, 2, rounds=False),
    _each("jnp|np.fmin", dtypes.promoted, 2, rounds=False),
    _each("jnp|np.clip .clip", dtypes.clipped, range=ranges.clipped, rounds=False),
    _each("jnp|np.copysign", dtypes.floating, 2, rounds=False),
    _float("jnp|np.heaviside", None, 2),
    _float("jnp|np.logaddexp", ranges.logs_added, 2),
    _float("jnp|np.logaddexp2", ranges.logs_added, 2),
    _float("jnp|np.nextafter lax.nextafter", None, 2),
    _float("jnp|np.ldexp", None, 2),
    _each("jnp|np.bitwise_and lax.bitwise_and &", dtypes.promoted, 2, rounds=False),
    _each("jnp|np.bitwise_or lax.bitwise_or |", dtypes.promoted, 2, rounds=False),
    _each("jnp|np.bitwise_xor lax.bitwise_xor ^", dtypes.promoted, 2, rounds=False),
    _each("jnp|np.bitwise_not|invert ~", dtypes.same, rounds=False),
    _each("jnp|np.left_shift <<", dtypes.numbers, 2, rounds=False),
    _each("jnp|np.right_shift >>", dtypes.numbers, 2, rounds=False),
    _each("jnp|np.gcd", dtypes.numbers, 2, rounds=False),
    ArrayFunction(
        named("jnp|np.where"),
        3,
        shapes.elementwise,
        dtypes.chosen,
        ranges.where,
        elementwise=True,
        rounds=False,
    ),
    ArrayFunction(
        named("lax.select"),
        3,
        shapes.like_second,
        dtypes.second,
        ranges.where,
        elementwise=True,
        rounds=False,
    ),
    # Of neural networks.
    _each("nn.relu", dtypes.same, range=Monotone(real.relu, strict=False), rounds=False),
    _each("nn.relu6", dtypes.same, range=Monotone(real.relu6, strict=False), rounds=False),
    _float("nn.sigmoid jsp|sp.expit lax.logistic", Monotone(real.expit)),
    _float("nn.softplus", Monotone(real.softplus)),
    _float("nn.log_sigmoid sp.log_expit", Monotone(real.log_sigmoid)),
    _float("nn.soft_sign", Bounded(-1.0, 1.0)),
    _float("nn.squareplus", Bounded(0.0, INF)),
    _float("nn.elu", ranges.exponential_linear),
    _float("nn.celu", ranges.exponential_linear),
    _float("nn.selu", Monotone(real.selu)),
    _float("nn.gelu", Bounded(-0.18, INF)),
    _float("nn.silu|swish", Bounded(-0.28, INF)),
    _float("nn.mish", Bounded(-0.32, INF)),
    _float("nn.leaky_relu", ranges.leaky),
    _each("nn.hard_tanh", dtypes.same, range=Monotone(real.hard_tanh, strict=False)),
    _float("nn.hard_sigmoid", Monotone(real.hard_sigmoid, strict=False)),
    _float("nn.hard_swish|hard_silu", Bounded(-0.4, INF)),
    # Special functions.
    _float("jsp|sp.logit", Monotone(real.logit, 0.0, 1.0)),
    _float("jsp|sp.erf lax.erf math.erf", Monotone(math.erf)),
    _float("jsp|sp.erfc lax.erfc math.erfc", Monotone(math.erfc, decreasing=True)),
    _float("jsp|sp.erfinv lax.erf_inv"),
    _float("jsp|sp.ndtr", Monotone(real.ndtr)),
    _float("jsp|sp.log_ndtr", Monotone(real.log_ndtr)),
    _float("jsp|sp.ndtri"),
    _float("jsp|sp.gammaln lax.lgamma math.lgamma"),
    _float("jsp|sp.gamma math.gamma"),
    _float("jsp|sp.digamma|psi lax.digamma"),
    _each("jsp|sp.polygamma", dtypes.special, 2),
    _each("jsp|sp.factorial", dtypes.unknown),
    _each("jsp|sp.betaln", dtypes.special, 2),
    _each("jsp|sp.beta", dtypes.special, 2),
    _each("jsp|sp.betainc lax.betainc", dtypes.special, 3),
    _each("jsp|sp.gammainc lax.igamma", dtypes.special, 2),
    _each("jsp|sp.gammaincc lax.igammac", dtypes.special, 2),
    _each("jsp|sp.xlogy", dtypes.special, 2),
    _each("jsp|sp.xlog1py", dtypes.special, 2),
    _float("jsp|sp.entr"),
    _each("jsp|sp.rel_entr", dtypes.special, 2),
    _each("jsp|sp.kl_div", dtypes.special, 2),
    _each("jsp|sp.zeta", dtypes.special, 2),
    _float("jsp|sp.i0 jnp|np.i0", Bounded(1.0, INF)),
    _float("jsp|sp.i0e", Bounded(0.0, 1.0)),
    _float("jsp|sp.i1"),
    _float("jsp|sp.i1e", Bounded(-1.0, 1.0)),
    # Densities.
    *(
        _float(f"jss.{family}.{function}", None, 1)
        for family in _DENSITIES.split("|")
        for function in ("pdf", "logpdf", "cdf", "logcdf")
        if (family, function)
        not in {
            ("cauchy", "logcdf"),
            ("logistic", "logcdf"),
            ("uniform", "logcdf"),
            ("laplace", "logcdf"),
            ("expon", "logcdf"),
        }
    ),
)
