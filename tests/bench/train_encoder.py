"""Trains the name encoder: writes normalize/keys/encoder.npy.

    pip install torch==2.13.0 && python tests/bench/train_encoder.py persons.txt normalize/keys/encoder.npy

`persons.txt` is rigour/data/names/persons.txt of the rigour 1.8.2 wheel (MIT); the places are those of the gazetteer.
What is learned, from what and how well is written in docs/encoder.md.

A name is the sum of the vectors of its n-grams; two names of one entity are pulled together and the other names of the
batch pushed apart (a softmax over cosines). Half of the batches are drawn from one country, whose names are harder to
tell apart. A share of the n-grams of each name is left out at random, so that no single one is relied on. Of every
64 entities one is held out; the table that finds most of them is kept. One thread and one seed: the same table
each time on one machine.
"""

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import torch

from normalize.gazetteer.default import default_records
from normalize.keys import fold
from normalize.keys.grams import BUCKETS, grams, written
from normalize.letters import clean

PERSONS_SHA256 = "1d29f780b64a856f7be23242442710d4d90d3b7b9ac8c1448eff7274a52bfee9"
DIMENSIONS = 64
BATCH = 3072
STEPS = 6000
LOOK_EVERY = 250  # steps between two looks at the held-out entities
TEMPERATURE = 0.06
LEFT_OUT = 0.2  # share of n-grams left out of each name
RATE = 0.004
OF_ONE_COUNTRY = 0.5  # share of the batches of places that are of one country
OF_PARTS = 0.2  # share of batches that are name parts of people
HELD_OUT = 64  # one entity in so many
FEW = 200  # entities; smaller countries make no batch of their own


@dataclass
class Groups:
    """Names that mean one entity stand together: of group g the names member[start[g]:start[g + 1]]."""

    texts: list[str]
    member: np.ndarray
    start: np.ndarray
    country: np.ndarray  # number of the country; -1 for name parts
    held_out: np.ndarray


def is_held_out(id_: str) -> bool:
    return crc32(id_.encode()) % HELD_OUT == 0


