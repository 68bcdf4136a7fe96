"""Labelled postings: what a training record holds, and how its labels reach the lines of its text."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from features.lines import LINE_KINDS, Line, read_text
from features.markup import to_plain_text
from features.taxonomy import competencies

#: The roles of the labelling guide, in the order of the probability columns.
ROLES = ("account-management", "creative-pm", "hybrid", "out-of-scope")

#: A line is a duty when labelled duties cover at least this share of it; below, it merely touches one.
MIN_COVER = 0.5


class LabelError(ValueError):
    """A labelled record that cannot be used; the message names the record and what is wrong."""


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A piece of a posting as labelled.

    Attributes
    ----------
    text : str
    kind : str
        One of :data:`features.lines.LINE_KINDS`, or ``"heading"``.
    competencies : tuple of str
        Codes of a duty.
    doubtful : tuple of str
        Codes that only one of two readers gave it; they count half.
    """

    text: str
    kind: str
    competencies: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelledPosting:
    """A posting with its role, its fit for the default profile (0 to 4), and its labelled pieces.

    ``pieces`` are all its lines, or its duties only (``complete`` is false then, and what they do not cover is no
    duty, whatever else it is). ``twin`` is a label that a posting shares with the one written as its counterpart; the
    two never stand on both sides of a split.

    A ``partial`` one has a role and perhaps a fit (NaN where nobody graded it), and no pieces: nobody said what its
    lines are, so no model of lines learns from it.
    """

    id: str
    title: str
    company: str
    location: str
    description: str
    role: str
    fit: float
    pieces: tuple[LabelledText, ...]
    complete: bool = False
    twin: str | None = None
    title_lies: bool | None = None
    partial: bool = False

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> LabelledPosting:
        """Check one JSON record and build a labelled posting from it.

        Raises
        ------
        LabelError
            If a field is missing, or a role or competency is not one of the guide's.
        """
        name = str(record.get("id") or "record without id")
        partial = record.get("partial") is True
        wanted = ("id", "title", "description", "role", *(() if partial else ("fit",)))
        missing = [key for key in wanted if record.get(key) is None]
        has_pieces = record.get("lines") is not None or record.get("duties") is not None
        missing += ["lines or duties"] if not (has_pieces or partial) else []
        if missing:
            raise LabelError(f"{name}: no {', '.join(missing)}")
        if record["role"] not in ROLES:
            raise LabelError(f"{name}: role {record['role']!r} is none of {', '.join(ROLES)}")
        if partial and has_pieces:
            raise LabelError(f"{name}: marked as partial, yet its lines or duties are labelled")
        fit = math.nan if record.get("fit") is None else float(record["fit"])
        if record.get("fit") is not None and not 0 <= fit <= 4:
            raise LabelError(f"{name}: fit {record['fit']!r} is not between 0 and 4")
        complete = record.get("lines") is not None
        rows = () if partial else record["lines"] if complete else record["duties"]
        pieces = tuple(_piece(name, row) for row in rows)
        return cls(
            id=name,
            title=str(record["title"]),
            company=str(record.get("company") or ""),
            location=str(record.get("location") or ""),
            description=str(record["description"]),
            role=str(record["role"]),
            fit=fit,
            pieces=pieces,
            complete=complete,
            twin=record.get("twin"),
            title_lies=record.get("title_lies"),
            partial=partial,
        )


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A line of a labelled posting: what it is, and of which competencies if it is a duty."""

    line: Line
    kind: str
    competencies: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()

    @property
    def is_duty(self) -> bool:
        """Whether the line is a duty."""
        return self.kind == "duty"


def label_lines(posting: LabelledPosting) -> list[LabelledLine]:
    """Carry the labels of a posting's pieces over to the lines of its cleaned text.

    Pieces are found by their letters and digits alone, so that markup, escapes and white space do not matter. A line
    is what most of it was labelled as; what no label covers is "other".

    Returns
    -------
    list of LabelledLine
        Headings are left out.
    """
    text = read_text(posting.description)
    letters, places = _letters(text.text)
    spans: list[tuple[int, int, LabelledText]] = []
    position = 0
    for piece in posting.pieces:
        wanted, _ = _letters(to_plain_text(piece.text))
        found = letters.find(wanted, position)
        found = letters.find(wanted) if found < 0 else found
        if found >= 0 and wanted:
            spans.append((places[found], places[found + len(wanted) - 1] + 1, piece))
            position = found + (len(wanted) if posting.complete else 0)
    return [_label(line, spans) for line in text.lines if not line.is_heading]


def _piece(name: str, row: Mapping[str, Any]) -> LabelledText:
    piece = LabelledText(
        str(row["text"]),
        str(row.get("section", "duty")),
        tuple(row.get("competencies", ())),
        tuple(row.get("doubtful", ())),
    )
    if piece.kind not in (*LINE_KINDS, "heading"):
        raise LabelError(f"{name}: section {piece.kind!r} is none of {', '.join(LINE_KINDS)}, heading")
    unknown = set(piece.competencies + piece.doubtful) - set(competencies())
    if unknown:
        raise LabelError(f"{name}: unknown competencies {', '.join(sorted(unknown))}")
    return piece


def _letters(text: str) -> tuple[str, list[int]]:
    places = [place for place, char in enumerate(text) if char.isalnum()]
    return "".join(text[place] for place in places).lower(), places


def _label(line: Line, spans: Sequence[tuple[int, int, LabelledText]]) -> LabelledLine:
    covered: Counter[str] = Counter()
    codes, doubtful = set[str](), set[str]()
    for start, end, piece in spans:
        shared = min(line.end, end) - max(line.start, start)
        if shared > 0:
            covered[piece.kind] += shared
            if shared >= MIN_COVER * min(line.end - line.start, end - start):
                codes.update(piece.competencies)
                doubtful.update(piece.doubtful)
    if covered["duty"] >= MIN_COVER * (line.end - line.start):
        return LabelledLine(line, "duty", tuple(sorted(codes)), tuple(sorted(doubtful - codes)))
    rest = [kind for kind, _ in covered.most_common() if kind in LINE_KINDS and kind != "duty"]
    return LabelledLine(line, rest[0] if rest else "other")
