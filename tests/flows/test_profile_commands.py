from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from features.taxonomy import competencies
from flows.cv_files import read_cv_file
from flows.profile_files import faults_in
from flows.profile_text import level_words
from models.profile import SkillProfile
from tests.cv_files import written

from .conftest import Ran

Rolefit = Callable[..., Ran]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A home without models: the commands here need none."""
    (tmp_path / "data" / "profiles").mkdir(parents=True)
    return tmp_path


def test_a_new_profile_is_right_and_explains_every_level(rolefit: Rolefit, bare: Path) -> None:
    assert rolefit(bare, "profile", "init", "me").code == 0
    text = (bare / "data" / "profiles" / "me.toml").read_text(encoding="utf-8")
    assert SkillProfile.from_table(tomllib.loads(text)).levels == dict.fromkeys(competencies(), 0.0)
    for code in competencies():
        assert len(level_words(code)) == 4
        assert all(words in text for words in level_words(code))
    checked = rolefit(bare, "profile", "check", "me")
    assert checked.code == 0
    assert "nothing is filled in yet" in checked.out


def test_init_overwrites_nothing_unless_forced(rolefit: Rolefit, bare: Path) -> None:
    mine = bare / "mine.toml"
    mine.write_text("work of hours", encoding="utf-8")
    refused = rolefit(bare, "profile", "init", mine)
    assert (refused.code, mine.read_text(encoding="utf-8")) == (2, "work of hours")
    assert "--force" in refused.err
    assert rolefit(bare, "profile", "init", mine, "--force").code == 0
    assert tomllib.loads(mine.read_text(encoding="utf-8"))["name"] == "mine"


@pytest.mark.parametrize("stem", ["2 of us", "-", "Über-mich", "a b'c\"d"])
def test_a_file_of_any_name_gives_a_profile_with_a_usable_one(rolefit: Rolefit, bare: Path, stem: str) -> None:
    assert rolefit(bare, "profile", "init", bare / f"{stem}.toml").code == 0
    assert faults_in((bare / f"{stem}.toml").read_text(encoding="utf-8")) == []


def test_check_names_line_entry_and_remedy_of_every_fault(rolefit: Rolefit, bare: Path) -> None:
    wrong = bare / "wrong.toml"
    wrong.write_text(
        'name = "me"\nseniority = "guru"\n\n[levels]\nscope_controll = 0.5\nresourcing = 3\n[tools]\nknown = "Asana"\n'
        '[preferences]\nremote = "yes"\n',
        encoding="utf-8",
    )
    checked = rolefit(bare, "profile", "check", wrong)
    assert checked.code == 2
    lines = checked.err.splitlines()
    assert [int(re.search(r"line (\d+):", line)[1]) for line in lines] == [2, 5, 6, 8, 10]  # type: ignore[index]
    for line, said in zip(
        lines, ("use one of intern, entry", "mean 'scope_control'", "from 0 to 1", "a list", "true or"), strict=True
    ):
        assert said in line
    ranked = rolefit(bare, "profile", "show", wrong)
    assert ranked.code == 2
    assert "line 2" in ranked.err
    assert "4 more" in ranked.err


@pytest.mark.parametrize(
    ("text", "line"), [("name = ", 1), ('name = "a"\n[levels\n', 2), ('name = "a"\nname = "b"', 2), ("x = 0,5", 1)]
)
def test_what_is_no_toml_has_a_line_too(text: str, line: int) -> None:
    (fault,) = faults_in(text)
    assert fault.line == line
    assert "no TOML" in fault.message


def test_show_draws_levels_by_side_and_says_wishes(rolefit: Rolefit, bare: Path) -> None:
    (bare / "me.toml").write_text(
        'name = "me"\ntitle = "[red]Me\\u001b[2J"\n[levels]\nscope_control = 0.6\n[preferences]\nplaces = ["Leeds"]\n'
        'salary_floor = 40000\nsalary_currency = "gbp"',
        encoding="utf-8",
    )
    shown = rolefit(bare, "profile", "show", bare / "me.toml")
    assert shown.code == 0
    assert next(line for line in shown.out.splitlines() if "Scope control" in line).count("█") == 12
    assert "in Leeds, from 40,000 GBP a year" in shown.out
    assert "[red]Me" in shown.out
    assert "\x1b[2J" not in shown.out
    assert rolefit(bare, "profile", "show", "nobody").code == 2


@pytest.mark.parametrize("name", ["senior_am", "creative_pm"])
def test_a_cv_becomes_a_profile_with_its_own_sentences(rolefit: Rolefit, home: Path, tmp_path: Path, name: str) -> None:
    cv, out = written(name, tmp_path), tmp_path / "proposed.toml"
    ran = rolefit(home, "profile", "from-cv", cv, "--out", out)
    assert ran.code == 0, ran.err
    text = out.read_text(encoding="utf-8")
    assert faults_in(text) == []
    quotes = re.findall(r'^#> "(.+)"$', text, re.MULTILINE)
    assert len(quotes) > 10
    source = " ".join(read_cv_file(cv).replace("-\n", "-").split())
    assert all(quote in source for quote in quotes)
    assert "#> no evidence in the CV" in text
    profile = SkillProfile.from_table(tomllib.loads(text))
    assert (profile.seniority, profile.years > 9) == ("senior", True)
    assert "Proposed levels" in ran.out
    assert profile.levels["timeline_building"] == (0.0 if name == "senior_am" else pytest.approx(0.8, abs=0.2))


def test_a_proposal_overwrites_nothing_and_a_bad_file_is_one_line(rolefit: Rolefit, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "mine.toml"
    out.write_text("mine", encoding="utf-8")
    refused = rolefit(home, "profile", "from-cv", written("nurse", tmp_path), "--out", out)
    assert (refused.code, out.read_text(encoding="utf-8")) == (2, "mine")
    bad = rolefit(home, "profile", "from-cv", tmp_path / "none.pdf")
    assert bad.code == 2
    assert len(bad.err.splitlines()) == 1
