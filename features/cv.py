r"""A CV's text to its jobs and to what each says was done there, every statement with its place in the text.

>>> cv = read_cv(
...     "Employment\nAccount Manager, Dove Agency\n2020 – 2023\n- Managed eight accounts\nInterests\n- Sailing"
... )
>>> [(job.title, [line.text for line in job.statements]) for job in cv.jobs]
[('Account Manager', ['Managed eight accounts'])]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from features.cv_dates import Period, period_in
from features.lexicons import load_lexicon
from features.lines import Line, lines_of
from features.markup import MAX_CHARACTERS, to_plain_text

#: A job's heading has at most this many words a line; longer lines say what was done.
MAX_HEADING_WORDS = 14

#: A section's heading has at most this many words.
MAX_SECTION_WORDS = 6

#: Characters in which a line may end that was wrapped: a list item that ends so far from the margin was finished.
MARGIN = 20

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_PARTS = re.compile(r"[ \t]+[|–—-][ \t]+|[ \t]*[,|;(\t][ \t]*|[ \t]{2,}|[ \t]+at[ \t]+")
_HYPHEN = re.compile(r"\w-$")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)?")
_PAGE = re.compile(r"(?:page )?\d+ (?:of|/) \d+|page \d+", re.IGNORECASE)
_MARK = re.compile(r"[ \t]*(?:[-*+•·▪▫‣◦●○■□–—»›→>\uf0a7\uf0b7]|\d{1,2}[.)])[ \t]")  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Job:
    """One job of a CV.

    Attributes
    ----------
    title : str
        The part of its heading that reads like a title; empty where none does.
    heading : str
        Its heading on one line: title, employer, place, dates.
    period : Period or None
        When it was held; None if the heading does not say.
    statements : tuple of Line
        What the CV says was done there; ``cv.text[line.start:line.end] == line.text``.
    """

    title: str
    heading: str
    period: Period | None
    statements: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Cv:
    """A CV's cleaned text and its jobs in reading order."""

    text: str
    jobs: tuple[Job, ...]


def read_cv(text: str) -> Cv:
    """Cut the text of a CV into jobs and statements.

    Parameters
    ----------
    text : str
        Plain text or Markdown.

    Returns
    -------
    Cv
        Only what stands under a heading of experience counts, or, in a CV without headings, everything: a list of
        skills claims what the jobs must show.
    """
    cleaned = to_plain_text(unwrapped(text[:MAX_CHARACTERS]))
    lines = list(_with_section(lines_of(cleaned)))
    wanted = "experience" if any(section == "experience" for _, section in lines) else ""
    jobs: list[Job] = []
    heading: list[str] = []
    statements: list[Line] = []
    for line, section in lines:
        if section != wanted or _PAGE.fullmatch(line.text):
            continue
        if not _is_heading(line):
            statements.append(line)
        elif statements:
            jobs.append(_job(heading, statements))
            heading, statements = [line.text], []
        elif period_in(line.text) and any(map(period_in, heading)):  # nothing is said of the job before
            title = [] if period_in(heading[0]) or period_in(heading[-1]) else [heading.pop()]
            jobs.append(_job(heading, []))
            heading = [*title, line.text]
        else:
            heading.append(line.text)
    if statements or heading:
        jobs.append(_job(heading, statements))
    return Cv(cleaned, tuple(job for job in jobs if job.statements or job.period))


