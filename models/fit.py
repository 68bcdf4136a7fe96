"""How well a posting suits a profile: a sum of points that a person can read.

``fit = base + match + level + years + trade + demands``, cut to 0–100. *Match* is the share of the posting's duties
that the profile covers, times the probability that the posting is in scope at all; the rest moves points for levels
above or below the profile's, years asked beyond it, a required trade, and what title and requirements demand. The
points of each factor are learned from the fit grades of the labelled corpus, with their signs fixed, so that no factor
can ever work the wrong way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator
from sklearn.linear_model import LinearRegression
from sklearn.utils.validation import check_is_fitted

from features.facts import LEVELS, Facts
from models.profile import SkillProfile
from models.views import PostingView, mix

#: A profile level from which a competency counts as a skill the person has; below it is a gap to close.
SKILLED = 0.7

#: A competency belongs to what the job asks for from this share of its competency mass on (one duty in twenty).
ASKED = 0.05

#: Points a stated wish costs when the posting states the opposite. Chosen, not learned: labels know no wishes.
WISH_POINTS = 10.0

#: Grades of the labelling guide run from 0 to 4.
HIGHEST_GRADE = 4.0


@dataclass(frozen=True, slots=True)
class FitFactors:
    """What the score is made of, before it is weighed.

    Attributes
    ----------
    match : float
        Coverage of the duties by the profile (0–1) times the probability of being in scope (0–1).
    above, below : float
        Steps of seniority the posting is above or below the profile; 0 where it names none.
    years : float
        Years asked beyond the profile's, at most 8.
    trade : float
        1 if a trade is required.
    demands : float
        Grades that title and requirements lie above or below the ordinary, see :mod:`models.demands`.
    """

    match: float
    above: float
    below: float
    years: float
    trade: float
    demands: float


_FACTORS = tuple(field.name for field in fields(FitFactors))

#: Which way each factor may move the score.
SIGNS = FitFactors(match=1, above=-1, below=1, years=-1, trade=-1, demands=1)

#: Least weight of a posting in learning the points; in-scope ones weigh one more. What moves the fit of a nurse's
#: posting is of no use to an account manager (0.05 to 0.5 gave the same figures).
LEAST_WEIGHT = 0.1


@dataclass(frozen=True, slots=True)
class SkillMatch:
    """Competencies a posting asks for that the profile has, and that it lacks; most asked first."""

    matched: tuple[str, ...]
    gaps: tuple[str, ...]


def coverage(view: PostingView, profile: SkillProfile) -> float:
    """Return the share of a posting's competency mass that the profile covers, 0 to 1."""
    return float(mix(view) @ profile.vector)


def fit_factors(
    view: PostingView, in_scope: float, facts: Facts, trade: str, demands: float, profile: SkillProfile
) -> FitFactors:
    """Measure a posting against a profile.

    Parameters
    ----------
    view : PostingView
    in_scope : float
        Probability that the posting is in scope.
    facts : Facts
        Seniority and years asked; unknown ones count nothing.
    trade : str
        Required trade, empty if none.
    demands : float
        Of :class:`models.demands.DemandsRegressor`.
    profile : SkillProfile
    """
    return factors_of(coverage(view, profile), in_scope, facts, trade, demands, profile)


def factors_of(
    covered: float, in_scope: float, facts: Facts, trade: str, demands: float, profile: SkillProfile
) -> FitFactors:
    """Measure a posting against a profile that covers this share of its competency mass, see :func:`fit_factors`."""
    steps = 0
    if facts.seniority is not None:
        steps = LEVELS.index(facts.seniority) - LEVELS.index(profile.seniority)
    years = min(8.0, max(0.0, (facts.years_min or 0.0) - profile.years))
    return FitFactors(
        match=covered * in_scope,
        above=float(max(0, steps)),
        below=float(max(0, -steps)),
        years=years,
        trade=float(bool(trade)),
        demands=demands,
    )


def skills_asked(mixed: NDArray[np.float64], named: NDArray[np.bool_]) -> list[list[int]]:
    """List what each posting asks for, most asked first.

    A competency is asked for when a duty line names it and it has a share in the whole worth speaking of: traces of
    it in many lines are no demand that anyone could point at.

    Parameters
    ----------
    mixed : ndarray of shape (n_postings, 20)
        Share of each competency, see :func:`models.views.mixes`.
    named : ndarray of bool of shape (n_postings, 20)
        Whether a duty line of the posting has the competency.

    Returns
    -------
    list of list of int
        Places of the competencies in the taxonomy.
    """
    found: list[list[int]] = [[] for _ in mixed]
    postings, codes = np.nonzero(named & (mixed >= ASKED))
    for at in np.lexsort((codes, -mixed[postings, codes], postings)).tolist():
        found[postings[at]].append(int(codes[at]))
    return found


def skill_match(asked: Sequence[int], levels: Sequence[float], codes: Sequence[str]) -> SkillMatch:
    """Split what a posting asks for into what a profile with these levels has and what it lacks."""
    return SkillMatch(
        tuple(codes[i] for i in asked if levels[i] >= SKILLED),
        tuple(codes[i] for i in asked if levels[i] < SKILLED),
    )


class FitFormula(BaseEstimator):
    """Learn the points of each factor from graded postings.

    Attributes
    ----------
    base_ : float
        Points every posting starts with.
    points_ : ndarray of shape (6,)
        Points a unit of each factor of :class:`FitFactors`.
    """

    def fit(self, X: Sequence[FitFactors], y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Learn from factors and grades (0 to 4)."""
        signs = np.array(astuple(SIGNS))
        table = np.array([astuple(row) for row in X]) * signs
        model = LinearRegression(positive=True)
        model.fit(table, np.asarray(y, dtype=float) * 100 / HIGHEST_GRADE, sample_weight=sample_weight)
        self.base_, self.points_ = float(model.intercept_), model.coef_ * signs
        return self

    def predict(self, X: Sequence[FitFactors]) -> NDArray[np.float64]:
        """Return fit scores, 0 to 100, shape (n_postings,)."""
        check_is_fitted(self)
        table = np.array([astuple(row) for row in X]).reshape(len(X), len(_FACTORS))
        result: NDArray[np.float64] = np.clip(self.base_ + table @ self.points_, 0.0, 100.0)
        return result

    def parts(self, factors: FitFactors) -> dict[str, float]:
        """Return the points of each factor; their sum, cut to 0–100, is the score."""
        points = zip(_FACTORS, self.points_.tolist(), strict=True)
        return {"base": self.base_, **{name: getattr(factors, name) * point for name, point in points}}


def wish_points(facts: Facts, location: str, profile: SkillProfile) -> dict[str, float]:
    """Points lost to stated wishes that the posting states the opposite of.

    Returns
    -------
    dict of str to float
        Wish to points (negative); empty where none is lost. What a posting does not say costs nothing.
    """
    wishes, lost = profile.preferences, {}
    if wishes.remote and facts.workplace == "on-site":
        lost["remote"] = -WISH_POINTS
    if wishes.places and location and facts.is_remote is not True:
        place = location.casefold()
        if not any(wish.casefold() in place for wish in wishes.places):
            lost["place"] = -WISH_POINTS
    salary = facts.salary
    if wishes.salary_floor and salary is not None and salary.currency == wishes.salary_currency:
        highest = salary.annual_max or salary.annual_min
        if highest is not None and highest < wishes.salary_floor:
            lost["salary"] = -WISH_POINTS
    return lost
