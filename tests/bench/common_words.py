"""Makes normalize/scanning/words/: ordinary words that are written like a name of the gazetteer.

    python tests/bench/common_words.py normalize/scanning/words

"Nice", "Reading", "Most", "мир" and "Essen" begin sentences more often than they are towns, and "Apple" more often
than it is a firm. `LANG.txt` holds such words of one language and how usual each is; `given-names.txt` and
`family-names.txt` the names of people that are also names of places (Mary, Jackson); `calendar.txt` the months and days
of the week. A word that is written like no place, person or organisation is left out, as nobody will ask for it: the
lists are made again when the gazetteers are. Of function words and everyday words, those are kept too that could be
another case of a name (тим, of Тима).

Sources, each where it is installed (`VERSIONS` below pins them):

- stopwordsiso (MIT) and stop-words (BSD-3-Clause): lists of function words.
- `everyday_words.toml` beside this file: words this project wrote down.
- spacy-lookups-data (MIT): probabilities of English, German and Spanish words as they are written in running text.
- tesseract-ocr-LANG of Debian, tessdata_fast 4.1.0 (Apache-2.0): the words an optical reader knows, taken out by the
  tools `combine_tessdata` and `dawg2wordlist` of tesseract-ocr. They are of the web, with names in small letters and
  foreign words among them, and have no counts.
- SGJP, the grammatical dictionary of Polish, by way of morfeusz2 (BSD-2-Clause): what in the Polish list is no name.
- names 0.3.0 (MIT): given and family names of the United States census of 1990 (public domain), with their shares.
- gazetteers/people/name_groups.csv: names of people in other languages. Unicode CLDR, by way of Babel: the calendar.

Classes are those of the Zipf scale, the power of ten of a word in a billion: 7 is "the", 3 is one word in a million.
Where a source does not count, function words and everyday words are 5, others 3, which then says little more than
that the word is known.

What is left out, besides: words written like "weak" names only; of the words of the optical reader those of two
letters, forms of countries and large places (`_is_place_form`), parts of people's names, names of the people and
organisations in the gazetteers, usual English words, and rare words, which it does not know in capitals; English and
Spanish words that are mostly written with a capital (Mary, Texas). A German noun always has one: it is told from a name
by its plural (`_is_noun`).
"""

import csv
import gzip
import json
import math
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from normalize.gazetteer.packaged import PACKAGED
from normalize.gazetteer.store import Store
from normalize.inflection import base_forms, inflects
from normalize.keys import fold
from normalize.letters import clean

VERSIONS = {
    "stopwordsiso": "0.7.1",
    "stop-words": "2025.11.4",
    "spacy-lookups-data": "1.0.5",
    "morfeusz2": "1.99.15",
    "names": "0.3.0",
    "Babel": "2.18.0",
}
TESSDATA = Path("/usr/share/tesseract-ocr/5/tessdata")
_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]

# ISO 639-1: the code of tesseract, and the countries whose places are known by name there.
LANGUAGES = {
    "ar": ("ara", "EG IQ JO LB MA SA SY"), "be": ("bel", "BY"), "bg": ("bul", "BG"), "cs": ("ces", "CZ"),
    "de": ("deu", "AT CH DE"), "en": ("eng", "AU CA GB IE NZ US"), "es": ("spa", "AR CL CO ES MX PE"),
    "fi": ("fin", "FI"), "fr": ("fra", "BE CA CH FR"), "hr": ("hrv", "BA HR"), "hu": ("hun", "HU RO"),
    "it": ("ita", "IT"),
    "lt": ("lit", "LT"), "lv": ("lav", "LV"), "nl": ("nld", "BE NL"), "pl": ("pol", "PL"), "pt": ("por", "BR PT"),
    "ro": ("ron", "MD RO"), "ru": ("rus", "BY KZ RU UA"), "sl": ("slv", "SI"), "sv": ("swe", "FI SE"),
    "tr": ("tur", "CY TR"), "uk": ("ukr", "UA"),
}  # fmt: skip
_COUNTED = ("de", "en", "es")  # what spacy-lookups-data counts
_SHORT_LISTS = ("bg", "fr", "lt", "lv")  # of the optical reader: few words are there in capitals
_FUNCTION, _LISTED, _MOST = 5, 3, 7
_LEAST = 3.0  # of the Zipf scale: a word in a million
_SMALL = 0.3  # of all that is written of a word, in small letters
_NAMES_AMONG_WORDS = frozenset(("москва", "россия", "uk"))  # of stopwordsiso
_USUAL = 4.0  # of the Zipf scale: an English word that is found in every web page
_LARGE, _LARGE_AT_HOME = 50_000, 15_000  # people
_STEM, _ENDING = 4, 3  # letters
_PLURALS = ("e", "en", "n", "se", "nen")
_PLURAL_SHARE = 0.02
_NAME_SHARE = 0.002  # per cent of the people of the census: 20 in a million
_COMMON_NAME = 0.004


