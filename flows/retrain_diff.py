"""What a new version changes: jobs of the last run that change role or place, and labels that it judges otherwise."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.atomic import StoreError, replacing
from flows.champion import DEFAULT_PROFILE, read_profile
from flows.csv_safety import defuse
from flows.progress import Tell
from flows.rescore import profile_file
from flows.retrain_steps import Work, pairs
from flows.runs import finished_runs
from flows.store import Store
from flows.tables_to_features import posting_features
from models.compare import Change, Scored, compare
from models.evidence import Evidence, difference
from models.labelled import ROLES
from models.paired import Pair
from models.profile import ProfileError
from models.readings import read
from models.registry import Registry

if TYPE_CHECKING:
    from models.judge import Judge, Judgement, PostingFeatures
    from models.labelled import LabelledPosting

COLUMNS = (
    "what", "posting_id", "title", "company", "label", "role_before", "role_after", "probability_before",
    "probability_after", "fit_before", "fit_after", "rank_before", "rank_after", "change", "why",
)  # fmt: skip

#: A label counts as better or worse when the probability of its role moves by at least this much.
MOVED = 0.05

#: A job is listed when its role changes, its score by at least this many points, or it comes into the best or leaves
#: them. (Retraining on 40 more labels moved the scores of 5,969 jobs by 0.5 points on average.)
POINTS, BEST = 3.0, 100

_POINTS = {
    "match": "duties covered", "above": "level asked above the profile's", "below": "level asked below the profile's",
    "years": "years asked", "trade": "trade required", "demands": "words of title and requirements", "base": "base",
}  # fmt: skip


def write_diff(path: Path, work: Work, version: str, tell: Tell) -> dict[str, Any]:
    """Write the diff of two versions as CSV; return its counts, and the rows that are worth showing first.

    Parameters
    ----------
    path : Path
        The CSV file.
    work : Work
    version : str
        The new version.
    tell : callable
        Told of the jobs that are judged.
    """
    labels = list(label_rows(work, version))
    jobs: list[dict[str, Any]] = []
    count, note = 0, "none are ranked yet"
    try:
        jobs, count = job_rows(work, version, tell)
    except StoreError as error:  # no reason to throw a trained model away
        note = str(error)
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for row in [*labels, *jobs]:
        writer.writerow({name: defuse(cell) if isinstance(cell, str) else cell for name, cell in row.items()})
    with replacing(path) as file:
        file.write(buffer.getvalue().encode("utf-8-sig", "replace"))
    roles = [row for row in jobs if row["role_before"] != row["role_after"]]
    return {
        "path": str(path),
        "jobs": count,
        "note": note,
        "roles": len(roles),
        "moved": len(jobs) - len(roles),
        "better": [row for row in labels if row["change"] == "better"],
        "worse": [row for row in labels if row["change"] == "worse"],
        "shown": (roles or jobs),
    }


def label_rows(work: Work, version: str) -> Iterator[dict[str, Any]]:
    """Give the labels that the new version judges better or worse, most changed first; new ones before earlier ones."""
    new, earlier, records = pairs(work, version)
    yield from _labels("new label", new, records)
    yield from _labels("earlier label", earlier, records)


def job_rows(work: Work, version: str, tell: Tell) -> tuple[list[dict[str, Any]], int]:
    """Give the jobs of the last run that change, and how many jobs were compared.

    Both models judge what is stored for the model in use, so that no sentence is parsed.
    """
    store = Store(work.settings.store)
    runs = finished_runs(store)
    if not runs:
        return [], 0
    registry, run = Registry(work.settings.registry), runs[-1]
    extractor = registry.manifest(work.champion).extractor
    old, new = registry.load(work.champion).judge, work.registry.load(version).judge
    try:
        profile = read_profile(work.settings, profile_file(run))
    except ProfileError:  # it is gone; the places in another ranking say more than nothing
        profile = read_profile(work.settings, DEFAULT_PROFILE)
    jobs = {row["posting_id"]: row for row in _ranked(store, run.name)}
    said: dict[str, tuple[PostingFeatures, Judgement, Judgement]] = {}
    for features in _features(store, extractor, jobs.keys()):
        readings, cases = read([posting.texts for posting in features]), [posting.case for posting in features]
        both = (judge.judge_read(readings, cases, profile) for judge in (old, new))  # read once, judged twice
        judged = zip(features, *both, strict=True)
        said.update((posting.posting_id, (posting, first, second)) for posting, first, second in judged)
        tell("comparing the jobs of the last run", len(said), len(jobs))
    before = {key: Scored(first.role, first.fit) for key, (_, first, _) in said.items()}
    after = {key: Scored(second.role, second.fit) for key, (_, _, second) in said.items()}
    result = compare(before, after)
    changed = {change.posting_id: change for change in (*result.roles, *filter(_moves, result.moved))}
    order = sorted(changed.values(), key=lambda change: min(change.rank_before, change.rank_after))
    reasons = _Reasons(old, new)
    return [_job(c, jobs[c.posting_id], *said[c.posting_id], reasons) for c in order], result.postings


def _moves(change: Change) -> bool:
    points = abs((change.after.fit or 0.0) - (change.before.fit or 0.0))
    return points >= POINTS or (change.rank_before <= BEST) != (change.rank_after <= BEST)


class _Reasons:
    """Why two judges differ on a posting."""

    def __init__(self, old: Judge, new: Judge) -> None:
        self.old, self.new = old, new
        self.before, self.after = Evidence(old.roles), Evidence(new.roles)

    def of_role(self, posting: PostingFeatures, first: str, second: str) -> str:
        if not (first and second):
            return ""
        before = self.before.of(self.old.views([posting])[0], second, first)
        after = self.after.of(self.new.views([posting])[0], second, first)
        named = [f"{name} {value:+.1f}" for name, value in difference(before, after)]
        return f"for {second} against {first}: {', '.join(named)}" if named else "many small differences"

    @staticmethod
    def of_fit(first: Judgement, second: Judgement) -> str:
        moved = {name: second.parts.get(name, 0.0) - points for name, points in first.parts.items()}
        order = sorted(moved, key=lambda name: (-abs(moved[name]), name))[:2]
        return ", ".join(f"{_POINTS.get(name, name)} {moved[name]:+.1f}" for name in order if abs(moved[name]) >= 0.5)


def _job(
    change: Change,
    job: Mapping[str, Any],
    posting: PostingFeatures,
    first: Judgement,
    second: Judgement,
    reasons: _Reasons,
) -> dict[str, Any]:
    turned = change.before.role != change.after.role
    why = reasons.of_role(posting, first.role, second.role) if turned else ""
    points = reasons.of_fit(first, second)
    return {
        "what": "job",
        "posting_id": change.posting_id,
        "title": job["title"],
        "company": job["company"],
        "role_before": first.role,
        "role_after": second.role,
        "probability_before": _rounded(first.probabilities.get(second.role), 3),
        "probability_after": _rounded(second.probabilities.get(second.role), 3),
        "fit_before": _rounded(first.fit, 1),
        "fit_after": _rounded(second.fit, 1),
        "rank_before": change.rank_before,
        "rank_after": change.rank_after,
        "change": "role" if turned else "rank",
        "why": "; ".join(part for part in (why, f"fit: {points}" if points else "") if part),
    }


def _labels(what: str, pair: Pair, records: Mapping[str, LabelledPosting]) -> Iterator[dict[str, Any]]:
    rows = range(len(pair))
    before = pair.champion.probabilities[rows, pair.truth]
    after = pair.challenger.probabilities[rows, pair.truth]
    for row in sorted(rows, key=lambda row: -abs(after[row] - before[row])):
        said, says = (ROLES[int(u.probabilities[row].argmax())] for u in (pair.champion, pair.challenger))
        if abs(after[row] - before[row]) < MOVED and said == says:
            continue
        record = records[pair.champion.ids[row]]
        yield {
            "what": what,
            "posting_id": record.id,
            "title": record.title,
            "company": record.company,
            "label": record.role,
            "role_before": said,
            "role_after": says,
            "probability_before": _rounded(float(before[row]), 3),
            "probability_after": _rounded(float(after[row]), 3),
            "fit_before": _rounded(float(pair.champion.fits[row]), 1),
            "fit_after": _rounded(float(pair.challenger.fits[row]), 1),
            "change": "better" if after[row] > before[row] else "worse",
        }


def _ranked(store: Store, run: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = store.read("ranked", run, ["posting_id", "title", "company"]).to_pylist()
    return rows


def _features(store: Store, extractor: str, wanted: Any) -> Iterator[list[PostingFeatures]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = pa.array(sorted(wanted), pa.string())
    for batch in store.batches(f"facts/{extractor}"):
        postings, facts, duties = (
            table.filter(pc.is_in(table["posting_id"], ids))
            for table in (
                store.read("postings", batch, ["posting_id", "title", "location"]),
                store.read(f"facts/{extractor}", batch),
                store.read(f"duties/{extractor}", batch),
            )
        )
        if postings.num_rows:
            yield posting_features(postings, facts, duties)


def _rounded(value: float | None, digits: int) -> float | str:
    return "" if value is None else round(value, digits)
