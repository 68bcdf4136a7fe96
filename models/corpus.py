"""Labelled postings as training sees them: their lines in one row, the views and the fit factors made of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.facts import read_facts
from features.facts.trades import required_trade
from features.lines import LINE_KINDS, Line
from features.markup import to_plain_text
from models.competencies import encode
from models.fit import FitFactors, fit_factors
from models.labelled import LabelledLine, LabelledPosting, label_lines
from models.profile import SkillProfile
from models.views import PostingView

_DUTY, _REQUIREMENT = LINE_KINDS.index("duty"), LINE_KINDS.index("requirement")


@dataclass(frozen=True)
class Corpus:
    """Labelled lines of all postings in one row, with the posting each belongs to."""

    postings: Sequence[LabelledPosting]
    labelled: list[list[LabelledLine]]
    lines: list[Line]
    is_duty: NDArray[np.bool_]
    codes: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]
    owner: NDArray[np.int64]

    @classmethod
    def of(cls, postings: Sequence[LabelledPosting]) -> Corpus:
        """Carry the labels of all postings over to their lines."""
        labelled: list[list[LabelledLine]] = [label_lines(posting) for posting in postings]
        flat = [line for lines in labelled for line in lines]
        return cls(
            postings,
            labelled,
            [line.line for line in flat],
            np.array([line.is_duty for line in flat], dtype=bool),
            encode([line.competencies for line in flat]),
            encode([line.doubtful for line in flat]),
            np.array([number for number, lines in enumerate(labelled) for _ in lines], dtype=np.int64),
        )

    def of_postings(self, numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """Row numbers of the lines of some postings."""
        return np.flatnonzero(np.isin(self.owner, numbers)).astype(np.int64)


def views_of(corpus: Corpus, kinds: NDArray[np.float64], competency: NDArray[np.float64]) -> list[PostingView]:
    """Make the view of each posting from what was said of its lines.

    Parameters
    ----------
    corpus : Corpus
    kinds : ndarray of shape (n_lines, 6)
        Probability of each kind of line.
    competency : ndarray of shape (n_lines, 20)
        Probability of each competency; only that of duty lines is read.
    """
    views = []
    best = kinds.argmax(axis=1)
    for number, posting in enumerate(corpus.postings):
        rows = np.flatnonzero(corpus.owner == number)
        found, rest = rows[kinds[rows, _DUTY] >= 0.5], rows[kinds[rows, _DUTY] < 0.5]
        asked = [i for i in rest if best[i] == _REQUIREMENT]
        views.append(
            PostingView(
                posting.title,
                tuple(corpus.lines[i].text for i in found),
                tuple(corpus.lines[i].text for i in rest),
                tuple(corpus.lines[i].text for i in asked),
                competency[found],
            )
        )
    return views


def factors_of(
    posting: LabelledPosting, view: PostingView, in_scope: float, demands: float, profile: SkillProfile
) -> FitFactors:
    """Measure a labelled posting against a profile."""
    text = to_plain_text(posting.description)
    facts = read_facts(text, title=posting.title, company=posting.company, location=posting.location)
    return fit_factors(view, in_scope, facts, required_trade(posting.title, text)[0], demands, profile)
