"""Listings to the store: read in chunks, give each row its identity, keep what is new, note every sighting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from features.identity import posting_id
from features.repair import repair_line
from features.urls import without_tracking
from flows.sources import Listing, ReadOptions, Rejection, chunks, read_listings
from flows.store import Store
from flows.tables import POSTINGS, REJECTED, SIGHTINGS, to_table

#: Rows of one chunk, and so most postings of one batch. 500 keeps two workers evenly busy on a few thousand listings.
CHUNK_ROWS = 500


@dataclass(frozen=True, slots=True)
class Ingested:
    """What reading gave: rows read (postings and rejected), and the batches that hold the run's postings."""

    rows: int
    rejected: int
    new_postings: int
    batches: tuple[str, ...]


def ingest(inputs: Sequence[Path], options: ReadOptions, store: Store, run: str) -> Ingested:
    """Read listings into the store.

    Parameters
    ----------
    inputs : sequence of Path
        Files or folders.
    options : ReadOptions
        How to read them.
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
    """
    known = store.known_posting_ids()
    seen: dict[str, str] = {}
    rows = rejected = new = 0
    for number, chunk in enumerate(chunks(read_listings(inputs, options), CHUNK_ROWS)):
        rows += len(chunk)
        refused = [asdict(item) for item in chunk if isinstance(item, Rejection)]
        listings = [_identified(item) for item in chunk if isinstance(item, Listing)]
        fresh = {row["posting_id"]: row for row in reversed(listings) if row["posting_id"] not in known}
        if fresh:
            batch = store.batch_id(fresh)
            ordered = [fresh[key] for key in sorted(fresh)]
            store.write("postings", batch, to_table(ordered, POSTINGS))
            known.update(dict.fromkeys(fresh, batch))
            new += len(fresh)
        seen.update((row["posting_id"], known[row["posting_id"]]) for row in listings)
        part = f"{number:06d}"
        store.write(f"runs/{run}/sightings", part, to_table(_columns(listings, SIGHTINGS.names), SIGHTINGS))
        store.write(f"runs/{run}/rejected", part, to_table(refused, REJECTED))
        rejected += len(refused)
    return Ingested(rows, rejected, new, tuple(sorted(set(seen.values()))))


def _identified(listing: Listing) -> dict[str, Any]:
    row = asdict(listing)
    # The description stays as it was found: it is repaired where it is cleaned, and offsets count what comes out there.
    row |= {name: repair_line(row[name]) for name in ("title", "company", "location")}
    row["job_url"] = without_tracking(listing.job_url)
    reference = listing.source_id or row["job_url"]
    row["posting_id"] = posting_id(row["title"], row["company"], row["location"], listing.description, reference)
    return row


def _columns(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> Iterator[dict[str, Any]]:
    return ({name: row[name] for name in names} for row in rows)
