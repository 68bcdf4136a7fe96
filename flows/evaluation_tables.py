"""An evaluation on the terminal: the figures with what chance leaves them, then what went wrong most surely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.evaluation_report import NAMES, Report
from flows.plain_text import plain
from models.labelled import ROLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, RenderableType
    from rich.table import Table

    from models.evaluation import Figure

#: Errors that are shown, the surest first.
ERRORS_SHOWN = 10

#: Digits of a posting_id that are shown; `explain` takes any beginning that fits one posting.
ID_SHOWN = 9

#: Figures left to the JSON file and the page: they say what calibration error and accuracy say.
_LEFT_OUT = ("brier", "log_loss")


def show(report: Report, console: Console) -> None:
    """Print a report; scraped text is printed as plain text, never as markup."""
    postings = len(report.judged)
    files = ", ".join(plain(name) for name in report.files)
    console.print(f"{postings:,} labelled postings of {files}", highlight=False, markup=False)
    console.print(f"model {report.model}, profile {report.profile}\n", style="dim", highlight=False, markup=False)
    for note in report.notes:
        console.print(f"Note: {note}\n", style="yellow", highlight=False, markup=False)
    parts = [_role_table(report), _confusion_table(report), _overall_table(report)]
    for part in parts:
        console.print(part)
        console.print()
    console.print(
        "In brackets: 19 of 20 samples of as many postings would give a figure in this range. A difference inside it"
        " is no difference.",
        style="dim",
    )
    _show_errors(report, console)


def _table(title: str, headings: Sequence[tuple[str, bool]]) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", pad_edge=False, box=None, header_style="dim")
    for heading, is_number in headings:
        table.add_column(heading, justify="right" if is_number else "left", no_wrap=is_number, overflow="fold")
    return table


def _role_table(report: Report) -> Table:
    headings = [("", False), ("precision", True), ("recall", True), ("F1", True)]
    table = _table("Roles", headings)
    for role, found in report.figures.roles.items():
        table.add_row(role, *map(_figure, (found.precision, found.recall, found.f1)))
    table.columns[0].no_wrap = True
    return table


def _confusion_table(report: Report) -> Table:
    from rich.text import Text

    table = _table("Labelled (rows), then said (columns)", [("", False), *((role, True) for role in ROLES)])
    for i, role in enumerate(ROLES):
        row = report.figures.confusion[i].tolist()
        cells = [
            Text(f"{n:,}" if n else "·", style="bold" if i == j else "" if n else "dim") for j, n in enumerate(row)
        ]
        table.add_row(role, *cells)
    table.columns[0].no_wrap = True
    return table


def _overall_table(report: Report) -> Table:
    table = _table("Overall", [("", False), ("", True), ("", False)])
    table.show_header = False
    for key, figure in report.figures.overall.items():
        if key not in _LEFT_OUT and figure.value is not None:
            table.add_row(NAMES[key], _figure(figure), "")
    duties = report.duties
    if duties is not None:
        about = f"of {duties.labelled:,} labelled in {duties.postings:,} postings"
        table.add_row("duties: precision", _figure(duties.precision), f"of {duties.extracted:,} found")
        table.add_row("duties: recall", _figure(duties.recall), about)
        table.add_row("duties: F1", _figure(duties.f1), "")
        table.add_row("competencies of duties: F1", _figure(duties.competency_f1), "micro-averaged")
    return table


def _show_errors(report: Report, console: Console) -> None:
    errors = report.errors
    if not errors:
        console.print("\nNo role is wrong.")
        return
    shown = errors[:ERRORS_SHOWN]
    title = f"\nThe surest of {len(errors):,} wrong roles" if len(errors) > len(shown) else "\nWrong roles"
    console.print(_error_table(title, report))
    example = shown[0].case.posting_id[:ID_SHOWN]
    console.print(f"\nTo see why: rank these listings, then rolefit explain {example}", style="dim", highlight=False)


def _error_table(title: str, report: Report) -> RenderableType:
    from rich.text import Text

    headings = [("sure", True), ("said", False), ("labelled", False), ("title", False), ("posting", True)]
    table = _table(title, headings)
    for item in report.errors[:ERRORS_SHOWN]:
        sure = f"{item.judgement.confidence:.0%}" if item.judgement.role else "–"
        said = item.judgement.role or "no text"
        table.add_row(sure, said, item.case.role, Text(plain(item.case.title)), item.case.posting_id[:ID_SHOWN])
    return table


def _figure(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    return f"{figure.value:.3f} ({figure.low:.2f}–{figure.high:.2f})"
