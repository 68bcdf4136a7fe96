"""What to learn next: how much each gap, once closed, would raise the fit of the jobs in scope, and the way ahead.

The fit is linear in the profile's levels as long as it is not cut at 0 or 100: raising one level moves *match* by the
competency's share in the posting times the raise times the probability of being in scope, and nothing else. So jobs are
scored again from their judgements alone, exactly as a new judgement with the raised profile would.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from features.lexicons import load_lexicon
from features.taxonomy import competencies
from models.fit import SKILLED, FitFactors, FitFormula
from models.judge import Judgement
from models.profile import SkillProfile

#: A job worth applying for has this fit; the line that lifted jobs are counted across.
GOOD_FIT = 70.0

#: The level of someone who could teach it: what a gap can be raised to at most.
MASTERED = 1.0

#: Share of operations in the duties from which an account manager's job lets one practise them (a third, the labelling
#: guide's line for work that is owned rather than touched).
PRACTICE_SHARE = 1 / 3

#: Jobs and gaps shown of a step or a gain.
EXAMPLES, STEP_GAPS = 6, 4


@dataclass(frozen=True, slots=True)
class Lift:
    """What raising one competency to a level does to the jobs in scope.

    Attributes
    ----------
    level : float
    mean : float
        Points of fit a job gains on average.
    lifted : tuple of str
        Ids of the jobs that pass :data:`GOOD_FIT`, the highest new fit first.
    """

    level: float
    mean: float
    lifted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gain:
    """A gap of the profile: its level now, the jobs that name it as a gap, and what closing or mastering it brings."""

    code: str
    level: float
    asking: int
    closed: Lift
    mastered: Lift


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the way, with what to do, how many jobs of its role there are, their gaps, and examples to look at."""

    role: str
    name: str
    advice: str
    jobs: int
    good: int
    gaps: tuple[tuple[str, int], ...]
    examples: tuple[str, ...]


def in_scope(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Keep those that are judged to be in scope."""
    return [judgement for judgement in judgements if judgement.role not in ("", "out-of-scope")]


def raised_fits(
    judgements: Sequence[Judgement], formula: FitFormula, profile: SkillProfile, code: str, level: float
) -> NDArray[np.float64]:
    """Score judged postings again as if the profile had another level of one competency.

    Parameters
    ----------
    judgements : sequence of Judgement
        Of postings with text, judged for ``profile``.
    formula : FitFormula
        That of the judge which made them.
    profile : SkillProfile
    code : str
        The competency.
    level : float
        Its other level, 0 to 1.

    Returns
    -------
    ndarray of shape (n_judgements,)
        Fit scores, 0 to 100, with one decimal as in ``ranked.csv``.
    """
    column = list(competencies()).index(code)
    zero = {factor.name: 0.0 for factor in fields(FitFactors)}
    points = formula.parts(FitFactors(**zero | {"match": 1.0}))["match"] * (level - profile.levels[code])
    totals = np.array([sum(judgement.parts.values()) for judgement in judgements])
    change = np.array([j.shares[column] * (1.0 - j.probabilities["out-of-scope"]) for j in judgements])
    result: NDArray[np.float64] = np.clip(totals + points * change, 0.0, 100.0).round(1)
    return result


def gap_gains(judgements: Sequence[Judgement], formula: FitFormula, profile: SkillProfile) -> tuple[Gain, ...]:
    """Measure what closing each gap of a profile brings over all jobs in scope; what brings most comes first.

    A gap is a competency below :data:`models.fit.SKILLED`; it is closed at that level and mastered at 1.
    """
    jobs = in_scope(judgements)
    asking = Counter(code for job in jobs for code in job.gaps)
    gains = [
        Gain(
            code,
            profile.levels[code],
            asking[code],
            _lift(jobs, formula, profile, code, SKILLED),
            _lift(jobs, formula, profile, code, MASTERED),
        )
        for code in competencies()
        if profile.levels[code] < SKILLED
    ]
    return tuple(sorted(gains, key=lambda gain: (-gain.closed.mean, -gain.mastered.mean)))


def _lift(jobs: Sequence[Judgement], formula: FitFormula, profile: SkillProfile, code: str, level: float) -> Lift:
    if not jobs:
        return Lift(level, 0.0, ())
    now = raised_fits(jobs, formula, profile, code, profile.levels[code])
    then = raised_fits(jobs, formula, profile, code, level)
    lifted = [n for n in range(len(jobs)) if now[n] < GOOD_FIT <= then[n]]
    lifted.sort(key=lambda n: (-then[n], jobs[n].posting_id))
    return Lift(level, round(float((then - now).mean()), 2), tuple(jobs[n].posting_id for n in lifted))


def path(judgements: Sequence[Judgement]) -> tuple[Step, ...]:
    """Lay out the way from account management to creative project management, with examples to apply for.

    Examples of the first step are the jobs of account management in which operations have a fair share; those the
    model is sure of come before those a person should look at, then the better fit.
    """
    return tuple(_step(entry, judgements) for entry in load_lexicon("career_path").values())


def _step(entry: dict[str, str], judgements: Sequence[Judgement]) -> Step:
    jobs = [judgement for judgement in judgements if judgement.role == entry["role"]]
    gaps = Counter(code for job in jobs for code in job.gaps)
    order = list(competencies())
    first = entry["role"] == "account-management"
    jobs.sort(
        key=lambda job: (
            first and job.operations_share < PRACTICE_SHARE,
            job.decision != "decided",
            -round(job.fit or 0.0, 1),
            job.posting_id,
        )
    )
    return Step(
        entry["role"],
        entry["name"],
        entry["advice"],
        len(jobs),
        sum(round(job.fit or 0.0, 1) >= GOOD_FIT for job in jobs),
        tuple(sorted(gaps.items(), key=lambda item: (-item[1], order.index(item[0])))[:STEP_GAPS]),
        tuple(job.posting_id for job in jobs[:EXAMPLES]),
    )
