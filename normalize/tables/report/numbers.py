"""Numbers as words of the report: grouped, and never rounded up to certainty."""

__all__ = ["count", "counted", "percent", "score"]


def count(number: int) -> str:
    """Return a count, its thousands apart.

    >>> count(12345)
    '12,345'
    """
    return f"{number:,}"


def counted(number: int, one: str, many: str = "") -> str:
    """Return a count with its noun.

    >>> counted(1, "row"), counted(2, "row"), counted(0, "entity", "entities")
    ('1 row', '2 rows', '0 entities')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(part: int, whole: int) -> str:
    """Return a share in percent; what is not nothing is not shown as 0, what is not all is not shown as 100.

    >>> percent(1, 3), percent(99_999, 100_000), percent(1, 100_000), percent(0, 0)
    ('33.3%', '99.9%', '<0.1%', '0%')
    """
    if part == 0 or whole == 0:
        return "0%"
    if part == whole:
        return "100%"
    tenths = min(999, round(1000 * part / whole))
    return f"{tenths / 10:.1f}%" if tenths else "<0.1%"


def score(probability: float) -> str:
    """Return a score with two digits; only certainty is 1.00.

    >>> score(0.999), score(1.0), score(0.284)
    ('0.99', '1.00', '0.28')
    """
    return f"{0.99 if 0.99 < probability < 1 else probability:.2f}"
