"""Fits what a base form counts for: the `inflected…` weights of [exact.candidate] in weights.toml, the others held.

    python tests/bench/fit_inflected.py ../shared/bench/data

Rows are the evaluation kit's forms and lemmas, each with its language said and unsaid (the entity meant is the
one its lemma matches); names recorded in a language, asked with that language; and the kit's unrecorded, misspelt and
invented names, which base forms meet by chance only, with and without a language of their script. Newton's method on
the conditional likelihood of `normalize.matching.model`; prints the weights, and how the first candidates of each task
then stand.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from normalize.finders import Asked
from normalize.gazetteer import Store
from normalize.gazetteer.layout import NONE
from normalize.gazetteer.packaged import packaged
from normalize.hints import read_hints
from normalize.inflection import inflects
from normalize.matching import weights
from normalize.matching.features import CANDIDATE, OUTSIDE
from normalize.matching.model import same_place, weighed
from normalize.queries import NO_HINTS, Hints, whole
from normalize.resolve import _settled as settled
from normalize.resolve import resolve_names
from normalize.tiers import _ranked_among as ranked_among
from normalize.tiers import _with_base_forms as with_base_forms
from normalize.tiers import tiers

FITTED = ("inflected", "inflected_unsaid", "inflected_few_letters", "inflected_unsaid_few_letters")
LANGUAGES = {
    "Latn": ("cs", "de", "fi", "hr", "hu", "lt", "lv", "pl", "sk", "sl", "tr"),
    "Cyrl": ("be", "bg", "mk", "ru", "uk"),
}
RIDGE = 0.5
DRAWN = 6_000
# Where a language is said it is that of the text, and most names in it are known; where none is, forms are rarer and
# invented names, few in the kit, are what a false answer is made of.
TIMES = {"form, language unsaid": 0.3, "absent, nothing": 2.0}
Case = tuple[str, str, Hints, str]  # task, name, hints, the id it means or ""


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def said(store: Store, lang: str, country: str | None = None) -> Hints:
    return read_hints(store, country, None, None, None, lang)


def cases(data: Path, store: Store) -> Iterator[Case]:
    rows = [r for r in table(data / "inflected.tsv") if r["form"].casefold() != r["lemma"].casefold()]
    hints = {lang: said(store, lang) for lang in {r["lang"] for r in rows}}
    lemmas = resolve_names(store, [r["lemma"] for r in rows], [hints[r["lang"]] for r in rows])
    for row, lemma in zip(rows, lemmas, strict=True):
        if lemma.id is not None:
            yield "form, language said", row["form"], hints[row["lang"]], lemma.id
            yield "form, language unsaid", row["form"], NO_HINTS, lemma.id
    draw = np.random.default_rng(0)
    for task in ("places_alias", "places_world", "places_noisy"):
        for row in table(data / f"{task}.tsv"):
            kind = row.get("kind") or task
            gold = "" if kind == "absent" else row["gold_id"]
            yield f"{kind}, nothing said", row["query"], NO_HINTS, gold
            if row["country"]:
                yield f"{kind}, country said", row["query"], read_hints(store, row["country"], *[None] * 4), gold
            script = next((s for s, letter in (("Cyrl", "а"), ("Latn", "a")) if letter in row["query"].lower()), None)
            if script:
                lang = LANGUAGES[script][draw.integers(len(LANGUAGES[script]))]
                yield f"{kind}, language said", row["query"], said(store, lang), gold
    people = np.array([store.prominence(e) for e in range(len(store))], float)
    for e in draw.choice(len(store), DRAWN, p=people / people.sum()).tolist():
        names = [n for n in store.names_of(e) if n.lang and inflects(n.lang) and n.role != "weak"]
        if names:
            name = names[draw.integers(len(names))]
            yield "recorded, language said", name.text, said(store, name.lang), store.id(e)


def collect(store: Store, every: list[Case]) -> dict[str, np.ndarray]:
    """The candidates of all queries that a base form met, one after the other."""
    tier = weights().exact
    held = {name: weight for name, weight in tier.candidate.items() if name not in FITTED}
    columns = defaultdict(list)
    queries = 0
    for low in range(0, len(every), 4096):
        batch = [(n, settled(store, c[1], c[2]), c) for n, c in enumerate(every[low : low + 4096])]
        batch = [(low + n, q, c) for n, q, c in batch if not hasattr(q, "status")]
        asked = Asked(store, [whole(n, q, c[2]) for n, (_, q, c) in enumerate(batch)])
        gold = np.array([store.find_id(c[3]) if c[3] else None for _, _, c in batch], object)
        gold = np.array([NONE if g is None else g for g in gold.tolist()], np.int64)
        origin = np.array([n for n, _, _ in batch])
        found = next(tiers(asked))
        left = np.ones(len(batch), bool)
        left[found.ranked.queries[found.decided]] = False
        readings, joined, which = with_base_forms(found.asked, found.compared.pairs, left)
        if len(which):
            compared, ranked = ranked_among(readings, joined, which)
            one = replace(compared, pairs=ranked.pairs)
            pairs = one.pairs
            target = gold[pairs.query]
            same = np.zeros(len(pairs), bool)
            known = target != NONE
            same[known] = same_place(one, target[known], pairs.entity[known], pairs.edits[known] == 0)
            number = {q: queries + k for k, q in enumerate(dict.fromkeys(pairs.query.tolist()))}
            outside = dict(zip(one.queries.tolist(), weighed(tier.outside, OUTSIDE, one).tolist(), strict=True))
            columns["at"].append(np.array([number[q] for q in pairs.query.tolist()], int))
            columns["fixed"].append(weighed(held, CANDIDATE, one))
            columns["x"].append(np.stack([CANDIDATE[name](one) for name in FITTED], 1))
            columns["gold"].append(pairs.entity == target)
            columns["rival"].append(~same)
            columns["outside"].append(np.array([outside[q] for q in number], float))
            columns["case"].append(np.array([origin[q] for q in number], int))
            queries += len(number)
    return {name: np.concatenate(parts) for name, parts in columns.items()}


def shares(rows: dict[str, np.ndarray], w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(probability of each candidate, of none of them for each query)."""
    raw, nothing = np.exp(rows["fixed"] + rows["x"] @ w), np.exp(rows["outside"])
    total = nothing + np.bincount(rows["at"], raw * (rows["rival"] | rows["gold"]), len(nothing))
    return raw / total[rows["at"]], nothing / total


