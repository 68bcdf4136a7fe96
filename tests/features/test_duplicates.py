import random
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.duplicates import MOST_IN_BUCKET, Listing, group_duplicates
from features.same_job import same_job, veto
from tests.features.annotated import cpu_seconds
from tests.features.listings import TEXT, WORDS, changed, listing, rewritten


def group(*listings: Listing) -> dict[str, str]:
    return group_duplicates(listings)


def test_a_repost_with_a_sentence_more_is_one_job_and_the_fullest_text_stands_for_it() -> None:
    assert group(listing("a"), listing("b", TEXT + " apply by friday")) == {"a": "b", "b": "b"}


def test_the_fullest_text_stands_for_a_job_even_if_it_says_less_of_itself() -> None:
    full = listing("b", TEXT + " apply by friday", company="Northern Staffing", location="")
    assert group(listing("a", location="Leeds, UK"), full) == {"a": "b", "b": "b"}


def test_of_texts_of_one_length_the_first_id_stands() -> None:
    assert group(listing("b"), listing("a"), listing("c")) == {"a": "a", "b": "a", "c": "a"}


@pytest.mark.parametrize("field", ["title", "company", "location"])
def test_another_title_company_or_place_is_another_job(field: str) -> None:
    assert group(listing("a"), listing("b", **{field: "York"})) == {"a": "a", "b": "b"}


@pytest.mark.parametrize("field", ["company", "location"])
def test_a_listing_that_two_jobs_could_take_joins_neither(field: str) -> None:
    open_ = listing("o", TEXT + " x", **{field: ""})
    one, other = listing("a", **{field: "Aba"}), listing("b", **{field: "Bebe"})
    assert group(open_, one) == {"o": "o", "a": "o"}
    assert group(open_, one, other) == {"o": "o", "a": "a", "b": "b"}
    # Two that say equally little are still one with each other.
    assert group(open_, listing("p", TEXT + " x y", **{field: ""}), one, other)["o"] == "p"


def test_a_land_is_as_open_as_no_place_where_two_towns_of_it_could_take_it() -> None:
    wide = listing("w", TEXT + " x", location="UK")
    leeds, york = listing("a", location="Leeds, UK"), listing("b", location="York, UK")
    remote, spain = listing("r", TEXT + " x", location="Remote"), listing("s", location="Remote, Spain")
    assert group(wide, leeds) == {"w": "w", "a": "w"}
    assert group(wide, leeds, york) == {"w": "w", "a": "a", "b": "b"}
    assert group(remote, spain) == {"r": "r", "s": "r"}
    assert group(remote, spain, listing("t", location="Remote, Italy")) == {"r": "r", "s": "s", "t": "t"}


def test_two_agencies_and_the_employer_are_one_job() -> None:
    ads = [listing(name, rewritten(TEXT, name), company=company) for name, company in
           (("x", "Northern Staffing"), ("y", "Confidential"))]  # fmt: skip
    assert len(set(group(listing("a"), *ads).values())) == 1


def test_other_texts_of_one_template_are_other_jobs() -> None:
    assert group(listing("a"), listing("b", changed(TEXT, 40, "x"))) == {"a": "a", "b": "b"}


def test_texts_without_words_are_never_merged() -> None:
    assert group(listing("a", ""), listing("b", "")) == {"a": "a", "b": "b"}


def test_no_chain_joins_its_two_ends() -> None:
    halves = " ".join(WORDS[:200]), " ".join(WORDS[200:])
    start, end = (changed(half, 9, tag) for half, tag in zip(halves, "xy", strict=True))
    first, middle, last = listing("a", f"{start} {halves[1]}"), listing("b"), listing("c", f"{halves[0]} {end}")
    assert same_job(first, middle)
    assert same_job(middle, last)
    assert not same_job(first, last)
    # Whoever would stand for the job of two others must be like both of them.
    open_ = listing(
        "o", f"{start} {halves[1]} and more words that nobody else has said before, now and then", location=""
    )
    assert same_job(open_, middle)
    assert not same_job(open_, last)
    assert group(open_, middle, last) == {"o": "o", "b": "b", "c": "b"}


def test_nothing_gives_nothing() -> None:
    assert group() == {}


