"""``rolefit evaluate``: the same figures on the terminal, in JSON and on the page, whatever titles say."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from selectolax.lexbor import LexborHTMLParser

from flows.evaluation_data import Case
from flows.evaluation_page import page
from flows.evaluation_report import NAMES, Report, as_json, make_report
from flows.evaluation_run import JudgedCase
from flows.evaluation_tables import show
from models.duty_figures import NamedDuty
from models.evaluation import STATISTICS
from models.judge import Judgement
from models.labelled import ROLES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", autouse=True)
def _few_resamples() -> Iterator[None]:
    """What is shown here does not hang on how well an interval is settled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("models.evaluation.RESAMPLES", 40)
        yield


HOSTILE = '</title><script>alert("x")</script>[red]{{ 7 * 7 }}\x1b[2J\u202e" onload="x'


def judged(title: str, role: str, said: str, *, sure: float = 0.7, fit: float | None = 2.0) -> JudgedCase:
    case = Case(title, "p0123456789abcdef", title, "Aba", "Leeds", "words", role, fit, role != said,
                (NamedDuty("Manage the client budgets", ("budget_tracking",)),))  # fmt: skip
    rest = (1 - sure) / 3
    probabilities = {name: sure if name == said else rest for name in ROLES} if said else {}
    judgement = Judgement(
        posting_id=case.posting_id, role=said, confidence=sure if said else 0.0, probabilities=probabilities,
        decision="decided" if said else "no-text", client_share=0.5, operations_share=0.5, fit=50.0 if said else None,
        parts={}, matched=(), gaps=(), top_duties=(), why=f"Because {title}", duties=(),
    )  # fmt: skip
    return JudgedCase(case, judgement, (NamedDuty("Manage the client budgets", ()),), {"employer": "agency"})


def report_of(*items: JudgedCase, **facts: Any) -> Report:
    return make_report(items, **{"files": ("mine.csv",), "model": "m1", "profile": "account_manager"} | facts)


def printed(report: Report, width: int = 160) -> str:
    shown = io.StringIO()
    show(report, Console(file=shown, width=width))
    return shown.getvalue()


@pytest.fixture(scope="module")
def some() -> Report:
    right = [judged(f"Right {n}", ROLES[n % 4], ROLES[n % 4], fit=n % 5) for n in range(20)]
    wrong = [judged("Surely wrong", "hybrid", "creative-pm", sure=0.9), judged("Wrong", "hybrid", "out-of-scope")]
    return report_of(*right, *wrong, judged("Silent", "creative-pm", ""), unlabelled=3, duties_alone=1, seen=2)


