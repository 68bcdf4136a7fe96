"""Postings for the tests of the store: small, and their ids easy to tell apart."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from flows.store import Store
from flows.tables import POSTINGS, to_table

IDS = ["aa00000000000001", "aa00000000000002", "bb00000000000003"]


def postings(ids: Sequence[str], sources: Sequence[str] | None = None) -> pa.Table:
    """Make a table of postings, and of the source id of each."""
    unknown = {field.name: "" if field.type == pa.string() else None for field in POSTINGS}
    return to_table(
        [
            {
                **unknown,
                "posting_id": posting_id,
                "source_id": source,
                "description": "Run shoots. " * 50,
                "source_row": row,
            }
            for row, (posting_id, source) in enumerate(zip(ids, sources or ids, strict=True), start=1)
        ],
        POSTINGS,
    )


def files(store: Store) -> list[str]:
    """Name all files of the store."""
    return sorted(path.relative_to(store.root).as_posix() for path in store.root.rglob("*") if path.is_file())


def fill(store: Store) -> Store:
    """Write two batches of postings."""
    store.write("postings", "b1", postings(IDS[:2], ["in-1", "li-7"]))
    store.write("postings", "b2", postings(IDS[2:], ["in-1"]))
    return store
