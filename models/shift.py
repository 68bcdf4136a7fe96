"""How far two counts by class are apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def psi(before: Sequence[int], after: Sequence[int]) -> float:
    """Give the population stability index of two counts by class, less what chance alone makes of it.

    Of two samples of one population the plain index is on average (classes - 1) * (1 / n + 1 / m), so that small
    samples would always seem to have changed.

    Examples
    --------
    >>> psi([500, 500], [500, 500]), round(psi([500, 500], [900, 100]), 1)
    (0.0, 0.9)
    """
    counts = np.array([before, after], dtype=np.float64)
    counts = counts[:, counts.any(axis=0)]
    sizes: NDArray[np.float64] = counts.sum(axis=1)
    if counts.shape[1] < 2 or not sizes.all():
        return 0.0
    # Half a case more in each class: one that is empty is rare, not impossible.
    shares = (counts + 0.5) / (counts + 0.5).sum(axis=1, keepdims=True)
    plain = float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())
    by_chance = (counts.shape[1] - 1) * float((1 / sizes).sum())
    return float(max(0.0, plain - by_chance))


def distance(before: Sequence[int], after: Sequence[int]) -> float:
    """Jensen-Shannon distance of two counts by class, 0 (the same shares) to 1 (no class in common).

    Examples
    --------
    >>> distance([1, 1], [30, 30]), distance([5, 0], [0, 5])
    (0.0, 1.0)
    """
    one, other = (np.asarray(counts, dtype=np.float64) / max(sum(counts), 1) for counts in (before, after))
    middle = (one + other) / 2

    def entropy(shares: NDArray[np.float64]) -> float:
        some = shares[shares > 0]
        return float(-(some * np.log2(some)).sum())

    return float(np.sqrt(max(0.0, entropy(middle) - (entropy(one) + entropy(other)) / 2)))
