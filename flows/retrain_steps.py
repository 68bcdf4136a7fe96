"""The steps of a retraining, as plain functions on files: the flow calls one after the other.

Each reads and writes the folder of work and the registry; they hand on names, never data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.atomic import replacing
from flows.champion import DEFAULT_PROFILE, read_profile
from flows.locks import held
from flows.model_card import model_card
from flows.retrain_labels import learned, standing
from flows.settings import Settings
from flows.training_data import file_name, labelled_files, labelled_hash, parse_labelled, read_labelled
from models.labelled import ROLES, LabelledPosting
from models.paired import Pair
from models.promotion import Decision, decide
from models.registry import Registry
from models.splits import groups_of
from models.training import judge_labelled, train
from models.unseen import Unseen

#: Told of a step and how much of it is done, 0 to 1.
Progress = Callable[[str, float], None]

_CHAMPION = "champion.json"


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Hold the lock of retraining.

    Raises
    ------
    flows.atomic.StoreError
        If another process retrains; the message says which.
    """
    with held(settings.registry / ".retrain.lock", "another retraining is under way ({holder}); wait for it"):
        yield


@dataclass(frozen=True, slots=True)
class Work:
    """Where a retraining works.

    Attributes
    ----------
    folder : Path
        Its own, gone afterwards.
    home : Path
    champion : str
        The version in use.
    dry_run : bool
        Whether versions are kept in the folder instead of the home's registry.
    """

    folder: Path
    home: Path
    champion: str
    dry_run: bool = False

    @property
    def settings(self) -> Settings:
        """Settings of the home."""
        return Settings(home=self.home)

    @property
    def labels(self) -> Path:
        """The labelled files as they were when the retraining began."""
        return self.folder / "labeled"

    @property
    def registry(self) -> Registry:
        """Where the new version goes."""
        return Registry(self.folder / "registry" if self.dry_run else self.settings.registry)


def validate(work: Work) -> dict[str, int]:
    """Copy the labelled files, so that nobody changes them meanwhile, and check them.

    Returns
    -------
    dict of str to int
        Labelled postings, and how they differ from what the model in use learned from.

    Raises
    ------
    flows.training_data.LabelledDataError
        If a file is no labelled data.
    models.registry.RegistryError
        If nothing is known of what the model in use learned from.
    """
    source = work.settings.labeled
    for path in labelled_files(source):
        copy = work.labels / file_name(source, path)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    records = read_labelled(work.labels)
    found = standing(records, learned(Registry(work.settings.registry), work.champion))
    return {
        "labels": len(records),
        "new": len(found.new),
        "regraded": found.regraded,
        "gone": found.gone,
        "with_lines": found.with_lines,
    }


def train_challenger(work: Work, progress: Progress) -> str:
    """Train a new version on all labels and save it; return its name. It is not in use yet."""
    trained = train(read_labelled(work.labels), read_profile(work.settings, DEFAULT_PROFILE), progress)
    files = {file_name(work.labels, path): path for path in labelled_files(work.labels)}
    manifest = work.registry.save(
        trained, labelled_hash(work.labels), data=files, parent=work.champion, note="retrained", promote=False
    )
    return manifest.version


def judge_by_champion(work: Work, progress: Progress) -> None:
    """Let the model in use judge the postings that it has not learned from, and put its earlier judgements beside.

    A version that did not keep what it said out of fold is trained once more for it, from the data that it recorded.
    """
    registry, profile = Registry(work.settings.registry), read_profile(work.settings, DEFAULT_PROFILE)
    kept = registry.unseen(work.champion)
    if kept is None:
        kept = train(parse_labelled(registry.recorded_data(work.champion).items()), profile, progress).unseen
    new = [record for record in read_labelled(work.labels) if record.id not in set(kept.ids)]
    model = registry.load(work.champion)
    said = judge_labelled(model.lines, model.judge, new, profile)
    (work.folder / _CHAMPION).write_text(kept.joined(said).to_json(), encoding="utf-8")


def pairs(work: Work, version: str) -> tuple[Pair, Pair, dict[str, LabelledPosting]]:
    """Put both versions' judgements side by side: of new labels, of earlier ones; and give the labelled postings."""
    records = read_labelled(work.labels)
    groups = dict(zip((record.id for record in records), groups_of(records), strict=True))
    champion = Unseen.from_json((work.folder / _CHAMPION).read_text(encoding="utf-8"))
    challenger = work.registry.unseen(version)
    if challenger is None:
        raise RuntimeError(f"version {version} was saved without its judgements")
    known = learned(Registry(work.settings.registry), work.champion)
    fresh = set(standing(records, known).new)

    def pair(chosen: list[LabelledPosting]) -> Pair:
        ids = [record.id for record in chosen]
        roles = [record.role for record in chosen]
        return Pair.of(roles, [groups[name] for name in ids], champion.take(ids), challenger.take(ids))

    new = pair([record for record in records if record.id in fresh])
    earlier = pair([record for record in records if record.id not in fresh])
    return new, earlier, {record.id: record for record in records}


def compare_and_record(work: Work, version: str, force: str) -> Decision:
    """Decide whether the new version is better, and write that and a model card beside it.

    Parameters
    ----------
    work : Work
    version : str
    force : str
        The user's reason to promote it in any case; empty for none.
    """
    new, earlier, records = pairs(work, version)
    decision = decide(new, earlier)
    doubtful = [_contradiction(records[new.champion.ids[row]], new, row) for row in decision.contradicted]
    work.registry.conclude(
        version,
        {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "compared_with": work.champion,
            "promote": decision.promote or bool(force),
            "forced": force,
            "checks": [{"name": c.name, "passed": c.passed, "says": c.says} for c in decision.checks],
            "figures": {name: round(value, 6) for name, value in decision.figures.items()},
            "doubtful_labels": doubtful,
        },
    )
    with replacing(work.registry.root / version / "card.md") as file:
        file.write(model_card(work.registry.manifest(version)).encode("utf-8"))
    return decision


def promote(work: Work, version: str) -> None:
    """Use the new version from now on; the reason goes into the history."""
    found: Mapping[str, Any] = work.registry.manifest(version).decision
    figures = found["figures"]
    reason = f"forced: {found['forced']}" if found["forced"] else f"better on {figures['new_labels']:.0f} new labels"
    work.registry.promote(version, f"retrain: {reason}")


def _contradiction(record: LabelledPosting, new: Pair, row: int) -> dict[str, Any]:
    proba = new.champion.probabilities[row]
    return {
        "id": record.id,
        "title": record.title,
        "label": record.role,
        "model_says": ROLES[int(proba.argmax())],
        "probability": round(float(proba.max()), 3),
    }
