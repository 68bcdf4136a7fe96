"""The ``rolefit models`` commands: their options and help."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.errors import plain_errors

app = typer.Typer(
    name="models",
    help="See the trained models, compare them, and choose which one is used.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog="Regret a promotion? rolefit models rollback",
)

_Version = Annotated[str, typer.Argument(help="A version as `rolefit models list` names it.")]
_Reason = Annotated[str, typer.Option("--reason", help="Why; recorded with the promotion.")]
_Rescore = Annotated[
    bool, typer.Option("--rescore/--no-rescore", help="Judge all stored postings with it now; nothing is parsed again.")
]


@app.command(name="list")
def list_() -> None:
    """List the trained versions, newest first; the arrow marks the one in use."""
    from flows.models_command import run_list

    with plain_errors():
        run_list()


@app.command()
def show(
    version: Annotated[str | None, typer.Argument(help="A version; by default the one in use.")] = None,
) -> None:
    """Show what a version was made of, with what, when it was in use and how it did."""
    from flows.models_command import run_show

    with plain_errors():
        run_show(version)


@app.command()
def diff(first: _Version, second: _Version) -> None:
    """Compare two versions: figures, labelled data, and the stored postings that they judge differently."""
    from flows.models_command import run_diff

    with plain_errors():
        run_diff(first, second)


@app.command()
def promote(version: _Version, reason: _Reason = "", rescore: _Rescore = True) -> None:
    """Use a version from now on. One made with other libraries is trained again from the data it recorded."""
    from flows.models_command import run_promote

    with plain_errors():
        run_promote(version, reason, rescore=rescore)


@app.command()
def rollback(reason: _Reason = "", rescore: _Rescore = True) -> None:
    """Use the version again that was in use before."""
    from flows.models_command import run_rollback

    with plain_errors():
        run_rollback(reason, rescore=rescore)


@app.command()
def drift() -> None:
    """Show how the listings of the last runs stand to what the model learned from, and to each other."""
    from flows.drift_command import show_drift

    with plain_errors():
        show_drift()


@app.command()
def prune(
    keep: Annotated[int, typer.Option(min=0, help="How many of the newest others stay.")] = 3,
    yes: Annotated[bool, typer.Option("--yes", help="Delete; without it you only see what would go.")] = False,
) -> None:
    """Delete versions that nothing needs; the one in use and the one before it always stay."""
    from flows.models_command import run_prune

    with plain_errors():
        run_prune(keep, really=yes)
