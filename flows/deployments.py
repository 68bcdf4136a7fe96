"""The deployments that ``prefect.yaml`` describes, as a person may change them on the command line."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flows.settings import Settings

#: Names of the deployments that the options of ``rolefit deploy`` speak of.
RANK, RETRAIN = "rank", "retrain"

FILE = "prefect.yaml"


class DeployError(ValueError):
    """The deployments cannot be registered; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A deployment to register.

    Attributes
    ----------
    name : str
    entrypoint : str
        Where its flow is: ``package.module.function``.
    cron : str
        When it runs; empty if only on demand.
    timezone : str
        Name of the zone that ``cron`` is meant in.
    work_pool : str
        The pool whose workers run it.
    parameters : mapping
        What the flow is called with unless a run says otherwise.
    """

    name: str
    entrypoint: str
    cron: str
    timezone: str
    work_pool: str
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changes:
    """What the command line asks for in place of the file; None leaves what the file says."""

    inputs: Sequence[str] | None = None
    out: str | None = None
    profile: str | None = None
    rank_at: str | None = None
    retrain_at: str | None = None
    timezone: str | None = None


def find_file(settings: Settings) -> Path:
    """Find ``prefect.yaml`` in the home, else beside the package.

    Raises
    ------
    DeployError
        If there is none.
    """
    places = [settings.home / FILE, Path(__file__).resolve().parents[1] / FILE]
    found = next((path for path in places if path.is_file()), None)
    if found is None:
        raise DeployError(f"no {FILE} in {settings.home}: name one with --file (the project's own is an example)")
    return found


def read_planned(path: Path, names: Collection[str] = ()) -> list[Planned]:
    """Read the deployments of a file, or those of some names.

    Raises
    ------
    DeployError
        If the file cannot be read or does not describe them; the message names file and field.
    """
    import yaml

    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = [_planned(entry) for entry in table["deployments"]]
    except OSError as error:
        raise DeployError(f"{path} cannot be read: {error.strerror}") from error
    except KeyError as error:
        raise DeployError(f"{path}: a deployment lacks {error}") from error
    except (yaml.YAMLError, TypeError, IndexError, AttributeError, UnicodeDecodeError) as error:
        raise DeployError(f"{path} is not a list of deployments as Prefect writes them: {error}") from error
    unknown = sorted(set(names) - {planned.name for planned in found})
    if unknown:
        known = ", ".join(planned.name for planned in found)
        raise DeployError(f"no deployment {', '.join(unknown)} in {path}: it has {known}")
    return [planned for planned in found if not names or planned.name in names]


def changed(planned: Planned, changes: Changes) -> Planned:
    """Give a deployment as the command line asks for it.

    Examples
    --------
    >>> nightly = Planned("rank", "flows.scheduled.ranking", "0 2 * * *", "UTC", "rolefit", parameters={"out": "out"})
    >>> changed(nightly, Changes(rank_at="0 7 * * 1", out="results")).cron
    '0 7 * * 1'
    """
    cron = {RANK: changes.rank_at, RETRAIN: changes.retrain_at}.get(planned.name)
    asked = {"inputs": changes.inputs, "out": changes.out, "profile": changes.profile} if planned.name == RANK else {}
    return replace(
        planned,
        cron=planned.cron if cron is None else cron,
        timezone=changes.timezone or planned.timezone,
        parameters={**planned.parameters, **{name: value for name, value in asked.items() if value}},
    )


def _planned(entry: Mapping[str, Any]) -> Planned:
    schedules = entry.get("schedules") or [{}]
    return Planned(
        name=str(entry["name"]),
        entrypoint=str(entry["entrypoint"]),
        cron=str(schedules[0].get("cron", "")),
        timezone=str(schedules[0].get("timezone", "UTC")),
        work_pool=str(entry["work_pool"]["name"]),
        description=str(entry.get("description", "")),
        parameters=dict(entry.get("parameters") or {}),
    )