def missing() -> list[str]:
    """What of the sources is not here in the pinned version."""
    out = [name for name, wanted in VERSIONS.items() if _version(name) != wanted]
    out += [tool for tool in ("combine_tessdata", "dawg2wordlist") if not shutil.which(tool)]
    return out + [code for code, _ in LANGUAGES.values() if not (TESSDATA / f"{code}.traineddata").exists()]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


class Names:
    """The names of the default gazetteers, and which words are written like one."""

    def __init__(self) -> None:
        folder = _ROOT / "normalize" / "data"
        self._places, self._people, self._orgs = (Store(folder / PACKAGED[kind]) for kind in ("place", "person", "org"))

    def named(self, word: str) -> bool:
        """Whether something has a name that is written like the word, not counting weak ones."""
        return any(self._under(store, word) for store in (self._places, self._people, self._orgs))

    def is_place(self, word: str) -> bool:
        """Whether a place has."""
        return bool(self._under(self._places, word))

    def in_another_case(self, word: str, lang: str) -> bool:
        """Whether something has a name that is written like a base form of the word."""
        return inflects(lang) and any(self.named(form.text) for form in base_forms(word.capitalize(), lang))

    @staticmethod
    @cache
    def _under(store: Store, word: str) -> tuple[tuple[str, str | None, int], ...]:
        """(name, its language, its owner) of the names written like a word."""
        names = ((store.name(number), store.owner(number)) for number in store.find_key(fold(clean(word))))
        return tuple((name.text, name.lang, owner) for name, owner in names if name.role != "weak")

    def is_known(self, word: str) -> bool:
        """Whether a person or an organisation is called that, letter by letter."""
        return any(
            name.lower() == word for store in (self._people, self._orgs) for name, *_ in self._under(store, word)
        )

    def is_country(self, word: str) -> bool:
        """Whether a country is called that, letter by letter, in any language."""
        named = self._under(self._places, word)
        return any(name.lower() == word and self._places.kind(owner) == "country" for name, _, owner in named)

    def is_large(self, word: str, lang: str, at_home: frozenset[str]) -> bool:
        """Whether a large place is called that, letter by letter, in that language or in its own."""
        return any(
            self._places.prominence(owner)
            >= (_LARGE_AT_HOME if at_home & {*self._places.country_codes(owner)} else _LARGE)
            for name, of, owner in self._under(self._places, word)
            if name.lower() == word and of in (None, lang)
        )


def _is_place_form(word: str, lang: str, names: Names) -> bool:
    """Whether a word is a large place, or one with another ending: mariboru, харкові."""
    home = frozenset(LANGUAGES[lang][1].split())
    if names.is_country(word) or names.is_large(word, lang, home):
        return True
    for length in range(max(_STEM, len(word) - _ENDING), len(word)):
        stem = word[:length]
        if any(names.is_large(stem + ending, lang, home) for ending in ("", "a", "o", "e", "а", "о", "е", "ь", "й")):
            return True
    return False


@cache
def _web_words(lang: str) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory() as folder:
        part = f"{folder}/x."
        data = TESSDATA / f"{LANGUAGES[lang][0]}.traineddata"
        subprocess.run(["combine_tessdata", "-u", data, part], check=True, capture_output=True)
        tool = ["dawg2wordlist", f"{part}lstm-unicharset", f"{part}lstm-word-dawg", f"{folder}/words"]
        subprocess.run(tool, check=True, capture_output=True)
        return tuple(word for word in Path(f"{folder}/words").read_text("utf-8").split("\n") if word.isalpha())


