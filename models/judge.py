"""Judge postings: competencies of their duties, role, fit, skills and gaps, and the reasons.

A :class:`Judge` is what the registry keeps: the trained models of one version. It reads features (duties, facts) and
never parses text, so that a retrained judge scores a whole store without parsing one sentence again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from features.extraction import OPTIONAL, PostingRecord, RawPosting
from features.facts import Facts
from models.competencies import CompetencyClassifier
from models.demands import DemandsRegressor
from models.fit import FitFormula
from models.judgement import DutyJudgement, Judgement
from models.portrait import Portrait
from models.profile import SkillProfile
from models.readings import Readings, Texts, read
from models.role import RoleClassifier
from models.verdicts import Case, judge_read
from models.views import PostingView

__all__ = ["DutyFeatures", "DutyJudgement", "Judge", "Judgement", "OtherLine", "PostingFeatures"]

#: Kinds of lines that ask something of the person: must-haves and wishes. Wishes tell the trade as well as must-haves:
#: without them the fit's correlation within scope fell from 0.54 to 0.50 on the development set, at half weight to
#: 0.52.
ASKING_KINDS = ("requirement", OPTIONAL)


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

    @property
    def texts(self) -> Texts:
        """The texts that are read."""
        others = [line.text for line in self.other_lines]
        asked = [line.text for line in self.other_lines if line.kind in ASKING_KINDS]
        return Texts(self.title, self.duties, others, asked)

    @property
    def case(self) -> Case:
        """What is judged beside the texts."""
        texts = [duty.text for duty in self.duties]
        return Case(self.posting_id, self.location, self.facts, self.trade, self.language, self.has_text, texts)


@dataclass(frozen=True)
class Judge:
    """The trained models of one version."""

    competencies: CompetencyClassifier
    roles: RoleClassifier
    demands: DemandsRegressor
    fit: FitFormula
    #: What the training looked like; none in versions made before it was kept.
    reference: Portrait | None = None

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
        return judge_read(self, read([p.texts for p in postings]), [p.case for p in postings], profile)

    def judge_read(self, readings: Readings, cases: Sequence[Case], profile: SkillProfile) -> list[Judgement]:
        """Judge a batch of postings that was read before, see :func:`models.readings.read`."""
        return judge_read(self, readings, cases, profile)

    def views(self, postings: Sequence[PostingFeatures]) -> list[PostingView]:
        """Return what the role model sees of each posting."""
        found = []
        for posting in postings:
            lines = {duty.line_start: duty.line for duty in posting.duties}
            ordered, texts = tuple(lines[start] for start in sorted(lines)), posting.texts
            scored = self.competencies.predict_proba(ordered)
            found.append(PostingView(posting.title, ordered, tuple(texts.others), tuple(texts.asked), scored))
        return found
