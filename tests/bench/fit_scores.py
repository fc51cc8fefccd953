"""Fits [found] of normalize/matching/weights.toml on the evaluation kit's development data and prints it.

    python tests/bench/fit_scores.py ../shared/bench/data

To these rows, which are unrecorded, misspelt or invented by construction, come as many recorded names drawn from the
gazetteer itself, for that is what most names in real tables are: entities drawn by their number of people (asked
without a hint) and evenly (asked without and with their country), of each one of its names.

The model says how likely the intended entity is among the candidates at all. Its inputs are those of
`normalize.matching.decide.found_features`; each evaluation task counts the same, whatever its number of rows.
Logistic regression with a small ridge, by Newton's method; the draw is seeded: the same answer every time.
Also prints the expected calibration error of the resulting scores, cross-validated over five folds.
"""

import csv
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from normalize.entities import Entity
from normalize.finders import prepare
from normalize.gazetteer import Store
from normalize.gazetteer.labels import label_key
from normalize.hints import read_hints
from normalize.matching.decide import found_features
from normalize.resolve import search
from normalize.verbs import default_gazetteer

NAMES = ["bias", "identical", "folded", "romanised", "coarse", "near", "edits", "weak", "hint"]
NAMES += ["exact_length", "exact_people", "near_length", "near_people"]
RIDGE = 0.5
FOLDS = 5
RECORDED = 5_000  # names drawn for each of the three recorded tasks
RECORDED_WEIGHT = 5  # and how many other tasks each of the three counts for


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def cases(data: Path) -> Iterator[tuple[str, str, str | None, str]]:
    """Yield (task, query, country, gold id or "")."""
    for task in ("places_alias", "places_world"):
        for row in table(data / f"{task}.tsv"):
            yield f"{task} none", row["query"], None, row["gold_id"]
            yield f"{task} country", row["query"], row["country"], row["gold_id"]
    for row in table(data / "places_noisy.tsv"):
        if row["kind"] == "absent":
            yield "absent", row["query"], None, ""
        else:
            yield f"{row['kind']} none", row["query"], None, row["gold_id"]
            yield f"{row['kind']} country", row["query"], row["country"], row["gold_id"]
    with gzip.open(data / "places_context.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            for mention in json.loads(line)["mentions"]:
                if mention["in_gazetteer"]:
                    yield "news", mention["phrase"], None, mention["gold_id"]


def recorded(store: Store) -> Iterator[tuple[str, str, str | None, str]]:
    """Yield recorded names as cases: drawn by people, and evenly, without a hint; evenly, with the country."""
    draw = np.random.default_rng(0)
    # Subdivisions stay out: their people are their cities' people again, and a name they share with
    # a city in them is drawn as the city's.
    drawn = np.array([store.kind(e) != "subdivision" for e in range(len(store))])
    people = np.array([store.prominence(e) for e in range(len(store))]) * drawn
    by_people = draw.choice(len(store), RECORDED, p=people / people.sum())
    evenly = draw.choice(len(store), RECORDED, p=drawn / drawn.sum())
    tasks = (("recorded by people, none", by_people), ("recorded none", evenly), ("recorded country", evenly))
    for task, chosen in tasks:
        for e in chosen:
            names = [n for n in store.names_of(int(e)) if n.role != "weak"]
            codes = store.country_codes(int(e))
            hint = codes[0] if task.endswith("country") and len(codes) == 1 else None
            yield task, names[draw.integers(len(names))].text, hint, store.id(int(e))


def is_gold(entity: Entity, gold: str) -> bool:
    return gold in (entity.id, f"geonames:{entity.ids.get('geonames')}")


def measure(data: Path) -> tuple[np.ndarray, ...]:
    """Return features, shares, whether the gold is a candidate, whether it is the first, and weights of the rows."""
    store = default_gazetteer().store
    rows, shares, found, first, tasks = [], [], [], [], []
    for task, query, country, gold in (*cases(data), *recorded(store)):
        hints = read_hints(store, country, None, None, None, None)
        prepared = prepare(query)
        if store.find_id(prepared.text) is not None or store.find_label(label_key(prepared.text)) is not None:
            continue  # sure by construction: no score to fit
        searched = search(store, prepared, hints) if prepared.key else None
        if searched is None:
            continue
        features = found_features(searched.ranked[0], searched.length, searched.hinted)
        rows.append([features.get(name, 0.0) for name in NAMES])
        shares.append(searched.ranked[0].share)
        found.append(any(is_gold(store.entity(r.entity), gold) for r in searched.ranked[:10]))
        first.append(is_gold(store.entity(searched.ranked[0].entity), gold))
        tasks.append(task)
    count = {task: tasks.count(task) for task in set(tasks)}
    for task in sorted(count):
        print(f"# {task}: {count[task]} scored rows", file=sys.stderr)
    times = [RECORDED_WEIGHT if task.startswith("recorded") else 1 for task in tasks]
    weight = np.array([n / count[task] for n, task in zip(times, tasks, strict=True)])
    return (
        np.array(rows),
        np.array(shares),
        np.array(found, float),
        np.array(first, float),
        weight / weight.mean(),
    )


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (weight * (y - p)) - RIDGE * w
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(w))
        step = np.linalg.solve(hessian, gradient)
        w += step
        if np.abs(step).max() < 1e-9:
            break
    return w


def main(data: Path) -> None:
    x, share, found, first, weight = measure(data)
    w = fit(x, found, weight)
    print("[found]")
    for name, value in zip(NAMES, w, strict=True):
        print(f"{name} = {value:.2f}")
    fold = np.arange(len(x)) % FOLDS
    score = np.zeros(len(x))
    for k in range(FOLDS):
        held = fold == k
        score[held] = share[held] / (1 + np.exp(-x[held] @ fit(x[~held], found[~held], weight[~held])))
    for bar in (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9):
        over = score >= bar
        precision = np.average(first[over], weights=weight[over])
        print(f"# matched from {bar}: {np.average(over, weights=weight):.3f} of rows, precision {precision:.3f}")
    bins = np.minimum((score * 10).astype(int), 9)
    error = sum(
        abs(np.average(score[bins == b] - first[bins == b], weights=weight[bins == b])) * weight[bins == b].sum()
        for b in set(bins)
    )
    print(f"# expected calibration error, cross-validated: {error / weight.sum():.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
