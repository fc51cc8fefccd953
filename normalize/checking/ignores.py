"""Names that are left out on purpose: by a comment beside them, with a reason."""

import re

__all__ = ["ignores_file", "is_ignored"]

_COMMENT = re.compile(r"#\s*normalize:\s*ignore\[([^\]]*)\]")
_FILE_COMMENT = re.compile(rb"^\s*#\s*normalize:\s*ignore-file\[\s*[^\]\s][^\]]*\]\s*$", re.MULTILINE)


def is_ignored(line: str, column: int) -> bool:
    """Return whether a comment behind a name says to leave it; a comment without a reason does not.

    Args:
        line: the line the name stands in.
        column: where it begins, from 0: a name that holds such words is no comment.

    >>> [is_ignored(f"- Kupyansk  # normalize: ignore[{reason}]", 2) for reason in ("a quotation", "")]
    [True, False]
    """
    found = _COMMENT.search(line, column + 1)
    return bool(found and found[1].strip())


def ignores_file(body: bytes) -> bool:
    """Return whether a comment line says, with a reason, to leave the whole file.

    >>> ignores_file(b"# normalize: ignore-file[spellings of the sources]\\n- a\\n")
    True
    """
    return bool(_FILE_COMMENT.search(body))
