"""From postings to features: one call that reads, cleans, cuts, finds duties and facts, and signs the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from features.facts import Facts, read_facts
from features.facts.trades import required_trade
from features.fingerprint import Fingerprint, fingerprint
from features.language import language_of
from features.lines import Line, PostingText, read_text
from features.requirements import is_optional

if TYPE_CHECKING:  # spaCy takes a second to import, and who only judges or explains stored features never needs it
    from features.duties import Duty, DutyFinder, PostingDuties

#: Version of everything between a description and its duties. Raise it with any change that alters duties.
EXTRACTOR_VERSION = "4"


#: Kind of a requirement that is only a wish ("nice to have").
OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class RawPosting:
    """A posting as a source gives it; empty text and None mean unknown."""

    title: str
    company: str = ""
    location: str = ""
    description: str = ""
    is_remote: bool | None = None
    salary_min: float | None = None
    salary_max: float | None = None
    salary_currency: str = ""
    salary_interval: str = ""


@dataclass(frozen=True, slots=True)
class PostingRecord:
    """The features of one posting.

    Attributes
    ----------
    text : str
        The cleaned text; every offset counts its characters.
    duties : tuple of Duty
        In reading order.
    other_lines : tuple of (int, int, str)
        Start, end and kind of each line that is neither a heading nor a duty: one of
        :data:`features.lines.LINE_KINDS`, or :data:`OPTIONAL` for a requirement that is only a wish.
    facts : Facts
    trade, trade_basis : str
        A trade the posting requires and the words that say so; empty if none.
    print : Fingerprint
        For :func:`features.duplicates.group_duplicates`.
    language : str
        ISO 639-1 code of the text; empty where there is too little to tell.
    """

    text: str
    duties: tuple[Duty, ...]
    other_lines: tuple[tuple[int, int, str], ...]
    facts: Facts
    trade: str
    trade_basis: str
    print: Fingerprint
    language: str = ""


def extract(postings: Sequence[RawPosting], finder: DutyFinder) -> list[PostingRecord]:
    """Extract the features of a batch of postings.

    Parameters
    ----------
    postings : sequence of RawPosting
        Their lines are parsed together, so a few dozen at a time are faster than one.
    finder : DutyFinder
        With or without a learned line scorer.

    Returns
    -------
    list of PostingRecord
        In the order of ``postings``.
    """
    texts = [read_text(posting.description) for posting in postings]
    found = finder.read([text.lines for text in texts])
    return [_record(*parts) for parts in zip(postings, texts, found, strict=True)]


def _record(posting: RawPosting, text: PostingText, found: PostingDuties) -> PostingRecord:
    facts = read_facts(
        text.text,
        title=posting.title,
        company=posting.company,
        location=posting.location,
        is_remote=posting.is_remote,
        salary_min=posting.salary_min,
        salary_max=posting.salary_max,
        salary_currency=posting.salary_currency,
        salary_interval=posting.salary_interval,
    )
    trade, basis = required_trade(posting.title, text.text)
    return PostingRecord(
        text.text,
        found.duties,
        tuple((line.start, line.end, _kind(line, kind)) for line, kind in found.others),
        facts,
        trade,
        basis,
        fingerprint(text.text, text.lines),
        language_of(text.text),
    )


def _kind(line: Line, kind: str) -> str:
    return OPTIONAL if kind == "requirement" and is_optional(line) else kind