def _function_words(lang: str) -> set[str]:
    import stop_words
    import stopwordsiso

    words = set(stopwordsiso.stopwords(lang)) if stopwordsiso.has_lang(lang) else set()
    if lang in stop_words.AVAILABLE_LANGUAGES:
        words |= set(stop_words.get_stop_words(lang))
    # Some lists are of a broken encoding ("savøjø"), and have names.
    return (words & set(_web_words(lang))) - _NAMES_AMONG_WORDS


def _everyday(lang: str) -> set[str]:
    words = tomllib.loads((_HERE / "everyday_words.toml").read_text("utf-8"))["words"]
    return set(words.get(lang, "").split())


@cache
def _counts(lang: str) -> dict[str, float]:
    """Occurrences of each word, as it is written, in a billion."""
    path = files("spacy_lookups_data") / "data" / f"{lang}_lexeme_prob.json.gz"
    found = json.loads(gzip.decompress(path.read_bytes()))
    return {word: math.exp(p) * 1e9 for word, p in found.items() if word.isalpha()}


def _zipf(count: float) -> int:
    return min(_MOST, int(math.log10(count)))


def _is_noun(word: str, counts: dict[str, float]) -> bool:
    """Whether a German word with a capital has a plural, which the name of a town has not."""
    umlaut = word.translate(str.maketrans("aou", "äöü"))
    plurals = [word + ending for ending in _PLURALS] + [umlaut + ending for ending in ("e", "er") if umlaut != word]
    return any(counts.get(plural, 0.0) >= _PLURAL_SHARE * counts[word] for plural in plurals)


def _counted(lang: str, names: Names) -> Iterator[tuple[str, int]]:
    counts = _counts(lang)
    home, given = frozenset(LANGUAGES[lang][1].split()), _census("male.first") | _census("female.first")
    least = 10**_LEAST
    for word, count in counts.items():
        if word.islower() and count >= least:
            title, upper = counts.get(word.capitalize(), 0.0), counts.get(word.upper(), 0.0)
            if count >= _SMALL * (count + title + upper):
                yield word, _zipf(count)
        elif lang == "de" and word.istitle() and count >= least and _is_noun(word, counts):
            small = word.lower()
            if not (names.is_country(small) or names.is_large(small, lang, home) or small in given):
                yield word, _zipf(count)


def _listed(lang: str, names: Names, people: set[str]) -> Iterator[tuple[str, int]]:
    """The words of the optical reader that are probably words of the language."""
    words = _web_words(lang)
    known, english = set(words), _counts("en")
    judge = _polish_judge(names) if lang == "pl" else None
    for word in words:
        if not word.islower() or len(word) < 3 or word in people:
            continue
        if word.capitalize() not in known or not names.is_place(word) or names.is_known(word):
            continue
        if word.upper() not in known and lang not in _SHORT_LISTS:
            continue
        if english.get(word, 0.0) >= 10**_USUAL and not (judge and judge(word)):
            continue
        if judge(word) if judge else not _is_place_form(word, lang, names):
            yield word, _LISTED


def _polish_judge(names: Names) -> Callable[[str], bool]:
    """Whether a Polish form is one of a word, and of no large place: not "łodzi", of boats or in Łódź."""
    import morfeusz2

    analyser, home = morfeusz2.Morfeusz(), frozenset(LANGUAGES["pl"][1].split())

    def is_word(word: str) -> bool:
        found = [form for *_, form in analyser.analyse(word)]
        written = [form for *_, form in analyser.analyse(word.capitalize())]
        places = {lemma.split(":")[0].lower() for _, lemma, _, kinds, *_ in written if "nazwa_geograficzna" in kinds}
        return any(
            lemma.islower()
            and tag != "ign"
            and not tag.startswith("brev")
            and (not kinds or "nazwa_pospolita" in kinds)
            for _, lemma, tag, kinds, *_ in found
        ) and not any(names.is_large(place, "pl", home) for place in places)

    return is_word


def common_words(lang: str, names: Names, people: set[str]) -> dict[str, int]:
    """The words of a language that are written like a name, with their class."""
    found: dict[str, int] = {}
    given = dict.fromkeys(_function_words(lang) | _everyday(lang), _FUNCTION)
    if lang in _COUNTED:
        found |= _counted(lang, names)
        for word in given:
            found.setdefault(word, max(_LISTED, _zipf(max(1.0, _counts(lang).get(word, 1.0)))))
    else:
        if lang != "ar":  # Arabic has no capitals: its list is full of names
            found |= _listed(lang, names, people)
        found |= given
    return {
        word: found[word]
        for word in sorted(found)
        if len(word) > 1 and (names.named(word) or (word in given and names.in_another_case(word, lang)))
    }


