"""Text that was decoded by the wrong table: UTF-8 read as Windows-1252, Windows-1252 read as the DOS code page."""

from __future__ import annotations

import re
from functools import cache

# The second and third bytes of a UTF-8 character as Windows-1252 or Latin-1 shows them, behind a lead byte. A first
# look only: "Ã©" may be anything, and whether it is damage is ftfy's to say.
_MOJIBAKE = re.compile(
    "[\u00c2-\u00f4\u0102\u010e\u0110\u0139\u0192\u02c6][\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122\ufffd]"
)

# A console's code page shows the curly apostrophe of Windows-1252 as "Æ", "é" as "Θ", "ô" as half an integral sign. In
# the middle of a Latin word none of them can stand: "weÆre", "SpΘcialiste".
_IMPOSSIBLE = "ΓΘΦΩΣπστφ⌠⌡│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌▐▀█▄▌"
_CODE_PAGE = re.compile(f"(?<=[a-z])Æ(?=[a-z])|(?<=[A-Za-z])[{_IMPOSSIBLE}](?=[a-z])")
# One class of characters is searched for much faster than a pattern that begins by looking back.
_FIRST_LOOK = re.compile(f"[Æ{_IMPOSSIBLE}]")


def undo_mojibake(text: str) -> str:
    """Decode anew what was UTF-8 and was read as a one-byte table, line by line, where ftfy is sure of it.

    Examples
    --------
    >>> undo_mojibake("Ad Ageâ€™s list"), undo_mojibake("cafÃ© crÃ¨me"), undo_mojibake("Île d’Orléans – A/B")
    ('Ad Age’s list', 'café crème', 'Île d’Orléans – A/B')
    """
    if _MOJIBAKE.search(text) is None:
        return text
    return "\n".join(_fixed(line) if _MOJIBAKE.search(line) else line for line in text.split("\n"))


def undo_code_page(text: str) -> str:
    """Decode anew what was Windows-1252 and was read as the DOS code page 437 of a console.

    One impossible letter inside a word shows it; then no accent of the text is what it seems.

    Examples
    --------
    >>> undo_code_page("weÆre SpΘcialistes û all"), undo_code_page("Ærø Bryghus, Δ 5 %")
    ('we’re Spécialistes – all', 'Ærø Bryghus, Δ 5 %')
    """
    if text.isascii() or _FIRST_LOOK.search(text) is None or _CODE_PAGE.search(text) is None:
        return text
    return text.translate(_page_437())


@cache
def _page_437() -> dict[int, str]:
    table = {}
    for byte in range(0x80, 0x100):
        shown = bytes([byte]).decode("cp437")
        table[ord(shown)] = bytes([byte]).decode("cp1252", "replace")
    return table


def _fixed(line: str) -> str:
    import ftfy  # 40 ms, which a process without damaged text need not pay

    return ftfy.fix_encoding(line)
