"""``rolefit query`` from the terminal: where the answer comes from and where it goes."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from flows.atomic import replacing
from flows.query import QueryError, pick
from flows.query_formats import TERMINAL_COLUMNS, show_table, write_csv, write_json, write_parquet
from flows.settings import Settings
from flows.store import Store

_FORMATS = (".csv", ".json", ".parquet")


def run_query_command(*, out: Path | None, as_csv: bool, columns: list[str], **question: Any) -> None:
    """Answer a question about the last run's jobs.

    Parameters
    ----------
    out : Path or None
        A file to write; its ending names the format.
    as_csv : bool
        Print CSV even on a terminal.
    columns : list of str
        Columns to give; on a terminal the few that fit, elsewhere all.
    **question
        As :func:`flows.query.pick` takes them.

    Raises
    ------
    QueryError
        If nothing was ranked yet, or the question has a mistake.
    """
    ranked = Store(Settings().store).latest_ranked()
    if ranked is None:
        raise QueryError("nothing ranked yet: run `rolefit rank FILE` first")
    if out is not None and out.suffix.lower() not in _FORMATS:
        raise QueryError(f"--out {out}: give a name that ends in {', '.join(_FORMATS)}")
    on_terminal = out is None and sys.stdout.isatty() and not as_csv
    answer = pick(ranked, columns=columns or (TERMINAL_COLUMNS if on_terminal else ()), **question)
    if on_terminal:
        from rich.console import Console

        show_table(answer, Console())
        sys.stderr.write(f"{len(answer):,} jobs\n")
    elif out is None:
        write_csv(answer, sys.stdout)
    elif out.suffix.lower() == ".parquet":
        write_parquet(answer, out)
    else:
        with replacing(out) as file:
            text = io.TextIOWrapper(file, encoding="utf-8", newline="")
            (write_csv if out.suffix.lower() == ".csv" else write_json)(answer, text)
            text.detach()  # flushes, and leaves the file open for `replacing` to sync
        sys.stderr.write(f"{len(answer):,} jobs in {out}\n")
