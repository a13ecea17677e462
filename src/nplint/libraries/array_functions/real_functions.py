"""Functions of one real number, with their limits at infinity and at the ends of their domains."""

from __future__ import annotations

import math

INF = math.inf


def exp(x: float) -> float:
    """Return the exponential; infinity where a float cannot hold it."""
    try:
        return math.exp(x)
    except OverflowError:
        return INF


def exp2(x: float) -> float:
    """Return the power of two."""
    return exp(x * math.log(2.0))


def expm1(x: float) -> float:
    """Return the exponential minus one."""
    try:
        return math.expm1(x)
    except OverflowError:
        return INF


def log(x: float) -> float:
    """Return the logarithm; that of zero is minus infinity."""
    return math.log(x) if x > 0.0 else -INF


def log2(x: float) -> float:
    """Return the logarithm to the base 2."""
    return math.log2(x) if x > 0.0 else -INF


def log10(x: float) -> float:
    """Return the logarithm to the base 10."""
    return math.log10(x) if x > 0.0 else -INF


def log1p(x: float) -> float:
    """Return the logarithm of one plus a number."""
    return math.log1p(x) if x > -1.0 else -INF


def cbrt(x: float) -> float:
    """Return the real cube root."""
    return math.copysign(abs(x) ** (1.0 / 3.0), x)


def rsqrt(x: float) -> float:
    """Return one over the square root."""
    return 1.0 / math.sqrt(x) if x > 0.0 else INF


def sinh(x: float) -> float:
    """Return the hyperbolic sine."""
    try:
        return math.sinh(x)
    except OverflowError:
        return math.copysign(INF, x)


def arccosh(x: float) -> float:
    """Return the inverse of the hyperbolic cosine."""
    return math.acosh(x) if x < INF else INF


def arctanh(x: float) -> float:
    """Return the inverse of the hyperbolic tangent, infinite at its ends."""
    return math.atanh(x) if abs(x) < 1.0 else math.copysign(INF, x)


def expit(x: float) -> float:
    """Return the logistic function."""
    return 1.0 / (1.0 + exp(-x)) if x >= 0.0 else exp(x) / (1.0 + exp(x))


def logit(x: float) -> float:
    """Return the inverse of the logistic function."""
    if x <= 0.0 or x >= 1.0:
        return -INF if x <= 0.0 else INF
    return math.log(x) - math.log1p(-x)


def softplus(x: float) -> float:
    """Return ``log(1 + exp(x))``."""
    return x + math.log1p(exp(-x)) if x > 0.0 else math.log1p(exp(x))


def log_sigmoid(x: float) -> float:
    """Return the logarithm of the logistic function."""
    return -softplus(-x)


def ndtr(x: float) -> float:
    """Return the distribution function of a standard normal."""
    return math.erfc(-x / math.sqrt(2.0)) / 2.0


def log_ndtr(x: float) -> float:
    """Return its logarithm."""
    if x == -INF:
        return -INF
    if x > -30.0:
        return math.log(ndtr(x))
    return -x * x / 2.0 - math.log(-x) - math.log(2.0 * math.pi) / 2.0


def floor(x: float) -> float:
    """Return the greatest whole number that is not greater."""
    return float(math.floor(x)) if math.isfinite(x) else x


def ceil(x: float) -> float:
    """Return the least whole number that is not less."""
    return float(math.ceil(x)) if math.isfinite(x) else x


def rounded(x: float) -> float:
    """Return the nearest whole number, of two the even one."""
    return float(round(x)) if math.isfinite(x) else x


def truncated(x: float) -> float:
    """Return a number without its fraction."""
    return float(math.trunc(x)) if math.isfinite(x) else x


def sign(x: float) -> float:
    """Return -1, 0 or 1."""
    return float((x > 0.0) - (x < 0.0))


def relu(x: float) -> float:
    """Return a number, or zero if it is negative."""
    return max(x, 0.0)


def relu6(x: float) -> float:
    """Return a number between 0 and 6, or the nearer of these."""
    return min(max(x, 0.0), 6.0)


def elu(x: float) -> float:
    """Return a number, or ``exp(x) - 1`` if it is negative."""
    return x if x > 0.0 else expm1(x)


def selu(x: float) -> float:
    """Return the scaled exponential linear unit."""
    scale, alpha = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717
    return scale * (x if x > 0.0 else alpha * expm1(x))


def hard_tanh(x: float) -> float:
    """Return a number between -1 and 1, or the nearer of these."""
    return min(max(x, -1.0), 1.0)


def hard_sigmoid(x: float) -> float:
    """Return ``relu6(x + 3) / 6``."""
    return relu6(x + 3.0) / 6.0
