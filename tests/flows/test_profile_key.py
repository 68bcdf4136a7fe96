from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.taxonomy import competencies
from flows.profile_key import profile_key
from flows.store import Store
from models.profile import Preferences, SkillProfile

PROFILE = SkillProfile("mine", dict.fromkeys(competencies(), 0.5))


@pytest.mark.parametrize(
    "change",
    [
        {"name": "yours"},
        {"levels": {**PROFILE.levels, "scope_control": 0.51}},
        {"seniority": "senior"},
        {"years": 5.0},
        {"tools": ("Asana",)},
        {"preferences": Preferences(places=("Leeds",))},
        {"preferences": Preferences(remote=True)},
        {"preferences": Preferences(salary_floor=1.0, salary_currency="GBP")},
    ],
)
def test_whatever_is_edited_the_key_changes(change: dict[str, Any]) -> None:
    assert profile_key(replace(PROFILE, **change)) != profile_key(PROFILE)


@given(st.permutations(list(competencies())))
def test_the_order_of_entries_does_not_matter(order: list[str]) -> None:
    assert profile_key(replace(PROFILE, levels={code: PROFILE.levels[code] for code in order})) == profile_key(PROFILE)


@given(st.from_regex(r"[a-z_äß-][a-z0-9_äß-]{0,300}", fullmatch=True))
def test_every_name_that_a_profile_may_have_is_one_that_the_store_takes(name: str) -> None:
    key = profile_key(SkillProfile.from_table({"name": name, "levels": {}}))
    assert Store(Path("store")).path(f"scores/m1/{key}", "batch") == Path(f"store/scores/m1/{key}/batch.parquet")
    assert len(key) < 60
    assert key != profile_key(SkillProfile.from_table({"name": f"{name}x", "levels": {}}))


def test_a_plain_name_can_be_read_in_the_key() -> None:
    assert profile_key(PROFILE).startswith("mine-")
