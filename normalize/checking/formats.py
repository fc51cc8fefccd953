"""Findings for people, programs, GitHub and code scanning."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from normalize.checking.findings import Finding

__all__ = ["FORMATS"]

_RULES = {
    "duplicate-spelling": "One entity is spelled in two ways",
    "not-canonical": "A name is not spelled as the gazetteer spells it",
}


def _text(findings: Sequence[Finding], _version: str) -> str:
    return "".join(f"{_place(finding)}: {finding.message}\n" for finding in findings)


def _place(finding: Finding) -> str:
    return f"{finding.value.file}:{finding.value.line}:{finding.value.column}"


def _json(findings: Sequence[Finding], _version: str) -> str:
    return json.dumps([_as_json(finding) for finding in findings], ensure_ascii=False, indent=2) + "\n"


def _as_json(finding: Finding) -> dict[str, Any]:
    value, other = finding.value, finding.other
    return {
        "rule": finding.rule,
        "file": value.file,
        "line": value.line,
        "column": value.column,
        "spelling": value.text,
        "chosen": finding.chosen,
        "other": other and {"file": other.file, "line": other.line, "column": other.column},
        "kind": finding.kind,
        "id": finding.id,
        "score": round(finding.score, 4),
        "message": finding.message,
    }


def _github(findings: Sequence[Finding], _version: str) -> str:
    """Workflow commands. Source: GitHub Docs, "Workflow commands for GitHub Actions"; escapes of @actions/core."""

    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def property_of(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    return "".join(
        f"::error title=normalize ({finding.rule}),file={property_of(finding.value.file)},line={finding.value.line},"
        f"col={finding.value.column}::{data(f'{_place(finding)}: {finding.message}')}\n"
        for finding in findings
    )


def _sarif(findings: Sequence[Finding], version: str) -> str:
    """A log of SARIF 2.1.0. Source: OASIS, Static Analysis Results Interchange Format 2.1.0."""
    names = list(_RULES)
    results = []
    for finding in findings:
        result: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": names.index(finding.rule),
            "level": "error",
            "message": {"text": finding.message},
            "locations": [_location(finding.value.file, finding.value.line, finding.value.column)],
        }
        if finding.other is not None:
            other = finding.other
            result["relatedLocations"] = [_location(other.file, other.line, other.column)]
        results.append(result)
    rules = [{"id": name, "shortDescription": {"text": text}} for name, text in _RULES.items()]
    driver = {"name": "normalize", "version": version, "rules": rules}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _location(file: str, line: int, column: int) -> dict[str, Any]:
    uri = quote(PurePath(file).as_posix())
    region = {"startLine": line, "startColumn": column}
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}


FORMATS: Mapping[str, Callable[[Sequence[Finding], str], str]] = {
    "text": _text,
    "json": _json,
    "github": _github,
    "sarif": _sarif,
}
