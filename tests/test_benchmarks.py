"""What the long measurements rest on: fair draws, a rule that is a rule, tables that rewrite themselves."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks.baselines import title_rule
from benchmarks.learning_curve import SHARES, drawn
from benchmarks.marked_tables import markdown_table, rewrite
from benchmarks.query import write_many
from flows.evaluation_data import Case
from flows.training_data import read_labelled
from models.labelled import ROLES, LabelledPosting
from tests.flows.ranked_jobs import write_jobs

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def corpus() -> list[LabelledPosting]:
    return read_labelled(ROOT / "data" / "labeled")


@pytest.mark.parametrize("seed", range(2))
def test_a_larger_draw_holds_the_smaller_and_tears_few_twins_apart(corpus: list[LabelledPosting], seed: int) -> None:
    before: set[str] = set()
    for share in SHARES:
        part = drawn(corpus, share, seed)
        ids = {posting.id for posting in part}
        assert len(ids) == len(part) == round(share * len(corpus))
        assert before <= ids
        twins = [posting.twin for posting in part if posting.twin]
        # A pair may be cut by the end of the draw, and no other.
        assert sum(twins.count(twin) == 1 for twin in set(twins)) <= 1
        before = ids
    assert len(before) == len(corpus)


def test_draws_differ(corpus: list[LabelledPosting]) -> None:
    first, second = ({posting.id for posting in drawn(corpus, 0.2, seed)} for seed in (0, 1))
    assert len(first & second) < 0.5 * len(first)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Senior Account Manager", "account-management"),
        ("Digital PRODUCER", "creative-pm"),
        ("Client Services & Project Manager", "hybrid"),
        ("Copywriter", "out-of-scope"),
    ],
)
def test_the_rule_reads_the_title_alone(title: str, role: str) -> None:
    case = Case("a", "p", title, "", "", "You manage accounts and projects.", "hybrid", None, None, None)
    (proba,) = title_rule([case])
    assert ROLES[proba.argmax()] == role
    assert proba.sum() == 1


def test_a_table_is_rewritten_between_its_marks_and_nothing_else_is(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Before\n<!-- x: begin -->\nold\n<!-- x: end -->\nAfter\n<!-- y: begin -->\n<!-- y: end -->\n")
    table = markdown_table(["", "F1"], [["rule", "0.5"], ["", ""]])
    for _ in range(2):
        rewrite(path, "x", table)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("Before\n<!-- x: begin -->\n| | F1 |\n|---|---:|\n| rule | 0.5 |\n| | |\n<!-- x: end -->\n")
    assert text.endswith("After\n<!-- y: begin -->\n<!-- y: end -->\n")
    with pytest.raises(ValueError, match="no marks"):
        rewrite(path, "z", table)


def test_jobs_are_repeated_as_jobs_of_their_own(tmp_path: Path) -> None:
    jobs = pq.read_table(write_jobs(tmp_path / "jobs.parquet"))
    many = pq.read_table(write_many(tmp_path / "new" / "many.parquet", jobs, 23))
    assert many.schema.equals(jobs.schema)
    assert many.slice(0, 5).equals(jobs)
    assert many["rank"].to_pylist() == list(range(1, 24))
    assert len(set(zip(*(many[name].to_pylist() for name in ("title", "company", "posting_id")), strict=True))) == 23


def test_the_document_has_the_marks_of_every_table() -> None:
    text = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    for name in ("baselines", "learning-curve", "cross-validation", "speed", "query"):
        assert f"<!-- {name}: begin -->\n|" in text, name
        assert f"<!-- {name}: end -->" in text