def sources(persons: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Yield (id, country, names): the entities of the gazetteer, then name parts that are equivalents of each other."""
    records, _ = default_records(Path("gazetteers"))
    for record in sorted(records, key=lambda r: r.id):
        country = record.countries[0] if len(record.countries) == 1 and record.kind != "country" else ""
        yield record.id, country, [text for text, _, role in record.names if role != "weak"]
    data = persons.read_bytes()
    if hashlib.sha256(data).hexdigest() != PERSONS_SHA256:
        sys.exit(f"{persons} is not the persons.txt of rigour 1.8.2")
    for line in data.decode().splitlines():
        if "=>" in line and not line.startswith("#"):
            forms, id_ = line.split("=>")
            yield id_.strip(), "parts", [clean(form) for form in forms.split(",") if form.strip()][:40]


def read_groups(persons: Path) -> Groups:
    numbers: dict[str, int] = {}
    member, start, country, held_out = [], [0], [], []
    countries: dict[str, int] = {"parts": -1}
    for id_, where, names in sources(persons):
        member += [numbers.setdefault(name, len(numbers)) for name in dict.fromkeys(names)]
        start.append(len(member))
        country.append(countries.setdefault(where, len(countries)))
        held_out.append(is_held_out(id_))
    return Groups(list(numbers), np.array(member), np.array(start), np.array(country), np.array(held_out))


def rows_of(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """The table rows of the n-grams of each text, one after the other, and where each text begins."""
    name, row = [], []
    for low in range(0, len(texts), 1 << 17):
        some = texts[low : low + (1 << 17)]
        for number, rows in grams([written(t) for t in some], [fold(t) for t in some]):
            name.append((number + low).astype(np.int32))
            row.append(rows.astype(np.int32))
    names, rows = np.concatenate(name), np.concatenate(row)
    rows = rows[np.argsort(names, kind="stable")]
    return rows, np.concatenate([[0], np.cumsum(np.bincount(names, minlength=len(texts)))])


class Trainer:
    def __init__(self, groups: Groups) -> None:
        torch.manual_seed(0)
        torch.set_num_threads(1)
        self.draw = np.random.default_rng(0)
        self.groups = groups
        self.rows, self.begin = rows_of(groups.texts)
        self.table = torch.nn.EmbeddingBag(BUCKETS, DIMENSIONS, mode="sum")
        torch.nn.init.normal_(self.table.weight, std=0.1)
        self.optimizer = torch.optim.Adam(self.table.parameters(), lr=RATE, betas=(0.9, 0.99), fused=True)
        size = np.diff(groups.start)
        usable = (size > 1) & ~groups.held_out
        weight = np.minimum(size - 1, 12) ** 0.8
        numbers = range(groups.country.max() + 1)
        self.places = self._drawer(np.flatnonzero(usable & (groups.country >= 0)), weight)
        self.parts = self._drawer(np.flatnonzero(usable & (groups.country < 0)), weight)
        members = [np.flatnonzero(usable & (groups.country == c)) for c in numbers]
        large = [m for m in members if len(m) >= FEW]
        self.countries = [self._drawer(m, weight) for m in large]
        share = np.array([len(m) for m in large]) ** 0.7
        self.share = share / share.sum()
        held = np.flatnonzero(groups.held_out & (size > 1) & (groups.country >= 0))
        self.asked, self.sought = self._two_names(held, np.random.default_rng(5))

    @staticmethod
    def _drawer(groups: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return groups, np.cumsum(weight[groups])

    def _two_names(self, groups: np.ndarray, draw: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        first, size = self.groups.start[groups], np.diff(self.groups.start)[groups]
        one = draw.integers(0, size)
        other = (one + 1 + draw.integers(0, size - 1)) % size
        return self.groups.member[first + one], self.groups.member[first + other]

    def _batch(self) -> np.ndarray:
        if self.draw.random() < OF_PARTS:
            groups, total = self.parts
        elif self.draw.random() < OF_ONE_COUNTRY:
            groups, total = self.countries[self.draw.choice(len(self.countries), p=self.share)]
        else:
            groups, total = self.places
        return np.unique(groups[np.searchsorted(total, self.draw.random(BATCH) * total[-1])])

    def encode(self, names: np.ndarray, left_out: float) -> torch.Tensor:
        length = self.begin[names + 1] - self.begin[names]
        which = np.repeat(np.arange(len(names)), length)
        first = np.cumsum(length) - length
        rows = self.rows[np.arange(len(which)) + (self.begin[names] - first)[which]]
        if left_out:
            kept = self.draw.random(len(rows)) >= left_out
            kept[first[length > 0]] = True
            which, rows = which[kept], rows[kept]
        offsets = np.searchsorted(which, np.arange(len(names)))
        vectors = self.table(torch.from_numpy(rows.astype(np.int64)), torch.from_numpy(offsets))
        return torch.nn.functional.normalize(vectors, dim=1)

    def step(self, number: int) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = RATE * max(0.02, min(1.0, 2 * (1 - number / STEPS)))
        one, other = self._two_names(self._batch(), self.draw)
        vectors = self.encode(np.concatenate([one, other]), LEFT_OUT)
        likeness = vectors[: len(one)] @ vectors[len(one) :].T / TEMPERATURE
        same = (one[:, None] == other) | (other[:, None] == other) | (one[:, None] == one)
        np.fill_diagonal(same, False)
        likeness = likeness.masked_fill(torch.from_numpy(same), -1e4)
        goal = torch.arange(len(one))
        cross_entropy = torch.nn.functional.cross_entropy
        loss = (cross_entropy(likeness, goal) + cross_entropy(likeness.T, goal)) / 2
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return float(loss.detach())

    @torch.no_grad()
    def found(self) -> float:
        """Share of held-out entities one of whose names finds the other among them all."""
        likeness = self.encode(self.asked, 0) @ self.encode(self.sought, 0).T
        return float((likeness.argmax(1) == torch.arange(len(self.asked))).double().mean())


def quantised(table: np.ndarray) -> np.ndarray:
    """The table in whole numbers: the 10,000th part of largest values is cut."""
    scale = 127 / np.quantile(np.abs(table), 0.9999)
    return np.clip(np.rint(table * scale), -127, 127).astype(np.int8)


def main(persons: Path, out: Path) -> None:
    trainer = Trainer(read_groups(persons))
    best, losses = 0.0, []
    for number in range(1, STEPS + 1):
        losses.append(trainer.step(number))
        if number % LOOK_EVERY == 0:
            found = trainer.found()
            print(f"step {number}: loss {np.mean(losses[-LOOK_EVERY:]):.3f}, held-out found {found:.4f}", flush=True)
            if found >= best:
                best = found
                np.save(out, quantised(trainer.table.weight.detach().numpy()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
