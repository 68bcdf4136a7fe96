"""How well duties are found and named: extracted duties beside labelled ones, compared by their words.

Two texts are compared by the runs of three words that they share, so that it does not matter where one ends a line
and the other a sentence, or what marks stand between. A labelled duty is found when the extracted ones together
cover most of it; an extracted duty is right when the labelled ones together cover most of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.taxonomy import competencies
from models.evaluation import Figure, interval, resamples

#: Share of a duty's word runs that must be covered for it to count as found, or as right.
COVERED = 0.6

#: Share of the shorter one's word runs that a labelled and an extracted duty must have in common for the competencies
#: of the one to be held against the other's.
SAME = 0.5

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class NamedDuty:
    """A duty, labelled or extracted: its words and its competency codes."""

    text: str
    competencies: tuple[str, ...]


Trigrams = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DutyCounts:
    """What was labelled and what was extracted, counted posting by posting.

    Attributes
    ----------
    lines : ndarray of int of shape (n_postings, 4)
        Duties labelled, those of them found, duties extracted, those of them right.
    codes : ndarray of int of shape (n_postings, 3, 20)
        For each competency: how many labelled duties were given it, how many of these rightly, how many have it.
    """

    lines: NDArray[np.int64]
    codes: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CodeFigures:
    """How well one competency is told; ``labelled`` and ``named`` count labelled duties."""

    code: str
    precision: float
    recall: float
    f1: float
    labelled: int
    named: int


@dataclass(frozen=True, slots=True)
class DutyFigures:
    """Figures of all duties of a set; the intervals come from resampling its postings.

    ``competency_f1`` is micro-averaged over the competencies of the labelled duties.
    """

    postings: int
    labelled: int
    extracted: int
    precision: Figure
    recall: Figure
    f1: Figure
    competency_f1: Figure
    codes: tuple[CodeFigures, ...]


def trigrams(text: str) -> Trigrams:
    """Return the runs of three words of a text; all its words as one run where it has fewer.

    Examples
    --------
    >>> sorted(trigrams("**Manage** client budgets & plans."))
    [('client', 'budgets', 'plans'), ('manage', 'client', 'budgets')]
    """
    words = _WORD.findall(text.lower())
    return frozenset(tuple(words[i : i + 3]) for i in range(max(1, len(words) - 2)))


def count_duties(labelled: Sequence[Sequence[NamedDuty]], extracted: Sequence[Sequence[NamedDuty]]) -> DutyCounts:
    """Compare the duties of postings.

    Parameters
    ----------
    labelled, extracted : sequence of sequence of NamedDuty
        Duties of each posting, in the same order of postings.
    """
    pairs = [_compare(want, have) for want, have in zip(labelled, extracted, strict=True)]
    width = len(competencies())
    return DutyCounts(
        np.array([lines for lines, _ in pairs], dtype=np.int64).reshape(-1, 4),
        np.array([codes for _, codes in pairs], dtype=np.int64).reshape(-1, 3, width),
    )


def duty_figures(counts: DutyCounts) -> DutyFigures:
    """Work out the figures of all postings, with their intervals.

    Raises
    ------
    ValueError
        If there is no posting.
    """
    if not len(counts.lines):
        raise ValueError("there is no posting with labelled duties to evaluate")
    samples = resamples(len(counts.lines))
    micro = counts.codes.sum(axis=2)
    exact = _ratios(counts.lines.sum(axis=0), micro.sum(axis=0))
    drawn = _ratios(counts.lines[samples].sum(axis=1), micro[samples].sum(axis=1))
    precision, recall, f1, competency_f1 = (interval(float(exact[i]), drawn[:, i]) for i in range(4))
    labelled, _, extracted, _ = counts.lines.sum(axis=0).tolist()
    return DutyFigures(
        len(counts.lines), labelled, extracted, precision, recall, f1, competency_f1, _codes(counts.codes.sum(axis=0))
    )


def _compare(
    labelled: Sequence[NamedDuty], extracted: Sequence[NamedDuty]
) -> tuple[tuple[int, int, int, int], list[list[int]]]:
    wanted, said = [trigrams(duty.text) for duty in labelled], [trigrams(duty.text) for duty in extracted]
    all_wanted, all_said = frozenset[tuple[str, ...]]().union(*wanted), frozenset[tuple[str, ...]]().union(*said)
    found = sum(len(grams & all_said) >= COVERED * len(grams) for grams in wanted)
    right = sum(len(grams & all_wanted) >= COVERED * len(grams) for grams in said)
    place = {code: i for i, code in enumerate(competencies())}
    codes = [[0] * len(place) for _ in range(3)]
    for duty, grams in zip(labelled, wanted, strict=True):
        given = {
            code
            for other, theirs in zip(extracted, said, strict=True)
            if len(grams & theirs) >= SAME * min(len(grams), len(theirs))
            for code in other.competencies
        }
        asked = set(duty.competencies)
        for row, names in enumerate((given, given & asked, asked)):
            for code in names:
                codes[row][place[code]] += 1
    return (len(labelled), found, len(extracted), right), codes


def _ratios(lines: NDArray[np.int64], micro: NDArray[np.int64]) -> NDArray[np.float64]:
    """Turn sums into precision, recall and F1 of duties and F1 of competencies, along the last axis."""
    labelled, found, extracted, right = np.moveaxis(lines, -1, 0)
    named, hits, asked = np.moveaxis(micro, -1, 0)
    precision, recall = right / np.maximum(extracted, 1), found / np.maximum(labelled, 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return np.stack([precision, recall, f1, 2 * hits / np.maximum(named + asked, 1)], axis=-1)


def _codes(table: NDArray[np.int64]) -> tuple[CodeFigures, ...]:
    return tuple(
        CodeFigures(
            code,
            precision=hits / max(named, 1),
            recall=hits / max(asked, 1),
            f1=2 * hits / max(named + asked, 1),
            labelled=asked,
            named=named,
        )
        for code, (named, hits, asked) in zip(competencies(), table.T.tolist(), strict=True)
    )
