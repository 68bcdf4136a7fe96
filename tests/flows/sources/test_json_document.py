"""JSON of unknown shape: where the records are, and what a broken one costs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flows.sources import Listing, ReadOptions, Rejection, UnreadableInput, check_inputs, open_source, read_listings
from flows.sources import json_walk as json_walk_module
from flows.sources.base import MAX_RECORD
from flows.sources.json_document import JsonSource
from flows.sources.json_records import BOARDS
from tests.flows.sources.accounting import accounted, check_any, read_all

JOB = {"title": "Producer", "company": "Aba", "location": "Leeds", "description": "Run shoots."}
OTHER = {**JOB, "title": "Account Manager", "description": "Lead calls."}


def save(tmp_path: Path, document: object, indent: int | None = 1) -> Path:
    path = tmp_path / "answer"
    text = document if isinstance(document, str) else json.dumps(document, indent=indent)
    path.write_text(text, encoding="utf-8")
    return path


SHAPES = {
    "a list": [JOB, OTHER],
    "a list in an object": {"ok": True, "jobs": [JOB, OTHER]},
    "deep": {"data": {"search": {"results": {"total": 2, "hits": [JOB, OTHER]}}}},
    "pages": {"pages": [{"number": 1, "items": [JOB]}, {"number": 2, "items": [OTHER]}]},
    "a list of lists": [[JOB], [OTHER]],
    "by id": {"jobs": {"j1": JOB, "j2": OTHER}},
    "by name": {"Producer at Aba": JOB, "Account Manager at Aba": OTHER},
    "by site": {"linkedin": [JOB], "indeed": [OTHER]},
    "edges": {"data": {"jobs": {"edges": [{"cursor": "a", "node": JOB}, {"cursor": "b", "node": OTHER}]}}},
    "hits": {"hits": {"hits": [{"_id": "1", "_source": JOB}, {"_id": "2", "_source": OTHER}]}},
    "JSON:API": {"data": [{"id": "1", "type": "job", "attributes": JOB}, {"id": "2", "attributes": OTHER}]},
    "with similar jobs": [{**JOB, "similar": [{"title": "X", "description": "Y"}]}, {**OTHER, "similar": []}],
    "below a feed's own title": {"title": "Our jobs", "description": "All of them.", "items": [JOB, OTHER]},
    "below companies": [{"name": "Aba", "description": "A studio.", "jobs": [JOB, OTHER]}],
    "beside other lists": {"departments": [{"id": n, "name": "D"} for n in range(9)], "jobs": [JOB, OTHER]},
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("indent", [None, 2])
def test_records_are_found_wherever_they_are(shape: str, indent: int | None, tmp_path: Path):
    found, rejected = read_all(save(tmp_path, SHAPES[shape], indent))
    assert [(item.title, item.description) for item in found] == [
        ("Producer", "Run shoots."),
        ("Account Manager", "Lead calls."),
    ]
    assert {(item.company, item.location) for item in found} == {("Aba", "Leeds")}
    assert not rejected


def test_one_job_alone(tmp_path: Path):
    (found,) = read_all(save(tmp_path, {**JOB, "similar": [{"title": "X", "description": "Y"}]}))[0]
    assert found.title == "Producer"


def test_several_documents_behind_each_other(tmp_path: Path):
    text = "\n".join(json.dumps(job, indent=1) for job in (JOB, OTHER))
    assert len(read_all(save(tmp_path, text))[0]) == 2


def test_schema_org(tmp_path: Path):
    posting = {
        "@type": "JobPosting", "title": "Producer", "description": "<p>Run shoots.",
        "hiringOrganization": {"@type": "Organization", "name": "Aba"}, "datePosted": "2026-05-03",
        "jobLocation": {"@type": "Place", "address": {"addressLocality": "Leeds", "addressCountry": "GB"}},
        "baseSalary": {"currency": "GBP", "value": {"minValue": 40000, "maxValue": 50000, "unitText": "YEAR"}},
    }  # fmt: skip
    (found,) = read_all(save(tmp_path, {"@context": "https://schema.org", "@graph": [posting]}))[0]
    assert (found.company, found.location, found.date_posted) == ("Aba", "Leeds, GB", "2026-05-03")
    assert (found.salary_min, found.salary_max, found.salary_interval) == (40000.0, 50000.0, "yearly")


def test_sections_keep_their_headings(tmp_path: Path):
    job = {"title": "Producer", "content": [
        {"heading": "Tasks", "text": "Run the shoots of a whole season of shows."}, {"heading": "You", "text": "Calm."},
    ]}  # fmt: skip
    (found,) = read_all(save(tmp_path, [job]))[0]
    assert found.description == "## Tasks\nRun the shoots of a whole season of shows.\n\n## You\nCalm."


def test_a_text_is_found_where_no_name_says_so(tmp_path: Path):
    jobs = [{"headline": f"Job {n}", "blob": "Run the shoots of a season. " * 20} for n in range(3)]
    path = save(tmp_path, {"rows": jobs})
    assert all(item.description for item in read_all(path)[0])
    assert check_inputs([path], ReadOptions()) == [
        f"{path}: records in rows[]: title <- headline, description <- blob (the longest text: no column is named so)"
    ]


def test_the_users_names_decide_which_list_it_is(tmp_path: Path):
    path = save(tmp_path, {"a": [JOB], "b": [{"label": "X", "long": "Plan weeks."}]})
    options = ReadOptions({"description": "long", "title": "label"})
    (found,) = read_all(path, options)[0]
    assert (found.title, found.description) == ("X", "Plan weeks.")


def test_what_scrapers_get_wrong_costs_nothing(tmp_path: Path):
    text = '[{"title": "A", "description": "a\nb\tc", "salary_min": NaN},\n {"title": "B", "description": "x", },\n'
    text += ' {"title": "C", "description": "y"}\n {"title": "D\\ud83d", "description": "z"},]'
    items = list(read_listings([save(tmp_path, text)]))
    accounted(items)
    assert [getattr(item, "title", None) or getattr(item, "reason", None) for item in items] == [
        "A", "not-json", "C", "D?",
    ]  # fmt: skip


@pytest.mark.parametrize("bad", ["tru", '"a text"', "5", "null", "[1, [2]]", '{"a": ' + "[" * 5000 + "]" * 5000 + "}"])
def test_what_is_no_record_in_a_list_of_them_is_rejected(bad: str, tmp_path: Path):
    good = json.dumps(JOB)
    items = list(read_listings([save(tmp_path, f"[{good}, {bad}, {good}]")]))
    accounted(items)
    assert [type(item) for item in items] == [Listing, Rejection, Listing]
    assert isinstance(items[1], Rejection)
    assert items[1].reason == "not-json"


@pytest.mark.parametrize("cut", [1, 3, 40, 70])
def test_a_file_that_breaks_off_says_so_and_keeps_what_came_before(cut: int, tmp_path: Path):
    whole = json.dumps({"jobs": [JOB, OTHER]})
    items = list(read_listings([save(tmp_path, whole[:-cut])]))
    listings = accounted(items)
    last = items[-1]
    assert isinstance(last, Rejection)
    assert (last.source_row, last.reason) == ((0, "not-readable") if cut <= 2 else (2, "broken-row"))
    assert len(items) == (3 if cut <= 2 else 2)
    assert len(listings) == (2 if cut <= 2 else 1)


def test_a_record_over_the_limit_is_one_rejection(tmp_path: Path):
    huge = {**JOB, "description": "x" * (MAX_RECORD + 1)}
    items = list(read_listings([save(tmp_path, [JOB, huge, OTHER])]))
    accounted(items)
    assert [getattr(item, "reason", "") for item in items] == ["", "too-long", ""]


NOT_LISTINGS = {
    "settings": {"name": "pkg", "version": "1", "description": "A package."},
    "numbers": [1, 2, 3],
    "an empty list": {"jobs": []},
    "nothing": {},
}


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ('{"title":{"0":"A","1":"B"},"text":{"0":"x","1":"y"}}', "orient='records'"),
        ('{"columns":["title","text"],"index":[0],"data":[["A","x"]]}', "orient='records'"),
        ("[{'title': 'A', 'text': 'x'}]", "json.dumps"),
    ],
)
def test_what_is_nearly_right_gets_advice(text: str, advice: str, tmp_path: Path):
    with pytest.raises(UnreadableInput) as caught:
        list(read_listings([save(tmp_path, text)]))
    assert advice in caught.value.detail


@pytest.mark.parametrize("case", NOT_LISTINGS)
def test_other_json_is_refused_with_a_reason(case: str, tmp_path: Path):
    with pytest.raises(UnreadableInput) as caught:
        list(read_listings([save(tmp_path, NOT_LISTINGS[case])]))
    assert "holds no list of objects" in caught.value.detail


def test_a_list_without_a_text_names_what_it_has(tmp_path: Path):
    with pytest.raises(UnreadableInput, match=r"'title', 'wage'.*--map description=COLUMN"):
        list(read_listings([save(tmp_path, {"jobs": [{"title": "A", "wage": 3}]})]))


@pytest.mark.parametrize(
    "text", ['{"title": "A"}\n\n<p>A page', "[a link](there)", "[section]\nkey = 1", "{{ liquid }}"]
)
def test_what_only_begins_like_json_is_left_to_others(text: str, tmp_path: Path):
    path = save(tmp_path, text)
    assert not any(JsonSource(board).recognises(path, text.encode()) for board in (None, *BOARDS))


def test_a_long_document_is_known_by_its_beginning(tmp_path: Path):
    path = save(tmp_path, {"jobs": [{**JOB, "description": "x" * 100_000}, OTHER]}, None)
    assert open_source(path).name == "JSON"
    assert len(read_all(path)[0]) == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_any_encoding(encoding: str, tmp_path: Path):
    path = tmp_path / "a"
    path.write_bytes(json.dumps([{**JOB, "title": "Café"}], ensure_ascii=False).encode(encoding))
    assert read_all(path)[0][0].title == "Café"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.sampled_from([JOB, [JOB, OTHER]]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["title", "text", "jobs", "a1", "node", ""]) | st.text(max_size=3), inner, max_size=3
        )
    ),
    max_leaves=10,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120)
@given(VALUES, st.integers(0, 300), st.binary(max_size=8), st.integers(1, 40))
@example([JOB, '"'], 0, b"", 1)
def test_any_json_and_any_damage_is_accounted_for(tmp_path: Path, document: object, at: int, junk: bytes, chunk: int):
    data = json.dumps(document).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_walk_module, "CHUNK", chunk)
        for text in (data, data[:at] + junk + data[at:], data[:at]):
            check_any(tmp_path / "any", text, JsonSource())


@settings(max_examples=60)
@given(VALUES)
def test_the_walk_cuts_out_what_the_parser_reads(document: object):
    import io

    for indent in (None, 1):
        text = json.dumps(document, indent=indent)
        (found,) = json_walk_module.JsonWalk(io.StringIO(text), [()])
        assert json.loads(found.text) == document
