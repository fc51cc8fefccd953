"""What the compiler writes and the store reads must agree on. A change here raises `container.FORMAT`.

Entities are numbered in the order of ids, names in that of their entities, keys in that of (length in bytes, text).
"""

import re
from collections.abc import Mapping
from zlib import crc32

__all__ = [
    "BLOCK_OF_COUNTRIES",
    "BLOCK_OF_FEATURES",
    "BLOCK_OF_OTHERS",
    "DEGREE",
    "NEAR_BITS",
    "NEAR_MAX",
    "NEAR_MIN",
    "NONE",
    "NO_POSITION",
    "NUMERIC",
    "OWN",
    "ROLES",
    "SCHEMES",
    "SCORE_UNIT",
    "STORED_SCALE",
    "UPPER",
    "id_order",
    "letters_hash",
    "other_ids",
    "text_hash",
]

ROLES = ("preferred", "main", "alias", "weak")
SCHEMES = ("geonames", "iso3166", "iso3166-2", "wikidata", "normalize", "own")
OWN = SCHEMES.index("own")  # ids that people gave to their own entities: any text, kept as it is
NUMERIC = {"geonames": "", "wikidata": "Q"}  # schemes whose ids are numbers -> what stands before the number
UPPER = ("iso3166", "iso3166-2", "wikidata")  # schemes whose ids are written in capitals
NONE = 0xFFFFFFFF
NO_POSITION = -0x80000000
DEGREE = 100_000  # positions are kept as whole hundred-thousandths of a degree, about a metre

NEAR_MIN = 5  # bytes; shorter keys have too many neighbours for one edit to say anything
NEAR_MAX = 64
NEAR_BITS = 18  # of the hash of a half that choose its bucket, at most

# Names of blocks of vectors besides the codes of countries.
BLOCK_OF_COUNTRIES = "country"
BLOCK_OF_FEATURES = "feature"
BLOCK_OF_OTHERS = "other"  # of no country and no such kind

# A stored vector of length 1 has this length: coarser than the vectors of queries, since its parts then take half the
# bytes once compressed, and the cosine errs by less than a hundredth.
STORED_SCALE = 32

SCORE_UNIT = 10_000  # scores are kept, and given, in whole ten-thousandths


_NUMBER = re.compile("[1-9][0-9]*", re.ASCII)


def id_order(id_: str) -> tuple[int, int, str]:
    """Return (scheme, number, the rest) of an id: what is not written as ids of a scheme are is somebody's own.

    >>> id_order("geonames:703656"), id_order("depot:7")
    ((0, 703656, '703656'), (5, 0, 'depot:7'))
    """
    scheme, _, local = id_.partition(":")
    if scheme in NUMERIC:
        digits = local.removeprefix(NUMERIC[scheme])
        if f"{NUMERIC[scheme]}{digits}" == local and _NUMBER.fullmatch(digits) and int(digits) < NONE:
            return SCHEMES.index(scheme), int(digits), local
    elif scheme in SCHEMES[:OWN] and local and local == (local.upper() if scheme in UPPER else local.lower()):
        return SCHEMES.index(scheme), 0, local
    return OWN, 0, id_


def text_hash(text: str) -> int:
    """Return the 32-bit hash labels and codes are looked up by; the text itself is compared afterwards."""
    return crc32(text.encode())


def letters_hash(letters: str) -> int:
    """Return the 16-bit hash that tells whether two names with one key have the same letters in their own script."""
    return crc32(letters.encode()) & 0xFFFF


# How the ids an entity has besides its own are written when it is looked up by them.
_OTHER = {
    "geonames": "geonames:{}",
    "wikidata": "wikidata:{}",
    "iso3166_1_alpha3": "iso3166:{}",
    "iso3166_1_numeric": "iso3166:{}",
    "iso3166_2": "{}",
    "geonames_admin": "{}",
}


def other_ids(ids: Mapping[str, str]) -> list[str]:
    """Return what an entity with these ids can be looked up by, in lower case.

    >>> other_ids({"geonames": "706482", "iso3166_2": "UA-63"})
    ['geonames:706482', 'ua-63', 'iso3166-2:ua-63']
    """
    found = [_OTHER[scheme].format(value).lower() for scheme, value in ids.items() if scheme in _OTHER]
    if "iso3166_2" in ids:
        found.append(f"iso3166-2:{ids['iso3166_2']}".lower())
    return found
