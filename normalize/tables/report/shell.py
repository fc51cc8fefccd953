"""What every report is put into: one page that loads nothing, and a file that is written whole."""

from pathlib import Path

from normalize.errors import TableError
from normalize.tables.files import written
from normalize.tables.report.markup import Html, fill, read
from normalize.tables.report.policy import policy

__all__ = ["page_html", "write_page"]


def page_html(title: str, beneath: Html, nav: Html, main: Html) -> str:
    """Return a page, complete in itself.

    Nothing is loaded from anywhere, and a policy in the page forbids it: only the style and the script that are in it
    may be used, which their hashes name.

    Args:
        title: of the page, as text.
        beneath: what stands beneath it.
        nav: the list of the sections.
        main: the sections.
    """
    style, script = read("page.css"), read("page.js")
    return (
        fill(
            "page",
            title=title,
            policy=policy(style, script),
            style=Html(style),
            script=Html(script),
            beneath=beneath,
            nav=nav,
            main=main,
        )
        + "\n"
    )


def write_page(html: str, path: str | Path) -> None:
    """Write a page to a file, whole or not at all.

    Args:
        html: the page.
        path: the file; one that is there is replaced.

    Raises:
        TableError: the file cannot be written.
    """
    try:
        with written(str(Path(path).absolute())) as out:
            out.write(html.encode("utf-8"))
    except (TableError, OSError) as error:
        raise TableError(f"{path}: the report cannot be written: {getattr(error, 'strerror', None) or error}") from None
