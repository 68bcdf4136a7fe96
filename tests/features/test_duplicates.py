import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.duplicates import (
    MIN_SIMILARITY,
    MIN_SIMILARITY_UNKNOWN,
    PERMUTATIONS,
    Listing,
    group_duplicates,
    signature,
    similarity,
)
from features.identity import normalised
from tests.features.annotated import cpu_seconds

WORDS = [f"word{number}" for number in range(400)]
TEXT = " ".join(WORDS)


def changed(text: str, count: int, tag: str) -> str:
    """Replace ``count`` words that stand far apart."""
    words = text.split()
    for number in range(count):
        words[number * len(words) // max(1, count)] = f"{tag}{number}"
    return " ".join(words)


def listing(
    name: str, text: str = TEXT, title: str = "Producer", company: str = "Aba", location: str = "Leeds"
) -> Listing:
    return Listing(name, title, company, location, len(text), signature(text))


class TestSimilarity:
    def test_of_equal_texts_is_one_whatever_their_markup(self) -> None:
        assert similarity(signature("Run **big** shoots daily"), signature("<p>run BIG shoots, daily!</p>")) == 1

    def test_of_different_texts_is_near_zero(self) -> None:
        assert similarity(signature(TEXT), signature(TEXT.replace("word", "other"))) < 0.1

    @pytest.mark.parametrize("count", [2, 10, 30, 60])
    def test_estimates_the_share_of_common_word_triples(self, count: int) -> None:
        one, other = (
            {tuple(words[i : i + 3]) for i in range(len(words) - 2)}
            for words in (TEXT.split(), changed(TEXT, count, "x").split())
        )
        exact = len(one & other) / len(one | other)
        assert similarity(signature(TEXT), signature(changed(TEXT, count, "x"))) == pytest.approx(exact, abs=0.13)

    def test_of_a_text_without_words_is_zero(self) -> None:
        assert signature(" ** — ") == []
        assert similarity([], []) == similarity([], signature(TEXT)) == similarity(signature(TEXT), []) == 0

    @pytest.mark.parametrize("text", ["one", "one two", "one two three"])
    def test_short_texts_have_a_full_signature(self, text: str) -> None:
        assert len(signature(text)) == PERMUTATIONS
        assert similarity(signature(text), signature(text + " more words entirely")) < 1

    def test_signatures_are_the_same_in_every_process(self) -> None:
        # They are stored: a change here asks for a new extractor version.
        assert signature("run big shoots")[:3] == [3277661194, 1666717594, 3747024737]


class TestMerging:
    def group(self, *listings: Listing) -> dict[str, str]:
        return group_duplicates(listings)

    def test_a_repost_with_a_sentence_more_is_one_job(self) -> None:
        longer = listing("b", TEXT + " apply by friday")
        assert self.group(listing("a"), longer) == {"a": "b", "b": "b"}

    def test_case_and_marks_of_the_names_do_not_matter(self) -> None:
        other = listing("b", title="PRODUCER!", company="aba", location="Leeds.")
        assert self.group(listing("a"), other) == {"a": "a", "b": "a"}

    @pytest.mark.parametrize("field", ["title", "company", "location"])
    def test_another_title_company_or_place_is_another_job(self, field: str) -> None:
        assert self.group(listing("a"), listing("b", **{field: "York"})) == {"a": "a", "b": "b"}

    @pytest.mark.parametrize("field", ["company", "location"])
    def test_an_unknown_company_or_place_asks_for_more_likeness(self, field: str) -> None:
        close, near = changed(TEXT, 2, "x"), changed(TEXT, 8, "x")
        assert similarity(signature(TEXT), signature(close)) >= MIN_SIMILARITY_UNKNOWN
        assert MIN_SIMILARITY <= similarity(signature(TEXT), signature(near)) < MIN_SIMILARITY_UNKNOWN
        longest = listing("a", TEXT + " x")
        assert self.group(longest, listing("b", close, **{field: ""}))["b"] == "a"
        assert self.group(longest, listing("b", near))["b"] == "a"
        assert self.group(longest, listing("b", near, **{field: ""}))["b"] == "b"

    def test_an_unknown_company_does_not_join_two_others(self) -> None:
        unknown = listing("u", TEXT + " x y z", company="")
        groups = self.group(unknown, listing("a", TEXT + " x", company="Aba"), listing("b", TEXT, company="Bebe"))
        assert groups["a"] == "u"
        assert groups["b"] == "b"

    def test_an_unknown_title_is_no_wildcard(self) -> None:
        assert self.group(listing("a"), listing("b", title="")) == {"a": "a", "b": "b"}

    def test_other_texts_of_one_template_are_other_jobs(self) -> None:
        assert self.group(listing("a"), listing("b", changed(TEXT, 40, "x"))) == {"a": "a", "b": "b"}

    def test_texts_without_words_are_never_merged(self) -> None:
        assert self.group(listing("a", ""), listing("b", "")) == {"a": "a", "b": "b"}

    def test_no_chain_joins_its_two_ends(self) -> None:
        first = TEXT + " aa bb cc dd"
        middle = changed(TEXT, 9, "x")
        last = changed(changed(TEXT, 9, "x"), 19, "y").rsplit(" ", 4)[0]
        links = [similarity(signature(one), signature(other)) for one, other in ((first, middle), (first, last))]
        assert links[0] >= MIN_SIMILARITY > links[1]
        assert self.group(listing("c", last), listing("a", first), listing("b", middle)) == {
            "a": "a",
            "b": "a",
            "c": "c",
        }

    def test_nothing_gives_nothing(self) -> None:
        assert self.group() == {}


@st.composite
def crowds(draw: st.DrawFn) -> list[Listing]:
    """Draw listings with few names and with texts that are near each other."""
    count = draw(st.integers(0, 14))
    return [
        listing(
            f"id{number}",
            changed(TEXT, draw(st.sampled_from([0, 1, 2, 6, 10, 60])), draw(st.sampled_from("xy")))
            + " z" * draw(st.integers(0, 3)),
            draw(st.sampled_from(["Producer", "producer ", "Account Manager"])),
            draw(st.sampled_from(["Aba", "ABA", "Bebe", ""])),
            draw(st.sampled_from(["Leeds", "York", ""])),
        )
        for number in range(count)
    ]


@settings(max_examples=60)
@given(crowds(), st.randoms(use_true_random=False))
def test_groups_of_any_crowd(crowd: list[Listing], order: random.Random) -> None:
    found = group_duplicates(crowd)
    shuffled = list(crowd)
    order.shuffle(shuffled)
    assert group_duplicates(iter(shuffled)) == found

    by_id = {one.posting_id: one for one in crowd}
    assert found.keys() == by_id.keys()
    groups: dict[str, list[Listing]] = {}
    for name, representative in found.items():
        assert found[representative] == representative
        assert by_id[name].length <= by_id[representative].length
        if name != representative:
            assert similarity(by_id[name].signature, by_id[representative].signature) >= MIN_SIMILARITY
        groups.setdefault(representative, []).append(by_id[name])
    for members in groups.values():
        for field in ("title", "company", "location"):
            assert len({normalised(getattr(member, field)) for member in members} - {""}) <= 1


def test_a_thousand_reposts_of_one_job_are_quick() -> None:
    crowd = [listing(f"{number:04}") for number in range(3)]
    crowd = [Listing(f"{n:04}", "Producer", "Aba", "Leeds", n, crowd[n % 3].signature) for n in range(5_000)]
    assert set(group_duplicates(crowd).values()) == {"4999"}
    assert cpu_seconds(lambda: group_duplicates(crowd)) < 2
