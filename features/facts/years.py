"""Years of experience that a posting asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from features.facts.basis import line_span, sentence_around

#: More is hardly ever asked: in 6,119 listings all but one of the larger figures were a company's age.
MAX_ASKED = 15
#: How many mentions of years are looked at; 6,119 real listings have 1.3 on average and 18 at most.
MAX_MENTIONS = 100
#: Characters of the line that are read before and behind a mention.
WINDOW = 110

_NUMBER_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen",
)  # fmt: skip
_WORDS = {word: float(value) for value, word in enumerate(_NUMBER_WORDS)}
_NUMBER = r"(?:\d{1,2}(?:\.\d)?|" + "|".join(_WORDS) + r")"
_UNIT = re.compile(r"(?<![^\W\d_])(?:years?|yrs?|yoe|months?)\b\.?['’]?", re.IGNORECASE)
_MORE = r"\+|\bplus\b|or more\b|-plus\b"
_BEFORE = re.compile(
    rf"(?P<limit>\bup to|\bmaximum(?: of)?|\bmax\.?|\bless than|\bfewer than|\bunder)?\s*"
    rf"(?<![\w.,/$€£])(?P<low>{_NUMBER})\s?(?:\(\s?[\w+]{{1,8}}\s?\))?\s?(?P<more>{_MORE})?"
    rf"(?:\s?(?:-|–|—|‐|−|\bto\b|\band\b|\bor\b|/)\s?(?P<high>{_NUMBER})\s?(?:\(\s?\w{{1,8}}\s?\))?"  # noqa: RUF001
    rf"\s?(?P<more_high>{_MORE})?)?"
    rf"\s?(?:\bfull\b|\bsolid\b|\bcalendar\b|\(s\))?(?P<joint>\s?[-–]\s?|\s*)$",
    re.IGNORECASE,
)
_EXPERIENCE = re.compile(r"\bexp(?:\b|erience)|\bbackground\b|\bexpertise\b|\bPQE\b", re.IGNORECASE)
_PRACTICE = re.compile(
    r"^[\s)]*\+?\s*(?:or more\b|minimum\b|min\b)?[\s,)]*"
    r"(?:of|in|as|working|managing|leading|with|within|at|on|doing|relevant|professional|related|practical|proven"
    r"|industry|hands[- ]on|post|agency|running|designing|developing|building|supporting|creating|writing"
    r"|producing|handling|selling|coding|programming|solid|previous|prior|commercial|work)\b",
    re.IGNORECASE,
)
_NOT_ASKED_AFTER = re.compile(
    r"^[\s)-]*(?:olds?\b|of age\b|ago\b|(?:or|and) (?:older|over)\b|from now\b|contract\b|fixed"
    r"|(?:paid |of )?service\b|(?:of )?(?:tenure|employment|vesting|age)\b|in a row|running\b(?! \w)"
    r"|in (?:business|operation|existence)\b|anniversar|and counting|consecutive|straight|later\b|since\b"
    r"|with (?:us|the company)\b|\.{3})",
    re.IGNORECASE,
)
# These may also begin what was practised: "5 years project management experience".
_SPAN_OF = re.compile(
    r"^[\s)-]*(?:of )?(?:(?:college|university|undergraduate|bachelor\w*|degree|accredited|technical degree|program"
    r"|course|plan|strateg\w+|roadmap|visa|commitment|assignment|project|period|maternity|temporary|initial|term|warranty|leave"
    r"|growth|operations?|innovation|history|funding|runway|heritage|track record|law school)\b"
    r"(?! (?:manage|coordinat|market|deliver|lead|plann|account)))",
    re.IGNORECASE,
)
_NOT_ASKED_BEFORE = re.compile(
    r"(?:\b(?:past|last|next|first|coming|recent|final|every|after|since|within|founded|established|celebrat\w+"
    r"|initial|ages?|aged|until)(?: the| just| only| about| over| more than)?"
    r"|\bfor(?: the| more than| over| nearly| almost| about| around| well over)?"
    r"|\b(?:in|over) (?:the|just|only|under|less than|our)(?: \w+)?|\bnearly|\balmost"
    r"|\b[a-z]{1,20}ing (?:for )?over|\bgrow\w* (?:\w+ )?in)\s*$",
    re.IGNORECASE,
)
#: Who has the experience, where it is not the person wanted.
_COMPANY = re.compile(
    r"\b(?:we|we['’]ve|we['’]re|our|us|company|agency|team|firm|founders?|leaders?|studio|organi[sz]ation|combined"
    r"|collective|business|group|has|boasts?|brings?|together"
    r"|(?:marketers|experts|professionals|mentors|colleagues|leaders) with)\b"
    r"(?!.*\b(?:you|your|candidate|require|looking for|seek|need|must|should|ideal|minimum|at least|want)\b)",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:you|your|you’ve|candidates?|applicants?|require[ds]?|requirements?|must|minimum|min|at least"
    r"|ask(?:s|ed|ing)?|looking for|seek\w*|ideal\w*|should|need\w*|prefer\w*|least)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\W*(?:have|has|having|previous|prior|proven|experience|experienced|worked|working|knowledge|strong|solid)\b",
    re.IGNORECASE,
)
_SELF = re.compile(r"^[^.]{0,60}(?:\bwe\b|\bour (?:company|agency|team|firm|studio)\b)", re.IGNORECASE)
_OPTIONAL = re.compile(
    r"\b(?:prefer\w*|ideal\w*|nice[- ]to[- ]have|bonus|plus\b|desir\w+|advantage\w*|would be|an asset)",
    re.IGNORECASE,
)
_ONLY_MARKS = re.compile(r"[\W\d_]*(?:minimum|at least|min)?[\W_]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Years:
    """Years of experience asked.

    Attributes
    ----------
    low, high : float or None
        Years; ``None`` where the posting sets no such bound.
    basis : str
        The sentence that says it.
    """

    low: float | None
    high: float | None
    basis: str


def years_asked(text: str) -> Years | None:
    """Read the experience a posting asks for.

    Where it asks for several, the first that is required counts; one that is only preferred counts where none is
    required.

    Parameters
    ----------
    text : str
        Cleaned text.

    Returns
    -------
    Years or None
        ``None`` where the posting asks for no number of years. The company's age, a contract's length, an age
        limit or the wait for a benefit are no such number.

    Examples
    --------
    >>> years_asked("For 25 years we made ads. You bring 3-5 years of agency experience.")
    Years(low=3.0, high=5.0, basis='You bring 3-5 years of agency experience.')
    """
    optional: Years | None = None
    for unit in islice(_UNIT.finditer(text), MAX_MENTIONS):
        found = _read(text, unit)
        if found is None:
            continue
        years, is_optional = found
        if not is_optional:
            return years
        optional = optional or years
    return optional


def _read(text: str, unit: re.Match[str]) -> tuple[Years, bool] | None:
    first, last = line_span(text, unit.start(), unit.end())
    stated = _BEFORE.search(text, max(first, unit.start() - 45), unit.start())
    if stated is None:
        return None
    before = text[max(first, stated.start() - WINDOW) : stated.start()]
    after = text[unit.end() : min(last, unit.end() + WINDOW)]
    joined = bool(stated["joint"].strip())
    months = unit.group().lower().startswith("month")
    if not _is_asked(
        before,
        after,
        bullet_like=bool(_ONLY_MARKS.fullmatch(text, first, stated.start())),
        strict=joined or months,
    ):
        return None
    bounds = _bounds(stated)
    if bounds is None:
        return None
    scale = 12.0 if months else 1.0
    low, high = (None if bound is None else round(bound / scale, 2) for bound in bounds)
    optional = bool(_OPTIONAL.search(before[-60:]) or _OPTIONAL.search(_sentence_start(after)[-200:]))
    return Years(low, high, sentence_around(text, stated.start(), unit.end())), optional


def _is_asked(before: str, after: str, *, bullet_like: bool, strict: bool) -> bool:
    """Tell experience that is asked from other spans of time; `strict` wants the word itself close by."""
    rest = _sentence_start(after)
    if _NOT_ASKED_AFTER.match(after) or (_SPAN_OF.match(after) and not _EXPERIENCE.search(rest)):
        return False
    if strict:
        if _SPAN_OF.match(after):
            return False
        return bool(_EXPERIENCE.search(rest[:40])) and not _NOT_ASKED_BEFORE.search(before)
    lead = re.split(r"[.!?]\s", before)[-1]
    experience = bool(_EXPERIENCE.search(rest)) or bool(_EXPERIENCE.search(lead[-90:]))
    asking = bool(_ASKING.match(before))
    person = asking or bool(_PERSON.search(lead))
    if not person and (_COMPANY.search(lead) or _SELF.match(rest.partition(",")[2])):
        return False
    if _NOT_ASKED_BEFORE.search(before) and not (person and (experience or asking)):
        return False
    if experience or bullet_like or asking:
        return True
    return (person or bool(_PERSON.search(rest))) and bool(_PRACTICE.match(rest))


def _sentence_start(after: str) -> str:
    """Cut what follows at the end of the sentence."""
    return re.split(r"[.!?;](?:\s|$)", after, maxsplit=1)[0]


def _bounds(stated: re.Match[str]) -> tuple[float | None, float | None] | None:
    low = _value(stated["low"])
    high = _value(stated["high"]) if stated["high"] else None
    if low > MAX_ASKED or (high is not None and high > 2 * MAX_ASKED):
        return None
    if high is not None and high < low:
        # "in 2023 or 5 years": two figures that are no range; the one at the unit counts.
        low, high = high, None
    if stated["more"] or stated["more_high"]:
        high = None
    if stated["limit"]:
        return None, high if high is not None else low
    return low, high


def _value(word: str) -> float:
    known = _WORDS.get(word.lower())
    return float(word) if known is None else known
