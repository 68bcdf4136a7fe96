"""What could be labelled: the jobs of the last run, with what the store holds of them, in the order of their worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from features.identity import normalised
from flows.champion import champion_manifest
from flows.label_batches import labels_in_force, read_batches
from flows.settings import Settings
from flows.store import Store
from flows.training_data import LabelledDataError, read_labelled
from models.registry import Registry, RegistryError

if TYPE_CHECKING:
    from models.labelled import LabelledPosting

_NOTHING = "nothing ranked yet: run `rolefit rank FILE` first, so that there is something to choose from"
_PROBABILITIES = ("p_account_management", "p_creative_pm", "p_hybrid", "p_out_of_scope")
_RANKED = (
    "posting_id", "title", "company", "location", "job_url", "role", "role_confidence", "model_version",
    *_PROBABILITIES,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """A posting to label, as it is shown. ``guess`` and ``confidence`` are the model's."""

    posting_id: str
    title: str
    company: str
    location: str
    job_url: str
    duties: tuple[str, ...]
    text: str
    guess: str
    confidence: float


def next_to_label(settings: Settings, count: int) -> list[Offer]:
    """Choose the postings of the last run whose labels teach most, best first.

    Raises
    ------
    LabelledDataError
        If nothing was ranked yet.
    """
    from models.choice import Candidate, choose
    from models.meaning import meaning

    store = Store(settings.store)
    jobs = _ranked(store)
    duties = _duties(settings, store, jobs)
    added = labels_in_force(read_batches(settings.labeled))
    seen = {(normalised(str(r.get("title", ""))), normalised(str(r.get("company", "")))) for r in added.values()}
    open_jobs = [
        job
        for job in jobs
        if job["posting_id"] not in added
        and job["role"]
        and (normalised(job["title"]), normalised(job["company"])) not in seen
    ]
    choices = choose(
        [Candidate(j["posting_id"], j["company"], tuple(j[name] or 0.0 for name in _PROBABILITIES)) for j in open_jobs],
        meaning([_digest(job["title"], duties[job["posting_id"]]) for job in open_jobs]),
        meaning([_labelled_digest(posting, duties) for posting in read_labelled(settings.labeled)]),
        [str(record.get("company", "")) for record in added.values()],
        count,
    )
    by_id = {job["posting_id"]: job for job in open_jobs}
    texts = _texts(settings, store, {choice.posting_id for choice in choices}, jobs)
    return [_offer(by_id[c.posting_id], duties[c.posting_id], texts.get(c.posting_id, "")) for c in choices]


def _ranked(store: Store) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    latest = store.latest_ranked()
    if latest is None:
        raise LabelledDataError(_NOTHING)
    jobs: list[dict[str, Any]] = pq.read_table(latest, columns=list(_RANKED)).to_pylist()
    return jobs


def _extractor(settings: Settings, jobs: Sequence[Mapping[str, Any]]) -> str:
    """Name the extractor whose duties the last run published."""
    try:
        if jobs:
            return Registry(settings.registry).manifest(jobs[0]["model_version"]).extractor
    except RegistryError:
        pass  # that model was pruned; duties of the one in use will do
    manifest = champion_manifest(settings)
    if manifest is None:
        raise LabelledDataError(_NOTHING)
    return manifest.extractor


def _duties(settings: Settings, store: Store, jobs: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Read the lines that hold a posting's duties: whole, as a person reads them, not cut into single actions."""
    found: dict[str, list[str]] = defaultdict(list)
    last = ("", -1)
    dataset = f"duties/{_extractor(settings, jobs)}"
    wanted = {job["posting_id"] for job in jobs}
    for batch in store.batches(dataset):
        columns = store.read(dataset, batch, ["posting_id", "line_start", "line"]).to_pydict()
        rows = zip(columns["posting_id"], columns["line_start"], columns["line"], strict=True)
        for posting_id, start, line in rows:
            if posting_id in wanted and (posting_id, start) != last:
                found[posting_id].append(line)
            last = (posting_id, start)
    return found


def _texts(
    settings: Settings, store: Store, wanted: Collection[str], jobs: Sequence[Mapping[str, Any]]
) -> dict[str, str]:
    import pyarrow as pa
    import pyarrow.compute as pc

    dataset = f"facts/{_extractor(settings, jobs)}"
    found: dict[str, str] = {}
    for batch in store.batches(dataset) if wanted else ():
        table = store.read(dataset, batch, ["posting_id", "text"])
        table = table.filter(pc.is_in(table["posting_id"], pa.array(sorted(wanted))))
        found.update(zip(table["posting_id"].to_pylist(), table["text"].to_pylist(), strict=True))
    return found


def _digest(title: str, duties: Sequence[str]) -> str:
    return "\n".join([title, *duties])


def _labelled_digest(posting: LabelledPosting, duties: Mapping[str, Sequence[str]]) -> str:
    """Give of a labelled posting what :func:`_digest` gives of an unlabelled one, as far as it is known."""
    known = duties.get(posting.id) or [piece.text for piece in posting.pieces if piece.kind == "duty"]
    return _digest(posting.title, known or [posting.description])


def _offer(job: Mapping[str, Any], duties: Sequence[str], text: str) -> Offer:
    return Offer(
        job["posting_id"], job["title"], job["company"], job["location"], job["job_url"], tuple(duties), text,
        job["role"], job["role_confidence"] or 0.0,
    )  # fmt: skip
