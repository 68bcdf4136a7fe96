"""Which earlier run a run is compared with, and the day its listings count as seen (docs/architecture.md)."""

from __future__ import annotations

from flows.runs import Comparison, Run, finished_runs
from flows.store import Store


def compare(store: Store, run: Run) -> Comparison:
    """Say what a run is compared with, now that its listings are read.

    To read the same listings again is not to see them again: such a run keeps the date and the comparison of the one
    that read them first, so that the same input gives the same bytes however often it is ranked.
    """
    earlier = finished_runs(store)
    if not earlier:
        return Comparison(run.compared.date)
    retried = next((other for other in earlier if other.name == run.asked.retries), None)
    if retried is not None and retried.asked.profile == run.asked.profile:
        return retried.compared
    series = [other for other in earlier if other.asked.profile == run.asked.profile]
    last = next(iter([other for other in series if other.asked.out == run.asked.out][-1:] or series[-1:]), None)
    same = next((other for other in (last, earlier[-1]) if other and other.listings == run.listings), None)
    date, base = (same.compared.date, same.compared.base) if same else (run.compared.date, earlier[-1].name)
    date = run.asked.date or date
    if last is None:
        return Comparison(date, base)
    if last is not same:
        return Comparison(date, base, last.name, last.name)
    repeated = (last.asked.model, last.asked.profile_key) == (run.asked.model, run.asked.profile_key)
    return Comparison(date, base, last.compared.previous, last.compared.scores if repeated else last.name)
