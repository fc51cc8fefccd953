"""What a first look-up costs beside importing NumPy, and what memory the process owns. Prints; no bar.

python tests/bench/start.py
"""

import resource
import statistics
import subprocess
import sys

RUNS = 7
NUMPY = "import numpy"
FIRST = "import numpy, normalize; normalize.place('Kupyansk')"
MEMORY = """
import normalize
normalize.place("Kupyansk")
rows = {}
for line in open("/proc/self/smaps_rollup"):
    name, _, size = line.partition(":")
    rows[name] = size
print(*(int(rows[key].split()[0]) // 1024 for key in ("Anonymous", "Rss")))
"""


def seconds(code: str) -> float:
    """User and system time of a fresh process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    pairs = [(seconds(NUMPY), seconds(FIRST)) for _ in range(RUNS)]
    more = statistics.median(first - numpy for numpy, first in pairs)
    own, resident = subprocess.run([sys.executable, "-c", MEMORY], check=True, capture_output=True).stdout.split()
    print("| what | figure |\n|---|--:|")
    print(f"| import and first look-up, more than importing NumPy (median of {RUNS}) | {more:.2f} s |")
    print(f"| memory of its own after it | {int(own)} MB |")
    print(f"| resident, mapped pages of the gazetteer included | {int(resident)} MB |")


if __name__ == "__main__":
    main()
