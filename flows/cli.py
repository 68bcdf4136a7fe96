"""The ``rolefit`` command. Heavy libraries are imported inside the commands that need them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    name="rolefit",
    help="Reads scraped job listings, judges each job by its duties, and ranks them by fit with a skill profile.",
    epilog="Start with: rolefit rank listings.csv --out results   then open results/ranked.csv in a spreadsheet.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

#: Exit codes: the user's mistake, ours.
WRONG_USAGE, FAILED = 2, 1


@app.callback()
def _root() -> None:
    """Say that ``rolefit`` has subcommands even where only one is registered."""


@app.command(
    epilog="Examples:\n\n"
    "rolefit rank listings.csv --out results\n\n"
    "rolefit rank scrapes/ --out results --profile my_profile.toml\n\n"
    "rolefit rank jobs.tsv --out results --map description=Body --map title='Job name'"
)
def rank(
    inputs: Annotated[list[Path], typer.Argument(help="Files or folders of listings: CSV, TSV or JSON Lines.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for ranked.csv, duties.csv, rejected.csv.")] = Path(
        "out"
    ),
    profile: Annotated[str, typer.Option(help="Profile name under data/profiles, or a TOML file.")] = "account_manager",
    workers: Annotated[int, typer.Option(min=1, max=64, help="Worker processes.")] = 2,
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", help="Read OURS from the file's column THEIRS: OURS=THEIRS. May be repeated."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Rank listings by how well they fit a profile; the best come first.

    The first run trains the model (about a minute). A later run reads only what is new.
    """
    from flows.rank_command import run_rank

    with _plain_errors():
        run_rank(inputs, out, profile=profile, workers=workers, columns=_mapping(columns or []), quiet=quiet)


@app.command()
def explain(
    posting_id: Annotated[str, typer.Argument(help="posting_id of ranked.csv, or the first digits of it.")],
    profile: Annotated[str, typer.Option(help="Profile name under data/profiles, or a TOML file.")] = "account_manager",
) -> None:
    """Show why a job ranks where it does: its duties, its role, and what the score is made of."""
    from rich.console import Console

    from flows.explain import explain as explain_posting
    from flows.explain import show
    from flows.settings import Settings

    with _plain_errors():
        show(explain_posting(Settings(), posting_id, profile), Console())


def _mapping(pairs: list[str]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        ours, equals, theirs = pair.partition("=")
        if not (ours and equals and theirs):
            raise typer.BadParameter(f"{pair!r}: write OURS=THEIRS, for example description=Body", param_hint="--map")
        mapping[ours.strip()] = theirs.strip()
    return mapping


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn what went wrong into one line on stderr and an exit code: 2 for the user's mistake, 1 for ours."""
    from flows.errors import exit_code, message

    try:
        yield
    except (typer.Exit, typer.BadParameter):
        raise
    except KeyboardInterrupt:
        sys.stderr.write("rolefit: stopped; run the same command to go on where it was\n")
        raise typer.Exit(130) from None
    except Exception as error:
        sys.stderr.write(f"rolefit: {message(error)}\n")
        raise typer.Exit(exit_code(error)) from error


def main(args: list[str] | None = None) -> Any:
    """Run the command line."""
    return app(args)
