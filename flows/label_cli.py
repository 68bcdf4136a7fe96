"""The ``rolefit label`` commands: their options and help."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.errors import plain_errors

app = typer.Typer(
    name="label",
    help="Correct the model: label postings, and it learns from them at its next training.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog="The way: rolefit label next · fill in role_label in to-label.csv · rolefit label add to-label.csv · rolefit"
    " retrain",
)

_By = Annotated[str | None, typer.Option("--by", help="Who labels; recorded only if you give it.")]
_Guess = Annotated[
    bool, typer.Option("--show-guess", help="Show the model's guess. Hidden by default, so that it does not lead you.")
]


@app.command(
    name="next",
    epilog="Examples:\n\n"
    "rolefit label next -n 20\n\n"
    "rolefit label next -n 50 --out monday.xlsx      a workbook with drop-down lists\n\n"
    "rolefit label next --ask                        in the terminal, one key a label\n\n"
    "rolefit label next --format label-studio --out tasks.json",
)
def next_(
    count: Annotated[int, typer.Option("--number", "-n", min=1, max=10_000, help="How many postings.")] = 20,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file to write; by default to-label.csv here.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="csv, xlsx, label-studio or prodigy.")] = "csv",
    show_guess: _Guess = False,
    ask: Annotated[bool, typer.Option("--ask", help="Ask here in the terminal instead of writing a file.")] = False,
    by: _By = None,
) -> None:
    """Pick the postings of the last run whose labels teach most: doubtful, new in kind, of many companies."""
    from flows.label_command import run_ask, run_next

    with plain_errors():
        if ask:
            run_ask(count, by, _read_key, show_guess=show_guess)
        else:
            run_next(count, out, form, show_guess=show_guess)


@app.command(
    epilog="Examples:\n\n"
    "rolefit label add to-label.csv --by kim\n\n"
    "rolefit label add out/ranked.csv               with a column role_label that you added\n\n"
    "rolefit label add label-studio.json prodigy.jsonl"
)
def add(
    files: Annotated[
        list[Path], typer.Argument(help="Sheets (CSV, XLSX), Label Studio or Prodigy exports, JSON Lines.")
    ],
    by: _By = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Let these labels take the place of other ones given before.")
    ] = False,
) -> None:
    """Check labels and add the good ones as one batch; the others are named with file, row and reason."""
    from flows.label_command import run_add

    with plain_errors():
        run_add(files, by, replace=replace)


@app.command()
def undo() -> None:
    """Take the last added batch back. It is kept, and can be added again."""
    from flows.label_command import run_undo

    with plain_errors():
        run_undo()


@app.command()
def status() -> None:
    """Show what is labelled, by whom and when, and what of it the model in use has seen."""
    from flows.label_command import run_status

    with plain_errors():
        run_status()


def _read_key() -> str:
    """Read one key of the terminal, or one character of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.read(1)
    return typer.getchar()
