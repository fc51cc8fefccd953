"""A check: names of files ─► counts ─► clusters ─► chosen spellings ─► findings."""

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from normalize.checking.baseline import new_findings
from normalize.checking.config import Config, Pairs, Rule
from normalize.checking.documents import document_of
from normalize.checking.duplicates import canonical_names, clusters
from normalize.checking.findings import Finding
from normalize.checking.fix import fixed
from normalize.checking.spans import Document, Layout, Value, source_of
from normalize.gazetteers import Gazetteer, default_gazetteer
from normalize.tables.files import check_target, written

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
    files: Sequence[str],
    config: Config,
    *,
    fix: bool = False,
    baseline: str | None = None,
    texts: MutableMapping[str, bytes] | None = None,
) -> list[Finding]:
    """Return what is found in some files, in their order; with `fix` files are rewritten.

    Args:
        files: paths.
        config: the rules.
        fix: rewrite what can be; such findings are marked `fixed`.
        baseline: path of the known findings that are left alone, or None.
        texts: the bytes of files that are not to be read from the disk; with `fix` they are rewritten here, not there.

    Raises:
        TableError: a file cannot be read or written, or lacks a column.
        ConfigError: the baseline is missing or none.
        MissingExtraError: what reads a file is not installed.
    """
    texts = {} if texts is None else texts
    ways: dict[str, dict[Layout, dict[str, None]]] = {}
    found: dict[tuple[Value, str], tuple[Finding, Layout]] = {}
    for group in _groups(files, config):
        layout = group.rule.layout
        for finding in _findings(group, texts):
            found.setdefault((finding.value, finding.chosen), (finding, layout))
            ways.setdefault(finding.value.file, {}).setdefault(layout, {}).update(dict.fromkeys(group.rule.columns))
    done = [finding for finding, _ in found.values()]
    if baseline is not None:
        done = new_findings(baseline, done)
    if fix:
        new = set(map(id, done))
        said = [each for each in found.values() if id(each[0]) in new]
        done = _fixed(said, {file: {way: tuple(of) for way, of in some.items()} for file, some in ways.items()}, texts)
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


def _document(file: str, rule: Rule, texts: Mapping[str, bytes]) -> Document | None:
    return document_of(source_of(file, texts.get(file)), rule.columns, rule.layout)


def _findings(group: _Group, texts: Mapping[str, bytes]) -> list[Finding]:
    counts: dict[str, int] = {}
    one: dict[str, str] = {}  # a name is kept once, in however many files it stands
    keys = group.rule.columns
    held: dict[str, set[str]] = {}
    for file in group.files:
        document = _document(file, group.rule, texts)
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
        document = _document(file, group.rule, texts)
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


def _fixed(
    findings: Sequence[tuple[Finding, Layout]],
    ways: Mapping[str, Mapping[Layout, Sequence[str]]],
    texts: MutableMapping[str, bytes],
) -> list[Finding]:
    by_file: dict[str, list[tuple[Finding, Layout]]] = {}
    for finding, layout in findings:
        by_file.setdefault(finding.value.file, []).append((finding, layout))
    done: list[Finding] = []
    for file, own in by_file.items():
        source = source_of(file, texts.get(file))
        still = []
        for finding, layout in own:
            if source.body[finding.value.start : finding.value.end] == finding.value.raw:
                still.append((finding, layout))
            else:  # another program has changed it since: it is left as it is now
                done.append(finding)
        data, mended = fixed(source, ways[file], still)
        done += mended
        if any(finding.fixed for finding in mended):
            _write(file, data, texts)
    return done


def _write(file: str, data: bytes, texts: MutableMapping[str, bytes]) -> None:
    if file in texts:
        texts[file] = data
        return
    check_target(file, [file], in_place=True)
    with written(file) as out:
        out.write(data)
