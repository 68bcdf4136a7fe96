"""The example of docs/sources.md: a package of somebody else's, found by its entry point."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from flows.sources import find_sources, open_source
from flows.sources import registry as registry_module
from tests.flows.sources.accounting import read_all

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The page's code as an installed package, with the page's entry point."""
    page = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.S)
    (group, name, value) = re.findall(r'entry-points\."([\w.]+)"\]\n(\w+) = "([\w.:]+)"', page)[0]
    (tmp_path / "my_package").mkdir()
    (tmp_path / "my_package" / "__init__.py").touch()
    (tmp_path / "my_package" / "cards.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    installed = EntryPoints([EntryPoint(name, value, group)])
    monkeypatch.setattr(registry_module, "entry_points", lambda group: installed.select(group=group))
    find_sources.cache_clear()
    yield
    find_sources.cache_clear()
    for module in ("my_package.cards", "my_package"):
        sys.modules.pop(module, None)


def test_the_example_reads_its_cards(package: None, tmp_path: Path):
    path = tmp_path / "cards.txt"
    path.write_text("@job Producer\nRun shoots.\n@job \n\n@job Planner\nPlan weeks.\n", encoding="utf-8")
    assert open_source(path).name == "job cards"
    listings, rejected = read_all(path)
    assert [(item.title, item.description.strip()) for item in listings] == [
        ("Producer", "Run shoots."),
        ("Planner", "Plan weeks."),
    ]
    assert dict(rejected) == {"no-title-and-description": 1}


def test_the_example_leaves_other_files_alone(package: None, sample: Path):
    assert open_source(sample).name == "JobSpy CSV"
