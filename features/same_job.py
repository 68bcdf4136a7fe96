"""Whether two listings describe one job. When unsure they do not: a false merge hides a job.

First come the vetoes: what the listings say of title, employer, place, client team, contract and years must not differ.
Then the texts must be alike, and the more alike the more the listings leave open. The figures below were set on the odd
families of ``data/labeled/pairs/pairs.jsonl`` and on 6,119 real listings; ``docs/duplicates.md`` has the measurements.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

from features.company_names import Company, read_company, same_company
from features.fingerprint import KEPT_NAMES, KEPT_TRIPLES, KEPT_WORDS, Fingerprint, containment, hash_of, stem
from features.job_titles import Title, extra_words, levels, read_title
from features.places import Place, read_place, same_place

#: Share of the shorter text's word triples that the other must hold, by how many of employer and place are left open.
#: On the tuning half, reposts, shortened and cut copies of one company keep 0.89 or more, other jobs under the same
#: title in the same company's template at most 0.74.
MIN_TRIPLES = (0.88, 0.92, 0.95)

#: Share of the shorter text's words from which an ad that names no employer is another's rewritten, and the words it is
#: counted over. On the tuning half, rewritten ads keep 0.60 or more, ads of other employers under the same title in the
#: same town at most 0.54.
MIN_WORDS, MIN_WORDS_SEEN = 0.57, 30

#: A rewritten ad still keeps some phrases (0.11 or more) and has a comparable length: the few words of a short text are
#: all in a very long one. Of 2,948 real pairs of one title and two named employers, 10 pass all three: four are one
#: job in truth, two are unsure, four are two jobs (three of them under the template of a whole trade).
MIN_TRIPLES_REWRITTEN, MIN_LENGTH_RATIO = 0.10, 0.5

#: Word triples that must have been compared; the 12 of a one-line text or of a small sample say little. A teaser of
#: fewer than 50 may be the opening that a company writes above all its ads, so it must be half of the other text.
MIN_TRIPLES_SEEN, MIN_TRIPLES_OF_A_PART = 12, 50

#: From this ratio of lengths on, a text that is silent on its contract is not one that was cut.
WHOLE_TEXT_RATIO = 0.8


#: Kinds of word that two sister jobs of one template differ in, see ``lexicons/client_teams.toml``.
TEAMS = frozenset(("branch", "medicine", "language", "technology"))


#: Years of experience between two grades of one job: of two real ads of one title, one asked for 3 and the other for 1.
YEARS_APART = 2


class Veto(Enum):
    """Why two listings are two jobs whatever their texts."""

    TITLE = "title"
    COMPANY = "company"
    PLACE = "place"
    TEAM = "team"
    NAME = "name"
    CONTRACT = "contract"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Face:
    """What vetoes are read from."""

    title: Title
    company: Company
    place: Place
    marks: frozenset[str]
    names: frozenset[int]

    @property
    def openness(self) -> int:
        """How much is open: 0 if it names employer and town, 1 if a land for a town, 2 if one of them is not said."""
        if self.company.hidden or not self.place.says_anything:
            return 2
        return 0 if self.place.towns else 1


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing as far as telling jobs apart needs it; ``length`` counts the characters of its cleaned text."""

    posting_id: str
    title: str
    company: str
    location: str
    length: int
    print: Fingerprint

    def face(self) -> Face:
        """Read its title, company and place."""
        company = read_company(self.company)
        if "advertiser" in self.print.marks:
            company = Company(company.words, hidden=True, advertiser=True)
        return Face(
            read_title(self.title),
            company,
            read_place(self.location),
            self.print.marks,
            frozenset(self.print.names.tolist()),
        )


def veto(first: Face, second: Face) -> Veto | None:
    """Find what makes two listings two jobs; symmetric.

    Returns
    -------
    Veto or None
        None where nothing that they say differs.
    """
    if same_place(first.place, second.place) is False:
        return Veto.PLACE
    if same_company(first.company, second.company) is False:
        return Veto.COMPANY
    if not _titles_agree(first, second):
        return Veto.TITLE
    if set(_only(first, second)) & set(_only(second, first)):
        return Veto.TEAM
    if _exchanges_names(first, second):
        return Veto.NAME
    temporary, permanent = ("contract:temporary", "contract:permanent")
    for one, other in ((first.marks, second.marks), (second.marks, first.marks)):
        if temporary in one and temporary not in other and permanent in other and permanent not in one:
            return Veto.CONTRACT
    return Veto.YEARS if _asks_for_another_grade(first, second) else None


