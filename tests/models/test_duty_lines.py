from __future__ import annotations

from features.lines import read_text
from models.labelled import LabelledPosting, label_lines
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


def test_duties_are_told_from_wishes_and_benefits(trained: Trained) -> None:
    lines = [line for line in read_text(TEXT).lines if not line.is_heading]
    said = [line.text for line, is_duty in zip(lines, trained.lines.predict(lines), strict=True) if is_duty]
    assert said == ["Own the schedule of every campaign", "Keep clients informed of progress"]


def test_duties_are_found_without_any_heading(trained: Trained) -> None:
    text = "You will own the schedule of every campaign. You have three years of experience. You get 25 days of leave."
    lines = read_text(text).lines
    assert list(trained.lines.predict(lines)) == [True, False, False]


def test_a_posting_is_scored_the_same_alone_and_among_others(trained: Trained) -> None:
    first = [line for line in read_text(TEXT).lines if not line.is_heading]
    other = [line for line in read_text("Sell shoes. Count the till at night.").lines if not line.is_heading]
    together = trained.lines.score_lines([*first, *other])
    assert together[: len(first)] == trained.lines.score_lines(first)
    assert trained.lines.score_lines([]) == []


def test_unseen_written_lines(trained: Trained, held_out: list[LabelledPosting]) -> None:
    labelled = [line for posting in held_out[:60] for line in label_lines(posting)]
    said = trained.lines.predict([line.line for line in labelled])
    right = sum(bool(s) == line.is_duty for s, line in zip(said, labelled, strict=True))
    assert right / len(labelled) > 0.92
