"""Prefect's settings, made before Prefect is imported. A user's own settings always win."""

from __future__ import annotations

import os
from pathlib import Path


def prepare_prefect(home: Path) -> None:
    """Set defaults in the environment that Prefect reads at import.

    Parameters
    ----------
    home : Path
        Prefect keeps its database in ``home/.prefect``, so that runs of other projects do not mix with these.
    """
    defaults = {
        "PREFECT_HOME": str(home / ".prefect"),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        # A new database takes about 20 s to make, which is also Prefect's own limit.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        # The command's own progress and summary are what a person reads.
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
        "PREFECT_SHOW_STARTUP_BANNER": "false",
        # Tasks get paths and pass paths: there is nothing worth keeping as a result.
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    }
    if "PREFECT_LOGGING_LEVEL" not in os.environ:
        # A failure is one line of the command's own, not a traceback of each task; the API still gets the log.
        defaults["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


def server_answers(address: str, patience: float) -> bool:
    """Whether a Prefect server answers at an address; any answer counts, also one that asks for a key.

    Parameters
    ----------
    address : str
        As ``PREFECT_API_URL`` gives it.
    patience : float
        Seconds to wait.
    """
    from urllib.error import HTTPError
    from urllib.request import urlopen

    if not address.startswith(("http://", "https://")):
        return False
    try:
        with urlopen(f"{address.rstrip('/')}/health", timeout=patience):
            return True
    except HTTPError:
        return True
    except (OSError, ValueError):
        return False
