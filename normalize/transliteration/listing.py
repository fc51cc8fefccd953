"""The tables of systems for the documentation, made from the files.

``python -m normalize.transliteration.listing docs/transliteration.md`` puts its tables between the page's markers.
"""

import sys
from collections import defaultdict
from pathlib import Path

from normalize.errors import UnknownLanguageError
from normalize.languages import find_language
from normalize.transliteration.catalogue import GROUPS, system_file, systems
from normalize.transliteration.files import System

__all__ = ["differences", "markdown", "put_into"]

_START, _END = "<!-- {}: made by normalize.transliteration.listing -->\n", "<!-- end of {} -->\n"


def _language(code: str) -> str:
    if code in GROUPS:
        return GROUPS[code]
    try:
        return find_language(code).name.partition(" (")[0]
    except UnknownLanguageError:
        return code


def _row(system: System) -> str:
    sample = system_file(system.id).samples[0]
    example = f"{sample.text} → {sample.result}".replace("|", "\\|")
    alias = "".join(f", `{alias}`" for alias in system.aliases if alias.count("-") < 3 and ":" not in alias)
    back = "yes" if system.reversible else ""
    return f"| `{system.id}`{alias} | {system.name} | {system.year or ''} | {example} | {back} |"


def markdown() -> str:
    """The systems by language, as Markdown tables."""
    by_language: dict[str, list[System]] = defaultdict(list)
    for system in systems():
        by_language[_language(system.language)].append(system)
    lines = [f"{len(systems())} systems for {len(by_language)} languages or groups of languages.", ""]
    for language in sorted(by_language):
        lines += [
            f"### {language}",
            "",
            "| id, short names | system | year | example | back |",
            "|---|---|--:|---|---|",
        ]
        lines += [_row(system) for system in by_language[language]]
        lines.append("")
    return "\n".join(lines)


def differences() -> str:
    """The systems whose files say what interscript writes otherwise, as a Markdown table."""
    rows = [f"| `{system.id}` | {system.differs} |" for system in systems() if system.differs]
    return "\n".join(["| system | difference |", "|---|---|", *rows, ""])


def put_into(page: str) -> str:
    """`page` with the tables between its markers made anew."""
    for name, table in (("systems", markdown), ("differences", differences)):
        start, end = _START.format(name), _END.format(name)
        before, _, rest = page.partition(start)
        page = f"{before}{start}\n{table()}\n{end}{rest.partition(end)[2]}"
    return page


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(put_into(target.read_text("utf-8")), "utf-8")
