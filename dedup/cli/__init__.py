"""The command line: `dedup COMMAND`. A command's file is loaded when it is asked for; libraries when they are used.

Data goes to standard output, words and progress to standard error. Exit codes: 0 fine, 1 something is wrong with the
input or the output, 2 wrong usage, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import atexit
import importlib
import os
import signal
import sys
import threading
from typing import Any, NoReturn

import click

from dedup import __version__
from dedup.errors import DedupError
from dedup.report.printable import printable

_NO_MEMORY = (
    "not enough memory: a run in memory needs up to three times the bytes of the text, and 300 MB; "
    "dedup cluster --level copies --engine disk needs less"
)
_NO_THREAD = ("can't start new thread", "Failed to launch worker thread")
"""What Python and Arrow say where there is no memory left for the stack of a thread."""
COMMANDS = ("cluster", "compare", "report", "explain", "claims", "index", "bench", "demo")


class Main(click.Group):
    """Commands from their files, and errors for people."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which one needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name; its file is imported now."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"dedup.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn what can go wrong into a message and an exit code."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, _terminated)
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # a closed pipe is noticed here, not when Python ends
        except DedupError as error:
            _fail(ctx, str(error), error.exit_code)
        except KeyboardInterrupt:
            _fail(ctx, "stopped", 130)
        except MemoryError:
            _fail(ctx, _NO_MEMORY, 1)
        except BrokenPipeError:  # the reader, such as `head`, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what Python flushes at its end
            ctx.exit(0)
        except OSError as error:  # such as a full disk behind standard output
            _fail(ctx, str(error), 1)
        except Exception as error:
            if not any(sign in str(error) for sign in _NO_THREAD):
                raise
            _fail(ctx, _NO_MEMORY, 1)
        return result


def _fail(ctx: click.Context, message: str, exit_code: int) -> NoReturn:
    click.echo(f"Error: {printable(message)}", err=True)
    ctx.exit(exit_code)


def _terminated(number: int, frame: object) -> NoReturn:
    """Leave as an exception does, so that temporary files are removed."""
    raise SystemExit(128 + number)


@click.command(cls=Main, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="dedup", message="%(prog)s %(version)s")
def main() -> None:
    """Which texts are the same, which report the same event, who has it from whom, and where outlets differ.

    \b
    dedup demo                           what it does, on articles that come with it
    dedup cluster news.jsonl -o out/     copies, stories, and who has it from whom
    dedup compare news.jsonl -o out/     what the outlets say on the same questions
    dedup explain news.jsonl ID1 ID2     why these two are, or are not, together
    dedup claims article.txt             what it says, who says it, its numbers, days and names
    dedup index add monitor/ new.jsonl   take articles in as they come, into clusters that stay
    """  # noqa: D301 - click wants the character, not its spelling


class _Unused:
    """Hides from this process what other libraries import where it is installed, though no command has a use for it:
    Arrow imports pandas with the first value it converts, numba scipy's linear algebra with the first kernel it loads.
    Together they take as long as reading 100 MB. datasketch, which a shared index loads, does need scipy's, and
    pyspark wants pandas.
    """

    NAMES = frozenset({"pandas", "scipy.linalg"})
    NEEDED_BY = ("datasketch", "pyspark")

    @classmethod
    def find_spec(cls, name: str, path: object = None, target: object = None) -> None:
        """Refuse these; leave everything else to the other finders."""
        if name in cls.NAMES and not any(user in sys.modules for user in cls.NEEDED_BY):
            raise ModuleNotFoundError(f"{name} is not used on the command line", name=name)


def entry() -> NoReturn:
    """What the installed command runs."""
    sys.meta_path.insert(0, _Unused)
    sys.setswitchinterval(0.0005)  # reading threads wait this long for the interpreter while numba is imported
    code: str | int | None = 0
    try:
        main()
    except SystemExit as stop:
        code = stop.code
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)  # frees nothing piece by piece: 0.2 s
