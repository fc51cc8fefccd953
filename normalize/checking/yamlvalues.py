"""Names under keys of YAML, and in its lists.

A key is met at any depth; its value is a string, or a list of strings. A list of strings that stands under no key is
read itself. The spans are the marks of PyYAML (YAML 1.1).
"""

import json
import re
from collections.abc import Container, Iterator, Sequence
from typing import Any

from normalize.checking.ignores import is_ignored
from normalize.checking.parts import names_of, parts_of
from normalize.checking.spans import Layout, Source, Value, bytes_of, is_sought, text_of
from normalize.errors import MissingExtraError, TableError

__all__ = ["YamlDocument"]

_TEXT = "tag:yaml.org,2002:str"
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")
_FORMS = {None: "plain", "'": "single", '"': "double", "|": "block", ">": "block"}


def _yaml() -> Any:
    try:
        import yaml
    except ImportError:
        raise MissingExtraError(
            "YAML files need PyYAML: pip install 'normalize-names[yaml]'; of a pre-commit hook, "
            'additional_dependencies: ["PyYAML>=6"]'
        ) from None
    return yaml


class YamlDocument:
    """The documents of a YAML file."""

    def __init__(self, source: Source, layout: Layout) -> None:
        """Read it.

        Args:
            source: the text.
            layout: how names stand in it.

        Raises:
            MissingExtraError: PyYAML is not installed.
            TableError: it is no YAML.
        """
        yaml = _yaml()
        self._source = source
        self._separator = layout.separator
        self._text = text_of(source.body)
        try:
            self._roots = list(yaml.compose_all(self._text, Loader=yaml.SafeLoader))
        except RecursionError:
            raise TableError(f"{source.name}: lists or mappings stand in each other too deeply") from None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
            problem = getattr(error, "problem", None) or str(error).splitlines()[0]
            raise TableError(f"{source.name}{place}: no YAML: {problem}") from None

    def _nodes(self, keys: Sequence[str]) -> Iterator[Any]:
        """The scalars under the keys that are text and not ignored, in the order of the file."""
        wanted = {None, *keys}
        seen: set[int] = set()  # what an alias names is read once, where it is written
        found = []
        open_nodes: list[tuple[Any, str | None, bool]] = [(root, None, False) for root in self._roots if root]
        while open_nodes:
            node, key, listed = open_nodes.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if node.id == "mapping":
                for name, value in node.value:
                    open_nodes.append((value, name.value if name.id == "scalar" else "", True))
            elif node.id == "sequence":
                open_nodes += [(each, key, True) for each in node.value]
            elif (
                key in wanted
                and listed
                and node.tag == _TEXT
                and node.value.strip()
                and not self._is_ignored(node.start_mark.index)
            ):
                found.append(node)
        return iter(sorted(found, key=lambda node: node.start_mark.index))

    def _is_ignored(self, at: int) -> bool:
        start = self._text.rfind("\n", 0, at) + 1
        end = self._text.find("\n", at)
        return is_ignored(self._text[start : end if end >= 0 else None], at - start)

    def counts(self, keys: Sequence[str]) -> dict[str, int]:
        """See `Document`."""
        counts: dict[str, int] = {}
        for node in self._nodes(keys):
            for text in names_of(node.value, self._separator):
                counts[text] = counts.get(text, 0) + 1
        return counts

    def values(self, keys: Sequence[str], wanted: Container[str], once: Container[str] = ()) -> list[Value]:
        """See `Document`."""
        found = []
        met: set[str] = set()
        letters = at = 0  # as far as is counted
        for node in self._nodes(keys):
            written = self._text[node.start_mark.index : node.end_mark.index]
            properties = _PROPERTIES.match(written)  # an anchor or a tag stands before the name, and stays
            begin = node.start_mark.index + (properties.end() if properties else 0)
            start = at + len(bytes_of(self._text[letters:begin]))
            letters, at = begin, start
            raw = bytes_of(self._text[begin : node.end_mark.index])
            form = _FORMS[node.style] if "\n" not in written and "\r" not in written else "block"
            quote = int(form in ("single", "double"))
            inside = (quote, len(raw) - quote) if form != "block" else None
            for part in parts_of(raw, node.value, self._separator, inside, _READ.get(form, text_of)):
                if is_sought(part.text, wanted, once, met):
                    own = form if part.exact else "block"
                    found.append(
                        self._source.value(part.text, start + part.start, start + part.end, own, part=part.several)
                    )
        return found

    def written(self, value: Value, text: str) -> bytes | None:
        """See `Document`: quotes and white space in them stay; a plain value that could be read otherwise gets some."""
        if value.form == "block" or (self._separator and self._separator in text):
            return None
        if value.form == "plain":
            if _is_plain(text):
                return bytes_of(text)
            # The other names of the value would have to be put into quotes with it.
            return None if value.part else bytes_of(json.dumps(text, ensure_ascii=False))
        single = value.form == "single" and "\n" not in text
        new = text.replace("'", "''") if single else json.dumps(text, ensure_ascii=False)[1:-1]
        if value.part:
            return bytes_of(new) if single or value.form == "double" else None
        written = text_of(value.raw[1:-1])
        name = written.strip()
        if _READ[value.form](bytes_of(name)) != value.text:
            return None  # the space around it is written as an escape
        before, after = written.split(name, 1)
        quote = "'" if single else '"'
        return bytes_of(quote + before + new + after + quote)


def _within_double(piece: bytes) -> str:
    yaml = _yaml()
    try:
        return str(yaml.compose('"' + text_of(piece) + '"', Loader=yaml.SafeLoader).value)
    except yaml.YAMLError as error:
        raise ValueError("no text of its own") from error


_READ = {"single": lambda piece: text_of(piece.replace(b"''", b"'")), "double": _within_double}


def _is_plain(text: str) -> bool:
    """Whether a text means itself without quotes, wherever it stands."""
    yaml = _yaml()
    for around in ("- {}\n", "k: {}\n", "[{}]\n", "{{k: {}}}\n"):
        try:
            node = yaml.compose(around.format(text), Loader=yaml.SafeLoader)
        except yaml.YAMLError:
            return False
        inner = node.value[0] if node.id == "sequence" else node.value[0][1]
        if inner.id != "scalar" or inner.tag != _TEXT or inner.value != text or len(node.value) != 1:
            return False
    return True
