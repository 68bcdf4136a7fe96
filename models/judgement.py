"""What is said of a posting and of its duties."""

from __future__ import annotations

from dataclasses import dataclass


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
