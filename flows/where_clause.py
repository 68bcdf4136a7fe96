"""What may stand after ``--where``: one expression over the columns, which can neither read nor write a file.

DuckDB itself parses the expression; its tree is then walked, and what is not on the lists below is refused. So
a subquery, a second statement or a function that reads files need not be looked for: it has no way in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from math import prod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

#: Expressions inside each other; what a person writes has less than ten. Python's own limit on how deep JSON may nest
#: differs between its versions.
MAX_DEPTH = 100

_TOO_DEEP = "brackets stand too deep in each other"

#: Longest expression, in characters: a saved query of forty conditions has 2,000.
MAX_LENGTH = 4_000

#: Values that ``||``, ``concat`` and lists join, all told. Each join copies the texts of whole columns; seven hundred
#: reasons joined ninety times over would take gigabytes.
MAX_JOINED = 40

_JOINING = frozenset(["||", "concat", "list_value"])

#: Longest regular expression, in characters, and how often it may repeat a part by counting: RE2 takes time in
#: proportion to both, and ``((a?){30}){30}`` takes a tenth of a second a row.
MAX_PATTERN, MAX_COUNTED = 200, 100

_MATCHING = frozenset(["regexp_full_match", "regexp_matches"])
_PARTS = re.compile("[_-]")
_COUNTED = re.compile(r"\{(\d*),?(\d*)\}")

# Kinds of node, by the names that DuckDB's json_serialize_sql gives them. Not among them: SUBQUERY, WINDOW,
# STAR, PARAMETER, LAMBDA, POSITIONAL_REFERENCE, DEFAULT.
_NODES = frozenset(
    [
        "BETWEEN",
        "CASE",
        "CAST",
        "COLUMN_REF",
        "COMPARISON",
        "CONJUNCTION",
        "CONSTANT",
        "FUNCTION",
        "OPERATOR",
        "TYPE",
    ]
)

#: Operators that DuckDB's parser gives as functions.
_OPERATORS = frozenset(
    ["+", "-", "*", "/", "//", "%", "||", "~~", "!~~", "~~*", "!~~*", "~~~", "like_escape", "not_like_escape",
     "ilike_escape", "not_ilike_escape"]
)  # fmt: skip

#: Functions of one row's values that make nothing much longer (so not ``repeat``, ``range``, ``replace``), and take
#: time in proportion to its length (so not ``levenshtein``).
FUNCTIONS = frozenset(
    ["abs", "array_contains", "ceil", "ceiling", "char_length", "concat", "contains", "date_diff",
     "date_part", "date_trunc", "datediff", "day", "ends_with", "floor", "greatest", "instr", "isnan",
     "least", "left", "len", "length", "list_contains", "list_has", "list_has_all", "list_has_any", "list_position",
     "list_value", "lower", "ltrim", "month", "position", "prefix", "regexp_full_match", "regexp_matches", "right",
     "round", "rtrim", "split_part", "starts_with",
     "strip_accents", "strlen", "strpos", "substr", "substring", "suffix", "today", "to_days", "to_months",
     "to_weeks", "to_years", "trim", "trunc", "upper", "year"]
)  # fmt: skip

#: Names that DuckDB's parser gives as columns and resolves later.
_VALUES = frozenset(["current_date"])


class QueryError(ValueError):
    """A query that cannot be answered; the message says in one line what to change."""


def checked_columns(where: str, columns: Collection[str], connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Check an expression and name the columns it uses.

    Parameters
    ----------
    where : str
        The expression, as a user wrote it.
    columns : collection of str
        Columns there are.
    connection : duckdb.DuckDBPyConnection
        Parses the expression, and does not run it.

    Returns
    -------
    set of str
        Some of ``columns``.

    Raises
    ------
    QueryError
        If it is not a single expression, or uses something that is not allowed.
    """
    if len(where) > MAX_LENGTH:
        raise QueryError(f"--where: {len(where):,} characters are too many, {MAX_LENGTH:,} are allowed")
    if "\0" in where:
        raise QueryError("--where: holds a character that is no text")
    used: set[str] = set()
    joined = 0
    for node in _nodes(_condition(where, connection)):
        kind = node["class"]
        if kind not in _NODES:
            what = kind.lower().replace("_", " ")
            raise QueryError(f"--where: no {what} is allowed; write conditions on columns, for example fit_score > 70")
        if kind == "FUNCTION":
            joined += _joined(node)
        if kind == "COLUMN_REF":
            *table, name = (part.lower() for part in node["column_names"])
            if name in _VALUES and not table:
                continue
            if name not in columns or table not in ([], ["ranked"]):
                shown = ".".join(node["column_names"])
                raise QueryError(f"--where: {_unknown('column', shown, columns)}; text stands in single quotes")
            used.add(name)
    if joined > MAX_JOINED:
        raise QueryError(f"--where: {joined} values are joined, {MAX_JOINED} may be")
    return used


