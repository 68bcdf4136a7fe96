"""Bytes from other bytes, as a fuzzer without a view of the code makes them."""

from __future__ import annotations

import random

#: What the formats are made of, and what breaks readers.
_TOKENS = (
    b'"', b"'", b"\\", b",", b";", b"\t", b"|", b"\n", b"\r\n", b"{", b"}", b"[", b"]", b":", b"null", b"NaN", b"1e999",
    b"\\ud83d", b"\\u0000", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\xe2\x80", b"title", b"description",
    b'{"title":"A","text":"B"}', b"<position>", b"</position>", b"<![CDATA[", b"]]>", b"&amp;", b"&#0;", b"<", b">",
    b"---\n", b"+++\n", b"</script>", b'<script type="application/ld+json">', b"PK\x03\x04", b"PAR1", b"\x1f\x8b",
    b"['", b"']", b"jobs",
)  # fmt: skip

LONGEST = 1 << 16


def mutated(random: random.Random, pool: list[bytes]) -> bytes:
    """Change an input in one to eight places: bits, runs, tokens, pieces of another, cuts, repeats."""
    data = bytearray(random.choice(pool))
    for _ in range(1 << random.randrange(4)):
        at, end = sorted((random.randint(0, len(data)), random.randint(0, len(data))))
        end = min(end, at + 200)
        match random.randrange(8):
            case 0 if data:
                data[at % len(data)] ^= 1 << random.randrange(8)
            case 1 if data:
                data[at % len(data)] = random.randrange(256)
            case 2:
                del data[at:end]
            case 3 | 4:
                data[at:at] = random.choice(_TOKENS)
            case 5:
                data[at:at] = data[at:end] * random.randint(1, 4)
            case 6:
                other = random.choice(pool)
                place = random.randint(0, len(other))
                data[at:end] = other[place : place + random.randint(0, 300)]
            case _:
                data[end:] = b"" if random.random() < 0.2 else data[end:]
    return bytes(data[:LONGEST])
