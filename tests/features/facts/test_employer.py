import pytest

from features.facts.employer import employer_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We are a full-service creative agency in Leeds.", "agency"),
        ("We’re an independent media agency.", "agency"),
        ("Blue Fox, a digital marketing agency, hires.", "agency"),
        ("Blue Fox is a PR firm in Kent.", "agency"),
        ("Our client is an award-winning branding agency.", "agency"),
        ("We are a small animation studio.", "studio"),
        ("Blue Fox is a film production company.", "production-company"),
        ("You join our in-house creative studio.", "in-house"),
        ("You work in our in-house design team.", "in-house"),
        ("We are a specialist recruitment agency.", "recruiter"),
        ("Our client is looking for a producer.", "recruiter"),
        ("We are acting as an employment agency.", "recruiter"),
        ("We are a strategy consulting firm.", "consultancy"),
        ("Blue Fox is a design consultancy.", "consultancy"),
        ("We are a B2B SaaS company.", "software-company"),
        ("Blue Fox is a non-profit organisation.", "non-profit"),
        ("As a registered charity we care.", "non-profit"),
        ("The office is a small government agency.", "public-sector"),
    ],
)
def test_what_an_employer_says_of_itself(text, kind):
    found, basis = employer_of(text)
    assert found == kind
    assert basis
    assert basis in text


@pytest.mark.parametrize(
    "text",
    [
        "Agency experience is a plus.",
        "You have worked at a digital agency or studio.",
        "You manage our agency partners.",
        "This is an agency role.",
        "The candidate is an agency veteran.",
        "You brief agencies and production companies.",
        "We are looking for a SaaS product manager.",
        "You report to our client services lead. Our clients are brands.",
        "Our client base is a loyal one.",
        "You join our in-house team of accountants.",
        "We are a family bakery. Our agency partners help.",
        "",
    ],
)
def test_words_that_say_nothing_of_the_employer(text):
    assert employer_of(text) == (None, "")


def test_a_sentence_does_not_run_into_the_next():
    assert employer_of("We are a bakery. Last year an agency called.") == (None, "")


def test_the_company_name_counts_where_the_text_is_silent():
    assert employer_of("We hire.", "Blue Fox Studios") == ("studio", "column company: Studios")
    assert employer_of("We are a media agency.", "Blue Fox Studios")[0] == "agency"
    assert employer_of("We hire.", "Blue Fox") == (None, "")
