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
    # "Kyiv, Kyiv, Ukraine": a subdivision called like its city says nothing.
    parts = [p for p in (second if "admin2" in adds else "", first) if p != name] + [country]
    return ", ".join([head, *filter(None, parts)])


_part_key = lru_cache(maxsize=1 << 12)(fold)  # the same subdivisions and countries end label after label


def label_key(cleaned: str) -> str:
    """Return the key labels are compared by: the fold key of each part between commas and brackets.

    >>> label_key("Kupiansk, Kharkiv Oblast, Ukraine")
    'kupiansk|kharkivoblast|ukraine'
    """
    return "|".join(k for part in _PART.split(cleaned) if (k := _part_key(part)))


def choose_forms(
    label_at: Callable[[int, int], str], keeper: Callable[[list[int]], int | None], first: Sequence[int]
) -> list[int]:
    """Return for each entity the shortest form that makes its label unique.

    Where several share a label all of them take a longer one, so that a label is never the first of several.

    Args:
        label_at: (entity, form) -> the key of that label.
        keeper: of entities that share a label, the one that may keep it because the others are
            the same place seen in another way; None where they are really several.
        first: for each entity the form it starts with.
    """
    forms = list(first)
    pending = list(range(len(forms)))
    keys: list[str] = [""] * len(forms)
    owners: dict[str, list[int]] = {}
    while pending:
        for entity in pending:
            keys[entity] = label_at(entity, forms[entity])
            owners.setdefault(keys[entity], []).append(entity)
        shared = sorted({keys[entity] for entity in pending if len(owners[keys[entity]]) > 1})
        pending = []
        for key in shared:
            group = sorted(owners[key])
            kept = keeper(group)
            for entity in group:
                if entity != kept and forms[entity] + 1 < len(FORMS):
                    owners[key].remove(entity)
                    forms[entity] += 1
                    pending.append(entity)
    return forms
