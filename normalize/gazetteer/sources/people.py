"""The reviewed tables of people and organisations in `gazetteers/`, and the groups of equivalent name parts."""

from collections.abc import Iterator
from pathlib import Path

from normalize.errors import BuildError
from normalize.gazetteer.records import RANK_PROMINENCE, Record
from normalize.gazetteer.sources.curated import rows_of
from normalize.letters import clean

__all__ = ["read_groups", "read_orgs", "read_people", "read_pet_forms", "read_romanised"]

_SCRIPTS = ("latin", "cyrillic", "arabic", "chinese", "other")
_PEOPLE = f"id,name,born,died,countries,rank,{','.join(_SCRIPTS)},short,note,source,reviewed"
_ORGS = f"id,name,type,countries,rank,acronyms,{','.join(_SCRIPTS)},note,source,reviewed"


def read_people(folder: Path) -> list[Record]:
    """Return the people of `people/people.csv`."""
    return list(_records(folder / "people" / "people.csv", _PEOPLE, "person", "short"))


def read_orgs(folder: Path) -> list[Record]:
    """Return the organisations of `orgs/orgs.csv`."""
    return list(_records(folder / "orgs" / "orgs.csv", _ORGS, "org", "acronyms"))


def read_groups(folder: Path) -> list[list[str]]:
    """Return the groups of name parts that are forms of one name, from `people/name_groups.csv`."""
    return [row["forms"].split("|") for _, row in rows_of(folder / "people" / "name_groups.csv", "qid,forms")]


def read_pet_forms(folder: Path) -> list[list[str]]:
    """Return pairs of a given name and a pet form of it, from `people/diminutives.csv`."""
    rows = rows_of(folder / "people" / "diminutives.csv", "full,short,lang,source")
    return [[row["full"], row["short"]] for _, row in rows]


def read_romanised(folder: Path) -> list[list[str]]:
    """Return the spellings of one East Asian name each, from `people/romanisations.csv`."""
    groups: dict[tuple[str, str], list[str]] = {}
    for _, row in rows_of(folder / "people" / "romanisations.csv", "system,standard,variant,note"):
        group = groups.setdefault((row["system"].partition("-")[0], row["standard"]), [row["standard"]])
        group.append(row["variant"])
    return [list(dict.fromkeys(group)) for group in groups.values()]


def _records(path: Path, columns: str, kind: str, alone: str) -> Iterator[Record]:
    seen: set[str] = set()
    for where, row in rows_of(path, columns):
        if row["id"] in seen:
            raise BuildError(f"{where}: {row['id']} stands twice")
        seen.add(row["id"])
        try:
            prominence = RANK_PROMINENCE[int(row["rank"])]
            years = [int(row[fact]) if row.get(fact) else None for fact in ("born", "died")]
        except (ValueError, KeyError) as error:
            raise BuildError(f"{where}: rank (1 to 5) and years must be numbers: {error}") from None
        record = Record(row["id"], kind, prominence=prominence, born=years[0], died=years[1])
        record.countries = tuple(c for c in row["countries"].split("|") if c)
        scheme, _, local = row["id"].partition(":")
        if scheme == "wikidata":
            record.ids["wikidata"] = local
        texts = [row["name"], *(text for column in (*_SCRIPTS, alone) for text in row[column].split("|"))]
        for text in dict.fromkeys(clean(text) for text in texts if text):
            record.names.append((text, None, "alias" if record.names else "main"))
        yield record
