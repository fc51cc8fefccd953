"""Why the names of a cluster are in it: links that lead from any of them to any other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from normalize.clusters.items import Items
from normalize.clusters.units import Scored
from normalize.letters import bare
from normalize.results import Evidence, Link, Match

__all__ = ["Reasons"]

_AT_ONCE = 4096  # clusters


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
            clusters: the items of each, ascending.
        """
        for low in range(0, len(clusters), _AT_ONCE):
            yield from self._some(clusters[low : low + _AT_ONCE])

    def _some(self, clusters: Sequence[Sequence[int]]) -> Iterator[tuple[Link, ...]]:
        pairs = [self._across(cluster) if len(cluster) > 1 else [] for cluster in clusters]
        flat = np.array([pair for some in pairs for pair in some], np.int64).reshape(-1, 2)
        scores = self.scored.of_items(flat[:, 0], flat[:, 1]) if len(flat) else np.zeros(0)
        trees, at = [], 0
        for cluster, some in zip(clusters, pairs, strict=True):
            trees.append(self._tree(cluster, some, scores[at : at + len(some)].round(4).tolist()))
            at += len(some)
        compared = np.array([(a, b) for tree in trees for a, b, _, how in tree if how is None], np.int64).reshape(-1, 2)
        said = iter(self.scored.names.steps(compared[:, 0], compared[:, 1]) if len(compared) else [])
        for tree in trees:
            yield tuple(self._link(a, b, score, how or next(said)) for a, b, score, how in tree)

    def _across(self, cluster: Sequence[int]) -> list[tuple[int, int]]:
        """Pairs of items of two units that have to be compared."""
        of = self.scored.units.of
        groups: dict[int, list[int]] = {}
        for item in cluster:
            groups.setdefault(int(of[item]), []).append(item)
        units = list(groups.values())
        return [
            (one, other)
            for at, later in enumerate(units)
            for earlier in units[:at]
            for one in earlier
            for other in later
            if not self._same_id(one, other)
        ]

    def _same_id(self, one: int, other: int) -> bool:
        a, b = self.matches[one], self.matches[other]
        return a is not None and b is not None and a.id is not None and a.id == b.id

    def _tree(
        self, cluster: Sequence[int], pairs: Sequence[tuple[int, int]], scores: Sequence[float]
    ) -> list[tuple[int, int, float, tuple[str, ...] | None]]:
        """The surest links that hold the spellings together: (one, other, score, why; None for the comparison)."""
        if len(cluster) == 1:
            return []
        texts = self.items.texts
        sure: list[tuple[float, int, int, tuple[str, ...] | None]] = []
        first: dict[object, int] = {}
        for item in cluster:
            start = first.setdefault(int(self.scored.units.of[item]), item)
            match = self.matches[item]
            known = item if match is None or match.id is None else first.setdefault(match.id, item)
            sure += [self._known(earlier, item) for earlier in sorted({start, known} - {item})]
        sure += [(score, a, b, self._meant(a, b)) for (a, b), score in zip(pairs, scores, strict=True)]
        parent = {texts[item]: texts[item] for item in cluster}

        def root(text: str) -> str:
            while parent[text] != text:
                text = parent[text]
            return text

        found: list[tuple[int, int, float, tuple[str, ...] | None]] = []
        # The surest first; of what is equally sure the one that needs no comparison.
        for score, a, b, how in sorted(sure, key=lambda link: (-link[0], link[3] is None, link[1], link[2])):
            one, other = root(texts[a]), root(texts[b])
            if one != other:
                parent[max(one, other)] = min(one, other)
                found.append((a, b, score, how))
        return found

    def _meant(self, a: int, b: int) -> tuple[str, ...] | None:
        """What two items of two units both mean; None where their letters decide."""
        meant = self.scored.meant.number
        match = self.matches[a]
        if match is None or meant[a] < 0 or meant[b] < 0:
            return None
        if meant[a] != meant[b]:
            return ("recorded: both for one entity",) if self.scored.recorded.one(a, b) else None
        return (f"meant: the first candidate of both is {match.first_id}",)

    def _known(self, a: int, b: int) -> tuple[float, int, int, tuple[str, ...]]:
        """Why two items of one unit, or of one id, are one."""
        one, other = self.matches[a], self.matches[b]
        if one is not None and other is not None and self._same_id(a, b):
            return min(one.score, other.score), a, b, (f"id: both are {one.id}, {one.label}",)
        if bare(self.items.cleaned[a]) == bare(self.items.cleaned[b]):
            return 1.0, a, b, (f"letters: both are {bare(self.items.cleaned[a])}",)
        return 1.0, a, b, ("decided: they are one",)

    def _link(self, a: int, b: int, score: float, steps: tuple[str, ...]) -> Link:
        texts, keys = self.items.texts, self.scored.names.keys
        sort = steps[0].partition(":")[0] if len(steps) == 1 else ""
        relations = {"id": "id", "letters": "identical", "decided": "decided", "meant": "meant", "recorded": "recorded"}
        relation = relations.get(sort, "folded" if keys[a] == keys[b] else "alike")
        shared = keys[a] if keys[a] == keys[b] else ""
        return Link(texts[a], texts[b], score, Evidence(relation, texts[a], texts[b], shared, steps))
