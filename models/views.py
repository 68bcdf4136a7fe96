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
    mass = view.competencies.sum(axis=0)
    return np.asarray(mass / max(float(mass.sum()), MIN_MASS), dtype=np.float64)


def side_shares(view: PostingView) -> tuple[float, float]:
    """Client's and operations' share of the duties, shared competencies counting half to each (labelling guide).

    Returns
    -------
    tuple of float
        Both 0 to 1; they add up to 1 where the posting has any competency mass to speak of.
    """
    client, operations = sides()
    shares = mix(view)
    shared = float(shares[~client & ~operations].sum()) / 2
    return float(shares[client].sum()) + shared, float(shares[operations].sum()) + shared


def balance(view: PostingView) -> NDArray[np.float64]:
    """Summarise the mix in six numbers, shape (6,).

    Client and operations share of the one-sided mass, the smaller of the two, competency mass a duty line, log of
    one plus the number of duty lines, and the mean of each line's surest competency.
    """
    client, operations = sides()
    mass = view.competencies.sum(axis=0)
    own, other = float(mass[client].sum()), float(mass[operations].sum())
    one_sided, lines = max(own + other, MIN_MASS), max(len(view.duty_lines), 1)
    surest = float(view.competencies.max(axis=1).mean()) if len(view.duty_lines) else 0.0
    return np.array(
        [own / one_sided, other / one_sided, min(own, other) / one_sided, float(mass.sum()) / lines,
         np.log1p(len(view.duty_lines)), surest]
    )  # fmt: skip


def stack(rows: Sequence[NDArray[np.float64]], width: int) -> NDArray[np.float64]:
    """Stack feature rows, keeping the width where there are none."""
    return np.vstack(rows) if rows else np.zeros((0, width))
