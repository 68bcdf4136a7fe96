"""Statements of a CV as duties: found by the parser behind their own carriers, put into the words of a posting.

The models have read postings ("Manage eight accounts"); a CV says "Managed eight accounts". What they are shown is the
same statement with its verbs in their base form. What is quoted is always the CV's own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from features.carriers import VerbIndex, dress_cv, opening_verb
from features.cv import Cv, Job
from features.duties import Duty, DutyFinder, LineScorer
from features.lines import Line, LineScore

#: The heading under which the line model is shown a statement: the commonest above the duties of postings.
SHOWN_UNDER = "Responsibilities"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a CV.

    Attributes
    ----------
    line : Line
        As it stands in the CV.
    as_duty : str
        As the models read it.
    duties : tuple of Duty
        The actions in it.
    probability : float
        That it says what was done, by the line model.
    """

    line: Line
    as_duty: str
    duties: tuple[Duty, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class WorkedJob:
    """A job of a CV with its statements, those that say nothing of work left out."""

    job: Job
    statements: tuple[Statement, ...]


def find_statements(cv: Cv, finder: DutyFinder) -> list[WorkedJob]:
    """Find what a CV says was done in each job.

    Parameters
    ----------
    cv : Cv
    finder : DutyFinder
        With the learned line scorer of postings; its parser and verbs are used, the finder is not changed.

    Returns
    -------
    list of WorkedJob
        One for each job of the CV.
    """
    verbs = finder.verbs
    reader = DutyFinder(finder.parser, verbs, finder.threshold, _as_posting(finder.scorer, verbs), dress_cv)
    found = reader.read([job.statements for job in cv.jobs])
    worked = []
    for job, posting in zip(cv.jobs, found, strict=True):
        by_line: dict[int, list[Duty]] = {}
        for duty in posting.duties:
            by_line.setdefault(duty.line.start, []).append(duty)
        worked.append(WorkedJob(job, tuple(_statement(duties, verbs) for duties in by_line.values())))
    return worked


def in_present(text: str, verbs: VerbIndex) -> str:
    """Put the verb that a statement opens with into its base form, and one that shares its object.

    Parameters
    ----------
    text : str
        A statement, or one action of it.
    verbs : VerbIndex

    Returns
    -------
    str
        The same for a statement that opens otherwise; without the "I" of one that has it.
    """
    if text.startswith(("I ", "I've ")):
        text = text.partition(" ")[2]
        text = text[:1].upper() + text[1:]
    first = opening_verb(text, verbs)
    base = verbs.past_of(first.group()) if first else None
    if first is None or base is None:
        return text
    rest = text[first.end() :]
    words = rest.split(" ", 3)
    if len(words) > 2 and words[1] == "and" and (second := verbs.past_of(words[2].rstrip(","))):
        rest = " ".join(["", "and", second, *words[3:]])
    return f"{text[: first.start()]}{base.capitalize() if first.group()[0].isupper() else base}{rest}"


def _statement(duties: Sequence[Duty], verbs: VerbIndex) -> Statement:
    line = duties[0].line
    said, reached = "", line.start
    for duty in duties:
        said += line.text[reached - line.start : duty.start - line.start] + in_present(duty.text, verbs)
        reached = duty.end
    said += line.text[reached - line.start :]
    return Statement(line, said, tuple(duties), duties[0].probability)


def _as_posting(scorer: LineScorer, verbs: VerbIndex) -> LineScorer:
    """Show a line scorer the statements as duties of a posting."""

    def score(postings: Sequence[Sequence[Line]]) -> Sequence[Sequence[LineScore]]:
        return scorer([[_shown(line, verbs) for line in lines] for lines in postings])

    return score


def _shown(line: Line, verbs: VerbIndex) -> Line:
    return replace(line, text=in_present(line.text, verbs), section="duties", heading=SHOWN_UNDER, bullet=True)
