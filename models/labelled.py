"""Labelled postings: what a training record holds, and how its labels reach the lines of its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from features.lines import Line, read_text
from features.markup import to_plain_text
from features.taxonomy import competencies

#: The roles of the labelling guide, in the order of the probability columns.
ROLES = ("account-management", "creative-pm", "hybrid", "out-of-scope")

#: A line is a duty when labelled duties cover at least this share of it; below, it merely touches one.
MIN_COVER = 0.5


class LabelError(ValueError):
    """A labelled record that cannot be used; the message names the record and what is wrong."""


@dataclass(frozen=True, slots=True)
class LabelledDuty:
    """A duty as labelled: its words and their competency codes."""

    text: str
    competencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelledPosting:
    """A posting with its role, its fit for the default profile (0 to 4), and its duties.

    ``twin`` is a label that a posting shares with the one written as its counterpart; the two never stand on both sides
    of a split.
    """

    id: str
    title: str
    company: str
    location: str
    description: str
    role: str
    fit: float
    duties: tuple[LabelledDuty, ...]
    twin: str | None = None
    title_lies: bool | None = None

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> LabelledPosting:
        """Check one JSON record and build a labelled posting from it.

        Raises
        ------
        LabelError
            If a field is missing, or a role or competency is not one of the guide's.
        """
        name = str(record.get("id") or "record without id")
        missing = [key for key in ("id", "title", "description", "role", "fit", "duties") if record.get(key) is None]
        if missing:
            raise LabelError(f"{name}: no {', '.join(missing)}")
        if record["role"] not in ROLES:
            raise LabelError(f"{name}: role {record['role']!r} is none of {', '.join(ROLES)}")
        if not 0 <= float(record["fit"]) <= 4:
            raise LabelError(f"{name}: fit {record['fit']!r} is not between 0 and 4")
        duties = tuple(LabelledDuty(str(d["text"]), tuple(d.get("competencies", ()))) for d in record["duties"])
        unknown = {code for duty in duties for code in duty.competencies} - set(competencies())
        if unknown:
            raise LabelError(f"{name}: unknown competencies {', '.join(sorted(unknown))}")
        return cls(
            id=name,
            title=str(record["title"]),
            company=str(record.get("company") or ""),
            location=str(record.get("location") or ""),
            description=str(record["description"]),
            role=str(record["role"]),
            fit=float(record["fit"]),
            duties=duties,
            twin=record.get("twin"),
            title_lies=record.get("title_lies"),
        )


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A line of a labelled posting: whether it is a duty, and of which competencies."""

    line: Line
    is_duty: bool
    competencies: tuple[str, ...]


def groups_of(postings: Sequence[LabelledPosting]) -> list[int]:
    """Give postings that share a twin label the same number: groups that no split may tear apart."""
    numbers: dict[tuple[str, bool], int] = {}
    keys = ((posting.twin or posting.id, posting.twin is None) for posting in postings)
    return [numbers.setdefault(key, len(numbers)) for key in keys]


def label_lines(posting: LabelledPosting) -> list[LabelledLine]:
    """Carry the labels of a posting's duties over to the lines of its cleaned text.

    Duties are found by their letters and digits alone, so that markup, escapes and white space do not matter.

    Returns
    -------
    list of LabelledLine
        Headings are left out.
    """
    text = read_text(posting.description)
    letters, places = _letters(text.text)
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    position = 0
    for duty in posting.duties:
        wanted, _ = _letters(to_plain_text(duty.text))
        found = letters.find(wanted, position)
        found = letters.find(wanted) if found < 0 else found
        if found >= 0 and wanted:
            spans.append((places[found], places[found + len(wanted) - 1] + 1, duty.competencies))
            position = found
    return [_label(line, spans) for line in text.lines if not line.is_heading]


def _letters(text: str) -> tuple[str, list[int]]:
    places = [place for place, char in enumerate(text) if char.isalnum()]
    return "".join(text[place] for place in places).lower(), places


def _label(line: Line, spans: Sequence[tuple[int, int, tuple[str, ...]]]) -> LabelledLine:
    covered, codes = 0, set[str]()
    for start, end, duty_codes in spans:
        shared = min(line.end, end) - max(line.start, start)
        if shared > 0:
            covered += shared
            if shared >= MIN_COVER * min(line.end - line.start, end - start):
                codes.update(duty_codes)
    is_duty = covered >= MIN_COVER * (line.end - line.start)
    return LabelledLine(line, is_duty, tuple(sorted(codes)) if is_duty else ())
