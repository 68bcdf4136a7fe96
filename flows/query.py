"""Questions to the ranked jobs of the last run: filters, sorting, choice of columns, one SQL expression.

DuckDB answers them in memory, from the columns that the question names, with file access switched off; the
rows it picks are then taken from the file as they are, part by part.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.answer import Answer
from flows.where_clause import QueryError, checked_columns, nearest, plain_error, predicate

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb
    import pyarrow as pa

__all__ = ["QueryError", "pick", "run_query", "since_date"]

#: Of the connection: nothing is fetched, no variable of this process is a table, nothing is put on disk.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
}

_ROLES = ("account-management", "creative-pm", "hybrid", "out-of-scope")
_DECISIONS = ("decided", "review", "no-text")
_AGO = re.compile(r"(\d{1,4}) ?([dw])", re.IGNORECASE)
_ROW = "row number"


@dataclass(slots=True)
class _Conditions:
    """The WHERE clause as it grows: conditions, their values, the columns they use."""

    sql: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)

    def add(self, sql: str, values: Iterable[Any], *columns: str) -> None:
        self.sql.append(sql)
        self.values.extend(values)
        self.columns.update(columns)

    def one_of(self, column: str, wanted: Sequence[str], known: Collection[str]) -> None:
        if wanted:
            self.add(f"{column} IN ?", [tuple(_known(name, known, column) for name in wanted)], column)

    def compare(self, column: str, sign: str, bound: Any) -> None:
        if bound is not None:
            self.add(f"{column} {sign} ?", [bound], column)

    def holds(self, column: str, text: str | None, *, negated: bool = False) -> None:
        if text is not None:
            holds = f"contains(strip_accents(lower({column})), strip_accents(lower(?)))"
            self.add(f"NOT {holds}" if negated else holds, [text], column)


def run_query(ranked: Path, **question: Any) -> pa.Table:
    """Give the jobs that :func:`pick` picks, all at once."""
    return pick(ranked, **question).table()


def pick(
    ranked: Path,
    *,
    roles: Sequence[str] = (),
    min_fit: float | None = None,
    max_fit: float | None = None,
    remote: bool | None = None,
    since: str | None = None,
    salary_from: float | None = None,
    place: str | None = None,
    skill: Sequence[str] = (),
    company: str | None = None,
    not_company: Sequence[str] = (),
    decision: Sequence[str] = (),
    where: str | None = None,
    columns: Sequence[str] = (),
    sort: Sequence[str] = (),
    top: int | None = None,
    today: date | None = None,
) -> Answer:
    """Pick jobs that meet all of some conditions. What is unknown of a job meets no condition on it.

    Parameters
    ----------
    ranked : Path
        A run's ranked table, see :meth:`flows.store.Store.latest_ranked`.
    roles, decision : sequence of str
        Any of these.
    min_fit, max_fit : float, optional
        Bounds of ``fit_score``, both included.
    remote : bool, optional
        Whether the job is remote.
    since : str, optional
        Posted on this day or later: ``14d``, ``3w`` or an ISO date.
    salary_from : float, optional
        Least that the upper end of the pay comes to in a full-time year, in the posting's own currency.
    place, company : str, optional
        Words in the location, in the company's name; case and accents do not matter.
    skill : sequence of str
        Competencies that the job asks for, all of them, whether the profile has them or not.
    not_company : sequence of str
        Words that the company's name must not hold.
    where : str, optional
        An SQL expression, see :mod:`flows.where_clause`.
    columns : sequence of str
        Columns to give, in this order; all by default.
    sort : sequence of str
        Columns to sort by, ``-`` before one for descending; by rank by default. Unknown values come last.
    top : int, optional
        Give so many jobs at most.
    today : date, optional
        What ``since`` counts from.

    Returns
    -------
    flows.answer.Answer

    Raises
    ------
    QueryError
        If the question has a mistake, or the table cannot be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = _Conditions()
    found.one_of("role", roles, _ROLES)
    found.one_of("decision", decision, _DECISIONS)
    found.compare("fit_score", ">=", min_fit)
    found.compare("fit_score", "<=", max_fit)
    found.compare("is_remote", "=", remote)
    found.compare("date_posted", ">=", None if since is None else since_date(since, today).isoformat())
    found.holds("location", place)
    found.holds("company", company)
    for name in not_company:
        found.holds("company", name, negated=True)
    _ask_for_skills(found, skill)
    _ask_for_pay(found, salary_from)
    try:
        with pq.ParquetFile(ranked) as file:
            names = file.schema_arrow.names
            chosen = [_known(name, names, "column") for name in columns] or names
            order = [_order(entry, names) for entry in sort]
            with _locked_down() as connection:
                if where is not None:
                    found.add(predicate(where), (), *checked_columns(where, names, connection))
                asked = sorted(found.columns.union(("rank",), (name for name, _ in order)))
                table = file.read(columns=asked)
                row_numbers = pa.array(range(len(table)), pa.int64())
                connection.register("ranked", table.append_column(_ROW, row_numbers))
                rows = connection.sql(_statement(found, order, top), params=found.values).to_arrow_table()
    except (OSError, pa.ArrowException) as error:
        raise QueryError(f"{ranked} cannot be read; run `rolefit rank` again to make it anew") from error
    return Answer(ranked, chosen, rows[_ROW].to_numpy())


