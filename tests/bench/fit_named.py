"""Fits the weights of people and organisations and prints their tables for normalize/matching/weights.toml.

    python tests/bench/fit_named.py ../shared/bench/data [person] [org] > named.toml     # needs torch

`[part]`, how likely two parts of names are forms of one, is a logistic regression on name tokens and their romanised
forms in the evaluation kit's development data, on groups of equivalent parts (`gazetteers/people/name_groups.csv`), and
on typing errors. `[person]` and `[org]` are conditional logits (see `normalize.matching.model`) on names of sanctions
lists in other scripts, on such tokens, and on names of the curated tables that are taken out of them first. Each set is
asked of a gazetteer that holds the entities meant, and of one that lacks half of them: then "none of these" is right.
`[compare.*]` are logistic regressions on pairs of names.
Calibration, cross-validated over five folds of names, goes to stderr.
"""

import csv
import gzip
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

import numpy as np
import torch
from fit_scores import RIDGE, fit, misspelt

import normalize.named
from normalize.gazetteer import Store
from normalize.gazetteer.sources.people import read_groups, read_orgs, read_people
from normalize.keys import default_encoder, fold
from normalize.kinds import READERS
from normalize.letters import clean
from normalize.matching import ALIGNED, TWO_NAMES, Names, TwoNames, weights
from normalize.matching.weights import Tier
from normalize.named import NAMED, NOT_NAMED, NOTHING_KNOWN, aligned_names, find_named
from normalize.own import build_rows

FOLDS = 5
PASSES = 2
PART = [name for name in TWO_NAMES if name != "same_letters"]
# Nothing in the development data says how well known somebody is, or speaks of years and countries.
FIXED = {"known": 0.35, "born": 2.0, "country": 1.0, "inflected": -1.0}
CANDIDATE = [name for name in NAMED if name not in FIXED and name != "bias"]
OUTSIDE = list(NOT_NAMED)
NEVER = (
    "alias",
    "weak",
    "contrary",
    "contrary_above_0.5",
    "left",
    "other_form",
    "one_form",
    "other_number",
    "one_number",
    "far_form",
    "other_father",
    "other_initial",
    "other_name",
)
SYMMETRIC = [name for name in ALIGNED if name != "query_covered"]
FOR = ("less_covered", "more_covered", "least", "cosine", "closeness", "skeletons", "same_key", "acronym")
# Few pairs of organisations are known: of features that say nearly the same only one is fitted.
PAIRED = {
    "person": SYMMETRIC,
    "org": [
        "bias",
        "less_covered",
        "less_covered_above_0.7",
        "more_covered",
        "contrary",
        "least",
        "cosine",
        "crossing",
        "closeness",
        "skeletons",
        "same_key",
        "acronym",
        "other_form",
        "far_form",
        "one_form",
        "other_number",
        "one_number",
        "other_name",
    ],
}
# How much a set of cases counts beside the others, each first brought to one size.
COUNTS = {
    "sanctions": 1.0,
    "sanctions absent": 0.2,
    "tokens": 0.6,
    "tokens absent": 0.12,
    "curated": 0.6,
    "curated absent": 0.2,
    "recorded": 0.2,
    "recorded absent": 0.05,
}
BAR = 0.8
SIZE = 2_000
DRAWN_GROUPS = 4_000
DRAWN_TOKENS = 300  # of each language


