"""The figures of the model card: what the model learned from, how it does, and what its mistakes have in common."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from flows.evaluation_data import Case
from flows.evaluation_report import Report, as_json
from flows.evaluation_run import JudgedCase
from models.labelled import ROLES
from models.role import MIN_DUTY_LINES

#: Titles quoted of one kind of error, and the longest title that is quoted, in characters.
TITLES, LONGEST = 6, 70

#: Keys of a report that the card shows.
_SHOWN = ("postings", "overall", "roles", "confusion", "calibration", "duties", "groups")


def corpus_figures(cases: Sequence[Case], twins: int, files: Iterable[Path]) -> dict[str, Any]:
    """Count what the labelled data holds, file by file.

    Parameters
    ----------
    cases : sequence of Case
        All its postings.
    twins : int
        Postings that stand in a pair.
    files : iterable of Path
        Its files.
    """
    by_id = {case.id: case for case in cases}
    return {
        "postings": len(cases),
        "duties": sum(len(case.duties or ()) for case in cases),
        "twins": twins,
        "files": [_file_figures(path, by_id) for path in files],
    }


def _file_figures(path: Path, by_id: Mapping[str, Case]) -> dict[str, Any]:
    with path.open(encoding="utf-8-sig") as lines:
        cases = [by_id[str(json.loads(line)["id"])] for line in lines if line.strip()]
    words = sorted(len(case.description.split()) for case in cases)
    roles = Counter(case.role for case in cases)
    return {
        "file": path.name,
        "postings": len(cases),
        "roles": [roles[role] for role in ROLES],
        "duties": sum(len(case.duties or ()) for case in cases),
        "words": [words[0], round(median(words)), words[-1]],
    }


def report_figures(report: Report) -> dict[str, Any]:
    """Keep of a report what the card shows, to three digits."""
    found = as_json(report)
    kept: dict[str, Any] = _rounded({name: found[name] for name in _SHOWN})
    return kept


def error_kinds(report: Report) -> list[dict[str, Any]]:
    """Group wrong answers by what was labelled and what was said; the most frequent kind first.

    Returns
    -------
    list of dict
        ``labelled``, ``said``, ``count``, how many were left for ``review``, in how many the title suggests another
        role (``title_lies``), and typical ``titles``, the surest mistakes first.
    """
    cells: dict[tuple[str, str], list[JudgedCase]] = {}
    for item in report.errors:
        cells.setdefault((item.case.role, item.judgement.role or "nothing"), []).append(item)
    return [
        {
            "labelled": labelled,
            "said": said,
            "count": len(items),
            "review": sum(item.judgement.decision != "decided" for item in items),
            "title_lies": sum(bool(item.case.title_lies) for item in items),
            "titles": typical_titles(items),
        }
        for (labelled, said), items in sorted(cells.items(), key=lambda cell: (-len(cell[1]), cell[0]))
    ]


def typical_titles(items: Iterable[JudgedCase]) -> list[str]:
    """Give a few different titles that are short enough to be titles and not sentences."""
    titles = (" ".join(item.case.title.split()) for item in items)
    return list(dict.fromkeys(title for title in titles if title and len(title) <= LONGEST))[:TITLES]


def error_traits(judged: Sequence[JudgedCase], unsure: frozenset[str]) -> list[dict[str, Any]]:
    """Say how often each trait of a posting is met among wrong and among right answers.

    Parameters
    ----------
    judged : sequence of JudgedCase
    unsure : frozenset of str
        Ids of the postings whose labellers were not sure.
    """
    wrong = [item for item in judged if item.judgement.role != item.case.role]
    right = [item for item in judged if item.judgement.role == item.case.role]
    traits: dict[str, Callable[[JudgedCase], bool]] = {
        "the title suggests another role": lambda item: bool(item.case.title_lies),
        "a labeller was not sure either": lambda item: item.case.id in unsure,
        "hybrid was labelled or said": lambda item: "hybrid" in (item.case.role, item.judgement.role),
        f"fewer than {MIN_DUTY_LINES} duties found": lambda item: len(item.extracted) < MIN_DUTY_LINES,
        "600 words and more": lambda item: item.groups["length"] == "600 words and more",
        "director or above": lambda item: item.groups["seniority"] in ("director", "executive"),
        "an agency, by its own words": lambda item: item.groups["employer"] == "agency",
    }
    return [{"trait": name, "wrong": _share(wrong, has), "right": _share(right, has)} for name, has in traits.items()]


def _share(items: Sequence[JudgedCase], has: Callable[[JudgedCase], bool]) -> float | None:
    return round(sum(map(has, items)) / len(items), 3) if items else None


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return {key: _rounded(entry) for key, entry in value.items()}
    return [_rounded(entry) for entry in value] if isinstance(value, list) else value
