"""Labels: for every entity one name no other entity has.

A label is the display name followed by what it lies in ("Kupiansk, Kharkiv Oblast, Ukraine"). Where two entities
would share one, both say more: the second-level subdivision, the kind, in the end the id. Which of these forms an
entity needs is decided once, by the compiler, and stored; the text is put together from the form when read.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

import regex

from normalize.keys import fold

__all__ = ["FORMS", "choose_forms", "label_key", "label_text"]

_PART = regex.compile(r"[,()]")

# What a form adds to name, first-level subdivision and country. The order is that of growing length.
FORMS: tuple[frozenset[str], ...] = (
    frozenset(),
    frozenset({"admin2"}),
    frozenset({"kind"}),
    frozenset({"kind", "admin2"}),
    frozenset({"id"}),
)


def label_text(name: str, kind: str, id_: str, parents: Sequence[str], form: int) -> str:
    """Return the label of an entity.

    Args:
        name: its display name.
        kind: its kind.
        id_: its canonical id.
        parents: display names of second-level subdivision, first-level subdivision and country, "" where there is none.
        form: index into `FORMS`.

    >>> label_text("Kupiansk", "city", "geonames:703656", ["Kupiansk Raion", "Kharkiv Oblast", "Ukraine"], 0)
    'Kupiansk, Kharkiv Oblast, Ukraine'
    >>> label_text("Georgia", "country", "iso3166:GE", ["", "", ""], 2)
    'Georgia (country)'
    """
    adds = FORMS[form]
    second, first, country = parents
    head = f"{name} ({kind})" if "kind" in adds else name
    if "id" in adds:
        head = f"{name} ({id_})"
    parts = [second if "admin2" in adds else "", first, country]
    # "Kyiv, Kyiv, Ukraine": a subdivision called like its city says nothing.
    return ", ".join([head, *(p for p in parts if p and p != name)])


_part_key = lru_cache(maxsize=1 << 12)(fold)  # the same subdivisions and countries end label after label


def label_key(cleaned: str) -> str:
    """Return the key labels are compared by: the fold key of each part between commas and brackets.

    >>> label_key("Kupiansk, Kharkiv Oblast, Ukraine")
    'kupiansk|kharkivoblast|ukraine'
    """
    return "|".join(k for part in _PART.split(cleaned) if (k := _part_key(part)))


def choose_forms(
    count: int,
    label_at: Callable[[int, int], str],
    prominence: Sequence[float],
    keeps_short: Callable[[int, list[int]], bool],
    first: Sequence[int],
) -> list[int]:
    """Return for each of `count` entities the shortest form that makes its label unique.

    Args:
        count: how many entities.
        label_at: (entity, form) -> the key of that label.
        prominence: to ask the most prominent of a group whether it may keep the shared label.
        keeps_short: (entity, the others of its group) -> whether the others are only other aspects of it.
        first: the form each starts with.
    """
    forms = list(first)
    pending = list(range(count))
    keys: list[str] = [""] * count
    owners: dict[str, list[int]] = {}
    while pending:
        for entity in pending:
            keys[entity] = label_at(entity, forms[entity])
            owners.setdefault(keys[entity], []).append(entity)
        shared = sorted({keys[entity] for entity in pending if len(owners[keys[entity]]) > 1})
        pending = []
        for key in shared:
            group = sorted(owners[key])
            top = max(group, key=lambda e: (prominence[e], -e))
            others = [e for e in group if e != top]
            stays = keeps_short(top, others)
            moved = [e for e in (others if stays else group) if forms[e] + 1 < len(FORMS)]
            for entity in moved:
                owners[key].remove(entity)
                forms[entity] += 1
            pending.extend(moved)
    return forms
