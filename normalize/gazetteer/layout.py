"""What the compiler writes and the store reads must agree on. A change here raises `container.FORMAT`.

Keys are stored in the order of (length in bytes, text). All keys of one length so form a table
with rows of equal width: a key is found by bisection, and all keys of a length that share
their beginning lie together. A second order, by (length, text from its end), makes the same true
of endings. One edit leaves the first or the second half of a key as it was, so the two tables are a
complete index of keys one edit away, at four bytes a key.
"""

from zlib import crc32

__all__ = ["DEGREE", "NEAR_MAX", "NEAR_MIN", "NONE", "NO_POSITION", "NUMERIC", "ROLES", "SCHEMES", "text_hash"]

ROLES = ("preferred", "main", "alias", "code", "weak")
SCHEMES = ("geonames", "iso3166", "iso3166-2", "wikidata", "normalize")
NUMERIC = {"geonames": "", "wikidata": "Q"}  # schemes whose ids are numbers -> what stands before the number
NONE = 0xFFFFFFFF
NO_POSITION = -0x80000000
DEGREE = 100_000  # positions are kept as whole hundred-thousandths of a degree, about a metre

NEAR_MIN = 5  # bytes; shorter keys have too many neighbours for one edit to say anything
NEAR_MAX = 64


def text_hash(text: str) -> int:
    """Return the 32-bit hash labels and codes are looked up by; the text itself is compared afterwards."""
    return crc32(text.encode())
