"""Places: what people call their kinds."""

__all__ = ["KIND_SYNONYMS"]

# What people call kinds that the sources do not tell apart -> the kind as it is recorded.
KIND_SYNONYMS = {
    "town": "city",
    "village": "city",
    "settlement": "city",
    "populated place": "city",
    "province": "subdivision",
    "state": "subdivision",
    "oblast": "subdivision",
    "district": "subdivision",
    "territory": "country",
    "ocean": "sea",
    "gulf": "sea",
    "airbase": "base",
}
