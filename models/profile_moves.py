"""How jobs move from one profile to another, and what moves them: competencies, level, years, wishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from features.taxonomy import competencies
from models.fit import FitFormula
from models.judge import Judgement
from models.profile import SkillProfile

#: Points under which a reason is not told, and how many are.
TOLD_FROM, TOLD = 0.5, 3

_NAMES = {
    "above": "level above the profile", "below": "level below the profile", "years": "years asked",
    "remote": "wish for remote work", "place": "wish for places", "salary": "wish for pay",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """A job under two profiles.

    Attributes
    ----------
    posting_id, role : str
    scores : tuple of float
        Its fit for the first and for the second profile, rounded as in ``ranked.csv``.
    ranks : tuple of int
        Its place among the jobs compared, from 1.
    change : float
        Second less first.
    reasons : tuple of (str, float)
        What moves it, in points, the strongest first.
    """

    posting_id: str
    role: str
    scores: tuple[float, float]
    ranks: tuple[int, int]
    change: float
    reasons: tuple[tuple[str, float], ...]


def moves(
    pairs: Sequence[tuple[Judgement, Judgement]], profiles: tuple[SkillProfile, SkillProfile], formula: FitFormula
) -> list[Move]:
    """Compare the judgements of the same postings for two profiles.

    Parameters
    ----------
    pairs : sequence of (Judgement, Judgement)
        Of one posting each; those without text are left out.
    profiles : tuple of SkillProfile
    formula : FitFormula
        The one both were judged by.

    Returns
    -------
    list of Move
        Those that move most first.
    """
    scored = [(a, b) for a, b in pairs if a.fit is not None and b.fit is not None]
    first, second = _ranks([a for a, _ in scored]), _ranks([b for _, b in scored])
    found = []
    for a, b in scored:
        scores = (_score(a), _score(b))
        ranks = (first[a.posting_id], second[a.posting_id])
        change = round(scores[1] - scores[0], 1)
        found.append(Move(a.posting_id, a.role, scores, ranks, change, _reasons(a, b, profiles, formula)))
    return sorted(found, key=lambda move: (-abs(move.change), move.ranks[1], move.posting_id))


def _score(judgement: Judgement) -> float:
    return round(judgement.fit or 0.0, 1)


def _ranks(judgements: Sequence[Judgement]) -> Mapping[str, int]:
    order = sorted(judgements, key=lambda one: (-_score(one), -round(one.confidence, 4), one.posting_id))
    return {one.posting_id: place for place, one in enumerate(order, 1)}


def _reasons(
    a: Judgement, b: Judgement, profiles: tuple[SkillProfile, SkillProfile], formula: FitFormula
) -> tuple[tuple[str, float], ...]:
    """Split the change into points; *match* is a sum over the competencies, so each has its own."""
    per_match = float(formula.points_[0]) * (1.0 - a.probabilities["out-of-scope"])
    raised = profiles[1].vector - profiles[0].vector
    points = {
        competency.name.lower(): share * float(step) * per_match
        for competency, share, step in zip(competencies().values(), a.shares, raised, strict=True)
    }
    for factor, name in _NAMES.items():
        points[name] = b.parts.get(factor, 0.0) - a.parts.get(factor, 0.0)
    told = sorted(points.items(), key=lambda item: (-abs(item[1]), item[0]))
    return tuple((name, value) for name, value in told[:TOLD] if abs(value) >= TOLD_FROM)
