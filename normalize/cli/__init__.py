"""The command line: one module a command. Data goes to stdout, words to stderr.

Exit codes: 0 clean, 1 findings left (a name unmatched or ambiguous), 2 usage, configuration or unreadable input.
"""

import os
import signal
import sys
import threading
from collections.abc import Mapping
from importlib import import_module

import click

from normalize import __version__
from normalize.errors import NormalizeError

__all__ = ["main"]

_COMMANDS: Mapping[str, str] = {
    "place": "lookup",
    "country": "lookup",
    "person": "lookup",
    "org": "lookup",
    "csv": "table",
    "dedup": "dedup",
    "scan": "scan",
    "review": "review",
    "serve": "serve",
    "check": "check",
    "transliterate": "transliterate",
    "gazetteer": "gazetteer",
}  # command -> its module


class _Commands(click.Group):
    """Loads the module of a command when it is asked for: a hook starts often, and needs one of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"normalize.cli.{_COMMANDS[cmd_name]}"), cmd_name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="normalize")
def _commands() -> None:
    """Reconcile names of places, people and organisations in any script and spelling to canonical ids.

    \b
    Example:
      normalize place Kupyansk Купянск
      normalize csv incidents.csv --column town=place -o cleaned.csv
    """


def main(args: list[str] | None = None) -> int:
    """Run the command line and return its exit code; errors are one line on stderr, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:  # names are printed as they are, whatever the locale; what UTF-8 cannot hold becomes "?"
            reconfigure(encoding="utf-8", errors="replace")
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # half-written files are cleared away
    try:
        code = _commands.main(args, prog_name="normalize", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except NormalizeError as error:
        return _failed(str(error))
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        return _failed("interrupted")
    except BrokenPipeError:
        # The reader went away (| head): nothing is left to say, and the interpreter must not try on exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _failed(f"{where}{error.strerror or error}")
    except MemoryError:
        return _failed("out of memory; give fewer --jobs, or a smaller file")
    except Exception as error:  # nobody should have to read a traceback to learn that this is our mistake
        if os.environ.get("NORMALIZE_TRACEBACK"):
            raise
        return _failed(
            f"a mistake of ours ({type(error).__name__}: {error}); please report it. Set NORMALIZE_TRACEBACK=1 for more"
        )
    return code if isinstance(code, int) else 0


def _failed(message: str) -> int:
    click.echo(f"normalize: error: {message}", err=True)
    return 2
