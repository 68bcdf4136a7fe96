"""Judge postings: competencies of their duties, role, fit, skills and gaps, and the reasons.

A :class:`Judge` is what the registry keeps: the trained models of one version. It reads features (duties, facts) and
never parses text, so that a retrained judge scores a whole store without parsing one sentence again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.extraction import OPTIONAL, PostingRecord, RawPosting
from features.facts import Facts
from features.language import is_readable, language_name
from features.taxonomy import side_of
from models.competencies import CompetencyClassifier
from models.demands import DemandsRegressor
from models.duty_codes import share_codes
from models.explanation import reason
from models.fit import FitFormula, fit_factors, skill_match, wish_points
from models.labelled import ROLES
from models.profile import SkillProfile
from models.role import RoleClassifier, decide
from models.views import PostingView, mix, side_shares

#: Kinds of lines that ask something of the person: must-haves and wishes. Wishes tell the trade as well as must-haves:
#: without them the fit's correlation within scope fell from 0.54 to 0.50 on the development set, at half weight to
#: 0.52.
ASKING_KINDS = ("requirement", OPTIONAL)

#: Duties shown in ``top_duties``.
TOP_DUTIES = 3


@dataclass(frozen=True, slots=True)
class DutyFeatures:
    """A duty as the extractor left it: its own words, and the line it stands in with the line's offset."""

    text: str
    line: str
    line_start: int


