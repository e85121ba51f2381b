"""Compute exp, log, cos and sin of float32 arrays with the same last bits on every processor.

numpy chooses other instructions for its own functions on other processors, and their results differ in the last bit.
These use only additions, multiplications, divisions and roundings, which IEEE 754 defines exactly. The polynomials
interpolate the functions at Chebyshev points with errors below 1e-7; rounding adds up to three last places.
"""

from math import log

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]


def as_float32(*coefficients: float) -> list[np.float32]:
    """Return coefficients as float32, the highest power first."""
    return [np.float32(coefficient) for coefficient in coefficients]


EXP = as_float32(0.0013926176, 0.008363173, 0.041666555, 0.16666577, 0.5, 1, 1)  # between -log(2)/2 and log(2)/2
LOG = as_float32(0.29924833, 0.39974834, 0.66666815, 2)  # of 2 atanh(r) / r in r^2, to r = 0.1716
COS = as_float32(6.52770598, -25.96688463, 60.1674298, -85.45011343, 64.93911593, -19.73920447, 1)  # of half a turn
SIN = as_float32(3.23778014, -14.89957848, 42.0258515, -76.70300556, 81.60513081, -41.34170039, 6.2831853)
LOG_2 = np.float32(log(2))
PER_LOG_2 = np.float32(1 / log(2))
ROOT_HALF_BITS = np.int32(0x3F3504F3)  # the bits of sqrt(1/2)
FRACTION_BITS = np.int32(0x007FFFFF)
EXPONENT_PLACE = np.int32(23)
EXPONENT_BIAS = np.int32(127)


def exponential(values: Array, out: Array | None = None) -> Array:
    """Return e to the power of each value between -80 and 80, as 2^k x e^r with a small r; `out` may be `values`."""
    halvings = values * PER_LOG_2
    np.rint(halvings, out=halvings)
    scale = halvings.astype(np.int32)
    scale += EXPONENT_BIAS
    scale <<= EXPONENT_PLACE
    halvings *= LOG_2
    rest = np.subtract(values, halvings, out=halvings)
    powers = sum_polynomial(EXP, rest, out=out)
    powers *= scale.view(np.float32)
    return powers


def logarithm(values: Array, out: Array | None = None) -> Array:
    """Return the natural logarithm of each value, which must be positive and normal; `out` may be `values`.

    A value is m x 2^k with m between sqrt(1/2) and sqrt(2); log m = 2 atanh((m - 1) / (m + 1)).
    """
    bits = values.view(np.int32) - ROOT_HALF_BITS
    exponents = (bits >> EXPONENT_PLACE).astype(np.float32)
    bits &= FRACTION_BITS
    bits += ROOT_HALF_BITS
    mantissas = bits.view(np.float32)
    ratio = mantissas - np.float32(1)
    mantissas += np.float32(1)
    ratio /= mantissas
    result = sum_polynomial(LOG, ratio * ratio, out=out)
    result *= ratio
    exponents *= LOG_2
    result += exponents
    return result


def cosine_and_sine(turns: Array) -> tuple[Array, Array]:
    """Return the cosine and the sine of angles in turns (1 turn is 2 pi)."""
    rest = turns - np.rint(turns)
    square = rest * rest
    sine = sum_polynomial(SIN, square)
    sine *= rest
    return sum_polynomial(COS, square, out=square), sine


def sum_polynomial(coefficients: list[np.float32], values: Array, out: Array | None = None) -> Array:
    """Return the polynomial with these coefficients, the highest power first, by Horner's rule."""
    first, second, *others = coefficients
    total = values * first
    total += second
    for coefficient in others[:-1]:
        total *= values
        total += coefficient
    total *= values
    result: Array = np.add(total, others[-1], out=out)
    return result
