"""The rules that hold the house together, read off the source: who imports whom, how long a module is, who prints."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("features", "models", "flows")

#: What a package must not import: `flows -> models -> features`, and only flows knows Prefect.
FORBIDDEN = {
    "features": {"models", "flows", "sklearn", "prefect", "joblib", "pandas", "duckdb", "pyarrow", "typer"},
    "models": {"flows", "prefect", "pandas", "duckdb", "pyarrow", "typer"},
    "flows": {"tests", "benchmarks"},
}

#: Modules of `flows` that may import Prefect: the flows themselves, their registering, and what ends the server of a
#: run that was killed. All else is plain functions.
KNOW_PREFECT = {
    "flows/deploy_command.py",
    "flows/prefect_server.py",
    "flows/rank.py",
    "flows/retrain.py",
    "flows/scheduled.py",
}

MOST_LINES = 300


def modules(package: str) -> list[Path]:
    found = sorted((ROOT / package).rglob("*.py"))
    assert found, package
    return found


ALL = [path for package in PACKAGES for path in modules(package)]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> Iterator[str]:
    """Packages that a module imports anywhere, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield str(node.module).partition(".")[0]


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_run_one_way(package: str) -> None:
    wrong = {(name_of(path), name) for path in modules(package) for name in imported(path)}
    assert {(path, name) for path, name in wrong if name in FORBIDDEN[package]} == set()


def test_only_the_flow_knows_prefect() -> None:
    assert {name_of(path) for path in ALL if "prefect" in set(imported(path))} == KNOW_PREFECT


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_a_module_can_be_read_at_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_a_module_says_what_it_is_for_and_prints_nothing(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert not [call for call in calls if isinstance(call, ast.Name) and call.id in ("print", "breakpoint", "input")]


def test_features_read_no_file_but_their_own_lexicons() -> None:
    file_modules = {"pathlib", "os", "io", "tempfile", "shutil"}
    assert {name_of(path) for path in modules("features") if file_modules & set(imported(path))} == set()


def test_the_map_of_the_house_names_what_exists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    names = {word for word in text.split("`") if word.startswith(tuple(f"{package}." for package in PACKAGES))}
    assert len(names) > 10
    for name in names:
        parts = name.split(".")
        module = next(
            (path for n in range(len(parts), 0, -1) if (path := ROOT.joinpath(*parts[:n]).with_suffix(".py")).is_file()
             or (path := ROOT.joinpath(*parts[:n], "__init__.py")).is_file()),
            None,
        )  # fmt: skip
        assert module is not None, name
        said = module.read_text(encoding="utf-8")
        depth = len((module.parent if module.name == "__init__.py" else module).relative_to(ROOT).parts)
        assert all(part in said for part in parts[depth:]), name
