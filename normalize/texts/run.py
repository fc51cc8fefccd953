"""A run over texts: files in their order, read and scanned in as many processes as wanted, written in that order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import chain, islice
from typing import Protocol

from normalize.errors import TextError
from normalize.gazetteers import FAMILIES, Gazetteer, default_gazetteer
from normalize.processes import stay_while_wanted
from normalize.results import Mention
from normalize.scan import scan
from normalize.tables.encodings import named_encoding
from normalize.texts.found import Scanned, found_in
from normalize.texts.reading import Piece, Read, Reading, pieces_of, read
from normalize.texts.sources import Source

__all__ = ["Settings", "Summary", "Writer", "run"]

_BATCH = 1 << 19  # bytes that are worked at once
_UNKNOWN = 1 << 14  # bytes that a file of unknown size counts for


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is told.

    Attributes:
        reading: how files are read.
        kinds, lang, recall: as for `scan`.
        gazetteers: files of people's own gazetteers, the later ones win.
        jobs: processes.
    """

    reading: Reading = field(default_factory=Reading)
    kinds: tuple[str, ...] | None = None
    lang: str | None = None
    recall: bool = False
    gazetteers: tuple[str, ...] = ()
    jobs: int = 1


@dataclass(slots=True)
class Summary:
    """What a run found.

    Attributes:
        files, documents, matched, ambiguous: how many.
        problems: what could not be read.
        notes: what was read, but is odd.
    """

    files: int = 0
    documents: int = 0
    matched: int = 0
    ambiguous: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Writer(Protocol):
    """Where the mentions go.

    Attributes:
        shows_texts: whether it needs the letters of documents.
    """

    shows_texts: bool

    def begin(self, source: Source) -> None:
        """The documents that follow are those of this file."""
        ...

    def add(self, scanned: Scanned) -> None:
        """Write a document."""
        ...

    def close(self) -> Sequence[str]:
        """Write what is left; return what could not be shown, for people."""
        ...


Work = list[tuple[Read, list[Scanned]]]  # what became of each piece of a batch


@dataclass(slots=True)
class _Objects:
    """The objects of a file of JSON Lines: how many have a text, how many none, and what the first of these has."""

    texts: int = 0
    lacking: int = 0
    keys: tuple[str, ...] = ()


def run(
    sources: Sequence[Source],
    settings: Settings,
    writer: Writer,
    *,
    progress: Callable[[int, int], None] = lambda done, whole: None,
) -> Summary:
    """Scan texts; return what there is to say. A file that cannot be read is a problem, and the others go on.

    Args:
        sources: the files, in order.
        settings: what is asked.
        writer: takes the mentions.
        progress: told now and then how many bytes are done, of how many.

    Raises:
        NormalizeError: a wrong kind, language, encoding or gazetteer; or nothing could be read.
    """
    _check(settings)
    summary = Summary()
    objects: dict[Source, _Objects] = {source: _Objects() for source in sources if source.form == "jsonl"}
    whole, done = sum(source.size or 0 for source in sources), 0
    begun: Source | None = None
    pieces = chain.from_iterable(pieces_of(source, settings.reading) for source in sources)
    for piece, (said, scanned) in _worked(pieces, settings, writer.shows_texts):
        summary.problems += said.problems
        summary.notes += said.notes
        if piece.source in objects:
            _count_objects(objects[piece.source], said, len(scanned))
        for one in scanned:
            if begun != piece.source:
                begun = piece.source
                summary.files += 1
                writer.begin(begun)
            _count(summary, one)
            writer.add(one)
        done += piece.size
        progress(min(done, whole), whole)
    for source, counts in objects.items():
        _say_lacking(summary, source, counts, settings.reading.field)
    if summary.problems and not summary.documents:
        more = f" (and {len(summary.problems) - 1:,} more)" if len(summary.problems) > 1 else ""
        raise TextError(f"{summary.problems[0]}{more}")
    summary.notes += writer.close()
    return summary


