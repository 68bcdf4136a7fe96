"""Whole numbers between numpy and Arrow. Arrow's own way imports pandas, a quarter of a second of a query's start."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa


def to_arrow(numbers: npt.NDArray[np.int64]) -> pa.Array:
    """Give an Arrow array of these numbers.

    Examples
    --------
    >>> to_arrow(np.arange(3)).to_pylist()
    [0, 1, 2]
    """
    values = np.ascontiguousarray(numbers, dtype=np.int64)
    return pa.Array.from_buffers(pa.int64(), len(values), [None, pa.py_buffer(values)])


def to_numpy(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Give the numbers of a column of 64-bit whole numbers without nulls.

    Examples
    --------
    >>> to_numpy(pa.chunked_array([to_arrow(np.arange(4)).slice(1), to_arrow(np.arange(2))])).tolist()
    [1, 2, 3, 0, 1]
    """
    return np.concatenate([np.zeros(0, np.int64), *(_values(chunk) for chunk in column.chunks)])


def _values(chunk: Any) -> npt.NDArray[np.int64]:
    return np.frombuffer(chunk.buffers()[1], np.int64)[chunk.offset : chunk.offset + len(chunk)]
