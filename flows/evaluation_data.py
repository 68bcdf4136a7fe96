"""Labelled postings of any file, checked: what ``rolefit evaluate`` holds a model's answers against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from features.identity import posting_id
from features.taxonomy import competencies
from flows.evaluation_rows import LabelledRow, labelled_rows
from flows.settings import Settings
from flows.sources import UnreadableInput
from flows.training_data import LabelledDataError, labelled_files
from models.duty_figures import NamedDuty
from models.label_guide import read_fit, read_role
from models.labelled import ROLES, LabelError


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled posting.

    Attributes
    ----------
    id, posting_id : str
        The file's own id (else the place), and the one under which a run keeps the posting.
    fit, title_lies : float or None, bool or None
        None where not labelled.
    duties : tuple of NamedDuty, or None
        None where duties were not labelled.
    """

    id: str
    posting_id: str
    title: str
    company: str
    location: str
    description: str
    role: str
    fit: float | None
    title_lies: bool | None
    duties: tuple[NamedDuty, ...] | None


@dataclass(frozen=True, slots=True)
class LabelledCases:
    """What files hold: labelled postings, rows without a label, and postings of which only the duties were labelled."""

    cases: tuple[Case, ...]
    unlabelled: int = 0
    duties_alone: int = 0


@dataclass(slots=True)
class _Found:
    cases: dict[str, Case] = field(default_factory=dict)
    duties: dict[str, tuple[NamedDuty, ...]] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)
    unlabelled: int = 0


def read_cases(paths: Sequence[Path], settings: Settings) -> LabelledCases:
    """Read labelled postings.

    Parameters
    ----------
    paths : sequence of Path
        JSON Lines, CSV or TSV files; of a folder, its ``*.jsonl``.
    settings : Settings
        Where the store is, which has the text of a ranked.csv's rows.

    Raises
    ------
    LabelledDataError
        If a row has a mistake, or no row has a label.
    UnreadableInput
        If a file cannot be read.
    """
    found = _Found()
    for path in _files(paths):
        try:
            for row in labelled_rows(path, settings):
                try:
                    _take(row, found)
                except LabelError as error:
                    found.bad.append(f"{row.where}: {error}")
        except OSError as error:
            raise UnreadableInput("not-readable", path, error.strerror or str(error)) from error
    if found.bad:
        more = f" (and {len(found.bad) - 1:,} more rows with a mistake)" if len(found.bad) > 1 else ""
        raise LabelledDataError(found.bad[0] + more)
    if not found.cases:
        named = ", ".join(map(str, paths))
        raise LabelledDataError(f"{named}: no row has a role; give some one of {', '.join(ROLES)}")
    cases = tuple(replace(case, duties=found.duties.get(name, case.duties)) for name, case in found.cases.items())
    return LabelledCases(cases, found.unlabelled, len(found.duties.keys() - found.cases.keys()))


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise LabelledDataError(f"{path}: no such file")
        inside = labelled_files(path) if path.is_dir() else [path]
        if not inside:
            raise LabelledDataError(f"{path}: no labelled postings (*.jsonl) in this folder")
        yield from inside


def _take(row: LabelledRow, found: _Found) -> None:
    if row.error:
        raise LabelError(row.error)
    if row.units is not None:
        name, duties = _numbered_duties(row.units)
        if name in found.duties:
            raise LabelError(f"the duties of {name} were labelled before")
        found.duties[name] = duties
    elif not row.role.strip() or row.listing is None:
        found.unlabelled += 1
    else:
        listing, name = row.listing, row.listing.source_id or row.where
        if name in found.cases:
            raise LabelError(f"the id {name} was labelled before")
        reference = listing.source_id or listing.job_url
        found.cases[name] = Case(
            id=name,
            posting_id=posting_id(listing.title, listing.company, listing.location, listing.description, reference),
            title=listing.title,
            company=listing.company,
            location=listing.location,
            description=listing.description,
            role=read_role(row.role),
            fit=read_fit(row.fit),
            title_lies=row.lies,
            duties=_duties(row.duties),
        )


def _duties(written: Any) -> tuple[NamedDuty, ...] | None:
    """Read duties that carry their text, or lines of which some are duties; anything else there is not ours."""
    if not isinstance(written, list) or not all(isinstance(duty, Mapping) for duty in written):
        return None
    duties = []
    for duty in written:
        if duty.get("section", "duty") != "duty":
            continue
        if not isinstance(duty.get("text"), str):
            raise LabelError("each of its duties needs a text")
        duties.append(NamedDuty(duty["text"], _codes(duty.get("competencies"))))
    return tuple(duties)


def _numbered_duties(record: Mapping[str, Any]) -> tuple[str, tuple[NamedDuty, ...]]:
    name, units, numbered = record.get("id"), record["units"], record.get("duties")
    if not isinstance(name, str) or not isinstance(units, list) or not isinstance(numbered, Mapping):
        raise LabelError("units need an id, and duties that name their numbers")
    duties = []
    for number, codes in numbered.items():
        if not number.isdecimal() or len(number) > 9 or int(number) >= len(units):
            raise LabelError(f"duty {number[:20]!r} is none of its {len(units)} units")
        duties.append(NamedDuty(str(units[int(number)]), _codes(codes)))
    return name, tuple(duties)


def _codes(written: Any) -> tuple[str, ...]:
    codes = tuple(map(str, written)) if isinstance(written, list) else ()
    if unknown := set(codes) - set(competencies()):
        raise LabelError(f"unknown competencies {', '.join(sorted(unknown))[:100]}")
    return codes
