"""Levels proposed for the six written CVs, side by side: ``python -m benchmarks.cv_levels`` (10 s)."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from features.cv import read_cv
from features.cv_dates import month_of
from features.cv_duties import find_statements
from features.duties import DutyFinder
from features.parser import load_parser, load_verb_index
from features.taxonomy import competencies
from flows.cv_files import read_cv_file
from flows.settings import Settings
from models.cv_reading import propose_profile
from models.registry import Registry
from tests.cv_files import written

#: In the order of the table, client's side to other trades.
NAMES = ("junior_am", "senior_am", "am_with_pm", "creative_pm", "designer", "nurse")

#: The month that "present" means, so that the table does not change by itself.
MONTH = month_of(2026, 11)


def main() -> None:
    """Print the table that docs/profiles.md shows, and how many quotes stand verbatim in their CV."""
    registry = Registry(Settings().registry)
    model = registry.load(registry.champion() or "")
    finder = DutyFinder(load_parser(), load_verb_index(), scorer=model.lines.score_lines)
    proposals, exact, quotes = {}, 0, 0
    with TemporaryDirectory() as folder:
        for name in NAMES:
            cv = read_cv(read_cv_file(written(name, Path(folder))))
            proposals[name] = propose_profile(cv, find_statements(cv, finder), model.judge, MONTH)
            found = [one for level in proposals[name].levels.values() for one in level.evidence]
            quotes += len(found)
            exact += sum(cv.text[one.start : one.end] == one.quote for one in found)
    lines = [["competency", *NAMES], ["---", *("---:" for _ in NAMES)]]
    lines += [[code, *(f"{proposals[name].levels[code].level:.1f}" for name in NAMES)] for code in competencies()]
    years = [proposals[name].years for name in NAMES]
    lines.append(["years", *("" if value is None else f"{value:.1f}" for value in years)])
    lines.append(["seniority", *(proposals[name].seniority or "" for name in NAMES)])
    sys.stdout.write("\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")
    sys.stdout.write(f"{exact} of {quotes} quotes stand verbatim in the text of their CV\n")


if __name__ == "__main__":
    main()
