"""A check: names of files ─► counts ─► clusters ─► chosen spellings ─► findings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from normalize.checking.baseline import new_findings
from normalize.checking.config import Config, Pairs, Rule
from normalize.checking.documents import document_of
from normalize.checking.duplicates import canonical_names, clusters
from normalize.checking.findings import Finding
from normalize.checking.fix import fixed
from normalize.checking.spans import Document, Source, Value, source_of
from normalize.gazetteers import Gazetteer, default_gazetteer

__all__ = ["check_files"]


class _Spelling(NamedTuple):
    """What a name should be called instead."""

    chosen: str
    id: str | None
    score: float


@dataclass(frozen=True, slots=True)
class _Group:
    """Files whose names are compared with one another, and how."""

    rule: Rule
    files: tuple[str, ...]
    allowed: Pairs


def check_files(
    files: Sequence[str], config: Config, *, fix: bool = False, baseline: str | None = None
) -> list[Finding]:
    """Return what is found in some files, in their order; with `fix` files are rewritten.

    Args:
        files: paths.
        config: the rules.
        fix: rewrite what can be; such findings are marked `fixed`.
        baseline: path of the known findings that are left alone, or None.

    Raises:
        TableError: a file cannot be read or written, or lacks a column.
        ConfigError: the baseline is missing or none.
        MissingExtraError: what reads a file is not installed.
    """
    keys: dict[str, dict[str, None]] = {}
    found: dict[tuple[Value, str], Finding] = {}
    for group in _groups(files, config):
        for finding in _findings(group):
            found.setdefault((finding.value, finding.chosen), finding)
            keys.setdefault(finding.value.file, {}).update(dict.fromkeys(group.rule.columns))
    new = list(found.values()) if baseline is None else new_findings(baseline, list(found.values()))
    done = _fixed(new, {file: tuple(of) for file, of in keys.items()}) if fix else new
    order = {file: at for at, file in enumerate(files)}
    return sorted(done, key=lambda finding: (order[finding.value.file], finding.value.start))


def _groups(files: Sequence[str], config: Config) -> list[_Group]:
    kept = [file for file in dict.fromkeys(files) if not config.leaves(file)]
    groups = []
    for rule in config.rules:
        held = tuple(file for file in kept if config.holds(rule, file))
        parts = [held] if rule.across else [(file,) for file in held]
        groups += [_Group(rule, part, rule.allowed | config.allowed) for part in parts if part]
    return groups


def _read(file: str, keys: Sequence[str]) -> tuple[Source, Document | None]:
    source = source_of(file)
    return source, document_of(source, keys)


def _findings(group: _Group) -> list[Finding]:
    counts: dict[str, int] = {}
    one: dict[str, str] = {}  # a name is kept once, in however many files it stands
    keys = group.rule.columns
    held: dict[str, set[str]] = {}
    for file in group.files:
        _, document = _read(file, keys)
        own = document.counts(keys) if document else {}
        for text, count in own.items():
            counts[text] = counts.get(text, 0) + count
        held[file] = {one.setdefault(text, text) for text in own}
    spellings = _spellings(counts, group)
    if not spellings:
        return []
    # Read again: only now is it known which names are looked for, and most files hold none.
    chosen = {spelling.chosen for spelling in spellings.values()}
    values: list[Value] = []
    for file in _holding(held, spellings, chosen):
        _, document = _read(file, keys)
        values += document.values(keys, spellings, chosen) if document else ()
    return _placed(values, spellings, group.rule.kind)


def _holding(held: Mapping[str, set[str]], spellings: Mapping[str, _Spelling], chosen: set[str]) -> list[str]:
    """Files in which a name to mend stands, or first the spelling it should have."""
    files = {file for file, names in held.items() if not names.isdisjoint(spellings)}
    missing = chosen.difference(*(held[file] for file in files))
    for file, names in held.items():
        if not missing.isdisjoint(names):
            files.add(file)
            missing -= names
    return [file for file in held if file in files]


def _spellings(counts: Mapping[str, int], group: _Group) -> dict[str, _Spelling]:
    """Name -> what it should be called instead."""
    rule = group.rule
    names = list(counts)
    gazetteers = [default_gazetteer(rule.kind), *map(Gazetteer.open, rule.gazetteers)] if rule.gazetteers else []
    found: dict[str, _Spelling] = {}
    same = clusters(names, rule.kind, gazetteers=gazetteers, threshold=rule.threshold)
    several = [name for cluster in same for name in cluster.names]
    known = canonical_names(names if rule.canonical else several, rule.kind, gazetteers)
    if rule.canonical:
        for name, (id, canonical) in known.items():
            if name != canonical and frozenset((name, canonical)) not in group.allowed:
                found[name] = _Spelling(canonical, id, 1.0)
    for cluster in same:
        canonical = next((known[name][1] for name in cluster.names if known.get(name, ("",))[0] == cluster.id), "")
        chosen = canonical if rule.canonical and canonical else _chosen(cluster.names, counts, canonical)
        for name in cluster.names:
            if name != chosen and frozenset((name, chosen)) not in group.allowed:
                found[name] = _Spelling(chosen, cluster.id, cluster.score)
    return found


def _chosen(names: Iterable[str], counts: Mapping[str, int], canonical: str) -> str:
    """The spelling used most; of equals the gazetteer's own, then the first that is met."""
    return max(names, key=lambda name: (counts[name], name == canonical))


def _placed(values: Sequence[Value], spellings: Mapping[str, _Spelling], kind: str) -> list[Finding]:
    """The findings, each with where the chosen spelling stands: in the same file if it does there."""
    first: dict[tuple[str, str], Value] = {}
    for value in values:
        for file in (value.file, ""):
            first.setdefault((value.text, file), value)
    found = []
    for value in values:
        if (spelling := spellings.get(value.text)) is not None:
            chosen = spelling.chosen
            other = first.get((chosen, value.file)) or first.get((chosen, ""))
            found.append(Finding(value, chosen, other, kind, spelling.id, spelling.score))
    return found


def _fixed(findings: Sequence[Finding], keys: Mapping[str, Sequence[str]]) -> list[Finding]:
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.value.file, []).append(finding)
    done: list[Finding] = []
    for file, own in by_file.items():
        source, document = _read(file, keys[file])
        # What another program has changed since is left as it is now.
        still = [f for f in own if source.body[f.value.start : f.value.end] == f.value.raw]
        done += [f for f in own if f not in still]
        done += fixed(source, document, keys[file], still)[1] if document and still else still
    return done
