"""What to call the places of a location cell when jobs are counted: "NYC" and "New York, NY" are "New York"."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from features.lexicons import load_lexicon
from features.places import Place, plain, read_place

#: A cell that names more regions means their country: of 5,969 listings, 62 name four to fourteen states of the US as
#: those where a remote worker may live.
MOST_REGIONS = 3

_CAPITALS = frozenset(["apac", "dach", "emea"])


def place_names(location: str, is_remote: bool | None = None) -> tuple[str, ...]:
    """Name the towns of a cell; without a town, the narrowest that it says.

    Towns of one name are not told apart.

    Parameters
    ----------
    location : str
        As listed; empty where unknown.
    is_remote : bool, optional
        Whether the job is remote; shown where no town is.

    Returns
    -------
    tuple of str
        In alphabetical order; empty where nothing is known.

    Examples
    --------
    >>> place_names("NYC"), place_names("London or Paris"), place_names("Texas, United States")
    (('New York',), ('London', 'Paris'), ('Texas',))
    >>> place_names("Remote (UK)", True), place_names("Remote", True), place_names("", None)
    (('Remote, United Kingdom',), ('Remote',), ())
    """
    place = read_place(location)
    if place.towns:
        return _shown(place.towns)
    names = _shown(_wider(place))
    if is_remote:
        return tuple(f"Remote, {name}" for name in names) or ("Remote",)
    return names


def spellings(place: str) -> tuple[str, ...]:
    """Give the ways in which cells write a town or a country, plain, without those that may be the code of a state.

    Examples
    --------
    >>> spellings("NYC"), spellings("Atlantis")
    (('new york', 'nyc', 'new york city', 'ny city', 'manhattan'), ())
    """
    lexicon = load_lexicon("places")
    states = {way.lower() for entry in lexicon["regions"].values() for ways in entry["names"] for way in ways[1:]}
    name = plain(place)
    for written in (*lexicon["towns"]["names"], *lexicon["countries"].values()):
        if name in (ways := [plain(way) for way in written]):
            return tuple(way for way in ways if way not in states or way == name)
    return ()


def _wider(place: Place) -> Iterable[str]:
    if place.regions and len(place.regions) <= MOST_REGIONS:
        return {region.partition(":")[2] for region in place.regions}
    # "CA" says either Canada or California: among other states the latter.
    countries = {region[:2] for region in place.regions} or place.countries
    return {_countries()[code] for code in countries} or place.areas


def _shown(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(name.upper() if name in _CAPITALS else name.title() for name in names))


@cache
def _countries() -> dict[str, str]:
    spellings: dict[str, list[str]] = load_lexicon("places")["countries"]
    return {code: names[0] for code, names in spellings.items()}