def same_job(first: Listing, second: Listing, faces: tuple[Face, Face] | None = None) -> bool:
    """Decide whether two listings describe one job; symmetric.

    Parameters
    ----------
    first, second : Listing
    faces : tuple of Face, optional
        Their faces where they were read before.

    Returns
    -------
    bool
    """
    mine, yours = faces or (first.face(), second.face())
    if veto(mine, yours) or not _extra_is_said(first, second, mine, yours):
        return False
    one, other = first.print, second.print
    triples, seen = containment(one.triples, other.triples, KEPT_TRIPLES)
    if seen < MIN_TRIPLES_SEEN and not np.array_equal(one.triples, other.triples):
        return False
    if not seen or _cover_is_hidden(first, second) or _is_a_teaser(first, second):
        return False
    place = same_place(mine.place, yours.place)
    company = same_company(mine.company, yours.company)
    if triples >= MIN_TRIPLES[(place is None) + (company is None)]:
        return True
    if not (place and _advertised(mine, yours) and mine.company.key != yours.company.key):
        return False
    words, seen = containment(one.words, other.words, KEPT_WORDS)
    alike = triples >= MIN_TRIPLES_REWRITTEN and words >= MIN_WORDS and seen >= MIN_WORDS_SEEN
    return alike and _ratio(first, second) >= MIN_LENGTH_RATIO


def _exchanges_names(first: Face, second: Face) -> bool:
    """Whether each text has names that the other has not: another town, office, client, shift.

    Who advertises another's job exchanges names on purpose, so that theirs do not count.
    """
    if _advertised(first, second):
        return False
    # Of a text with more names than are kept, only those up to the largest hash are known.
    limit = min((max(face.names) for face in (first, second) if len(face.names) >= KEPT_NAMES), default=1 << 32)
    mine, yours = first.names - second.names, second.names - first.names
    return any(name <= limit for name in mine) and any(name <= limit for name in yours)


def _asks_for_another_grade(first: Face, second: Face) -> bool:
    """Whether both say how many years they ask for, and mean two grades."""
    mine, yours = (
        [float(mark.partition(":")[2]) for mark in face.marks if mark.startswith("years:")] for face in (first, second)
    )
    return bool(mine and yours) and abs(mine[0] - yours[0]) >= YEARS_APART


def _titles_agree(first: Face, second: Face) -> bool:
    """Whether titles are one, or an ad that hides its employer says of what kind the employer is."""
    if first.title.reference and second.title.reference and first.title.reference != second.title.reference:
        return False
    mine, yours = extra_words(first.title, second.title, first.place.words | second.place.words)
    if not mine and not yours:
        return bool(first.title.words) == bool(second.title.words)
    one_sided = bool(first.title.words and second.title.words) and not (mine and yours)
    return _advertised(first, second) and one_sided and not (mine | yours) & levels()


def _advertised(first: Face, second: Face) -> bool:
    return first.company.advertiser or second.company.advertiser


def _extra_is_said(first: Listing, second: Listing, mine: Face, yours: Face) -> bool:
    """Whether the text of the one says what only the title of the other says."""
    places = mine.place.words | yours.place.words
    extra, missing = extra_words(mine.title, yours.title, places)
    return all(
        hash_of(stem(word)) in listing.print.words
        for words, listing in ((extra, second), (missing, first))
        for word in words
    )


def _only(first: Face, second: Face) -> Iterator[str]:
    """Name the kinds of client team of which the first face names one that the second does not, or more often.

    Who rewrites an ad names a team as often as it pleases, so that the number counts between named employers only.
    """
    counted = not (first.company.hidden or second.company.hidden)
    for mark in first.marks - second.marks:
        kind = mark.partition(":")[0]
        if kind in TEAMS and (counted or "#" not in mark):
            yield kind


def _cover_is_hidden(first: Listing, second: Listing) -> bool:
    """Whether only one of two whole texts speaks of a contract that ends."""
    differ = ("contract:temporary" in first.print.marks) != ("contract:temporary" in second.print.marks)
    return differ and _ratio(first, second) >= WHOLE_TEXT_RATIO


def _is_a_teaser(first: Listing, second: Listing) -> bool:
    """Whether one text is but the opening of a much longer one."""
    shorter = min(len(first.print.triples), len(second.print.triples))
    return shorter < MIN_TRIPLES_OF_A_PART and _ratio(first, second) < MIN_LENGTH_RATIO


def _ratio(first: Listing, second: Listing) -> float:
    """Compare the lengths of two texts."""
    return min(first.length, second.length) / max(first.length, second.length, 1)
