from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows.atomic import StoreError
from flows.label_batches import changing, labels_in_force, read_batches, undo_last, write_batch
from flows.training_data import LabelledDataError, labelled_hash, read_labelled
from tests.killed import run_killed


def record(name: str, role: str = "hybrid", **other: Any) -> dict[str, Any]:
    return {"id": name, "title": "T", "description": "D", "role": role, "partial": True, **other}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shipped = record("c1", partial=False, fit=2, duties=[])
    (tmp_path / "shipped.jsonl").write_text(json.dumps(shipped) + "\n")
    return tmp_path


def roles(folder: Path) -> dict[str, str]:
    return {posting.id: posting.role for posting in read_labelled(folder)}


def test_added_batches_are_trained_on_beside_what_ships(folder: Path) -> None:
    before = labelled_hash(folder)
    write_batch(folder, [record("p1"), record("p2", "creative-pm")])
    path = write_batch(folder, [record("p3")])
    assert path == folder / "added" / "b0002.jsonl"
    assert roles(folder) == {"c1": "hybrid", "p1": "hybrid", "p2": "creative-pm", "p3": "hybrid"}
    assert labelled_hash(folder) != before
    assert list(labels_in_force(read_batches(folder))) == ["p1", "p2", "p3"]


def test_a_label_counts_anew_only_where_that_was_meant(folder: Path) -> None:
    write_batch(folder, [record("p1")])
    write_batch(folder, [record("p1", "creative-pm", replaces=True)])
    assert roles(folder)["p1"] == "creative-pm"
    undo_last(folder)
    assert roles(folder)["p1"] == "hybrid"
    write_batch(folder, [record("p1", "creative-pm")])
    with pytest.raises(LabelledDataError, match=r"b0003\.jsonl, line 1: the id p1 was labelled before"):
        read_labelled(folder)


def test_batches_are_taken_back_one_by_one_and_kept(folder: Path) -> None:
    write_batch(folder, [record("p1")])
    content = write_batch(folder, [record("p2")]).read_bytes()
    before = labelled_hash(folder)
    batch, kept = undo_last(folder)
    assert (batch.name, kept.read_bytes()) == ("b0002", content)
    assert roles(folder).keys() == {"c1", "p1"}
    assert write_batch(folder, [record("p2")]).name == "b0003.jsonl"  # a number is never used twice
    assert labelled_hash(folder) != before
    undo_last(folder)
    undo_last(folder)
    with pytest.raises(LabelledDataError, match="nothing to take back"):
        undo_last(folder)
    assert len(list((folder / "undone").iterdir())) == 3


def test_batches_without_what_ships_are_nothing_to_train_on(tmp_path: Path) -> None:
    write_batch(tmp_path, [record("p1")])
    with pytest.raises(LabelledDataError, match="no labelled postings"):
        read_labelled(tmp_path)


def test_the_order_of_batches_outlasts_four_digits(folder: Path) -> None:
    write_batch(folder, [record("p1")]).rename(folder / "added" / "b9999.jsonl")
    write_batch(folder, [record("p1", "creative-pm", replaces=True)])
    assert [batch.name for batch in read_batches(folder)] == ["b9999", "b10000"]
    assert roles(folder)["p1"] == "creative-pm"


def test_a_damaged_batch_can_be_taken_back(folder: Path) -> None:
    write_batch(folder, [record("p1")]).write_text("{")
    with pytest.raises(LabelledDataError, match=r"b0001\.jsonl, line 1"):
        read_batches(folder)
    undo_last(folder)
    assert roles(folder).keys() == {"c1"}


def test_two_cannot_change_labels_at_once(folder: Path) -> None:
    with changing(folder), pytest.raises(StoreError, match="another process"), changing(folder):
        pass


@pytest.mark.parametrize(("step", "is_killed"), {"0": True, "fsync": True, "1": True, "9": False}.items())
def test_killed_at_any_step_of_adding_the_labels_are_the_old_or_the_new(
    folder: Path, step: str, is_killed: bool
) -> None:
    """Killed before the file is opened, while it is written, and before it gets its name."""
    write_batch(folder, [record("p0")])
    code = f"""
        from flows.label_batches import changing, write_batch
        with changing(folder):
            start()
            write_batch(folder, [dict({record("p")!r}, id=f"p{{n}}") for n in range(1, 2000)])
    """
    assert run_killed(folder, step, code) == is_killed
    assert len(roles(folder)) == (2 if is_killed else 2001)
    with changing(folder):  # the lock went with the process, and so does what it left
        assert not list((folder / "added").glob(".*"))
        write_batch(folder, [record("q1")])
    assert "q1" in roles(folder)


@pytest.mark.parametrize(("step", "is_killed"), {"0": True, "9": False}.items())
def test_killed_while_taking_back_the_batch_is_there_or_kept(folder: Path, step: str, is_killed: bool) -> None:
    write_batch(folder, [record("p0")])
    code = """
        import flows.label_batches as batches
        batches._read = lambda path: None
        start()
        batches.undo_last(folder)
    """
    assert run_killed(folder, step, code) == is_killed
    assert ("p0" in roles(folder)) == is_killed
    assert len([*folder.glob("*/b0001.jsonl")]) == 1
