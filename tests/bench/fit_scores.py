"""Fits the weights of normalize/matching/weights.toml and prints the file.

    python tests/bench/fit_scores.py ../shared/bench/data fit.gaz > weights.toml     # needs torch and the build extra

Rows are the evaluation kit's development data (names that are unrecorded, misspelt or invented by construction, and
mentions in news) and, so that the world outside its three countries counts too, names drawn from the gazetteer itself:
recorded ones, and aliases of held-out entities that are taken out of the gazetteer first (`fit.gaz`, made when it is
not there). Entities are held out by the checksum of their id, as in `train_encoder.py`: the encoder has not seen them.

The model of each tier is a conditional logit (see `normalize.matching.model`), fitted by L-BFGS with a small ridge;
that of `compare` is a logistic regression on the pairs of place names. Prints the calibration of each task to stderr,
cross-validated over five folds of names.
"""

import csv
import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np
import torch

from normalize.finders import Asked
from normalize.gazetteer import Store
from normalize.gazetteer.compile import compile_records
from normalize.gazetteer.default import default_records
from normalize.gazetteer.layout import NONE
from normalize.gazetteer.records import FEATURE_KINDS
from normalize.hints import read_hints
from normalize.keys import default_encoder, fold
from normalize.kinds.class_words import says_kind
from normalize.letters import clean
from normalize.matching import TWO_NAMES, Compared, Names, TwoNames, weights
from normalize.matching.features import CANDIDATE, OUTSIDE
from normalize.matching.model import same_place
from normalize.matching.weights import Tier
from normalize.queries import NO_HINTS, Hints, whole
from normalize.resolve import _settled as settled
from normalize.resolve import in_context, resolve_names
from normalize.tiers import tiers

PLACE = [
    "alias",
    "weak",
    "subdivision",
    "country",
    "feature",
    "people",
    "people_above_100000",
    "around_namesake",
    "people_anywhere",
    "subdivision_anywhere",
]
CONTEXT = ["same_admin", "same_country"]
KEYS = ["crossing", "skeletons", "skeletons_above_0.8", "beginning"]
ALIKE = ["cosine", "cosine_above_0.5", "cosine_above_0.6", "cosine_above_0.7", "cosine_above_0.8", "cosine_above_0.9"]
ALIKE += ["cosine_across", "cosine_of_letters", "closeness", "closeness_above_0.4", "closeness_above_0.6"]
ALIKE += ["closeness_above_0.8", "closeness_across", "closeness_of_letters", "both", "beginning_above_0.8"]
ALIKE += ["within", "longer_by", "same_key", "one_edit"]
USED = {
    "exact": ["folded", "romanised", "coarse", *PLACE, "people_above_100000_anywhere", *CONTEXT],
    "near": ["edit_of_few", *KEYS, "longer_by", "beginning_anywhere", "skeletons_anywhere", *PLACE],
    "alike": [*ALIKE, *KEYS, "cosine_anywhere", "closeness_anywhere", *PLACE],
}
# No development data has these hints; few of its names in context reach the later tiers.
FIXED = {"distance": 1.0, "other_language": -1.0, "own_language": 1.0}
# Made by fit_inflected.py, for these weights: fitted again after these.
INFLECTED = ("inflected", "inflected_unsaid", "inflected_few_letters", "inflected_unsaid_few_letters")
FIXED_LATER = {"same_admin": 2.0, "same_country": 0.5}
# Tasks that count more or less than the others, so that scores are honest where they are used. Exact: unrecorded names
# that are recorded for another place are rare among recorded ones, but are what a wrong answer is made of; and a name
# without a hint means a place of many people more often than one drawn evenly. Near and
# alike: plain misspellings are what is met most; few rows of news and of withheld aliases get so far, and odd ones.
TIMES = {
    "exact": {
        "places_alias none": 12,
        "places_world none": 3,
        "places_alias country": 4,
        "places_world country": 3,
        "news in context": 3,
        "news": 2.5,
        "recorded by people country": 8,
        "recorded features": 0.7,
        "recorded by people": 10,
        "recorded none": 0.3,
    },
    "near": {
        "misspelt by people": 1,
        "edit1": 3,
        "edit2": 2,
        "countries": 2,
        "held out": 0.5,
        "news": 0.3,
        "towns for countries": 0.3,
    },
    "alike": {"absent country": 2, "absent none": 1.5, "countries": 2, "news": 0.5, "held out": 0.5, "edit2": 2},
}
TWO_NAMES_USED = ["bias", "cosine", "cosine_above_0.5", "cosine_above_0.7", "cosine_across", "closeness_above_0.7"]
TWO_NAMES_USED += ["skeletons", "skeletons_above_0.8", "beginning", "crossing", "same_letters"]
RIDGE = 0.5
FOLDS = 5
NO_BETTER = ("folded", "romanised", "coarse", "alias", "weak", "edit_of_few")
DRAWN = 4_000
HELD_OUT = 64  # one entity in so many
DECISION = {
    "matched": 0.765,
    "leading": 0.7,
    "matched_near": 0.83,
    "matched_alike": 0.65,
    "matched_alone": 0.94,
    "matched_kind": 0.77,
    "ambiguous": 0.5,
    "ambiguous_alike": 0.58,
    "near_enough": 0.3,
    "matched_person": 0.8,
    "matched_org": 0.8,
    "same": 0.5,
    "same_person": 0.55,
    "same_org": 0.4,
}


