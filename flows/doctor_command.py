"""``rolefit doctor``: look at all that can be wrong, print a line for each thing, and what to do about it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict

from flows import doctor
from flows.doctor import Finding
from flows.doctor_home import model, store
from flows.plain_text import plain
from flows.settings import Settings

_MARKS = {"ok": "ok  ", "warn": "WARN", "fail": "FAIL"}


def run_doctor(*, as_json: bool) -> bool:
    """Look, print and say whether nothing failed.

    Parameters
    ----------
    as_json : bool
        Print a JSON list of the findings in place of lines.
    """
    settings = Settings()
    found = []
    for finding in examine(settings):
        found.append(finding)
        if not as_json:
            _say(f"{_MARKS[finding.status]}  {finding.check}: {plain(finding.detail)}")
            if finding.do:
                _say(f"      -> {plain(finding.do)}")
    failed = sum(finding.status == "fail" for finding in found)
    warned = sum(finding.status == "warn" for finding in found)
    if as_json:
        _say(json.dumps([asdict(finding) for finding in found], indent=1, ensure_ascii=False))
    elif failed:
        _say(f"{failed} of {len(found)} checks failed: rolefit will not work well before that is mended")
    else:
        _say("All is well" + (f", with {warned} to look at" if warned else ""))
    return not failed


def examine(settings: Settings) -> Iterator[Finding]:
    """Give the findings one by one; what is slow begins first and is waited for last."""
    slow = doctor.probe_imports()
    checks: dict[str, Callable[[], Finding]] = {
        "Python": doctor.python_version,
        "packages": doctor.packages,
        "home": lambda: doctor.home(settings),
        "disk": lambda: doctor.disk(settings),
        "model": lambda: model(settings),
        "store": lambda: store(settings),
        "Chromium": doctor.browser,
        "Prefect server": lambda: doctor.server(os.environ.get("PREFECT_API_URL", "")),
    }
    for name, check in checks.items():
        try:
            yield check()
        except Exception as error:  # a machine that is broken breaks checks in ways nobody foresaw
            yield Finding(name, "fail", f"could not be looked at: {type(error).__name__}: {error}")
    yield from slow


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
