"""Which names of a list are spellings of one entity. The one place of the check that asks for clusters.

Names the gazetteer resolves to one id are one cluster. A name it does not resolve joins the one it is likeliest a
spelling of, among those whose keys are an edit apart, as `compare` sees it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from normalize.gazetteers import Gazetteer
from normalize.results import Match
from normalize.verbs import compare, key, resolve

__all__ = ["Cluster", "canonical_names", "clusters"]

_MOST_IN_BLOCK = 20  # names that share a key less one letter: more say nothing
_FEWEST_LETTERS = 5  # of a key: shorter ones are an edit from everything


@dataclass(frozen=True, slots=True)
class Cluster:
    """Spellings of one entity.

    Attributes:
        names: the spellings, in the order given; at least two.
        id: canonical id of the entity, or None where no gazetteer knows it.
        score: probability in 0..1 that all are its names: that of the weakest link.
    """

    names: tuple[str, ...]
    id: str | None
    score: float


def clusters(
    names: Sequence[str], kind: str, *, gazetteers: Sequence[Gazetteer] = (), threshold: float | None = None
) -> list[Cluster]:
    """Return the entities of which there are two spellings or more.

    Args:
        names: distinct names.
        kind: "place", "country", "person" or "org".
        gazetteers: what to ask, in the order in which the later ones win; the default one without any.
        threshold: the least score in 0..1 of a link; without it, what the library takes for a match.

    >>> [c.names for c in clusters(["Kupyansk", "Izium", "Kupiansk"], "place")]
    [('Kupyansk', 'Kupiansk')]
    """
    matches = _resolved(names, kind, gazetteers)
    links: dict[str, tuple[str, float]] = {}  # name -> what it belongs to, and how surely
    for name, match in matches.items():
        if match and match.score >= (threshold or 0.0):
            links[name] = cast(str, match.id), match.score
    groups: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for name, (id, score) in links.items():
        groups[id].append((name, score))
    for name, of, score in _near(matches, set(links), kind, threshold):
        home = links.get(of)
        if home is None:
            home = links[of] = f"name {of}", 1.0
            groups[home[0]].append((of, 1.0))
        links[name] = home[0], score
        groups[home[0]].append((name, score))
    order = {name: at for at, name in enumerate(names)}
    found = [
        Cluster(
            tuple(sorted((name for name, _ in group), key=order.__getitem__)),
            None if id.startswith("name ") else id,
            min(score for _, score in group),
        )
        for id, group in groups.items()
        if len(group) > 1
    ]
    return sorted(found, key=lambda cluster: order[cluster.names[0]])


def canonical_names(
    names: Sequence[str], kind: str, gazetteers: Sequence[Gazetteer] = ()
) -> dict[str, tuple[str, str]]:
    """Return name -> (id, display name) of what a gazetteer resolves.

    >>> canonical_names(["Купянск", "Xyzzyville"], "place")
    {'Купянск': ('geonames:703656', 'Kupiansk')}
    """
    return {
        name: (cast(str, match.id), cast(str, match.name))
        for name, match in _resolved(names, kind, gazetteers).items()
        if match
    }


def _resolved(names: Sequence[str], kind: str, gazetteers: Sequence[Gazetteer]) -> dict[str, Match]:
    asked: dict[str, Any] = {"gazetteer": gazetteers} if gazetteers else {}
    return dict(zip(names, resolve(names, kind, **asked), strict=True))


def _near(
    matches: Mapping[str, Match], known: set[str], kind: str, threshold: float | None
) -> Iterator[tuple[str, str, float]]:
    """(name, what it is a spelling of, score): each name that is not known at most once, the likeliest partner."""
    keys = {name: key(name) for name in matches}
    blocks: dict[str, list[str]] = defaultdict(list)
    for name, folded in keys.items():
        for part in _less_a_letter(folded):
            blocks[part].append(name)
    pairs: set[tuple[str, str]] = set()
    for block in blocks.values():
        if 1 < len(block) <= _MOST_IN_BLOCK:
            pairs |= {(a, b) for a in block for b in block if a < b and not (a in known and b in known)}
    compared = cast(Literal["place", "person", "org"], "place" if kind == "country" else kind)
    scored = []
    for a, b in sorted(pairs):
        if _apart(matches[a], matches[b]):
            continue
        said = compare(a, b, compared)
        if said.same if threshold is None else said.score >= threshold:
            scored.append((-said.score, a, b))
    placed: set[str] = set(known)
    for minus, a, b in sorted(scored):
        # The surer half stays, the other joins it; a name that has joined one joins no other.
        if b not in placed:
            placed |= {a, b}
            yield b, a, -minus
        elif a not in placed:
            placed |= {a, b}
            yield a, b, -minus


def _apart(one: Match, other: Match) -> bool:
    """Whether the gazetteer knows both names, but of no entity that both may mean: Rhine and Rhône are near only."""
    ids = [
        {match.id} if match else {candidate.entity.id for candidate in match.candidates}
        for match in (one, other)
        if match.status != "unmatched"
    ]
    return len(ids) == 2 and ids[0].isdisjoint(ids[1])


def _less_a_letter(folded: str) -> Iterable[str]:
    if len(folded) < _FEWEST_LETTERS:
        return (folded,) if folded else ()
    return {folded, *(folded[:at] + folded[at + 1 :] for at in range(len(folded)))}
