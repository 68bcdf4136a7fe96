"""``rolefit deploy``: register the deployments of ``prefect.yaml`` on a Prefect server, or serve them here."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.deployments import Changes, DeployError, Planned, changed, find_file, read_planned
from flows.plain_text import plain
from flows.prefect_settings import prepare_prefect, server_answers
from flows.settings import Settings

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

#: Seconds that a server may take to say that it is there.
PATIENCE = 5.0

#: Runs share one store, so one at a time, of one deployment and of all in the pool.
AT_ONCE = 1

_START = "start one with `prefect server start`, then `export PREFECT_API_URL=http://127.0.0.1:4200/api`"


def run_deploy(names: Collection[str], changes: Changes, file: Path | None = None, *, serve: bool = False) -> None:
    """Register deployments and say how their runs are started.

    Parameters
    ----------
    names : collection of str
        Which ones; all if empty.
    changes : Changes
        What the command line asks for in place of the file.
    file : Path, optional
        The file that describes them; ``prefect.yaml`` by default.
    serve : bool
        Stay, and run them in this process when they are due.

    Raises
    ------
    DeployError
        If no server answers or a deployment cannot be made.
    """
    settings = Settings()
    planned = [changed(one, changes) for one in read_planned(file or find_file(settings), names)]
    server = find_server()
    os.environ["ROLEFIT_HOME"] = str(settings.home)  # of every run that this process starts
    if serve:
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO")  # who watches wants to see runs come and end
    prepare_prefect(settings.home)
    deployments = [_deployment(one, settings.home) for one in planned]
    if serve:
        _say(f"Serving on {server}, one run at a time; stop with Ctrl-C, which also pauses the schedules:")
        _say_each(planned, deployments)
        _serve(deployments)
        return
    made = [pool for pool in sorted({one.work_pool for one in planned}) if _make_pool(pool)]
    for one, deployment in zip(planned, deployments, strict=True):
        deployment.job_variables = {"env": {"ROLEFIT_HOME": str(settings.home)}}
        deployment.apply(work_pool_name=one.work_pool)
    _say(f"Registered on {server}, for the home {settings.home}:")
    _say_each(planned, deployments)
    for pool in made:
        _say(f"Made the work pool {pool}: processes on the worker's machine, one run at a time")
    _say("Runs need a worker; start one here, with PREFECT_API_URL set:")
    for pool in sorted({one.work_pool for one in planned}):
        _say(f"  {_prefect()} worker start --pool {pool}")
    _say("A run now, not at its time:")
    for deployment in deployments:
        _say(f"  {_prefect()} deployment run {deployment.full_name}")


def find_server() -> str:
    """Give the address of the Prefect server to register on.

    Raises
    ------
    DeployError
        If ``PREFECT_API_URL`` names none or nothing answers there.
    """
    address = os.environ.get("PREFECT_API_URL", "").rstrip("/")
    if not address:
        raise DeployError(f"PREFECT_API_URL is not set, and schedules need a Prefect server: {_START}")
    if not server_answers(address, PATIENCE):
        raise DeployError(f"no Prefect server answers at {address} (PREFECT_API_URL): {_START}")
    return address


def _deployment(planned: Planned, home: Path) -> RunnerDeployment:
    from prefect.client.schemas.objects import ConcurrencyLimitConfig
    from prefect.deployments.runner import RunnerDeployment
    from prefect.exceptions import ParameterTypeError
    from prefect.runner.storage import LocalStorage
    from prefect.schedules import Cron

    try:
        ZoneInfo(planned.timezone)
        schedules = [Cron(planned.cron, timezone=planned.timezone)] if planned.cron else []
    except (ValueError, ZoneInfoNotFoundError) as error:
        wanted = "write minute hour day month weekday, as in '0 2 * * *', and a zone as in Europe/London"
        raise DeployError(f"{planned.name}: cannot run at {planned.cron!r} {planned.timezone}: {wanted}") from error
    try:
        deployment = RunnerDeployment.from_entrypoint(
            planned.entrypoint,
            planned.name,
            schedules=schedules,
            concurrency_limit=ConcurrencyLimitConfig(limit=AT_ONCE),
            parameters=dict(planned.parameters),
            description=planned.description or None,
            tags=["rolefit"],
        )
    except (ImportError, AttributeError) as error:
        raise DeployError(f"{planned.name}: there is no flow {planned.entrypoint} ({error})") from error
    except (ParameterTypeError, ValueError) as error:
        raise DeployError(f"{planned.name}: {error}") from error
    # Its pull step only changes into the home; without a step, each run would copy this whole folder first.
    deployment.storage = LocalStorage(str(home))
    return deployment


def _make_pool(name: str) -> bool:
    """Make a work pool of processes unless there is one of that name, and say whether it was made."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectAlreadyExists
    from prefect.workers.process import ProcessWorker

    pool = WorkPoolCreate(
        name=name,
        type=ProcessWorker.type,
        base_job_template=ProcessWorker.get_default_base_job_template(),
        concurrency_limit=AT_ONCE,
    )
    with get_client(sync_client=True) as client:
        try:
            client.create_work_pool(pool)
        except ObjectAlreadyExists:
            return False
    return True


def _serve(deployments: list[RunnerDeployment]) -> None:
    from prefect import serve

    with warnings.catch_warnings():
        # Prefect 3.8 forgets to await its own shutdown when the process is told to end; it ends all the same.
        warnings.simplefilter("ignore", RuntimeWarning)
        serve(*deployments, limit=AT_ONCE, print_starting_message=False)


def _say_each(planned: list[Planned], deployments: list[RunnerDeployment]) -> None:
    for one, deployment in zip(planned, deployments, strict=True):
        when = f"at {one.cron} ({one.timezone})" if one.cron else "on demand"
        with_ = ", ".join(f"{name} {_shown(value)}" for name, value in one.parameters.items())
        _say(f"  {deployment.full_name}  {when}" + (f"  {with_}" if with_ else ""))


def _shown(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _prefect() -> str:
    """Name Prefect's command as a person here can type it: the one beside this Python."""
    beside = Path(sys.executable).with_name("prefect")
    return "prefect" if shutil.which("prefect") == str(beside) or not beside.exists() else str(beside)


def _say(line: str) -> None:
    sys.stdout.write(plain(line) + "\n")
    sys.stdout.flush()  # who serves reads it now, not at the end
