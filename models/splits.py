"""Which labelled postings must stay together when they are split, and the folds that every training splits them into.

The folds of the postings that ship never change when labels are added, and those of added ones never when more are:
what one version says of them out of fold and what the next says differ by what was added, not by another cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from features.company_names import read_company
from features.identity import normalised
from models.labelled import LabelledPosting

#: Folds of the out-of-fold predictions.
FOLDS = 5

#: For each fold the row numbers to learn from, and the rest.
Folds = Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]


def groups_of(postings: Sequence[LabelledPosting]) -> list[int]:
    """Give postings that no split may tear apart the same number, counting groups in the order of their first postings.

    Together are postings that share a twin label, and added ones (``partial``) of one company or of one text. The
    companies of those that ship are made up, so nothing follows from them.
    """
    leader: dict[int, int] = {}

    def find(row: int) -> int:
        while leader.setdefault(row, row) != row:
            row = leader[row]
        return row

    first: dict[tuple[str, str], int] = {}
    for row, posting in enumerate(postings):
        for key in _ties(posting):
            one, other = sorted((find(row), find(first.setdefault(key, row))))
            leader[other] = one
    numbers: dict[int, int] = {}
    return [numbers.setdefault(find(row), len(numbers)) for row in range(len(postings))]


def folds_of(postings: Sequence[LabelledPosting], groups: Sequence[int]) -> Folds:
    """Split postings into folds that keep groups together.

    Parameters
    ----------
    postings : sequence of LabelledPosting
        At least as many groups with labelled lines as there are folds.
    groups : sequence of int
        Of :func:`groups_of`.
    """
    whole = [row for row, posting in enumerate(postings) if not posting.partial]
    fold_of: dict[int, int] = {}
    for fold, (_, rest) in enumerate(GroupKFold(FOLDS).split(whole, groups=[groups[row] for row in whole])):
        fold_of.update(dict.fromkeys((groups[whole[place]] for place in rest), fold))
    added = 0
    for group in groups:
        if group not in fold_of:
            fold_of[group] = added % FOLDS
            added += 1
    folds = np.array([fold_of[group] for group in groups], dtype=np.int64)
    return [(np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)) for fold in range(FOLDS)]


def _ties(posting: LabelledPosting) -> Iterator[tuple[str, str]]:
    if posting.twin:
        yield ("twin", posting.twin)
    if posting.partial:
        yield ("text", normalised(posting.description))
        company = read_company(posting.company)
        if not company.hidden:
            yield ("company", company.key)
    else:
        yield ("text", normalised(posting.description))
