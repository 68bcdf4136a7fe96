"""Several profiles in one command: each has its run and its folder; what the first run parsed, none parses again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.profile_files import read_profile
from flows.runs import finished_runs
from flows.settings import Settings
from flows.store import Store
from models.profile import ProfileError


@dataclass(frozen=True, slots=True)
class ProfileRun:
    """One profile to rank for: how it was asked for, and where its outputs go."""

    profile: str
    out: Path


def profile_runs(settings: Settings, profiles: Sequence[str], out: Path) -> list[ProfileRun]:
    """Say which runs a command with these profiles is made of, in the order in which they are to be done.

    Parameters
    ----------
    settings : Settings
    profiles : sequence of str
        Names or paths, at least one; the same one twice counts once.
    out : Path
        Folder of the first profile's outputs. Those of another go into a folder in it that is named after the profile.

    Returns
    -------
    list of ProfileRun
        The first profile comes last: its run is then the last one, which `query`, `report` and `explain` speak of.

    Raises
    ------
    ProfileError
        If one cannot be read, or two have the same name, under which outputs and history are kept.
    """
    first, *others = dict.fromkeys(profiles)
    taken = {read_profile(settings, first).name.casefold(): first}
    runs = [ProfileRun(first, out)]
    for profile in others:
        name = read_profile(settings, profile).name
        if name.casefold() in taken:
            advice = "change the entry `name` of one of them"
            raise ProfileError(f"{taken[name.casefold()]} and {profile} are both named {name!r}: {advice}")
        taken[name.casefold()] = profile
        runs.append(ProfileRun(profile, out / name))
    return runs[1:] + runs[:1]


def ranked_for(store: Store, profile: str | None) -> Path | None:
    """Find the newest ranking, or the newest for a profile, by the profile's name or by how it was asked for.

    Raises
    ------
    ProfileError
        If nothing was ranked for that profile; the message names those that there are rankings for.
    """
    if profile is None:
        return store.latest_ranked()
    done = finished_runs(store)
    found = [run.name for run in done if profile in (run.asked.profile, run.asked.profile_file)]
    if not found:
        known = ", ".join(sorted({run.asked.profile for run in done})) or "none yet"
        raise ProfileError(f"--profile {profile}: nothing was ranked for it (ranked for: {known})")
    return store.path("ranked", found[-1])
