"""Files and folders: what cannot be read says so in one line, and nothing is lost."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flows.sources import (
    Listing,
    ReadOptions,
    Rejection,
    Source,
    UnreadableInput,
    check_inputs,
    chunks,
    find_sources,
    open_source,
    read_listings,
)
from flows.sources import registry as registry_module
from tests.flows.sources.accounting import check_any

TABLE = b"title,description\nProducer,Run shoots\n"


def reason(*paths: Path) -> str:
    with pytest.raises(UnreadableInput) as caught:
        read_listings(paths)  # at once, not at the first record
    assert "\n" not in str(caught.value)
    return caught.value.reason


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty-file"),
        (b" \r\n\n", "empty-file"),
        (b"\xef\xbb\xbf", "empty-file"),
        (b"title,description\n", "empty-file"),
        (b"PK\x03\x04rest of a workbook", "binary-file"),
        (b"%PDF-1.7\n", "binary-file"),
        (b"\x1f\x8b\x08", "not-readable"),
        (bytes(range(256)) * 10, "binary-file"),
        (b"<html><body>Producer wanted, apply</body></html>", "no-posting"),
        (b"Just a sentence, and another.\nNo more.\n", "not-recognised"),
        (b"title,stuff\nA,B\n", "no-description-column"),
    ],
)
def test_a_named_file_that_is_no_listing_is_refused_at_once(tmp_path: Path, content: bytes, expected: str):
    path = tmp_path / "jobs.csv"
    path.write_bytes(content)
    assert reason(path) == expected


def test_what_is_not_there_or_no_file(tmp_path: Path):
    assert reason(tmp_path / "missing.csv") == "not-readable"
    assert reason(tmp_path) == "not-recognised"
    os.mkfifo(tmp_path / "pipe")
    assert reason(tmp_path / "pipe") == "not-readable"
    assert reason(Path("\0")) == "not-readable"


def test_the_message_says_which_formats_are_read(tmp_path: Path):
    path = tmp_path / "jobs.csv"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(
        UnreadableInput, match=r"jobs\.csv: this is a ZIP archive or an Excel workbook; rolefit reads CSV"
    ):
        check_inputs([path], ReadOptions())


def test_a_folder_is_walked_in_order_and_what_is_unreadable_is_a_row(tmp_path: Path):
    for name in ("b/2.csv", "a.csv", "b/1.data", ".hidden/x.csv", "b/.y.csv", "__MACOSX/a.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(TABLE)
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "d.csv").write_bytes(b"")
    (tmp_path / "e.csv").write_bytes(b"title,stuff\nA,B\n")
    found = list(read_listings([tmp_path]))
    assert [(Path(item.source_file).relative_to(tmp_path).as_posix(), item.source_row) for item in found] == [
        (".hidden", 0),
        ("__MACOSX", 0),
        ("a.csv", 1),
        ("c.pdf", 0),
        ("d.csv", 0),
        ("e.csv", 0),
        ("b/.y.csv", 0),
        ("b/1.data", 1),
        ("b/2.csv", 1),
    ]
    assert [item.reason for item in found if isinstance(item, Rejection)] == [
        "hidden-file",
        "hidden-file",
        "binary-file",
        "empty-file",
        "no-description-column",
        "hidden-file",
    ]


def test_a_folder_without_listings_is_refused(tmp_path: Path):
    (tmp_path / "notes.md").write_text("# Notes\n")
    with pytest.raises(UnreadableInput, match="none of its 1 files holds listings"):
        read_listings([tmp_path])


def test_a_file_reached_twice_is_read_once(tmp_path: Path):
    path = tmp_path / "jobs.csv"
    path.write_bytes(TABLE)
    assert len(list(read_listings([path, tmp_path, path]))) == 1


def test_a_file_that_vanishes_is_a_row_and_the_next_is_read(tmp_path: Path):
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    first.write_bytes(TABLE)
    second.write_bytes(TABLE)
    stream = read_listings([first, second])
    first.unlink()
    gone, there = list(stream)
    assert isinstance(gone, Rejection)
    assert gone.reason == "not-readable"
    assert isinstance(there, Listing)


def test_an_error_survives_the_way_from_a_worker(tmp_path: Path):
    error = pickle.loads(pickle.dumps(UnreadableInput("empty-file", tmp_path, "the file is empty")))
    assert (error.reason, str(error)) == ("empty-file", f"{tmp_path}: the file is empty")


def test_chunks():
    assert list(chunks(iter(range(5)), 2)) == [[0, 1], [2, 3], [4]]
    assert list(chunks([], 2)) == []
    with pytest.raises(ValueError, match="at least 1"):
        list(chunks([1], 0))


def test_every_shipped_source_keeps_the_interface():
    assert [source.name for source in find_sources()][-1] == "text"
    assert all(isinstance(source, Source) for source in find_sources())


class StarSource:
    """A source of another package, for a format of its own."""

    name = "stars"

    def recognises(self, path: Path, head: bytes) -> bool:
        return head.startswith(b"***")

    def mapping(self, path: Path, options: ReadOptions) -> None:
        return None

    def read(self, path: Path, options: ReadOptions) -> Iterator[Listing | Rejection]:
        yield Rejection(str(path), 1, "starred", "a star is no job")


@pytest.fixture
def entry(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EntryPoint]]:
    """Entry points that seem to be installed."""
    installed: list[EntryPoint] = []
    monkeypatch.setattr(registry_module, "entry_points", lambda group: EntryPoints(installed).select(group=group))
    find_sources.cache_clear()
    yield installed
    find_sources.cache_clear()


def test_another_package_may_add_a_source(tmp_path: Path, entry: list[EntryPoint], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(registry_module, "StarSource", StarSource, raising=False)
    entry.append(EntryPoint("stars", "flows.sources.registry:StarSource", "rolefit.sources"))
    path = tmp_path / "sky"
    path.write_bytes(b"***")
    assert open_source(path).name == "stars"
    assert [item.reason for item in read_listings([path]) if isinstance(item, Rejection)] == ["starred"]


def test_a_source_that_cannot_be_loaded_is_named(entry: list[EntryPoint]):
    entry.append(EntryPoint("moon", "no_such_module:Moon", "rolefit.sources"))
    with pytest.raises(UnreadableInput, match=r"rolefit\.sources: moon"):
        find_sources()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(
        [
            b"",
            b"title,description\n",
            b'"title";"description"\n',
            b'{"title": "A", "text": "B"}\n',
            b'[{"title": "A", "text": "B"},',
            b'{"jobs": [{"absolute_url": "u", "title": "A", "content": "c"}, ',
            b"<workzag-jobs><position><name>A</name></position>",
            b"PAR1",
            b"PK\x03\x04",
            b"\xff\xfe",
        ]
    ),
    st.binary(max_size=300) | st.text(alphabet='a,;"\n\\{}:\t', max_size=100).map(str.encode),
)
@example(b"title,description\n", b'A,"\x00\xff\n')
def test_any_bytes_are_listings_or_rejections_or_refused(tmp_path: Path, beginning: bytes, rest: bytes):
    path = tmp_path / "any"
    check_any(path, beginning + rest)
