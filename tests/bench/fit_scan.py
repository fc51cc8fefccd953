"""Fit what a text says of a candidate span of a place: `normalize/scanning/weights.toml`.

    python tests/bench/fit_scan.py TEXTS.jsonl.gz [--write]

TEXTS has one object a line: `text` and `mentions` with `start` and `end` of every place that is named. A span is a
mention where it overlaps one of these. The fit is a logistic regression with a weak prior (IRLS); what is printed is
cross-validated over documents, five folds. Without --write nothing is changed. What texts in one language cannot teach
(names in another script or without marks, rivers, common words of other languages) is held within `BOUNDS`.
"""

import argparse
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np

from normalize import default_gazetteer
from normalize.scanning.accept import Accepted, settled
from normalize.scanning.context import language_of
from normalize.scanning.features import FEATURES, Page
from normalize.scanning.recorded import lookup_in
from normalize.scanning.spans import Span, spans_of
from normalize.scanning.tokens import words_of

FOLDS = 5
PRIOR = 1.0
INFINITE = float("inf")
BOUNDS = {
    "other_script": (-INFINITE, -2.0),
    "other_letters": (-INFINITE, -1.0),
    "common": (-INFINITE, -4.0),
    "common_opens": (-INFINITE, -1.0),
    "by_class": (1.5, INFINITE),
    "feature": (-0.4, INFINITE),
}
WEIGHTS = Path(__file__).parents[2] / "normalize" / "scanning" / "weights.toml"


def gathered(documents: list[dict[str, Any]]) -> tuple[list[list[Span]], np.ndarray, np.ndarray, np.ndarray, int]:
    """Return the spans of each document, and of all of them features, whether each is a mention, and its document."""
    lookup = lookup_in(default_gazetteer("place").store)
    every, rows, right, of, total = [], [], [], [], 0
    for number, document in enumerate(documents):
        words = words_of(document["text"])
        language = language_of(words)
        spans = spans_of(words, [lookup], language.code)
        page = Page(words, spans, language)
        gold = [(m["start"], m["end"]) for m in document["mentions"] if m["start"] >= 0]
        total += len(gold)
        for span in spans:
            low, high = words.spans[span.first][0], words.spans[span.last][1]
            rows.append(page.row(span))
            right.append(any(start < high and end > low for start, end in gold))
            of.append(number)
        every.append(spans)
    return every, np.array(rows), np.array(right, float), np.array(of), total


def inside(spans: list[Span]) -> np.ndarray:
    """Return which spans lie in a longer one: what they are is settled by that one."""
    return np.array(
        [any(o.first <= s.first and s.last <= o.last and o.size > s.size for o in spans) for s in spans], bool
    )


def fitted(rows: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the weights; those of `BOUNDS` are held at a bound where they would pass it."""
    held: dict[int, float] = {}
    while True:
        free = np.array([at not in held for at in range(len(FEATURES))])
        fixed = sum((rows[:, at] * weight for at, weight in held.items()), np.zeros(len(rows)))
        weights = np.zeros(free.sum())
        prior = PRIOR * (np.array(FEATURES)[free] != "bias")
        for _ in range(40):
            chance = 1 / (1 + np.exp(-(rows[:, free] @ weights + fixed)))
            slope = rows[:, free].T @ (chance - right) + prior * weights
            bend = (rows[:, free] * (chance * (1 - chance))[:, None]).T @ rows[:, free] + np.diag(prior + 1e-9)
            weights -= np.linalg.solve(bend, slope)
        whole = np.zeros(len(FEATURES))
        whole[free] = weights
        for at, weight in held.items():
            whole[at] = weight
        bounded = {FEATURES.index(name): bounds for name, bounds in BOUNDS.items()}
        over = {at: min(max(whole[at], low), high) for at, (low, high) in bounded.items()}
        over = {at: bound for at, bound in over.items() if bound != whole[at]}
        if not over:
            return whole
        held |= over


def measured(
    every: list[list[Span]], chance: np.ndarray, right: np.ndarray, total: int, bar: float
) -> tuple[float, float]:
    """Return precision and recall of what is taken from a bar on."""
    hits = taken = at = 0
    for spans in every:
        own = slice(at, at + len(spans))
        at += len(spans)
        sure = [Accepted(span, score) for span, score in zip(spans, chance[own].tolist(), strict=True) if score >= bar]
        is_right = {id(span): value for span, value in zip(spans, right[own].tolist(), strict=True)}
        kept = settled(sure)
        taken += len(kept)
        hits += sum(is_right[id(one.span)] for one in kept)
    return hits / max(taken, 1), hits / total


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("texts", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--bar", type=float, default=0.45)
    parser.add_argument("--recall-bar", type=float, default=0.25)
    arguments = parser.parse_args()
    with gzip.open(arguments.texts, "rt", encoding="utf-8") as file:
        documents = [json.loads(line) for line in file]
    every, rows, right, of, total = gathered(documents)
    outer = ~np.concatenate([inside(spans) for spans in every if spans])
    chance = np.zeros(len(rows))
    for fold in range(FOLDS):
        held = of % FOLDS == fold
        weights = fitted(rows[outer & ~held], right[outer & ~held])
        chance[held] = 1 / (1 + np.exp(-(rows[held] @ weights)))
    for bar in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8):
        precision, recall = measured(every, chance, right, total, bar)
        both = 2 * precision * recall / (precision + recall)
        print(f"bar {bar:.2f}: precision {precision:.3f}, recall {recall:.3f}, F1 {both:.3f}")
    weights = fitted(rows[outer], right[outer])
    lines = [f'"{name}" = {weight:.3f}' for name, weight in zip(FEATURES, weights.tolist(), strict=True)]
    if not arguments.write:
        print("\n".join(lines))
        return
    head = WEIGHTS.read_text("utf-8").split("[bars]")[0] if WEIGHTS.exists() else ""
    bars = [f'"default" = {arguments.bar}', f'"recall" = {arguments.recall_bar}']
    WEIGHTS.write_text(head + "\n".join(["[bars]", *bars, "", "[features]", *lines]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
