"""Random numbers that come out the same in Python and in JavaScript, to the last bit.

Each number is a hash of seed, name and place in the row, so adding a parameter changes no other.
The same arithmetic stands in `runtime.js`.
"""

import numpy as np
from numpy.typing import NDArray

from jsna.simulation.structure import Floats

Words = NDArray[np.uint64]
_MASK = np.uint64(0xFFFFFFFF)
_STRIDE = 0x9E3779B9


def uniform(seed: int, name: str, index: NDArray[np.int64]) -> Floats:
    """Return numbers above 0 and below 1, one for each place in the row `index` names."""
    start = _mixed(np.asarray([_hash(name) ^ (seed & 0xFFFFFFFF)], np.uint64))
    place = np.asarray(index, np.uint64)
    first = _mixed((start + (2 * place + 1) * np.uint64(_STRIDE)) & _MASK)
    second = _mixed((first + (2 * place + 2) * np.uint64(_STRIDE)) & _MASK)
    whole = (first >> np.uint64(5)).astype(float) * 67108864.0
    return np.asarray((whole + (second >> np.uint64(6)).astype(float) + 0.5) / 9007199254740992.0)


def _hash(name: str) -> int:
    """Return the 32-bit FNV-1a hash of a name of plain letters."""
    value = 2166136261
    for letter in name.encode("ascii"):
        value = ((value ^ letter) * 16777619) & 0xFFFFFFFF
    return value


def _mixed(word: Words) -> Words:
    """Return words whose bits are mixed (the finaliser of MurmurHash3)."""
    word = word ^ (word >> np.uint64(16))
    word = (word * np.uint64(0x85EBCA6B)) & _MASK
    word = word ^ (word >> np.uint64(13))
    word = (word * np.uint64(0xC2B2AE35)) & _MASK
    return np.asarray(word ^ (word >> np.uint64(16)))


def normal_quantile(share: Floats) -> Floats:
    """Return the standard normal value below which `share` lies, to about 1e-15.

    Source:
        Wichura MJ (1988), Algorithm AS 241, Applied Statistics 37:477-484, PPND16.
    """
    share = np.asarray(share, float)
    centre = share - 0.5
    near = 0.180625 - centre * centre
    middle = centre * _ratio(near, _NEAR)
    tail = np.sqrt(-np.log(np.where(centre < 0, share, 1 - share)))
    far = np.where(tail <= 5, _ratio(tail - 1.6, _MIDDLE), _ratio(tail - 5.0, _FAR))
    return np.asarray(np.where(np.abs(centre) <= 0.425, middle, np.where(centre < 0, -far, far)))


def _ratio(x: Floats, coefficients: tuple[tuple[float, ...], tuple[float, ...]]) -> Floats:
    above, below = np.zeros_like(x), np.zeros_like(x)
    for a, b in zip(*coefficients, strict=True):
        above = above * x + a
        below = below * x + b
    return np.asarray(above / below)


_NEAR = (
    (
        2509.0809287301226727,
        33430.575583588128105,
        67265.770927008700853,
        45921.953931549871457,
        13731.693765509461125,
        1971.5909503065514427,
        133.14166789178437745,
        3.387132872796366608,
    ),
    (
        5226.495278852545925,
        28729.085735721942674,
        39307.89580009271061,
        21213.794301586595867,
        5394.1960214247511077,
        687.1870074920579083,
        42.313330701600911252,
        1.0,
    ),
)
_MIDDLE = (
    (
        7.7454501427834140764e-4,
        0.0227238449892691845833,
        0.24178072517745061177,
        1.27045825245236838258,
        3.64784832476320460504,
        5.7694972214606914055,
        4.6303378461565452959,
        1.42343711074968357734,
    ),
    (
        1.05075007164441684324e-9,
        5.475938084995344946e-4,
        0.0151986665636164571966,
        0.14810397642748007459,
        0.68976733498510000455,
        1.6763848301838038494,
        2.05319162663775882187,
        1.0,
    ),
)
_FAR = (
    (
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        0.0012426609473880784386,
        0.026532189526576123093,
        0.29656057182850489123,
        1.7848265399172913358,
        5.4637849111641143699,
        6.6579046435011037772,
    ),
    (
        2.04426310338993978564e-15,
        1.4215117583164458887e-7,
        1.8463183175100546818e-5,
        7.868691311456132591e-4,
        0.0148753612908506148525,
        0.13692988092273580531,
        0.59983220655588793769,
        1.0,
    ),
)
COEFFICIENTS = (_NEAR, _MIDDLE, _FAR)
"""What the JavaScript needs for the same quantile."""
