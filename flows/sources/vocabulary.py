"""The words that files use for columns and values, kept as data in ``aliases.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

_NOT_WORD = re.compile(r"[\W_]+")


@cache
def vocabulary() -> dict[str, Any]:
    """Read ``aliases.toml``, once a process. Treat it as read-only."""
    return tomllib.loads(files("flows.sources").joinpath("aliases.toml").read_text(encoding="utf-8"))


def compact(name: str) -> str:
    """Reduce a name to its letters and digits, so that spelling does not matter.

    Examples
    --------
    >>> {compact(name) for name in ("jobTitle", "job_title", "Job Title", "JOB-TITLE", "job.title")}
    {'jobtitle'}
    """
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", name).casefold())
