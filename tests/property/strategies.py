"""What the properties are tried on: arbitrary text, and recorded names typed in other ways."""

from functools import cache

from hypothesis import strategies as st

from normalize.gazetteers import default_gazetteer

APOSTROPHES = "'’ʼ‘`´′"
HYPHENS = "-‐‑‒–—−"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202c\u2066\u2069"

# Twins a reader cannot tell apart, in lower case and in capitals.
LATIN_FOR_CYRILLIC = str.maketrans("аеорсхуіАВЕКМНОРСТХІ", "aeopcxyiABEKMHOPCTXI")

any_text = st.text(max_size=40) | st.text(
    st.sampled_from("abcxyzабвгґєії'’ʼ-–\u200b\u00ad\u0301 АБВЖABCßıİσς北京하르키우アイبيروت"), max_size=24
)


@st.composite
def recorded_names(draw: st.DrawFn) -> str:
    """A recorded name of any entity of the default gazetteer."""
    store = default_gazetteer().store
    names = store.names_of(draw(st.integers(0, len(store) - 1)))
    return draw(st.sampled_from(names)).text


@cache
def _with_cyrillic_names() -> list[int]:
    store = default_gazetteer().store
    countries = {"UA", "RU", "BY", "BG", "RS", "MK", "KZ", "KG", "MN"}
    return [at for at in range(0, len(store), 5) if countries.intersection(store.country_codes(at))]


@st.composite
def cyrillic_names(draw: st.DrawFn) -> str:
    """A recorded name in Cyrillic script."""
    entity = draw(st.sampled_from(_with_cyrillic_names()))
    names = [n.text for n in default_gazetteer().store.names_of(entity) if n.script == "Cyrl"]
    return draw(st.sampled_from(names or ["Куп'янськ"]))
