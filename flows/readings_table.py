"""What was read of a batch's texts (:class:`models.readings.Readings`) as a table of the store, and back.

The table has one row: each column is an array of the batch. Rows of postings would have to be put together again before
anything could be counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from flows.tables import RAGGED, READINGS
from models.meaning import WIDTH
from models.ragged import Ragged
from models.readings import Readings

if TYPE_CHECKING:
    from flows.store import Store

_MEANINGS = ("title_meanings", "duty_meanings")


def readings_table(posting_ids: Sequence[str], readings: Readings) -> pa.Table:
    """Turn readings into a table."""
    arrays: dict[str, Any] = {"posting_id": posting_ids, "words": readings.words}
    for name in RAGGED:
        ragged: Ragged = getattr(readings, name)
        arrays |= {name: ragged.values, f"{name}_lengths": ragged.lengths.astype(np.int32)}
    arrays |= {name: getattr(readings, name).ravel() for name in _MEANINGS}
    columns = []
    for field in READINGS:
        values = pa.array(arrays[field.name], field.type.value_type)
        columns.append(pa.ListArray.from_arrays(pa.array([0, len(values)], pa.int32()), values))
    return pa.table(columns, schema=READINGS)


def stored_readings(store: Store, dataset: str, batch: str, posting_ids: Sequence[str]) -> Readings | None:
    """Read a batch's readings; None if there are none, or none of just these postings.

    Raises
    ------
    flows.store.StoreDamaged
        If they cannot be read.
    """
    if not store.exists(dataset, batch):
        return None
    table = store.read(dataset, batch)
    if table.num_rows != 1 or table["posting_id"][0].as_py() != list(posting_ids):
        return None
    parts: dict[str, Any] = {name: stored_ragged(table, name) for name in RAGGED}
    parts |= {name: _array(table, name).reshape(-1, WIDTH) for name in _MEANINGS}
    return Readings(words=tuple(stored_words(table)), **parts)


def stored_ragged(table: pa.Table, name: str) -> Ragged:
    """Take one of the ragged arrays out of a table of readings."""
    return Ragged.packed(_array(table, name), _array(table, f"{name}_lengths"))


def stored_words(table: pa.Table) -> list[str]:
    """Take the words out of a table of readings."""
    words: list[str] = table["words"].chunk(0).values.to_pylist()
    return words


def _array(table: pa.Table, name: str) -> NDArray[Any]:
    values: NDArray[Any] = table[name].chunk(0).values.to_numpy(zero_copy_only=False)
    return values
