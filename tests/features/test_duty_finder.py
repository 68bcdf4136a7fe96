"""The component's line scorer: what is injected decides, line by line and posting by posting."""

import pytest
import spacy

from features.duties import DutyFinder, duties_of
from features.lines import LineScore, lines_of
from tests.features.annotated import every_line, finder


class TestScorer:
    TEXT = "Duties:\n- Brief designers\n- Book crews\nPerks:\n- Manage your hours"

    def find(self, threshold: float) -> list[tuple[str, float]]:
        seen = []

        def scorer(postings):
            (lines,) = postings
            seen.extend(lines)
            return [[LineScore(duty, "other") for duty in (0.2, 0.5, 0.9)]]

        component = DutyFinder(finder().parser, finder().verbs, threshold, scorer)
        found = [(duty.text, duty.probability) for duty in component.find([self.TEXT])[0]]
        assert [line.text for line in seen] == ["Brief designers", "Book crews", "Manage your hours"]
        return found

    def test_an_injected_scorer_decides_against_headings(self) -> None:
        assert self.find(0.5) == [("Book crews", 0.5), ("Manage your hours", 0.9)]

    @pytest.mark.parametrize(("threshold", "count"), [(0.0, 3), (0.2, 3), (0.21, 2), (0.51, 1), (0.91, 0)])
    def test_the_threshold_is_the_least_probability(self, threshold: float, count: int) -> None:
        assert len(self.find(threshold)) == count

    def test_a_scorer_may_be_replaced_in_the_pipeline(self) -> None:
        nlp = spacy.blank("en")
        component = nlp.add_pipe("rolefit_duties")
        assert [d.text for d in duties_of(nlp("Perks:\n- Manage your hours"))] == []
        component.scorer = every_line
        assert [d.text for d in duties_of(nlp("Perks:\n- Manage your hours"))] == ["Manage your hours"]

    def test_the_threshold_is_a_setting_of_the_component(self) -> None:
        nlp = spacy.blank("en")
        nlp.add_pipe("rolefit_duties", config={"threshold": 0.99})
        assert duties_of(nlp(self.TEXT)) == []

    def test_a_scorer_of_the_wrong_length_is_an_error(self) -> None:
        component = DutyFinder(finder().parser, finder().verbs, scorer=lambda postings: [[LineScore(1.0, "other")]])
        with pytest.raises(ValueError, match="zip"):
            component.find([self.TEXT])

    def test_other_lines_are_told_what_the_scorer_takes_them_for(self) -> None:
        def scorer(postings):
            return [[LineScore(0.1, "benefit"), LineScore(0.9, "company"), LineScore(0.4, "requirement")]]

        component = DutyFinder(finder().parser, finder().verbs, scorer=scorer)
        (found,) = component.read([tuple(lines_of(self.TEXT))])
        assert [(line.text, kind) for line, kind in found.others] == [
            ("Brief designers", "benefit"),
            ("Manage your hours", "requirement"),
        ]
        assert [duty.text for duty in found.duties] == ["Book crews"]

    def test_each_posting_is_scored_as_one(self) -> None:
        seen = []

        def scorer(postings):
            seen.extend(len(lines) for lines in postings)
            return [[LineScore(1.0, "other")] * len(lines) for lines in postings]

        DutyFinder(finder().parser, finder().verbs, scorer=scorer).find([self.TEXT, "", "- Book crews"])
        assert seen == [3, 0, 1]

    def test_a_posting_without_lines_asks_no_scorer(self) -> None:
        def scorer(postings):
            raise AssertionError("called")

        component = DutyFinder(finder().parser, finder().verbs, scorer=scorer)
        assert component.find(["", "  \n ", "Duties:"]) == [[], [], []]
