"""The ``rolefit retrain`` command: its options and help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.errors import plain_errors

EXAMPLES = (
    "Examples:\n\n"
    "rolefit retrain --dry-run                       what would change, in diff.csv; nothing else is written\n\n"
    "rolefit retrain\n\n"
    "rolefit retrain --force 'here producers are hybrids'\n\n"
    "Regret it? rolefit models rollback"
)


def retrain(
    diff: Annotated[
        Path, typer.Option("--diff", "-o", help="The CSV file for the jobs and labels that are judged otherwise.")
    ] = Path("diff.csv"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing but the diff.")] = False,
    force: Annotated[
        str, typer.Option("--force", metavar="REASON", help="Use the new model in any case; the reason is recorded.")
    ] = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Learn from the labels that you added, and use the new model if it is better.

    Trains a model on all labels (about a minute), lets it and the one in use judge postings whose labels neither has
    seen, and promotes it only when it is better on the new labels beyond chance, no worse on the earlier ones, and the
    new labels look right. The model in use is kept, and `rolefit models rollback` returns to it.
    """
    from flows.retrain_command import run_retrain

    with plain_errors():
        run_retrain(diff, dry_run=dry_run, force=force.strip(), quiet=quiet)
