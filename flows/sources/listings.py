"""One record of a table or of JSON Lines to a listing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from flows.sources import values
from flows.sources.base import EXCERPT, MAX_CELL, MAX_DESCRIPTION, Listing, Rejection, excerpt
from flows.sources.columns import FIELDS, MAX_NAMED, ColumnMapping
from flows.sources.descriptions import join_description
from flows.sources.vocabulary import compact, vocabulary


def to_listing(record: Sequence[str], mapping: ColumnMapping, source_file: str, source_row: int) -> Listing | Rejection:
    """Turn one record into a listing.

    Parameters
    ----------
    record : sequence of str
        One cell for each of ``mapping.columns``.
    mapping : ColumnMapping
        What the cells are.
    source_file : str
        Path of the file.
    source_row : int
        Number of the record, from 1.

    Returns
    -------
    Listing or Rejection
        A rejection if the record has neither title nor description, or a cell longer than any real one.
    """

    def get(ours: str) -> str:
        found = (values.one_line(record[place]) for place in mapping.fields.get(ours, ()))
        return ", ".join(text for text in found if text)

    def reject(reason: str, detail: str) -> Rejection:
        return Rejection(source_file, source_row, reason, detail, excerpt(" | ".join(_beginnings(record))))

    texts = {ours: get(ours) for ours in FIELDS if ours != "description"}
    low, high = values.amount(texts["salary_min"]), values.amount(texts["salary_max"])
    context = list(mapping.context)
    for place in mapping.context:
        if compact(mapping.columns[place]) in _salary_names():
            low, high = _stated_salary(record[place])
            if low is not None:
                context.remove(place)
    body = mapping.fields.get("description", ())
    description = join_description(record, mapping.columns, body, mapping.parts, context, mapping.otherwise)
    if len(description) > MAX_DESCRIPTION:
        return reject(
            "too-long",
            f"the description has {len(description):,} characters; at most {MAX_DESCRIPTION:,} are read",
        )
    for ours, text in texts.items():
        if len(text) > MAX_CELL:
            return reject("too-long", f"the {ours} has {len(text):,} characters; at most {MAX_CELL:,} are read")
    if not texts["title"] and not description:
        return reject("no-title-and-description", "the record has neither a title nor a description")
    return Listing(
        title=texts["title"],
        company=texts["company"],
        location=texts["location"],
        description=description,
        source_id=texts["source_id"],
        site=texts["site"],
        job_url=texts["job_url"],
        date_posted=values.iso_date(texts["date_posted"]),
        is_remote=values.yes_no(texts["is_remote"]),
        salary_min=low,
        salary_max=high,
        salary_currency=values.currency(texts["salary_currency"]),
        salary_interval=values.interval(texts["salary_interval"]),
        source_file=source_file,
        source_row=source_row,
    )


def _stated_salary(text: str) -> tuple[float | None, float | None]:
    number = values.amount(text)
    return (number, number) if number is not None else values.amount_range(text) or (None, None)


def _beginnings(record: Sequence[str]) -> Iterator[str]:
    return (text[:EXCERPT] for text in record[:MAX_NAMED] if text.strip())


@cache
def _salary_names() -> frozenset[str]:
    return frozenset(compact(name) for name in vocabulary()["salary"]["text"])