def since_date(since: str, today: date | None = None) -> date:
    """Read a point in time.

    Examples
    --------
    >>> since_date("2w", date(2026, 11, 25)), since_date("2026-10-01")
    (datetime.date(2026, 11, 11), datetime.date(2026, 10, 1))
    """
    ago = _AGO.fullmatch(since.strip())
    try:
        if ago:
            days = int(ago[1]) * (7 if ago[2] in "wW" else 1)
            return (today or date.today()) - timedelta(days=days)
        return date.fromisoformat(since.strip())
    except ValueError as error:
        raise QueryError(f"--since {since!r}: write 14d, 3w or a date like 2026-10-31") from error


@contextmanager
def _locked_down() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory that can reach no file, and that no statement can open up again."""
    import duckdb

    with duckdb.connect(":memory:", config=_CONFIG) as connection:
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        try:
            yield connection
        except duckdb.ConversionException as error:
            raise QueryError(f"--where: {plain_error(error)}; try_cast(… as …) gives null instead") from error
        except duckdb.Error as error:
            raise QueryError(f"--where: {plain_error(error)}") from error


def _ask_for_skills(found: _Conditions, codes: Sequence[str]) -> None:
    from features.taxonomy import competencies

    for given in codes:
        code = _known(given, competencies(), "skill")
        either = "(list_contains(matched_skills, ?) OR list_contains(gap_skills, ?))"
        found.add(either, [code, code], "matched_skills", "gap_skills")


def _ask_for_pay(found: _Conditions, salary_from: float | None) -> None:
    if salary_from is None:
        return
    from features.facts.salary import UNITS_A_YEAR

    units = " ".join(f"WHEN '{interval}' THEN {number}" for interval, number in UNITS_A_YEAR.items())
    a_year = f"coalesce(salary_max, salary_min) * CASE salary_interval {units} END"
    found.add(f"{a_year} >= ?", [salary_from], "salary_min", "salary_max", "salary_interval")


def _statement(found: _Conditions, order: Sequence[tuple[str, str]], top: int | None) -> str:
    if top is not None and top < 1:
        raise QueryError(f"--top {top}: give a number from 1")
    where = " AND ".join(found.sql) or "true"
    by = "".join(f'"{name}" {direction} NULLS LAST, ' for name, direction in order)
    limit = f" LIMIT {top:d}" if top is not None else ""
    return f'SELECT "{_ROW}" FROM ranked WHERE {where} ORDER BY {by}rank{limit}'


def _order(entry: str, names: Collection[str]) -> tuple[str, str]:
    descending = entry.startswith("-")
    return _known(entry.removeprefix("-"), names, "column"), "DESC" if descending else "ASC"


def _known(name: str, known: Collection[str], kind: str) -> str:
    given = name.strip().lower()
    if given not in known:
        raise QueryError(f"no {kind} {name!r}{nearest(given, known)}")
    return given
