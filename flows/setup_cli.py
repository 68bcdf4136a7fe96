"""The commands around the work: ``rolefit deploy`` and ``rolefit doctor``. Heavy libraries are imported inside them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.errors import plain_errors

app = typer.Typer()


@app.command(
    epilog="Examples:\n\n"
    "rolefit deploy                                      both, as prefect.yaml describes them\n\n"
    "rolefit deploy rank --inputs inbox --out 'results/{date}' --rank-at '30 6 * * 1-5' --timezone Europe/London\n\n"
    "rolefit deploy --serve                              no worker needed: this process runs them\n\n"
    "It needs a Prefect server: run `prefect server start` in another terminal, and here"
    " `export PREFECT_API_URL=http://127.0.0.1:4200/api`."
)
def deploy(
    names: Annotated[list[str] | None, typer.Argument(help="rank, retrain; by default both.")] = None,
    serve: Annotated[
        bool, typer.Option("--serve", help="Stay, and run them in this process when they are due.")
    ] = False,
    inputs: Annotated[
        list[str] | None, typer.Option(help="Folder or file of listings to rank; may be repeated.")
    ] = None,
    out: Annotated[str | None, typer.Option("--out", "-o", help="Run folder; {date} becomes the day.")] = None,
    profile: Annotated[str | None, typer.Option(help="Profile name under data/profiles, or a TOML file.")] = None,
    rank_at: Annotated[str | None, typer.Option(help="Cron time of rank: minute hour day month weekday.")] = None,
    retrain_at: Annotated[str | None, typer.Option(help="Cron time of retrain.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Zone of these times, such as Europe/London.")] = None,
    file: Annotated[
        Path | None, typer.Option(show_default="prefect.yaml", help="File that describes the deployments.")
    ] = None,
) -> None:
    """Let a Prefect server start a nightly rank and a weekly retrain. What options leave out stands in prefect.yaml."""
    from flows.deploy_command import run_deploy
    from flows.deployments import Changes

    with plain_errors():
        changes = Changes(inputs or None, out, profile, rank_at, retrain_at, timezone)
        run_deploy(names or [], changes, file, serve=serve)


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")] = False) -> None:
    """Check this machine: Python, packages, models, home, disk, store, server. Exit code 1 if something fails."""
    from flows.doctor_command import run_doctor

    with plain_errors():
        well = run_doctor(as_json=as_json)
    raise typer.Exit(0 if well else 1)


def show_version(asked: bool) -> None:
    """Print the version and end, if ``--version`` was given."""
    if not asked:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("rolefit")
    except PackageNotFoundError:  # run from its folder without being installed
        number = "(not installed)"
    sys.stdout.write(f"rolefit {number}\n")
    raise typer.Exit
