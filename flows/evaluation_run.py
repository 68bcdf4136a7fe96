"""Labelled postings through the extractor and the judge, in this process or in several."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flows.evaluation_data import Case
from flows.progress import Tell
from flows.workers import Workers
from models.duty_figures import NamedDuty
from models.posting_groups import groups_of_posting

if TYPE_CHECKING:
    from features.duties import DutyFinder
    from models.judge import Judge, Judgement
    from models.profile import SkillProfile

#: Postings that are parsed and judged together.
PART = 32

#: Fewer postings than this are judged in this process: another one needs 3 s to start, in which 200 are done.
WORTH_A_PROCESS = 200


@dataclass(frozen=True, slots=True)
class JudgedCase:
    """A labelled posting with what the model said of it.

    Attributes
    ----------
    extracted : tuple of NamedDuty
        The duties found, with their competencies.
    groups : dict of str to str
        See :func:`models.posting_groups.groups_of_posting`.
    """

    case: Case
    judgement: Judgement
    extracted: tuple[NamedDuty, ...]
    groups: dict[str, str]


def judge_cases(
    cases: Sequence[Case], registry: Path, version: str, profile: SkillProfile, processes: int, tell: Tell
) -> list[JudgedCase]:
    """Judge labelled postings as a run would.

    Parameters
    ----------
    cases : sequence of Case
    registry : Path
        Folder of the models.
    version : str
        The model to judge with.
    profile : SkillProfile
        The profile that the fit grades were given for.
    processes : int
        At most so many.
    tell : callable
        Told of the progress.

    Returns
    -------
    list of JudgedCase
        In the order of ``cases``.
    """
    parts = [tuple(cases[first : first + PART]) for first in range(0, len(cases), PART)]
    done = 0
    tell("judging postings", 0, len(cases))
    count = processes if len(cases) >= WORTH_A_PROCESS else 1
    # Threads only wait for the processes, so that both always have work.
    with Workers(count) as workers, ThreadPoolExecutor(count) as waiting:
        running = [waiting.submit(workers.run, judge_part, registry, version, profile, part) for part in parts]
        for finished in as_completed(running):
            done += len(finished.result())
            tell("judging postings", done, len(cases))
        return [judged for future in running for judged in future.result()]


def judge_part(registry: Path, version: str, profile: SkillProfile, cases: Sequence[Case]) -> list[JudgedCase]:
    """Judge a few postings with a model of the registry, which this process keeps for the next few."""
    return judge_with(*_tools(registry, version), profile, cases)


def judge_with(finder: DutyFinder, judge: Judge, profile: SkillProfile, cases: Sequence[Case]) -> list[JudgedCase]:
    """Judge a few postings with models at hand."""
    from features.extraction import RawPosting, extract
    from models.judge import PostingFeatures

    raw = [RawPosting(case.title, case.company, case.location, case.description) for case in cases]
    records = extract(raw, finder)
    features = [
        PostingFeatures.of(case.posting_id, posting, record)
        for case, posting, record in zip(cases, raw, records, strict=True)
    ]
    return [
        JudgedCase(
            case,
            judgement,
            tuple(
                NamedDuty(duty.text, judged.competencies)
                for duty, judged in zip(record.duties, judgement.duties, strict=True)
            ),
            groups_of_posting(case.title_lies, record.text, [duty.line.bullet for duty in record.duties], record.facts),
        )
        for case, record, judgement in zip(cases, records, judge.judge(features, profile), strict=True)
    ]


@lru_cache(maxsize=1)
def _tools(registry: Path, version: str) -> tuple[DutyFinder, Judge]:
    from features.duties import DutyFinder
    from features.parser import load_parser, load_verb_index
    from models.registry import Registry

    model = Registry(registry).load(version)
    return DutyFinder(load_parser(), load_verb_index(), scorer=model.lines.score_lines), model.judge
