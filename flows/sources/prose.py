"""The column that holds the description where no name says so: the one that reads like a job's text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from flows.sources.base import ReadOptions
from flows.sources.columns import ColumnMapping
from flows.sources.vocabulary import compact

#: Characters that half of a column's texts must have to be descriptions. In the 60 filled columns of six public
#: data sets, descriptions have a median of 640 to 3,400; of the others, only parts of descriptions and profiles of
#: the employer come near, whose names are known, and links (170, without a blank).
MIN_LENGTH = 250

#: Share of blanks: 0.13 to 0.16 in the texts of those data sets, 0 in addresses and encoded data.
MIN_BLANKS = 0.08

#: How the names of texts begin that are not of a job.
_OF_THE_EMPLOYER = (
    "company",
    "employer",
    "about",
    "organi",
    "firma",
    "unternehmen",
    "arbeitgeber",
    "entreprise",
    "empresa",
)

#: Share of the records that must have a text in it.
MIN_FILLED = 0.5


def with_text(mapping: ColumnMapping, rows: Sequence[Sequence[str]]) -> ColumnMapping:
    """Read the description from the column that looks like it, if none is named so or the one that is stands empty.

    Parameters
    ----------
    mapping : ColumnMapping
        What the names say. What the user says is never overruled.
    rows : sequence of sequence of str
        Some records.

    Returns
    -------
    ColumnMapping
        The same, or one with ``by_content`` set.
    """
    if "description" in mapping.overridden or not rows:
        return mapping
    described = (*mapping.fields.get("description", ()), *mapping.parts, *mapping.otherwise)
    if any(row[place].strip() for row in rows for place in described if place < len(row)):
        return mapping
    taken = {place for places in mapping.fields.values() for place in places}.union(described, mapping.context)
    free = [
        place
        for place, name in enumerate(mapping.columns)
        if place not in taken and not compact(name).startswith(_OF_THE_EMPLOYER)
    ]
    lengths = {place: length for place in free if (length := _prose(rows, place))}
    if not lengths:
        return mapping
    best = max(lengths, key=lambda place: (lengths[place], -place))
    return replace(mapping, fields={**mapping.fields, "description": (best,)}, by_content=True)


def text_option(mapping: ColumnMapping, options: ReadOptions) -> ReadOptions:
    """Give options under which records with other names find the same column by its name."""
    if not mapping.by_content:
        return options
    (place,) = mapping.fields["description"]
    return ReadOptions({**options.columns, "description": mapping.columns[place]})


def _prose(rows: Sequence[Sequence[str]], place: int) -> float:
    """Give the median length of a column's texts, 0 if they are no prose."""
    texts = [row[place].strip() for row in rows if place < len(row)]
    filled = [text for text in texts if text]
    if not filled or len(filled) < MIN_FILLED * len(texts):
        return 0
    length = median(len(text) for text in filled)
    blanks = sum(text.count(" ") + text.count("\n") for text in filled) / sum(len(text) for text in filled)
    return length if length >= MIN_LENGTH and blanks >= MIN_BLANKS else 0
