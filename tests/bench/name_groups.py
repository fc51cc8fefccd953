"""Makes name_groups.csv: spellings of one personal name across languages and scripts, one group a line.

    python tests/bench/name_groups.py persons.txt romanisations.csv diminutives.csv > name_groups.csv

Sources. `persons.txt` is rigour/data/names/persons.txt of the wheel rigour 1.8.2 (MIT, OpenSanctions), which was made
from the labels of given and family names in Wikidata (CC0); its lines read "form, form, form => Q2253934". The
reviewed tables `romanisations.csv` and `diminutives.csv` only narrow it, and `_ONE_NAME` below joins groups that are
forms of one name in neighbouring languages, in which the same person is written: Volodymyr and Vladimir.

A group says "these may be one name", for a score; it is no identity. What is done, in this order:

1. Forms are cleaned (stress, vowel points and tie bars off) and dropped when they hold digits, brackets or signs,
   letters of two scripts, or more than two words, or two words among forms of one.
2. Dropped too: readings of a Chinese character other than the spellings people use for it as a family name
   (`romanisations.csv`), kana readings beside kanji, feminine "-ová" beside its masculine, and short and pet forms
   (`diminutives.csv`, "-очка", "-енька"), which are another relation.
3. Forms that sound like no other of the group are dropped: other words got in among them.
4. Groups that are one name (`_ONE_NAME`), or half of whose forms are in a larger group, are joined; not those of
   Chinese, Japanese and Korean names, where the same reading is many names.
5. Groups are ranked by how many different folded forms and scripts they have, and as many kept as fit. A form that
   stands in more than six of them stays in the first alone, and nowhere if its key is of one or two letters.
"""

import csv
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import regex
from rapidfuzz.fuzz import ratio

from normalize.keys import fold
from normalize.letters import clean, script_of

Form = tuple[str, str, str]  # the form, its key, its script

_BYTES = 1_500_000
_MOST_GROUPS = 6
_LEAST_TELLING = 3  # letters of the key of a form that stands in many groups
_LEAST_LATIN = 2  # letters; initials are no names
_LONGEST_FAMILY = 2  # characters of a Chinese or Korean family name
_LEAST_SHARED = 3  # forms of two groups that are one name
_LEAST_OWN = 0.12  # of the forms of a group: "Peter" has "Pyotr" among thirty others
_MOST_CHARACTERS = 6  # of a group; more are a list of homophones
_SAME_READING = 3  # Japanese names read alike; of more, the characters decide

