from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from features.facts import Salary, read_facts
from features.taxonomy import competencies
from models.competencies import THRESHOLD
from models.fit import FitFactors, FitFormula, coverage, fit_factors, skill_match, skills_asked, wish_points
from models.profile import Preferences, SkillProfile
from models.views import PostingView, mix

View = Callable[..., PostingView]
NO_FACTS = read_facts("")


def test_coverage_is_the_profile_level_of_what_is_asked(view: View, profile: SkillProfile) -> None:
    assert coverage(view({"client_relationship": 1.0}), profile) == pytest.approx(1.0)
    assert coverage(view({"resourcing": 1.0}), profile) == pytest.approx(0.3)
    assert coverage(view({"client_relationship": 0.5, "resourcing": 0.5}), profile) == pytest.approx(0.65)


def test_unknown_seniority_and_years_count_nothing(view: View, profile: SkillProfile) -> None:
    factors = fit_factors(view({"client_relationship": 1.0}), 0.5, NO_FACTS, "", -0.5, profile)
    assert factors == FitFactors(match=pytest.approx(0.5), above=0, below=0, years=0, trade=0, demands=-0.5)


def test_levels_and_years_beyond_the_profile_count(view: View, profile: SkillProfile) -> None:
    facts = replace(NO_FACTS, seniority="lead", years_min=8.0)
    factors = fit_factors(view({"client_relationship": 1.0}), 1.0, facts, "code", 0.0, profile)
    assert (factors.above, factors.below, factors.years, factors.trade) == (2, 0, 4, 1)


def test_no_factor_can_work_the_wrong_way() -> None:
    rng = np.random.default_rng(1)
    factors = [FitFactors(*row) for row in rng.uniform(0, 1, (200, 6))]
    grades = rng.uniform(0, 4, 200)  # grades that have nothing to do with the factors
    formula = FitFormula().fit(factors, grades)
    assert (formula.points_[[0, 2, 5]] >= 0).all()
    assert (formula.points_[[1, 3, 4]] <= 0).all()


def test_the_parts_add_up_to_the_score() -> None:
    rng = np.random.default_rng(2)
    rows = rng.uniform(0, 1, (100, 6))
    formula = FitFormula().fit([FitFactors(*row) for row in rows], 3 * rows[:, 0] - rows[:, 4] + 1)
    one = FitFactors(0.5, 0.2, 0.0, 0.1, 0.0, 0.3)
    assert sum(formula.parts(one).values()) == pytest.approx(formula.predict([one])[0])
    assert 0 <= formula.predict([FitFactors(0, 9, 0, 8, 1, -2)])[0] <= 100


def test_skills_and_gaps_split_what_is_asked(view: View, profile: SkillProfile) -> None:
    posting = view({"client_relationship": 1.0}, {"resourcing": 1.0}, {"scope_control": 0.01})
    asked = skills_asked(mix(posting)[None], (posting.competencies >= THRESHOLD).any(axis=0)[None])[0]
    match = skill_match(asked, profile.vector.tolist(), tuple(competencies()))
    assert match.matched == ("client_relationship",)
    assert match.gaps == ("resourcing",)


def test_wishes_cost_points_only_when_the_posting_says_the_opposite(profile: SkillProfile) -> None:
    wishing = replace(profile, preferences=Preferences(("Leeds",), True, 40_000, "GBP"))
    silent = NO_FACTS
    assert wish_points(silent, "", wishing) == {}
    salary = Salary(
        min=30_000, max=35_000, currency="GBP", interval="yearly", annual_min=30_000, annual_max=35_000, basis="x"
    )
    against = replace(silent, workplace="on-site", is_remote=False, salary=salary)
    assert set(wish_points(against, "London", wishing)) == {"remote", "place", "salary"}
    assert wish_points(replace(against, salary=replace(salary, currency="USD")), "LEEDS, UK", wishing).keys() == {
        "remote"
    }
    assert wish_points(against, "London", profile) == {}
