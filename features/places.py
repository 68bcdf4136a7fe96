"""Whether two location cells mean one place: "NYC" and "New York, NY" do, two towns never do, "Remote" may."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from features.lexicons import load_lexicon

#: Longer cells are cut: the longest of 6,119 real ones has 161 characters.
MAX_CHARACTERS = 300

_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Place:
    """What a location cell names; each set is empty where it says nothing.

    Attributes
    ----------
    towns : frozenset of str
        Towns; several if the job is offered in several.
    regions : frozenset of str
        States and provinces, as ``us:oregon``.
    countries, areas : frozenset of str
        Countries by code; wider areas by name.
    others : frozenset of str
        Names behind a town that no list knows: counties, districts.
    words : frozenset of str
        All words of the cell, for finding it again in a title.
    """

    towns: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    @property
    def says_anything(self) -> bool:
        """Whether it names any place."""
        return bool(self.towns or self.regions or self.countries or self.areas)


@lru_cache(maxsize=10_000)
def read_place(location: str) -> Place:
    """Read a location cell.

    Parameters
    ----------
    location : str
        As listed; empty where unknown.

    Returns
    -------
    Place

    Examples
    --------
    >>> read_place("Remote (Portland, OR)").towns, read_place("NYC").towns
    (frozenset({'portland'}), frozenset({'new york'}))
    """
    text = unicodedata.normalize("NFKC", location[:MAX_CHARACTERS])
    found: dict[str, set[str]] = {kind: set() for kind in ("towns", "regions", "countries", "areas", "others")}
    for place in _between().split(_unsaid().sub(" , ", text.replace("(", ",").replace(")", ","))):
        named = False
        for part in place.split(","):
            for kind, name in _names(part):
                if kind == "towns" and named:
                    kind = "others"
                named = named or kind == "towns"
                found[kind].add(name)
    if not found["towns"] and "us:district of columbia" in found["regions"]:
        found["towns"].add("washington")
    if "singapore" in found["others"] or found["countries"] == {"sg"}:
        found["towns"].add("singapore")
    words = frozenset(plain(text).split())
    spelled = frozenset(w for kind in ("towns", "regions") for name in found[kind] for w in name.split(":")[-1].split())
    return Place(**{kind: frozenset(names) for kind, names in found.items()}, words=words | spelled)


def same_place(first: Place, second: Place) -> bool | None:
    """Compare two places.

    Returns
    -------
    bool or None
        True if they share a town, or say the same without one; None where one leaves open what the other says; False
        if they contradict each other or nothing shows that one lies in the other.

    Examples
    --------
    >>> [same_place(read_place("Portland, OR"), read_place(cell)) for cell in ("Portland", "Portland, ME", "Remote")]
    [True, False, None]
    """
    if first.towns and second.towns and not first.towns & second.towns:
        nested = first.towns & second.others or second.towns & first.others
        return None if nested else False
    if (mine := _lands(first)) and (yours := _lands(second)) and not mine & yours:
        return False
    if first.regions and second.regions and not first.regions & second.regions:
        return False
    if first.towns and second.towns:
        return True
    if not first.says_anything or not second.says_anything:
        return None
    # "Vienna" and "Germany", "Europe" and "Spain": only what both name shows that one lies in the other.
    shared = _lands(first) & _lands(second) or first.regions & second.regions or first.areas & second.areas
    if not shared:
        return False
    alike = (first.towns, first.regions, first.countries, first.areas) == (
        second.towns, second.regions, second.countries, second.areas,
    )  # fmt: skip
    return True if alike else None


def _lands(place: Place) -> frozenset[str]:
    """Give the countries of a place; a region names its own."""
    return place.countries | {region[:2] for region in place.regions}


def plain(text: str) -> str:
    """Reduce a name to lower-case words without accents.

    Examples
    --------
    >>> plain("  Kraków–Podgórze ")
    'krakow podgorze'
    """
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    letters = unicodedata.normalize("NFD", text.casefold().replace("ł", "l").replace("ø", "o").replace("đ", "d"))
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", kept).strip()


@lru_cache(maxsize=10_000)
def _names(part: str) -> tuple[tuple[str, str], ...]:
    """Name the kind and the name of what one part of a cell says; a code may trail a town ("Melbourne VIC")."""
    name = plain(part)
    if not name:
        return ()
    codes, names = _gazetteer()
    part = part.strip(" .-–—")
    known = codes.get(part.replace(".", "")) or names.get(name)
    if known:
        return tuple(known)
    head, _, last = part.rpartition(" ")
    trailing = [item for item in codes.get(last) or names.get(plain(last)) or [] if item[0] != "towns"]
    return (*_names(head), *trailing) if head and trailing else (("towns", name),)


@cache
def _gazetteer() -> tuple[dict[str, list[tuple[str, str]]], dict[str, list[tuple[str, str]]]]:
    """Give what capital codes and what names mean; one name may be a region and a town."""
    lexicon = load_lexicon("places")
    codes: dict[str, list[tuple[str, str]]] = {}
    names: dict[str, list[tuple[str, str]]] = {}
    for kind in ("areas", "countries"):
        for key, spellings in lexicon[kind].items():
            for spelling in spellings:
                names.setdefault(plain(spelling), []).append((kind, key))
    for country, entry in lexicon["regions"].items():
        for spellings in entry["names"]:
            for spelling in spellings:
                table, key = (codes, spelling) if spelling.isupper() else (names, plain(spelling))
                table.setdefault(key, []).append(("regions", f"{country}:{plain(spellings[0])}"))
    for spellings in lexicon["towns"]["names"]:
        for spelling in spellings:
            names.setdefault(plain(spelling), []).append(("towns", plain(spellings[0])))
    # "Berlin, DE" and "Toronto, ON, CA": the code of a country that is also one of a state says either.
    for code in ("CA", "DE", "IN"):
        codes[code].append(("countries", code.lower()))
    return codes, names


@cache
def _unsaid() -> re.Pattern[str]:
    return re.compile("|".join(load_lexicon("places")["not_a_place"]), re.IGNORECASE)


@cache
def _between() -> re.Pattern[str]:
    return re.compile(load_lexicon("places")["between_places"], re.IGNORECASE)
