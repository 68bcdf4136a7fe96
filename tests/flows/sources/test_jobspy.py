"""JobSpy's CSV, as every Python and pandas has written it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.sources import Listing, ReadOptions, Rejection, open_source, read_listings
from flows.sources.jobspy import COLUMNS, JobSpySource

SAMPLE = Path(__file__).parents[3] / "data" / "raw" / "sample_listings.csv"

#: Python's csv has escaped the escape character itself since 3.11, the oldest version that rolefit runs on.
README = {"quoting": csv.QUOTE_NONNUMERIC, "escapechar": "\\"}
BEFORE_3_11 = {"quoting": csv.QUOTE_NONNUMERIC}
WITHOUT_OPTIONS: dict[str, object] = {}

ROW = {
    "id": "in-1", "site": "indeed", "job_url": "https://jobs.example.com/1", "title": "Producer",
    "company": "Aba", "location": "Leeds, UK", "date_posted": "2026-05-03",
    "interval": "yearly", "min_amount": 40000.0, "max_amount": 52500.5, "currency": "GBP",
    "is_remote": False, "description": "Run shoots.",
}  # fmt: skip


def write(path: Path, rows: list[dict[str, object]], options: dict[str, object]) -> Path:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n", **options)  # type: ignore[arg-type]
    writer.writerow(COLUMNS)
    writer.writerows([[row.get(name, "") for name in COLUMNS] for row in rows])
    path.write_bytes(file.getvalue().encode("utf-8", "surrogatepass"))
    return path


def listings(path: Path) -> list[Listing]:
    found = list(read_listings([path]))
    assert not [item for item in found if isinstance(item, Rejection)]
    return [item for item in found if isinstance(item, Listing)]


@pytest.mark.parametrize("options", [README, BEFORE_3_11, WITHOUT_OPTIONS])
def test_each_column_lands_where_it_belongs(tmp_path: Path, options: dict[str, object]):
    path = write(tmp_path / "jobs.csv", [ROW, {"title": "Editor", "company": "None", "is_remote": "True"}], options)
    assert isinstance(open_source(path), JobSpySource)
    first, second = listings(path)
    assert first == Listing(
        title="Producer", company="Aba", location="Leeds, UK", description="Run shoots.", source_id="in-1",
        site="indeed", job_url="https://jobs.example.com/1", date_posted="2026-05-03", is_remote=False,
        salary_min=40000.0, salary_max=52500.5, salary_currency="GBP", salary_interval="yearly",
        source_file=str(path), source_row=1,
    )  # fmt: skip
    assert (second.company, second.is_remote, second.salary_min, second.date_posted) == ("", True, None, "")
    assert second.source_row == 2


MARKDOWN = r"""**Duties**

* sign\-off, front\-end
* "quoted" and \"escaped\"
* C:\\share\new, ends in \\\
"""

TRAPS = [
    "a stray \0 in it",
    MARKDOWN,
    MARKDOWN.strip(),
    "\\",
    '\\"',
    '"\\',
    '",\\"',
    '\\",\n"',
    'a\\"b',
    '\\\n"',
    "a\\\n",
    '"',
    ",",
    "'",
]


@pytest.mark.parametrize("options", [README, BEFORE_3_11, WITHOUT_OPTIONS])
@pytest.mark.parametrize("text", TRAPS)
def test_backslashes_and_quotes_come_back_as_they_were(tmp_path: Path, text: str, options: dict[str, object]):
    rows = [
        ROW,
        ROW | {"description": text, "company": "B"},
        ROW | {"description": text + "x", "skills": text},
    ]
    found = listings(write(tmp_path / "jobs.csv", rows, options))
    assert [item.description for item in found] == ["Run shoots.", text, text + "x"]
    assert [item.company for item in found] == ["Aba", "B", "Aba"]


def test_a_pair_of_backslashes_is_two_where_nothing_is_escaped(tmp_path: Path):
    text = r"the share \\media, mostly"
    path = write(tmp_path / "jobs.csv", [ROW | {"description": text}], WITHOUT_OPTIONS)
    assert listings(path)[0].description == text


def test_pandas_writes_what_is_read(tmp_path: Path):
    import pandas as pd

    frame = pd.DataFrame([{name: ROW.get(name) for name in COLUMNS}, {"title": "T", "description": MARKDOWN}])
    path = tmp_path / "jobs.csv"
    frame.to_csv(path, quoting=csv.QUOTE_NONNUMERIC, escapechar="\\", index=False)
    first, second = listings(path)
    assert (first.salary_max, first.is_remote, first.date_posted) == (52500.5, False, "2026-05-03")
    assert (second.description, second.salary_min, second.is_remote) == (MARKDOWN, None, None)


# No halves of surrogate pairs, which no file can hold; no control characters: many make a file binary.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t"), max_size=40)
hostile = st.text(alphabet='\\",\n\r a-', max_size=25)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(texts | hostile, texts | hostile), min_size=1, max_size=5))
def test_any_text_comes_back_as_it_was(tmp_path: Path, rows: list[tuple[str, str]]):
    written = [ROW | {"description": "d" + text, "skills": skills} for text, skills in rows]
    found = listings(write(tmp_path / "jobs.csv", written, README))
    assert [item.description for item in found] == ["d" + text for text, _ in rows]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(hostile, min_size=1, max_size=5))
def test_no_row_is_lost_where_backslashes_are_not_escaped(tmp_path: Path, rows: list[str]):
    # Pairs of backslashes are ambiguous there; rows and everything else are not.
    written = [ROW | {"description": f"d{text}", "skills": text, "id": str(n)} for n, text in enumerate(rows)]
    found = listings(write(tmp_path / "jobs.csv", written, BEFORE_3_11))
    assert [item.source_id for item in found] == [str(n) for n in range(len(rows))]
    for item, text in zip(found, rows, strict=True):
        assert item.description.replace("\\", "") == "d" + text.replace("\\", "")


def test_the_companys_own_description_is_not_the_jobs(tmp_path: Path):
    row = ROW | {"company_description": "We are big.", "skills": "Asana"}
    assert listings(write(tmp_path / "jobs.csv", [row], README))[0].description == "Run shoots."


def test_an_older_header_is_jobspys_too(tmp_path: Path):
    path = tmp_path / "old.csv"
    path.write_text("site,title,company,location,date_posted,is_remote,job_url,description\nindeed,T,,,,,,D\n")
    assert isinstance(open_source(path), JobSpySource)
    assert listings(path)[0].description == "D"


def test_the_user_may_map_another_column(tmp_path: Path):
    path = write(tmp_path / "jobs.csv", [ROW | {"skills": "Asana"}], README)
    (found,) = read_listings([path], ReadOptions({"description": "skills"}))
    assert isinstance(found, Listing)
    assert (found.description, found.title) == ("Asana", "Producer")


def test_the_sample_is_read_whole():
    assert len(listings(SAMPLE)) == 60


@pytest.mark.real
def test_the_real_listings_are_read_whole(shared: Path):
    found = listings(shared / "real" / "listings_jobspy.csv")
    assert len(found) == 6119
    assert len({item.source_id for item in found}) == 6119
    assert all(item.title and item.description for item in found)
