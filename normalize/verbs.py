"""The public verbs: on the packaged gazetteers, on others, or on several at once."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from normalize.comparing import compare_names
from normalize.entities import Entity
from normalize.errors import ArgumentError, NameTypeError, UnknownIdError
from normalize.gazetteers import FAMILIES, Gazetteer, default_gazetteer
from normalize.inputs import values_of
from normalize.keys import fold
from normalize.layers import joined
from normalize.letters import clean
from normalize.results import Comparison, Match

__all__ = ["compare", "country", "entity", "gazetteers_of", "key", "org", "person", "place", "resolve"]

_DEFAULT: Any = object()  # tells "not given" from None, which is an error
Some = Gazetteer | Sequence[Gazetteer]


def _in(kind: str, gazetteer: object) -> list[Gazetteer]:
    """The gazetteers to ask, in the order in which the later ones win."""
    return [default_gazetteer(kind)] if gazetteer is _DEFAULT else gazetteers_of(gazetteer)


def gazetteers_of(gazetteer: object) -> list[Gazetteer]:
    """Return the gazetteers that an argument gives.

    Raises:
        ArgumentError: it is neither a gazetteer nor a list of some.
    """
    given: list[Any] = (
        list(gazetteer) if isinstance(gazetteer, Sequence) and not isinstance(gazetteer, str) else [gazetteer]
    )
    if not given or not all(isinstance(g, Gazetteer) for g in given):
        raise ArgumentError(
            f"gazetteer={gazetteer!r} is no Gazetteer: leave it out for the default one, or pass "
            "Gazetteer.open(path), or a list such as [default_gazetteer(), mine]"
        )
    return given


def _joined(matches: list[Match]) -> Match:
    return matches[0] if len(matches) == 1 else joined(matches)


def place(
    name: object,
    *,
    country: str | None = None,
    admin: str | None = None,
    near: tuple[float, float] | str | None = None,
    kinds: Sequence[str] | None = None,
    lang: str | None = None,
    gazetteer: Some = _DEFAULT,
) -> Match:
    """Return the place a name means: city, village, subdivision, country, river, sea, base …

    Args:
        name: the name as it was found, in any script; an id or a label works too. None and NaN are unmatched.
        country: ISO 3166 code or any name of the country it lies in; candidates elsewhere are left out.
        admin: name, ISO 3166-2 code ("UA-63"), GeoNames code ("UA.07") or id of a subdivision it lies in.
        near: (latitude, longitude) in degrees, or the id of an entity: close candidates are likelier.
        kinds: which kinds to consider, such as ("river", "sea").
        lang: ISO 639-1 or 639-3 code of the language the name is written in: names recorded in it are likelier.
        gazetteer: another gazetteer than the default one, or several, of which the later ones win.

    Raises:
        NameTypeError: the name is neither a string nor a null.
        ArgumentError: a hint that cannot be understood.

    >>> place("Куп'янськ").id, place("Kupyansk", country="UA").id
    ('geonames:703656', 'geonames:703656')
    >>> place("Xyzzyville").status
    'unmatched'
    """
    chosen = _in("place", gazetteer)
    return _joined([g.place(name, country=country, admin=admin, near=near, kinds=kinds, lang=lang) for g in chosen])


def country(name: object, *, gazetteer: Some = _DEFAULT) -> Match:
    """Return the country or territory a name or an ISO 3166-1 code means.

    Raises:
        NameTypeError: the name is neither a string nor a null.

    >>> country("Туреччина").id, country("TUR").name
    ('iso3166:TR', 'Türkiye')
    """
    return _joined([g.country(name) for g in _in("country", gazetteer)])


def person(name: object, *, country: str | None = None, born: int | None = None, gazetteer: Some = _DEFAULT) -> Match:
    """Return the person a name means.

    Args:
        name: the name as it was found: any script, any order of its parts, with titles, initials or a patronymic.
        country: ISO 3166 code or any name of a country the person is known for: evidence, it rules nobody out.
        born: year of birth: evidence.
        gazetteer: another gazetteer than the default one, or several, of which the later ones win.

    Raises:
        NameTypeError: the name is neither a string nor a null.
        ArgumentError: a hint that cannot be understood.

    >>> person("Зеленський Володимир").id == person("President Volodymyr Zelensky").id
    True
    """
    return _joined([g.person(name, country=country, born=born) for g in _in("person", gazetteer)])


def org(name: object, *, country: str | None = None, gazetteer: Some = _DEFAULT) -> Match:
    """Return the organisation a name means.

    Args:
        name: the name as it was found, in any script, with or without its legal form; an acronym works too.
        country: ISO 3166 code or any name of the country it belongs to: evidence, it rules none out.
        gazetteer: another gazetteer than the default one, or several, of which the later ones win.

    Raises:
        NameTypeError: the name is neither a string nor a null.
        ArgumentError: a hint that cannot be understood.

    >>> org("НАТО").id == org("OTAN").id
    True
    """
    return _joined([g.org(name, country=country) for g in _in("org", gazetteer)])


def resolve(
    names: Iterable[object],
    kind: str = "place",
    *,
    context: Literal["document"] | None = None,
    jobs: int = 1,
    gazetteer: Some = _DEFAULT,
    **hints: Any,
) -> list[Match]:
    """Return the match of each name, in order. Equal names with equal hints are worked once.

    Args:
        names: any iterable of names, a Series or an Arrow array; nulls are unmatched.
        kind: "place", "country", "person" or "org".
        context: "document" when the names are mentions of one text: what lies near the others is likelier.
        jobs: processes to work in, for a hundred thousand names and more. Each maps the same file; the answers
            are the same. As with every use of processes, a script that does this needs `if __name__ == "__main__":`.
        gazetteer: another gazetteer than the default one, or several, of which the later ones win.
        **hints: the hints of `place`, `person` or `org`, each one value for all names or a sequence of one a name.

    Raises:
        NameTypeError: a name is neither a string nor a null, or `names` is a single string.
        ArgumentError: a hint that cannot be understood, or with another length than the names.

    >>> [m.id for m in resolve(["Izium", "Изюм", None], country="UA")]
    ['geonames:707292', 'geonames:707292', None]
    """
    chosen = _in(kind, gazetteer)
    if len(chosen) == 1:
        return chosen[0].resolve(names, kind, context=context, jobs=jobs, **hints)
    values = values_of(names)  # read once: they may be a generator
    every = [g.resolve(values, kind, context=context, jobs=jobs, **hints) for g in chosen]
    return [joined(matches) for matches in zip(*every, strict=True)]


def compare(a: str, b: str, kind: Literal["place", "person", "org"] = "place") -> Comparison:
    """Return how likely two names are spellings of one; no gazetteer is asked.

    Symmetric: `compare(a, b) == compare(b, a)`.

    Args:
        a, b: names in any script.
        kind: what they are names of: people's parts may stand in any order, an organisation's legal form counts apart.

    Raises:
        NameTypeError: one of them is no string.
        UnknownKindError: another kind.

    >>> compare("Kupyansk", "Купянск").same, compare("Novoselivka", "Novoselytsia").same
    (True, False)
    """
    return compare_names(a, b, kind)


def entity(id: str, *, gazetteer: Some = _DEFAULT) -> Entity:
    """Return the entity with a canonical id, or with another scheme's id recorded for it.

    Args:
        id: the id.
        gazetteer: where to look; all packaged gazetteers where it is left out.

    Raises:
        UnknownIdError: no gazetteer asked holds it.

    >>> entity("iso3166:UA").label, entity("UA-63").id
    ('Ukraine', 'geonames:706482')
    """
    if gazetteer is _DEFAULT:
        found = next((e for kind in FAMILIES if (e := default_gazetteer(kind).find(id)) is not None), None)
    else:
        found = next((e for g in reversed(_in("place", gazetteer)) if (e := g.find(id)) is not None), None)
    if found is None:
        raise UnknownIdError(f"{id!r} is in no gazetteer that was asked; ids look like 'geonames:703656'")
    return found


def key(text: str) -> str:
    """Return the comparison key of a name: lower-case ASCII letters and digits, the same for every way of typing it.

    Stable: `key(key(x)) == key(x)`. Equal keys mean equal spellings up to case, marks, punctuation and script,
    not equal entities.

    Raises:
        NameTypeError: `text` is not a string.

    >>> key("Куп’янськ"), key("KUP'YANSK"), key("Kup-yansk")
    ('kupyansk', 'kupyansk', 'kupyansk')
    """
    if not isinstance(text, str):
        raise NameTypeError(f"key() takes a string, not {type(text).__name__}")
    return fold(clean(text))
