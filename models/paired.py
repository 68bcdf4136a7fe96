"""The same postings judged by two models, and what of their difference lies beyond chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.answers import LEAST_PROBABILITY, Answers
from models.labelled import ROLES
from models.unseen import Unseen

#: Resamples of the paired bootstrap (Efron 1979), by groups of postings, and its seed.
RESAMPLES, SEED = 1_000, 0

#: The new model must be better in all but this share of the resamples of the new labels; a figure counts as worse when
#: it is worse in all but this share of them, and by more than its tolerance. Where 100 written labels were added to
#: 155, the share without gain was 0.00 in five of five drawings, to 300 it was 0.02 to 0.79; where right labels of
#: real listings brought nothing (added to all that ship) it was 0.17 to 0.98.
MOST_CHANCE = 0.1

#: A figure of answers; more is better.
Measure = Callable[[Answers], float]


@dataclass(frozen=True, slots=True)
class Pair:
    """The same postings judged by the model in use and by the new one, neither of which had seen their labels.

    Attributes
    ----------
    truth : ndarray of int of shape (n,)
        Number of the labelled role in :data:`models.labelled.ROLES`.
    groups : ndarray of int of shape (n,)
        Postings of one group are resampled together.
    champion, challenger : Unseen
        Same postings, same order.
    """

    truth: NDArray[np.int64]
    groups: NDArray[np.int64]
    champion: Unseen
    challenger: Unseen

    @classmethod
    def of(cls, roles: Sequence[str], groups: Sequence[int], champion: Unseen, challenger: Unseen) -> Pair:
        """Put two models' judgements side by side; unequal postings raise ``ValueError``."""
        if champion.ids != challenger.ids or len(champion) != len(roles):
            raise ValueError("two models are compared on the same postings only")
        truth = np.array([ROLES.index(role) for role in roles], dtype=np.int64)
        return cls(truth, np.array(groups, dtype=np.int64), champion, challenger)

    def __len__(self) -> int:
        return len(self.truth)

    def both(self) -> tuple[Answers, Answers]:
        """Give the answers of the model in use, and those of the new one."""
        return _answers(self.truth, self.champion), _answers(self.truth, self.challenger)


def chance_of_no_gain(pair: Pair) -> float:
    """Return the share of resamples in which the new model's log loss is not the lower one; 1 for no postings."""
    if not len(pair):
        return 1.0
    old, new = (_losses(answers) for answers in pair.both())
    gains = np.bincount(np.unique(pair.groups, return_inverse=True)[1], weights=old - new)
    return float((_draws(len(gains)) @ gains <= 0).mean())


def falls(pair: Pair, measure: Measure, tolerance: float) -> bool:
    """Whether a figure that should be high is lower for the new model, by more than a tolerance and beyond chance."""
    old, new = pair.both()
    if not len(pair) or measure(old) - measure(new) <= tolerance:
        return False
    places, rows = np.unique(pair.groups, return_inverse=True)[1], np.arange(len(pair))
    held = 0
    for draw in _draws(places.max() + 1):
        taken = np.repeat(rows, draw[places])
        held += measure(old.take(taken)) <= measure(new.take(taken))
    return held <= MOST_CHANCE * RESAMPLES


def tail(chances: NDArray[np.float64], count: int) -> float:
    """Return the chance that at least ``count`` of independent events happen (Poisson binomial distribution).

    Examples
    --------
    >>> tail(np.array([0.5, 0.5]), 1), tail(np.array([0.1, 0.2]), 0)
    (0.75, 1.0)
    """
    spread = np.ones(1)
    for chance in chances:
        spread = np.convolve(spread, [1 - chance, chance])
    return float(min(1.0, spread[count:].sum()))


def _draws(groups: int) -> NDArray[np.int64]:
    """Say for each resample how often each group is in it."""
    return np.random.default_rng(SEED).multinomial(groups, np.full(groups, 1 / groups), size=RESAMPLES)


def _losses(answers: Answers) -> NDArray[np.float64]:
    given = answers.probabilities[np.arange(len(answers)), answers.truth]
    losses: NDArray[np.float64] = -np.log(np.maximum(given, LEAST_PROBABILITY))
    return losses


def _answers(truth: NDArray[np.int64], judged: Unseen) -> Answers:
    unknown = np.zeros(len(truth), dtype=bool)
    return Answers(
        truth, judged.probabilities.argmax(axis=1), judged.probabilities, ~unknown, judged.grades, judged.fits, unknown
    )
