"""What a model says of labelled postings that it has not learned from.

A training judges each of its postings by models that have not seen it; these judgements are kept with the version, so
that a later version can be compared with it on the same postings without training either of them again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.labelled import ROLES, LabelledPosting

#: Decimals that are kept of a probability and of a score.
DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Unseen:
    """Judgements of postings by models that have not seen them, one row a posting.

    Attributes
    ----------
    ids : tuple of str
        The labelled postings.
    roles : tuple of str
        What they were labelled as when they were judged.
    grades : ndarray of shape (n,)
        Fit as labelled, 0 to 4; NaN where nobody graded it.
    probabilities : ndarray of shape (n, 4)
        Columns as in :data:`models.labelled.ROLES`.
    fits : ndarray of shape (n,)
        Fit scores, 0 to 100.
    """

    ids: tuple[str, ...]
    roles: tuple[str, ...]
    grades: NDArray[np.float64]
    probabilities: NDArray[np.float64]
    fits: NDArray[np.float64]

    @classmethod
    def of(
        cls, postings: Sequence[LabelledPosting], probabilities: NDArray[np.float64], fits: NDArray[np.float64]
    ) -> Unseen:
        """Put judgements beside the postings that they are about."""
        return cls(
            tuple(posting.id for posting in postings),
            tuple(posting.role for posting in postings),
            np.array([posting.fit for posting in postings], dtype=float),
            np.round(probabilities, DECIMALS),
            np.round(fits, DECIMALS),
        )

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, ids: Sequence[str]) -> Unseen:
        """Return the rows of some postings, in the order asked for; one that is not there raises ``KeyError``."""
        places = {name: row for row, name in enumerate(self.ids)}
        rows = [places[name] for name in ids]
        return Unseen(
            tuple(ids),
            tuple(self.roles[row] for row in rows),
            self.grades[rows],
            self.probabilities[rows].reshape(-1, len(ROLES)),
            self.fits[rows],
        )

    def joined(self, other: Unseen) -> Unseen:
        """Put the rows of others behind these."""
        return Unseen(
            self.ids + other.ids,
            self.roles + other.roles,
            np.concatenate([self.grades, other.grades]),
            np.vstack([self.probabilities, other.probabilities]),
            np.concatenate([self.fits, other.fits]),
        )

    def to_json(self) -> str:
        """Write them as JSON, the same bytes for the same judgements."""
        return json.dumps(
            {
                "ids": self.ids,
                "roles": self.roles,
                "grades": [None if np.isnan(grade) else grade for grade in self.grades.tolist()],
                "probabilities": self.probabilities.tolist(),
                "fits": self.fits.tolist(),
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Unseen:
        """Read what :meth:`to_json` wrote.

        Raises
        ------
        ValueError
            If it is anything else.
        """
        try:
            table: dict[str, Any] = json.loads(text)
            found = cls(
                tuple(table["ids"]),
                tuple(table["roles"]),
                np.array([np.nan if grade is None else grade for grade in table["grades"]], dtype=float),
                np.array(table["probabilities"], dtype=float).reshape(-1, len(ROLES)),
                np.array(table["fits"], dtype=float),
            )
        except (TypeError, KeyError) as error:
            raise ValueError(f"no {error}") from error
        if len({len(found.ids), len(found.roles), len(found.grades), len(found.probabilities), len(found.fits)}) != 1:
            raise ValueError("columns of unequal length")
        return found
