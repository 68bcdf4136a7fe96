"""What `prefect.yaml` says, what the command line changes of it, and what is said where it cannot be done."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import flows.deploy_command
from flows.deployments import Changes, DeployError, changed, find_file, read_planned
from flows.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def test_the_shipped_file_describes_a_nightly_rank_and_a_weekly_retrain() -> None:
    rank, retrain = read_planned(ROOT / "prefect.yaml")
    assert (rank.name, rank.cron, rank.timezone) == ("rank", "0 2 * * *", "UTC")
    assert (retrain.name, retrain.cron) == ("retrain", "0 4 * * 0")
    assert {rank.work_pool, retrain.work_pool} == {"rolefit"}


def test_prefect_itself_reads_the_shipped_file(prefect_api: str) -> None:
    import yaml
    from prefect.cli.deploy._models import PrefectYamlModel

    text = (ROOT / "prefect.yaml").read_text(encoding="utf-8")
    model = PrefectYamlModel.model_validate(yaml.safe_load(text))
    assert [found.entrypoint for found in model.deployments] == [one.entrypoint for one in read_planned(_file())]
    assert all(found.concurrency_limit.limit == 1 for found in model.deployments)  # type: ignore[union-attr]


def _file() -> Path:
    return find_file(Settings(home=ROOT))


def test_the_rank_flow_takes_the_parameters_of_the_file(prefect_api: str) -> None:
    from flows.scheduled import ranking

    (rank,) = read_planned(_file(), ["rank"])
    assert f"{ranking.fn.__module__}.{ranking.fn.__name__}" == rank.entrypoint
    assert ranking.validate_parameters(dict(rank.parameters))["out"] == "out/{date}"


def test_options_change_one_deployment_and_leave_the_other() -> None:
    rank, retrain = read_planned(_file())
    changes = Changes(inputs=["a", "b"], out="there", rank_at="5 5 * * *", timezone="Asia/Tokyo")
    assert changed(rank, Changes()) == rank
    asked = changed(rank, changes)
    assert asked.parameters == {"inputs": ["a", "b"], "out": "there", "profile": "account_manager"}
    assert (asked.cron, asked.timezone) == ("5 5 * * *", "Asia/Tokyo")
    other = changed(retrain, changes)
    assert (other.cron, other.parameters) == (retrain.cron, retrain.parameters)


@pytest.mark.parametrize("text", ["", "[", "deployments: 3", "deployments: [3]", "a: 1", "deployments: [{name: x}]"])
def test_a_file_that_describes_nothing_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DeployError, match=r"mine\.yaml"):
        read_planned(path)


def test_a_name_that_the_file_lacks_is_answered_with_those_it_has() -> None:
    with pytest.raises(DeployError, match=r"no deployment nightly .* it has rank, retrain"):
        read_planned(_file(), ["rank", "nightly"])


# -- the command ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [None, "http://127.0.0.1:9/api", "ftp://example.com", "nonsense"])
def test_without_a_server_it_says_how_to_start_one(
    address: str | None, home: Path, rolefit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    if address:
        monkeypatch.setenv("PREFECT_API_URL", address)
    ran = rolefit(home, "deploy", "rank")
    assert (ran.code, ran.out) == (2, "")
    (line,) = ran.err.splitlines()
    assert "prefect server start" in line
    assert address is None or address in line


@pytest.fixture
def server_is_there(prefect_api: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows.deploy_command, "find_server", lambda: "http://here/api")


@pytest.mark.usefixtures("server_is_there")
@pytest.mark.parametrize("args", [("--rank-at", "at noon"), ("--timezone", "Mars/Base"), ("--rank-at", "61 2 * * *")])
def test_a_time_that_is_none_is_wrong_usage(args: tuple[str, ...], home: Path, rolefit: Any) -> None:
    ran = rolefit(home, "deploy", "rank", *args)
    assert (ran.code, ran.out) == (2, "")
    assert "minute hour day month weekday" in ran.err


@pytest.mark.usefixtures("server_is_there")
def test_a_flow_that_is_not_there_is_wrong_usage(home: Path, rolefit: Any, tmp_path: Path) -> None:
    text = (ROOT / "prefect.yaml").read_text(encoding="utf-8").replace("flows.scheduled.ranking", "flows.nowhere.x")
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    ran = rolefit(home, "deploy", "rank", "--file", tmp_path / "p.yaml")
    assert ran.code == 2
    assert "there is no flow flows.nowhere.x" in ran.err


@pytest.mark.usefixtures("server_is_there")
def test_serving_asks_for_one_run_at_a_time_in_the_home(
    home: Path, rolefit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[Any] = []

    def serve(*deployments: Any, **options: Any) -> None:
        served.extend([*deployments, options])

    monkeypatch.setattr("prefect.serve", serve)
    ran = rolefit(home, "deploy", "rank", "--serve")
    assert ran.code == 0, ran.err
    deployment, options = served
    assert options["limit"] == 1
    assert deployment.full_name == "scheduled-rank/rank"
    assert str(home) in str(deployment.storage.to_pull_step())
    assert "scheduled-rank/rank  at 0 2 * * * (UTC)" in ran.out


def test_each_night_has_a_folder_of_its_own(prefect_api: str) -> None:
    from flows.scheduled import dated

    assert dated("a/{date}/b", date(2026, 2, 3)) == Path("a/2026-02-03/b")
    assert dated("plain", date(2026, 2, 3)) == Path("plain")