@dataclass(frozen=True)
class Case:
    """A name, its hints, and the id it means; "" for none."""

    task: str
    name: str
    hints: Hints
    gold: str


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def is_held_out(id_: str) -> bool:
    return crc32(id_.encode()) % HELD_OUT == 0


def withheld_gazetteer(path: Path) -> list[tuple[str, str]]:
    """Make the gazetteer without one alias of every held-out entity, if it is not there; return them as (alias, id)."""
    beside = path.with_suffix(".json")
    if path.exists():
        return [tuple(pair) for pair in json.loads(beside.read_text())]
    records, _ = default_records(Path("gazetteers"), says_kind)
    draw = np.random.default_rng(1)
    taken = []
    for record in sorted(records, key=lambda r: r.id):
        if not is_held_out(record.id):
            continue
        keys = Counter(fold(text) for text, _, _ in record.names)
        single = [n for n in record.names[1:] if n[2] == "alias" and keys[fold(n[0])] == 1]
        if single:
            out = single[draw.integers(len(single))]
            record.names.remove(out)
            taken.append((out[0], record.id))
    compile_records(records, path, {"name": "withheld", "version": "fit", "sources": []})
    beside.write_text(json.dumps(taken))
    return taken


def cases(data: Path, store: Store, taken: list[tuple[str, str]]) -> Iterator[Case]:
    def hints(country: str | None = None, admin: str | None = None, kinds: tuple[str, ...] | None = None) -> Hints:
        return read_hints(store, country, admin, None, kinds, None)

    for task in ("places_alias", "places_world"):
        for row in table(data / f"{task}.tsv"):
            admin = f"{row['country']}.{row['admin1']}"
            yield Case(f"{task} none", row["query"], hints(), row["gold_id"])
            yield Case(f"{task} country", row["query"], hints(row["country"]), row["gold_id"])
            yield Case(f"{task} admin", row["query"], hints(row["country"], admin), row["gold_id"])
    codes = [code for e in range(len(store)) if store.kind(e) == "city" for code in store.country_codes(e)]
    draw = np.random.default_rng(0)
    for row in table(data / "places_noisy.tsv"):
        gold = "" if row["kind"] == "absent" else row["gold_id"]
        country = row["country"] or codes[draw.integers(len(codes))]
        yield Case(f"{row['kind']} none", row["query"], hints(), gold)
        yield Case(f"{row['kind']} country", row["query"], hints(country), gold)
    for row in table(data / "countries.tsv"):
        yield Case("countries", row["query"], hints(kinds=("country",)), f"iso3166:{row['gold']}")
    yield from news(data, store)
    for name, id_ in taken:
        at = store.find_id(id_)
        code = store.country_codes(at)[0] if at is not None and len(store.country_codes(at)) == 1 else None
        yield Case("held out none", name, hints(), id_)
        yield Case("held out country", name, hints(code), id_)
    yield from recorded(store, draw)


