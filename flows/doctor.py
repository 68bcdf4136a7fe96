"""What can be wrong with a machine that rolefit runs on: each check looks at one thing and says what to do."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from flows.prefect_settings import server_answers
from flows.settings import Settings

if TYPE_CHECKING:
    from packaging.requirements import Requirement

Status = Literal["ok", "warn", "fail"]

PROJECT = Path(__file__).resolve().parents[1]

#: First and last minor version of Python 3 that the lock was made for.
OLDEST, NEWEST = 11, 13

#: Free bytes below which a run may not end, and below which it gets tight: of 6,000 listings the store takes 54 MB, the
#: results 40 MB and what is sorted on the disk meanwhile as much again; a model takes 12 MB.
LEAST_DISK, LITTLE_DISK = 300 * 10**6, 2 * 10**9

#: Seconds for Prefect's server to answer, and for a library to be imported on a slow machine.
SERVER_PATIENCE, IMPORT_PATIENCE = 2.0, 60.0

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")

#: What is tried in a process of its own, so that nothing heavy is imported here and a crash is a finding.
PROBES = {
    "English model": "from features.parser import load_parser as load; meta = load().meta;"
    " print(meta['lang'], meta['name'], meta['version'])",
    "word vectors": "from models.meaning import meaning; found = meaning(['account manager']);"
    " print(found.shape[1], 'numbers a word, offline')",
    "Prefect": "import prefect, fastapi; print(prefect.__version__, 'with fastapi', fastapi.__version__)",
}

_AGAIN = "install the locked packages: `make .venv`, or `pip install -r requirements.lock`"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found.

    Attributes
    ----------
    check : str
        What was looked at.
    status : str
        ``ok``; ``warn`` for what hinders nothing now; ``fail`` for what keeps a run from ending well.
    detail : str
        What was found.
    do : str
        What to do; empty if nothing.
    """

    check: str
    status: Status
    detail: str
    do: str = ""


def python_version(found: tuple[int, int] = sys.version_info[:2]) -> Finding:
    """Look at Python's version.

    Examples
    --------
    >>> python_version((3, 9)).status
    'fail'
    """
    fits = (3, OLDEST) <= found <= (3, NEWEST)
    do = "" if fits else f"install Python 3.{OLDEST} to 3.{NEWEST}, then `make PYTHON=/path/to/python3.12 .venv`"
    return Finding("Python", "ok" if fits else "fail", f"{platform.python_version()} in {sys.prefix}", do)


def packages(project: Path = PROJECT, installed: Callable[[str], str] = version) -> Finding:
    """Compare the installed packages with what rolefit needs, and with the lock that it was tested with."""
    from packaging.utils import canonicalize_name

    have: dict[str, str | None] = {}
    locked = {canonicalize_name(one.name): one for one in _locked(project / "requirements.lock")}
    wanted = [one for one in _wanted(project) if one.marker is None or one.marker.evaluate({"extra": ""})]
    for one in (*wanted, *locked.values()):
        name = canonicalize_name(one.name)
        try:
            have.setdefault(name, installed(one.name))
        except PackageNotFoundError:
            have.setdefault(name, None)
    wrong = [
        f"{one.name} {have[canonicalize_name(one.name)] or 'is missing'} ({one.specifier} is needed)"
        for one in wanted
        if not one.specifier.contains(have[canonicalize_name(one.name)] or "0.dev0", prereleases=True)
    ]
    if wrong:
        return Finding("packages", "fail", "; ".join(wrong), _AGAIN)
    other = [
        f"{name} {have[name]} instead of {str(one.specifier)[2:]}"
        for name, one in locked.items()
        if have[name] and not one.specifier.contains(have[name] or "", prereleases=True)
    ]
    if other:
        more = f" and {len(other) - 3} more" if len(other) > 3 else ""
        return Finding("packages", "warn", ", ".join(other[:3]) + more + ": not what was tested", _AGAIN)
    tested = "as in requirements.lock" if locked else "in the ranges that rolefit needs"
    return Finding("packages", "ok", f"{sum(map(bool, have.values()))} {tested}")


def probe_imports() -> Iterator[Finding]:
    """Try what is slow to import, all at once and in processes of their own; give the findings when all have begun."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")]))}
    begun = {
        name: subprocess.Popen(
            [sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for name, code in PROBES.items()
    }

    def findings() -> Iterator[Finding]:
        for name, process in begun.items():
            try:
                out, err = process.communicate(timeout=IMPORT_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                yield Finding(name, "fail", f"could not be loaded within {IMPORT_PATIENCE:.0f} s", _AGAIN)
                continue
            if process.returncode:
                reason = (err.strip().splitlines() or [f"the process ended with {process.returncode}"])[-1]
                yield Finding(name, "fail", reason, _AGAIN)
            else:
                yield Finding(name, "ok", out.strip())

    return findings()


def home(settings: Settings) -> Finding:
    """Look whether the home can be written to."""
    try:
        with tempfile.TemporaryFile(dir=settings.home):
            return Finding("home", "ok", f"{settings.home} can be written to")
    except OSError as error:
        do = "make it, give yourself the right to write there, or set ROLEFIT_HOME to another folder"
        return Finding("home", "fail", f"{settings.home}: {error.strerror}", do)


def disk(settings: Settings) -> Finding:
    """Look how much room is left where the home is."""
    place = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    free = shutil.disk_usage(place).free
    status: Status = "fail" if free < LEAST_DISK else "warn" if free < LITTLE_DISK else "ok"
    do = "" if status == "ok" else "make room; `rolefit store prune` and `rolefit models prune` forget what is old"
    return Finding("disk", status, f"{free / 1e9:,.1f} GB free", do)


def browser(which: Callable[[str], str | None] = shutil.which) -> Finding:
    """Look for Chromium, which only the project's own tests drive."""
    found = next((path for path in map(which, CHROMIUM) if path), None)
    return Finding("Chromium", "ok", found or "none, and none is needed: only the tests of the report drive it")


def server(address: str) -> Finding:
    """Look whether the Prefect server answers that runs are to be recorded on."""
    if not address:
        return Finding("Prefect server", "ok", "PREFECT_API_URL is not set: each run brings its own")
    if server_answers(address, SERVER_PATIENCE):
        return Finding("Prefect server", "ok", f"{address} answers")
    do = "start it (`prefect server start`), or `unset PREFECT_API_URL`, and runs do without"
    return Finding("Prefect server", "fail", f"nothing answers at {address}", do)


def _wanted(project: Path) -> Iterable[Requirement]:
    """Read what rolefit needs: of the project if it is there, else as it was installed."""
    from packaging.requirements import Requirement

    if (project / "pyproject.toml").is_file():
        table = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
        return [Requirement(line) for line in table["project"]["dependencies"]]
    try:
        return [Requirement(line) for line in requires("rolefit") or ()]
    except PackageNotFoundError:
        return []


def _locked(path: Path) -> Iterable[Requirement]:
    """Read the pins of a lock that are meant for this Python and system."""
    from packaging.requirements import Requirement

    if not path.is_file():
        return []
    pins = re.findall(r"^([\w.-]+==[^\\\n]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    found = [Requirement(pin.strip()) for pin in pins]
    return [one for one in found if one.marker is None or one.marker.evaluate()]
