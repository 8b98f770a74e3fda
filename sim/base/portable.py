"""Functions whose bits are the same on every machine: only + − × ÷ and √, as in the compiled week.

NumPy's and SciPy's own differ in the last digit from processor to processor and from version to version. Arrays of any
shape in, arrays of the same shape out, double precision.
"""

from __future__ import annotations

import numpy as np

from sim.base.arrays import Floats

LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""ln 2 in two parts, the first of which can be multiplied by any exponent without rounding."""
ONE_OVER_LN2 = 1.4426950408889634
EXP_TERMS = tuple(1.0 / float(np.prod(np.arange(1, n + 1, dtype=np.float64))) for n in range(13, 1, -1))
"""Taylor's coefficients 1/13! … 1/2!."""
LOG_TERMS = (
    1.479819860511658591e-01,
    1.531383769920937332e-01,
    1.818357216161805012e-01,
    2.222219843214978396e-01,
    2.857142874366239149e-01,
    3.999999999940941908e-01,
    6.666666666666735130e-01,
)
"""Coefficients of fdlibm (Sun Microsystems 1993), highest power first."""
HALF_ROOT = 0.7071067811865476

CENTRE, CENTRE_RADIUS = 0.425, 0.180625
"""Wichura 1988, algorithm AS 241: quantiles this near to 1/2 need no logarithm; and the square of that."""
CENTRE_ABOVE = (
    2.5090809287301226727e3,
    3.3430575583588128105e4,
    6.7265770927008700853e4,
    4.5921953931549871457e4,
    1.3731693765509461125e4,
    1.9715909503065514427e3,
    1.3314166789178437745e2,
    3.3871328727963666080e0,
)
CENTRE_BELOW = (
    5.2264952788528545610e3,
    2.8729085735721942674e4,
    3.9307895800092710610e4,
    2.1213794301586595867e4,
    5.3941960214247511077e3,
    6.8718700749205790830e2,
    4.2313330701600911252e1,
    1.0,
)
TAIL_MIDDLE = 1.6
TAIL_ABOVE = (
    7.74545014278341407640e-4,
    2.27238449892691845833e-2,
    2.41780725177450611770e-1,
    1.27045825245236838258e0,
    3.64784832476320460504e0,
    5.76949722146069140550e0,
    4.63033784615654529590e0,
    1.42343711074968357734e0,
)
TAIL_BELOW = (
    1.05075007164441684324e-9,
    5.47593808499534494600e-4,
    1.51986665636164571966e-2,
    1.48103976427480074590e-1,
    6.89767334985100004550e-1,
    1.67638483018380384940e0,
    2.05319162663775882187e0,
    1.0,
)

NEAR = 0.67448975
"""Cody 1969, "Rational Chebyshev approximations for the error function": where one of them gives way to the other."""
FURTHEST = 37.0
"""Beyond it a normal probability is 0 or 1 in double precision."""
NEAR_ABOVE = (
    0.065682337918207449113,
    2.2352520354606839287,
    161.02823106855587881,
    1067.6894854603709582,
    18154.981253343561249,
)
NEAR_BELOW = (1.0, 47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956)
MIDDLE_ABOVE = (
    1.0765576773720192317e-8,
    0.39894151208813466764,
    8.8831497943883759412,
    93.506656132177855979,
    597.27027639480026226,
    2494.5375852903726711,
    6848.1904505362823326,
    11602.651437647350124,
    9842.7148383839780218,
)
MIDDLE_BELOW = (
    1.0,
    22.266688044328115691,
    235.38790178262499861,
    1519.377599407554805,
    6485.558298266760755,
    18615.571640885098091,
    34900.952721145977266,
    38912.003286093271411,
    19685.429676859990727,
)


def exp(x: Floats) -> Floats:
    """Exponential of x, for |x| below 700. Within one unit in the last place."""
    power = np.rint(x * ONE_OVER_LN2)
    rest = (x - power * LN2_HIGH) - power * LN2_LOW
    return np.asarray(np.ldexp(1.0 + (rest + rest * rest * polynomial(EXP_TERMS, rest)), power.astype(np.int32)))


def log(x: Floats) -> Floats:
    """Natural logarithm of x > 0. Within one unit in the last place."""
    part, power = np.frexp(x)
    low = part < HALF_ROOT
    f, k = np.where(low, 2.0 * part, part) - 1.0, power - low
    s = f / (2.0 + f)
    z, square = s * s, 0.5 * f * f
    return np.asarray(
        k * LN2_HIGH - ((square - (s * (square + z * polynomial(LOG_TERMS, z)) + k * LN2_LOW)) - f), dtype=np.float64
    )


def normal_quantile(u: Floats) -> Floats:
    """Standard normal deviate of a probability between 1e-12 and 1 - 1e-12, within 1e-13 of it."""
    centred = u - 0.5
    rest = CENTRE_RADIUS - centred * centred
    out = centred * polynomial(CENTRE_ABOVE, rest) / polynomial(CENTRE_BELOW, rest)
    far = np.abs(centred) > CENTRE
    end = u[far]
    s = np.sqrt(-log(np.minimum(end, 1.0 - end))) - TAIL_MIDDLE
    out[far] = np.where(end < 0.5, -1.0, 1.0) * polynomial(TAIL_ABOVE, s) / polynomial(TAIL_BELOW, s)
    return out


def normal_probability(z: Floats) -> Floats:
    """Probability that a standard normal deviate is below z, within 1e-15 of it."""
    far = np.abs(z) > NEAR
    near = np.where(far, 0.0, z)
    square = near * near
    out = 0.5 + near * polynomial(NEAR_ABOVE, square) / polynomial(NEAR_BELOW, square)
    x = np.minimum(np.abs(z[far]), FURTHEST)
    beyond = polynomial(MIDDLE_ABOVE, x) / polynomial(MIDDLE_BELOW, x) * exp(-0.5 * x * x)
    out[far] = np.where(z[far] < 0.0, beyond, 1.0 - beyond)
    return out


def polynomial(coefficients: tuple[float, ...], x: Floats) -> Floats:
    """Horner's scheme, highest power first."""
    total = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        total *= x
        total += coefficient
    return total
