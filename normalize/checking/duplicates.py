"""Which names of a list are spellings of one entity. The one place of the check that asks for clusters."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from normalize.dedup import dedup
from normalize.gazetteers import Gazetteer
from normalize.results import Cluster, Match
from normalize.verbs import resolve

__all__ = ["canonical_names", "clusters"]


def clusters(
    names: Sequence[str], kind: str, *, gazetteers: Sequence[Gazetteer] = (), threshold: float | None = None
) -> list[Cluster]:
    """Return the entities of which there are two spellings or more, their names in the order given.

    Args:
        names: distinct names.
        kind: "place", "country", "person" or "org".
        gazetteers: what to ask, in the order in which the later ones win; the default one without any.
        threshold: the least score in 0..1 of a cluster; without it, what `dedup` takes for one.

    >>> [c.names for c in clusters(["Kupyansk", "Izium", "Kupiansk"], "place")]
    [('Kupyansk', 'Kupiansk')]
    """
    order = {name: at for at, name in enumerate(names)}
    found = [
        replace(cluster, names=tuple(sorted(cluster.names, key=order.__getitem__)))
        for cluster in dedup(names, kind, at_least=threshold, **_asked(gazetteers))
        if len(cluster.names) > 1 and cluster.score >= (threshold or 0.0)
    ]
    return sorted(found, key=lambda cluster: order[cluster.names[0]])


def _asked(gazetteers: Sequence[Gazetteer]) -> dict[str, Any]:
    return {"gazetteer": list(gazetteers)} if gazetteers else {}


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
    return dict(zip(names, resolve(names, kind, **_asked(gazetteers)), strict=True))
