from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.labelled import LabelledPosting
from models.splits import FOLDS, folds_of, groups_of


def posting(
    name: str, *, company: str = "", text: str = "", twin: str | None = None, added: bool = True
) -> LabelledPosting:
    return LabelledPosting(
        name, "Producer", company, "", text or f"Text of {name}", "hybrid", 2.0, (), twin=twin, partial=added
    )


SHIPPED = [posting(f"s{number}", added=False, twin=f"t{number // 2}" if number < 8 else None) for number in range(30)]


def fold_numbers(postings: list[LabelledPosting]) -> dict[str, int]:
    folds = folds_of(postings, groups_of(postings))
    assert sorted(np.concatenate([rest for _, rest in folds]).tolist()) == list(range(len(postings)))
    for learn, rest in folds:
        assert not set(learn.tolist()) & set(rest.tolist())
    return {postings[row].id: fold for fold, (_, rest) in enumerate(folds) for row in rest}


def test_twins_stay_together() -> None:
    first, second, third = groups_of([posting("a", twin="t1"), posting("b"), posting("c", twin="t1")])
    assert first == third != second


def test_added_postings_of_one_company_or_one_text_stay_together() -> None:
    groups = groups_of(
        [
            posting("a", company="Xfive Ltd."),
            posting("b", company="X FIVE", text="Same words"),
            posting("c", company="Acme", text="<p>Same  words!"),
            posting("d", company="Acme"),
            posting("e", company="Confidential"),
            posting("f", company="Confidential"),
            posting("g"),
        ]
    )
    assert groups == [0, 0, 0, 0, 1, 2, 3]


def test_companies_of_shipped_postings_are_made_up_and_say_nothing() -> None:
    assert (
        len(set(groups_of([posting("a", company="Acme", added=False), posting("b", company="Acme", added=False)]))) == 2
    )


def test_an_added_copy_of_a_shipped_posting_falls_into_its_fold() -> None:
    folds = fold_numbers([*SHIPPED, *(replace(one, id=f"copy-{one.id}", partial=True, twin=None) for one in SHIPPED)])
    assert all(folds[one.id] == folds[f"copy-{one.id}"] for one in SHIPPED)


@pytest.mark.parametrize("count", [1, 3, 40])
def test_a_few_added_ones_are_enough(count: int) -> None:
    folds = fold_numbers([*SHIPPED, *(posting(f"a{number}") for number in range(count))])
    assert len({folds[f"a{number}"] for number in range(count)}) == min(count, FOLDS)


@given(st.lists(st.sampled_from(["", "Acme", "Bolt", "Cobra", "Delta"]), max_size=12), st.integers(0, 12))
def test_labelling_more_moves_nothing_to_another_fold(companies: list[str], first: int) -> None:
    added = [posting(f"a{number}", company=company) for number, company in enumerate(companies)]
    before, after = fold_numbers([*SHIPPED, *added[:first]]), fold_numbers([*SHIPPED, *added])
    assert before.items() <= after.items()
