import pytest

from features.facts.tools import tools_in
from features.lexicons import load_lexicon


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        ("Keep ASANA and asana boards tidy", ("Asana",)),
        ("Ms word, MS Excel and PowerPoint", ("Word", "Excel", "PowerPoint")),
        ("Tools: Asana, Monday or Trello", ("Asana", "monday.com", "Trello")),
        ("Monday, Trello", ("monday.com", "Trello")),
        ("Experience with monday.com", ("monday.com",)),
        ("Comfortable in Slack and Notion", ("Slack", "Notion")),
        ("Photoshop/Illustrator/InDesign", ("Photoshop", "Illustrator", "InDesign")),
        (
            "Microsoft Office (Word, Excel, Outlook, Teams)",
            ("Microsoft Office", "Word", "Excel", "Outlook", "Microsoft Teams"),
        ),
        ("Jira, Float and Harvest", ("Jira", "Float", "Harvest")),
        (
            "Reports from Google Analytics, Google Ads and Meta Ads Manager",
            ("Google Analytics", "Google Ads", "Meta Ads Manager"),
        ),
        ("Salesforce Marketing Cloud", ("Salesforce Marketing Cloud",)),
        ("- Slack\n- Zoom\n- Figma", ("Slack", "Zoom", "Figma")),
        ("Report to clients with tools such as Wrike", ("Wrike",)),
        ("Asana. Asana? Asana!", ("Asana",)),
    ],
)
def test_tools_named(text, tools):
    assert tools_in(text) == tools


@pytest.mark.parametrize(
    "text",
    [
        "Monday to Friday, 9 to 5",
        "Work with creative teams; Teams are small.",
        "Excel at what you do and excel in teams",
        "Excel in client service.",
        "No notion of slack; the harvest is good, boats float",
        "Notion of time",
        "Our base camp is in Denver; basecamp.",
        "The outlook is good. Outlook: sunny",
        "A word of advice. Word of mouth",
        "Teamwork makes it work; teamwork and focus",
        "An Illustrator draws; we seek an Illustrator.",
        "Deliver the keynote speech",
        "Asanas for yoga teachers",
        "Brands such as Figma, Zoom and Shopify trust us.",
        "Backed by the founders of Slack and Dropbox",
        "",
    ],
)
def test_english_words_and_customers(text):
    assert tools_in(text) == ()


def test_every_spelling_is_found_beside_another_tool():
    for name, entry in load_lexicon("tools").items():
        for strength in ("names", "cased", "beside"):
            for spelling in entry.get(strength, ()):
                assert name in tools_in(f"Know Asana, {spelling}, Wrike"), spelling


def test_first_mention_gives_the_order():
    assert tools_in("Trello then Asana then Trello") == ("Trello", "Asana")
