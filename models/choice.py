"""Which postings to label next: those whose labels teach most.

A label teaches much where the model is in doubt, where nothing like the posting was labelled, and where its company
has not had its turn. The postings are taken one by one, each the best beside those already taken, so that twenty of
them do not ask the same question twenty times; a copy of what is labelled or taken is as near as can be and is never
taken. Half of the postings count as far enough from what is labelled: were the furthest worth most, one would be asked
about the oddities of a scrape, which teach nothing about the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.identity import normalised

#: Two texts whose vectors are this near count as one: the same ad under another place or a slightly other name.
SAME = 0.995

#: Each posting of a company that is labelled or taken divides the worth of its next one by one more.
COMPANY_STEP = 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A posting that could be labelled.

    Attributes
    ----------
    posting_id : str
    company : str
        Empty where unknown; unknown companies are not one company.
    probabilities : tuple of float
        Of the roles.
    """

    posting_id: str
    company: str
    probabilities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A posting that was taken, and why: each factor lies between 0 and 1, their product is its worth."""

    posting_id: str
    doubt: float
    distance: float
    spread: float


def choose(
    candidates: Sequence[Candidate],
    vectors: NDArray[np.float32],
    labelled: NDArray[np.float32],
    companies: Sequence[str],
    count: int,
) -> list[Choice]:
    """Take the postings whose labels teach most.

    Parameters
    ----------
    candidates : sequence of Candidate
        Distinct, none of them labelled.
    vectors : ndarray of shape (n_candidates, width)
        Their texts as vectors of length one (:func:`models.meaning.meaning`), zero where there is no text.
    labelled : ndarray of shape (n_labelled, width)
        The texts of what is labelled.
    companies : sequence of str
        Companies of the postings that the user labelled.
    count : int
        How many to take at most.

    Returns
    -------
    list of Choice
        Most worth first; the order of the candidates does not matter.
    """
    order = sorted(range(len(candidates)), key=lambda i: candidates[i].posting_id)
    chosen: list[Choice] = []
    if not order:
        return chosen
    doubt = np.array([doubt_of(candidates[i].probabilities) for i in order])
    rows = vectors[order].astype(np.float64)
    nearest = (rows @ labelled.T.astype(np.float64)).max(axis=1) if len(labelled) else np.zeros(len(order))
    names = [normalised(candidates[i].company) for i in order]
    turns = Counter(name for name in map(normalised, companies) if name)
    free = np.ones(len(order), dtype=bool)
    enough = max(float(np.median(1.0 - nearest)), 1e-9)
    while len(chosen) < count:
        distance = np.where(nearest >= SAME, 0.0, np.clip((1.0 - nearest) / enough, 0.0, 1.0))
        spread = np.array([1.0 / (1.0 + COMPANY_STEP * turns[name]) if name else 1.0 for name in names])
        worth = np.where(free, doubt * distance * spread, -1.0)
        best = int(worth.argmax())
        if worth[best] <= 0.0:
            break
        free[best] = False
        chosen.append(
            Choice(candidates[order[best]].posting_id, float(doubt[best]), float(distance[best]), float(spread[best]))
        )
        nearest = np.maximum(nearest, rows @ rows[best])
        turns.update([names[best]] if names[best] else [])
    return chosen


def doubt_of(probabilities: Sequence[float]) -> float:
    """Say how undecided the likeliest two roles are, 0 (sure) to 1 (even).

    Examples
    --------
    >>> doubt_of((0.5, 0.5, 0.0, 0.0)), doubt_of((1.0, 0.0, 0.0, 0.0))
    (1.0, 0.0)
    """
    second, first = sorted(probabilities)[-2:]
    return float(np.clip(1.0 - (first - second), 0.0, 1.0))
