"""The plain conditions of a question as SQL: every value is a parameter, every name one of ours."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flows.question import Question
from flows.where_clause import QueryError, nearest

_ROLES = ("account-management", "creative-pm", "hybrid", "out-of-scope")
_DECISIONS = ("decided", "review", "no-text")
_AGO = re.compile(r"(\d{1,4}) ?([dw])", re.IGNORECASE)

#: A place of so few letters is a word of the location, not a part of one: "uk" is not in Milwaukee.
SHORT_PLACE = 3

#: Other names of columns.
_ALIASES = {"place": "location"}


@dataclass(slots=True)
class Conditions:
    """The WHERE clause as it grows: conditions, their values, the columns they use."""

    sql: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)

    def add(self, sql: str, values: Iterable[Any], *columns: str) -> None:
        """Add a condition that uses these columns."""
        self.sql.append(sql)
        self.values.extend(values)
        self.columns.update(columns)

    def one_of(self, column: str, wanted: Sequence[str], known: Collection[str]) -> None:
        """Ask for any of these values; nothing is asked if there are none."""
        if wanted:
            self.add(f"{column} IN ?", [tuple(known_name(name, known, column) for name in wanted)], column)

    def compare(self, column: str, sign: str, bound: Any) -> None:
        """Ask that a column compares with a bound, if there is one."""
        if bound is not None:
            self.add(f"{column} {sign} ?", [bound], column)

    def holds(self, column: str, text: str | None, *, negated: bool = False) -> None:
        """Ask that a column holds a text, in whatever case, with or without accents; or that it does not."""
        if text:
            holds = f"contains(strip_accents(lower({column})), strip_accents(lower(?)))"
            self.add(f"NOT {holds}" if negated else holds, [text], column)

    @property
    def clause(self) -> str:
        """All conditions joined; ``true`` without any."""
        return " AND ".join(self.sql) or "true"


def conditions(question: Question, today: date | None = None) -> Conditions:
    """Put all that a question asks, but for its ``where``, into a clause.

    Parameters
    ----------
    question : Question
    today : date, optional
        What ``since`` counts from.

    Raises
    ------
    QueryError
        If it names something that does not exist.
    """
    for bound in (question.min_fit, question.max_fit, question.salary_from):
        if bound is not None and not math.isfinite(bound):
            raise QueryError(f"{bound} is no bound of a fit or a pay: give a number")
    found = Conditions()
    found.one_of("role", question.role, _ROLES)
    found.one_of("decision", question.decision, _DECISIONS)
    found.compare("fit_score", ">=", question.min_fit)
    found.compare("fit_score", "<=", question.max_fit)
    found.compare("is_remote", "=", question.remote)
    since = question.since
    found.compare("date_posted", ">=", None if since is None else since_date(since, today).isoformat())
    _ask_for_place(found, question.place)
    found.holds("company", question.company)
    for name in question.not_company:
        found.holds("company", name, negated=True)
    _ask_for_skills(found, question.skill)
    _ask_for_pay(found, question.salary_from)
    return found


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


def known_name(name: str, known: Collection[str], kind: str) -> str:
    """Give a name as we write it, or say which one was probably meant."""
    given = name.strip().lower()
    if given not in known:
        given = _ALIASES.get(given, given)
    if given not in known:
        raise QueryError(f"no {kind} {name!r}{nearest(given, known)}")
    return given


def order_by(entries: Sequence[str], names: Collection[str], last: str) -> tuple[str, set[str]]:
    """Give the ORDER BY clause of some columns, and the columns.

    Parameters
    ----------
    entries : sequence of str
        Columns, with ``-`` before one for descending.
    names : collection of str
        Columns there are.
    last : str
        What decides between equals, as SQL.
    """
    order = [(known_name(entry.removeprefix("-"), names, "column"), entry.startswith("-")) for entry in entries]
    by = "".join(f'"{name}" {"DESC" if descending else "ASC"} NULLS LAST, ' for name, descending in order)
    return f" ORDER BY {by}{last}", {name for name, _ in order}


def limit(top: int | None) -> str:
    """Give the LIMIT clause."""
    if top is not None and top < 1:
        raise QueryError(f"--top {top}: give a number from 1")
    return f" LIMIT {top:d}" if top is not None else ""


def _ask_for_place(found: Conditions, place: str | None) -> None:
    if not place:
        return
    from features.place_names import spellings
    from features.places import plain

    within, ways = "strip_accents(lower(location))", {plain(place), *spellings(place)} - {""}
    asked = {f"regexp_matches({within}, ?)": rf"\b(?:{'|'.join(sorted(ways))})\b"} if ways else {}
    if len(place.strip()) > SHORT_PLACE:
        asked[f"contains({within}, strip_accents(lower(?)))"] = place
    found.add(f"({' OR '.join(asked) or 'false'})", asked.values(), "location")


def _ask_for_skills(found: Conditions, codes: Sequence[str]) -> None:
    from features.taxonomy import competencies

    for given in codes:
        code = known_name(given, competencies(), "skill")
        either = "(list_contains(matched_skills, ?) OR list_contains(gap_skills, ?))"
        found.add(either, [code, code], "matched_skills", "gap_skills")


def _ask_for_pay(found: Conditions, salary_from: float | None) -> None:
    if salary_from is None:
        return
    from features.facts.salary import UNITS_A_YEAR

    units = " ".join(f"WHEN '{interval}' THEN {number}" for interval, number in UNITS_A_YEAR.items())
    a_year = f"coalesce(salary_max, salary_min) * CASE salary_interval {units} END"
    found.add(f"{a_year} >= ?", [salary_from], "salary_min", "salary_max", "salary_interval")
