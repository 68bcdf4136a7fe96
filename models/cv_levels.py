"""From what a CV says to proposed levels: how often a competency was practised, how long, how lately, in what part.

``level = (1 - 0.5 ** (practice / HALF)) x time``, at most :data:`HIGHEST`, where *practice* adds up over the distinct
statements that show the competency, each weighing what the model gives it, less where it is old, help, or another
trade's work; and *time* grows from a half to one over :data:`FULL_YEARS` in the jobs that show it. A proposal only:
who wrote the CV knows better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from features.cv_dates import Period, months_covered
from features.taxonomy import competencies

# The constants were set on the six written CVs of tests/data/cvs so that their levels come out in the order their
# careers suggest (docs/profiles.md has the table); nobody's real CV was read for them.

#: Practice that is worth a level of a half: one statement that the model is sure of proposes 0.6 after four years
#: (at 0.5 the one year of a beginner came out above 0.6, at 1.0 a senior's single line on escalations under 0.5).
HALF = 0.75

#: Years after which more time adds nothing: what the default profile, "two to five years", stands for.
FULL_YEARS = 4.0

#: Years taken for a job without dates.
UNDATED_YEARS = 2.0

#: A job that ended longer ago than this many years weighs a tenth less for each more, but never under ``FADED``.
FRESH_YEARS, FADE_A_YEAR, FADED = 2.0, 0.1, 0.4

#: "Supported the account director" against "managed the account".
HELPING = 0.5

#: What a job of another trade counts at least: a designer has seen revision rounds, a nurse has calmed people. At 0.5
#: the written nurse's CV proposed 0.2 in places, at 0.3 it proposes nothing.
OTHER_TRADE = 0.3

#: The highest level that is proposed; 1 ("could teach it") is for the person to say.
HIGHEST = 0.9

#: Under this a level is nothing: what the written nurse's audits and check lists come to is 0.06.
LOWEST = 0.1


@dataclass(frozen=True, slots=True)
class Post:
    """A job as levels see it: when it was held, and the chance that it was in scope, 0 to 1."""

    period: Period | None
    in_scope: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement that shows one competency.

    Attributes
    ----------
    code : str
        The competency.
    quote : str
        The statement, exactly as the CV has it.
    start, end : int
        Where it stands in the CV's text.
    strength : float
        The model's probability that it shows the competency.
    helping : bool
        Whether it says that another's work was supported.
    post : int
        Number of the job it belongs to.
    """

    code: str
    quote: str
    start: int
    end: int
    strength: float
    helping: bool
    post: int


@dataclass(frozen=True, slots=True)
class ProposedLevel:
    """A proposal for one competency: its level, the years in jobs that show it, the evidence, weightiest first."""

    level: float
    years: float | None
    evidence: tuple[Evidence, ...]


def propose(evidence: Sequence[Evidence], posts: Sequence[Post], month: int) -> dict[str, ProposedLevel]:
    """Propose a level for each competency.

    Parameters
    ----------
    evidence : sequence of Evidence
    posts : sequence of Post
        The jobs, as ``Evidence.post`` numbers them.
    month : int
        The present month, see :func:`features.cv_dates.month_of`.

    Returns
    -------
    dict of str to ProposedLevel
        One for each of the twenty, in the taxonomy's order; level 0 where nothing speaks for more.
    """
    found = {}
    for code in competencies():
        mine = [one for one in evidence if one.code == code]
        weights = {one: weight(one, posts[one.post], month) for one in mine}
        years = _years([posts[number] for number in sorted({one.post for one in mine})], month)
        ordered = sorted(mine, key=lambda one: (-weights[one], one.start))
        found[code] = ProposedLevel(level(sum(weights.values()), years), years, tuple(ordered))
    return found


def weight(one: Evidence, post: Post, month: int) -> float:
    """Weigh one statement, 0 to 1.

    Examples
    --------
    >>> managed = Evidence("client_relationship", "Managed six clients", 0, 19, 1.0, False, 0)
    >>> weight(managed, Post(Period(0, 24, 0, 0), 1.0), 24 + 12 * 5)  # ended five years ago
    0.7
    """
    ended = 0.0 if post.period is None else (month - post.period.until(month)) / 12
    fresh = max(FADED, 1.0 - FADE_A_YEAR * max(0.0, ended - FRESH_YEARS))
    return one.strength * fresh * (HELPING if one.helping else 1.0) * max(OTHER_TRADE, post.in_scope)


def level(practice: float, years: float | None) -> float:
    """Turn practice and years into a level in steps of a tenth.

    Parameters
    ----------
    practice : float
        Sum of the weights of the statements.
    years : float or None
        In the jobs that show it; None if no date says.

    Examples
    --------
    >>> [level(practice, 5) for practice in (0, 0.1, 1, 2, 9)], level(2, 1), level(2, None)
    ([0.0, 0.0, 0.6, 0.8, 0.9], 0.5, 0.6)
    """
    time = 0.5 + 0.5 * min(1.0, (UNDATED_YEARS if years is None else years) / FULL_YEARS)
    raw = (1.0 - 0.5 ** (practice / HALF)) * time
    return min(HIGHEST, round(raw, 1)) if raw >= LOWEST else 0.0


def _years(posts: Sequence[Post], month: int) -> float | None:
    periods = [post.period for post in posts if post.period is not None]
    return months_covered(periods, month) / 12 if periods else None


def years_in_field(posts: Mapping[int, Post] | Sequence[Post], month: int) -> float | None:
    """Count the years of the jobs that are likelier in scope than not; None if no such job has dates."""
    every = posts.values() if isinstance(posts, Mapping) else posts
    return _years([post for post in every if post.in_scope >= IN_FIELD], month)


#: A job is of the field when it is likelier in scope than not.
IN_FIELD = 0.5