def predicate(where: str) -> str:
    """Put an expression where it can only be one: no bracket or comment in it reaches beyond its lines."""
    return f"(\n{where}\n) IS TRUE"


def _condition(where: str, connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Parse an expression in its place, and make sure that it has not grown out of it."""
    statement, frame = (_parse(f"SELECT 1 FROM ranked WHERE {predicate(part)}", connection) for part in (where, "true"))
    condition = statement.pop("where_clause", None)
    frame.pop("where_clause")
    if statement != frame or condition is None:
        raise QueryError("--where: write one expression, without SQL clauses around it")
    found: dict[str, Any] = condition
    return found


def _parse(sql: str, connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    import duckdb

    try:
        (answer,) = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchall()[0]
        parsed: dict[str, Any] = json.loads(answer)
    except (duckdb.Error, ValueError, RecursionError) as error:
        raise QueryError(f"--where: {plain_error(error)}") from error
    said = " ".join(str(parsed.get("error_message", "cannot be read")).split())
    if len(parsed.get("statements", ())) > 1 or "Only SELECT statements" in said:
        raise QueryError("--where: write one expression, without ; and another statement")
    if parsed["error"]:
        raise QueryError(f"--where: {said}")
    node: dict[str, Any] = parsed["statements"][0]["node"]
    return node


def _joined(function: dict[str, Any]) -> int:
    """Check a function and its regular expression; give how many values it joins."""
    name = function["function_name"].lower()
    if name not in FUNCTIONS | _OPERATORS:
        raise QueryError(f"--where: {_unknown('function', function['function_name'], FUNCTIONS)}")
    arguments = [argument["expression"] for argument in function["arguments"]]
    if name in _MATCHING:
        _check_pattern(arguments[1].get("literal", {}).get("text") if len(arguments) > 1 else None)
    return len(arguments) if name in _JOINING else 0


def _check_pattern(pattern: Any) -> None:
    if not isinstance(pattern, str):
        raise QueryError("--where: a regular expression is one text in single quotes")
    bounds = _COUNTED.findall(pattern[: MAX_PATTERN + 1])
    repeated = prod(max(int(least or 1), int(most or 1)) for least, most in bounds)
    if len(pattern) > MAX_PATTERN or repeated > MAX_COUNTED:
        most = f"{MAX_PATTERN} characters and {MAX_COUNTED} counted repetitions"
        raise QueryError(f"--where: a regular expression may have {most}; use less")


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Give every node of a tree, without recursion."""
    rest = [(tree, 0)]
    while rest:
        part, depth = rest.pop()
        if isinstance(part, dict):
            if "class" in part:
                depth += 1
                if depth > MAX_DEPTH:
                    raise QueryError(f"--where: {_TOO_DEEP}")
                yield part
            rest.extend((value, depth) for value in part.values())
        elif isinstance(part, list):
            rest.extend((value, depth) for value in part)


def _unknown(kind: str, name: str, known: Collection[str]) -> str:
    return f"no {kind} {name!r}{nearest(name, known)}"


def nearest(name: str, known: Collection[str]) -> str:
    """Name what was probably meant, as the end of a message; if nothing is near, what there is.

    Examples
    --------
    >>> nearest("compeny", ["company", "title"]), nearest("salary", ["salary_max", "salary_min", "title"])
    ('; did you mean company?', '; did you mean salary_max or salary_min?')
    >>> nearest("x", ["company", "title"])
    '; there are: company, title'
    """
    given = name.lower()
    parts = {each: set(_PARTS.split(each)) for each in sorted(known)}
    close = [each for each in parts if given in parts[each]] or get_close_matches(given, list(parts), n=1)
    close = close or [each for each in parts if parts[each].intersection(_PARTS.split(given))]
    return f"; did you mean {' or '.join(close)}?" if close else f"; there are: {', '.join(sorted(known))}"


def plain_error(error: BaseException) -> str:
    """Reduce an error to its first line, without the name of its kind that DuckDB puts first."""
    first = " ".join(str(error).partition("\n")[0].split())
    if isinstance(error, RecursionError) or "Max expression depth" in first:
        return _TOO_DEEP
    kind, colon, rest = first.partition(" Error: ")
    return rest if colon and kind.replace(" ", "").isalpha() else first
