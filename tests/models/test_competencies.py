from __future__ import annotations

import numpy as np
import pytest

from features.taxonomy import competencies
from models.competencies import CompetencyClassifier, cue_matrix, encode
from models.training import Trained


def test_plain_duties_get_their_competency(trained: Trained) -> None:
    expected = {
        "Build the production schedule backward from the launch date": "timeline_building",
        "Write change requests when the scope moves": "scope_control",
        "Upsell further services and renew contracts with existing clients": "account_growth",
        "Write creative briefs for designers": "creative_brief",
        "Send invoices and reconcile account revenue": "account_finance",
        "Pitch for new business and answer RFPs": "new_business",
    }
    said = trained.judge.competencies.predict(list(expected))
    assert [wanted in codes for wanted, codes in zip(expected.values(), said, strict=True)] == [True] * len(expected)


def test_duties_of_other_trades_get_none(trained: Trained) -> None:
    duties = ["Dress wounds on the surgical ward", "Weld steel pipes", "Feed the lions", "Teach algebra to teenagers"]
    said = trained.judge.competencies.predict(duties)
    assert sum(codes == () for codes in said) >= 3


def test_no_duties_no_rows(trained: Trained) -> None:
    assert trained.judge.competencies.predict_proba([]).shape == (0, 20)
    assert cue_matrix([]).shape[0] == 0


def test_a_code_without_examples_is_never_named() -> None:
    texts = [f"manage budget number {n}" for n in range(20)] + [f"feed lion number {n}" for n in range(20)]
    labels = encode([["budget_tracking"]] * 20 + [[]] * 20)
    model = CompetencyClassifier().fit(texts, labels)
    said = {code for codes in model.predict(texts) for code in codes}
    assert said == {"budget_tracking"}


def test_codes_come_surest_first(trained: Trained) -> None:
    model = trained.judge.competencies
    row = model.predict_proba(["Present results to clients and write creative briefs"])[0]
    codes = model.name(row)
    order = [row[list(competencies()).index(code)] for code in codes]
    assert order == sorted(order, reverse=True)


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        encode([["juggling"]])
    assert np.array_equal(encode([[]]), np.zeros((1, 20), dtype=bool))
