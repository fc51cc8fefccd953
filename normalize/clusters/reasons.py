"""Why the names of a cluster are in it: links that lead from any of them to any other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from normalize.clusters.items import Items
from normalize.clusters.units import Scored
from normalize.gazetteer.ragged import Numbers
from normalize.letters import bare
from normalize.results import Evidence, Link, Match

__all__ = ["Reasons"]

_AT_ONCE = 1024  # clusters
_KNOWN, _MEANT, _RECORDED, _COMPARED = range(4)  # why two items are one; of what is equally sure the first counts
_Edge = tuple[float, int, int, int]  # how sure, why, and two items


@dataclass(frozen=True, slots=True, eq=False)
class Reasons:
    """What is known of the items that are in clusters.

    Attributes:
        items, matches: the items, and what a gazetteer answered for each, or None.
        scored: how they compare.
    """

    items: Items
    matches: Sequence[Match | None]
    scored: Scored

    def of(self, clusters: Sequence[Sequence[int]]) -> Iterator[tuple[Link, ...]]:
        """Yield the links of each cluster.

        Args:
            clusters: the items of each, ascending, two and more.
        """
        for low in range(0, len(clusters), _AT_ONCE):
            yield from self._some(clusters[low : low + _AT_ONCE])

    def _some(self, clusters: Sequence[Sequence[int]]) -> Iterator[tuple[Link, ...]]:
        pairs = [self._across(cluster) for cluster in clusters]
        flat = np.array([pair for some in pairs for pair in some], np.int64).reshape(-1, 2)
        scores = self.scored.of_items(flat[:, 0], flat[:, 1]).round(4).tolist()
        edges = zip(scores, self._why(flat[:, 0], flat[:, 1]), *flat.T.tolist(), strict=True)
        trees = [
            self._tree(cluster, list(islice(edges, len(some)))) for cluster, some in zip(clusters, pairs, strict=True)
        ]
        compared = np.array([edge[2:] for tree in trees for edge in tree if edge[1] == _COMPARED], np.int64)
        compared = compared.reshape(-1, 2)
        said = iter(self.scored.names.steps(compared[:, 0], compared[:, 1]) if len(compared) else [])
        known: dict[str, tuple[str, ...]] = {}
        for tree in trees:
            yield tuple(
                self._link(a, b, score, next(said) if why == _COMPARED else self._said(a, b, why, known))
                for score, why, a, b in tree
            )

    def _across(self, cluster: Sequence[int]) -> list[tuple[int, int]]:
        """Pairs of items of two units that have to be compared."""
        of, ids = self.scored.units.of, self.scored.units.item_id
        if len(cluster) == 2:
            a, b = cluster
            return [] if of[a] == of[b] or self._same_id(a, b) else [(a, b)]
        groups: dict[int, list[int]] = {}
        for item in cluster:
            groups.setdefault(int(of[item]), []).append(item)
        units = list(groups.values())
        known = {item: int(ids[item]) for item in cluster}
        return [
            (one, other)
            for at, later in enumerate(units)
            for earlier in units[:at]
            for one in earlier
            for other in later
            if known[one] < 0 or known[one] != known[other]
        ]

    def _same_id(self, one: int, other: int) -> bool:
        ids = self.scored.units.item_id
        return bool(ids[one] >= 0 and ids[one] == ids[other])

    def _why(self, one: Numbers, other: Numbers) -> list[int]:
        """Why pairs of items of two units are one: what both mean or are recorded for, or their letters."""
        meant = self.scored.meant.number
        both = (meant[one] >= 0) & (meant[other] >= 0)
        same = meant[one] == meant[other]
        _, shared = self.scored.recorded.shared(one, other)
        why: list[int] = np.where(both & same, _MEANT, np.where(both & shared, _RECORDED, _COMPARED)).tolist()
        return why

    def _tree(self, cluster: Sequence[int], across: list[_Edge]) -> list[_Edge]:
        """The surest links that hold the spellings together."""
        texts, units = self.items.texts, self.scored.units
        if len(cluster) == 2 and across:
            return across if texts[cluster[0]] != texts[cluster[1]] else []
        edges = list(across)
        first: dict[object, int] = {}
        for item in cluster:
            start = first.setdefault(int(units.of[item]), item)
            id_ = int(units.item_id[item])
            known = item if id_ < 0 else first.setdefault(("id", id_), item)
            edges += [(self._sure(earlier, item), _KNOWN, earlier, item) for earlier in {start, known} - {item}]
        parent = {texts[item]: texts[item] for item in cluster}

        def root(text: str) -> str:
            while parent[text] != text:
                text = parent[text]
            return text

        found: list[_Edge] = []
        for edge in sorted(edges, key=lambda edge: (-edge[0], edge[1] == _COMPARED, edge[2], edge[3])):
            one, other = root(texts[edge[2]]), root(texts[edge[3]])
            if one != other:
                parent[max(one, other)] = min(one, other)
                found.append(edge)
                if len(found) == len(parent) - 1:
                    break
        return found

    def _sure(self, a: int, b: int) -> float:
        """How sure it is that two items of one unit, or of one id, are one."""
        one, other = self.matches[a], self.matches[b]
        return min(one.score, other.score) if one and other and self._same_id(a, b) else 1.0

    def _said(self, a: int, b: int, why: int, known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
        """Why two items are one, where they need not be compared; said once of each id, which many links share."""
        match = self.matches[a]
        if why == _RECORDED:
            return ("recorded: both for one entity",)
        if why == _MEANT and match is not None:
            return (f"meant: the first candidate of both is {match.first_id}",)
        if match is not None and match.id is not None and self._same_id(a, b):
            if match.id not in known:
                known[match.id] = (f"id: both are {match.id}, {match.label}",)
            return known[match.id]
        letters = bare(self.items.cleaned[a])
        return (f"letters: both are {letters}" if letters == bare(self.items.cleaned[b]) else "decided: they are one",)

    def _link(self, a: int, b: int, score: float, steps: tuple[str, ...]) -> Link:
        texts, numbers = self.items.texts, self.scored.key_numbers
        sort = steps[0].partition(":")[0] if len(steps) == 1 else ""
        relations = {"id": "id", "letters": "identical", "decided": "decided", "meant": "meant", "recorded": "recorded"}
        shared = self.scored.names.keys[a] if numbers[a] == numbers[b] else ""
        relation = relations.get(sort, "folded" if numbers[a] == numbers[b] else "alike")
        return Link(texts[a], texts[b], score, Evidence(relation, texts[a], texts[b], shared, steps))
