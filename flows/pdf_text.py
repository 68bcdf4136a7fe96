"""The text of a PDF, read by a process of its own, since a hostile one may take all the time and memory it gets.

Run as a script: ``python -P pdf_text.py FILE``; it prints the text, or exits with one of the codes below.
"""

from __future__ import annotations

import resource
import sys
from contextlib import suppress

#: Pages that are read: a CV of more than ten is a book.
MAX_PAGES = 30

#: Seconds of processor time and bytes of memory; a CV of four pages takes 0.2 s and 60 MB.
MAX_SECONDS, MAX_MEMORY = 20, 1024 * 1024 * 1024

#: Characters of text that are read; the cleaned text is cut at 100,000 as a posting's is.
MAX_CHARACTERS = 400_000

DAMAGED, LOCKED = 3, 4


def main(path: str) -> int:
    """Print the text of a PDF; return the exit code."""
    with suppress(ValueError, OSError):  # a system that bounds it more already
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError

    left = MAX_CHARACTERS
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            return LOCKED
        for number in range(min(MAX_PAGES, len(reader.pages))):
            text = reader.pages[number].extract_text()[:left]
            left -= len(text)
            sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
            if left <= 0:
                break
    except FileNotDecryptedError:
        return LOCKED
    except Exception:  # whatever a damaged file makes of the reader, it is damaged
        return DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
