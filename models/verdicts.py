"""Judging a batch of read postings: arithmetic on whole arrays, so that a new version judges a store in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from features.cues import cue_count
from features.facts import Facts
from features.language import is_readable, language_name
from models.duty_codes import share_codes
from models.explanation import reason
from models.fit import factors_of, skill_match, skills_asked, wish_points
from models.judgement import DutyJudgement, Judgement
from models.labelled import ROLES
from models.profile import SkillProfile
from models.ragged import Ragged
from models.readings import Readings
from models.role import decide
from models.views import balances, mixes, side_shares, sides
from models.word_counts import WordCounts

if TYPE_CHECKING:
    from models.judge import Judge

#: Duties shown in ``top_duties``.
TOP_DUTIES = 3


@dataclass(frozen=True, slots=True)
class Case:
    """What judging a posting needs beside its readings. ``duties`` are the texts of its duties."""

    posting_id: str
    location: str
    facts: Facts
    trade: str
    language: str
    has_text: bool
    duties: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Duties:
    """All duties of a batch: codes of each, its side, its share in its posting, and the heaviest of each posting."""

    codes: list[tuple[str, ...]]
    sides: list[str]
    weights: list[float]
    top: list[list[int]]


def judge_read(judge: Judge, readings: Readings, cases: Sequence[Case], profile: SkillProfile) -> list[Judgement]:
    """Judge a batch of postings that were read.

    Parameters
    ----------
    judge : Judge
        The models of a version.
    readings : Readings
    cases : sequence of Case
        What else is known of each posting of ``readings``.
    profile : SkillProfile

    Returns
    -------
    list of Judgement
        In the order of ``cases``. A posting is judged the same alone and among others.
    """
    if not cases:
        return []
    counts = _word_counts(judge)
    known = counts.numbers(readings.words)

    def weighed(name: str, texts: Ragged) -> Any:
        return counts.weigh(name, texts.replaced(known[texts.values]))

    pieces = judge.competencies.predict_from(weighed("pieces", readings.pieces), _marks(readings.cues))
    lines = pieces[readings.lines.values]
    add = readings.lines.sums
    mass, number = np.asarray(add @ lines), readings.lines.lengths
    mixed, demanded = mixes(mass), weighed("demands", readings.demands)
    balanced = balances(mass, number, add @ lines.max(axis=1, initial=0.0))
    proba = judge.roles.predict_from(
        {
            "mix": sp.csr_matrix(mixed),
            "balance": sp.csr_matrix(balanced),
            "duties": weighed("duties", readings.pieces.joined(readings.lines)),
            "others": weighed("others", readings.others),
            "title": weighed("titles", readings.titles),
            "title_meaning": sp.csr_matrix(readings.title_meanings),
            "duties_meaning": sp.csr_matrix(readings.duty_meanings),
        }
    )
    codes, levels = judge.competencies.codes_, profile.vector
    known_levels = levels.tolist()
    named = np.asarray(add @ (lines >= judge.competencies.threshold)) > 0
    counted = number.tolist()
    columns = zip(
        cases,
        proba.tolist(),
        decide(proba, counted).tolist(),
        mixed.tolist(),
        side_shares(mixed).tolist(),
        (mixed * levels).sum(axis=1).tolist(),
        judge.demands.predict_from(demanded).tolist(),
        judge.demands.reasons_from(demanded),
        [skill_match(asked, known_levels, codes) for asked in skills_asked(mixed, named)],
        strict=True,
    )
    duties, offsets = _duties(judge, readings, pieces, lines), readings.duties.offsets.tolist()
    found = []
    for n, (case, chances, sure, shares, (client, operations), covered, grades, words, skills) in enumerate(columns):
        if not case.has_text:
            found.append(_no_text(case.posting_id))
            continue
        probabilities = dict(zip(ROLES, chances, strict=True))
        best = max(chances)
        role = ROLES[chances.index(best)]
        in_scope = 1.0 - probabilities["out-of-scope"]
        factors = factors_of(covered, in_scope, case.facts, case.trade, grades, profile)
        parts = judge.fit.parts(factors) | wish_points(case.facts, case.location, profile)
        by_code = dict(zip(codes, shares, strict=True))
        why = reason(role, probabilities, client, operations, by_code, parts, case.facts, case.trade, words, counted[n])
        first, last = offsets[n], offsets[n + 1]
        found.append(
            Judgement(
                posting_id=case.posting_id,
                role=role,
                confidence=best,
                probabilities=probabilities,
                decision="decided" if sure and is_readable(case.language) else "review",
                client_share=client,
                operations_share=operations,
                fit=min(100.0, max(0.0, sum(parts.values()))),
                parts=parts,
                matched=skills.matched,
                gaps=skills.gaps,
                top_duties=tuple(case.duties[i - first] for i in duties.top[n]),
                why=_unread(case.language) + why,
                duties=tuple(
                    map(DutyJudgement, duties.codes[first:last], duties.sides[first:last], duties.weights[first:last])
                ),
                shares=tuple(shares),
            )
        )
    return found


def _duties(judge: Judge, readings: Readings, pieces: NDArray[np.float64], lines: NDArray[np.float64]) -> _Duties:
    owner, own = readings.duties.owners, pieces[readings.duties.values]
    line_of = readings.lines.offsets[owner] + readings.duty_lines.values
    named = share_codes(lines, own, line_of, judge.competencies.threshold)
    mass = own.sum(axis=1)
    total = np.maximum(np.asarray(readings.duties.sums @ mass), 1e-9)
    weights = mass / total[owner]
    duty, code = np.nonzero(named)
    order = np.lexsort((code, -own[duty, code], duty))  # of each duty the likeliest first
    names = np.array(judge.competencies.codes_, dtype=object)[code[order]].tolist()
    ends = np.cumsum(named.sum(axis=1)).tolist()
    client, operations = (named[:, side].sum(axis=1) for side in sides())
    told: NDArray[np.bool_] = np.asarray(named.any(axis=1))
    side = np.select([~told, client > operations, client < operations], ["", "client", "operations"], "shared")
    return _Duties(
        [tuple(names[first:last]) for first, last in zip([0, *ends], ends, strict=False)],
        side.tolist(),
        weights.tolist(),
        _top(owner, weights, told, len(total)),
    )


def _top(
    owner: NDArray[np.int64], weights: NDArray[np.float64], told: NDArray[np.bool_], postings: int
) -> list[list[int]]:
    """List the heaviest duties of each posting, those of them that have a competency."""
    found: list[list[int]] = [[] for _ in range(postings)]
    order = np.lexsort((-weights, owner))
    places = np.arange(len(order)) - np.searchsorted(owner[order], owner[order])
    for duty in order[(places < TOP_DUTIES) & told[order]].tolist():
        found[owner[duty]].append(duty)
    return found


@lru_cache(maxsize=1)
def _word_counts(judge: Judge) -> WordCounts:
    return WordCounts(
        {
            "pieces": judge.competencies.words_,
            "duties": judge.roles.duties_,
            "others": judge.roles.others_,
            "titles": judge.roles.title_,
            "demands": judge.demands.words_,
        }
    )


def _marks(cues: Ragged) -> Any:
    """Mark the cues of each piece, as :func:`models.competencies.cue_matrix` does."""
    shape = (len(cues.offsets) - 1, cue_count())
    return sp.csr_matrix((np.ones(len(cues.values)), cues.values, cues.offsets), shape=shape)


def _unread(language: str) -> str:
    """Say that a text is in a language whose duties are not found, or nothing."""
    if is_readable(language):
        return ""
    return f"The text is {language_name(language)}: only English is read, so what follows is little more than a guess. "


def _no_text(posting_id: str) -> Judgement:
    return Judgement(
        posting_id=posting_id, role="", confidence=0.0, probabilities={}, decision="no-text", client_share=0.0,
        operations_share=0.0, fit=None, parts={}, matched=(), gaps=(), top_duties=(),
        why="The listing has no text to judge.", duties=(), shares=(),
    )  # fmt: skip
