"""Foreign tables: any delimiter, any column names, and descriptions in several columns."""

from __future__ import annotations

import tracemalloc
from itertools import islice
from pathlib import Path

import pytest

from flows.sources import Listing, ReadOptions, Rejection, UnreadableInput, check_inputs, read_listings
from flows.sources.base import MAX_CELL, MAX_DESCRIPTION
from flows.sources.dialects import find_delimiter


def save(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "foreign.data"
    path.write_bytes(text.encode(encoding))
    return path


def read(path: Path, **columns: str) -> list[Listing | Rejection]:
    return list(read_listings([path], ReadOptions(columns)))


def only(path: Path, **columns: str) -> Listing:
    (found,) = read(path, **columns)
    assert isinstance(found, Listing)
    return found


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_comes_from_the_content(tmp_path: Path, delimiter: str):
    rows = [["Job Title", "Employer", "Text"], ["Producer", "Aba", '"Run shoots, edits; grading | all\tday"']]
    found = only(save(tmp_path, "\n".join(delimiter.join(row) for row in rows)))
    assert (found.title, found.company, found.description) == (
        "Producer",
        "Aba",
        "Run shoots, edits; grading | all\tday",
    )


def test_commas_in_unquoted_text_do_not_make_a_semicolon_table_a_comma_one(tmp_path: Path):
    rows = "".join(f"Producer {n};Brief, schedule, deliver;Leeds, UK\n" for n in range(5))
    found = read(save(tmp_path, "Titel;Beschreibung;Ort\n" + rows))
    assert [item.location for item in found if isinstance(item, Listing)] == ["Leeds, UK"] * 5


def test_excels_hint_line_is_no_header(tmp_path: Path):
    assert only(save(tmp_path, "sep=;\nTitle;Description\nA;B\n")).description == "B"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str):
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    found = only(save(tmp_path, f"{mark}Titel\tBeschreibung\nBürokauffrau – Köln\tÜberblick “Süd”\n", encoding))
    assert (found.title, found.description) == ("Bürokauffrau – Köln", "Überblick “Süd”")


def test_an_accent_far_behind_the_head_is_still_read(tmp_path: Path):
    path = tmp_path / "late.csv"
    path.write_bytes(
        b"title,description\n" + b"a,b\n" * 40_000 + "Café,Büro €\n".encode("cp1252") + "Café,Büro €\n".encode()
    )
    *_, late, last = read(path)
    assert isinstance(late, Listing)
    assert isinstance(last, Listing)
    assert (late.title, late.description) == (last.title, last.description) == ("Café", "Büro €")


def test_parts_of_a_description_keep_their_headings(tmp_path: Path):
    header = "title,company_profile,description,requirements,benefits,salary_range\n"
    path = save(tmp_path, header + 'A,We are old.,"Run shoots.\n- edit",A reel.,,$20 an hour\nB,We are old.,,,,\n')
    first, second = read(path)
    assert isinstance(first, Listing)
    assert first.description == (
        "Run shoots.\n- edit\n\n## Requirements\nA reel."
        "\n\n## Company profile\nWe are old.\n\n## Salary range\n$20 an hour"
    )
    # What is said of the company only is no text of a job.
    assert isinstance(second, Listing)
    assert second.description == ""


def test_a_table_without_a_description_but_with_its_parts(tmp_path: Path):
    path = save(tmp_path, "Title,Responsibilities,Minimum Qualifications\nA,Run shoots.,A reel.\n")
    assert only(path).description == "## Responsibilities\nRun shoots.\n\n## Minimum Qualifications\nA reel."


def test_headings_survive_among_html(tmp_path: Path):
    path = save(
        tmp_path,
        'title,description,requirements\nA,<p>Run</p><ul><li>shoots</li></ul>,"A <reel>\nof 2 & more"\n',
    )
    assert only(path).description == (
        "<div><p>Run</p><ul><li>shoots</li></ul></div>\n<h3>Requirements</h3>\n"
        "<div>A &lt;reel&gt;<br>\nof 2 &amp; more</div>"
    )


def test_a_part_that_the_description_holds_already_is_not_added(tmp_path: Path):
    assert (
        only(save(tmp_path, "title,description,requirements\nA,Run. A reel.,A reel.\n")).description == "Run. A reel."
    )


def test_one_description_column_is_untouched(tmp_path: Path):
    text = "  *  Run\u00a0shoots \n\n<b>x</b>&amp; "
    assert only(save(tmp_path, f'title,description\nA,"{text}"\n')).description == text


def test_salary_columns(tmp_path: Path):
    path = save(
        tmp_path,
        "title;description;salary_range;currency;pay period\n"
        "A;t;35000-73000;usd;YEAR\nB;t;40,000;€;per hour\n"
        "C;t;up to 50k;$;now and then\nD;t;0;;\n",
    )
    found = [
        (item.salary_min, item.salary_max, item.salary_currency, item.salary_interval, item.description)
        for item in read(path)
        if isinstance(item, Listing)
    ]
    assert found == [
        (35000.0, 73000.0, "USD", "yearly", "t"),
        (40000.0, 40000.0, "EUR", "hourly", "t"),
        (None, None, "", "", "t\n\n## Salary range\nup to 50k"),
        (None, None, "", "", "t\n\n## Salary range\n0"),
    ]


