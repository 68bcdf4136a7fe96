"""The ``rolefit store`` commands. Heavy libraries are imported inside them."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.errors import plain_errors

store_app = typer.Typer(no_args_is_help=True)


@store_app.command("show")
def store_show() -> None:
    """Show what the store holds, and what each run found."""
    from flows.settings import Settings
    from flows.store_command import show as show_store

    with plain_errors():
        show_store(Settings())


@store_app.command("check")
def store_check(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what is damaged; exit code 1 if anything is.")
    ] = False,
) -> None:
    """Find what is damaged in the store and mend it.

    What can be made again (duties, scores) is removed and made again; anything else is set aside, never deleted.
    """
    from flows.settings import Settings
    from flows.store_command import check

    with plain_errors():
        whole = check(Settings(), dry_run=dry_run)
    raise typer.Exit(0 if whole else 1)


@store_app.command("prune")
def store_prune(
    keep: Annotated[int, typer.Option(min=1, help="Runs to keep of each profile and run folder.")] = 5,
) -> None:
    """Forget old runs. Postings, duties, scores and the days of first sight stay."""
    from flows.settings import Settings
    from flows.store_command import prune

    with plain_errors():
        prune(Settings(), keep)
