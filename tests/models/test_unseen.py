from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.labelled import ROLES, LabelledPosting
from models.profile import SkillProfile
from models.training import Trained, judge_labelled, train
from models.unseen import Unseen

CHANCES = st.lists(st.floats(0, 1), min_size=4, max_size=4)


@given(st.lists(st.tuples(st.text(), st.sampled_from(ROLES), CHANCES, st.floats(0, 100)), max_size=5))
def test_what_is_written_reads_back(rows: list[tuple[str, str, list[float], float]]) -> None:
    postings = [
        LabelledPosting(name, "", "", "", "", role, math.nan if index % 2 else 3.0, ())
        for index, (name, role, _, _) in enumerate(rows)
    ]
    proba = np.array([chances for _, _, chances, _ in rows]).reshape(-1, 4)
    found = Unseen.of(postings, proba, np.array([fit for *_, fit in rows]))
    again = Unseen.from_json(found.to_json())
    assert (again.ids, again.roles) == (found.ids, found.roles)
    assert np.array_equal(again.grades, found.grades, equal_nan=True)
    assert np.array_equal(again.probabilities, found.probabilities)
    assert np.allclose(again.probabilities, proba, atol=1e-6)
    assert again.to_json() == found.to_json()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"ids": ["a"], "roles": [], "grades": [], "probabilities": [], "fits": []}']
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Unseen.from_json(text)


def test_rows_are_taken_by_posting(trained: Trained) -> None:
    unseen = trained.unseen
    wanted = [unseen.ids[5], unseen.ids[2]]
    found = unseen.take(wanted)
    assert found.ids == tuple(wanted)
    assert (found.probabilities == unseen.probabilities[[5, 2]]).all()
    with pytest.raises(KeyError):
        unseen.take(["never labelled"])
    assert len(unseen.take([])) == 0
    assert unseen.take(wanted[:1]).joined(unseen.take(wanted[1:])).ids == tuple(wanted)


def test_training_keeps_what_it_said_of_every_posting_out_of_fold(
    trained: Trained, corpus: list[LabelledPosting], held_out: list[LabelledPosting]
) -> None:
    unseen = trained.unseen
    ids = {posting.id for posting in corpus} - {posting.id for posting in held_out}
    assert set(unseen.ids) == ids
    assert np.allclose(unseen.probabilities.sum(axis=1), 1, atol=1e-4)
    right = np.array([ROLES[row.argmax()] for row in unseen.probabilities]) == np.array(unseen.roles)
    assert 0.85 < right.mean() < 0.99  # a model that had seen them would be right of nearly all
    grades = unseen.grades
    assert np.corrcoef(unseen.fits[~np.isnan(grades)], grades[~np.isnan(grades)])[0, 1] > 0.7


def test_a_model_judges_unseen_postings_as_well_as_it_said(
    trained: Trained, held_out: list[LabelledPosting], profile: SkillProfile
) -> None:
    found = judge_labelled(trained.lines, trained.judge, held_out[:150], profile)
    right = np.array([ROLES[row.argmax()] for row in found.probabilities]) == np.array(found.roles)
    assert right.mean() > 0.85
    assert found.ids == tuple(posting.id for posting in held_out[:150])
    assert len(judge_labelled(trained.lines, trained.judge, [], profile)) == 0


def test_no_label_is_learned_before_its_posting_is_judged(corpus: list[LabelledPosting], profile: SkillProfile) -> None:
    added = [replace(posting, pieces=(), partial=True) for posting in corpus[60:70]]
    turned = replace(added[-1], role="hybrid" if added[-1].role != "hybrid" else "creative-pm")
    right, wrong = (train([*corpus[:60], *added[:-1], last], profile).unseen for last in (added[-1], turned))
    assert right.ids == wrong.ids
    assert (right.probabilities[-1] == wrong.probabilities[-1]).all()
    assert (right.probabilities != wrong.probabilities).any()