def test_copies_are_found_however_many_jobs_of_one_title_a_company_has_in_one_town() -> None:
    others = [
        listing(f"o{number:03}", " ".join(f"other{number}x{word}" for word in WORDS) + " tail tail")
        for number in range(MOST_IN_BUCKET + 1)
    ]
    found = group(*others, listing("a"), listing("b", TEXT + " x"))
    assert found["a"] == "b"
    assert sum(name == job for name, job in found.items()) == len(others) + 1


NEAR = [changed(TEXT, count, tag) for count in (0, 1, 2, 6, 10, 60) for tag in "xy"] + [rewritten(TEXT, "x")]


@st.composite
def crowds(draw: st.DrawFn) -> list[Listing]:
    """Draw listings with few names and with texts that are near each other."""
    return [
        listing(
            f"id{number}",
            draw(st.sampled_from(NEAR))
            + " z" * draw(st.integers(0, 1))
            + draw(
                st.sampled_from(
                    ["", "", " dental", " farm", " fixed-term role", " permanent role", ". Our client is x"]
                )
            ),
            draw(st.sampled_from(["Producer", "producer – Leeds ", "Producer – word7", "Account Manager", ""])),
            draw(st.sampled_from(["Aba", "ABA Ltd", "Aba Films", "Bebe", "Northern Staffing", "Confidential", ""])),
            draw(st.sampled_from(["Leeds", "Leeds, UK", "York", "Leeds / York", "UK", "Remote", ""])),
        )
        for number in range(draw(st.integers(0, 12)))
    ]


def members(found: dict[str, str]) -> dict[str, set[str]]:
    groups = defaultdict(set)
    for name, job in found.items():
        groups[job].add(name)
    return dict(groups)


@settings(max_examples=60)
@given(crowds(), st.randoms(use_true_random=False))
def test_groups_of_any_crowd(crowd: list[Listing], order: random.Random) -> None:
    found = group_duplicates(crowd)
    # Neither the order of the rows matters nor how they were shared out to batches, nor what was grouped before.
    shuffled = list(crowd)
    order.shuffle(shuffled)
    cut = order.randint(0, len(shuffled))
    group_duplicates(shuffled[:cut])
    assert group_duplicates(iter([*shuffled[cut:], *shuffled[:cut]])) == found

    by_id = {one.posting_id: one for one in crowd}
    assert found.keys() == by_id.keys()
    for job, names in members(found).items():
        assert job in names
        together = [by_id[name] for name in sorted(names)]
        assert all(one.length <= by_id[job].length for one in together)
        # No two members contradict each other, whoever came between them.
        assert not [(one, other) for one in together for other in together if veto(one.face(), other.face())]
        # A group grouped again by itself is that group.
        assert group_duplicates(together) == dict.fromkeys(names, job)


@settings(max_examples=25)
@given(crowds())
def test_deciding_on_two_is_symmetric(crowd: list[Listing]) -> None:
    for one in crowd:
        for other in crowd:
            assert same_job(one, other) is same_job(other, one)
            assert veto(one.face(), other.face()) is veto(other.face(), one.face())


@settings(max_examples=25)
@given(crowds())
def test_what_comes_twice_changes_nothing(crowd: list[Listing]) -> None:
    found = group_duplicates(crowd)
    twins = [
        Listing(f"{one.posting_id}!", one.title, one.company, one.location, one.length, one.print) for one in crowd
    ]
    again = group_duplicates([*crowd, *twins])
    apart = {frozenset(name for name in names if "!" not in name) for names in members(again).values()}
    assert apart - {frozenset()} == {frozenset(names) for names in members(found).values()}


def test_thousands_of_reposts_of_one_job_are_quick() -> None:
    prints = [listing("a", TEXT + tail).print for tail in ("", " x", " y")]
    crowd = [Listing(f"{n:04}", "Producer", "Aba", "Leeds", n, prints[n % 3]) for n in range(2_000)]
    assert set(group_duplicates(crowd).values()) == {"1999"}
    assert cpu_seconds(lambda: group_duplicates(crowd)) < 2


def test_hundreds_of_jobs_under_one_title_are_quick() -> None:
    words = random.Random(1)
    crowd = [
        listing(f"{n:04}", " ".join(words.choices(WORDS, k=60)), company=f"Company {n % 50}", location="Remote")
        for n in range(800)
    ]
    assert cpu_seconds(lambda: group_duplicates(crowd)) < 3