def _groups() -> set[str]:
    with (_ROOT / "gazetteers" / "people" / "name_groups.csv").open(encoding="utf-8", newline="") as file:
        return {form for row in csv.DictReader(file) for form in row["forms"].split("|")}


def _census(part: str) -> dict[str, float]:
    shares: Counter[str] = Counter()
    for line in (files("names") / f"dist.{part}").read_text("utf-8").splitlines():
        name, share, *_ = line.split()
        shares[name.lower()] = max(shares[name.lower()], float(share))
    return dict(shares)


def people_names(names: Names) -> tuple[dict[str, int], dict[str, int]]:
    """Given and family names that are written like a place, each with the class of its share."""
    male, female = _census("male.first"), _census("female.first")
    given = {name: max(male.get(name, 0.0), female.get(name, 0.0)) for name in male | female}
    family = {name: share for name, share in _census("all.last").items() if share >= _COMMON_NAME}

    def classed(shares: dict[str, float]) -> dict[str, int]:
        return {name: _zipf(max(share, 0.001) * 1e7) for name, share in sorted(shares.items()) if names.is_place(name)}

    return classed({n: s for n, s in given.items() if s >= _NAME_SHARE}), classed(family)


def calendar() -> dict[str, dict[str, str]]:
    """Language -> word -> "month" or "day", with the forms that dates have."""
    from babel import Locale

    words: dict[str, dict[str, str]] = defaultdict(dict)
    for lang in LANGUAGES:
        locale = Locale(lang)
        for kind, table in (("day", locale.days), ("month", locale.months)):
            for context in ("format", "stand-alone"):
                for word in table[context]["wide"].values():
                    words[lang].setdefault(word, kind)
    return words


def _text(heading: str, rows: Iterable[tuple[object, ...]]) -> str:
    return "".join(f"# {line}\n" for line in heading.splitlines()) + "".join(
        "\t".join(map(str, r)) + "\n" for r in rows
    )


def _sources(lang: str) -> str:
    parts = ["everyday_words.toml (own compilation, MIT)"]
    if _function_words(lang):
        parts.append(
            f"stopwordsiso {VERSIONS['stopwordsiso']} (MIT), stop-words {VERSIONS['stop-words']} (BSD-3-Clause)"
        )
    if lang in _COUNTED:
        parts.append(f"spacy-lookups-data {VERSIONS['spacy-lookups-data']} (MIT)")
    elif lang != "ar":
        parts.append("tessdata_fast 4.1.0 (Apache-2.0)")
    return "; ".join(parts) + ("; SGJP by morfeusz2 (BSD-2-Clause)" if lang == "pl" else "")


def made() -> dict[str, str]:
    """The files, by name."""
    names, people = Names(), _groups()
    out: dict[str, str] = {}
    for lang in LANGUAGES:
        heading = (
            f"Ordinary words of {lang} that are written like a name of the default gazetteers: word, class.\n"
            "The class is that of the Zipf scale: 7 the most usual, 3 one in a million.\n"
            "Made by tests/bench/common_words.py.\n"
            f"Sources: {_sources(lang)}."
        )
        out[f"{lang}.txt"] = _text(heading, common_words(lang, names, people).items())
    census = "Source: census of the United States, 1990 (public domain), by way of names 0.3.0 (MIT)."
    for name, rows in zip(("given", "family"), people_names(names), strict=True):
        heading = (
            f"{name.capitalize()} names that are also names of places: name, class.\nThe class is the power of ten of "
            f"its bearers in a billion people. Made by tests/bench/common_words.py.\n{census}"
        )
        out[f"{name}-names.txt"] = _text(heading, rows.items())
    heading = (
        "Months and days of the week: language, word, what it is. Made by tests/bench/common_words.py.\n"
        f"Source: Unicode CLDR (Unicode-3.0), by way of Babel {VERSIONS['Babel']}."
    )
    days = [(lang, word, kind) for lang, words in sorted(calendar().items()) for word, kind in sorted(words.items())]
    out["calendar.txt"] = _text(heading, days)
    return out


def main() -> None:
    if absent := missing():
        sys.exit(f"Not here, or not in the pinned version: {', '.join(absent)}.")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in made().items():
        (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
