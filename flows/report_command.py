"""``rolefit report``: the report of a run, written beside its tables by ``rolefit rank`` or again on its own."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.atomic import replacing
from flows.batches import Workplace, judge_batch, load_model
from flows.champion import champion_manifest, read_profile
from flows.explain import NotRankedError
from flows.features_to_tables import score_row
from flows.settings import Settings
from flows.store import Store
from flows.tables import RANKED, to_table
from models.registry import Registry

if TYPE_CHECKING:
    import pyarrow as pa

    from models.judge import Judge
    from models.profile import SkillProfile


#: Rows of the ranked table that are read at a time.
SLICE = 4_000


def report_of(place: Workplace, ranked: Path, batches: Sequence[str], profile: SkillProfile) -> bytes:
    """Make the report of a run that is being published, from its ranked table's file, which has no name yet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from flows.report_data import SHOWN

    slices = pq.ParquetFile(ranked).iter_batches(batch_size=SLICE, columns=list(SHOWN))
    return _page(Store(place.store), place, batches, (pa.Table.from_batches([part]) for part in slices), profile)


def run_report(out: Path, *, run: str | None, profile: str | None) -> int:
    """Write the report of the last run, or of another one, as the command line asks for it.

    Parameters
    ----------
    out : Path
        The file to write.
    run : str or None
        A run's name, as ``run.json`` has it, or its beginning; the last run if None.
    profile : str or None
        Name or path of a profile to judge the run's jobs for anew; if None, the one they were ranked for.

    Returns
    -------
    int
        Jobs in the report.

    Raises
    ------
    flows.explain.NotRankedError
        If nothing was ranked, or no run or several have that name.
    models.profile.ProfileError
        If the profile cannot be read.
    """
    settings = Settings()
    store = Store(settings.store)
    ranked = store.read("ranked", _run_named(store, run))
    versions, names = (dict.fromkeys(ranked[column].to_pylist()) for column in ("model_version", "profile"))
    champion = champion_manifest(settings)
    version = next(iter(versions), champion.version if champion else "")
    manifest = Registry(settings.registry).manifest(version)
    place = Workplace(settings.store, settings.registry, manifest.version, manifest.extractor)
    skills = read_profile(settings, profile or next(iter(names), "account_manager"))
    known = store.known_posting_ids()
    batches = sorted({known[key] for key in ranked["posting_id"].to_pylist()})
    if profile is not None:
        ranked = _for_profile(place, batches, ranked, skills)
    slices = (ranked.slice(first, SLICE) for first in range(0, ranked.num_rows, SLICE))
    html = _page(store, place, batches, slices, skills)
    with replacing(out) as file:
        file.write(html)
    sys.stderr.write(f"{ranked.num_rows:,} jobs in {out}; open it in a browser\n")
    return int(ranked.num_rows)


def _run_named(store: Store, name: str | None) -> str:
    runs = store.batches("ranked")
    if not runs:
        raise NotRankedError("nothing ranked yet: run `rolefit rank FILE` first")
    if name is None:
        return max(runs)
    found = [run for run in runs if run.startswith(name)]
    if len(found) != 1:
        some = ", ".join(sorted(found or runs)[-3:])
        raise NotRankedError(f"--run {name}: {len(found) or 'no'} runs have that name (latest: {some})")
    return found[0]


def _page(
    store: Store, place: Workplace, batches: Sequence[str], ranked: Iterable[pa.Table], profile: SkillProfile
) -> bytes:
    from flows.report_data import report_data
    from flows.report_page import page

    return page(report_data(store, place, sorted(batches), ranked, profile, _judge(place))).encode("utf-8")


def _judge(place: Workplace) -> Judge:
    return load_model(place.registry, place.model).judge


def _for_profile(place: Workplace, batches: Sequence[str], ranked: pa.Table, profile: SkillProfile) -> pa.Table:
    """Judge all jobs of a run for another profile and rank them anew; nothing is stored."""
    import pandas as pd

    from flows.outputs import rank_order

    wanted = set(ranked["posting_id"].to_pylist())
    scores: dict[str, dict[str, Any]] = {}
    for batch in batches:
        [judgements] = judge_batch(place, batch, [profile])
        scores |= {made.posting_id: score_row(made) for made in judgements if made.posting_id in wanted}
    rows = [{**row, **scores[row["posting_id"]], "profile": profile.name} for row in ranked.to_pylist()]
    return to_table(rank_order(pd.DataFrame(rows, columns=RANKED.names)), RANKED)
