"""`normalize serve`: the reconciliation service for OpenRefine and others, and the review page."""

from urllib.parse import urlsplit

import click

from normalize.errors import MissingExtraError

__all__ = ["serve"]


def _address(_context: click.Context, _parameter: click.Parameter, given: str | None) -> str | None:
    if given is None:
        return None
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise click.BadParameter(f"{given!r} must be an address such as https://names.example.org/normalize")
    return given


def _origins(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    for origin in given:
        parts = urlsplit(origin)
        if origin != "*" and origin != f"{parts.scheme}://{parts.netloc}":
            raise click.BadParameter(f"{origin!r} must be an origin such as http://127.0.0.1:3333, or *")
    return given or ("*",)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; 0.0.0.0 for every network.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 for any free one.")
@click.option(
    "--gazetteer", "gazetteers", multiple=True, type=click.Path(), help="A gazetteer file asked besides; it wins."
)
@click.option("--public-url", callback=_address, metavar="URL", help="Where clients reach it, if not where they ask.")
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    callback=_origins,
    metavar="ORIGIN",
    help="Only web pages of this origin may read answers; may be repeated. Without it, all may.",
)
@click.option("--max-batch", type=click.IntRange(50), default=200, show_default=True, help="Queries in one request.")
@click.option("--max-upload", type=click.IntRange(1), default=32, show_default=True, help="MB of a table in review.")
@click.option("--timeout", type=click.FloatRange(1), default=60, show_default=True, help="Seconds for one request.")
@click.option("--threads", type=click.IntRange(1, 64), default=2, show_default=True, help="Requests worked at once.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes, each with its threads."
)
def serve(
    host: str,
    port: int,
    gazetteers: tuple[str, ...],
    public_url: str | None,
    origins: tuple[str, ...],
    max_batch: int,
    max_upload: int,
    timeout: float,
    threads: int,
    jobs: int,
) -> int:
    """Serve names to OpenRefine and others (Reconciliation Service API 0.2), and the review page at /review.

    Listens on this machine only, unless --host says otherwise: there is no password.

    \b
    Example:
      normalize serve
      normalize serve --port 8080 --gazetteer depots.gaz
    """
    try:
        import python_multipart  # noqa: F401 - Starlette reads forms with it, and looks for it late

        from normalize.server.serving import Service, bound
        from normalize.server.serving import serve as run
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("starlette", "uvicorn", "anyio", "python_multipart"):
            raise
        raise MissingExtraError(
            "the service needs starlette and uvicorn: pip install 'normalize-names[serve]'"
        ) from None
    from normalize.gazetteers import Gazetteer
    from normalize.server import Limits

    limits = Limits(batch=max_batch, upload=max_upload << 20, seconds=timeout, threads=threads)
    for path in gazetteers:
        Gazetteer.open(path)  # what cannot be used is said before anything listens
    listening = bound(host, port)
    shown = f"[{host}]" if ":" in host else host
    base = f"http://{shown}:{listening.getsockname()[1]}"

    def begun() -> None:
        click.echo(f"normalize: reconciliation service: {public_url or base}/reconcile", err=True)
        click.echo(f"normalize: review page: {public_url or base}/review (Ctrl-C stops)", err=True)

    try:
        run(Service(gazetteers, limits, public_url, origins), listening, jobs, begun=begun)
    except KeyboardInterrupt:
        click.echo("normalize: stopped", err=True)
    return 0
