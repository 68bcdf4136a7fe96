from __future__ import annotations

import numpy as np

from features.lines import read_text
from models.labelled import LabelledPosting, label_lines
from models.line_kinds import LineKindClassifier
from models.training import Trained

TEXT = """About us
We are a studio of forty people in the old harbour.
The job
- Own the schedule of every campaign
- Keep clients informed of progress
Requirements
- Three years of agency experience
- Ability to manage budgets
Perks
- We will manage your pension for you
"""


def test_the_kinds_of_lines_are_told(trained: Trained) -> None:
    lines = [line for line in read_text(TEXT).lines if not line.is_heading]
    assert trained.lines.predict([lines]) == [
        ["company", "duty", "duty", "requirement", "requirement", "benefit"],
    ]


def test_duties_are_found_without_any_heading(trained: Trained) -> None:
    text = "You will own the schedule of every campaign. You have three years of experience. You get 25 days of leave."
    lines = read_text(text).lines
    assert trained.lines.predict([lines]) == [["duty", "requirement", "benefit"]]


def test_a_posting_is_scored_the_same_alone_and_among_others(trained: Trained) -> None:
    first = [line for line in read_text(TEXT).lines if not line.is_heading]
    other = [line for line in read_text("Sell shoes. Count the till at night.").lines if not line.is_heading]
    together = trained.lines.score_lines([other, first, [], other])
    assert together == [row for lines in (other, first, [], other) for row in trained.lines.score_lines([lines])]
    assert trained.lines.score_lines([]) == []
    assert trained.lines.score_lines([[]]) == [[]]


def test_the_order_of_the_postings_does_not_matter(corpus: list[LabelledPosting]) -> None:
    """With stochastic descent a line's probability moved by as much as 0.6."""
    labelled = [label_lines(posting) for posting in corpus[:60]]
    read = [[line.line for line in lines] for lines in labelled]
    kinds = [[line.kind for line in lines] for lines in labelled]
    there, back = LineKindClassifier().fit(read, kinds), LineKindClassifier().fit(read[::-1], kinds[::-1])
    assert np.abs(np.vstack(there.predict_proba(read)) - np.vstack(back.predict_proba(read))).max() < 0.001


def test_unseen_written_lines(trained: Trained, held_out: list[LabelledPosting]) -> None:
    labelled = [label_lines(posting) for posting in held_out[:60]]
    said = trained.lines.predict([[line.line for line in lines] for lines in labelled])
    pairs = [
        (line.kind, kind)
        for lines, row in zip(labelled, said, strict=True)
        for line, kind in zip(lines, row, strict=True)
    ]
    assert sum((a == "duty") == (b == "duty") for a, b in pairs) / len(pairs) > 0.94
    assert sum(a == b for a, b in pairs) / len(pairs) > 0.9


def test_a_line_is_read_with_its_neighbours(trained: Trained) -> None:
    """The same words are a duty among duties and a requirement among requirements."""
    among = {
        "duties": "- Run the weekly status call\n- {}\n- Book the freelancers each sprint",
        "requirements": "- A degree or three years of experience\n- {}\n- Fluent English and a driving licence",
    }
    scores = {}
    for name, text in among.items():
        lines = [line for line in read_text(text.format("Manage budgets and timelines")).lines if not line.is_heading]
        scores[name] = trained.lines.score_lines([lines])[0][1].duty
    assert scores["duties"] > scores["requirements"] + 0.05


def test_kinds_need_no_labels_but_duty_and_other(corpus: list[LabelledPosting]) -> None:
    """Postings labelled by their duties alone train it too."""
    postings = [[line.line for line in label_lines(posting)] for posting in corpus[:60]]
    kinds = [["duty" if line.kind == "duty" else "other" for line in label_lines(p)] for p in corpus[:60]]
    model = LineKindClassifier().fit(postings, kinds)
    assert {kind for row in model.predict(postings[:20]) for kind in row} == {"duty", "other"}