@dataclass(frozen=True, slots=True)
class OtherLine:
    """A line that is no duty, and what it is instead."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class PostingFeatures:
    """All that judging a posting needs."""

    posting_id: str
    title: str
    location: str
    duties: tuple[DutyFeatures, ...]
    other_lines: tuple[OtherLine, ...]
    facts: Facts
    trade: str
    language: str = ""

    @classmethod
    def of(cls, posting_id: str, posting: RawPosting, record: PostingRecord) -> PostingFeatures:
        """Take what :func:`features.extraction.extract` gave for a posting."""
        return cls(
            posting_id=posting_id,
            title=posting.title,
            location=posting.location,
            duties=tuple(DutyFeatures(duty.text, duty.line.text, duty.line.start) for duty in record.duties),
            other_lines=tuple(OtherLine(record.text[start:end], kind) for start, end, kind in record.other_lines),
            facts=record.facts,
            trade=record.trade,
            language=record.language,
        )

    @property
    def has_text(self) -> bool:
        """Whether there was any text to judge."""
        return bool(self.duties or self.other_lines)


@dataclass(frozen=True, slots=True)
class DutyJudgement:
    """Competencies of one duty, most likely first; its side; its share of the posting's competency mass (0–1)."""

    competencies: tuple[str, ...]
    side: str
    weight: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a posting is, how it fits, and why.

    ``role`` is empty and ``fit`` None for a posting without text (``decision == "no-text"``). ``parts`` are the points
    the fit score is the sum of, ``shares`` those of each competency in the posting's mix, in the taxonomy's order.
    """

    posting_id: str
    role: str
    confidence: float
    probabilities: dict[str, float]
    decision: str
    client_share: float
    operations_share: float
    fit: float | None
    parts: dict[str, float]
    matched: tuple[str, ...]
    gaps: tuple[str, ...]
    top_duties: tuple[str, ...]
    why: str
    duties: tuple[DutyJudgement, ...]
    shares: tuple[float, ...] = ()


@dataclass(frozen=True)
class Judge:
    """The trained models of one version."""

    competencies: CompetencyClassifier
    roles: RoleClassifier
    demands: DemandsRegressor
    fit: FitFormula

    def judge(self, postings: Sequence[PostingFeatures], profile: SkillProfile) -> list[Judgement]:
        """Judge a batch of postings for one profile.

        Parameters
        ----------
        postings : sequence of PostingFeatures
        profile : SkillProfile

        Returns
        -------
        list of Judgement
            In the order of ``postings``.
        """
        views, duty_probabilities = self._views(postings)
        with_text = [i for i, posting in enumerate(postings) if posting.has_text]
        proba = np.zeros((len(postings), len(ROLES)))
        proba[with_text] = self.roles.predict_proba([views[i] for i in with_text])
        sure = decide(proba, [len(view.duty_lines) for view in views])
        demands = zip(self.demands.predict(views), self.demands.reasons(views), strict=True)
        return [
            self._judgement(posting, view, duties, row, asked, bool(is_sure), profile)
            if posting.has_text
            else _no_text(posting.posting_id)
            for posting, view, duties, row, asked, is_sure in zip(
                postings, views, duty_probabilities, proba, demands, sure, strict=True
            )
        ]

    def _views(self, postings: Sequence[PostingFeatures]) -> tuple[list[PostingView], list[NDArray[np.float64]]]:
        """Score every distinct duty text and duty line of the batch once."""
        texts = {_bare(text) for posting in postings for duty in posting.duties for text in (duty.text, duty.line)}
        ordered = sorted(texts)
        scored = dict(zip(ordered, self.competencies.predict_proba(ordered), strict=True))
        views, duties = [], []
        width = len(self.competencies.codes_)
        for posting in postings:
            lines = {duty.line_start: duty.line for duty in posting.duties}
            ordered_lines = tuple(lines[start] for start in sorted(lines))
            table = np.array([scored[_bare(line)] for line in ordered_lines]).reshape(len(ordered_lines), width)
            others = tuple(line.text for line in posting.other_lines)
            asked = tuple(line.text for line in posting.other_lines if line.kind in ASKING_KINDS)
            views.append(PostingView(posting.title, ordered_lines, others, asked, table))
            duties.append(np.array([scored[_bare(duty.text)] for duty in posting.duties]).reshape(-1, width))
        return views, duties

    def _judgement(
        self,
        posting: PostingFeatures,
        view: PostingView,
        duty_proba: NDArray[np.float64],
        proba: NDArray[np.float64],
        demands: tuple[float, tuple[str, ...]],
        sure: bool,
        profile: SkillProfile,
    ) -> Judgement:
        role = ROLES[int(proba.argmax())]
        probabilities = dict(zip(ROLES, map(float, proba), strict=True))
        duties = self._duty_judgements(posting, view, duty_proba)
        client, operations = side_shares(view)
        in_scope = 1.0 - probabilities["out-of-scope"]
        factors = fit_factors(view, in_scope, posting.facts, posting.trade, float(demands[0]), profile)
        parts = self.fit.parts(factors) | wish_points(posting.facts, posting.location, profile)
        score = float(np.clip(sum(parts.values()), 0.0, 100.0))
        skills = skill_match(view, profile, self.competencies.codes_)
        top = _top_duties(posting.duties, duties)
        return Judgement(
            posting_id=posting.posting_id,
            role=role,
            confidence=float(proba.max()),
            probabilities=probabilities,
            decision="decided" if sure and is_readable(posting.language) else "review",
            client_share=client,
            operations_share=operations,
            fit=score,
            parts=parts,
            matched=skills.matched,
            gaps=skills.gaps,
            top_duties=top,
            why=_unread(posting.language)
            + reason(
                role,
                probabilities,
                client,
                operations,
                dict(zip(self.competencies.codes_, mix(view), strict=True)),
                parts,
                posting.facts,
                posting.trade,
                demands[1],
                len(view.duty_lines),
            ),
            duties=duties,
            shares=tuple(map(float, mix(view))),
        )

    def _duty_judgements(
        self, posting: PostingFeatures, view: PostingView, proba: NDArray[np.float64]
    ) -> tuple[DutyJudgement, ...]:
        total = max(float(proba.sum()), 1e-9)
        starts = np.array([duty.line_start for duty in posting.duties], dtype=np.int64)
        named = np.zeros(proba.shape, dtype=bool)
        for line, start in zip(view.competencies, np.unique(starts), strict=True):
            here = starts == start
            named[here] = share_codes(line, proba[here], self.competencies.threshold)
        found = []
        for row, has in zip(proba, named, strict=True):
            codes = self.competencies.in_order(row, has)
            found.append(DutyJudgement(codes, side_of(codes), float(row.sum()) / total))
        return tuple(found)


def _bare(text: str) -> str:
    """Drop closing marks, in which a duty and the line it fills differ; no feature reads them."""
    return text.rstrip(" .;,")


def _top_duties(duties: Sequence[DutyFeatures], judged: Sequence[DutyJudgement]) -> tuple[str, ...]:
    order = sorted(range(len(duties)), key=lambda i: (-judged[i].weight, i))
    return tuple(duties[i].text for i in order[:TOP_DUTIES] if judged[i].competencies)


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
