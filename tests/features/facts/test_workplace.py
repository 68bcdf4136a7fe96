import pytest

from features.facts.workplace import workplace_of


@pytest.mark.parametrize(
    ("text", "workplace", "is_remote"),
    [
        ("This is a fully remote position.", "remote", True),
        ("Location: Remote", "remote", True),
        ("#LI-Remote", "remote", True),
        ("We are a remote-first company.", "remote", True),
        ("You can work remotely from anywhere in Spain.", "remote", True),
        ("Work from anywhere.", "remote", True),
        ("Berlin office or remote within the EU", "remote", True),
        ("Remote or hybrid, as you like.", "remote", True),
        ("This is a hybrid role: Tuesdays in the studio.", "hybrid", False),
        ("We have a hybrid working policy.", "hybrid", False),
        ("Location: Leeds (hybrid)", "hybrid", False),
        ("You spend three days a week in the office.", "hybrid", False),
        ("2-3 days in our studio", "hybrid", False),
        ("You work in-person at our York office two days per week.", "hybrid", False),
        ("You are required to work on-site in our office three days a week.", "hybrid", False),
        ("#LI-Hybrid", "hybrid", False),
        ("This role is on-site.", "on-site", False),
        ("Work Location: In person", "on-site", False),
        ("This is an office-based role.", "on-site", False),
        ("Five days a week in the office", "on-site", False),
        ("This is not a remote position.", None, False),
        ("No remote work, please.", None, False),
        ("This is not a remote role: it is on-site only and on-site five days.", "on-site", False),
        ("Remote work is not possible; hybrid schedule.", "hybrid", False),
    ],
)
def test_statements(text, workplace, is_remote):
    kind, flag, basis = workplace_of(text)
    assert (kind, flag) == (workplace, is_remote)
    assert basis
    assert basis in text


@pytest.mark.parametrize(
    "text",
    [
        "You coordinate remote teams in three countries.",
        "Experience with remote sensing and hybrid cloud",
        "A hybrid role between account manager and project manager",
        "A hybrid position that combines account and project work",
        "We run hybrid events for pharma clients.",
        "On-site gym and parking",
        "Supervise on-site shoots and on-site installation",
        "Work from anywhere for four weeks a year",
        "You work closely with our remote colleagues.",
        "Office hours are flexible.",
        "",
    ],
)
def test_words_of_place_that_say_nothing_of_the_job(text):
    assert workplace_of(text) == (None, None, "")


@pytest.mark.parametrize(
    ("location", "workplace"),
    [
        ("London (Hybrid)", "hybrid"),
        ("Remote - United States", "remote"),
        ("Austin, TX (On-site)", "on-site"),
        ("Anywhere", "remote"),
        ("Remoteville", None),
        ("Paris", None),
    ],
)
def test_the_location_cell(location, workplace):
    kind, flag, basis = workplace_of("", location)
    assert kind == workplace
    assert flag == (None if workplace is None else workplace == "remote")
    assert basis.startswith("column location: ") == (workplace is not None)


def test_the_location_cell_goes_before_the_text():
    assert workplace_of("This is a fully remote position.", "London (Hybrid)")[0] == "hybrid"


def test_the_flag_speaks_where_the_text_is_silent():
    assert workplace_of("We make films.", is_remote=True) == ("remote", True, "column is_remote")
    assert workplace_of("We make films.", is_remote=False) == (None, False, "column is_remote")


def test_a_text_that_says_hybrid_explains_the_flag():
    assert workplace_of("This is a hybrid role.", is_remote=True)[:2] == ("hybrid", True)


def test_a_contradiction_is_unknown():
    assert workplace_of("This is a fully remote position.", is_remote=False) == (None, False, "column is_remote")
    assert workplace_of("", "Remote", is_remote=False) == (None, False, "column is_remote")
    assert workplace_of("This role is on-site.", is_remote=True) == (None, True, "column is_remote")
    assert workplace_of("The job is fully remote. The role is on-site.") == (None, None, "")
