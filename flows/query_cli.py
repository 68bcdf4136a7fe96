"""The ``rolefit query`` and ``rolefit queries`` commands: their options and help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.errors import plain_errors

EXAMPLES = (
    "Examples:\n\n"
    "rolefit query --role hybrid --min-fit 60\n\n"
    "rolefit query --place london --since 14d --skill scope_control --sort=-salary_max --out london.csv\n\n"
    "rolefit query --where \"title ilike '%producer%' and copies = 0\" --columns rank,fit_score,title,gap_skills\n\n"
    "rolefit query --min-fit 60 --count-by gap_skills       what the best jobs ask for and you have not\n\n"
    "rolefit query --role hybrid --remote --save remote     keep it;   rolefit query remote --since 7d   asks it again"
)

queries_app = typer.Typer(
    name="queries", help="See the saved queries, or delete one.", invoke_without_command=True, rich_markup_mode="rich"
)


def query(
    name: Annotated[
        str | None, typer.Argument(help="A saved query; the options given beside it take the place of its own.")
    ] = None,
    role: Annotated[list[str] | None, typer.Option(help="Keep this role; may be repeated.")] = None,
    decision: Annotated[list[str] | None, typer.Option(help="decided, review or no-text; may be repeated.")] = None,
    min_fit: Annotated[float | None, typer.Option(help="Least fit score.")] = None,
    max_fit: Annotated[float | None, typer.Option(help="Highest fit score.")] = None,
    remote: Annotated[bool | None, typer.Option("--remote/--not-remote", help="Only jobs that say so.")] = None,
    since: Annotated[str | None, typer.Option(help="Posted since: 14d, 3w or 2026-10-31.")] = None,
    salary_from: Annotated[float | None, typer.Option(help="Pays at least this a year, in its own currency.")] = None,
    place: Annotated[str | None, typer.Option(help="Words in the location.")] = None,
    skill: Annotated[list[str] | None, typer.Option(help="Asks for this competency; may be repeated.")] = None,
    company: Annotated[str | None, typer.Option(help="Words in the company's name.")] = None,
    not_company: Annotated[list[str] | None, typer.Option(help="Not this company; may be repeated.")] = None,
    where: Annotated[str | None, typer.Option(help="An SQL condition on the columns of ranked.csv.")] = None,
    count_by: Annotated[
        str | None,
        typer.Option(
            help="Count the jobs by columns, joined by commas: role, place, company, seniority, site, month, skill,"
            " gap_skills, decision, …"
        ),
    ] = None,
    columns: Annotated[str | None, typer.Option(help="Columns to show, joined by commas.")] = None,
    sort: Annotated[str | None, typer.Option(help="Columns to sort by, joined by commas; -column descends.")] = None,
    top: Annotated[int | None, typer.Option(min=1, help="At most so many rows.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write a .csv, .json or .parquet file.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, also on a terminal.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    profile: Annotated[str | None, typer.Option(help="Jobs of the last run for this profile.")] = None,
    save: Annotated[str | None, typer.Option(metavar="NAME", help="Keep this query under a name.")] = None,
) -> None:
    """Filter, sort and count the jobs of the last run; prints a table on a terminal, CSV into a pipe."""
    from flows.query_command import run_query_command

    if as_csv + as_json + (out is not None) > 1:
        raise typer.BadParameter("give one of --csv, --json and --out")
    given = {
        "profile": profile,
        "role": _several(role),
        "decision": _several(decision),
        "min_fit": min_fit,
        "max_fit": max_fit,
        "remote": remote,
        "since": since,
        "salary_from": salary_from,
        "place": place,
        "skill": _several(skill),
        "company": company,
        "not_company": _several(not_company),
        "where": where,
        "count_by": _names(count_by),
        "columns": _names(columns),
        "sort": _names(sort),
        "top": top,
    }
    with plain_errors():
        run_query_command(
            {key: value for key, value in given.items() if value is not None},
            name=name,
            save=save,
            out=out,
            form="csv" if as_csv else "json" if as_json else None,
        )


@queries_app.callback()
def list_queries(context: typer.Context) -> None:
    """See the saved queries, each with the options that ask it, or delete one."""
    if context.invoked_subcommand is None:
        from flows.query_command import run_list

        with plain_errors():
            run_list()


@queries_app.command("list")
def list_again() -> None:
    """List the saved queries, as `rolefit queries` does."""
    from flows.query_command import run_list

    with plain_errors():
        run_list()


@queries_app.command()
def delete(name: Annotated[str, typer.Argument(help="A query as `rolefit queries` names it.")]) -> None:
    """Forget a saved query."""
    from flows.query_command import run_delete

    with plain_errors():
        run_delete(name)


def _several(values: list[str] | None) -> tuple[str, ...] | None:
    return tuple(values) if values else None


def _names(joined: str | None) -> tuple[str, ...] | None:
    return None if joined is None else tuple(name.strip() for name in joined.split(",") if name.strip())
