"""How many jobs there are of each kind: the SQL of a question's ``count_by``.

Any column of text, lists or truth can be counted by, and three that are made of others: ``place``, ``month`` and
``skill``. A job counts once for each item of a list. Where a list is empty or a value unknown, a job counts under an
empty name, so that no job is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from flows.query_conditions import known_name, limit, order_by
from flows.question import Question
from flows.where_clause import QueryError

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

#: Columns made for counting, and what each is made of.
MADE_OF = {"place": ("location", "is_remote"), "month": ("date_posted",), "skill": ("matched_skills", "gap_skills")}

#: What is said of each group beside its name, over the columns of :data:`_MEASURED` and ``every``, the number of all
#: jobs that meet the conditions.
MEASURES = {
    "jobs": "count(*)",
    "share": "count(*) / any_value(every)",
    "mean_fit": "avg(fit_score)",
    "decided_share": "avg((decision = 'decided')::int)",
    "best_job": "arg_min(posting_id, rank)",
}
_MEASURED = ("rank", "fit_score", "decision", "posting_id")


def group_keys(count_by: Sequence[str], schema: pa.Schema) -> list[str]:
    """Check what to count by.

    Parameters
    ----------
    count_by : sequence of str
        Names as the user gave them.
    schema : pyarrow.Schema
        Of the ranked table.

    Raises
    ------
    QueryError
        If there is no such column, or it holds numbers.
    """
    import pyarrow.types as kinds

    numbers = {field.name for field in schema if kinds.is_floating(field.type) or kinds.is_integer(field.type)}
    keys = [known_name(name, {*MADE_OF, *schema.names}, "column") for name in count_by]
    for key in keys:
        if key in numbers:
            raise QueryError(f"--count-by {key}: numbers are not counted by; narrow them, as in --where '{key} > 1'")
    return list(dict.fromkeys(keys))


def columns_of(keys: Collection[str]) -> set[str]:
    """Name the columns of the ranked table that counting needs."""
    return {*_MEASURED, *(name for key in keys for name in MADE_OF.get(key, (key,)))}


def count(connection: duckdb.DuckDBPyConnection, picked: pa.Table, keys: Sequence[str], question: Question) -> pa.Table:
    """Count jobs by kind, the largest group first.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
    picked : pyarrow.Table
        The jobs that meet the conditions, with :func:`columns_of`.
    keys : sequence of str
        See :func:`group_keys`.
    question : Question
        Says which columns of the answer to give, how to sort it and how much of it.

    Returns
    -------
    pyarrow.Table
        ``keys`` and :data:`MEASURES`. ``share`` is of all the jobs picked, so that with lists shares come to more
        than 1.
    """
    names = [*keys, *MEASURES]
    chosen = [known_name(name, names, "column") for name in question.columns] or names
    order, _ = order_by(question.sort, names, ", ".join(["jobs DESC", *map(_quoted, keys)]))
    connection.register("picked", picked)
    kinds, values = "SELECT *, (SELECT count(*) FROM picked) AS every FROM picked", []
    if "place" in keys:
        values = _places(connection)
        named = "(SELECT unnest(?) AS cell, unnest(?::bool[]) AS remote, unnest(?::varchar[][]) AS places)"
        kinds = f"{kinds} JOIN {named} ON location = cell AND is_remote IS NOT DISTINCT FROM remote"
    for key in keys:  # one level each: two lists unnested at one level run side by side
        kinds = f"SELECT *, {_items(key, picked.schema)} AS {_quoted('by ' + key)} FROM ({kinds})"
    grouped = ", ".join(f"{_quoted('by ' + key)} AS {_quoted(key)}" for key in keys)
    measures = ", ".join(f"{sql} AS {name}" for name, sql in MEASURES.items())
    groups = f"SELECT {grouped}, {measures} FROM ({kinds}) GROUP BY {', '.join(_quoted('by ' + key) for key in keys)}"
    shown = ", ".join(map(_quoted, chosen))
    sql = f"SELECT {shown} FROM ({groups}){order}{limit(question.top)}"
    return connection.sql(sql, params=values).to_arrow_table()


def _places(connection: duckdb.DuckDBPyConnection) -> list[list[object]]:
    """Read each different location cell once: cells, whether remote, names of their places."""
    from features.place_names import place_names

    cells = connection.execute("SELECT DISTINCT location, is_remote FROM picked").fetchall()
    return [[cell for cell, _ in cells], [remote for _, remote in cells], [list(place_names(*cell)) for cell in cells]]


def _items(key: str, schema: pa.Schema) -> str:
    import pyarrow.types as kinds

    if key == "month":
        return "left(date_posted, 7)"
    if key == "place":
        items = "places"
    elif key == "skill":
        items = "list_concat(matched_skills, gap_skills)"
    elif kinds.is_list(schema.field(key).type):
        items = _quoted(key)
    else:
        return _quoted(key)
    return f"unnest(CASE WHEN len({items}) > 0 THEN list_distinct({items}) ELSE [''] END)"


def _quoted(name: str) -> str:
    return f'"{name}"'