def table(path: Path) -> list[dict[str, str]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(data.decode().splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


# -- parts


def part_pairs(data: Path, draw: np.random.Generator) -> tuple[list[tuple[str, str]], np.ndarray]:
    """Pairs of parts, and whether they are forms of one name."""
    pairs: list[tuple[str, str]] = []
    same: list[float] = []
    candidates: dict[str, list[str]] = defaultdict(list)
    for row in table(data / "tokens_candidates.tsv.gz"):
        candidates[row["lang"]].append(row["token"])
    queries: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in table(data / "tokens_xscript.tsv"):
        queries[row["lang"]].append(row)
    for lang in sorted(queries):
        asked = [row for row in queries[lang] if row["reachable"] == "1"]
        beside_others(
            [r["query"] for r in asked], [set(r["gold"].split("|")) for r in asked], candidates[lang], pairs, same, draw
        )
    groups = read_groups(Path("gazetteers"))
    chosen = [sorted(groups[at]) for at in draw.choice(len(groups), DRAWN_GROUPS, replace=False)]
    forms = [group[draw.integers(len(group))] for group in chosen]
    others = [group[draw.integers(len(group))] for group in chosen]
    beside_others(forms, [set(group) for group in chosen], others, pairs, same, draw)
    # Typing errors, which no group of forms holds.
    for form in (form for form in others if len(form) > 3):
        pairs.append((form, misspelt(form, draw)))
        same.append(1.0)
    keys = [(fold(clean(a)), fold(clean(b))) for a, b in pairs]
    kept = [at for at, (a, b) in enumerate(keys) if a and b and a != b]
    return [pairs[at] for at in kept], np.array(same)[kept]


def beside_others(
    asked: Sequence[str],
    gold: Sequence[set[str]],
    candidates: Sequence[str],
    pairs: list[tuple[str, str]],
    same: list[float],
    draw: np.random.Generator,
) -> None:
    """Each query with its own forms among the candidates, with the likest others, and with some others."""
    encoder = default_encoder()

    def vectors(names: Sequence[str]) -> np.ndarray:
        cleaned = [clean(n) for n in names]
        return encoder.encode(cleaned, [fold(c) for c in cleaned]).astype(np.float32)

    held = vectors(candidates)
    for low in range(0, len(asked), 500):
        likeness = vectors(asked[low : low + 500]) @ held.T
        order = np.argsort(-likeness, axis=1, kind="stable")[:, :6]
        for at, best in enumerate(order.tolist()):
            query = asked[low + at]
            for form in sorted(gold[low + at] & set(candidates)):
                pairs.append((query, form))
                same.append(1.0)
            # And with any others: most parts that are compared have nothing in common.
            for other in (candidates[n] for n in (*best, *draw.integers(len(candidates), size=4).tolist())):
                if other not in gold[low + at]:
                    pairs.append((query, other))
                    same.append(0.0)


def logistic(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    w = np.zeros(x.shape[1])
    for _ in range(20):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(w))
        w += np.linalg.solve(hessian, x.T @ (weight * (y - p)) - RIDGE * w)
    return w


def signed(x: np.ndarray, y: np.ndarray, weight: np.ndarray, sign: np.ndarray) -> np.ndarray:
    """The same, without the features whose weight would have another sign than is given (1, -1; 0 for either)."""
    kept = np.ones(x.shape[1], bool)
    while True:
        w = np.zeros(x.shape[1])
        w[kept] = logistic(x[:, kept], y, weight)
        if not (wrong := kept & (w * sign < 0)).any():
            return w
        kept &= ~wrong


def fit_parts(data: Path, draw: np.random.Generator) -> dict[str, float]:
    pairs, same = part_pairs(data, draw)
    texts = list(dict.fromkeys(clean(name) for pair in pairs for name in pair))
    number = {text: at for at, text in enumerate(texts)}
    one, other = (np.array([number[clean(pair[side])] for pair in pairs]) for side in (0, 1))
    features = TwoNames(Names.of(texts, default_encoder()), one, other)
    x = np.stack([TWO_NAMES[name](features) for name in PART], 1)
    w = logistic(x, same, np.ones(len(same)))
    score = 1 / (1 + np.exp(-x @ w))
    print(
        f"# parts: {len(same)} pairs, {same.mean():.2f} the same, right {((score > 0.5) == same).mean():.3f}",
        file=sys.stderr,
    )
    return dict(zip(PART, w.round(3).tolist(), strict=True))


# -- candidates


@dataclass(frozen=True)
class Case:
    task: str
    name: str
    gold: frozenset[str]


Entities = list[dict[str, object]]


def sets_of(data: Path, family: str, draw: np.random.Generator) -> Iterator[tuple[str, Entities, list[Case]]]:
    """Yield (task, the entities of a gazetteer, the cases asked of it)."""
    kind = {"person": "persons", "org": "orgs"}[family]
    entities = [
        {"id": row["id"], "name": row["name"], "aliases": row["aliases"]}
        for row in table(data / f"{kind}_gazetteer.tsv.gz")
    ]
    cases = [
        Case("sanctions", r["query"], frozenset(r["gold_ids"].split("|"))) for r in table(data / f"{kind}_xscript.tsv")
    ]
    yield "sanctions", entities, cases
    curated = {"person": read_people, "org": read_orgs}[family](Path("gazetteers"))
    kept, out = [], []
    for record in curated:
        texts = [text for text, _, _ in record.names]
        taken = set(draw.choice(len(texts) - 1, min(3, len(texts) - 1), replace=False) + 1) if len(texts) > 3 else set()
        # Taken out with all that has the same key, or it would be recorded all the same.
        keys = {READERS[family](texts[at]).key for at in taken}
        left = [t for at, t in enumerate(texts) if at == 0 or READERS[family](t).key not in keys]
        kept.append({"id": record.id, "name": left[0], "aliases": left[1:]})
        out += [Case("curated", texts[at], frozenset({record.id})) for at in sorted(taken)]
    yield "curated", kept, out
    recorded = [Case("recorded", str(r["name"]), frozenset({str(r["id"])})) for r in (*entities, *kept)]
    yield "recorded", [*entities, *kept], [recorded[at] for at in draw.choice(len(recorded), 1500, replace=False)]
    if family == "person":
        candidates: dict[str, list[str]] = defaultdict(list)
        for row in table(data / "tokens_candidates.tsv.gz"):
            candidates[row["lang"]].append(row["token"])
        rows = table(data / "tokens_xscript.tsv")
        for lang in sorted(candidates):
            some = [r for r in rows if r["lang"] == lang][:DRAWN_TOKENS]
            cases = [Case("tokens", r["query"], frozenset(f"t:{t}" for t in r["gold"].split("|"))) for r in some]
            yield "tokens", [{"id": f"t:{t}", "name": t} for t in candidates[lang]], cases


@dataclass
class Rows:
    x: list[np.ndarray]
    outside: list[np.ndarray]
    count: list[np.ndarray]
    gold: list[np.ndarray]
    case: list[Case]


def collect(data: Path, family: str, draw: np.random.Generator) -> Rows:
    rows = Rows([], [], [], [], [])
    with TemporaryDirectory() as folder:
        for at, (task, entities, cases) in enumerate(sets_of(data, family, draw)):
            half = [e for e in entities if crc32(str(e["id"]).encode()) % 2]
            for absent, some in ((False, entities), (True, half)):
                path = Path(folder) / f"{family}{at}{absent}.gaz"
                build_rows(((str(n), e) for n, e in enumerate(some)), family, path, "fit")
                store = Store(path)
                ids = {str(e["id"]) for e in some}
                asked = [c for c in cases if not absent or not c.gold & ids]
                ask(store, f"{task} absent" if absent else task, asked, rows)
    return rows


def ask(store: Store, task: str, cases: list[Case], rows: Rows) -> None:
    for low in range(0, len(cases), 500):
        some = cases[low : low + 500]
        found = find_named(store, [clean(c.name) for c in some], [NOTHING_KNOWN] * len(some))
        beside, ranked = found.beside, found.ranked
        if not len(ranked.queries):
            continue
        # One row an entity: the name that is ranked best by the present weights.
        one = replace(beside, pairs=ranked.pairs)
        rows.x.append(np.stack([NAMED[name](one) for name in CANDIDATE], 1))
        rows.outside.append(np.stack([NOT_NAMED[name](one) for name in OUTSIDE], 1))
        rows.count.append(np.diff(ranked.start))
        gold = [{store.find_id(g) for g in c.gold} for c in some]
        pairs = zip(ranked.pairs.query.tolist(), ranked.pairs.entity.tolist(), strict=True)
        rows.gold.append(np.array([entity in gold[query] for query, entity in pairs]))
        rows.case += [Case(task, some[q].name, some[q].gold) for q in ranked.queries.tolist()]


def fit_family(data: Path, family: str) -> tuple[dict[str, float], dict[str, float]]:
    rows = collect(data, family, np.random.default_rng(0))
    x, outside = np.concatenate(rows.x), np.concatenate(rows.outside)
    count, gold = np.concatenate(rows.count), np.concatenate(rows.gold)
    at = np.repeat(np.arange(len(count)), count)
    tasks = [c.task for c in rows.case]
    size = {task: tasks.count(task) for task in set(tasks)}
    weight = np.array([COUNTS[task] * SIZE / size[task] for task in tasks])
    # A name whose own entity was not met is no case of "none of these".
    met = np.bincount(at, gold, len(count)) > 0
    absent = np.array([task.endswith("absent") for task in tasks])
    weight[~met & ~absent] *= 0.3
    never = torch.tensor([name in NEVER for name in CANDIDATE])
    rival = np.ones(len(gold), bool)
    folds = np.array([crc32(c.name.encode()) % FOLDS for c in rows.case])
    results: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for k in range(FOLDS):
        train = folds != k
        number = np.cumsum(train) - 1
        mine = train[at]
        arrays = (x[mine], outside[train], number[at[mine]], gold[mine], rival[mine], weight[train])
        w, v = fit(*(torch.from_numpy(a) for a in arrays), never)
        s, out = x @ w.numpy(), outside @ v.numpy()
        start = np.cumsum(count) - count
        top = np.maximum(np.maximum.reduceat(s, start), out)
        raw = np.exp(s - top[at])
        total = np.add.reduceat(raw, start) + np.exp(out - top)
        best = np.maximum.reduceat(raw, start)
        right = np.bincount(at, (raw == best[at]) & gold, len(count)) > 0
        for q in np.flatnonzero(~train).tolist():
            results[tasks[q]].append((float(best[q] / total[q]), bool(right[q])))
    for task, pairs in sorted(results.items()):
        print(f"# {family} {task:18} {summary(pairs)}", file=sys.stderr)
    w, v = fit(*(torch.from_numpy(a) for a in (x, outside, at, gold, rival, weight)), never)
    return (
        dict(zip(CANDIDATE, w.numpy().round(3).tolist(), strict=True)) | FIXED,
        dict(zip(OUTSIDE, v.numpy().round(3).tolist(), strict=True)),
    )


# -- two names


def pairs_of(data: Path, family: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(features, whether the names are one, weights, whether it is a pair of the kit).

    Pairs of the kit count most; names of sanctions lists beside the entity meant and beside the likest other one.
    """
    rows = [row for row in table(data / "pairs.tsv") if row["kind"] == family]
    pairs = [(row["a"], row["b"], float(row["same"]), 5.0) for row in rows]
    for task, entities, cases in sets_of(data, family, np.random.default_rng(0)):
        if task not in ("sanctions", "curated"):
            continue
        with TemporaryDirectory() as folder:
            path = Path(folder) / "pairs.gaz"
            build_rows(((str(n), e) for n, e in enumerate(entities)), family, path, "fit")
            store = Store(path)
            found = find_named(store, [clean(c.name) for c in cases], [NOTHING_KNOWN] * len(cases))
            ranked = found.ranked
            for query, start, end in zip(
                ranked.queries.tolist(), ranked.start[:-1].tolist(), ranked.start[1:].tolist(), strict=True
            ):
                case = cases[query]
                gold = {store.find_id(g) for g in case.gold}
                for row in range(start, min(end, start + 3)):
                    recorded = store.name_text(int(ranked.pairs.name[row]))
                    same = int(ranked.pairs.entity[row]) in gold
                    pairs.append((case.name, recorded, float(same), 0.1))
    read = READERS[family]
    aligned = aligned_names(
        [read(clean(a)) for a, *_ in pairs], [read(clean(b)) for _, b, *_ in pairs], family, lambda key: 1.0
    )
    x = np.stack([ALIGNED[name](aligned) for name in PAIRED[family]], 1)
    y, weight = np.array([p[2] for p in pairs]), np.array([p[3] for p in pairs])
    return x, y, weight, np.arange(len(pairs)) < len(rows)


def fit_pairs(data: Path, family: str) -> dict[str, float]:
    x, y, weight, own = pairs_of(data, family)
    sign = np.array([float(name in FOR) - float(name in NEVER) for name in PAIRED[family]])
    folds = np.arange(len(y)) % FOLDS
    score = np.zeros(len(y))
    for k in range(FOLDS):
        train = folds != k
        score[~train] = 1 / (1 + np.exp(-x[~train] @ signed(x[train], y[train], weight[train], sign)))
    said, truth = score[own] >= 0.5, y[own] == 1
    f1 = 2 * (said & truth).sum() / (said.sum() + truth.sum())
    print(
        f"# compare {family}: F1 {f1:.3f}, accuracy {(said == truth).mean():.3f} ({own.sum()} pairs)", file=sys.stderr
    )
    return dict(zip(PAIRED[family], signed(x, y, weight, sign).round(3).tolist(), strict=True))


def install(**tables: object) -> None:
    """Use these weights from now on, in this process."""
    held = replace(weights(), **tables)  # type: ignore[arg-type]
    normalize.named.weights = lambda: held  # type: ignore[attr-defined]


def summary(pairs: list[tuple[float, bool]]) -> str:
    """How the scored names do: all of them, and those that would be matched."""
    score, right = np.array([p for p, _ in pairs]), np.array([r for _, r in pairs], float)
    over = score >= BAR
    bins = np.minimum((score[over] * 10).astype(int), 9)
    error = sum(abs((score[over] - right[over])[bins == b].sum()) for b in set(bins.tolist())) / max(1, over.sum())
    precision = right[over].mean() if over.any() else float("nan")
    shares = f"first right {right.mean():.3f}  matched {over.mean():.3f}  precision {precision:.3f}"
    return f"{len(pairs):6} {shares}  ECE of the matched {error:.3f}"


def show(tables: Mapping[str, Mapping[str, float]]) -> None:
    for title, values in tables.items():
        print(f"\n[{title}]")
        for name, value in values.items():
            print(f'"{name}" = {value}')


def main(data: Path, families: Sequence[str]) -> None:
    torch.manual_seed(0)
    tables: dict[str, Mapping[str, float]] = {"part": fit_parts(data, np.random.default_rng(0))}
    named = dict(weights().named)
    install(part=tables["part"])
    for _ in range(PASSES):  # the second on what the first lets through
        for family in families:
            candidate, outside = fit_family(data, family)
            named[family] = Tier(candidate, outside)
            install(part=tables["part"], named=named)
            tables |= {f"{family}.candidate": candidate, f"{family}.outside": outside}
    for family in families:
        tables[f"compare.{family}"] = fit_pairs(data, family)
    show(tables)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or ["person", "org"])
