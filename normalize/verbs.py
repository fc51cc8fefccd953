"""The public verbs, on any gazetteer (`Gazetteer`) and on the default one (the functions)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import as_file, files
from numbers import Real
from pathlib import Path
from typing import Any, Literal

from normalize.comparing import compare_names
from normalize.entities import Entity
from normalize.errors import (
    ArgumentError,
    GazetteerMissingError,
    NameTypeError,
    UnknownIdError,
    UnknownKindError,
)
from normalize.gazetteer import Store
from normalize.hints import HINTS, read_hints
from normalize.keys import fold
from normalize.letters import clean
from normalize.queries import NO_HINTS, Hints
from normalize.resolve import is_null, resolve_name, resolve_names
from normalize.results import Comparison, Match

__all__ = ["Gazetteer", "compare", "country", "default_gazetteer", "entity", "key", "place", "resolve"]

_KINDS = ("place", "country")


class Gazetteer:
    """A gazetteer file, open, with the verbs on it.

    >>> gazetteer = default_gazetteer()
    >>> gazetteer.place("Купянск").label
    'Kupiansk, Kharkiv Oblast, Ukraine'
    """

    __slots__ = ("_store",)

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def open(cls, path: str | Path) -> "Gazetteer":
        """Open a compiled gazetteer file; it is memory-mapped, not read.

        Raises:
            GazetteerError: the file is missing, truncated, or of another format version.
        """
        return cls(Store(Path(path)))

    def __repr__(self) -> str:
        return f"<Gazetteer {self.version}, {len(self):,} entities>"

    def __len__(self) -> int:
        return len(self._store)

    @property
    def version(self) -> str:
        """Name, version and the start of the checksum."""
        return self._store.version

    @property
    def path(self) -> Path:
        """The file it is read from."""
        return self._store.path

    @property
    def store(self) -> Store:
        """The open file, for code that reads entities by number."""
        return self._store

    @property
    def meta(self) -> dict[str, Any]:
        """What the file says of itself: sources, counts, noise rules, checksum."""
        return dict(self._store.meta)

    def verify(self) -> None:
        """Read the whole file and compare its checksum.

        Raises:
            GazetteerFormatError: its contents are not those that were written.
        """
        self._store.verify()

    def ids(self) -> Iterable[str]:
        """Yield the canonical id of every entity, in stored order."""
        return map(self._store.id, range(len(self._store)))

    def entity(self, id: str) -> Entity:
        """See `normalize.entity`."""
        at = self._store.find_id(clean(id)) if isinstance(id, str) else None
        if at is None:
            raise UnknownIdError(f"{id!r} is not in the gazetteer {self.version}; ids look like 'geonames:703656'")
        return self._store.entity(at)

    def place(
        self,
        name: object,
        *,
        country: str | None = None,
        admin: str | None = None,
        near: tuple[float, float] | str | None = None,
        kinds: Sequence[str] | None = None,
        lang: str | None = None,
    ) -> Match:
        """See `normalize.place`."""
        return resolve_name(self._store, name, read_hints(self._store, country, admin, near, kinds, lang))

    def country(self, name: object) -> Match:
        """See `normalize.country`."""
        return resolve_name(self._store, name, Hints(kinds=frozenset({"country"})))

    def resolve(
        self,
        names: Iterable[object],
        kind: str = "place",
        *,
        context: Literal["document"] | None = None,
        jobs: int = 1,
        **hints: Any,
    ) -> list[Match]:
        """See `normalize.resolve`."""
        if not isinstance(jobs, int) or jobs < 1:
            raise ArgumentError(f"jobs={jobs!r} must be a whole number of processes, 1 or more")
        if kind not in _KINDS:
            raise UnknownKindError(f"kind={kind!r} cannot be resolved; the kinds are {', '.join(_KINDS)}")
        if context not in (None, "document"):
            raise ArgumentError(f'context={context!r} is unknown; it is None or "document"')
        values = _values(names)
        read = self._hints(kind, len(values), hints) if hints or kind != "place" else NO_HINTS
        return resolve_names(self._store, values, read, jointly=context == "document", jobs=jobs)

    def _hints(self, kind: str, count: int, hints: dict[str, Any]) -> list[Hints]:
        """The hints of each row; each distinct combination is read once."""
        if unknown := set(hints) - set(HINTS):
            raise ArgumentError(f"{sorted(unknown)[0]}= is no hint; the hints are {', '.join(h + '=' for h in HINTS)}")
        if kind == "country" and hints.get("kinds") is not None:
            raise ArgumentError('kinds= says nothing beside kind="country"; leave it out')
        columns = [_column(hint, hints.get(hint), count) for hint in HINTS]
        read: dict[Any, Hints] = {}
        rows = []
        for row in zip(*columns, strict=True):
            if row not in read:
                said = read_hints(self._store, *row)
                read[row] = replace(said, kinds=frozenset({"country"})) if kind == "country" else said
            rows.append(read[row])
        return rows


def _values(names: object) -> list[object]:
    """The names of any iterable, Series or Arrow array as Python values."""
    if isinstance(names, str | bytes) or not isinstance(names, Iterable):
        raise NameTypeError(f"resolve() takes many names, not {type(names).__name__}; for one name call place()")
    to_python = getattr(names, "to_pylist", None)  # Arrow arrays yield scalars of their own otherwise
    return list(to_python() if callable(to_python) else names)


def _is_one(hint: str, value: Any) -> bool:
    """Whether a value is one hint for all names: text, nothing, one (lat, lon), or one choice of kinds."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return True
    if hint == "near":
        return isinstance(value, tuple) and len(value) == 2 and all(isinstance(v, Real) for v in value)
    return hint == "kinds" and all(isinstance(v, str) for v in value)


