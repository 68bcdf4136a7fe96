r"""Text that was damaged on its way, put right: wrong decoding, lost characters, a scraper's escapes and tokens.

Only what can be undone with certainty is undone. A character that is lost and could have been several stays what it is,
a replacement mark; text that shows no sign of damage comes back as it was.
"""

from __future__ import annotations

import html
import re

from features.mojibake import undo_code_page, undo_mojibake

#: Text is repaired until nothing changes, as damage hides damage ("&amp;amp;"); a real text needs two rounds.
MAX_ROUNDS = 8

_C1_CONTROL = re.compile("[\x80-\x9f]")
_ASKED = re.compile(r"[A-Za-z]\?(?:s|t|re|ve|ll|d|m)(?![\w=&/?])")

_LOST = "\ufffd{1,3}"
_LOST_APOSTROPHE = re.compile(rf"(?<=[A-Za-z]){_LOST}(?=(?:s|t|re|ve|ll|d|m)(?![\w\ufffd]))")
_LOST_BULLET = re.compile(rf"^[ \t]*{_LOST}[ \t]+(?=\w)", re.M)
_LOST_DASH = re.compile(rf"(?<=[\w.,)][ ]){_LOST}(?=[ ]\w)|(?<=\d){_LOST}(?=\d)")
_LOST_QUOTES = re.compile(rf"(?<![\w\ufffd]){_LOST}(\w[^\ufffd\n]{{0,80}}[\w.,!?]){_LOST}(?![\w\ufffd])")
# "customer?s", "don?t", "we?ll": a question mark where a converter had no apostrophe. Not in an address ("/apply?d=1").
_ASKED_APOSTROPHE = re.compile(r"(?<![\w./:@?&=#-])([A-Za-z]{1,20}n)\?(t)(?![\w=&/?])|"
                               r"(?<![\w./:@?&=#-])([A-Za-z]{2,20})\?(s|re|ve|ll|d|m)(?![\w=&/?])")  # fmt: skip

# What stands for a line break, a tab, a character, once a writer of JSON or Python has been through the text. A run of
# backslashes is looked at once, from its first on; behind a drive's letter ("C:\new") it is a path.
_RUN = r"(?<!\\)(?<![A-Za-z]:)\\++"
_ESCAPED_BREAK = re.compile(rf"{_RUN}(?:r\\++)?n")
_CERTAIN_BREAK = re.compile(rf"{_RUN}(?:r\\++)?n(?![a-z])")
_ESCAPED_TAB = re.compile(rf"{_RUN}t(?![a-z])")
_ESCAPED_PAIR = re.compile(rf"{_RUN}u(d[89ab][0-9a-f]{{2}})\\++u(d[c-f][0-9a-f]{{2}})", re.I)
_ESCAPED_CHARACTER = re.compile(rf"{_RUN}(?:u([0-9a-f]{{4}})|x([0-9a-f]{{2}})(?![0-9a-z]))", re.I)
_ESCAPED_MARK = re.compile(rf"{_RUN}([\"'/])")

_DOUBLE_ENTITY = re.compile(r"&(?:amp;)+(?=(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z][a-z0-9]{1,30});)", re.I)

# Tokens that data sets put for what they hide.
_HIDDEN = re.compile(r"#(?:URL|EMAIL|PHONE)_[0-9a-f]{16,64}#")

_C1 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}

#: Literal ``\n`` in front of a small letter is a line break only where a text has at least this many of any kind.
MIN_BREAKS = 2

_MARKDOWN_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!&<>~|$=:])")
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,10}(?:\s[^<>]{0,300})?/?>", re.I)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"\s+")


def repair(text: str) -> str:
    r"""Undo what damaged a text; markup and line breaks stay as they are.

    Parameters
    ----------
    text : str
        As scraped.

    Returns
    -------
    str
        The text with wrong decodings undone (UTF-8 read as Windows-1252, Windows-1252 read as the DOS code page), lost
        apostrophes, dashes, quotes and bullets put back where nothing else can have stood there, literal ``\n``,
        ``\u2019`` and ``\"`` turned into what they stand for, and double entities into single ones. Repairing it again
        changes nothing.

    Examples
    --------
    >>> repair("weâ€™ll brief the clientâ€™s team")
    'we’ll brief the client’s team'
    >>> repair("WeÆre hiring. Don\ufffdt wait.\\n\\n* Run shoots")
    'We’re hiring. Don’t wait.\n\n* Run shoots'
    """
    for _ in range(MAX_ROUNDS):
        repaired = _round(text)
        if repaired == text:
            break
        text = repaired
    return text


def repair_line(text: str) -> str:
    r"""Repair a title, a company's or a place's name: one line without markup.

    Examples
    --------
    >>> repair_line("Producer &amp;amp; Editor  \\- <b>Leeds</b>")
    'Producer & Editor - Leeds'
    """
    for _ in range(MAX_ROUNDS):
        repaired = repair(text)
        if "&" in repaired:
            repaired = html.unescape(repaired)
        if "<" in repaired:
            repaired = _TAG.sub(" ", repaired)
        if "\\" in repaired:
            repaired = _MARKDOWN_ESCAPE.sub(r"\1", repaired)
        repaired = _SPACES.sub(" ", _INVISIBLE.sub("", repaired)).strip()
        if repaired == text:
            break
        text = repaired
    return text


def _round(text: str) -> str:
    # Each step first asks for what must stand in a text that needs it: a sound text costs 10 µs.
    if not text.isascii():
        text = undo_mojibake(undo_code_page(text))
        if _C1_CONTROL.search(text):
            text = text.translate(_C1)
        if "\ufffd" in text:
            text = _put_back(text)
    if "\\" in text:
        text = _unescape(text)
    if "&amp;" in text:
        text = _DOUBLE_ENTITY.sub("&", text)
    if "_" in text and "#" in text:
        text = _HIDDEN.sub(" ", text)
    if "?" in text and _ASKED.search(text):
        text = _ASKED_APOSTROPHE.sub(lambda found: "’".join(part for part in found.groups() if part), text)
    return text


def _unescape(text: str) -> str:
    if len(_ESCAPED_BREAK.findall(text)) >= MIN_BREAKS:
        text = _ESCAPED_BREAK.sub("\n", text)
    else:
        text = _CERTAIN_BREAK.sub("\n", text)
    text = _ESCAPED_TAB.sub(" ", text)
    text = _ESCAPED_PAIR.sub(_pair, text)
    text = _ESCAPED_CHARACTER.sub(_character, text)
    return _ESCAPED_MARK.sub(r"\1", text)


def _pair(found: re.Match[str]) -> str:
    high, low = int(found[1], 16), int(found[2], 16)
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _character(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    # Half a pair is no character, and what cannot be seen does no good.
    if 0xD800 <= code <= 0xDFFF or code < 0x20:
        return "\n" if code in (0x0A, 0x0D) else " "
    return chr(code)


def _put_back(text: str) -> str:
    text = _LOST_APOSTROPHE.sub("’", text)
    text = _LOST_BULLET.sub("• ", text)
    text = _LOST_DASH.sub("–", text)
    return _LOST_QUOTES.sub(r"“\1”", text)
