"""The labelled pairs of listings: that they are fit to measure by, and how well jobs are told apart on them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks.pairs import HALVES, half_of, merged, read_pairs, scores

PAIRS = Path(__file__).resolve().parents[1] / "data" / "labeled" / "pairs" / "pairs.jsonl"

#: What the matcher must keep on the set; `docs/duplicates.md` has what it reaches.
PRECISION, F1 = 0.99, 0.97

SAME = {
    "agency-copy", "agency-rewrite", "city-spelling", "company-variant", "markup", "remote-city", "repost", "shortened",
    "title-reworded", "truncated",
}  # fmt: skip
DIFFERENT = {
    "agency-other", "contract", "recruiter-two-clients", "remote-region", "sister-line", "sister-seniority",
    "sister-team", "template", "two-cities", "two-companies",
}  # fmt: skip


@pytest.fixture(scope="module")
def pairs() -> list[dict[str, Any]]:
    return read_pairs(PAIRS)


def test_the_pairs_are_many_of_every_kind_and_balanced(pairs: list[dict[str, Any]]) -> None:
    assert len(pairs) >= 300
    assert len({pair["id"] for pair in pairs}) == len(pairs)
    assert 0.45 <= sum(pair["same"] for pair in pairs) / len(pairs) <= 0.55
    for half in HALVES:
        mine = [pair for pair in pairs if half_of(pair) == half]
        assert len(mine) >= 0.45 * len(pairs)
        assert 0.45 <= sum(pair["same"] for pair in mine) / len(mine) <= 0.55
    kinds = Counter((pair["kind"], pair["same"]) for pair in pairs)
    assert set(kinds) == {(kind, True) for kind in SAME} | {(kind, False) for kind in DIFFERENT}
    assert min(kinds.values()) >= 5


def test_each_side_reads_as_an_ad(pairs: list[dict[str, Any]]) -> None:
    for pair in pairs:
        assert set(pair) == {"id", "kind", "same", "a", "b"}
        assert re.fullmatch(r"d\d\d[a-z]", pair["id"])
        assert pair["a"] != pair["b"]
        for side in (pair["a"], pair["b"]):
            assert {"title", "company", "location", "description"} <= set(side)
            assert set(side) <= {"title", "company", "location", "description", "date", "salary"}
            assert side["title"]
            assert 45 <= len(side["description"].split()) <= 250


def test_most_pairs_cannot_be_told_by_their_titles(pairs: list[dict[str, Any]]) -> None:
    equal = Counter((pair["a"]["title"] == pair["b"]["title"], pair["same"]) for pair in pairs)
    assert equal[True, False] >= 80
    assert equal[False, True] >= 25


def test_the_card_counts_the_pairs(pairs: list[dict[str, Any]]) -> None:
    card = (PAIRS.parents[1] / "README.md").read_text(encoding="utf-8")
    same = sum(pair["same"] for pair in pairs)
    assert f"{len(pairs)} pairs: {same} `same`, {len(pairs) - same} `different`" in card


def test_jobs_are_told_apart_and_together(pairs: list[dict[str, Any]]) -> None:
    results = [(pair, merged(pair)) for pair in pairs]
    assert [pair["id"] for pair, said in results if said and not pair["same"]] == []
    for half in (*HALVES, "all"):
        counts = Counter((pair["same"], said) for pair, said in results if half in ("all", half_of(pair)))
        precision, _, f1 = scores(counts)
        assert precision >= PRECISION
        assert f1 >= F1
