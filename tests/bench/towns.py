"""Names of towns to measure with: recorded ones, misspelt ones, and ones invented by a trigram model of them."""

import random
from collections import defaultdict

from normalize import default_gazetteer

LETTERS = "abcdefghijklmnoprstuvz"


def towns(draw: random.Random, distinct: int, recorded: float = 0.6, misspelt: float = 0.3) -> list[str]:
    """So many distinct names: shares that are recorded and that have a letter changed; the rest is invented."""
    store = default_gazetteer("place").store
    names = [store.name_text(number) for number in draw.sample(range(store.meta["counts"]["names"]), 4 * distinct)]
    names = [n for n in dict.fromkeys(names) if len(n) > 5 and not set(n) & set('",\n\r')]
    known = names[: round(distinct * recorded)]
    latin = [n for n in names[len(known) :] if n.isascii()][: round(distinct * misspelt)]
    typos = []
    for name in latin:
        at = draw.randrange(1, len(name))
        typos.append(name[:at] + draw.choice(LETTERS) + name[at + 1 :])
    after: dict[str, list[str]] = defaultdict(list)
    for name in latin:
        padded = f"^^{name.lower()}$"
        for at in range(len(padded) - 2):
            after[padded[at : at + 2]].append(padded[at + 2])
    absent: set[str] = set()
    while len(absent) < distinct - len(known) - len(typos):
        made = "^^"
        while (letter := draw.choice(after[made[-2:]])) != "$":
            made += letter
        if len(made) > 8:
            absent.add(made[2:].title())
    return [*known, *typos, *sorted(absent)]
