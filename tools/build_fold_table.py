"""Write `dedup/kernels/fold.bin`: for every code point of Unicode, what it becomes when text is folded.

    python tools/build_fold_table.py [--check]

Folding is NFKD, then full case folding, then NFKD again. The table holds one entry of 32 bits a code point, in pages
of 256 (equal pages are stored once), and the entries of those code points that become several:

    bits 0-20   what to add to the code point (modulo 2**21) to fold it, so that whole scripts share one page;
                in the expansions the code point itself; of an expansion `offset << 5 | length` into them
    bits 21-23  its kind: see `dedup/kernels/unicode.py`
    bits 24-31  its canonical combining class

The file is a zlib stream of little-endian numbers: three uint32 (version of Unicode as major << 8 | minor, number of
pages, number of expansion entries), the page index (4352 uint16), the pages, the expansions. It is built with the
oldest Python that the project supports, so that every machine folds alike whatever Unicode its Python knows.
"""

from __future__ import annotations

import argparse
import struct
import sys
import unicodedata
import zlib
from array import array
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "dedup" / "kernels" / "fold.bin"

BREAK, BASE, UNSPACED, MARK, UNSPACED_MARK, JOINER, EXPANSION = range(7)
UNSPACED_RANGES = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),  # Han radicals
    (0x3005, 0x30FF),  # Han marks, kana
    (0x31F0, 0x31FF),  # kana extensions
    (0x3400, 0x9FFF),  # Han
    (0xF900, 0xFAFF),  # Han, compatibility
    (0x20000, 0x323AF),  # Han, supplementary planes
)
JOINERS = "\u200c\u200d\u2060\ufeff\u00ad"


def fold(character: str) -> str:
    """NFKD, full case folding, NFKD.

    U+0345 is left as it is: it is a mark until the marks are in order, and only then the letter iota.
    """
    parts = unicodedata.normalize("NFKD", character).split("\u0345")
    return "\u0345".join(unicodedata.normalize("NFKD", part.casefold()) for part in parts)


def entry(character: str, origin: int = 0) -> int:
    """The entry of one folded character, for the code point `origin` that it comes from."""
    point, category = ord(character), unicodedata.category(character)[0]
    unspaced = any(low <= point <= high for low, high in UNSPACED_RANGES)
    if character in JOINERS:
        kind = JOINER
    elif category in "LN":
        kind = UNSPACED if unspaced else BASE
    elif category == "M":
        kind = UNSPACED_MARK if unspaced else MARK
    else:
        return BREAK  # which one does not matter, and equal entries make equal pages
    return (point - origin) % (1 << 21) | kind << 21 | unicodedata.combining(character) << 24


def build() -> bytes:
    """The whole file."""
    entries, expansions, seen = array("I"), array("I"), dict[str, int]()
    for point in range(0x110000):
        character = chr(point)
        if 0xD800 <= point <= 0xDFFF:  # a surrogate is no character
            entries.append(BREAK)
            continue
        folded = fold(character)
        if character in JOINERS or len(folded) == 1:
            entries.append(entry(character if character in JOINERS else folded, point))
            continue
        if folded not in seen:
            seen[folded] = len(expansions)
            expansions.extend(entry(c) for c in folded)
        if len(folded) > 31 or seen[folded] >= 1 << 16:
            raise SystemExit(f"U+{point:04X} folds to {len(folded)} characters: the entry has no room for that")
        entries.append(seen[folded] << 5 | len(folded) | EXPANSION << 21)
    index, pages, where = array("H"), array("I"), dict[bytes, int]()
    for start in range(0, 0x110000, 256):
        page = entries[start : start + 256]
        key = page.tobytes()
        if key not in where:
            where[key] = len(where)
            pages.extend(page)
        index.append(where[key])
    for numbers in (index, pages, expansions):
        if sys.byteorder == "big":
            numbers.byteswap()
    major, minor = (int(n) for n in unicodedata.unidata_version.split(".")[:2])
    head = struct.pack("<3I", major << 8 | minor, len(where), len(expansions))
    return zlib.compress(head + index.tobytes() + pages.tobytes() + expansions.tobytes(), 9)


def main() -> int:
    """Write the table, or compare it with the committed one."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--check", action="store_true", help="write nothing; exit 1 where the file differs")
    if arguments.parse_args().check:
        same = zlib.decompress(TARGET.read_bytes()) == zlib.decompress(build())
        print(f"{TARGET.name}: {'as built' if same else 'differs from what this script builds'}")
        return 0 if same else 1
    TARGET.write_bytes(build())
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes, Unicode {unicodedata.unidata_version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
