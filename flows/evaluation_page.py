"""An evaluation as one self-contained page: figures, plots and errors, without scripts and without the network."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from features.taxonomy import competencies
from flows.evaluation_report import NAMES, Report
from flows.plain_text import plain
from models.labelled import ROLES

if TYPE_CHECKING:
    from jinja2 import Environment

    from models.evaluation import Figure

#: Errors that the page lists, the surest first; the JSON file has all.
ERRORS_LISTED = 100

#: Figures at the top of the page.
_HEADLINES = ("macro_f1", "accuracy", "title_lies_accuracy", "decided_accuracy", "calibration_error", "fit_spearman")

_TEMPLATES = Path(__file__).parent / "templates"


def page(report: Report) -> str:
    """Give the page of a report.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
        HTML; whatever titles and file names say, it is shown as text.
    """
    figures, duties = report.figures, report.duties
    decided = figures.overall["decided_share"].value, figures.overall["decided_accuracy"].value
    return (
        _environment()
        .get_template("evaluation.html.j2")
        .render(
            report=report,
            roles=ROLES,
            figures=figures,
            headlines=[{"name": NAMES[name], "figure": figures.overall[name]} for name in _HEADLINES],
            rows=[(NAMES[name], figure) for name, figure in figures.overall.items()],
            confusion=figures.confusion.tolist(),
            coverage=_thinned(figures.coverage),
            decided=decided if decided[1] is not None else None,
            fits=_fits(report),
            groups=[(name, list(found)) for name, found in groupby(report.groups, key=lambda group: group.dimension)],
            codes=[(competencies()[code.code], code) for code in duties.codes if code.labelled or code.named]
            if duties
            else [],
            errors=report.errors[:ERRORS_LISTED],
        )
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(plain=plain, value=_value, range=_range, percent=_percent, basename=_basename)
    return environment


def _basename(path: str) -> str:
    return Path(path).name


def _value(figure: Figure) -> str:
    return "–" if figure.value is None else f"{figure.value:.3f}"


def _range(figure: Figure) -> str:
    return "" if figure.low is None else f"{figure.low:.2f}–{figure.high:.2f}"


def _percent(share: float | None) -> str:
    return "–" if share is None or share != share else f"{share:.0%}"


def _thinned(curve: list[tuple[float, float]], most: int = 200) -> list[tuple[float, float]]:
    """Keep so many points of a curve that a screen can show, the last among them."""
    step = max(1, len(curve) // most)
    return [*curve[:-1][::step], curve[-1]]


def _fits(report: Report) -> list[dict[str, Any]]:
    """Give the scores of each grade, lowest first, with their median."""
    graded: dict[float, list[tuple[float, str, str]]] = {}
    for item in report.judged:
        if item.case.fit is not None:
            entry = (item.judgement.fit or 0.0, item.case.role, plain(item.case.title))
            graded.setdefault(item.case.fit, []).append(entry)
    return [
        {"grade": grade, "median": median(score for score, _, _ in found), "points": sorted(found)}
        for grade, found in sorted(graded.items())
    ]