def _hashable(value: Any) -> Any:
    """A hint in a form that can be told apart by hashing: lists, sets and arrays as tuples, nulls as None."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return None if is_null(value) else value
    to_list = getattr(value, "tolist", None)
    return tuple(to_list() if callable(to_list) else value)


def _column(hint: str, value: Any, count: int) -> list[Any]:
    """The hint of each name."""
    if _is_one(hint, value):
        return [_hashable(value)] * count
    values = _values(value)
    if len(values) != count:
        raise ArgumentError(f"{hint}= has {len(values):,} values for {count:,} names; give one for all, or one a name")
    return [_hashable(v) for v in values]


@cache
def default_gazetteer() -> Gazetteer:
    """Return the gazetteer that ships with the package, opened on first use.

    Raises:
        GazetteerMissingError: the package was not installed from a wheel that holds it.
    """
    with as_file(files("normalize").joinpath("data", "places.gaz")) as path:
        if not path.exists():
            raise GazetteerMissingError(
                f"{path} is missing: it is compiled when the wheel is built; install with `pip install .`, "
                "or run `python -m normalize.build normalize/data/places.gaz`"
            )
        return Gazetteer.open(path)


_DEFAULT: Any = object()  # tells "not given" from None, which is an error


def _in(gazetteer: object) -> Gazetteer:
    if gazetteer is _DEFAULT:
        return default_gazetteer()
    if isinstance(gazetteer, Gazetteer):
        return gazetteer
    raise ArgumentError(
        f"gazetteer={gazetteer!r} is no Gazetteer: leave it out for the default one, or pass Gazetteer.open(path)"
    )


def place(
    name: object,
    *,
    country: str | None = None,
    admin: str | None = None,
    near: tuple[float, float] | str | None = None,
    kinds: Sequence[str] | None = None,
    lang: str | None = None,
    gazetteer: Gazetteer = _DEFAULT,
) -> Match:
    """Return the place a name means: city, village, subdivision, country, river, sea, base …

    Args:
        name: the name as it was found, in any script; an id or a label works too. None and NaN are unmatched.
        country: ISO 3166 code or any name of the country it lies in; candidates elsewhere are left out.
        admin: name, ISO 3166-2 code ("UA-63"), GeoNames code ("UA.07") or id of a subdivision it lies in.
        near: (latitude, longitude) in degrees, or the id of an entity: close candidates are likelier.
        kinds: which kinds to consider, such as ("river", "sea").
        lang: ISO 639-1 or 639-3 code of the language the name is written in: names recorded in it are likelier.
        gazetteer: another gazetteer than the default one.

    Raises:
        NameTypeError: the name is neither a string nor a null.
        ArgumentError: a hint that cannot be understood.

    >>> place("Куп'янськ").id, place("Kupyansk", country="UA").id
    ('geonames:703656', 'geonames:703656')
    >>> place("Xyzzyville").status
    'unmatched'
    """
    chosen = _in(gazetteer)
    return chosen.place(name, country=country, admin=admin, near=near, kinds=kinds, lang=lang)


def country(name: object, *, gazetteer: Gazetteer = _DEFAULT) -> Match:
    """Return the country or territory a name or an ISO 3166-1 code means.

    Raises:
        NameTypeError: the name is neither a string nor a null.

    >>> country("Туреччина").id, country("TUR").name
    ('iso3166:TR', 'Türkiye')
    """
    return _in(gazetteer).country(name)


def resolve(
    names: Iterable[object],
    kind: str = "place",
    *,
    context: Literal["document"] | None = None,
    jobs: int = 1,
    gazetteer: Gazetteer = _DEFAULT,
    **hints: Any,
) -> list[Match]:
    """Return the match of each name, in order. Equal names with equal hints are worked once.

    Args:
        names: any iterable of names, a Series or an Arrow array; nulls are unmatched.
        kind: "place" or "country".
        context: "document" when the names are mentions of one text: what lies near the others is likelier.
        jobs: processes to work in, for a hundred thousand names and more. Each maps the same file; the answers
            are the same. As with every use of processes, a script that does this needs `if __name__ == "__main__":`.
        gazetteer: another gazetteer than the default one.
        **hints: the hints of `place`, each one value for all names or a sequence of one a name.

    Raises:
        NameTypeError: a name is neither a string nor a null, or `names` is a single string.
        ArgumentError: a hint that cannot be understood, or with another length than the names.

    >>> [m.id for m in resolve(["Izium", "Изюм", None], country="UA")]
    ['geonames:707292', 'geonames:707292', None]
    """
    return _in(gazetteer).resolve(names, kind, context=context, jobs=jobs, **hints)


def compare(a: str, b: str, kind: Literal["place", "person", "org"] = "place") -> Comparison:
    """Return how likely two names are spellings of one; no gazetteer is asked.

    Symmetric: `compare(a, b) == compare(b, a)`. Names are compared whole, whatever the kind.

    Args:
        a, b: names in any script.
        kind: what they are names of.

    Raises:
        NameTypeError: one of them is no string.
        UnknownKindError: another kind.

    >>> compare("Kupyansk", "Купянск").same, compare("Novoselivka", "Novoselytsia").same
    (True, False)
    """
    return compare_names(a, b, kind)


def entity(id: str, *, gazetteer: Gazetteer = _DEFAULT) -> Entity:
    """Return the entity with a canonical id, or with another scheme's id recorded for it.

    Raises:
        UnknownIdError: the gazetteer does not hold it.

    >>> entity("iso3166:UA").label, entity("UA-63").id
    ('Ukraine', 'geonames:706482')
    """
    return _in(gazetteer).entity(id)


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
