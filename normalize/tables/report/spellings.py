"""The report of `normalize dedup`: which spellings are taken for one entity, and why."""

from collections.abc import Sequence
from pathlib import Path

from normalize.results import Cluster, Link
from normalize.tables.outcome import Clustered
from normalize.tables.report.charts import score_histogram
from normalize.tables.report.markup import Html, fill, join, name
from normalize.tables.report.numbers import count, counted, score
from normalize.tables.report.sections import gauge, more_of, settings_table
from normalize.tables.report.shell import page_html, write_page

__all__ = ["clusters_html", "write_clusters"]

_MOST_CLUSTERS = 500
_MOST_SPELLINGS = 15
_MOST_LINKS = 8
_BINS = 20
_MEANINGS = {
    "id": "the gazetteer resolves both to one entity",
    "meant": "both have the same first candidate in the gazetteer, which is not sure enough to resolve them",
    "recorded": "one entity of the gazetteer is recorded under both",
    "identical": "the same letters in the same script",
    "folded": "equal once script, case and marks do not count",
    "alike": "compared letter by letter",
    "decided": "decided by hand",
}


def write_clusters(found: Clustered, path: str | Path) -> None:
    """Write the report of a column's spellings to one HTML file.

    Args:
        found: the clusters.
        path: the file; one that is there is replaced.

    Raises:
        TableError: the file cannot be written.
    """
    write_page(clusters_html(found), path)


def clusters_html(found: Clustered) -> str:
    """Return the report of a column's spellings as HTML: complete in itself, the same for the same clusters.

    Everything from the table is escaped.

    Args:
        found: the clusters.

    >>> clusters_html(Clustered("towns.csv", "town", "place", (), {}, {}, {}, {})).splitlines()[0]
    '<!doctype html>'
    """
    several = [cluster for cluster in found.clusters if len(cluster) > 1]
    main = fill(
        "clusters_main",
        summary=_summary(found, several),
        clusters=_clusters_table(found, several),
        reasons=_reasons_table([link for cluster in several for link in cluster.links]),
        scores=score_histogram(
            _binned([cluster.score for cluster in several]),
            ("entity", "entities"),
            "Entities with several spellings by the score of their least sure link.",
            "No entity has several spellings, so there are no scores.",
        ),
        provenance=join(
            [
                settings_table("What the run was told", found.settings),
                settings_table("Versions", found.versions),
            ]
        ),
    )
    nav = fill("clusters_nav", clusters_count=count(len(several)))
    return page_html(f"Spellings in {found.source}", Html(""), nav, main)


def _summary(found: Clustered, several: Sequence[Cluster]) -> Html:
    """The paragraph that says it all in numbers."""
    known = sum(cluster.id is not None for cluster in found.clusters)
    both = sum(cluster.id is not None for cluster in several)
    return fill(
        "clusters_summary",
        rows=counted(sum(found.rows.values()), "row"),
        column=name(found.column),
        names=counted(len(found.rows), "name"),
        entities=_entities(len(found.clusters)),
        several=f"{count(len(several))} {'is' if len(several) == 1 else 'are'}",
        spellings=counted(sum(map(len, several)), "spelling"),
        known=_entities(known),
        both=count(both),
    )


def _entities(number: int) -> str:
    return counted(number, "entity", "entities")


def _clusters_table(found: Clustered, several: Sequence[Cluster]) -> Html:
    """The entities with several spellings, the least sure first."""
    if not several:
        return fill("nothing", text="None: every entity has one spelling.")
    rows = {id(cluster): sum(found.rows.get(text, 0) for text in cluster.names) for cluster in several}
    order = sorted(several, key=lambda cluster: (cluster.score, -rows[id(cluster)], cluster.names))
    shown = [
        fill(
            "cluster",
            name=name(cluster.representative),
            known=_known(cluster),
            spellings=_spellings(cluster, found),
            links=_links(cluster.links),
            rows=count(rows[id(cluster)]),
            score=score(cluster.score),
            wide=gauge(cluster.score),
        )
        for cluster in order[:_MOST_CLUSTERS]
    ]
    return fill(
        "clusters",
        rows=join(shown),
        more=more_of(len(order) - _MOST_CLUSTERS, "entities", "output of --format csv"),
        shown=len(shown),
    )


def _known(cluster: Cluster) -> Html:
    if cluster.id is None:
        return Html("")
    return fill("cluster_known", label=name(cluster.label or ""), id=name(cluster.id))


def _spellings(cluster: Cluster, found: Clustered) -> Html:
    """The spellings of an entity, the most frequent first."""
    order = sorted(cluster.names, key=lambda text: (-found.rows.get(text, 0), text))
    items = [
        fill(
            "cluster_spelling",
            text=name(text),
            rows=count(found.rows.get(text, 0)),
            first=count(found.first.get(text, 0)),
        )
        for text in order[:_MOST_SPELLINGS]
    ]
    return join([*items, *_left("spellings_more", len(order) - _MOST_SPELLINGS)])


def _links(links: Sequence[Link]) -> Html:
    """The links of an entity, the least sure first."""
    order = sorted(links, key=lambda link: (link.score, link.a, link.b))
    items = [
        fill("link", a=name(link.a), b=name(link.b), score=score(link.score), text=name(link.evidence.steps[-1]))
        for link in order[:_MOST_LINKS]
    ]
    return join([*items, *_left("links_more", len(order) - _MOST_LINKS)])


def _left(piece: str, left: int) -> list[Html]:
    return [fill(piece, count=count(left))] if left > 0 else []


def _reasons_table(links: Sequence[Link]) -> Html:
    """How many links there are of each sort, and how sure the least sure of them is."""
    if not links:
        return fill("nothing", text="No spelling was joined with another.")
    scores: dict[str, list[float]] = {}
    for link in links:
        scores.setdefault(link.evidence.relation, []).append(link.score)
    order = sorted(scores, key=lambda relation: (-len(scores[relation]), relation))
    return fill(
        "reasons",
        rows=join(
            [
                fill(
                    "reason",
                    relation=relation,
                    meaning=_MEANINGS.get(relation, ""),
                    links=count(len(scores[relation])),
                    least=score(min(scores[relation])),
                )
                for relation in order
            ]
        ),
    )


def _binned(scores: Sequence[float]) -> list[int]:
    bins = [0] * _BINS
    for each in scores:
        bins[min(_BINS - 1, max(0, int(each * _BINS)))] += 1
    return bins
