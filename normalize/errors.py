"""The exceptions of the library.

Every one derives from `NormalizeError`, says what is wrong and what to do next::

    NormalizeError
    ├── ArgumentError            (also a ValueError) a wrong argument
    │   ├── UnknownCountryError  a country hint that names no country
    │   ├── UnknownAdminError    an admin hint that names no subdivision
    │   ├── UnknownKindError     a kind the gazetteer does not know
    │   ├── UnknownLanguageError a language code outside ISO 639-1 and 639-3
    │   ├── UnknownSystem        a transliteration system that is not held here
    │   ├── NotReversibleError   the way back of a system that has none
    │   └── UnknownIdError       a canonical id that is not in the gazetteer
    ├── NameTypeError            (also a TypeError) a name that is neither text nor null
    ├── GazetteerError           a gazetteer file that cannot be used
    │   ├── GazetteerMissingError
    │   └── GazetteerFormatError truncated, damaged, or written by another version
    ├── ModelError               a model file (name encoder, weights) that is missing or does not fit
    ├── ConfigError             a config that cannot be read, or holds an unknown key
    ├── DecisionsError           a file of decisions that cannot be read, or contradicts itself
    ├── TableError               a table that cannot be read or written
    ├── TextError                a text that cannot be read
    ├── SystemFileError          a transliteration system's file that is wrong, with file and line
    ├── ParadigmFileError        a language's file of paradigms that is wrong, with file and line
    ├── MissingExtraError        an optional dependency that is not installed, with what to install
    └── BuildError               rows or sources that no gazetteer can be built from, each with its place

A name that matches nothing is a result with status "unmatched", never an exception.
"""

__all__ = [
    "ArgumentError",
    "BuildError",
    "ConfigError",
    "DecisionsError",
    "GazetteerError",
    "GazetteerFormatError",
    "GazetteerMissingError",
    "MissingExtraError",
    "ModelError",
    "NameTypeError",
    "NormalizeError",
    "NotReversibleError",
    "ParadigmFileError",
    "SystemFileError",
    "TableError",
    "TextError",
    "UnknownAdminError",
    "UnknownCountryError",
    "UnknownIdError",
    "UnknownKindError",
    "UnknownLanguageError",
    "UnknownSystem",
]


class NormalizeError(Exception):
    """The root of all errors this library raises on purpose."""


class ArgumentError(NormalizeError, ValueError):
    """An argument that cannot be used as it is."""


class UnknownCountryError(ArgumentError):
    """A country hint that is no ISO 3166 code and no recorded name of a country."""


class UnknownAdminError(ArgumentError):
    """An admin hint that is no recorded subdivision."""


class UnknownKindError(ArgumentError):
    """A kind of entity the gazetteer does not hold."""


class UnknownLanguageError(ArgumentError):
    """A language code that is neither ISO 639-1 nor ISO 639-3."""


class UnknownSystem(ArgumentError):
    """A transliteration system that is not held here; the message names the nearest ids."""


class NotReversibleError(ArgumentError):
    """The way back was asked of a system whose romanisation cannot be undone."""


class UnknownIdError(ArgumentError):
    """A canonical id that the gazetteer does not hold."""


class NameTypeError(NormalizeError, TypeError):
    """A name that is neither a string nor a null."""


class GazetteerError(NormalizeError):
    """A gazetteer file that cannot be used."""


class GazetteerMissingError(GazetteerError):
    """No gazetteer file at the path."""


class GazetteerFormatError(GazetteerError):
    """A gazetteer file that is truncated, damaged, or of another format version."""


class ModelError(NormalizeError):
    """A model file that is missing, damaged, or does not fit the gazetteer it is used with."""


class DecisionsError(NormalizeError):
    """Decisions made by hand that cannot be read, or contradict each other: names the file and the row."""


class ConfigError(NormalizeError):
    """A config that is missing, cannot be read, or says what is not understood: names the file and the key."""


class TableError(NormalizeError):
    """A table that cannot be read or written as asked."""


class TextError(NormalizeError):
    """A text that cannot be read as asked: names the file."""


class SystemFileError(NormalizeError):
    """A transliteration system's file that is wrong: names the file and the line."""


class ParadigmFileError(NormalizeError):
    """A language's file of paradigms that is wrong: names the file and the line."""


class MissingExtraError(NormalizeError, ImportError):
    """An optional dependency that is not installed: says what to install."""


class BuildError(NormalizeError):
    """Rows or sources that cannot be compiled to a gazetteer: names the file and the row of each."""
