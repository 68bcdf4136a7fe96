"""Tools that a posting names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from features.lexicons import load_lexicon

#: Between two names of one list ("Asana, Monday and/or Trello", "Word/Excel"): separators and joining words.
_SEPARATORS = r"[\s,/&;|()+•·-]*"
_LIST_GAP = re.compile(
    rf"{_SEPARATORS}(?:and|or|and/or|oder|und|y|e|et)?{_SEPARATORS}(?:Adobe |Microsoft |MS |Google )?"
)
#: The longest such gap, in characters.
MAX_GAP = 16
#: Brands that a company names as its customers, peers or backers are no tools of the job; such lists run long.
REACH = 160
_CUSTOMERS = re.compile(
    r"\b(?:(?:customers?|clients|brands|companies|organi[sz]ations|investors|startups|firms|enterprises|legends|leaders)"
    r"\b[^.\n]{0,40}?\b(?:like|including|such as|rely|trust|globally)"
    r"|(?:trusted|backed) by|(?:co-?)?founders (?:of|at|from)|partnered with)\b[^\n;]*$",
    re.IGNORECASE,
)
# "Report to clients with tools like Asana" names a tool all the same.
_TOOL_WORD = re.compile(
    r"\b(?:tools?|software|systems?|apps?|programs|suites?|crms?|using|via|proficien\w+|experience)\b",
    re.IGNORECASE,
)
_STARTS = re.compile(r"(?:^|[\n.!?:•·])[\s*#>\"'(“-]*$")
_WORD = re.compile(r"[^\W_]+")

Strength = Literal["names", "cased", "beside"]


@dataclass(frozen=True, slots=True)
class _Tool:
    name: str
    strength: Strength
    not_before: re.Pattern[str] | None


def tools_in(text: str) -> tuple[str, ...]:
    """List the tools a text names, in the order of their first mention.

    Parameters
    ----------
    text : str
        Cleaned text.

    Returns
    -------
    tuple of str
        Canonical names from ``lexicons/tools.toml``. A name that is also an English word counts only where its
        case and its neighbours say that the tool is meant.

    Examples
    --------
    >>> tools_in("Excel at teams! You know asana, Monday and Slack, Monday to Friday.")
    ('Asana', 'monday.com', 'Slack')
    """
    mentions = [mention for mention in _mentions(text) if not _is_customer(text, mention[0])]
    sure = [_is_sure(text, start, end, tool) for start, end, tool in mentions]
    order = range(1, len(mentions))
    for here, there in [*((n, n - 1) for n in order), *((n - 1, n) for n in reversed(order))]:
        if sure[there] and not sure[here] and _is_list(text, mentions, here, there):
            sure[here] = True
    return tuple(dict.fromkeys(tool.name for (_, _, tool), known in zip(mentions, sure, strict=True) if known))


def _is_customer(text: str, start: int) -> bool:
    named = _CUSTOMERS.search(text, max(0, start - REACH), start)
    return named is not None and not _TOOL_WORD.search(named.group())


def _is_sure(text: str, start: int, end: int, tool: _Tool) -> bool:
    if tool.strength == "names":
        return True
    if tool.strength == "beside" or (tool.not_before and tool.not_before.match(text, end)):
        return False
    return not _STARTS.search(text, max(0, start - 8), start)


def _is_list(text: str, mentions: list[tuple[int, int, _Tool]], here: int, there: int) -> bool:
    first, second = sorted((here, there))
    gap_start, gap_end = mentions[first][1], mentions[second][0]
    return gap_end - gap_start <= MAX_GAP and bool(_LIST_GAP.fullmatch(text, gap_start, gap_end))


def _mentions(text: str) -> Iterator[tuple[int, int, _Tool]]:
    gazetteer, end = _gazetteer(), 0
    for word in _WORD.finditer(text):
        known = gazetteer.get(word.group().lower())
        if known is None or word.start() < end:
            continue
        pattern, tools = known
        if found := pattern.match(text, word.start()):
            end = found.end()
            yield word.start(), end, tools.get(found.group()) or tools[_folded(found.group())]


def _folded(name: str) -> str:
    return " ".join(name.lower().split())


@cache
def _gazetteer() -> dict[str, tuple[re.Pattern[str], dict[str, _Tool]]]:
    """Compile the spellings by their first word, so that most words of a text cost one look-up."""
    tools: dict[str, dict[str, _Tool]] = {}
    patterns: dict[str, list[tuple[str, str]]] = {}
    for name, entry in load_lexicon("tools").items():
        not_before = re.compile(entry["not_before"]) if "not_before" in entry else None
        for strength in get_args(Strength):
            for spelling in entry.get(strength, ()):
                first = _WORD.findall(spelling)[0].lower()
                key = _folded(spelling) if strength == "names" else spelling
                tools.setdefault(first, {})[key] = _Tool(name, strength, not_before)
                words = r"[ \t]".join(map(re.escape, spelling.split()))
                patterns.setdefault(first, []).append((spelling, f"(?i:{words})" if strength == "names" else words))
    return {first: (_longest_first(spellings), tools[first]) for first, spellings in patterns.items()}


def _longest_first(spellings: list[tuple[str, str]]) -> re.Pattern[str]:
    ordered = sorted(spellings, key=lambda spelling: len(spelling[0]), reverse=True)
    return re.compile(f"(?:{'|'.join(pattern for _, pattern in ordered)})(?!\\w)")
