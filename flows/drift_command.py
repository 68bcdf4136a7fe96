"""``rolefit models drift``: how the listings of each run stand to what the model learned from."""

from __future__ import annotations

import sys

from flows.plain_text import plain
from flows.runs import finished_runs
from flows.settings import Settings
from flows.store import Store
from models.portrait import Portrait

#: Runs that are shown, the newest.
SHOWN = 20


def show_drift() -> None:
    """Print a line for each of the last runs, and what the last one is unlike."""
    from rich.console import Console
    from rich.table import Table

    kept = [run for run in finished_runs(Store(Settings().store)) if run.drift][-SHOWN:]
    drawn = [(run, portrait) for run in kept if (portrait := Portrait.from_json(run.drift["portrait"]))]
    if not drawn:
        _say("No run has been measured yet: the next `rolefit rank` is")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("run", "model", "postings", "in scope", "of these unsure", "not English", "words known", "unlike"):
        table.add_column(name, overflow="fold", justify="left" if name in ("run", "model", "unlike") else "right")
    for run, portrait in drawn:
        total, inside = max(portrait.postings, 1), portrait.inside
        unsure = f"{portrait.unsure / inside:.0%}" if inside else ""
        unlike = ", ".join(finding["measure"] for finding in run.drift["findings"])
        table.add_row(
            run.name, run.asked.model, f"{portrait.postings:,}", f"{inside / total:.1%}", unsure,
            f"{portrait.foreign / total:.0%}", f"{portrait.known:.0%}", unlike,
        )  # fmt: skip
    Console(width=None if sys.stdout.isatty() else 140).print(table, markup=False, highlight=False)
    for finding in drawn[-1][0].drift["findings"]:
        _say(f"The last run: {finding['said']} ({finding['measure']} {finding['value']}, limit {finding['limit']})")


def _say(line: str) -> None:
    sys.stdout.write(plain(line) + "\n")
