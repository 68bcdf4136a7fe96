"""What the shell offers for a value: names that are in the home, read when the key is pressed.

Typer completes commands and options by itself. A parameter is found here by its name, whichever command it belongs to,
so that a new command with a ``--profile`` is completed without a word about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from flows.settings import Settings

Values = Callable[[Settings], Iterable[str]]

#: Postings that are offered: a screenful.
MOST_POSTINGS = 50


def profiles(settings: Settings) -> Iterable[str]:
    """Name the profiles of the home."""
    return _stems(settings.profiles, "*.toml")


def queries(settings: Settings) -> Iterable[str]:
    """Name the saved queries of the home."""
    return _stems(settings.home / "data" / "queries", "*.toml")


def roles(settings: Settings) -> Iterable[str]:
    """Name the roles."""
    from models.labelled import ROLES

    return ROLES


def decisions(settings: Settings) -> Iterable[str]:
    """Name the values of ``decision``."""
    return ("decided", "review", "no-text")


def skills(settings: Settings) -> Iterable[str]:
    """Name the competencies."""
    from features.taxonomy import competencies

    return competencies()


def columns(settings: Settings) -> Iterable[str]:
    """Name the columns of ``ranked.csv``."""
    from flows.tables import RANKED

    names: list[str] = RANKED.names
    return names


def versions(settings: Settings) -> Iterable[str]:
    """Name the trained models."""
    from models.champions import VERSION

    return [name for name in _stems(settings.registry, "m*") if VERSION.fullmatch(name)]


def runs(settings: Settings) -> Iterable[str]:
    """Name the runs that can be reported again, the newest first."""
    return reversed(_stems(settings.store / "ranked", "*.parquet"))


def postings(settings: Settings) -> Iterable[str]:
    """Name the postings of the last run, the best first."""
    from flows.store import Store

    ranked = Store(settings.store).latest_ranked()
    if ranked is None:
        return []
    ids: list[str] = Store(settings.store).read("ranked", ranked.stem, ["posting_id"])["posting_id"].to_pylist()
    return ids


def deployments(settings: Settings) -> Iterable[str]:
    """Name the deployments of ``prefect.yaml``."""
    from flows.deployments import find_file, read_planned

    return [planned.name for planned in read_planned(find_file(settings))]


#: Values of parameters by name; ``command.name`` where one name means different things.
VALUES: dict[str, Values] = {
    "profile": profiles,
    "profile.name": profiles,
    "profile.first": profiles,
    "profile.second": profiles,
    "query.name": queries,
    "queries.name": queries,
    "role": roles,
    "decision": decisions,
    "skill": skills,
    "model": versions,
    "models.version": versions,
    "models.first": versions,
    "models.second": versions,
    "run": runs,
    "explain.posting_id": postings,
    "deploy.names": deployments,
    "label.form": lambda settings: ("csv", "xlsx", "label-studio", "prodigy"),
}

#: Parameters that take several values joined by commas; a minus before one is kept.
LISTS: dict[str, Values] = {"columns": columns, "sort": columns, "count_by": columns}


def values_of(command: str, parameter: str) -> Callable[[str], list[str]] | None:
    """Give the function that completes a parameter, or None if the shell knows no better than file names.

    Parameters
    ----------
    command : str
        The first word after ``rolefit``.
    parameter : str
        Name of the parameter of the function behind it.
    """
    for table, complete in ((VALUES, complete_one), (LISTS, complete_last)):
        found = table.get(f"{command}.{parameter}") or table.get(parameter)
        if found is not None:
            return lambda begun, values=found, complete=complete: complete(values, begun)  # type: ignore[misc]
    return None


def complete_one(values: Values, begun: str) -> list[str]:
    """Offer the values that begin as the word does; none if they cannot be read, for this is no time for an error."""
    try:
        return [value for value in values(Settings()) if value.startswith(begun)][:MOST_POSTINGS]
    except Exception:
        return []


def complete_last(values: Values, begun: str) -> list[str]:
    """Offer values for the last of a list, as ``title,comp`` is completed to ``title,company``.

    Examples
    --------
    >>> complete_last(lambda settings: ["title", "company"], "title,-c")
    ['title,-company']
    """
    before, comma, last = begun.rpartition(",")
    minus = "-" if last.startswith("-") else ""
    return [f"{before}{comma}{minus}{value}" for value in complete_one(values, last.removeprefix("-"))]


def _stems(folder: Path, pattern: str) -> list[str]:
    return sorted(path.stem for path in folder.glob(pattern) if not path.name.startswith("."))
