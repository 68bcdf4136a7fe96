from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from models.profile import ProfileError, SkillProfile

DEFAULT = tomllib.loads(
    (Path(__file__).resolve().parents[2] / "data" / "profiles" / "account_manager.toml").read_text(encoding="utf-8")
)


def test_the_default_profile_has_a_level_for_every_competency() -> None:
    profile = SkillProfile.from_table(DEFAULT)
    assert profile.levels["client_relationship"] == 1.0
    assert profile.levels["creative_team_management"] == 0.3
    assert profile.vector.shape == (20,)
    assert profile.vector.min() > 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"levels": {"client_relationshp": 1}}, "did you mean 'client_relationship'"),
        ({"levels": {"client_relationship": 1.5}}, "from 0 to 1"),
        ({"levels": {"client_relationship": True}}, "from 0 to 1"),
        ({"levels": {"client_relationship": "high"}}, "from 0 to 1"),
        ({"seniority": "guru"}, "use one of"),
        ({"preferences": {"remote": "yes"}}, "true or false"),
        ({"preferences": {"salary_floor": 40000}}, "salary_currency"),
        ({"preferences": {"places": "London"}}, "a list of places"),
        ({"name": "../../etc"}, "short name"),
        ({"nmae": "x"}, "did you mean 'name'"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ProfileError) as raised:
        SkillProfile.from_table(DEFAULT | change)
    assert said in str(raised.value)


def test_a_competency_left_out_counts_as_never_done() -> None:
    profile = SkillProfile.from_table({"name": "new", "levels": {"creative_brief": 0.5}})
    assert profile.levels["creative_brief"] == 0.5
    assert profile.levels["resourcing"] == 0.0
