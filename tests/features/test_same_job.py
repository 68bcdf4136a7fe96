import pytest

from features.fingerprint import KEPT_TRIPLES, KEPT_WORDS, containment
from features.same_job import MIN_TRIPLES, MIN_WORDS, Listing, Veto, same_job, veto
from tests.features.listings import TEXT, changed, listing, rewritten


def same(one: Listing, other: Listing) -> bool:
    found = same_job(one, other)
    assert same_job(other, one) is found
    return found


def vetoed(**other: str) -> Veto | None:
    one, two = listing("a").face(), listing("b", **other).face()
    assert veto(one, two) is veto(two, one)
    return veto(one, two)


def share(one: str, other: str) -> float:
    return containment(listing("a", one).print.triples, listing("b", other).print.triples, KEPT_TRIPLES)[0]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"title": "Senior Producer"}, Veto.TITLE),
        ({"title": "Producer – Automotive"}, Veto.TITLE),
        ({"title": "Producer (Maternity Cover)"}, Veto.TITLE),
        ({"title": ""}, Veto.TITLE),
        ({"company": "Bebe"}, Veto.COMPANY),
        ({"location": "York"}, Veto.PLACE),
        ({"location": "Leeds, AL"}, None),
        ({"title": "PRODUCER! (m/f/d)", "company": "Aba Ltd.", "location": "Leeds, UK"}, None),
        ({"company": "", "location": "Remote"}, None),
    ],
)
def test_what_listings_say_of_themselves_may_veto(other: dict[str, str], why: Veto | None) -> None:
    assert vetoed(**other) is why


def test_two_requisitions_are_two_jobs() -> None:
    assert veto(listing("a", title="Producer Req 4471").face(), listing("b", title="Producer Req 4472").face())
    assert not veto(listing("a", title="Producer Req 4471").face(), listing("b").face())


@pytest.mark.parametrize(
    ("mine", "yours"),
    [("beer", "automotive"), ("cardiology", "oncology"), ("Dutch", "Italian"), ("Python", "Java"), ("dental", "farm")],
)
def test_a_word_exchanged_for_another_client_team_is_a_veto(mine: str, yours: str) -> None:
    one, other = listing("a", f"{TEXT} {mine}"), listing("b", f"{TEXT} {yours}")
    assert veto(one.face(), other.face()) is Veto.TEAM
    assert not same(one, other)
    assert same(one, listing("c"))  # to leave it out is no contradiction


def test_a_team_named_more_often_counts_between_named_employers_only() -> None:
    one, other = (listing(name, f"{TEXT} dental farm {team}") for name, team in (("a", "dental"), ("b", "farm")))
    assert veto(one.face(), other.face()) is Veto.TEAM
    hidden = Listing("c", other.title, "Northern Staffing", other.location, other.length, other.print)
    assert veto(one.face(), hidden.face()) is None


@pytest.mark.parametrize(
    ("mine", "yours"),
    [
        ("office in Leeds", "office in York"),
        ("shift from Monday", "shift from Sunday"),
        ("Leeds, near Leeds", "Leeds, York"),
    ],
)
def test_a_name_exchanged_for_another_is_a_veto(mine: str, yours: str) -> None:
    one, other = listing("a", f"{TEXT} {mine}"), listing("b", f"{TEXT} {yours}")
    assert veto(one.face(), other.face()) is Veto.NAME
    assert not same(one, other)
    assert same(one, listing("c"))
    # Who advertises another's job puts their own name for the employer's.
    assert same(one, Listing("d", other.title, "Northern Staffing", other.location, other.length, other.print))


@pytest.mark.parametrize(("mine", "yours", "expected"), [(2, 5, Veto.YEARS), (3, 4, None), (3, 3, None)])
def test_other_years_of_experience_are_another_grade(mine: int, yours: int, expected: Veto | None) -> None:
    one, other = (listing(str(n), f"{TEXT}. You have {n}+ years of experience.") for n in (mine, yours))
    assert veto(one.face(), other.face()) is expected
    assert veto(one.face(), listing("c").face()) is None


