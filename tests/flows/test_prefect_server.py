"""Prefect as users meet it: out of the box, with the API that a run starts for itself, and with a real server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

#: Seconds a new database and a server may take to start on a slow machine.
PATIENCE = 120


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start ``prefect server start`` with a database of its own; gives its API's address."""
    folder = tmp_path_factory.mktemp("server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    env |= {"PREFECT_HOME": str(folder), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    env["PREFECT_API_DATABASE_CONNECTION_URL"] = f"sqlite+aiosqlite:///{folder / 'prefect.db'}"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    log = folder / "server.log"
    api = f"http://127.0.0.1:{port}/api"
    with log.open("wb") as output:
        running = subprocess.Popen(command, env=env, stdout=output, stderr=subprocess.STDOUT)
    try:
        if not _is_up(api, running):
            pytest.skip(f"`prefect server start` did not come up in {PATIENCE} s: {log.read_text()[-500:]}")
        yield api
    finally:
        running.terminate()
        try:
            running.wait(timeout=20)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def _is_up(api: str, running: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and running.poll() is None:
        try:
            if httpx.get(f"{api}/health", timeout=2).is_success:
                return True
        except httpx.TransportError:
            pass
        time.sleep(0.25)
    return False


def asked(api: str, what: str, **filters: Any) -> list[dict[str, Any]]:
    answer = httpx.post(f"{api}/{what}/filter", json=filters, timeout=20)
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()
    return found


def test_a_run_is_seen_by_the_server_it_was_pointed_to(
    server: str, sample_home: Path, sample: Path, process: Any, tmp_path: Path
) -> None:
    shutil.rmtree(sample_home / "data" / "store" / "scores")
    args = ("rank", sample, "--out", tmp_path / "out", "--workers", 1, "--quiet")
    ran = process(sample_home, *args, env={"PREFECT_API_URL": server})
    assert (ran.code, ran.err) == (0, "")
    (flow,) = asked(server, "flows")
    assert flow["name"] == "rank"
    (run,) = asked(server, "flow_runs", flows={"name": {"any_": ["rank"]}})
    assert run["state_type"] == "COMPLETED"
    (artifact,) = asked(server, "artifacts", artifacts={"key": {"any_": ["rank-summary"]}})
    assert "60 rows read = 55 ranked + 5 copies + 0 rejected" in artifact["data"]
    assert artifact["flow_run_id"] == run["id"]
    # Task runs reach the database through a queue of events.
    tasks: list[dict[str, Any]] = []
    until = time.monotonic() + 30
    while time.monotonic() < until and {task["state_type"] for task in tasks} != {"COMPLETED"}:
        time.sleep(0.5)
        tasks = asked(server, "task_runs", flow_runs={"id": {"any_": [run["id"]]}})
    assert sorted(task["name"].rpartition("-")[0] for task in tasks) == ["extract", "ingest", "publish", "score"]


def test_a_server_that_is_not_there_is_one_line(home: Path, sample: Path, process: Any, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/api"
    # Prefect itself tries again for a minute and a half; two tries show the same.
    env = {"PREFECT_API_URL": address, "PREFECT_CLIENT_MAX_RETRIES": "1"}
    ran = process(home, "rank", sample, "--out", tmp_path / "out", "--workers", 1, "--quiet", env=env)
    assert ran.code == 1
    (line,) = ran.err.splitlines()
    assert line.startswith("rolefit: ")
    assert address in line


def test_out_of_the_box_a_run_brings_its_own_api_and_two_processes_give_the_bytes_of_one(
    sample_run: Any, home: Path, sample: Path, process: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    ran = process(home, "rank", sample, "--out", tmp_path / "out", "--workers", 2)
    assert ran.code == 0, ran.err
    assert ran.err.splitlines()[1:] == [f"{step} …" for step in ("starting", "reading", "judging", "writing")]
    assert "60 rows read = 55 ranked + 5 copies + 0 rejected" in ran.out
    assert replace(sample_run.outputs, folder=tmp_path / "out").bytes == sample_run.outputs.bytes
    assert (home / ".prefect" / "prefect.db").is_file()
