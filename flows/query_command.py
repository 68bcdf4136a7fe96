"""``rolefit query`` from the terminal: where the question and the answer come from, and where the answer goes."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from flows.answer import Answer
from flows.atomic import replacing
from flows.plain_text import plain
from flows.query import QueryError, answer
from flows.query_formats import TERMINAL_COLUMNS, show_table, write_csv, write_json, write_parquet
from flows.question import Question
from flows.saved_queries import SavedQueries, command_line
from flows.settings import Settings
from flows.several_profiles import ranked_for
from flows.store import Store

_FORMATS = (".csv", ".json", ".parquet")

Form = Literal["csv", "json", "table"]


def run_query_command(
    given: Mapping[str, Any],
    *,
    name: str | None,
    save: str | None,
    out: Path | None,
    form: Form | None,
) -> None:
    """Answer a question about the last run's jobs.

    Parameters
    ----------
    given : mapping
        What was asked, by the names of :class:`flows.question.Question`.
    name : str or None
        A saved query, over which ``given`` is laid.
    save : str or None
        Keep the question under this name, once it was answered.
    out : Path or None
        A file to write; its ending names the format.
    form : str or None
        What to print; by default a table on a terminal, CSV elsewhere.

    Raises
    ------
    QueryError
        If nothing was ranked yet, or the question has a mistake.
    """
    settings = Settings()
    saved = SavedQueries(settings.queries)
    question = (saved.load(name) if name else Question()).overridden(given)
    ranked = ranked_for(Store(settings.store), question.profile)
    if ranked is None:
        raise QueryError("nothing ranked yet: run `rolefit rank FILE` first")
    if out is not None and out.suffix.lower() not in _FORMATS:
        raise QueryError(f"--out {out}: give a name that ends in {', '.join(_FORMATS)}")
    form = form or ("table" if out is None and sys.stdout.isatty() else "csv")
    on_terminal = out is None and form == "table"
    few = on_terminal and not (question.columns or question.count_by)
    given_answer = answer(ranked, replace(question, columns=TERMINAL_COLUMNS) if few else question)
    if out is not None:
        _write(given_answer, out)
        sys.stderr.write(f"{_size(given_answer, question)} in {out}\n")
    elif on_terminal:
        _show(given_answer, question)
    else:
        {"csv": write_csv, "json": write_json}[form](given_answer, sys.stdout)
    if save:
        replaced = saved.save(save, question)
        sys.stderr.write(f"{'replaced' if replaced else 'saved'}; ask it again with: rolefit query {save}\n")


def run_list() -> None:
    """Print the saved queries, each as the options that ask it."""
    saved = SavedQueries(Settings().queries)
    names = saved.names()
    if not names:
        sys.stdout.write("no query is saved yet: rolefit query --role hybrid --min-fit 60 --save hybrids\n")
    width = max(map(len, names), default=0)
    for name in names:
        try:
            said = command_line(saved.load(name))
        except QueryError as error:
            said = f"cannot be read: {error}"
        sys.stdout.write(f"{name:<{width}}  {plain(said)}\n")


def run_delete(name: str) -> None:
    """Forget a saved query."""
    SavedQueries(Settings().queries).delete(name)
    sys.stderr.write(f"{name} is deleted\n")


def _show(given: Answer | Any, question: Question) -> None:
    from rich.console import Console

    if not len(given):
        sys.stderr.write("no job meets all of this; ask for less\n")
        return
    show_table(given, Console(), brief=not question.columns, unknown="–" if question.count_by else "")
    hint = "" if question.count_by or question.columns else "; why one ranks where it does: rolefit explain POSTING_ID"
    sys.stderr.write(f"{_size(given, question)}{hint}\n")


def _size(given: Answer | Any, question: Question) -> str:
    what = "group" if question.count_by else "job"
    return f"{len(given):,} {what}{'' if len(given) == 1 else 's'}"


def _write(given: Answer | Any, out: Path) -> None:
    if out.suffix.lower() == ".parquet":
        write_parquet(given, out)
        return
    as_csv = out.suffix.lower() == ".csv"
    with replacing(out) as file:
        # Excel wants the mark, JSON forbids it.
        text = io.TextIOWrapper(file, encoding="utf-8-sig" if as_csv else "utf-8", newline="")
        (write_csv if as_csv else write_json)(given, text)
        text.detach()  # flushes, and leaves the file open for `replacing` to sync
