"""Every command in README and docs is run, as a reader would: in the order of each document, in a folder of its own."""

from __future__ import annotations

import itertools
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from flows.cli import app
from models.registry import Registry
from tests.flows.documented import DOCUMENTS, ROOT, Command, fill_sheet, filled_in, prepare, shown, spoken_of

#: What is not run, by how it begins, and why. What is not named here is run.
NOT_RUN = {
    "make": "builds environments, runs tests or measures for minutes; that there is such a target is tested below",
    "source .venv/bin/activate": "the tests run in the environment",
    "export": "tests/flows/test_prefect_server.py says which server",
    "prefect": "tests/flows/test_prefect_server.py starts a server and a worker",
    "rolefit --install-completion": "writes to the user's shell settings; tests/flows/test_completion.py",
}

#: Commands of which the options are read and the work is not done: what would do it, and what shows that it does.
NOT_DONE = {
    "deploy": "flows.deploy_command.run_deploy",  # tests/flows/test_prefect_server.py
    "retrain": "flows.retrain_command.run_retrain",  # takes minutes; tests/flows/test_retrain_loop.py
}

#: Options that name a file or folder to be written.
WRITES = ("--out", "-o", "--html")


def reason_not_to_run(command: Command) -> str | None:
    return next((why for begins, why in NOT_RUN.items() if f"{command.text} ".startswith(f"{begins} ")), None)


@pytest.fixture
def reader(
    sample_run: Any, sample_home: Path, sample: Path, small_model: Any, prefect_api: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, str]:  # fmt: skip
    """Sit in a folder with the files that documents speak of; gives what their words in capitals mean."""
    folder = tmp_path / "reader"
    folder.mkdir()
    prepare(folder, sample, sample_run.outputs.ranked)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setattr("flows.rank_command.default_workers", lambda: 1)
    monkeypatch.setattr("flows.doctor.PROBES", {})  # what takes seconds, and tests/flows/test_doctor.py tries
    registry = Registry(sample_home / "models" / "registry")
    champion = str(registry.champion())
    other = registry.save(small_model, "0" * 64).version
    registry.promote(champion)  # so that there is one to roll back to
    best = sample_run.outputs.ranked[0]["posting_id"]
    return {"VERSION": other, "A": champion, "B": other, "POSTING_ID": best, "FILE": "listings.csv"}


@pytest.mark.parametrize("document", [path for path in DOCUMENTS if shown(path)], ids=lambda path: path.name)
def test_commands_of_a_document_work(
    document: Path, reader: dict[str, str], sample_home: Path, rolefit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in shown(document):
        if reason_not_to_run(command):
            continue
        assert command.is_ours, f"{command}: neither ours nor named in NOT_RUN"
        words = filled_in(command.words[1:], reader)
        if words[:2] == ["label", "add"] and Path(words[2]).exists():
            fill_sheet(Path(words[2]))
        done: list[bool] = []
        if words[0] in NOT_DONE:
            monkeypatch.setattr(NOT_DONE[words[0]], lambda *args, done=done, **options: done.append(True))
        ran = rolefit(sample_home, *words)
        assert ran.code == 0, f"{command}\n{ran.err}"
        assert bool(done) == (words[0] in NOT_DONE), command
        for option, value in itertools.pairwise(words):
            if option in WRITES and not done:
                assert Path(value).exists(), f"{command}: wrote no {value}"


def test_make_targets_that_are_shown_exist() -> None:
    targets = set(re.findall(r"^([\w.-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    asked = [command for document in DOCUMENTS for command in shown(document) if command.words[0] == "make"]
    assert asked
    for command in asked:
        assert {word for word in command.words[1:] if "=" not in word} <= targets, command


def test_commands_within_sentences_exist_with_their_options() -> None:
    found = [command for document in DOCUMENTS for command in spoken_of(document)]
    assert len(found) >= 10
    wrong = [f"{command}: {fault}" for command in found if (fault := unknown(command.words[1:]))]
    assert wrong == []


def examples(command: Any) -> Iterator[str]:
    """Lines of a help text, and of those below it, that show a command; two spaces begin a remark."""
    for line in (command.epilog or "").splitlines():
        if line.startswith("rolefit "):
            yield re.split(r"\s{2,}", line)[0]
    for below in getattr(command, "commands", {}).values():
        yield from examples(below)


def test_examples_of_the_help_exist_with_their_options() -> None:
    found = list(examples(typer.main.get_command(app)))
    assert len(found) > 20
    wrong = [f"{line}: {fault}" for line in found if (fault := unknown(tuple(shlex.split(line)[1:])))]
    assert wrong == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def unknown(words: tuple[str, ...]) -> str:
    """Say what the command line does not know of a command; empty if it knows all."""
    here: Any = typer.main.get_command(app)
    rest = list(words)
    while getattr(here, "commands", None) and rest and not rest[0].startswith("-"):
        name = rest.pop(0)
        if name not in here.commands:
            return f"no command {name}"
        here = here.commands[name]
    options = {name for parameter in here.params for name in (*parameter.opts, *parameter.secondary_opts)}
    asked = {word.partition("=")[0] for word in rest if word.startswith("--")} - {"--help", "--install-completion"}
    return f"no option {', '.join(sorted(asked - options))}" if asked - options else ""


# -- how they are found -----------------------------------------------------------------------------------------------


def test_commands_are_found_and_their_comments_left_out(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        'Say `rolefit rank\nx --strict` or `make`.\n\n```sh\n.venv/bin/rolefit query --where "a # b"  # c\n\n'
        "A=1 rolefit rank x && make test | head\n```\n```\nplain\n```\n",
        encoding="utf-8",
    )
    assert [(found.line, *found.words) for found in shown(page)] == [
        (5, "rolefit", "query", "--where", "a # b"), (7, "rolefit", "rank", "x"), (7, "make", "test"),
    ]  # fmt: skip
    assert [found.words for found in spoken_of(page)] == [("rolefit", "rank", "x", "--strict")]
    page.write_text("```\nrolefit rank x\nnot ours\n```\n", encoding="utf-8")
    assert [found.text for found in shown(page)] == ["rolefit rank x"]
    page.write_text("```python\nrolefit nope\n```\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="mark it as sh"):
        shown(page)


def test_what_the_command_line_does_not_know_is_told() -> None:
    assert unknown(("rank", "x", "--strict")) == ""
    assert unknown(("label", "next", "-n", "20")) == ""
    assert unknown(("rankk", "x")) == "no command rankk"
    assert unknown(("models", "nope")) == "no command nope"
    assert unknown(("rank", "--stric")) == "no option --stric"
