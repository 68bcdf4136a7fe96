"""Prefect as users meet it: out of the box, with the API that a run starts for itself, and with a real server."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.flows.shared_server import free_port

ROOT = Path(__file__).resolve().parents[2]


def asked(api: str, what: str, **filters: Any) -> list[dict[str, Any]]:
    answer = httpx.post(f"{api}/{what}/filter", json=filters, timeout=20)
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()
    return found


def test_a_run_is_seen_by_the_server_it_was_pointed_to(
    prefect_api: str, sample_home: Path, sample: Path, forked: Any, tmp_path: Path
) -> None:
    shutil.rmtree(sample_home / "data" / "store" / "scores")
    out = tmp_path / "out"
    ran = forked(sample_home, "rank", sample, "--out", out, "--workers", 1, "--quiet")
    assert (ran.code, ran.err) == (0, "")
    # The server serves other tests too: theirs are runs into other folders.
    newest = asked(prefect_api, "flow_runs", flows={"name": {"any_": ["rank"]}}, sort="START_TIME_DESC")
    (run,) = [run for run in newest if run["parameters"]["request"]["out"] == str(out)]
    assert run["state_type"] == "COMPLETED"
    (flow,) = asked(prefect_api, "flows", flows={"id": {"any_": [run["flow_id"]]}})
    assert flow["name"] == "rank"
    (artifact,) = asked(prefect_api, "artifacts", artifacts={"flow_run_id": {"any_": [run["id"]]}})
    assert artifact["key"] == "rank-summary"
    assert "60 rows read = 55 ranked + 5 copies + 0 rejected" in artifact["data"]
    # Task runs reach the database through a queue of events.
    tasks: list[dict[str, Any]] = []
    until = time.monotonic() + 30
    while time.monotonic() < until and {task["state_type"] for task in tasks} != {"COMPLETED"}:
        time.sleep(0.5)
        tasks = asked(prefect_api, "task_runs", flow_runs={"id": {"any_": [run["id"]]}})
    assert sorted(task["name"].rpartition("-")[0] for task in tasks) == ["extract", "ingest", "publish", "score"]


def deployments(api: str) -> dict[str, dict[str, Any]]:
    return {found["name"]: found for found in asked(api, "deployments")}


def test_a_registered_rank_runs_in_a_worker_and_leaves_its_table(
    prefect_api: str, sample_home: Path, sample: Path, rolefit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sample_home / "inbox").mkdir()
    shutil.copy(sample, sample_home / "inbox")
    monkeypatch.setenv("PREFECT_API_URL", prefect_api)
    args = ("--inputs", "inbox", "--out", "runs/{date}", "--rank-at", "30 6 * * 1-5", "--timezone", "Europe/London")
    for _ in range(2):  # to register again replaces
        ran = rolefit(sample_home, "deploy", "rank", *args)
        assert (ran.code, ran.err) == (0, "")
    assert "scheduled-rank/rank  at 30 6 * * 1-5 (Europe/London)  inputs inbox, out runs/{date}" in ran.out
    assert "worker start --pool rolefit" in ran.out
    found = deployments(prefect_api)
    assert set(found) == {"rank"}
    (schedule,) = found["rank"]["schedules"]
    assert schedule["active"]
    assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == ("30 6 * * 1-5", "Europe/London")
    assert found["rank"]["global_concurrency_limit"]["limit"] == 1
    (pool,) = [pool for pool in asked(prefect_api, "work_pools") if pool["name"] == "rolefit"]
    assert (pool["type"], pool["concurrency_limit"]) == ("process", 1)

    address = f"{prefect_api}/deployments/{found['rank']['id']}/create_flow_run"
    run = httpx.post(address, json={"parameters": {"workers": 1}}, timeout=20).raise_for_status().json()
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", "rolefit", "--run-once"]
    env = {**os.environ, "PREFECT_API_URL": prefect_api, "PYTHONPATH": str(ROOT)}
    worked = subprocess.run(command, env=env, capture_output=True, text=True, timeout=240, check=False)
    ended = httpx.get(f"{prefect_api}/flow_runs/{run['id']}", timeout=20).json()
    assert ended["state_type"] == "COMPLETED", worked.stdout + worked.stderr
    (folder,) = (sample_home / "runs").iterdir()
    assert len(folder.name) == len("2026-11-25")
    assert len((folder / "ranked.csv").read_text(encoding="utf-8-sig").splitlines()) == 1 + 55
    # The store was the home's own, in which these listings were ranked before.
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["new_postings"] == 0


@pytest.mark.skipif(importlib.util.find_spec("flows.retrain") is None, reason="retraining is not part of this branch")
def test_both_deployments_of_the_file_can_be_registered(
    prefect_api: str, home: Path, rolefit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", prefect_api)
    ran = rolefit(home, "deploy")
    assert (ran.code, ran.err) == (0, "")
    found = deployments(prefect_api)
    crons = {name: one["schedules"][0]["schedule"]["cron"] for name, one in found.items()}
    assert crons == {"rank": "0 2 * * *", "retrain": "0 4 * * 0"}
    assert found["rank"]["parameters"] == {"inputs": ["data/raw"], "out": "out/{date}", "profile": "account_manager"}


def test_a_server_that_is_not_there_is_one_line(home: Path, sample: Path, forked: Any, tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}/api"
    # Prefect itself tries again for a minute and a half; two tries show the same.
    before = (
        "from prefect.settings import PREFECT_API_URL, PREFECT_CLIENT_MAX_RETRIES, temporary_settings\n"
        f"elsewhere = temporary_settings({{PREFECT_API_URL: {address!r}, PREFECT_CLIENT_MAX_RETRIES: 1}})\n"
        "elsewhere.__enter__()"
    )
    ran = forked(home, "rank", sample, "--out", tmp_path / "out", "--workers", 1, "--quiet", before=before)
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
    _a_killed_run_takes_its_server_along(home, sample, tmp_path)


def _a_killed_run_takes_its_server_along(home: Path, sample: Path, folder: Path) -> None:
    """Another run in that home, whose database is made already; killed as soon as its server is there."""
    if shutil.which("ps") is None:
        pytest.skip("cannot see whether the server of a killed run ends: no `ps` on this system")
    command = [sys.executable, "-c", "from flows.cli import main; main()", "rank", sample, "--out", folder / "killed"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "ROLEFIT_HOME": str(home)}
    with subprocess.Popen([*map(str, command), "--workers", "1", "--quiet"], env=env) as run:
        servers: list[int] = []
        until = time.monotonic() + 60
        while not servers and time.monotonic() < until and run.poll() is None:
            time.sleep(0.1)
            servers = _servers(parent=run.pid)
        run.kill()
    assert servers, "the run started no server"
    until = time.monotonic() + 30
    while time.monotonic() < until and set(servers) & set(_servers()):
        time.sleep(0.1)
    assert not set(servers) & set(_servers())


def _servers(parent: int | None = None) -> list[int]:
    """Numbers of the processes that are temporary servers of Prefect, of one parent or of any."""
    told = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(maxsplit=3) for line in told.stdout.splitlines()]
    return [
        int(pid)
        for pid, above, state, *args in rows
        if "prefect.server.api.server:create_app" in "".join(args)
        and not state.startswith("Z")
        and parent in (None, int(above))
    ]
