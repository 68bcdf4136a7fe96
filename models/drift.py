"""Whether a run's listings and judgements are unlike what the model learned from, or unlike the run before.

The labelled postings are no picture of a scrape: they hold as many hybrids as nurses. So what depends on what was
searched for (roles, decisions, scores, lengths) is compared with the run before under the same model; with the training
is compared what should hold whatever was searched for: that the duties are in words the model knows, that jobs in scope
ask for the competencies it has seen, and that the texts are in English.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.portrait import Portrait
from models.shift import distance, psi

#: Fewer postings than this say nothing of a run; fewer in scope, nothing of what jobs in scope ask for: halves of one
#: scrape with 92 each are 0.12 apart in their mix, samples of it with 5 each 0.37.
FEWEST, FEWEST_INSIDE = 30, 40

#: From here on a run is unlike the one before (the index that is customary for a shift worth acting on). Of a scrape of
#: 6,119 postings, two halves have at most 0.006 in any measure, two samples of 200 0.083; its engineers have 0.67 in
#: the fit score, its nurses 1.60.
MOST_SHIFT = 0.25

#: Shares of a run from which on it is worth a word. In the scrape 1.5 % are not in English, 3.1 % are in scope (of its
#: nurses none, of its engineers 0.1 %), and of those in scope a person should look at 46 % (of its halves 37 to 54 %).
MOST_FOREIGN, MOST_EMPTY, LEAST_INSIDE, MOST_UNSURE = 0.2, 0.2, 0.01, 0.6

#: Least share of the duties' words that the vocabulary should have: 0.95 in scope, 0.91 in the whole scrape, 0.90 of
#: its nurses and engineers, whose duties no label was given for.
LEAST_KNOWN = 0.85

#: Most Jensen-Shannon distance of what jobs in scope ask for from what they ask for in the training: the sample
#: listings have 0.10, the scrape 0.30, its halves 0.29 and 0.33.
MOST_OTHER_MIX = 0.4

_SHIFTS = {
    "roles": "the roles are in other shares than in the run before",
    "decisions": "more or fewer are to look at than in the run before",
    "fits": "the scores are unlike those of the run before",
    "lengths": "the texts are shorter or longer than in the run before",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in which a run is unlike what it should be like.

    Attributes
    ----------
    measure : str
        Its name, for programs.
    value, limit : float
        What was measured, and from where on it is worth saying.
    said : str
        For people.
    label : bool
        Whether labels would help; else it is the search that brings other jobs.
    """

    measure: str
    value: float
    limit: float
    said: str
    label: bool = True


def findings(run: Portrait, reference: Portrait | None, before: Portrait | None) -> list[Finding]:
    """Say in what a run is unlike the training, and unlike the run before.

    Parameters
    ----------
    run : Portrait
    reference : Portrait, optional
        The training; None for a version that did not keep it.
    before : Portrait, optional
        The previous run with the same model and profile; None for none.

    Returns
    -------
    list of Finding
        Empty where nothing is worth saying, or the run is too small to say anything.
    """
    if run.postings < FEWEST:
        return []
    found = [*_of_texts(run), *_of_jobs(run, reference)]
    if before is not None and before.postings >= FEWEST:
        shifts = ((name, psi(getattr(before, name), getattr(run, name))) for name in _SHIFTS)
        found += [
            Finding(f"{name}_shift", round(value, 3), MOST_SHIFT, _SHIFTS[name])
            for name, value in shifts
            if value > MOST_SHIFT
        ]
    return found


def _of_texts(run: Portrait) -> Iterator[Finding]:
    foreign, empty = run.foreign / run.postings, run.decisions[2] / run.postings
    if foreign > MOST_FOREIGN:
        yield Finding("foreign", round(foreign, 3), MOST_FOREIGN, f"{foreign:.0%} are not in English", label=False)
    if empty > MOST_EMPTY:
        yield Finding("no_text", round(empty, 3), MOST_EMPTY, f"{empty:.0%} have no text", label=False)
    if 0 < run.known < LEAST_KNOWN:
        yield Finding("known", run.known, LEAST_KNOWN, f"{1 - run.known:.0%} of the duties' words are new to the model")


def _of_jobs(run: Portrait, reference: Portrait | None) -> Iterator[Finding]:
    inside = run.inside / run.postings
    if inside < LEAST_INSIDE:
        said = f"only {run.inside:,} of {run.postings:,} are in scope"
        yield Finding("inside", round(inside, 4), LEAST_INSIDE, said, label=False)
    if run.inside < FEWEST_INSIDE:
        return
    unsure = run.unsure / run.inside
    if unsure > MOST_UNSURE:
        yield Finding("unsure", round(unsure, 3), MOST_UNSURE, f"of {unsure:.0%} of the jobs in scope it is not sure")
    other = distance(reference.mix, run.mix) if reference else 0.0
    if other > MOST_OTHER_MIX:
        yield Finding("mix", round(other, 3), MOST_OTHER_MIX, "jobs in scope ask for other things than labelled ones")