def _check(settings: Settings) -> None:
    """Refuse what is wrong with the settings before a file is read."""
    _scanned("", settings)
    if settings.reading.encoding is not None:
        named_encoding(settings.reading.encoding)


def _scanned(text: str, settings: Settings) -> list[Mention]:
    gazetteers, _ = _opened(settings.gazetteers)
    return scan(text, kinds=settings.kinds, lang=settings.lang, gazetteer=gazetteers, recall=settings.recall)


@lru_cache(maxsize=1)
def _opened(paths: tuple[str, ...]) -> tuple[list[Gazetteer], Mapping[str, str]]:
    """The gazetteers to ask, and the family of each kind they hold."""
    gazetteers = [*map(default_gazetteer, FAMILIES), *map(Gazetteer.open, paths)]
    return gazetteers, {kind: g.kind for g in reversed(gazetteers) for kind in g.store.kinds}


def _work(settings: Settings, with_texts: bool, batch: list[Piece]) -> Work:
    """Read and scan the pieces of a batch."""
    _, families = _opened(settings.gazetteers)
    worked = []
    for piece in batch:
        said, scanned = read(piece, settings.reading), []
        for document in said.documents:
            found = tuple(found_in(document, _scanned(document.text, settings), families))
            scanned.append(Scanned(document if with_texts else replace(document, text=""), found))
        said.documents = []
        worked.append((said, scanned))
    return worked


def _worked(
    pieces: Iterable[Piece], settings: Settings, with_texts: bool
) -> Iterator[tuple[Piece, tuple[Read, list[Scanned]]]]:
    """Pieces in their order with what became of each; no more of them are on the way than the processes need."""
    work, batches = partial(_work, settings, with_texts), _batches(pieces)
    some = list(islice(batches, 2)) if settings.jobs > 1 else []
    batches = chain(some, batches)
    if len(some) < 2:  # not worth a process
        for batch in batches:
            yield from zip(batch, work(batch), strict=True)
        return
    from concurrent.futures import ProcessPoolExecutor  # here, because importing them costs every start 30 ms
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import active_children, get_context

    others = set(active_children())
    with ProcessPoolExecutor(settings.jobs, get_context("spawn"), stay_while_wanted) as pool:
        try:
            asked = deque((batch, pool.submit(work, batch)) for batch in islice(batches, settings.jobs + 1))
            while asked:
                batch, outcome = asked.popleft()
                yield from zip(batch, outcome.result(), strict=True)
                asked.extend((batch, pool.submit(work, batch)) for batch in islice(batches, 1))
        except BrokenProcessPool:
            raise TextError("a process that read texts died, perhaps for want of memory; give fewer --jobs") from None
        except BaseException:  # interrupted, or nobody reads on: what is being read is not waited for
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in set(active_children()) - others:
                worker.terminate()
            raise


def _batches(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    batch: list[Piece] = []
    size = 0
    for piece in pieces:
        batch.append(piece)
        size += piece.size or _UNKNOWN
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _count(summary: Summary, scanned: Scanned) -> None:
    summary.documents += 1
    matched = sum(one.meant.status == "matched" for one in scanned.found)
    summary.matched += matched
    summary.ambiguous += len(scanned.found) - matched


def _count_objects(counts: _Objects, said: Read, texts: int) -> None:
    counts.texts += texts
    counts.lacking += said.lacking
    counts.keys = counts.keys or said.keys


def _say_lacking(summary: Summary, source: Source, counts: _Objects, field: str) -> None:
    if counts.lacking and not counts.texts:
        keys = ", ".join(map(repr, counts.keys)) or "none"
        summary.problems.append(
            f"{source.name}: no object has a text under {field!r}; give --field one of its keys: {keys}"
        )
    elif counts.lacking:
        some = "1 object has" if counts.lacking == 1 else f"{counts.lacking:,} objects have"
        summary.notes.append(f"{source.name}: {some} no text under {field!r}: left out")
