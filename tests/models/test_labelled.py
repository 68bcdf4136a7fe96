from __future__ import annotations

import math
from typing import Any

import pytest

from models.labelled import LabelError, LabelledPosting, label_lines

RECORD: dict[str, Any] = {
    "id": "x1",
    "title": "Producer",
    "description": "**What you'll do**\n\n* Build schedules \\- and defend them. Brief the crew.\n"
    "* Own the\n  client calls\n\nFree lunch on Fridays.",
    "role": "hybrid",
    "fit": 2,
    "duties": [
        {"text": "Build schedules \\- and defend them.", "competencies": ["timeline_building"]},
        {"text": "Own the\n  client calls", "competencies": ["client_relationship"]},
    ],
}


def test_labels_reach_the_lines_through_markup_and_wraps() -> None:
    lines = label_lines(LabelledPosting.from_record(RECORD))
    assert [(line.line.text, line.is_duty, line.competencies) for line in lines] == [
        ("Build schedules - and defend them.", True, ("timeline_building",)),
        ("Brief the crew.", False, ()),
        ("Own the\nclient calls", True, ("client_relationship",)),
        ("Free lunch on Fridays.", False, ()),
    ]


def test_a_duty_that_says_the_same_twice_is_found_at_both_places() -> None:
    record = RECORD | {
        "description": "Chase feedback.\nWe are nice.\nChase feedback.",
        "duties": [{"text": "Chase feedback.", "competencies": ["approvals_feedback"]}] * 2,
    }
    lines = label_lines(LabelledPosting.from_record(record))
    assert lines[0].is_duty
    assert not lines[1].is_duty


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"role": "account manager"}, "role 'account manager'"),
        ({"fit": 5}, "fit 5"),
        ({"duties": [{"text": "x", "competencies": ["juggling"]}]}, "juggling"),
        ({"description": None}, "no description"),
        ({"duties": None}, "no lines or duties"),
        ({"lines": [{"text": "x", "section": "poem"}]}, "section 'poem'"),
        ({"lines": [{"text": "x", "section": "duty", "doubtful": ["juggling"]}]}, "juggling"),
    ],
)
def test_a_bad_record_says_which_and_what(change: dict[str, Any], said: str) -> None:
    with pytest.raises(LabelError, match=said) as raised:
        LabelledPosting.from_record(RECORD | change)
    assert "x1" in str(raised.value)


def test_nearly_every_labelled_duty_of_the_corpus_is_found(corpus: list[LabelledPosting]) -> None:
    found = sum(line.is_duty for posting in corpus for line in label_lines(posting))
    labelled = sum(piece.kind == "duty" for posting in corpus for piece in posting.pieces)
    assert 0.97 * labelled < found < 1.03 * labelled


def test_a_line_is_what_most_of_it_was_labelled_as() -> None:
    record = RECORD | {
        "description": "About us\nWe make films.\nRun every shoot. You have patience.\nApply by mail",
        "lines": [
            {"section": "heading", "text": "About us"},
            {"section": "company", "text": "We make films."},
            {"section": "duty", "text": "Run every shoot.", "competencies": ["production_delivery"],
             "doubtful": ["resourcing"]},
            {"section": "requirement", "text": "You have patience."},
        ],
    }  # fmt: skip
    lines = label_lines(LabelledPosting.from_record(record))
    assert [(line.line.text, line.kind) for line in lines] == [
        ("We make films.", "company"),
        ("Run every shoot.", "duty"),
        ("You have patience.", "requirement"),
        ("Apply by mail", "other"),
    ]
    assert (lines[1].competencies, lines[1].doubtful) == (("production_delivery",), ("resourcing",))


def test_a_role_alone_is_a_partial_posting() -> None:
    bare = {key: RECORD[key] for key in ("id", "title", "description", "role")}
    posting = LabelledPosting.from_record(bare | {"partial": True, "duties": None, "fit": None})
    assert (posting.partial, posting.pieces, posting.role) == (True, (), "hybrid")
    assert math.isnan(posting.fit)
    assert LabelledPosting.from_record(bare | {"partial": True, "fit": 3}).fit == 3.0
    assert not LabelledPosting.from_record(RECORD).partial


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"partial": True}, "marked as partial, yet"),
        ({"partial": True, "duties": None, "fit": 7}, "fit 7"),
        ({"partial": True, "duties": None, "role": None}, "no role"),
        ({"partial": "yes", "duties": None}, "no lines or duties"),
        ({"fit": None}, "no fit"),
    ],
)
def test_a_partial_record_is_checked_too(change: dict[str, Any], said: str) -> None:
    with pytest.raises(LabelError, match=said):
        LabelledPosting.from_record(RECORD | change)