# Each line is one name; a group that has two of its forms, one of them Latin, is a group of that name,
# unless it has a form that stands here after a hyphen.
_ONE_NAME = """
vladimir volodymyr uladzimir uladzimier włodzimierz влодзимеж vladimír владимир володимир уладзімір
vladislav vladyslav uladzislau uladzislaŭ władysław владислав уладзіслаў
aleksandr oleksandr aliaksandr alexandr александр олександр аляксандр
alexei aleksei alexey oleksii oleksiy aliaksei алексей олексій аляксей
yevgeny -eugene evgeny yevhen yauhen evgeni evgenij евгений євген євгеній яўген
sergei sergey serhii serhiy siarhei сергей сергій сяргей
nikolai nikolay mykola mikalai mikalay nikolaj николай микола мікалай
mikhail mykhailo mikhas mihail михаил михайло міхаіл
dmitri dmitry dmytro dzmitry dmitriy дмитрий дмитро дзмітрый
andrei andrey andrii andriy andrej андрей андрій
grigori grigory hryhorii hryhoriy ryhor grigoriy григорий григорій рыгор
pyotr petro piotr petr пётр петро пятро
pavel pavlo paviel павел павло павал
igor ihor ihar игорь ігор ігар
oleg oleh aleh олег алег
kirill kyrylo kiryl кирилл кирило кірыл
daniil danylo danila даниил данило даніла
ilya illia illya ilia илья ілля ілья
nikita mykyta mikita никита микита мікіта
iosif yosyp osip иосиф йосип іосіф
stepan stsiapan степан сцяпан
vasily vasyl vasil vasili vasilij василий василь
vitaly vitalii vitaliy vital vitali виталий віталій віталь
valery valerii valeriy valeri валерий валерій валерый
yuri yury yurii yuriy jurij юрий юрій юры юрый
georgi georgy heorhii heorhiy georgiy georgii георгий георгій георгі
gennady hennadii hennadiy henadz gennadi геннадий геннадій генадзь
artyom artem artsiom artiom артём артем арцём
fyodor fedor fedir fiodar фёдор федір фёдар
timofei timofey tymofii tymofiy tsimafei тимофей тимофій цімафей
matvei matvey matvii matviy матвей матвій мацвей
maxim maksim maksym максим максім
anatoly anatolii anatoliy anatol anatoli анатолий анатолій анатоль
arkady arkadii arkadiy arkadz аркадий аркадій аркадзь
boris borys barys борис барыс
bogdan bohdan багдан богдан
vyacheslav viacheslav viachaslau вячеслав в'ячеслав вячаслаў
yaroslav jarosław jaroslav yaraslau ярослав яраслаў
stanislav stanislau stanisław станислав станіслав станіслаў
rostislav rostyslav расціслаў ростислав
svyatoslav sviatoslav святослав святаслаў
leonid leanid леонид леонід леанід
lev leu леў лев
filipp pylyp philip філіп филипп пилип
roman раман роман
semyon semen siamion семён семен сямён
denis denys дзяніс денис
david davyd davit давид давид давід
konstantin kostiantyn kanstantsin константин костянтин канстанцін
yakov yakiv jakau яков яків якаў
yegor egor yehor єгор егор ягор
yefim yukhym efim ефим юхим
afanasy afanasii panas опанас афанасий панас
gleb hlib hleb глеб гліб
kliment klym klim климент клим
trofim trokhym трофим трохим
valentin valentyn валентин валянцін
viktor victor viktar виктор віктор віктар
gavriil havrylo gavrila гавриил гаврило
veniamin venyamin вениамин веніамін
tikhon tykhon тихон ціхан
mstislav mstyslav мстислав
vsevolod usievalad всеволод усевалад
zakhar zachar захар
elena olena yelena alena елена олена алена
ekaterina yekaterina kateryna katsiaryna екатерина катерина кацярына
tatiana tatyana tetiana tetyana tatsiana татьяна тетяна таццяна
natalia natalya nataliia nataliya natallia наталья наталия наталія наталля
olga olha volha ольга вольга
anna hanna ganna анна ганна
irina iryna ирина ірина ірына
svetlana svitlana sviatlana светлана світлана святлана
lyudmila liudmyla lyudmyla людмила людміла
lyubov liubov lubov любовь любов
nadezhda nadiia nadiya nadzeya надежда надія надзея
vera vira вера віра
yulia yuliia yuliya julija юлия юлія
elizaveta yelizaveta yelyzaveta lizaveta елизавета єлизавета лізавета
maria mariya mariia мария марія марыя
daria darya dariia дарья дарія дарина
anastasia anastasiya anastasiia анастасия анастасія
viktoria viktoriya victoria viktoriia виктория вікторія
galina halyna halina галина галіна
ksenia kseniya kseniia aksinia ксения ксенія
oksana aksana оксана аксана
larisa larysa лариса ларыса
lidia lidiya lidiia лидия лідія
sofia sofiya sofiia софия софія соф'я
valentina valentyna валентина валянціна
evgenia yevgenia yevheniia yevheniya евгения євгенія
zinaida zinayida зинаида зінаїда
antonina антонина антоніна
aleksandra oleksandra alexandra александра олександра аляксандра
marina maryna марина марына
kristina khrystyna крістіна кристина христина
alla ала алла
""".strip()