def test_a_teaser_may_be_what_a_company_writes_above_all_its_ads() -> None:
    start = TEXT.split()
    assert not same(listing("a"), listing("b", " ".join(start[:40])))
    assert same(listing("a", " ".join(start[:60])), listing("b", " ".join(start[:40])))


def test_permanent_and_temporary_contracts_are_two_jobs() -> None:
    one, other = listing("a", f"{TEXT}. A permanent role."), listing("b", f"{TEXT}. A fixed-term role.")
    assert veto(one.face(), other.face()) is Veto.CONTRACT
    # The whole text of one is silent on what the other says: unsure, so two.
    assert not same(other, listing("c"))
    assert same(one, listing("c"))
    assert same(other, listing("d", " ".join(TEXT.split()[:200])))


@pytest.mark.parametrize("location", ["Leeds", "Remote"])
@pytest.mark.parametrize("company", ["Aba", ""])
def test_the_less_listings_say_the_more_alike_they_must_be(company: str, location: str) -> None:
    needed = MIN_TRIPLES[(company == "") + (location == "Remote")]
    for count in (2, 5, 10, 13, 20):
        text = changed(TEXT, count, "x")
        assert same(listing("a"), listing("b", text, company=company, location=location)) is (
            share(TEXT, text) >= needed
        )


def test_a_text_that_was_cut_is_the_same_job() -> None:
    assert same(listing("a"), listing("b", " ".join(TEXT.split()[:60]) + " …"))


def test_a_line_is_too_little_to_tell_unless_it_is_all_that_both_say() -> None:
    assert not same(listing("a"), listing("b", " ".join(TEXT.split()[:8])))
    assert same(listing("a", "word1 word2 word3"), listing("b", "word1 word2 word3"))
    assert not same(listing("a", ""), listing("b", ""))


class TestRewrittenAds:
    text = rewritten(TEXT, "x")

    def test_such_a_text_shares_its_words_and_few_of_its_phrases(self) -> None:
        assert share(TEXT, self.text) < 0.5
        words = (listing(name, text).print.words for name, text in (("a", TEXT), ("b", self.text)))
        assert containment(*words, KEPT_WORDS)[0] >= MIN_WORDS

    @pytest.mark.parametrize(
        ("company", "expected"),
        [("Northern Staffing", True), ("Confidential", True), ("", False), ("Aba", False), ("Bebe", False)],
    )
    def test_are_told_only_where_the_employer_is_hidden_on_purpose(self, company: str, expected: bool) -> None:
        assert same(listing("a"), listing("b", self.text, company=company)) is expected

    def test_of_one_recruiter_are_two_clients(self) -> None:
        assert not same(*(listing(n, t, company="Northern Staffing") for n, t in (("a", TEXT), ("b", self.text))))

    @pytest.mark.parametrize("location", ["", "Remote", "York"])
    def test_need_one_known_place(self, location: str) -> None:
        assert not same(listing("a"), listing("b", self.text, company="Northern Staffing", location=location))

    def test_may_say_in_the_title_what_the_text_says(self) -> None:
        hidden = {"text": self.text, "company": "Northern Staffing"}
        assert same(listing("a"), listing("b", title="Producer – word7", **hidden))
        assert not same(listing("a"), listing("b", title="Producer – Films", **hidden))
        assert not same(listing("a", f"{TEXT} senior"), listing("b", title="Producer – Senior", **hidden))
        assert not same(listing("a"), listing("b", title="Producer – word7"))

    def test_of_half_the_length_are_too_short_to_tell(self) -> None:
        short = rewritten(" ".join(TEXT.split()[:150]), "x")
        assert not same(listing("a"), listing("b", short, company="Northern Staffing"))


def test_a_named_company_that_speaks_of_its_client_is_an_advertiser() -> None:
    ad = listing("b", f"Our client is a bakery. {rewritten(TEXT, 'x')}", company="Hill & Vale")
    assert ad.face().company.advertiser
    assert same(listing("a"), ad)
