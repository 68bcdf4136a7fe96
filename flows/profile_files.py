"""Profile files: where a name leads, what is wrong with one and in which line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from flows.atomic import replacing
from flows.settings import Settings
from models.profile import ProfileError, SkillProfile, faults

_TABLE = re.compile(r"\s*\[\s*([\w-]+)\s*\]")
_ENTRY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*=")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a profile file; line 0 if no line is to blame."""

    line: int
    message: str

    def said(self, path: Path) -> str:
        """Say it in one line."""
        return f"{path}, line {self.line}: {self.message}" if self.line else f"{path}: {self.message}"


def profile_path(settings: Settings, name: str) -> Path:
    """Say which file a profile's name or path stands for."""
    path = Path(name)
    return path if path.suffix == ".toml" else settings.profiles / f"{name}.toml"


def read_text(settings: Settings, path: Path) -> str:
    """Read a profile file.

    Raises
    ------
    ProfileError
        If there is none or it is no text; the message names those that there are.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        known = ", ".join(sorted(found.stem for found in settings.profiles.glob("*.toml"))) or "none"
        raise ProfileError(f"{path}: no such profile (known: {known})") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: {error}") from error


def read_profile(settings: Settings, name: str) -> SkillProfile:
    """Read a profile by its name under ``data/profiles/`` or by its path.

    Raises
    ------
    ProfileError
        If there is no such profile or it has an error; the message says what to change.
    """
    path = profile_path(settings, name)
    return parse(read_text(settings, path), path)


def faults_in(text: str) -> list[Fault]:
    """Find all that is wrong with a profile's text, in the order of its lines."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at and at[1] else len(text.splitlines()) if at else 0
        said = _AT_LINE.sub("", str(error)).strip()
        return [Fault(line, f'this is no TOML: {said}; write entries as name = 0.5 or name = "text"')]
    found = [Fault(_line_of(text, fault.entry), str(fault)) for fault in faults(table)]
    return sorted(found, key=lambda fault: fault.line)


def parse(text: str, path: Path) -> SkillProfile:
    """Build the profile that a file's text holds.

    Raises
    ------
    ProfileError
        The first fault, with its line.
    """
    wrong = faults_in(text)
    if wrong:
        more = f" (and {len(wrong) - 1} more: `rolefit profile check {path}`)" if len(wrong) > 1 else ""
        raise ProfileError(wrong[0].said(path) + more)
    return SkillProfile.from_table(tomllib.loads(text))


def write_new(path: Path, text: str, *, force: bool) -> None:
    """Write a profile file that must not be there yet, unless ``force`` says that it may.

    Raises
    ------
    ProfileError
        If it exists.
    """
    if path.exists() and not force:
        raise ProfileError(f"{path} exists and may hold your work: give another name, or --force to overwrite it")
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(text.encode("utf-8"))


def _line_of(text: str, entry: str) -> int:
    """Find the line of an entry; of a table that is missing, none."""
    within, _, name = entry.rpartition(".")
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if opened := _TABLE.match(line):
            table = opened[1]
            if not within and table == name:
                return number
        elif (said := _ENTRY.match(line)) and table == within and said[1] == name:
            return number
    return 0