def news(data: Path, store: Store) -> Iterator[Case]:
    """Mentions alone, and with what the present weights make of the other names of their document."""
    with gzip.open(data / "places_context.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            mentions = json.loads(line)["mentions"]
            phrases = [m["phrase"] for m in mentions]
            with_context = in_context(store, phrases, NO_HINTS, resolve_names(store, phrases, NO_HINTS))
            for mention, hints in zip(mentions, with_context, strict=True):
                yield Case("news", mention["phrase"], NO_HINTS, mention["gold_id"])
                yield Case("news in context", mention["phrase"], hints, mention["gold_id"])


def misspelt(name: str, draw: np.random.Generator) -> str:
    """The name with one letter left out, doubled, swapped with the next, or replaced by another of the name."""
    at = int(draw.integers(1, len(name) - 1))
    letter = name[int(draw.integers(len(name)))].lower()
    changed = (
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        name[:at] + letter + name[at + 1 :],
    )
    return changed[int(draw.integers(4))]


def recorded(store: Store, draw: np.random.Generator) -> Iterator[Case]:
    """Recorded names: of entities drawn by people, and evenly, without a hint; evenly, with the country."""
    # Subdivisions stay out: their people are their cities' people again, and a name they share with
    # a city in them is drawn as the city's.
    drawn = np.array([store.kind(e) != "subdivision" for e in range(len(store))])
    people = np.array([store.prominence(e) for e in range(len(store))]) * drawn
    by_people = draw.choice(len(store), DRAWN, p=people / people.sum())
    countries = read_hints(store, None, None, None, ("country",), None)
    evenly = draw.choice(len(store), DRAWN, p=drawn / drawn.sum())
    for e in by_people.tolist():
        names = [n.text for n in store.names_of(e) if n.role != "weak" and len(n.text) > 5]
        if names:
            yield Case("misspelt by people", misspelt(names[draw.integers(len(names))], draw), NO_HINTS, store.id(e))
    for e in by_people.tolist():  # towns are no countries
        name = store.display_name(e)
        if store.kind(e) == "city" and not any(
            store.kind(store.owner(n)) == "country" for n in store.find_key(fold(name))
        ):
            yield Case("towns for countries", name, countries, "")
    tasks = ("recorded by people", by_people), ("recorded by people country", by_people)
    features = np.array([e for e in range(len(store)) if store.kind(e) in FEATURE_KINDS])
    tasks = *tasks, ("recorded features", features[draw.integers(len(features), size=DRAWN // 4)])
    for task, chosen in (*tasks, ("recorded none", evenly), ("recorded country", evenly)):
        for e in chosen.tolist():
            names = [n for n in store.names_of(e) if n.role != "weak"]
            codes = store.country_codes(e)
            code = codes[0] if task.endswith("country") and len(codes) == 1 else None
            name = names[draw.integers(len(names))].text
            yield Case(task, name, read_hints(store, code, None, None, None, None), store.id(e))


@dataclass
class Rows:
    """One tier's training rows: candidates of queries, one after the other."""

    x: list[np.ndarray]
    outside: list[np.ndarray]
    case: list[np.ndarray]  # for each query
    count: list[np.ndarray]  # candidates of each query
    gold: list[np.ndarray]
    rival: list[np.ndarray]  # whether it takes share from the gold one


def golds(store: Store, given: str) -> list[int]:
    own = store.find_id(given) if given else None
    return [] if own is None else [own]


def collect(store: Store, every: list[Case]) -> dict[str, Rows]:
    found = {tier: Rows([], [], [], [], [], []) for tier in USED}
    for low in range(0, len(every), 4096):
        queries = []
        for number, case in enumerate(every[low : low + 4096]):
            query = settled(store, case.name, case.hints)
            if not hasattr(query, "status"):
                queries.append((low + number, query, case))
        asked = Asked(store, [whole(n, q, c.hints) for n, (_, q, c) in enumerate(queries)])
        origin = np.array([number for number, _, _ in queries])
        gold = np.array([(golds(store, c.gold) or [NONE])[0] for _, _, c in queries], np.int64)
        for result in tiers(asked):
            tier, compared = result.way, result.compared
            if tier not in USED or not len(result.ranked.queries):  # what base forms met: fit_inflected.py
                continue
            one = replace_pairs(compared, result.ranked.pairs)
            rows = found[tier]
            pairs = one.pairs
            rows.x.append(np.stack([CANDIDATE[f](one) for f in USED[tier]], 1))
            rows.outside.append(np.stack([OUTSIDE[f](one) for f in OUTSIDE], 1))
            rows.case.append(origin[result.ranked.queries])
            rows.count.append(np.diff(result.ranked.start))
            target = gold[pairs.query]
            rows.gold.append(pairs.entity == target)
            known = target != NONE
            same = np.zeros(len(pairs), bool)
            same[known] = same_place(one, target[known], pairs.entity[known], pairs.edits[known] == 0)
            rows.rival.append(~same)
    return found


def replace_pairs(compared: Compared, pairs: object) -> Compared:
    return replace(compared, pairs=pairs)


def no_better(tier: str) -> torch.Tensor:
    """Which features never speak for a candidate: a name that agrees less well is no better for it."""
    return torch.tensor([name in NO_BETTER for name in USED[tier]])


def fit(x: torch.Tensor, outside: torch.Tensor, at: torch.Tensor, gold: torch.Tensor, rival: torch.Tensor,
        weight: torch.Tensor, never: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:  # fmt: skip
    """Return the weights of the candidates' features (`never` ones at most 0), and of those of "none of these"."""
    w = torch.zeros(x.shape[1], dtype=torch.float64, requires_grad=True)
    v = torch.zeros(outside.shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([w, v], max_iter=300, history_size=20, line_search_fn="strong_wolfe")

    def bounded() -> torch.Tensor:
        return torch.where(never, -torch.nn.functional.softplus(w), w)

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = (
            -(weight * log_likelihood(x @ bounded(), outside @ v, at, gold, rival)).sum()
            + RIDGE * ((w**2).sum() + (v**2).sum()) / 2
        )
        value.backward()
        return value

    optimizer.step(loss)
    return bounded().detach(), v.detach()


def log_likelihood(
    s: torch.Tensor, out: torch.Tensor, at: torch.Tensor, gold: torch.Tensor, rival: torch.Tensor
) -> torch.Tensor:
    top = out.detach().clone().scatter_reduce(0, at, s.detach(), "amax")
    raw = torch.exp(s - top[at])
    nothing = torch.exp(out - top)
    total = nothing.index_add(0, at, raw * (rival | gold))
    right = torch.zeros_like(out).index_add(0, at, raw * gold)
    none = torch.zeros_like(out).index_add(0, at, gold.double()) == 0
    return torch.log(torch.where(none, nothing, right).clamp_min(1e-300)) - torch.log(total)


def flat(rows: Rows, every: list[Case], tier: str) -> tuple[torch.Tensor, ...]:
    count = np.concatenate(rows.count)
    case = np.concatenate(rows.case)
    tasks = [every[c].task for c in case.tolist()]
    size = Counter(c.task for c in every)
    times = [next((n for name, n in TIMES[tier].items() if task.startswith(name)), 1.0) for task in tasks]
    weight = np.array([n * 2000 / size[task] for n, task in zip(times, tasks, strict=True)])
    at = np.repeat(np.arange(len(count)), count)
    # A withheld alias that is recorded all the same is mostly that of the district around the town: no case.
    withheld = np.array([task.startswith("held out") for task in tasks])
    gold, same = np.concatenate(rows.gold), ~np.concatenate(rows.rival)
    doubtful = (np.bincount(at, same, len(count)) > 0) & (np.bincount(at, gold, len(count)) == 0)
    weight[withheld & (doubtful | (tier == "exact"))] = 0.0
    at = np.repeat(np.arange(len(count)), count)
    arrays = (
        np.concatenate(rows.x),
        np.concatenate(rows.outside),
        at,
        np.concatenate(rows.gold),
        np.concatenate(rows.rival),
        weight,
    )
    return tuple(torch.from_numpy(a) for a in arrays)


def crossed(rows: Rows, every: list[Case], tier: str) -> None:
    """Print how well scores are calibrated on queries they were not fitted on."""
    x, outside, at, gold, rival, weight = flat(rows, every, tier)
    case = np.concatenate(rows.case)
    # By name, so that a name that is asked several times, with other hints, is in one fold.
    fold = torch.tensor([crc32(every[c].name.encode()) % FOLDS for c in case.tolist()])
    tasks = defaultdict(list)
    for k in range(FOLDS):
        held = fold == k
        mine, other = held[at], ~held[at]
        number = torch.cumsum(~held, 0) - 1
        w, v = fit(
            x[other], outside[~held], number[at[other]], gold[other], rival[other], weight[~held], no_better(tier)
        )
        s, out = x @ w, outside @ v
        top = out.clone().scatter_reduce(0, at, s, "amax")
        raw = torch.exp(s - top[at])
        total = torch.exp(out - top).index_add(0, at, raw * rival)
        best = torch.zeros(len(out), dtype=torch.float64).scatter_reduce(0, at, raw, "amax")
        first = (raw == best[at]) & mine
        right = torch.zeros(len(out)).index_add(0, at[first], gold[first].float()) > 0
        score = best / total
        for q in torch.nonzero(held).ravel().tolist():
            tasks[every[int(case[q])].task].append((min(1.0, float(score[q])), bool(right[q])))
    for task, pairs in sorted(tasks.items()):
        print(f"#   {task:24} {summary(pairs)}", file=sys.stderr)


def summary(pairs: list[tuple[float, bool]]) -> str:
    score, right = np.array([p for p, _ in pairs]), np.array([r for _, r in pairs], float)
    over = score >= DECISION["matched"]
    bins = np.minimum((score * 10).astype(int), 9)
    error = sum(abs((score - right)[bins == b].sum()) for b in set(bins.tolist())) / len(score)
    precision = right[over].mean() if over.any() else float("nan")
    shares = f"first right {right.mean():.3f}  matched {over.mean():.3f}  precision {precision:.3f}"
    return f"{len(pairs):6} {shares}  ECE {error:.3f}"


def main(data: Path, gazetteer: Path) -> None:
    torch.manual_seed(0)
    taken = withheld_gazetteer(gazetteer)
    store = Store(gazetteer)
    every = list(cases(data, store, taken))
    print(f"# {len(every)} cases", file=sys.stderr)
    for round_ in (1, 2):
        rows = collect(store, every)
        fitted: dict[str, Tier] = {}
        for tier in USED:
            w, v = fit(*flat(rows[tier], every, tier), no_better(tier))
            candidate = dict(zip(USED[tier], [round(value, 3) for value in w.tolist()], strict=True))
            outside = dict(zip(OUTSIDE, [round(value, 3) for value in v.tolist()], strict=True))
            held = {name: weights().exact.candidate[name] for name in INFLECTED}
            fixed = FIXED | (held if tier == "exact" else FIXED_LATER)
            fitted[tier] = Tier(candidate | fixed, outside)
            if round_ == 2:
                print(f"# {tier}", file=sys.stderr)
                crossed(rows[tier], every, tier)
        install(fitted)
    show(fitted, two_names(data))


def two_names(data: Path) -> dict[str, float]:
    """The weights of `compare`, by Newton's method on pairs of place names."""
    rows = [row for row in table(data / "pairs.tsv") if row["kind"] == "place"]
    names = Names.of([clean(r[side]) for side in "ab" for r in rows], default_encoder())
    pairs = TwoNames(names, np.arange(len(rows)), np.arange(len(rows)) + len(rows))
    x = np.stack([TWO_NAMES[name](pairs) for name in TWO_NAMES_USED], 1)
    y = np.array([float(row["same"]) for row in rows])

    def logistic(some: np.ndarray) -> np.ndarray:
        w = np.zeros(x.shape[1])
        for _ in range(40):
            p = 1 / (1 + np.exp(-x[some] @ w))
            hessian = (x[some] * (p * (1 - p))[:, None]).T @ x[some] + RIDGE * np.eye(len(w))
            w += np.linalg.solve(hessian, x[some].T @ (y[some] - p) - RIDGE * w)
        return w

    fold = np.arange(len(y)) % FOLDS
    score = np.zeros(len(y))
    for k in range(FOLDS):
        score[fold == k] = 1 / (1 + np.exp(-x[fold == k] @ logistic(fold != k)))
    said = score >= DECISION["same"]
    f1 = 2 * (said & (y == 1)).sum() / (said.sum() + y.sum())
    print(f"# compare: F1 {f1:.3f}, accuracy {(said == y).mean():.3f}", file=sys.stderr)
    return dict(zip(TWO_NAMES_USED, logistic(fold >= 0).round(3).tolist(), strict=True))


def install(fitted: Mapping[str, Tier]) -> None:
    """Use these weights from now on, in this process."""
    held = weights()
    weights.cache_clear()
    for module in ("normalize.tiers", "normalize.resolve"):
        sys.modules[module].weights = lambda: replace(held, **fitted)  # type: ignore[attr-defined]


def show(fitted: Mapping[str, Tier], compare: Mapping[str, float]) -> None:
    tables = {f"{tier}.{part}": getattr(of, part) for tier, of in fitted.items() for part in ("candidate", "outside")}
    for title, values in ({"decision": DECISION} | tables | {"compare.place": compare}).items():
        print(f"\n[{title}]")
        for name, value in values.items():
            print(f'"{name}" = {value}')


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
