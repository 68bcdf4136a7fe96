"""Word lists and patterns, kept as TOML files beside this module; each file names where its words come from."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load_lexicon(name: str) -> dict[str, Any]:
    """Read one lexicon by name.

    Parameters
    ----------
    name : str
        The file's name without ``.toml``, for example ``"sections"``.

    Returns
    -------
    dict
        The parsed file, read once a process. Treat it as read-only.

    Raises
    ------
    FileNotFoundError
        If there is no such lexicon.
    """
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
