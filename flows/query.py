"""Questions to the ranked jobs of the last run: filters, sorting, choice of columns, one SQL expression, counts.

DuckDB answers them in memory, from the columns that the question names, with file access switched off; the
rows it picks are then taken from the file as they are, part by part.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

from flows.answer import Answer
from flows.query_conditions import Conditions, conditions, known_name, limit, order_by
from flows.query_groups import columns_of, count, group_keys
from flows.question import Question
from flows.where_clause import QueryError, checked_columns, plain_error, predicate

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

__all__ = ["QueryError", "answer", "run_query"]

#: Most time for DuckDB: on 100,000 jobs the slowest honest question takes 0.3 s (docs/benchmarks.md).
MAX_SECONDS = 10.0

#: Of the connection: nothing is fetched, no variable of this process is a table, nothing is put on disk.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "memory_limit": "1GB",
}

#: Rows that an expression works on at once. DuckDB takes up to 2,048, and its memory limit does not count the texts
#: that ``||`` makes meanwhile: 95 times a reason joined to itself took 4.2 GB, and takes 0.5 GB so.
_ROWS_AT_ONCE = 64

_ROW = "row number"


def run_query(ranked: Path, *, today: date | None = None, **asked: Any) -> pa.Table:
    """Answer a question all at once; ``asked`` are the attributes of :class:`flows.question.Question`."""
    given = answer(ranked, Question(**asked), today)
    return given.table() if isinstance(given, Answer) else given


def answer(ranked: Path, question: Question, today: date | None = None) -> Answer | pa.Table:
    """Pick the jobs that a question asks for, or count them.

    Parameters
    ----------
    ranked : Path
        A run's ranked table, see :meth:`flows.store.Store.latest_ranked`.
    question : Question
    today : date, optional
        What ``since`` counts from.

    Returns
    -------
    flows.answer.Answer or pyarrow.Table
        Jobs; groups if the question has a ``count_by``.

    Raises
    ------
    QueryError
        If the question has a mistake, or the table cannot be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = conditions(question, today)
    try:
        with pq.ParquetFile(ranked) as file, _locked_down() as connection, _in_time(connection):
            if question.count_by:
                return _groups(file, connection, question, found)
            return _jobs(file, connection, question, found, ranked)
    except (OSError, pa.ArrowException) as error:
        raise QueryError(f"{ranked} cannot be read; run `rolefit rank` again to make it anew") from error


def _jobs(
    file: Any, connection: duckdb.DuckDBPyConnection, question: Question, found: Conditions, ranked: Path
) -> Answer:
    from flows.whole_numbers import to_numpy

    names = file.schema_arrow.names
    chosen = [known_name(name, names, "column") for name in question.columns] or names
    order, sorted_by = order_by(question.sort, names, "rank")
    _register(file, connection, question, found, {"rank", *sorted_by})
    sql = f'SELECT "{_ROW}" FROM ranked WHERE {found.clause}{order}{limit(question.top)}'
    rows = connection.sql(sql, params=found.values).to_arrow_table()
    return Answer(ranked, chosen, to_numpy(rows[_ROW]))


def _groups(file: Any, connection: duckdb.DuckDBPyConnection, question: Question, found: Conditions) -> pa.Table:
    keys = group_keys(question.count_by, file.schema_arrow)
    needed = columns_of(keys)
    _register(file, connection, question, found, needed)
    sql = f"SELECT {', '.join(sorted(needed))} FROM ranked WHERE {found.clause}"
    return count(connection, connection.sql(sql, params=found.values).to_arrow_table(), keys, question)


def _register(
    file: Any, connection: duckdb.DuckDBPyConnection, question: Question, found: Conditions, more: set[str]
) -> None:
    """Make the columns that a question uses a table ``ranked``, its expression part of the conditions."""
    import numpy as np
    import pyarrow as pa

    from flows.whole_numbers import to_arrow

    if question.where is not None:
        used = checked_columns(question.where, file.schema_arrow.names, connection)
        found.add(predicate(question.where), (), *used)
    table = file.read(columns=sorted(found.columns | more))
    table = table.append_column(_ROW, to_arrow(np.arange(len(table))))
    if question.where is not None:
        table = pa.Table.from_batches(table.to_batches(max_chunksize=_ROWS_AT_ONCE), table.schema)
    connection.register("ranked", table)


@contextmanager
def _locked_down() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory that can reach no file, and that no statement can open up again."""
    import duckdb

    with duckdb.connect(":memory:", config=_CONFIG) as connection:
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


@contextmanager
def _in_time(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Interrupt what takes too long, and tell what goes wrong in one line."""
    import duckdb

    timer = Timer(MAX_SECONDS, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    except duckdb.InterruptException as error:
        raise QueryError(f"the query takes more than {MAX_SECONDS:g} seconds; ask for less") from error
    except duckdb.ConversionException as error:
        raise QueryError(f"--where: {plain_error(error)}; try_cast(… as …) gives null instead") from error
    except duckdb.Error as error:
        raise QueryError(f"--where: {plain_error(error)}") from error
    finally:
        timer.cancel()
