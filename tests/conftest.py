"""What every test runs under: no state of the user's own, and on a build server the same inputs each time."""

from __future__ import annotations

import atexit
import functools
import importlib.util
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import joblib
import pytest
from hypothesis import settings

from tests.once import made_once

# Before any test module is imported, and inherited by every process that a test starts: a user's server,
# profile, home or settings must change nothing that a test sees.
for _name in [name for name in os.environ if name.startswith(("PREFECT_", "ROLEFIT_"))]:
    if _name != "ROLEFIT_SHARED":
        del os.environ[_name]
os.environ["PREFECT_HOME"] = tempfile.mkdtemp(prefix="rolefit-prefect-")
# Registered before Prefect is imported, so it runs after Prefect has stopped a server that uses the folder.
atexit.register(shutil.rmtree, os.environ["PREFECT_HOME"], ignore_errors=True)
os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] = "120"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
os.environ["DO_NOT_TRACK"] = "1"
# The day on which listings are seen, so that no test depends on the hour at which it runs.
os.environ["ROLEFIT_DATE"] = "2026-11-25"
os.environ.setdefault("OMP_NUM_THREADS", "1")

# No deadlines: the first example of a test pays for loading a model, and machines differ.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.register_profile("fuzz", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "local"))

ROOT = Path(__file__).resolve().parents[1]

#: Every sixth labelled posting: 155 train in 3 s instead of 20, and what most tests ask does not hang on quality.
EVERY = 6

#: The folder of real listings and gold labels that may lie beside the project.
SHARED = Path(os.environ.get("ROLEFIT_SHARED") or ROOT.parent / "shared")


def pytest_unconfigure() -> None:
    """Let the last line be the result: Prefect logs at exit, into a capture that is closed by then."""
    logging.disable()


#: Files that take longest, in the order in which processes should take them up: while the first one trains the models
#: of the second kind, the other starts Prefect; what is short fills up the end, so that both are busy until then.
LONGEST = (
    "models/test_registry.py", "flows/test_prefect_server.py", "flows/test_rank_command.py",
    "flows/test_docs_commands.py", "flows/test_store_command.py", "flows/test_crash.py", "models/test_training.py",
    "browser/test_report_in_browser.py", "flows/test_retry.py", "features/test_duties.py",
    "models/test_real_postings.py", "flows/test_publish.py", "flows/test_bad_input.py", "flows/test_notebooks.py",
    "flows/test_cli.py", "flows/test_evaluate.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the longest files first; skip tests marked ``real`` where the real listings are missing."""
    places = {ROOT / "tests" / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))
    if (SHARED / "real").is_dir():
        return
    missing = pytest.mark.skip(reason=f"no real listings in {SHARED / 'real'} (set ROLEFIT_SHARED)")
    for item in items:
        if item.get_closest_marker("real"):
            item.add_marker(missing)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real listings; use it in tests marked ``real``."""
    return SHARED


@pytest.fixture(scope="session")
def script(shared: Path) -> ModuleType:
    """The script that scores a run on the real labels; use it in tests marked ``real``."""
    spec = importlib.util.spec_from_file_location("score_ranked", shared / "bench" / "score_ranked.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session", autouse=True)
def _one_parser() -> Iterator[None]:
    """Load spaCy's model once a process, not once a home or a pipeline."""
    import features.duties
    import features.parser

    with pytest.MonkeyPatch.context() as patch:
        for name in ("load_parser", "load_verb_index"):
            once = functools.cache(getattr(features.parser, name))
            patch.setattr(features.parser, name, once)
            patch.setattr(features.duties, name, once)
        yield


@pytest.fixture(scope="session")
def trained_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a little labelled data and a model of it; copy it, do not write to it."""
    return made_once(tmp_path_factory, "home", _train_a_little)


def _train_a_little(home: Path) -> None:
    from flows.champion import read_profile
    from flows.settings import Settings
    from flows.training_data import labelled_hash, read_labelled
    from models.registry import Registry
    from models.training import train

    (home / "data" / "labeled").mkdir(parents=True)
    shutil.copytree(ROOT / "data" / "profiles", home / "data" / "profiles")
    lines = (ROOT / "data" / "labeled" / "postings.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (home / "data" / "labeled" / "postings.jsonl").write_text("".join(lines[::EVERY]), encoding="utf-8")
    settings = Settings(home=home)
    kept = home.with_name("small_model")
    joblib.dump(train(read_labelled(settings.labeled), read_profile(settings, "account_manager")), kept)
    # Read back first: only models that were read from one file are saved as the same bytes again.
    Registry(settings.registry).save(joblib.load(kept), labelled_hash(settings.labeled))
