"""Postings labelled in the terminal: one key a label, and a way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.label_candidates import Offer
from flows.plain_text import plain
from models.label_guide import FIT_MEANINGS, ROLE_KEYS, ROLE_MEANINGS

if TYPE_CHECKING:
    from rich.console import Console

#: Duties and characters of the text shown at once.
DUTIES_SHOWN, TEXT_SHOWN = 25, 6_000

_NO_FIT = ("\r", "\n", " ", "-")
_HELP = "s skip · u undo · t text · q quit, labels are kept"


@dataclass(frozen=True, slots=True)
class Answered:
    """A posting and what was said of it; ``fit`` is empty where nobody graded it."""

    offer: Offer
    role: str
    fit: str


def ask(
    offers: Sequence[Offer], read_key: Callable[[], str], console: Console, *, show_guess: bool = False
) -> list[Answered]:
    """Ask for role and fit of one posting after the other.

    Parameters
    ----------
    offers : sequence of Offer
    read_key : callable
        Gives the next key that is pressed; an empty string, Ctrl-C or Ctrl-D end the asking.
    console : rich.console.Console
    show_guess : bool
        Whether the model's guess is shown, which leads.

    Returns
    -------
    list of Answered
        In the order of ``offers``; what was answered before the end is kept.
    """
    answers: list[Answered | None] = []
    explained = graded = False
    while len(answers) < len(offers):
        offer = offers[len(answers)]
        _show(offer, len(answers) + 1, len(offers), console, show_guess=show_guess, explain=not explained)
        explained = True
        role = _pick(offer, read_key, console, [*ROLE_KEYS, "s", "u", "t", "q"])
        if role == "q":
            break
        if role == "u":
            _undo(answers, console)
            continue
        if role == "s":
            answers.append(None)
            continue
        _line(console, f"{ROLE_KEYS[role]}. How well would it suit an account manager with two to five years?")
        for grade, meaning in FIT_MEANINGS.items() if not graded else ():
            _line(console, f"  {grade}  {meaning}")
        graded = True
        _line(console, f"  {' '.join(FIT_MEANINGS)} · Enter no grade · u back to the role")
        fit = _pick(offer, read_key, console, [*FIT_MEANINGS, *_NO_FIT, "u", "q"])
        if fit == "u":
            continue
        answers.append(Answered(offer, ROLE_KEYS[role], fit if fit in FIT_MEANINGS else ""))
        if fit == "q":
            break
    return [answer for answer in answers if answer is not None]


def _pick(offer: Offer, read_key: Callable[[], str], console: Console, keys: Sequence[str]) -> str:
    """Read keys until one has a meaning here."""
    while True:
        try:
            key = read_key().lower()
        except (KeyboardInterrupt, EOFError):
            return "q"
        if key in ("", "\x03", "\x04"):
            return "q"
        if key == "t" and "t" in keys:
            _line(console, plain(offer.text.replace("\n", " ¶ "))[:TEXT_SHOWN])
        elif key in keys:
            return key
        else:
            _line(console, f"Keys here: {' '.join(name for name in keys if name.isprintable() and name.strip())}")


def _undo(answers: list[Answered | None], console: Console) -> None:
    if not answers:
        _line(console, "Nothing to take back yet.")
        return
    gone = answers.pop()
    _line(console, f"Taken back: {gone.role if gone else 'skipped'}.")


def _show(offer: Offer, number: int, total: int, console: Console, *, show_guess: bool, explain: bool) -> None:
    console.rule(f"{number} of {total}")
    about = " · ".join(part for part in (offer.title, offer.company, offer.location) if part) or "(no title)"
    _line(console, about, style="bold")
    for duty in offer.duties[:DUTIES_SHOWN]:
        _line(console, f"  - {duty}")
    if len(offer.duties) > DUTIES_SHOWN:
        _line(console, f"  … {len(offer.duties) - DUTIES_SHOWN} more (t)")
    if not offer.duties:
        _line(console, "  (no duties found: press t for the whole text)")
    if show_guess:
        _line(console, f"The model says {offer.guess} ({offer.confidence:.0%}).")
    _line(console, "")
    if explain:
        for key, role in ROLE_KEYS.items():
            _line(console, f"  {key}  {role}: {ROLE_MEANINGS[role]}")
        _line(console, f"  {_HELP}")
    else:
        _line(console, " · ".join([*(f"{key} {role}" for key, role in ROLE_KEYS.items()), _HELP]))


def _line(console: Console, text: str, style: str | None = None) -> None:
    console.print(plain(text), style=style, markup=False, highlight=False)
