"""Towns and the subdivisions named after them: what a source records for one is a name of the other too.

Sources record Tartúsz (Hungarian) or আর-রাক্কাহ for a governorate and leave its seat of the same name without it; people
who write it mean the seat.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from normalize.gazetteer.records import Record
from normalize.keys import SCALE, default_encoder, fold

__all__ = ["share_names"]

_ALIKE = 0.7  # of the vectors: below it stand other names of the region (Haripunchai) and class words of no list
Named = tuple[str, str | None, str]


def share_names(subdivisions: Iterable[Record], places: Iterable[Record], says_kind: Callable[[str], bool]) -> int:
    """Give towns the names of like-named subdivisions around them; return how many.

    Args:
        subdivisions, places: tidied records; the display names of the two must have one key.
        says_kind: whether a name has a word for the kind of thing it names; such names are not shared.
    """
    towns: dict[str, list[Record]] = defaultdict(list)
    for place in places:
        for admin in {place.admin1, place.admin2} - {None}:
            assert admin is not None
            towns[admin].append(place)
    shared = 0
    for record in subdivisions:
        key = fold(record.name)
        named = [town for town in towns[record.id] if fold(town.name) == key]
        if named:
            town = max(named, key=lambda t: (t.population or 0, t.id))
            more = _alike(town.names, (name for name in record.names if not says_kind(name[0])))
            town.names.extend(more)
            shared += len(more)
    return shared


def _alike(held: Sequence[Named], offered: Iterable[Named]) -> list[Named]:
    """Those of the offered aliases that are new and alike a held name."""
    own = [(text, fold(text)) for text, _, role in held if role != "weak"]
    keys = {key for _, key in own}
    longest = max(text.count(" ") for text, _ in own)
    new = [
        name for name in offered if name[2] == "alias" and fold(name[0]) not in keys and name[0].count(" ") <= longest
    ]
    if not new:
        return []
    encoder = default_encoder()
    vectors = encoder.encode([text for text, _ in own], [key for _, key in own]).astype(int)
    products = encoder.encode([text for text, _, _ in new], [fold(text) for text, _, _ in new]).astype(int) @ vectors.T
    return [name for name, product in zip(new, products.max(1), strict=True) if product >= _ALIKE * SCALE**2]