def test_name_is_the_company_only_where_another_column_is_the_title(tmp_path: Path):
    assert only(save(tmp_path, "name,title,content\nAba,Producer,Run\n")).company == "Aba"
    assert only(save(tmp_path, "name,content\nProducer,Run\n")).title == "Producer"


def test_a_place_in_several_columns(tmp_path: Path):
    assert only(save(tmp_path, "title,country,state,city,text\nA,UK,,Leeds,x\n")).location == "Leeds, UK"


def test_the_users_mapping_wins_and_is_shown(tmp_path: Path):
    path = save(tmp_path, "Nr,What,Tasks,Body,description\n1,Producer,Run shoots.,A reel.,short\n")
    found = only(path, title="What", description="Tasks+Body", source_id="nr")
    assert (found.title, found.source_id) == ("Producer", "1")
    assert found.description == "## Tasks\nRun shoots.\n\n## Body\nA reel."
    (note,) = check_inputs([path], ReadOptions({"title": "What", "description": "Body"}))
    assert "title <- What" in note
    assert "description <- Body" in note
    assert note.endswith("not used: Nr, Tasks, description")


def test_a_mapped_column_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path):
    path = save(tmp_path, "title,description\nA,B\n")
    with pytest.raises(UnreadableInput, match=r"no file has a column 'Bodyy'.*'title', 'description'"):
        check_inputs([path], ReadOptions({"description": "Bodyy"}))
    with pytest.raises(UnreadableInput, match="map one of: title, company"):
        check_inputs([path], ReadOptions({"descripton": "description"}))


def test_no_description_column_says_which_there_are_and_what_to_do(tmp_path: Path):
    path = save(tmp_path, "title,stuff\nA,B\n")
    with pytest.raises(UnreadableInput) as caught:
        read_listings([path])
    assert caught.value.reason == "no-description-column"
    assert "'title', 'stuff'" in str(caught.value)
    assert "--map description=COLUMN" in str(caught.value)
    assert only(path, description="stuff").description == "B"


def test_rows_that_are_no_listings_are_rejected_with_their_number(tmp_path: Path):
    rows = [
        "A,text,x",
        "B,text",
        ",,Leeds",
        "title,description,location",
        "C,,",
        "NaN,nan,x",
        f"{'t' * (MAX_CELL + 1)},d,x",
    ]
    found = read(save(tmp_path, "title,description,location\n" + "\n".join(rows) + "\n"))
    assert [(item.source_row, item.reason if isinstance(item, Rejection) else item.title) for item in found] == [
        (1, "A"),
        (2, "broken-row"),
        (3, "no-title-and-description"),
        (4, "repeated-header"),
        (5, "C"),
        (6, "no-title-and-description"),
        (7, "too-long"),
    ]
    assert all(len(item.excerpt) <= 200 for item in found if isinstance(item, Rejection))


def test_a_description_of_five_megabytes_is_one_rejected_row(tmp_path: Path):
    long = "a line, of it\n" * 375_000
    first, second, third = read(save(tmp_path, f'title,description\nA,"{long}"\nB,"{"x" * MAX_DESCRIPTION}"\nC,t\n'))
    assert isinstance(first, Rejection)
    assert (first.reason, first.source_row) == ("too-long", 1)
    assert "5,250,000 characters" in first.detail
    assert isinstance(second, Listing)
    assert isinstance(third, Listing)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Producer wanted\n\nYou run shoots, edits and grading.\nApply, please.\n",
        "---\ntitle: Producer, Leeds\n---\nRun shoots, edits, grading\n",
        "<table><tr><td>title,description</td></tr></table>",
        '[{"title": "A", "description": "B"}]',
        "# Jobs\n\n| a | b |\n",
    ],
)
def test_other_texts_are_no_tables(text: str):
    assert find_delimiter(text) is None


def test_memory_does_not_grow_with_the_file(tmp_path: Path):
    path = tmp_path / "big.csv"
    row = 'Producer,"' + "Run shoots, brief crews.\n" * 400 + '"\n'
    with path.open("w") as file:
        file.write("title,description\n")
        for _ in range(1_000):
            file.write(row)
    assert path.stat().st_size > 9_000_000
    stream = read_listings([path])
    list(islice(stream, 10))  # buffers and caches are filled
    tracemalloc.start()
    try:
        rest = sum(1 for _ in stream)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert rest == 990
    assert peak < 1_000_000


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "rows", "untitled", "empty"),
    [
        ("01_emscad_499rows_no_location.csv", 499, 0, 0),
        ("02_google_job_skills.csv", 1250, 1, 14),
        ("03_emscad_plus_canada_empty_descriptions.csv", 3083, 0, 2228),
        ("05_german_google_jobs.csv", 100, 0, 0),
    ],
)
def test_real_tables_are_read_whole(shared: Path, name: str, rows: int, untitled: int, empty: int):
    found = [item for item in read(shared / "real" / "raw_samples" / name) if isinstance(item, Listing)]
    assert len(found) == rows
    assert sum(not item.title for item in found) == untitled
    assert sum(not item.description for item in found) == empty
