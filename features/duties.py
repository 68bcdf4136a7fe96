r"""Duties of a posting as a spaCy component: ``nlp.add_pipe("rolefit_duties")``.

The component reads the lines of a posting's cleaned text, keeps those a line scorer takes for duties, dresses each
in a carrier sentence, parses those sentences in one batch and writes ``doc.spans["duties"]``. It holds a parser of
its own, so the outer pipeline needs no more than a tokenizer and never parses what is no duty.

>>> >>> nlp = spacy.blank("en")
>>> _ = nlp.add_pipe("rolefit_duties")
>>> doc = nlp("Responsibilities:\n- Manage budgets and build timelines.\nPerks:\n- Free lunch")
>>> [(span.text, span._.verb, span._.object) for span in doc.spans["duties"]]
[('Manage budgets', 'manage', 'budgets'), ('build timelines', 'build', 'timelines')]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from features.carriers import Carrier, VerbIndex, dress
from features.clauses import clauses
from features.lines import Line, LineScore, lines_of
from features.parser import load_parser, load_verb_index
from features.rules import rule_score

#: Scores the lines of many postings at once, headings left out; each posting's lines are a sequence of their own.
LineScorer = Callable[[Sequence[Sequence[Line]]], Sequence[Sequence[LineScore]]]

#: Puts a line behind the carrier that suits its form.
Dresser = Callable[[str, VerbIndex], Carrier]

#: A line longer than this is cut before parsing: no single duty of the labelled corpus has over 700 characters.
MAX_LINE = 1_200

#: Lines of one posting that are looked at. The most of 1,500 real postings is 267; more is a page dump or an attack.
MAX_LINES = 500

#: Postings whose lines are parsed together. 64 to 512 short lines a batch were fastest (``docs/benchmarks.md``).
POSTINGS_PER_PARSE = 32
LINES_PER_BATCH = 256


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing the person will do.

    Attributes
    ----------
    text : str
        Exactly ``cleaned_text[start:end]``.
    verb, object : str
        Base form of the action and the noun phrase it acts on; empty where there is none.
    start, end : int
        Offsets into the cleaned text.
    line : Line
        The line it stands in.
    probability : float
        The line scorer's, 0 to 1.
    """

    text: str
    verb: str
    object: str
    start: int
    end: int
    line: Line
    probability: float


@dataclass(frozen=True, slots=True)
class PostingDuties:
    """The duties of a posting in reading order, and its other lines with what each is (``LINE_KINDS``)."""

    duties: tuple[Duty, ...]
    others: tuple[tuple[Line, str], ...]


class DutyFinder:
    """The component behind ``rolefit_duties``.

    Parameters
    ----------
    parser : Language
        Tags and parses dressed lines.
    verbs : VerbIndex
        Tells verbs from nouns at the start of a line.
    threshold : float
        Lines with at least this probability are duties.
    scorer : callable, optional
        The line scorer. Without one, headings and openings decide (:func:`features.rules.rule_score`).
    dresser : callable, default=dress
        Puts lines behind carriers; those of a CV have a dresser of their own.
    """

    def __init__(
        self,
        parser: Language,
        verbs: VerbIndex,
        threshold: float = 0.5,
        scorer: LineScorer | None = None,
        dresser: Dresser = dress,
    ) -> None:
        self.parser = parser
        self.verbs = verbs
        self.threshold = threshold
        self.scorer: LineScorer = scorer or rule_score
        self.dresser = dresser

    def __call__(self, doc: Doc) -> Doc:
        """Write ``doc.spans["duties"]`` of one posting."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = POSTINGS_PER_PARSE) -> Iterator[Doc]:
        """Write the duties of many postings, parsing their lines together."""
        stream = iter(stream)
        while docs := list(islice(stream, batch_size)):
            for doc, duties in zip(docs, self.find([doc.text for doc in docs]), strict=True):
                _annotate(doc, duties)
                yield doc

    def find(self, texts: Sequence[str]) -> list[list[Duty]]:
        """Find the duties of several cleaned texts.

        Parameters
        ----------
        texts : sequence of str
            Cleaned texts, see :func:`features.markup.to_plain_text`.

        Returns
        -------
        list of list of Duty
            For each text its duties in reading order.
        """
        return [list(found.duties) for found in self.read([tuple(lines_of(text)) for text in texts])]

    def read(self, postings: Sequence[Sequence[Line]]) -> list[PostingDuties]:
        """Find the duties of several postings whose lines are known already, and say what their other lines are."""
        content = [tuple(islice((line for line in lines if not line.is_heading), MAX_LINES)) for lines in postings]
        scores = self.scorer(content) if any(content) else [[] for _ in content]
        chosen: list[tuple[int, Line, float]] = []
        others: list[list[tuple[Line, str]]] = [[] for _ in postings]
        for number, (lines, row) in enumerate(zip(content, scores, strict=True)):
            for line, score in zip(lines, row, strict=True):
                if score.duty >= self.threshold:
                    chosen.append((number, line, float(score.duty)))
                else:
                    others[number].append((line, score.otherwise))
        carriers = [self.dresser(line.text[:MAX_LINE], self.verbs) for _, line, _ in chosen]
        parsed = self.parser.pipe((carrier.text for carrier in carriers), batch_size=LINES_PER_BATCH)
        found: list[list[Duty]] = [[] for _ in postings]
        for (number, line, probability), carrier, doc in zip(chosen, carriers, parsed, strict=True):
            found[number].extend(self._duties(line, probability, carrier, doc))
        return [PostingDuties(tuple(d), tuple(o)) for d, o in zip(found, others, strict=True)]

    def _duties(self, line: Line, probability: float, carrier: Carrier, doc: Doc) -> Iterator[Duty]:
        """Map the clauses of a dressed line back to the posting's own characters."""
        nominal = carrier.form == "noun"
        behind = max(0, carrier.shift)
        found = clauses(doc, behind, self.verbs, nominal=nominal)
        for number, clause in enumerate(found):
            start = line.start + (0 if number == 0 else clause.start - carrier.shift)
            end = line.end if number == len(found) - 1 else line.start + clause.end - carrier.shift
            text = line.text[start - line.start : end - line.start].rstrip(" .;,")
            if text:
                yield Duty(text, clause.verb, clause.object, start, start + len(text), line, probability)


def _annotate(doc: Doc, duties: Sequence[Duty]) -> None:
    spans = []
    for duty in duties:
        span = doc.char_span(duty.start, duty.end, label="DUTY", alignment_mode="expand")
        if span is not None:
            span._.verb, span._.object, span._.duty = duty.verb, duty.object, duty
            spans.append(span)
    doc.spans["duties"] = spans


def register_extensions() -> None:
    """Register ``Span._.verb``, ``Span._.object`` and ``Span._.duty`` (the whole :class:`Duty`)."""
    for name, default in (("verb", ""), ("object", ""), ("duty", None)):
        if not Span.has_extension(name):
            Span.set_extension(name, default=default)


@Language.factory("rolefit_duties", default_config={"threshold": 0.5})
def make_duties(nlp: Language, name: str, threshold: float) -> DutyFinder:
    """Build the component; inject a learned scorer with ``nlp.get_pipe("rolefit_duties").scorer = …``."""
    register_extensions()
    return DutyFinder(load_parser(), load_verb_index(), threshold)


def duties_of(doc: Doc) -> list[Duty]:
    """Return a processed doc's duties as plain records."""
    spans: Any = doc.spans.get("duties", [])
    return [span._.duty for span in spans]
