"""Several names in one cell or string: where each of them stands."""

from collections.abc import Callable
from typing import NamedTuple

from normalize.checking.spans import bytes_of, text_of

__all__ = ["Part", "names_of", "parts_of"]


class Part(NamedTuple):
    """A name of a cell.

    Attributes:
        text: what it says, without white space around it.
        start, end: its span in the raw form of the cell.
        several: whether the cell holds others.
        exact: whether that span may be rewritten. It is not where a name of several is written so that its own place
            cannot be told; the span is then that of the cell.
    """

    text: str
    start: int
    end: int
    several: bool = False
    exact: bool = True


def names_of(said: str, separator: str | None) -> list[str]:
    """Return the names of what a cell says, in their order.

    >>> names_of("Kyiv | | Kiev", "|")
    ['Kyiv', 'Kiev']
    """
    if separator is None:
        return [name] if (name := said.strip()) else []
    return [name for piece in said.split(separator) if (name := piece.strip())]


def parts_of(
    raw: bytes, said: str, separator: str | None, inside: tuple[int, int] | None, read: Callable[[bytes], str]
) -> list[Part]:
    """Return the names of a cell in their order; none where it holds none.

    Args:
        raw: the cell as it is written.
        said: what it says.
        separator: what stands between its names, or None.
        inside: where its text begins and ends within quotes; None where it is written in no such way.
        read: what a piece of that text says; raises ValueError where it is none.

    >>> parts_of(b'"Kyiv | Kiev"', "Kyiv | Kiev", "|", (1, 12), bytes.decode)[1][:3]
    ('Kiev', 8, 12)
    """
    if separator is None or separator not in said:
        text = said.strip()
        return [Part(text, 0, len(raw))] if text else []
    names = [name.strip() for name in said.split(separator)]
    spans = _spans(raw, names, separator, inside, read) if inside is not None else None
    if spans is None:
        return [Part(name, 0, len(raw), several=True, exact=False) for name in names if name]
    return [Part(name, start, end, several=True) for name, (start, end) in zip(names, spans, strict=True) if name]


def _spans(
    raw: bytes, names: list[str], separator: str, inside: tuple[int, int], read: Callable[[bytes], str]
) -> list[tuple[int, int]] | None:
    """Where the names stand; None unless each piece between two separators says just its name."""
    at, end = inside
    between = bytes_of(separator)
    pieces = raw[at:end].split(between)
    if len(pieces) != len(names):
        return None
    spans = []
    for piece, name in zip(pieces, names, strict=True):
        written = text_of(piece)
        core = bytes_of(written.strip())
        try:
            if read(core) != name:
                return None
        except ValueError:
            return None
        start = at + len(bytes_of(written[: len(written) - len(written.lstrip())]))
        spans.append((start, start + len(core)))
        at += len(piece) + len(between)
    return spans
