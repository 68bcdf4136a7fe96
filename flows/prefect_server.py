"""The temporary server that Prefect starts for a run ends with the run, even with one that is killed."""

from __future__ import annotations

import atexit
import subprocess
from functools import wraps
from typing import Any

#: Waits for a line, which says that all is well; where its input ends without one, whoever held the other end is gone.
#: A server that is just starting may need to be told twice.
_WATCH = 'read _ || { kill "$0"; sleep 5; kill -9 "$0"; } 2>/dev/null'


def server_ends_with_us() -> None:
    """Have every server that Prefect starts for this process from now on watched.

    A run that is killed (`kill -9`, out of memory) stops nothing, and the server it had started kept 200 MB for ever.
    Prefect itself stops it only where a run ends by itself.
    """
    from prefect.server.api.server import SubprocessASGIServer
    from prefect.settings import PREFECT_API_URL

    start = SubprocessASGIServer._run_uvicorn_command
    if PREFECT_API_URL.value() or hasattr(start, "__wrapped__"):
        return  # a server that was there before the run, or watched already

    @wraps(start)
    def watched(server: SubprocessASGIServer) -> subprocess.Popen[Any]:
        running = start(server)
        _watch(running.pid)
        return running

    SubprocessASGIServer._run_uvicorn_command = watched  # type: ignore[method-assign, assignment]


def _watch(pid: int) -> None:
    """End a process with this one, by a shell of 1 MB that holds the other end of a pipe."""
    # A session of its own: Ctrl-C in the terminal is for the run, which ends the server itself.
    watcher = subprocess.Popen(
        ["/bin/sh", "-c", _WATCH, str(pid)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )

    def dismiss() -> None:
        watcher.communicate(b"\n")

    # Prefect's own stop is registered later, and so comes before.
    atexit.register(dismiss)
