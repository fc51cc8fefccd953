"""What a check finds."""

from dataclasses import dataclass

from normalize.checking.spans import Value

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A name that is spelled otherwise elsewhere, or otherwise than the gazetteer does.

    Attributes:
        value: the name and where it stands.
        chosen: the spelling it should have.
        other: where that stands, or None where it is the gazetteer's.
        kind: "place", "country", "person" or "org".
        id: canonical id of the entity, or None where no gazetteer knows it.
        score: probability in 0..1 that both are names of it.
        fixed: whether it has been rewritten.
    """

    value: Value
    chosen: str
    other: Value | None
    kind: str
    id: str | None
    score: float
    fixed: bool = False

    @property
    def rule(self) -> str:
        """ "duplicate-spelling" or "not-canonical"."""
        return "duplicate-spelling" if self.other is not None else "not-canonical"

    @property
    def message(self) -> str:
        """What is wrong, in one line, with both spellings and where the other stands."""
        why = ", ".join(part for part in (self.id, f"score {self.score:.2f}") if part)
        spelled = _quoted(self.value.text)
        if self.other is None:
            return f"{spelled} is not the canonical spelling {_quoted(self.chosen)} ({why})"
        where = f"{self.other.file}:{self.other.line}:{self.other.column}"
        return f"{spelled} is another spelling of {_quoted(self.chosen)} at {where} ({why})"


def _quoted(text: str) -> str:
    return '"' + " ".join(text.split()) + '"'