def unwrapped(text: str) -> str:
    r"""Join lines that were broken at a margin, as a PDF or an e-mail breaks them.

    Examples
    --------
    >>> unwrapped("- Built production schedules backwards from launch dates for\nLondon shoots\n- Ran reviews")
    '- Built production schedules backwards from launch dates for London shoots\n- Ran reviews'
    """
    lines = text.replace("\r\n", "\n").split("\n")
    margin = max((len(line.rstrip()) for line in lines), default=0) - MARGIN
    joined: list[str] = []
    width = 0
    for line in lines:
        said = line.strip()
        goes_on = (
            bool(joined and said and joined[-1].strip())
            and width >= margin >= MARGIN
            and not _MARK.match(line)
            and (said[0].islower() or (_MARK.match(joined[-1]) is not None and not joined[-1].endswith((".", ":"))))
            and not period_in(said)
            and section_of(said) is None
            and not (said[0].isupper() and len(said.split()) <= MAX_SECTION_WORDS and _nouns().match(said))
        )
        width = len(line.rstrip())
        if goes_on:
            before = joined[-1].rstrip()
            joined[-1] = before + said if _HYPHEN.search(before[-2:]) else f"{before} {said}"
        else:
            joined.append(line)
    return "\n".join(joined)


def is_helping(statement: str) -> bool:
    """Say whether a statement is of help with another's work.

    Examples
    --------
    >>> is_helping("Assisted the account director"), is_helping("Directed the assistants")
    (True, False)
    """
    first = _WORD.search(statement.lower())
    return first is not None and _helping().fullmatch(first.group()) is not None


def _with_section(lines: Iterator[Line]) -> Iterator[tuple[Line, str]]:
    """Give each line that is no section's heading with its section; empty before the first heading."""
    section = ""
    for line in lines:
        opened = None if line.bullet else section_of(line.text)
        if opened is None:
            yield line, section
        else:
            section = opened


def section_of(heading: str) -> str | None:
    """Name the section of a CV that a heading opens: experience, education, skills, summary or other.

    Examples
    --------
    >>> section_of("WORK EXPERIENCE"), section_of("Key skills:"), section_of("Account Manager")
    ('experience', 'skills', None)
    """
    if len(heading.split()) > MAX_SECTION_WORDS:
        return None
    words = _EDGES.sub("", heading.replace("’", "'"))
    return next((name for name, pattern in _sections() if pattern.fullmatch(words)), None)


def _is_heading(line: Line) -> bool:
    if line.is_heading:
        return True
    if line.bullet or len(line.text.split()) > MAX_HEADING_WORDS:
        return False
    return period_in(line.text) is not None or not (line.text.endswith((".", ";")) or _says_done(line.text))


def _says_done(text: str) -> bool:
    first = _WORD.search(text.lower())
    return first is not None and (first.group().endswith("ed") or first.group() in _past())


def _job(heading: list[str], statements: list[Line]) -> Job:
    # What stands before title and dates in a CV without sections is the person's name and address.
    of_job = [bool(period_in(line) or _nouns().match(line)) for line in heading]
    heading = heading[of_job.index(True) :] if any(of_job) else []
    period = next((found for line in heading if (found := period_in(line))), None)
    return Job(_title(heading), " · ".join(" ".join(line.split()) for line in heading), period, tuple(statements))


def _title(heading: list[str]) -> str:
    for line in heading:
        found = period_in(line)
        said = f"{line[: found.first]}\t{line[found.last :]}" if found else line
        for part in _PARTS.split(said):
            if len(part.split()) <= MAX_SECTION_WORDS and (named := _nouns().match(part)):
                return named.group().strip(" \t()–—-")
    return ""


@cache
def _sections() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = load_lexicon("cv")["sections"]
    return tuple((name, re.compile("|".join(table[name]), re.IGNORECASE)) for name in table["order"])


@cache
def _nouns() -> re.Pattern[str]:
    """Match a title: up to its last noun, and what an "of" or "to" adds to it ("Head of Design")."""
    nouns = "|".join(load_lexicon("cv")["titles"]["nouns"])
    return re.compile(rf".*\b(?:{nouns})s?\b(?:[ \t]+(?:of|to|for)\b.*)?", re.IGNORECASE)


@cache
def _helping() -> re.Pattern[str]:
    verbs = [re.sub("e$", "", verb) for verb in load_lexicon("cv")["helping"]["verbs"]]
    return re.compile(rf"(?:{'|'.join(verbs)})(?:e|s|es|ed|ing)?")


@cache
def _past() -> frozenset[str]:
    return frozenset(load_lexicon("cv")["past"]["words"])
