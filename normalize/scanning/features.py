"""What a text says of a candidate span of a place, as numbers with names: the inputs of the score.

Each feature is one number of a span in its text; how much each counts stands in `weights.toml`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log, log10
from typing import Final

from normalize.gazetteer.packaged import packaged
from normalize.gazetteer.records import FEATURE_KINDS
from normalize.scanning.context import Language, common_words, names_of_people
from normalize.scanning.recorded import REGIONS
from normalize.scanning.spans import APOSTROPHES, Span, is_class
from normalize.scanning.tokens import Words

__all__ = ["FEATURES", "Page"]

_SHORT: Final = 3  # letters
_HYPHENS: Final = frozenset("-‐‑–")

FEATURES: Final = (
    "bias", "people", "people_above_100000", "alias", "subdivision", "country", "feature", "by_class", "words",
    "other_letters", "other_script", "entities", "short", "common", "common_opens", "opens", "loud", "small_too",
    "times", "given", "given_name", "family_name", "surname", "around",
    "preposition", "small_before", "title_before", "capital_before", "capital_opens_before", "given_before",
    "number_before", "comma_before", "hyphen_before", "region_of_place", "speech_before",
    "capital_after", "class_after", "road", "body_after", "given_then_capital", "number_after", "comma_after",
    "hyphen_after", "possessive", "region_follows", "speech_after", "hyphen_capital",
)  # fmt: skip


@dataclass(eq=False)
class Page:
    """A text with its candidate spans.

    Attributes:
        words: its words.
        spans: the candidate spans of places.
        language: which it is in.
    """

    words: Words
    spans: Sequence[Span]
    language: Language

    @cached_property
    def common(self) -> Mapping[str, int]:
        """How common words are that are names as well."""
        return common_words(self.language.code)

    @cached_property
    def small(self) -> frozenset[str]:
        """Keys of the words that stand in small letters."""
        return frozenset(fact.key for fact in self.words.facts if fact.cased and not fact.capital)

    @cached_property
    def times(self) -> Counter[str]:
        """How often each name is a candidate."""
        return Counter(span.name for span in self.spans)

    @cached_property
    def begins(self) -> Mapping[int, Span]:
        """First word -> the longest span that begins there."""
        return {span.first: span for span in self.spans}  # of those that begin with a word the longest comes last

    @cached_property
    def ends(self) -> Mapping[int, Span]:
        """Last word -> the longest span that ends there."""
        return {span.last: span for span in reversed(self.spans)}

    @cached_property
    def surnames(self) -> frozenset[str]:
        """Keys of the words that follow a given name or an initial."""
        facts = self.words.facts
        return frozenset(
            facts[at].key
            for at in range(1, len(facts))
            if facts[at].capital
            and facts[at - 1].capital
            and self.words.gap(at - 1) in (" ", ". ")
            and (is_given(facts[at - 1].key) or self.initial(at - 1))
            and not (at in self.ends and self.ends[at].size > 1)
        )

    @cached_property
    def regions(self) -> frozenset[int]:
        """The countries and subdivisions that are candidates."""
        return frozenset(span.recorded.top for span in self.spans if span.recorded.kind in REGIONS)

    def initial(self, at: int) -> bool:
        """Whether a word is an initial: one letter, and no word of the language."""
        key = self.words.facts[at].key
        return len(key) == 1 and key not in self.language.function and key not in self.language.before

    def row(self, span: Span) -> tuple[float, ...]:
        """Return the features of a span, in the order of `FEATURES`."""
        words, facts, recorded = self.words, self.words.facts, span.recorded
        first, fact = span.first, self.words.facts[span.first]
        one = span.size == 1
        opens = words.opens(first)
        common = self.common.get(fact.key, 0) / 7 if one else 0.0
        given = one and is_given(fact.key)
        around = any(at in self.regions and at != recorded.top for at in recorded.around)
        row: list[float] = [
            1.0,
            recorded.people - 4,
            max(recorded.people - 5, 0.0),
            not (recorded.main or recorded.by_class or self.language.code in recorded.langs),
            recorded.kind == "subdivision",
            recorded.kind == "country",
            recorded.kind in FEATURE_KINDS,
            recorded.by_class,
            min(span.size - 1.0, 2.0),
            not recorded.same_letters,
            not recorded.same_script,
            log10(1 + recorded.entities),
            len(span.name) <= _SHORT,
            common,
            common * opens,
            opens,
            fact.loud and len(span.name) > _SHORT,
            fact.key in self.small if one else all(facts[at].key in self.small for at in range(first, span.last + 1)),
            log(self.times[span.name]),
            given,
            names_of_people("given").get(fact.key, 0) / 8 if one else 0.0,
            names_of_people("family").get(fact.key, 0) / 8 if one else 0.0,
            one and fact.key in self.surnames,
            around,
        ]
        hyphened = road = False
        if opens:
            row += [0.0] * 11
        else:
            gap, before = words.gap(first - 1), facts[first - 1]
            space, key = gap == " ", before.key
            capital = space and before.capital
            starts = capital and words.opens(first - 1)
            hyphened = gap in _HYPHENS and before.capital
            place = first - 1 in self.ends
            road = space and key in self.language.roads_before
            row += [
                space and (not before.capital or starts) and key in self.language.before,
                space and before.cased and not before.capital,
                (space or gap == ". ") and key in self.language.titles,
                capital and not starts,
                starts,
                (capital and is_given(key)) or (gap == ". " and len(key) == 1),
                space and key[:1].isdigit(),
                gap == ", ",
                gap in _HYPHENS,
                gap == ", " and place and recorded.kind in REGIONS,
                space and key in self.language.speech,
            ]
        last = span.last + 1
        if last >= len(facts) or words.opens(last):
            row += [0.0, 0.0, road, *[0.0] * 8]
        else:
            gap, after = words.gap(span.last), facts[last]
            space, key = gap == " ", after.key
            capital = space and after.capital
            hyphened |= gap in _HYPHENS and after.capital
            region = gap == ", " and last in self.begins and self.begins[last].recorded.kind in REGIONS
            row += [
                capital,
                space and not after.capital and is_class(words.written(last)),
                road or (space and key in self.language.roads),
                space and key in self.language.bodies,
                given and (capital or (gap == ". " and after.capital)),
                space and key[:1].isdigit(),
                gap == ", ",
                gap in _HYPHENS,
                gap in APOSTROPHES and key == "s",
                region,
                space and key in self.language.speech,
            ]
        row.append(hyphened)
        return tuple(row)


def is_given(key: str) -> bool:
    """Return whether a key is that of a given name, as far as the packaged gazetteer of people knows."""
    return bool(packaged("person").equivalents.groups(key))
