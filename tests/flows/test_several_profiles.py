from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

import flows.batches
from flows.settings import Settings
from flows.several_profiles import profile_runs
from models.profile import ProfileError

from .conftest import Listings, Ran

OTHER = """
name = "maker"
seniority = "senior"
years = 9
[levels]
scope_control = 1
timeline_building = 1
resourcing = 1
"""


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "other.toml"
    path.write_text(OTHER, encoding="utf-8")
    return path


def test_two_profiles_rank_the_same_rows_each_its_own_way(
    rank: Callable[..., Listings],
    rolefit: Callable[..., Ran],
    home: Path,
    sample: Path,
    other: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out, parsed = tmp_path / "out", []
    finder = flows.batches._finder
    monkeypatch.setattr(flows.batches, "_finder", lambda place: parsed.append(place) or finder(place))
    both = ("--profile", "account_manager", "--profile", other)
    first = rank(home, out, sample, *both)
    second = Listings(out / "maker")
    assert len(parsed) == 1
    for listings, name in ((first, "account_manager"), (second, "maker")):
        listings.check_accounts()
        assert {row["profile"] for row in listings.ranked} == {name}
        assert {row["status"] for row in listings.ranked} == {"new"}
    assert [row["posting_id"] for row in first.ranked] != [row["posting_id"] for row in second.ranked]
    assert {row["posting_id"] for row in first.ranked} == {row["posting_id"] for row in second.ranked}

    before = first.bytes, second.bytes
    rank(home, out, sample, *both)
    assert (first.bytes, second.bytes) == before
    assert len(parsed) == 1

    def best(*args: object) -> str:
        asked = rolefit(home, "query", "--columns", "posting_id", "--top", 1, *args)
        assert asked.code == 0, asked.err
        return next(csv.DictReader(io.StringIO(asked.out)))["posting_id"]

    assert best("--profile", "account_manager") == first.ranked[0]["posting_id"]
    assert best("--profile", "maker") == best("--profile", other) == second.ranked[0]["posting_id"]
    assert best("--profile", "maker", "--save", "makers-best") == best("makers-best") == second.ranked[0]["posting_id"]
    unknown = rolefit(home, "query", "--profile", "nobody")
    assert unknown.code == 2
    assert "ranked for: account_manager, maker" in unknown.err


def test_the_first_profile_is_ranked_last_so_that_query_speaks_of_it(home: Path, other: Path, tmp_path: Path) -> None:
    runs = profile_runs(Settings(home=home), ["account_manager", str(other), "account_manager"], tmp_path)
    assert [(run.profile, run.out) for run in runs] == [(str(other), tmp_path / "maker"), ("account_manager", tmp_path)]


def test_two_profiles_of_one_name_are_refused(home: Path, other: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin.toml"
    twin.write_text(OTHER.replace("maker", "Maker"), encoding="utf-8")
    with pytest.raises(ProfileError, match="both named 'Maker'"):
        profile_runs(Settings(home=home), [str(other), str(twin)], tmp_path)


def test_compare_shows_levels_alone_before_anything_was_ranked(
    rolefit: Callable[..., Ran], home: Path, other: Path
) -> None:
    ran = rolefit(home, "profile", "compare", "account_manager", other)
    assert ran.code == 0
    assert "Timeline building" in ran.out
    assert "nothing ranked yet" in ran.err


def test_compare_gives_both_scores_of_every_job_without_parsing(
    rolefit: Callable[..., Ran], sample_home: Path, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows.batches, "_finder", None)
    out = tmp_path / "moves.csv"
    ran = rolefit(sample_home, "profile", "compare", "account_manager", other, "--out", out)
    assert ran.code == 0, ran.err
    with out.open(encoding="utf-8-sig", newline="") as file:
        moved = {row["posting_id"]: row for row in csv.DictReader(file)}
    asked = rolefit(sample_home, "query", "--columns", "posting_id,fit_score,rank", "--csv")
    ranked = {row["posting_id"]: row for row in csv.DictReader(io.StringIO(asked.out)) if row["fit_score"]}
    assert moved.keys() == ranked.keys()
    for key, row in ranked.items():
        assert float(moved[key]["fit_first"]) == float(row["fit_score"])
        assert float(moved[key]["change"]) == pytest.approx(
            float(moved[key]["fit_second"]) - float(moved[key]["fit_first"])
        )
    assert sorted(int(row["rank_second"]) for row in moved.values()) == list(range(1, len(moved) + 1))
    assert any("client relationship -" in row["why"] for row in moved.values())


def test_compare_of_a_profile_with_itself_moves_nothing(rolefit: Callable[..., Ran], sample_home: Path) -> None:
    ran = rolefit(sample_home, "profile", "compare", "account_manager", "account_manager")
    assert ran.code == 0
    assert "0 gain and 0 lose" in ran.out
