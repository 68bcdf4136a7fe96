"""What a schedule runs: the command ``rolefit rank``, as a flow with parameters that can be changed on the server.

Named as the entrypoint of the deployment ``rank`` in ``prefect.yaml``. Importing this module imports Prefect.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger

from flows.rank_command import default_workers, run_rank
from flows.settings import Settings
from flows.summary import terminal_summary

#: Stands in ``out`` for the day of the run, so that each night has a folder of its own.
DAY = "{date}"


@flow(name="scheduled-rank")
def ranking(
    inputs: list[str], out: str = f"out/{DAY}", profile: str = "account_manager", workers: int | None = None
) -> dict[str, Any]:
    """Rank the listings of some folders; the model is trained first if there is none.

    Parameters
    ----------
    inputs : list of str
        Files and folders of listings. Relative paths, here and in ``out``, are those of the home folder.
    out : str
        The run's folder; ``{date}`` in it becomes the day of the run, as the machine's clock has it.
    profile : str
        Name or path of a profile.
    workers : int, optional
        Worker processes; by default one a core, at most four.

    Returns
    -------
    dict
        What ``run.json`` holds: counts, versions, seconds.
    """
    home = Settings().home
    summary = run_rank(
        [home / path for path in inputs],
        home / dated(out, date.today()),
        profiles=[profile],
        workers=workers or default_workers(),
        columns={},
        quiet=True,
    )
    for line in terminal_summary(summary):
        get_run_logger().info(line)
    return summary


def dated(out: str, day: date) -> Path:
    """Put a day into the name of a folder.

    Examples
    --------
    >>> dated("out/{date}", date(2026, 11, 25)).as_posix()
    'out/2026-11-25'
    """
    return Path(out.replace(DAY, day.isoformat()))