# -- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every 120th posting of the corpus, of which the small model has not seen one."""
    lines = (ROOT / "data" / "labeled" / "postings.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path_factory.mktemp("labelled") / "mine.jsonl"
    path.write_text("".join(lines[3::120]), encoding="utf-8")
    return path


def test_the_command_shows_and_writes_what_it_found(home: Path, labelled: Path, rolefit: Any, tmp_path: Path) -> None:
    files = tmp_path / "new" / "a.json", tmp_path / "new" / "a.html"
    ran = rolefit(home, "evaluate", labelled, "--json", files[0], "--html", files[1])
    assert ran.code == 0, ran.err
    found = json.loads(files[0].read_text(encoding="utf-8"))
    assert found["postings"] == len(found["answers"]) == 8
    assert found["seen_in_training"] == 0
    assert found["duties"]["f1"]["value"] > 0.5
    right = sum(answer["right"] for answer in found["answers"]) / 8
    assert found["overall"]["accuracy"]["value"] == pytest.approx(right, abs=1e-6)
    assert f"{right:.3f}" in ran.out
    assert "8 labelled postings" in ran.out
    assert str(files[1]) in ran.err
    assert f"{right:.3f}" in files[1].read_text(encoding="utf-8")


def test_answers_are_those_of_a_run(sample_run: Any, rolefit: Any, tmp_path: Path) -> None:
    """A ranked.csv, labelled with what it says, is right throughout: same texts, same judgements."""
    rows = [row for row in sample_run.outputs.ranked if row["role"]][::5]
    path = tmp_path / "ranked.csv"
    path.write_text(
        "posting_id,title,company,location,role_label\n"
        + "".join(f'{r["posting_id"]},"{r["title"]}","{r["company"]}","{r["location"]}",{r["role"]}\n' for r in rows),
        encoding="utf-8",
    )
    ran = rolefit(sample_run.home, "evaluate", path, "--json", tmp_path / "a.json")
    assert ran.code == 0, ran.err
    found = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert found["overall"]["accuracy"]["value"] == 1
    assert [a["posting_id"] for a in found["answers"]] == [r["posting_id"] for r in rows]
    for answer, row in zip(found["answers"], rows, strict=True):
        assert answer["probabilities"]["hybrid"] == pytest.approx(float(row["p_hybrid"]), abs=1e-4)
        assert answer["fit_score"] == pytest.approx(float(row["fit_score"]), abs=0.051)
    assert "No role is wrong." in ran.out


def test_postings_that_the_model_learned_from_are_named_as_such(home: Path, rolefit: Any) -> None:
    small = home / "data" / "labeled" / "postings.jsonl"
    lines = small.read_text(encoding="utf-8").splitlines(keepends=True)
    (home / "mine.jsonl").write_text("".join(lines[:3]), encoding="utf-8")
    ran = rolefit(home, "evaluate", home / "mine.jsonl")
    assert "3 of the 3 postings are among those the model learned from" in ran.out


def test_a_version_is_found_by_its_beginning_or_those_known_are_named(home: Path, labelled: Path, rolefit: Any) -> None:
    version = (home / "models" / "registry" / "champion").read_text(encoding="utf-8").split()[0]
    ran = rolefit(home, "evaluate", labelled, "--model", "nope")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith(f"rolefit: --model nope: no such model; known: {version}\n")
    assert f"model {version}" in rolefit(home, "evaluate", labelled, "--model", version[:5]).out


def test_mistakes_in_the_labels_are_one_line(home: Path, rolefit: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("title,description,role_label\nA,words,\x1b[2Jhybird\n", encoding="utf-8")
    ran = rolefit(home, "evaluate", path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert ran.err.isascii()
    assert "\x1b" not in ran.err
    assert "a.csv, row 1: role" in ran.err


def test_it_needs_no_prefect(home: Path, labelled: Path, process: Any) -> None:
    code = (
        "import atexit, sys; atexit.register(lambda: sys.stderr.write('PREFECT' if 'prefect' in sys.modules else 'no'))"
        "\nimport models.evaluation; models.evaluation.RESAMPLES = 40"
    )
    ran = process(home, "evaluate", labelled, "--quiet", before=code)
    assert (ran.code, ran.out, ran.err) == (0, "", "no")


# -- what is shown ----------------------------------------------------------------------------------------------------


def test_every_figure_has_a_name() -> None:
    assert list(NAMES) == list(STATISTICS)


def test_the_surest_errors_come_first_and_notes_before_all(some: Report) -> None:
    assert [item.case.title for item in some.errors] == ["Surely wrong", "Wrong", "Silent"]
    shown = printed(some)
    places = [shown.index(word) for word in ("learned from", "3 rows without", "Roles", "Surely wrong", "no text")]
    assert places == sorted(places)
    assert "1 posting that no file holds" in shown
    assert "rolefit explain p01234567" in shown
    assert re.search(r"hybrid +· +1 +5 +1", shown), "the row of the confusion"


def test_a_narrow_terminal_breaks_no_role_and_no_figure(some: Report) -> None:
    shown = printed(some, width=80)
    assert max(map(len, shown.splitlines())) <= 80
    for role in ROLES:
        assert re.search(rf"^{role} +\d\.\d{{3}} \(\d\.\d\d–\d\.\d\d\)", shown, re.MULTILINE)
        assert re.search(rf"^{role} +[·\d]+ +[·\d]+ +[·\d]+ +[·\d]+$", shown, re.MULTILINE)


def test_json_holds_every_answer_and_no_number_that_json_lacks(some: Report) -> None:
    found = json.loads(json.dumps(as_json(some), allow_nan=False))
    assert len(found["answers"]) == 23
    assert found["answers"][-1]["probabilities"] == {}
    assert found["confusion"][2] == [0, 1, 5, 1]
    nothing = as_json(report_of(judged("One", "hybrid", "", fit=None)))
    assert nothing["overall"]["fit_spearman"] == {"value": None, "low": None, "high": None}
    assert nothing["groups"][0]["decided_accuracy"] is None


@pytest.mark.parametrize("fit", [None, 2.0])
@pytest.mark.parametrize("said", ["hybrid", "creative-pm", ""])
def test_one_posting_is_shown_everywhere(said: str, fit: float | None) -> None:
    report = report_of(judged("One", "hybrid", said, fit=fit))
    report = replace(report, duties=None) if fit is None else report
    assert "1 labelled postings" in printed(report)
    assert "<svg" in page(report)


def test_hostile_titles_and_files_stay_text() -> None:
    report = report_of(
        judged(HOSTILE, "hybrid", "creative-pm"), judged(HOSTILE + "2", "hybrid", "hybrid"), files=(f"{HOSTILE}.csv",)
    )
    text = printed(report)
    assert "[red]{{ 7 * 7 }}" in text
    html = page(report)
    for shown in (text, html):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", shown)
    tree = LexborHTMLParser(html)
    assert not tree.css("script, [onload]")
    assert len(tree.css("title")) == 1 + len(tree.css("svg title"))
    assert "{{ 7 * 7 }}" in html
    (error,) = tree.css(".errors li")
    assert error.css_first("b").text().startswith('</title><script>alert("x")</script>')


class _Nesting(HTMLParser):
    """Fails where tags do not close in the order in which they opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_stands_alone_and_is_well_formed(some: Report) -> None:
    html = page(some)
    assert not re.search(r"(?:https?:)?//(?!\*)|<link|<img|<iframe|@import|url\(", html)
    nesting = _Nesting()
    nesting.feed(html)
    assert nesting.open == []
    assert "prefers-color-scheme: dark" in html
    assert 'name="viewport"' in html


def test_the_plots_show_the_figures(some: Report) -> None:
    tree = LexborHTMLParser(page(some))
    plots = {node.attributes["aria-label"]: node for node in tree.css("svg[role=img]")}
    assert len(plots) == 5
    counts = [int(node.text()) for node in plots["Postings by role labelled and role said"].css(".count")]
    assert counts == some.figures.confusion.ravel().tolist()
    bars = plots["F1 of each role with its interval"]
    widths = [float(str(node.attributes["width"])) for node in bars.css(".fill")]
    assert widths == [round(340 * (found.f1.value or 0), 1) for found in some.figures.roles.values()]
    assert len(plots["Fit score against fit grade"].css(".point")) == 23
    dots = plots["Accuracy against confidence"].css(".dot")
    assert len(dots) == len(some.figures.calibration)
    for svg in plots.values():
        left, top, width, height = map(float, str(svg.attributes["viewBox"]).split())
        for node in svg.css("circle"):
            assert left <= float(str(node.attributes["cx"])) <= left + width
            assert top <= float(str(node.attributes["cy"])) <= top + height
