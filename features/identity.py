"""A posting's identity: a hash of what it says, not of how a site marked it up."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata

_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
_NOT_WORD = re.compile(r"[\W_]+")

#: A source's id of so few digits, and nothing else, is as often the number of a row, which names another job next time.
_ROW_NUMBER = re.compile(r"\d{1,5}")

#: Hexadecimal digits of an id behind its letter: 64 bits, so that among 10 million postings the chance of any clash is
#: 3 in a million.
ID_DIGITS = 16


def normalised(text: str) -> str:
    """Reduce text to its letters and digits, one blank between words.

    Case, white space, punctuation, HTML tags, entities and Markdown marks do not survive, so that one job posted on
    two sites reads the same.

    Examples
    --------
    >>> normalised("<p><b>Lead</b>&nbsp;the  team!</p>") == normalised("**Lead** the team")
    True
    """
    if "&lt;" in text:  # tags that a site has escaped are tags all the same
        text = html.unescape(text)
    text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()


def posting_id(title: str, company: str, location: str, description: str, reference: str = "") -> str:
    """Hash a posting's normalised content.

    Parameters
    ----------
    title, company, location, description : str
        As found by a source.
    reference : str, optional
        The source's own id or address. It counts only where there is no description: two listings of one title that
        say nothing else may be two jobs.

    Returns
    -------
    str
        ``p`` and sixteen hexadecimal digits (a spreadsheet would read some ids without a letter as numbers); equal
        for listings that say the same.

    Examples
    --------
    >>> posting_id("Producer", "Aba", "Leeds", "* Run shoots") == posting_id(
    ...     "producer", "ABA", "Leeds", "<li>Run shoots"
    ... )
    True
    """
    parts = [normalised(part) for part in (title, company, location, description)]
    if not parts[-1]:
        parts[-1] = f"\x1e{reference}"
    content = "\x1f".join(parts)
    return f"p{hashlib.sha256(content.encode('utf-8')).hexdigest()[:ID_DIGITS]}"


def listing_reference(source_id: str, site: str, job_url: str, company: str) -> str:
    """Name a listing by what stays when its text is edited: the source's id or its address, and the company.

    Parameters
    ----------
    source_id, site, job_url, company : str
        As found by a source; empty where unknown.

    Returns
    -------
    str
        ``r`` and sixteen hexadecimal digits; empty if the listing has no name of its own.

    Examples
    --------
    >>> listing_reference("li-41", "linkedin", "", "Aba") == listing_reference("li-41", "linkedin", "?utm=1", "ABA ")
    True
    >>> listing_reference("17", "", "", "Aba")
    ''
    """
    name = job_url.strip() if _ROW_NUMBER.fullmatch(source_id.strip()) else source_id.strip() or job_url.strip()
    if not name:
        return ""
    content = "\x1f".join((name, normalised(site), normalised(company)))
    return f"r{hashlib.sha256(content.encode('utf-8')).hexdigest()[:ID_DIGITS]}"