def loss(rows: dict[str, np.ndarray], weight: np.ndarray, w: np.ndarray) -> float:
    candidate, nothing = shares(rows, w)
    right = np.bincount(rows["at"], candidate * rows["gold"], len(nothing))
    none = np.bincount(rows["at"], rows["gold"], len(nothing)) == 0
    return float(-(weight * np.log(np.where(none, nothing, right).clip(1e-300))).sum() + RIDGE * (w**2).sum() / 2)


def fit(rows: dict[str, np.ndarray], weight: np.ndarray) -> np.ndarray:
    """Newton's method with differences: four weights need no library."""
    w, step = np.full(len(FITTED), -1.0), 1e-3
    each = np.eye(len(FITTED)) * step
    for _ in range(30):
        at = loss(rows, weight, w)
        up = np.array([loss(rows, weight, w + e) for e in each])
        down = np.array([loss(rows, weight, w - e) for e in each])
        both = np.array([[loss(rows, weight, w + a + b) for a in each] for b in each])
        hessian = (both - up[:, None] - up[None] + at) / step**2
        w = w - np.clip(np.linalg.solve(hessian, (up - down) / (2 * step)), -1.0, 1.0)
        w = np.minimum(w, 0.0)  # a base form says no more than the name as it stands
    return w


def main(data: Path) -> None:
    store = packaged("place")
    every = list(cases(data, store))
    rows = collect(store, every)
    tasks = np.array([every[c][0] for c in rows["case"].tolist()])
    weight = np.array([next((n for name, n in TIMES.items() if task.startswith(name)), 1.0) for task in tasks])
    w = fit(rows, weight)
    for name, value in zip(FITTED, w.round(3).tolist(), strict=True):
        print(f'"{name}" = {value}')
    candidate, nothing = shares(rows, w)
    best = np.zeros(len(nothing))
    np.maximum.at(best, rows["at"], candidate)
    right = np.bincount(rows["at"], (candidate == best[rows["at"]]) & rows["gold"], len(nothing)) > 0
    best, over = np.minimum(best, 1.0), best >= weights().decision.matched
    for task in sorted(set(tasks.tolist())):
        mine = tasks == task
        share = right[mine & over].mean() if (mine & over).any() else float("nan")
        print(
            f"# {task:28} {mine.sum():5} first right {right[mine].mean():.3f} score {best[mine].mean():.3f} "
            f"matched {over[mine].mean():.3f} precision {share:.3f} known {(1 - nothing)[mine].mean():.3f}"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
