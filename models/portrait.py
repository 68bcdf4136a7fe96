"""What a run looks like, or the training, in a few counts that can be kept and compared (:mod:`models.drift`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from features.words import words
from models.competencies import CompetencyClassifier
from models.labelled import ROLES
from models.role import decide
from models.views import PostingView

DECISIONS = ("decided", "review", "no-text")

#: Upper ends of the classes of lengths, in characters of text; the last class has none.
LENGTHS = (500, 1_000, 2_000, 3_000, 4_000, 6_000, 8_000)

#: Classes of the fit score, each ten points wide.
FITS = 10


@dataclass(frozen=True, slots=True)
class Portrait:
    """What a run, or the training, looks like; all but ``known`` are numbers of postings, of duties in ``mix``.

    Attributes
    ----------
    postings : int
    roles : tuple of int
        In the order of :data:`models.labelled.ROLES`.
    decisions : tuple of int
        In the order of :data:`DECISIONS`.
    fits, lengths : tuple of int
        By class; empty where they are not known.
    mix : tuple of int
        Of the postings in scope, how many duties have each competency, in the taxonomy's order.
    unsure : int
        Postings in scope that a person should look at.
    foreign : int
        Postings in a language whose duties are not read.
    known : float
        Share of the words of duty lines that the model's vocabulary has, mean over the postings in English.
    """

    postings: int
    roles: tuple[int, ...]
    decisions: tuple[int, ...]
    fits: tuple[int, ...]
    lengths: tuple[int, ...]
    mix: tuple[int, ...]
    unsure: int
    foreign: int
    known: float

    @property
    def inside(self) -> int:
        """How many postings are in scope."""
        return sum(count for role, count in zip(ROLES, self.roles, strict=True) if role != "out-of-scope")

    def to_json(self) -> dict[str, Any]:
        """Give it as a record keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, table: Mapping[str, Any]) -> Self | None:
        """Read what a record keeps; None where another version kept something else."""
        try:
            kept = {field.name: table[field.name] for field in fields(cls)}
            made: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
            return cls(**made)
        except (KeyError, TypeError):
            return None


def reference_of(
    views: Sequence[PostingView], proba: NDArray[np.float64], competencies: CompetencyClassifier
) -> Portrait:
    """Draw the training: its views, what was said of each role out of fold, and the vocabulary that came of it."""
    decided = decide(proba, [len(view.duty_lines) for view in views])
    said = proba.argmax(axis=1)
    inside = [view for view, role in zip(views, said, strict=True) if ROLES[role] != "out-of-scope"]
    mix = sum((view.competencies >= competencies.threshold).sum(axis=0) for view in inside)
    known = [share for view in views if (share := known_share(view.duty_lines, competencies)) is not None]
    sizes = [sum(map(len, (*view.duty_lines, *view.other_lines))) for view in views]
    return Portrait(
        postings=len(views),
        roles=tuple(np.bincount(said, minlength=len(ROLES)).tolist()),
        decisions=(int(decided.sum()), int((~decided).sum()), 0),
        fits=(),
        lengths=length_classes(sizes),
        mix=tuple(np.broadcast_to(mix, len(competencies.codes_)).tolist()),
        unsure=int((~decided & (said != ROLES.index("out-of-scope"))).sum()),
        foreign=0,
        known=float(np.mean(known)) if known else 0.0,
    )


def known_share(lines: Sequence[str], competencies: CompetencyClassifier) -> float | None:
    """Share of the words of lines that the vocabulary has; None where there are no words."""
    found = [word in competencies.words_.vocabulary_ for line in lines for word in words(line)]
    return sum(found) / len(found) if found else None


def length_classes(characters: Sequence[int]) -> tuple[int, ...]:
    """Count texts by class of length.

    Examples
    --------
    >>> length_classes([0, 499, 500, 9_000])
    (2, 1, 0, 0, 0, 0, 0, 1)
    """
    places = np.searchsorted(LENGTHS, np.asarray(characters, dtype=np.int64), side="right")
    return tuple(np.bincount(places, minlength=len(LENGTHS) + 1).tolist())


def fit_classes(fits: Sequence[float]) -> tuple[int, ...]:
    """Count fit scores by class."""
    places = np.minimum(np.asarray(fits, dtype=np.float64) // (100 / FITS), FITS - 1).astype(np.int64)
    return tuple(np.bincount(places, minlength=FITS).tolist())
