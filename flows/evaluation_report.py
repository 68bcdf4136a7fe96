"""What an evaluation found, in one record for the terminal, the JSON file and the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

from flows.evaluation_run import JudgedCase
from models.answers import Answers
from models.duty_figures import DutyFigures, count_duties, duty_figures
from models.evaluation import Evaluation, GroupFigures, evaluate, evaluate_groups

#: What each figure of a whole set is called.
NAMES: Mapping[str, str] = {
    "macro_f1": "macro-F1 of the roles",
    "accuracy": "roles right",
    "title_lies_accuracy": "right where the title suggests another role",
    "decided_share": "decided without a person",
    "decided_accuracy": "right where decided",
    "calibration_error": "calibration error, 0 at best",
    "brier": "Brier score, 0 at best",
    "log_loss": "log loss, 0 at best",
    "fit_spearman": "fit: rank correlation",
    "fit_spearman_in_scope": "fit: rank correlation within scope",
    "fit_ndcg_at_20": "fit: nDCG of the first 20",
}

#: Version of the shape of the JSON file.
JSON_VERSION = 1


@dataclass(frozen=True)
class Report:
    """An evaluation and what it rests on.

    Attributes
    ----------
    files : tuple of str
    model, profile : str
    judged : tuple of JudgedCase
    figures : Evaluation
    duties : DutyFigures or None
        None where no duties were labelled.
    groups : list of GroupFigures
    unlabelled, duties_alone, seen : int
        Rows without a label; labelled duties of postings that stand in no file; postings that the model learned from.
    """

    files: tuple[str, ...]
    model: str
    profile: str
    judged: tuple[JudgedCase, ...]
    figures: Evaluation
    duties: DutyFigures | None
    groups: list[GroupFigures]
    unlabelled: int = 0
    duties_alone: int = 0
    seen: int = 0

    @property
    def errors(self) -> list[JudgedCase]:
        """Postings whose role is wrong, the surest first."""
        wrong = [judged for judged in self.judged if judged.judgement.role != judged.case.role]
        return sorted(wrong, key=lambda judged: -judged.judgement.confidence)

    @property
    def notes(self) -> list[str]:
        """What a reader has to know before the figures."""
        notes = []
        if self.seen:
            notes.append(
                f"{self.seen:,} of the {len(self.judged):,} postings are among those the model learned from: on them"
                f" it looks better than it is. docs/model-card.md has cross-validated figures."
            )
        if self.unlabelled:
            notes.append(f"{_count(self.unlabelled, 'row')} without a role label left out.")
        if self.duties_alone:
            notes.append(f"Labelled duties of {_count(self.duties_alone, 'posting')} that no file holds left out.")
        missing = sum(judged.case.fit is None for judged in self.judged)
        if missing == len(self.judged):
            notes.append("No fit grades, so no figures of the fit.")
        elif missing:
            notes.append(f"{_count(missing, 'posting')} without a fit grade; the fit figures leave them out.")
        return notes


def make_report(judged: Sequence[JudgedCase], **facts: Any) -> Report:
    """Work out all figures of judged postings.

    Parameters
    ----------
    judged : sequence of JudgedCase
        At least one.
    **facts
        The other attributes of :class:`Report`.
    """
    answers = answers_of(judged)
    with_duties = [item for item in judged if item.case.duties is not None]
    duties = count_duties([item.case.duties or () for item in with_duties], [item.extracted for item in with_duties])
    return Report(
        judged=tuple(judged),
        figures=evaluate(answers),
        duties=duty_figures(duties) if with_duties else None,
        groups=evaluate_groups(answers, [item.groups for item in judged]),
        **facts,
    )


def answers_of(judged: Sequence[JudgedCase]) -> Answers:
    """Put the labels of judged postings beside what was said of them."""
    return Answers.of(
        [item.case.role for item in judged],
        [item.case.fit for item in judged],
        [item.case.title_lies for item in judged],
        [item.judgement for item in judged],
    )


def as_json(report: Report) -> dict[str, Any]:
    """Give a report as plain values; what is not defined is null."""
    found: dict[str, Any] = _plain(
        {
            "version": JSON_VERSION,
            "files": report.files,
            "model": report.model,
            "profile": report.profile,
            "notes": report.notes,
            "unlabelled": report.unlabelled,
            "duties_alone": report.duties_alone,
            "seen_in_training": report.seen,
            **asdict(report.figures),
            "duties": report.duties and asdict(report.duties),
            "groups": [asdict(group) for group in report.groups],
            "answers": [_answer(item) for item in report.judged],
        }
    )
    return found


def _answer(item: JudgedCase) -> dict[str, Any]:
    case, judgement = item.case, item.judgement
    return {
        "id": case.id,
        "posting_id": case.posting_id,
        "title": case.title,
        "role_label": case.role,
        "role": judgement.role,
        "right": case.role == judgement.role,
        "decision": judgement.decision,
        "probabilities": judgement.probabilities,
        "fit_label": case.fit,
        "fit_score": judgement.fit,
        "title_lies": case.title_lies,
        "groups": item.groups,
    }


def _plain(value: Any) -> Any:
    """Turn arrays into lists, and numbers that JSON does not know into None; no figure needs more than six digits."""
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, float):
        return round(value, 6) if isfinite(value) else None
    return value


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
