"""Similar areas: published lists first, and an open distance of our own, called just that."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jsna.statistics.intervals import Floats


class Neighbours(NamedTuple):
    """Places of the nearest areas in the input, nearest first, and how far away each is."""

    place: NDArray[np.int64]
    distance: Floats


def published_neighbours(
    listed: Sequence[str], eligible: Collection[str], *, most: int = 15
) -> tuple[str, ...]:
    """Keep those of a published list that an indicator can be compared with, in its order.

    Args:
        listed: area codes or names as published, nearest first.
        eligible: areas for which the indicator exists (upper-tier ones, say).
        most: how many to keep at most.

    Returns:
        The kept ones, nearest first; fewer than `most` where the list runs out.

    Raises:
        ValueError: if the list names an area twice.

    Source:
        The list's own publisher (ONS statistical nearest neighbours, for one).

    Checked:
        The ONS list for a unitary authority, cut to upper-tier areas: equal.
    """
    if len(set(listed)) != len(listed):
        raise ValueError("a list of neighbours must name each area once")
    wanted = set(eligible)
    return tuple(area for area in listed if area in wanted)[:most]


def open_distance(
    features: ArrayLike, *, weights: ArrayLike | None = None, most: int = 15
) -> Neighbours:
    """Find the nearest areas by Euclidean distance over standardised features.

    Our own measure: it follows the openly published NHS peer model in form, is not the CIPFA
    model, and must be named "own open distance" wherever it is shown.

    Args:
        features: one row per area, shape (m, k): shares, densities and so on, any units.
        weights: weight of each feature, shape (k,), 0 or more; equal if left out.
        most: how many neighbours each area gets, at most m - 1.

    Returns:
        Places in the input, shape (m, most), -1 where there is none, and distances, nan where
        there is none. An area with a missing feature has no neighbours and is nobody's. A
        feature that is the same everywhere adds nothing. Ties go to the earlier area.

    Raises:
        ValueError: for shapes that do not fit, negative weights, or `most` outside 1 to m - 1.

    Source:
        Form of the NHS England adult social care peer groups (NHSDigital/ASC_LA_Peer_Groups).

    Checked:
        Four areas and two features by hand: 1e-12.
    """
    x = np.asarray(features, float)
    if x.ndim != 2:
        raise ValueError("features are a table: one row per area, one column per feature")
    w = np.ones(x.shape[1]) if weights is None else np.asarray(weights, float)
    if w.shape != x.shape[1:] or not np.all(w >= 0):
        raise ValueError("there must be one weight, 0 or more, for each feature")
    if not 1 <= most < x.shape[0]:
        raise ValueError("there must be more areas than neighbours asked for, and one at least")
    known = np.all(np.isfinite(x), axis=1)
    distance = np.full((len(x), len(x)), np.inf)
    distance[np.ix_(known, known)] = _distances(x[known], w)
    np.fill_diagonal(distance, np.inf)
    place = np.argsort(distance, axis=1, kind="stable")[:, :most]
    nearest = np.take_along_axis(distance, place, axis=1)
    there = np.isfinite(nearest)
    return Neighbours(np.where(there, place, -1).astype(np.int64), np.where(there, nearest, np.nan))


def _distances(features: Floats, weights: Floats) -> Floats:
    if len(features) == 0:
        return np.zeros((0, 0))
    spread = features.std(axis=0)
    flat = np.isclose(spread, 0, atol=1e-12 * np.abs(features).max(initial=0))
    scaled = (features - features.mean(axis=0)) / np.where(flat, 1, spread) * np.where(flat, 0, 1)
    apart = scaled[:, None, :] - scaled[None, :, :]
    return np.asarray(np.sqrt((weights * apart**2).sum(axis=2)))
