"""One Prefect server for all processes that run the tests: a database and a server take 9 s of work to start."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.once import locked

#: Seconds a new database and a server may take to start on a slow machine.
PATIENCE = 120


@contextmanager
def shared_server(folder: Path) -> Iterator[str]:
    """Give the address of a server's API; the process that started it stops it when nobody uses it any more.

    Parameters
    ----------
    folder : Path
        Common to the processes that share the server.
    """
    address, started = folder / "prefect.address", None
    with (folder / "prefect.users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        with locked(folder / "prefect.lock"):
            if not address.exists():
                api, started = _start(folder)
                address.write_text(api, encoding="utf-8")
        try:
            yield address.read_text(encoding="utf-8")
        finally:
            if started is not None:
                fcntl.flock(users, fcntl.LOCK_EX)
                address.unlink()
                _stop(started)


def _start(folder: Path) -> tuple[str, subprocess.Popen[bytes]]:
    """Start ``prefect server start`` with a database of its own and wait until it answers."""
    port = free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    env |= {"PREFECT_HOME": str(folder / "prefect"), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    log, api = folder / "prefect.log", f"http://127.0.0.1:{port}/api"
    with log.open("wb") as output:
        running = subprocess.Popen(command, env=env, stdout=output, stderr=subprocess.STDOUT)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and running.poll() is None:
        try:
            if httpx.get(f"{api}/health", timeout=2).is_success:
                return api, running
        except httpx.TransportError:
            pass
        time.sleep(0.25)
    _stop(running)
    raise TimeoutError(f"`prefect server start` did not come up in {PATIENCE} s: {log.read_text()[-500:]}")


def _stop(running: subprocess.Popen[bytes]) -> None:
    running.terminate()
    try:
        running.wait(timeout=20)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()


def free_port() -> int:
    """A port of this machine that nobody listens to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
