"""Retraining through files and commands, as a user goes the way."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.retrain_steps import only_one
from flows.settings import Settings
from models.labelled import ROLES
from models.registry import Registry

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unlearned() -> list[dict[str, Any]]:
    """Labelled postings that the small model has not learned from."""
    lines = (ROOT / "data" / "labeled" / "postings.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for number, line in enumerate(lines) if number % 6][:400:3]


def add_labels(home: Path, records: list[dict[str, Any]], turn: int = 0) -> None:
    """Add labels of role alone, each role turned into one so many places on."""
    path = home / "data" / "labeled" / "added" / "b0001.jsonl"
    path.parent.mkdir()
    keys = ("id", "title", "company", "location", "description")
    rows = [
        {**{key: record[key] for key in keys}, "role": ROLES[(ROLES.index(record["role"]) + turn) % 4], "partial": True}
        for record in records
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".prefect" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files if path.name != ".retrain.lock"}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def champion(home: Path) -> str:
    found = Registry(Settings(home=home).registry).champion()
    assert found is not None
    return found


def test_corrected_postings_move(
    home: Path, tmp_path: Path, unlearned: list[dict[str, Any]], rank: Any, rolefit: Any, write_listings: Any
) -> None:
    """The whole loop: rank, label next, fill the sheet in, label add, retrain, rank."""
    keys = ("title", "company", "location", "description")
    listings = write_listings(
        tmp_path / "listings.csv", [{key: record[key] or "" for key in keys} for record in unlearned]
    )
    truth = {(record["title"], record["company"] or ""): record["role"] for record in unlearned}
    before = {row["posting_id"]: row for row in rank(home, tmp_path / "out", listings).ranked}

    sheet = tmp_path / "to-label.csv"
    assert rolefit(home, "label", "next", "-n", 120, "--out", sheet).code == 0
    rows = read(sheet)
    for row in rows[1:]:
        row["role_label"] = truth[row["title"], row["company"]]
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert "added as batch b0001" in rolefit(home, "label", "add", sheet).out

    old = champion(home)
    ran = rolefit(home, "retrain", "--diff", tmp_path / "diff.csv")
    assert ran.code == 0, ran.err
    new = champion(home)
    assert new != old, ran.out
    assert ran.out.startswith(f"{new} promoted: macro-F1 on your {len(rows) - 1} new labels 0.")
    registry = Registry(Settings(home=home).registry)
    manifest, event = registry.manifest(new), registry.history()[-1]
    assert (manifest.parent, manifest.decision["compared_with"], manifest.decision["promote"]) == (old, old, True)
    assert event.reason == f"retrain: better on {len(rows) - 1} new labels"
    assert f"Compared with {old}" in (registry.root / new / "card.md").read_text(encoding="utf-8")
    assert manifest.extractor == registry.manifest(old).extractor  # so that nothing is parsed again

    after = {row["posting_id"]: row for row in rank(home, tmp_path / "again", listings).ranked}
    labels = {row["posting_id"]: row["role_label"] for row in rows[1:]}
    wrong = {key: role for key, role in labels.items() if before[key]["role"] != role}
    mended = [key for key, role in wrong.items() if after[key]["role"] == role]
    assert len(wrong) >= 5
    assert len(mended) > len(wrong) / 2
    chance = {key: f"p_{role.replace('-', '_')}" for key, role in wrong.items()}
    rises = [float(after[key][name]) > float(before[key][name]) for key, name in chance.items()]
    assert sum(rises) >= 0.9 * len(rises)
    assert sum(after[key]["rank"] != before[key]["rank"] for key in wrong) > len(wrong) / 2
    assert {row["model_version"] for row in after.values()} == {new}
    changes = read(tmp_path / "diff.csv")
    turned = {row["posting_id"]: row for row in changes if row["what"] == "job" and row["change"] == "role"}
    assert turned.keys() == {key for key in after if after[key]["role"] != before[key]["role"]}
    assert all(row["why"] and row["role_after"] == after[key]["role"] for key, row in turned.items())
    assert {row["change"] for row in changes if row["what"] == "new label"} <= {"better", "worse"}

    again = rolefit(home, "retrain")
    assert (again.code, "Nothing newly labelled" in again.out, champion(home)) == (0, True, new)
    assert rolefit(home, "models", "rollback").code == 0
    assert champion(home) == old


def test_flipped_labels_are_kept_out_and_named(
    home: Path, tmp_path: Path, unlearned: list[dict[str, Any]], prefect_api: str, rolefit: Callable[..., Any]
) -> None:
    add_labels(home, unlearned[:60], turn=1)
    old = champion(home)
    ran = rolefit(home, "retrain", "--diff", tmp_path / "diff.csv")
    assert ran.code == 0, ran.err
    assert champion(home) == old
    registry = Registry(Settings(home=home).registry)
    (kept,) = set(registry.versions()) - {old}
    assert f"{kept} not promoted" in ran.out
    assert "not met: labels look right; of " in ran.out
    flipped = {record["id"]: ROLES[(ROLES.index(record["role"]) + 1) % 4] for record in unlearned[:60]}
    doubtful = registry.manifest(kept).decision["doubtful_labels"]
    assert len(doubtful) >= 10
    assert all(label["label"] == flipped[label["id"]] != label["model_says"] for label in doubtful)
    assert f"{doubtful[0]['id']} {doubtful[0]['title']}: labelled {doubtful[0]['label']}" in ran.out
    again = rolefit(home, "retrain", "--diff", tmp_path / "again.csv")  # the same labels are not tried twice
    assert (again.code, f"These labels were tried before: {kept}" in again.out) == (0, True)
    assert "✗ labels look right" in rolefit(home, "models", "show", kept).out
    worse = [row for row in read(tmp_path / "diff.csv") if row["change"] == "worse"]
    assert {row["what"] for row in worse} >= {"earlier label"}


def test_a_dry_run_writes_nothing_but_the_diff(
    home: Path, tmp_path: Path, unlearned: list[dict[str, Any]], prefect_api: str, rolefit: Callable[..., Any]
) -> None:
    add_labels(home, unlearned[:5])
    before = tree(home)
    ran = rolefit(home, "retrain", "--dry-run", "--force", "a new market", "--diff", tmp_path / "diff.csv")
    assert ran.code == 0, ran.err
    assert "would be promoted by force (a new market)" in ran.out
    assert "not met: enough labels; 5 new labels" in ran.out
    assert (tmp_path / "diff.csv").read_bytes().startswith(b"\xef\xbb\xbfwhat,posting_id,")
    assert tree(home) == before


def test_training_on_the_same_labels_gives_the_same_version(
    home: Path, tmp_path: Path, prefect_api: str, rolefit: Callable[..., Any]
) -> None:
    old = champion(home)
    ran = rolefit(home, "retrain", "--force", "to see", "--diff", tmp_path / "diff.csv")
    assert (ran.code, ran.out) == (0, f"Training again gives {old} again\n"), ran.err
    assert Registry(Settings(home=home).registry).versions() == [old]


def test_the_second_of_two_is_refused_and_told_who_is_first(home: Path, rolefit: Callable[..., Any]) -> None:
    with only_one(Settings(home=home)):
        ran = rolefit(home, "retrain")
    assert ran.code == 1
    assert "another retraining is under way (process " in ran.err
    assert rolefit(home, "retrain").code == 0  # and afterwards there is nothing to learn


def test_damaged_labels_are_named(home: Path, rolefit: Callable[..., Any]) -> None:
    add_labels(home, [])
    (home / "data" / "labeled" / "added" / "b0001.jsonl").write_text("{", encoding="utf-8")
    ran = rolefit(home, "retrain")
    assert (ran.code, "b0001.jsonl, line 1" in ran.err) == (2, True)
