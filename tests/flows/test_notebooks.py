from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client import KernelManager
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cells(path: Path) -> list[Any]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


@pytest.fixture(scope="module")
def kernel(sample_run: Any) -> Iterator[KernelManager]:
    """One kernel for all notebooks, so that it imports only once; each begins with an empty namespace."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROLEFIT_HOME", str(sample_run.home))
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        manager = KernelManager(kernel_name="python3")
        manager.start_kernel(cwd=str(ROOT / "notebooks"))
        yield manager
        manager.shutdown_kernel(now=True)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom(path: Path, kernel: KernelManager) -> None:
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell("%reset -f"))
    client = NotebookClient(notebook, km=kernel, timeout=120)
    try:
        client.execute(cleanup_kc=False)
    finally:
        client.kc.stop_channels()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert sum("image/png" in output.get("data", {}) for output in shown) >= 2
    assert not [output for output in shown if output.get("name") == "stderr"]  # a warning is an error elsewhere


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_plot_says_what_it_shows(path: Path) -> None:
    plots = [cell.source for cell in cells(path) if "plt." in cell.source or ".plot" in cell.source]
    assert len(plots) >= 2
    for source in plots:
        for label in ("set_xlabel", "set_ylabel", "set_title"):
            assert label in source, source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    assert cells(path)
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells(path))
