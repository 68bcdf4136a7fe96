"""The ``rolefit`` command. Heavy libraries are imported inside the commands that need them."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from flows.cli_store import store_app
from flows.command_group import BY_EXAMPLE, CommandGroup
from flows.errors import plain_errors
from flows.label_cli import app as label_app
from flows.models_cli import app as models_app
from flows.profile_cli import app as profile_app
from flows.query_cli import EXAMPLES, queries_app, query
from flows.retrain_cli import EXAMPLES as RETRAIN_EXAMPLES
from flows.retrain_cli import retrain
from flows.setup_cli import app as setup_app
from flows.setup_cli import show_version

app = typer.Typer(
    name="rolefit",
    cls=CommandGroup,
    help="Reads scraped job listings, judges each job by its duties, and ranks them by fit with a skill profile.",
    epilog=BY_EXAMPLE,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


app.add_typer(store_app, name="store", help="Look after the store, in which runs keep what they read and found.")
app.add_typer(label_app)
app.add_typer(models_app)
app.add_typer(queries_app)
app.add_typer(profile_app)
app.add_typer(setup_app)
app.command(epilog=RETRAIN_EXAMPLES)(retrain)


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Say that ``rolefit`` has subcommands even where only one is registered."""


@app.command(
    epilog="Examples:\n\n"
    "rolefit rank listings.csv --out results\n\n"
    "rolefit rank scrapes/ --out results --profile my_profile.toml\n\n"
    "rolefit rank scrapes/ --out results --profile account_manager --profile my_profile.toml\n\n"
    "rolefit rank jobs.tsv --out results --map description=Body --map title='Job name'\n\n"
    "rolefit rank --retry-rejected   (after the rows in rejected.csv were mended)"
)
def rank(
    inputs: Annotated[
        list[Path] | None,
        typer.Argument(help="Files or folders of listings: tables, JSON, feeds, web pages, archives."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", show_default="out", help="Folder for report.html, ranked.csv and the other results."
        ),
    ] = None,
    profile: Annotated[
        list[str] | None,
        typer.Option(
            show_default="account_manager",
            help="Profile name under data/profiles, or a TOML file. May be repeated: the others' outputs go into"
            " folders of their names under --out.",
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Worker processes; by default one a core, at most four.")
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", help="Read OURS from the file's column THEIRS: OURS=THEIRS. May be repeated."),
    ] = None,
    date: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            envvar="ROLEFIT_DATE",
            show_default="today",
            help="Day the listings were scraped.",
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail, and write nothing, if any row is rejected.")] = False,
    retry_rejected: Annotated[
        bool, typer.Option("--retry-rejected", help="Read again only the files of which the last run rejected rows.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Rank listings by how well they fit a profile; the best come first.

    The first run trains the model (about a minute). A later run parses only what is new, says of each job whether it
    is new, seen or changed, and lists in gone.csv what the run before had and this one has not.
    """
    from flows.rank_command import default_workers, run_rank

    if retry_rejected and inputs:
        raise typer.BadParameter("--retry-rejected reads the files of the last run: give no files with it")
    if not inputs and not retry_rejected:
        raise typer.BadParameter("Missing argument 'inputs': name files or folders of listings")
    with plain_errors():
        run_rank(
            inputs or [],
            out,
            profiles=profile or [],
            workers=workers or default_workers(),
            columns=_mapping(columns or []),
            date=f"{date:%Y-%m-%d}" if date else "",
            strict=strict,
            retry_rejected=retry_rejected,
            quiet=quiet,
        )


app.command(epilog=EXAMPLES)(query)


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

    with plain_errors():
        show(explain_posting(Settings(), posting_id, profile), Console())


@app.command(
    epilog="Examples:\n\n"
    "rolefit evaluate labelled.csv\n\n"
    "rolefit evaluate postings.jsonl duties.jsonl --html evaluation.html --json evaluation.json\n\n"
    "A labelled file is a table with a column role_label (account-management, creative-pm, hybrid or out-of-scope)"
    " and, if you like, fit_label (0 to 4) and title_lies. A ranked.csv to which you added role_label will do. Rows"
    " without a label are left out."
)
def evaluate(
    files: Annotated[list[Path], typer.Argument(help="Labelled files: CSV, TSV or JSON Lines, or a folder of these.")],
    model: Annotated[str | None, typer.Option(help="Model version; by default the one in use.")] = None,
    profile: Annotated[
        str, typer.Option(help="Profile that the fit grades were given for: a name or a TOML file.")
    ] = "account_manager",
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write every figure and answer to this file.")
    ] = None,
    html_file: Annotated[Path | None, typer.Option("--html", help="Write a page with plots to this file.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Worker processes; by default one a core, at most four.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Measure how right the judgement is on postings that you have labelled.

    Every figure comes with the range that chance leaves it.
    """
    from flows.evaluate_command import run_evaluate
    from flows.rank_command import default_workers

    with plain_errors():
        run_evaluate(
            files,
            model=model,
            profile=profile,
            json_file=json_file,
            html_file=html_file,
            workers=workers or default_workers(),
            quiet=quiet,
        )


@app.command(
    epilog="Examples:\n\nrolefit report\n\nrolefit report --out april.html --run 20260402\n\n"
    "rolefit report --profile my_profile.toml"
)
def report(
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write.")] = Path("report.html"),
    run: Annotated[str | None, typer.Option(help="A run by its name in run.json, or the beginning of it.")] = None,
    profile: Annotated[
        str | None, typer.Option(help="Judge its jobs for this profile instead: a name, or a TOML file.")
    ] = None,
) -> None:
    """Write the report of the last run as one file for a browser: jobs, market, career. Works offline."""
    from flows.report_command import run_report

    with plain_errors():
        run_report(out, run=run, profile=profile)


def _mapping(pairs: list[str]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        ours, equals, theirs = pair.partition("=")
        if not (ours and equals and theirs):
            raise typer.BadParameter(f"{pair!r}: write OURS=THEIRS, for example description=Body", param_hint="--map")
        mapping[ours.strip()] = theirs.strip()
    return mapping


def main(args: list[str] | None = None) -> NoReturn:
    """Run the command line; a mistake in its use is one line on stderr, as every other failure is."""
    given = sys.argv[1:] if args is None else args
    try:
        code = app(given or ["--help"], prog_name="rolefit", standalone_mode=False)
    except Exception as error:
        # Typer's own complaints; the class that they share is not public.
        complaint = getattr(error, "format_message", None)
        if complaint is None:
            raise
        if not complaint():  # a group of commands without one of them: its help was printed
            sys.exit(0)
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "rolefit"
        sys.stderr.write(f"rolefit: {' '.join(complaint().split())} (see `{command} --help`)\n")
        sys.exit(2)
    sys.exit(code or 0)
