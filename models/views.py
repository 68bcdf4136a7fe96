"""What the posting-level models see of a posting, the same for written and for scraped ones.

A view holds the duty *lines* (not their parts), what the line and competency models said of them, and the other
lines. Training builds it from out-of-fold predictions and scoring from the shipped models, so that a feature means
the same on both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.taxonomy import competencies


@dataclass(frozen=True, slots=True)
class PostingView:
    """One posting as the role and fit models see it.

    Attributes
    ----------
    title : str
    duty_lines, other_lines : tuple of str
        Lines that are duties, and the rest (requirements, company, …) without headings.
    requirements : tuple of str
        Those of the other lines that say what the person must or should bring.
    competencies : ndarray of shape (n_duty_lines, 20)
        Probability of each competency for each duty line.
    """

    title: str
    duty_lines: tuple[str, ...]
    other_lines: tuple[str, ...]
    requirements: tuple[str, ...]
    competencies: NDArray[np.float64]


def sides() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Mask the client's and the operations' competencies among the twenty."""
    names = [competency.side for competency in competencies().values()]
    return np.array([n == "client" for n in names]), np.array([n == "operations" for n in names])


#: Mass of competencies below which shares are pulled to zero: a posting with less than a third of one competency
#: in all its duties has no mix to speak of.
MIN_MASS = 0.3


def mix(view: PostingView) -> NDArray[np.float64]:
    """Share of each competency in the posting's competency mass, shape (20,); zeros where there is none."""
    shares: NDArray[np.float64] = mixes(view.competencies.sum(axis=0)[None])[0]
    return shares


def mixes(mass: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of each competency in the mass of each posting, both of shape (n_postings, 20)."""
    result: NDArray[np.float64] = mass / np.maximum(mass.sum(axis=1, keepdims=True), MIN_MASS)
    return result


def side_shares(mixed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Client's and operations' share of the duties, shared competencies counting half to each (labelling guide).

    Parameters
    ----------
    mixed : ndarray of shape (n_postings, 20)
        See :func:`mixes`.

    Returns
    -------
    ndarray of shape (n_postings, 2)
        Both 0 to 1; they add up to 1 where a posting has any competency mass to speak of.
    """
    client, operations = sides()
    own, other, shared = (_total(mixed, side) for side in (client, operations, ~client & ~operations))
    return np.column_stack([own + shared / 2, other + shared / 2])


def balance(view: PostingView) -> NDArray[np.float64]:
    """Summarise the mix in six numbers, shape (6,).

    Client and operations share of the one-sided mass, the smaller of the two, competency mass a duty line, log of
    one plus the number of duty lines, and the mean of each line's surest competency.
    """
    lines = len(view.duty_lines)
    surest = float(view.competencies.max(axis=1).sum()) if lines else 0.0
    numbers: NDArray[np.float64] = balances(view.competencies.sum(axis=0)[None], np.array([lines]), np.array([surest]))[
        0
    ]
    return numbers


def balances(mass: NDArray[np.float64], lines: NDArray[np.int64], surest: NDArray[np.float64]) -> NDArray[np.float64]:
    """Summarise many mixes, see :func:`balance`.

    Parameters
    ----------
    mass : ndarray of shape (n_postings, 20)
    lines : ndarray of int of shape (n_postings,)
        How many duty lines each posting has.
    surest : ndarray of shape (n_postings,)
        Sum over a posting's lines of the probability of each line's surest competency.
    """
    client, operations = (_total(mass, side) for side in sides())
    one_sided, some = np.maximum(client + operations, MIN_MASS), np.maximum(lines, 1)
    return np.column_stack(
        [client / one_sided, operations / one_sided, np.minimum(client, operations) / one_sided,
         mass.sum(axis=1) / some, np.log1p(lines), surest / some]
    )  # fmt: skip


def _total(table: NDArray[np.float64], columns: NDArray[np.bool_]) -> NDArray[np.float64]:
    # In one order of memory, so that a row adds up to the same bits alone and among others.
    result: NDArray[np.float64] = np.ascontiguousarray(table[:, columns]).sum(axis=1)
    return result


def stack(rows: Sequence[NDArray[np.float64]], width: int) -> NDArray[np.float64]:
    """Stack feature rows, keeping the width where there are none."""
    return np.vstack(rows) if rows else np.zeros((0, width))
