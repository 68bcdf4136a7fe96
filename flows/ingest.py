"""Listings to the store: read in chunks, give each row its identity, keep what is new, note every sighting."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any

from features.identity import listing_reference, posting_id
from features.repair import repair_line
from features.urls import without_tracking
from flows.sources import Listing, Rejection, chunks
from flows.store import Store, StoreDamaged
from flows.tables import POSTINGS, REJECTED, SIGHTINGS, to_table

#: Rows of one chunk, and so most postings of one batch. 500 keeps two workers evenly busy on a few thousand listings.
CHUNK_ROWS = 500

#: What tells two readings of listings apart: all that a row says, but not the file it was found in.
_SAID = tuple(name for name in SIGHTINGS.names if name not in ("number", "reference", "source_file", "source_row"))


class RowsRejectedError(ValueError):
    """Rows were rejected and the user wanted none to be; the message names the first ones."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A row of an earlier run that need not be read again: its columns in the store."""

    row: Mapping[str, Any]


#: What ingestion takes: rows as a source gives them, or as an earlier run kept them.
Item = Listing | Rejection | Carried


@dataclass(frozen=True, slots=True)
class Ingested:
    """What reading gave.

    Attributes
    ----------
    rows, rejected : int
        Rows read, and those of them that gave no posting.
    new_postings : int
        Postings that the store did not have.
    batches : tuple of str
        Batches that hold the run's postings.
    listings : str
        Hash of all rows in order, wherever they were found: equal if the same listings were read.
    """

    rows: int
    rejected: int
    new_postings: int
    batches: tuple[str, ...]
    listings: str


def ingest(items: Iterable[Item], store: Store, run: str) -> Ingested:
    """Read listings into the store.

    Parameters
    ----------
    items : iterable of Listing, Rejection or Carried
        The rows of files, see :func:`flows.sources.read_listings` and :func:`flows.retry.read_rejected_again`.
    store : Store
        Postings not yet in it are written as new batches; sightings and rejected rows go under ``runs/<run>``.
    run : str
        The run's name.

    Returns
    -------
    Ingested

    Raises
    ------
    flows.sources.UnreadableInput
        If a file named directly cannot be read as listings.
    StoreDamaged
        If a row of an earlier run names a posting that the store does not have.
    """
    known = store.known_posting_ids()
    batches: set[str] = set()
    digest = hashlib.sha256()
    rows = rejected = new = 0
    numbers = count()
    for part, chunk in enumerate(chunks(items, CHUNK_ROWS)):
        read = [_row(item, number) for item, number in zip(chunk, numbers, strict=False)]
        sightings = [row for row in read if "reason" not in row]
        refused = [row for row in read if "reason" in row]
        fresh = {row["posting_id"]: row for row in reversed(sightings) if row["posting_id"] not in known}
        if any("description" not in row for row in fresh.values()):
            raise StoreDamaged("postings of the last run are missing from the store; rank its files again")
        if fresh:
            batch = store.batch_id(fresh)
            store.write("postings", batch, to_table([fresh[key] for key in sorted(fresh)], POSTINGS))
            known.update(dict.fromkeys(fresh, batch))
            new += len(fresh)
        batches.update(known[row["posting_id"]] for row in sightings)
        store.write(f"runs/{run}/sightings", f"{part:06d}", to_table(sightings, SIGHTINGS))
        store.write(f"runs/{run}/rejected", f"{part:06d}", to_table(refused, REJECTED))
        for row in read:
            said = _SAID if "reason" not in row else ("reason", "excerpt")
            digest.update(repr([row[name] for name in said]).encode("utf-8", "backslashreplace"))
        rows += len(read)
        rejected += len(refused)
    return Ingested(rows, rejected, new, tuple(sorted(batches)), digest.hexdigest())


def refuse_rejected(store: Store, dataset: str, rows: int, rejected: int) -> None:
    """Stop a run that was to reject nothing.

    Raises
    ------
    RowsRejectedError
        If a row was rejected; the message shows where the first ones stand, and why.
    """
    if not rejected:
        return
    shown: list[str] = []
    for row in _rejected_rows(store, dataset):
        place = f"{row['source_file']}" + (f" row {row['source_row']}" if row["source_row"] else "")
        shown.append(f"{place} ({row['reason']}: {row['detail']})")
        if len(shown) == _SHOWN:
            break
    more = f"; and {rejected - len(shown):,} more" if rejected > len(shown) else ""
    raise RowsRejectedError(
        f"{rejected:,} of {rows:,} rows were rejected, and --strict allows none: {'; '.join(shown)}{more}."
        " Nothing was written; mend the rows, or run without --strict to get all of them in rejected.csv"
    )


#: Rejected rows that a message names.
_SHOWN = 3


def _rejected_rows(store: Store, dataset: str) -> Iterator[dict[str, Any]]:
    for batch in store.batches(dataset):
        yield from store.read(dataset, batch).to_pylist()


def _row(item: Item, number: int) -> dict[str, Any]:
    if isinstance(item, Carried):
        return {**item.row, "number": number}
    row: dict[str, Any] = {**asdict(item), "number": number}
    if isinstance(item, Listing):
        # The description stays as it was found: it is repaired where it is cleaned, and offsets count what comes out.
        row |= {name: repair_line(row[name]) for name in ("title", "company", "location")}
        row["job_url"] = without_tracking(item.job_url)
        own_name = item.source_id or row["job_url"]
        row["posting_id"] = posting_id(row["title"], row["company"], row["location"], item.description, own_name)
        row["reference"] = listing_reference(item.source_id, item.site, row["job_url"], row["company"])
    return row


def rejected_files(store: Store, dataset: str) -> Sequence[str]:
    """Name the files of which rows were rejected, or that were rejected as a whole, in the order of reading."""
    return list(dict.fromkeys(row["source_file"] for row in _rejected_rows(store, dataset)))
