"""Accuracy on recorded vectors, and how much of the rest is a difference the system's file explains.

    python tests/bench/romanisation.py ../shared/bench/data/romanisation.jsonl.gz

The vectors of interscript were recorded from its own maps. Where a map contradicts the published table, the table is
followed here, and the file says so (`differs`). The averages are over systems, each counting once.
"""

import gzip
import json
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

import normalize
from normalize.errors import MissingExtraError


def main(path: Path) -> None:
    held = {system.id: system for system in normalize.systems()}
    vectors: dict[str, list[bool]] = defaultdict(list)
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        row = json.loads(line)
        if row["source"] != "interscript" or row["system"] not in held:
            continue
        try:
            result = normalize.transliterate(row["input"], row["system"])
        except MissingExtraError as error:
            print(f"left out: {row['system']}: {error}", file=sys.stderr)
            continue
        vectors[row["system"]].append(result == unicodedata.normalize("NFC", row["expected"]))
    shares = {id: sum(right) / len(right) for id, right in vectors.items()}
    groups = {
        "all systems held": list(shares),
        "those whose file names no difference": [id for id in shares if not held[id].differs],
        "those whose file names one": [id for id in shares if held[id].differs],
    }
    print("| | systems | vectors | average over systems | over vectors |\n|---|--:|--:|--:|--:|")
    for name, ids in groups.items():
        rows = [right for id in ids for right in vectors[id]]
        average = sum(shares[id] for id in ids) / len(ids)
        print(f"| {name} | {len(ids)} | {len(rows):,} | {average:.3f} | {sum(rows) / len(rows):.3f} |")
    print("\nNot all right, and no difference named:")
    for id, share in sorted(shares.items(), key=lambda item: item[1]):
        if share < 1 and not held[id].differs:
            print(f"  {share:.2f} {id}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