# What may stand first in a form of two words that is one name.
_OPENING = frozenset(
    """
    abd abdel abdul abdal abdol abu abou abo umm um bint bin ibn ben bar al el ul
    de da di du la le van von der den mac mc o san
    """.split()  # noqa: SIM905
)
_MARKS = regex.compile(r"[\u0300\u0301\u035c\u0361\u0591-\u05c7\u064b-\u0652\u0670\u0640]")
_KEPT_MARKS = re.compile("([йЙїЇёЁѐЀѝЍѓЃќЌ])")
_WHOLE = regex.compile(r"[\p{L}\p{M}]+(?:[-'·・＝=. ]{1,2}[\p{L}\p{M}]+)*'?")
_BETWEEN = re.compile("[ ]+")
_COMPOUND = re.compile("[- ·・＝=]")
_COLLECTIVE = re.compile(
    r"^(?:the|house|haus|clan|clã|famille|familie|família|familia|famiglia|rodzina|suku|marga|клан|род|рід|семья) "
    r"|^(?:عائلة|خاندان) "
    r"| (?:clan|family|dynasty|family name|ailəsi|gens)$"
)
_SIGN = regex.compile(r"\p{N}|\p{Script=Bopomofo}|ⁿ")
_BOPOMOFO = regex.compile(r"\p{Script=Bopomofo}")
_OF_FAMILY = re.compile("[姓氏]$|씨$")
_PET = re.compile("(?:[оеаи]чка|[оея]нька|[уюыи]шка|[юу]ша|ечик|очек)$")
_SON, _DAUGHTER = re.compile("(?:вич|vich|vych|witsch|wicz)$"), re.compile("(?:[оеиі]вна|[oeiy][vwŭ]na)$")
_SOUND = str.maketrans(
    dict.fromkeys("bpfvw", "p") | dict.fromkeys("kgqhx", "k") | dict.fromkeys("dt", "t") | dict.fromkeys("sczj", "s")
    | dict.fromkeys("lr", "l") | dict.fromkeys("mn", "n") | dict.fromkeys("aeiouy", "")
)  # fmt: skip
_TWICE = re.compile(r"(.)\1+")
_EAST = frozenset(("Hani", "Kana", "Hira"))
_FAR_EAST = _EAST | {"Latn", "Hang"}
_BY_ROBOTS = frozenset(("Arab", "Beng", "Hang", "Deva", "Knda", "Khmr", "Mymr"))
_SPELT_BY_SOUND = frozenset(("Latn", "Cyrl", "Grek", "Geor", "Armn"))


def _plain(form: str) -> str:
    """The form without stress, vowel points and tie bars, which few write."""
    pieces = _KEPT_MARKS.split(form)
    if script_of(form) in ("Latn", "Grek"):
        return unicodedata.normalize("NFC", form.replace("\u0361", "").replace("\u035c", ""))
    pieces[::2] = [_MARKS.sub("", unicodedata.normalize("NFD", p)) if script_of(form) == "Cyrl" else _MARKS.sub("", p)
                   for p in pieces[::2]]  # fmt: skip
    return unicodedata.normalize("NFC", "".join(pieces))


