"""A CV judged by the models of postings: which competencies its statements show, and which of its jobs are in scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from features.cv import Cv, Job, is_helping
from features.cv_duties import WorkedJob
from features.facts.seniority import Level, seniority_of
from features.facts.tools import tools_in
from models.cv_levels import IN_FIELD, Evidence, Post, ProposedLevel, propose, years_in_field
from models.judge import Judge
from models.labelled import ROLES
from models.views import PostingView

_OUT = ROLES.index("out-of-scope")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A profile as a CV suggests it.

    Attributes
    ----------
    levels : dict of str to ProposedLevel
        By competency, in the taxonomy's order.
    years : float or None
        In jobs of the field; None if no dated job is of it.
    years_basis : tuple of str
        The headings of those jobs.
    seniority, seniority_basis : str or None, str
        From the latest title of the field, else from the years.
    tools : tuple of str
        Tools that the CV names anywhere.
    other_work : tuple of str
        Headings of dated jobs that are of another field and add no years.
    """

    levels: dict[str, ProposedLevel]
    years: float | None
    years_basis: tuple[str, ...]
    seniority: Level | None
    seniority_basis: str
    tools: tuple[str, ...]
    other_work: tuple[str, ...]


def propose_profile(cv: Cv, worked: Sequence[WorkedJob], judge: Judge, month: int) -> Proposal:
    """Propose levels, years, seniority and tools.

    Parameters
    ----------
    cv : Cv
    worked : sequence of WorkedJob
        From :func:`features.cv_duties.find_statements`.
    judge : Judge
        The models of postings.
    month : int
        The present month, see :func:`features.cv_dates.month_of`.
    """
    evidence: list[Evidence] = []
    views = []
    for number, one in enumerate(worked):
        said = [statement.as_duty.rstrip(" .;,") for statement in one.statements]
        table = judge.competencies.predict_proba(said).reshape(len(said), len(judge.competencies.codes_))
        views.append(PostingView(one.job.title, tuple(said), (), (), table))
        for statement, row in zip(one.statements, table, strict=True):
            line = statement.line
            evidence.extend(
                Evidence(code, line.text, line.start, line.end, float(p), is_helping(line.text), number)
                for code, p in zip(judge.competencies.codes_, row, strict=True)
                if p >= judge.competencies.threshold
            )
    inside = 1.0 - judge.roles.predict_proba(views)[:, _OUT] if views else np.zeros(0)
    # Without a statement there is nothing to judge but a title.
    posts = [Post(w.job.period, float(p) if w.statements else 0.0) for w, p in zip(worked, inside, strict=True)]
    field = [one.job for one, post in zip(worked, posts, strict=True) if post.in_scope >= IN_FIELD]
    years = years_in_field(posts, month)
    seniority, basis = _seniority(field, years)
    return Proposal(
        levels=propose(evidence, posts, month),
        years=years,
        years_basis=tuple(job.heading for job in field if job.period),
        seniority=seniority,
        seniority_basis=basis,
        tools=tools_in(cv.text),
        other_work=tuple(
            one.job.heading
            for one, post in zip(worked, posts, strict=True)
            if one.job.period and post.in_scope < IN_FIELD
        ),
    )


def _seniority(field: Sequence[Job], years: float | None) -> tuple[Level | None, str]:
    """Read the level of the latest job of the field; a title says more than years do."""
    if not field:
        return None, ""
    latest = max(field, key=lambda job: (_last_month(job), -field.index(job)))
    level, _ = seniority_of(latest.title, at_agency=True)
    if level is not None:
        return level, f"latest title: {latest.title}"
    level, _ = seniority_of("", years_min=years)
    return level, f"{years:.1f} years in the field" if level is not None else ""


def _last_month(job: Job) -> float:
    if job.period is None:
        return -1.0
    return float("inf") if job.period.end is None else float(job.period.end)
