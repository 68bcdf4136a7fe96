"""The ``rolefit profile`` commands: their options and help."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.errors import WRONG_USAGE, plain_errors

app = typer.Typer(
    name="profile",
    help="Make, look at, check and compare skill profiles: what you bring, which jobs are ranked for.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog="Start with: rolefit profile init me   or, with a CV: rolefit profile from-cv cv.pdf --out me",
)

_Name = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A name under data/profiles, or a path ending .toml.")]
_Force = Annotated[bool, typer.Option("--force", help="Overwrite a profile that exists.")]


@app.command(epilog="Examples:\n\nrolefit profile init me\n\nrolefit profile init work/me.toml")
def init(name: _Name = "my_profile", force: _Force = False) -> None:
    """Write a profile to fill in, with every level explained in plain words. Asks nothing, overwrites nothing."""
    from flows.profile_command import run_init

    with plain_errors():
        run_init(name, force=force)


@app.command()
def show(name: _Name = "account_manager") -> None:
    """Show a profile: levels by side as bars, tools, wishes."""
    from rich.console import Console

    from flows.profile_command import run_show

    with plain_errors():
        run_show(name, Console())


@app.command()
def check(name: _Name) -> None:
    """Say what is wrong with a profile: the line, the entry, what is allowed. Exit code 2 if anything is."""
    from flows.profile_command import run_check

    with plain_errors():
        if run_check(name):
            raise typer.Exit(WRONG_USAGE)


@app.command(
    epilog="Examples:\n\nrolefit profile compare account_manager me\n\n"
    "rolefit profile compare me me_next_year.toml --out moved.csv"
)
def compare(
    first: _Name,
    second: _Name,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write every job of the last run with both scores as CSV.")
    ] = None,
    top: Annotated[int, typer.Option(min=1, help="How many jobs to show that gain, and that lose most.")] = 5,
) -> None:
    """Show two profiles side by side, and which jobs of the last run they rank differently. Parses nothing again."""
    from rich.console import Console

    from flows.profile_compare import run_compare

    with plain_errors():
        run_compare(first, second, Console(), out=out, top=top)


@app.command(
    name="from-cv",
    epilog="Examples:\n\nrolefit profile from-cv cv.pdf\n\nrolefit profile from-cv cv.docx --out me\n\n"
    "Nothing leaves this machine; of the CV only quoted sentences, job headings and tools are kept, in the profile.",
)
def from_cv(
    cv: Annotated[Path, typer.Argument(metavar="FILE", help="A CV: plain text, Markdown, DOCX or PDF.")],
    out: Annotated[
        str | None, typer.Option("--out", "-o", show_default="from_cv", help="Name or .toml path of the profile.")
    ] = None,
    force: _Force = False,
    date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], envvar="ROLEFIT_DATE", show_default="today", help='What "present" means.'),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Propose a profile from a CV: levels with the sentences they rest on. You decide each of them."""
    from rich.console import Console

    from flows.profile_command import run_from_cv

    with plain_errors():
        run_from_cv(cv, out, (date or datetime.now()).date(), Console(), force=force, quiet=quiet)