def read(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield (id, forms as they stand) of each line."""
    for line in path.read_text("utf-8").splitlines():
        forms, _, qid = line.rpartition(" => ")
        yield qid, forms.split(", ")


def _is_one_script(form: str) -> bool:
    letters = {script_of(c) for c in form if c.isalpha()}
    return len(letters) == 1 or letters <= {"Hira", "Kana", "Zzzz"}


def tidy(forms: Iterable[str]) -> list[Form]:
    """The forms that look like one name, cleaned, each once."""
    cleaned: dict[str, Form] = {}
    for form in forms:
        if _SIGN.search(form):
            continue
        text = clean(_plain(form)).lower().removesuffix(".")
        text = _OF_FAMILY.sub("", text) if len(text) > 1 else text
        if not _WHOLE.fullmatch(text) or not _is_one_script(text):
            continue
        key, script = fold(text), script_of(text)
        if not key.isascii() or script == "Zzzz" or (len(key) < _LEAST_LATIN and script not in ("Hani", "Hang")):
            continue
        cleaned.setdefault(text, (text, key, script))
    several = [f for f in cleaned if len(_BETWEEN.split(f)) > 1]
    opened = [f for f in several if fold(f.split(" ")[0].split("-")[0]) in _OPENING]
    whole = 2 * sum(bool(_COMPOUND.search(f)) for f in cleaned) > len(cleaned)
    return [
        v for f, v in cleaned.items()
        if f not in several or (not _COLLECTIVE.search(f) and len(_BETWEEN.split(f)) == 2 and (whole or f in opened))
    ]  # fmt: skip


def _sound(key: str) -> str:
    return _TWICE.sub(r"\1", key.replace("ch", "s").replace("sh", "s").translate(_SOUND))


def _alike(one: str, other: str, strict: bool) -> bool:
    if ratio(one, other) >= (60 if strict else 50):
        return True
    a, b = _sound(one), _sound(other)
    return min(len(a), len(b)) >= (2 if strict else 1) and ratio(a, b) >= (70 if strict else 40)


def of_one_sound(forms: list[Form]) -> list[Form]:
    """The largest part of the forms that sound alike, each to some other; strict for scripts that show the sound."""
    own = sorted({key for _, key, script in forms if script in _SPELT_BY_SOUND})
    parts: list[set[str]] = []
    for key in own:
        near = [p for p in parts if any(_alike(key, k, strict=True) for k in p)]
        parts = [p for p in parts if p not in near] + [{key}.union(*near)]
    if not parts:
        return forms
    kept = max(parts, key=lambda p: (len(p), sorted(p)))

    def belongs(form: Form) -> bool:
        _, key, script = form
        if key in kept or script == "Hani":
            return True
        return script not in _SPELT_BY_SOUND and any(_alike(key, k, strict=False) for k in kept)

    return [f for f in forms if belongs(f)]


def _spellings(path: Path) -> dict[str, set[str]]:
    """Character -> keys of the Latin spellings people use for it."""
    keys: dict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for character in row["note"].split("|"):
                keys[character] |= {fold(clean(row["standard"])), fold(clean(row["variant"]))}
    return keys


def _short_forms(path: Path) -> dict[str, set[str]]:
    """Full name -> its Russian and Ukrainian short forms, as keys; those of other languages are often names too."""
    shorts: dict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["lang"] in ("ru", "uk"):
                shorts[fold(clean(row["full"]))].add(fold(clean(row["short"])))
    return shorts


def of_character(raw: list[str]) -> bool:
    """Whether a group is one of readings of a Chinese character."""
    return any(
        _BOPOMOFO.search(f) or _OF_FAMILY.search(f) or any(unicodedata.category(c) == "No" for c in f) for f in raw
    )


def narrowed(
    raw: list[str], forms: list[Form], spellings: dict[str, set[str]], shorts: dict[str, set[str]]
) -> list[Form]:
    """The forms without readings of characters, feminines and pet forms."""
    if any(s == "Hira" for *_, s in forms):
        forms = [f for f in forms if f[2] not in ("Hira", "Beng")]
    single = [f for f in forms if f[2] == "Hani" and len(f[0]) == 1]
    if len(single) > _MOST_CHARACTERS:
        forms = [f for f in forms if f not in single]
    if of_character(raw):
        named = {f for f, _, s in forms if s == "Hani" or (s == "Hang" and f + "씨" in raw)}
        known = set().union(*(spellings.get(c, set()) for c in named if len(c) <= _LONGEST_FAMILY))
        if not any(_OF_FAMILY.search(f) for f in raw):
            return []
        latin = [f for f in forms if f[2] == "Latn" and f[1] in known]
        rest = [f for f in forms if f[2] not in ("Latn", "Kana") and (f[2] != "Hani" or len(f[0]) == 1)]
        forms = latin + rest if latin else []
    keys = {k for _, k, _ in forms}
    pets = set().union(*(shorts.get(k, set()) for k in keys))
    plain = any(s == "Cyrl" and not _PET.search(f) for f, _, s in forms)
    masculine = any(_SON.search(f) for f, *_ in forms)
    kept = []
    for f in forms:
        feminine = f[0].endswith("ová") and ({f[1][:-3], f[1][:-3] + "a", f[1][:-3] + "e", f[1][:-1]} & keys)
        pet = f[1] in pets or (plain and f[2] == "Cyrl" and _PET.search(f[0]))
        daughter = masculine and _DAUGHTER.search(f[0])
        if not feminine and not pet and not daughter:
            kept.append(f)
    return kept


def _is_named(name: set[str], forms: list[Form]) -> bool:
    found = [script for f, _, script in forms if f in name]
    return (
        len(found) >= max(2, _LEAST_OWN * len(forms))
        and "Latn" in found
        and not any("-" + f in name for f, *_ in forms)
    )


def _joined(groups: dict[str, list[Form]], apart: set[str]) -> dict[str, list[Form]]:
    """The groups, those of one name put together under the id of the one with most forms; those of `apart` stay."""
    order = sorted(groups, key=lambda q: (-len(groups[q]), int(q[1:])))
    into: dict[str, str] = {}
    for line in _ONE_NAME.splitlines():
        name = set(line.split())
        same = [q for q in order if q not in into and _is_named(name, groups[q])]
        into |= dict.fromkeys(same, same[0]) if same else {}
    keys = {q: {f[1:] for f in groups[q]} for q in order}
    place = {q: n for n, q in enumerate(order)}
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for q in order:
        if q in into:
            if into[q] != q:
                continue
        elif q not in apart:
            shared = Counter(h for k in keys[q] for h in holders[k])
            for h, n in sorted(shared.items(), key=lambda item: (-item[1], place[item[0]]))[:1]:
                latin = any(script == "Latn" for _, script in keys[q] & keys[h])
                if n == len(keys[q]) or (latin and n >= _LEAST_SHARED and 2 * n >= len(keys[q])):
                    into[q] = h
            if q in into:
                continue
        for k in () if q in apart else keys[q]:
            holders[k].append(q)
    result: dict[str, dict[str, Form]] = defaultdict(dict)
    for q in order:
        home = into.get(q, q)
        for f in groups[q]:
            result[home].setdefault(f[0], f)
    return {q: list(f.values()) for q, f in result.items()}


def _read_alike(groups: dict[str, list[Form]], native: set[str]) -> set[str]:
    """Japanese groups whose reading many others have: their characters are the name."""
    reading = {q: {k for _, k, s in groups[q] if s == "Latn"} for q in native if q in groups}
    often = Counter(k for keys in reading.values() for k in keys)
    return {q for q, keys in reading.items() if any(often[k] > _SAME_READING for k in keys)}


def _once(forms: list[Form]) -> list[Form]:
    """One form of each key in each script: the plainest."""
    best: dict[tuple[str, str], Form] = {}
    for f in sorted(forms, key=lambda f: (not f[0].isascii(), " " in f[0], len(f[0]), f[0])):
        best.setdefault((f[1], f[2]), f)
    return list(best.values())


def _worth(forms: list[Form], native: bool) -> int:
    """How many ways of writing the name a group holds. Labels that robots gave to all Japanese names do not count."""
    apart = _EAST | _BY_ROBOTS if native else _EAST
    return len({k for _, k, s in forms if s not in _EAST}) + 2 * len({s for *_, s in forms} - apart)


def _line(qid: str, forms: list[Form]) -> str:
    return f"{qid},{'|'.join(sorted(f for f, *_ in forms))}\n"


def main() -> None:
    source, romanisations, diminutives = map(Path, sys.argv[1:4])
    spellings, shorts = _spellings(romanisations), _short_forms(diminutives)
    groups: dict[str, list[Form]] = {}
    native: set[str] = set()
    korean: set[str] = set()
    characters: set[str] = set()
    for qid, raw in read(source):
        forms = narrowed(raw, tidy(raw), spellings, shorts)
        if of_character(raw):
            characters.add(qid)
        else:
            forms = of_one_sound(forms)
        scripts = {s for *_, s in forms}
        if "Hani" in scripts and scripts <= _FAR_EAST and qid not in characters:
            continue
        if len({k for _, k, _ in forms}) > 1:
            groups[qid] = forms
            if "Hang" in scripts and scripts <= _FAR_EAST:
                korean.add(qid)
            if qid not in characters and any(script_of(f) == "Hira" for f in raw):
                native.add(qid)
    for qid in _read_alike(groups, native):
        del groups[qid]
    groups = {q: _once(f) for q, f in _joined(groups, characters | native | korean).items()}
    ranked = sorted(groups, key=lambda q: (-_worth(groups[q], q in native), -len(groups[q]), int(q[1:])))
    size, kept = len("qid,forms\n"), []
    for qid in ranked:
        size += len(_line(qid, groups[qid]).encode())
        if size > _BYTES:
            break
        kept.append(qid)
    holders: dict[str, list[str]] = defaultdict(list)
    for qid in kept:
        for k in dict.fromkeys(k for _, k, _ in groups[qid]):
            holders[k].append(qid)
    homes = {
        k: qids if len(qids) <= _MOST_GROUPS else qids[:1] if len(k) >= _LEAST_TELLING else []
        for k, qids in holders.items()
    }
    sys.stdout.write("qid,forms\n")
    for qid in sorted(kept, key=lambda q: int(q[1:])):
        forms = [f for f in groups[qid] if qid in homes[f[1]]]
        if len({k for _, k, _ in forms}) > 1:
            sys.stdout.write(_line(qid, forms))


if __name__ == "__main__":
    main()
