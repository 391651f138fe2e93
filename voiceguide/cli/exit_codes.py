"""Runs a command line and turns errors into messages and exit codes, the only module that does.

0: success. 1: the work failed. 2: the call was wrong (also for a missing file, name or package).
130: stopped with Ctrl-C (143: by a termination signal, 129: because the terminal closed).
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NoReturn

import click

from voiceguide.cli.output import as_json, be_verbose, failure, forget, note
from voiceguide.errors import VoiceguideError, Where, nearest

if TYPE_CHECKING:
    from voiceguide.cli.printed import PrintedError

FAILED, MISUSED, INTERRUPTED = 1, 2, 130

_RESUMABLE = {"make": "What was spoken so far is kept", "render": "What was spoken so far is kept"}
_RESUMABLE |= dict.fromkeys(("series", "catalogue"), "What was made so far is kept")
_RESUMABLE |= {"voices": "What was fetched so far is kept"}


class _TerminatedError(KeyboardInterrupt):
    """A termination signal, or the terminal closed; files are cleaned up as after Ctrl-C."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def run(root: click.Command, arguments: Sequence[str]) -> int:
    """Run a command line.

    Returns:
        The exit code.
    """
    debug, given = _take_flag(arguments, ("--debug",))
    verbose, given = _take_flag(given, ("-v", "--verbose"))
    be_verbose(verbose)
    set_streams()
    with terminable():
        try:
            code = _run_guarded(root, given, debug)
            return _flush_output() or code
        except KeyboardInterrupt as stop:
            return _end_interrupted(given, stop)


def leave(code: int) -> NoReturn:
    """End the process with an exit code; after a stop, do not wait for working threads."""
    busy = [each for each in threading.enumerate() if each is not threading.current_thread() and not each.daemon]
    if code > 128 and busy:
        atexit._run_exitfuncs()  # removes temporary folders; there is no public way that does not wait
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError, AttributeError):
                stream.flush()
        os._exit(code)
    gc.freeze()  # Python would look through all objects several times before it ends: a tenth of a second
    sys.exit(code)


def set_streams() -> None:
    """Make standard output and errors able to print any text.

    A terminal shows ``?`` for a character that it lacks. A pipe or file gets UTF-8, unless the user has chosen another
    encoding, and file names that are not valid text as their exact bytes, so that a printed path can be opened.
    """
    chosen = bool(os.environ.get("PYTHONIOENCODING"))
    for stream in (sys.stdout, sys.stderr):
        if not hasattr(stream, "reconfigure"):
            continue
        if stream.isatty() or chosen:
            stream.reconfigure(errors="replace")
        else:
            exact = stream is sys.stdout and sys.platform != "win32"
            stream.reconfigure(encoding="utf-8", errors="surrogateescape" if exact else "replace")


def _take_flag(arguments: Sequence[str], flags: tuple[str, ...]) -> tuple[bool, list[str]]:
    """Whether a flag is among the arguments before ``--``, and the arguments without it."""
    given = list(arguments)
    end = given.index("--") if "--" in given else len(given)
    kept = [each for each in given[:end] if each not in flags]
    return len(kept) < end, kept + given[end:]


@contextlib.contextmanager
def terminable() -> Iterator[None]:
    """Unwind the program at a termination signal or when the terminal closes, so that no unfinished file is left."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: Any) -> None:  # noqa: ARG001
        raise _TerminatedError(number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # a program started with nohup goes on when the terminal closes
    numbers = [each for each in numbers if signal.getsignal(each) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _run_guarded(root: click.Command, arguments: list[str], debug: bool) -> int:
    """Run the command and return its exit code; print any error."""
    try:
        result = root.main(args=arguments, prog_name="voiceguide", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        return int(stop.exit_code)
    except click.Abort as stop:
        raise (stop.__cause__ if isinstance(stop.__cause__, KeyboardInterrupt) else KeyboardInterrupt()) from None
    except BrokenPipeError:
        forget(sys.stdout)
        return FAILED
    except Exception as error:
        if debug:
            traceback.print_exc()
        code = int(getattr(error, "exit_code", FAILED))
        text = _text_of(error, debug)
        failure(text, "Error")
        if "--json" in arguments:
            with contextlib.suppress(OSError):
                as_json(_describe_error(error, text, code))
        return code


def _describe_error(error: Exception, text: str, code: int) -> PrintedError:
    """A failed run, for ``--json``."""
    from voiceguide.cli.printed import ErrorDetails, PrintedError

    where = getattr(error, "where", None) or Where()
    return PrintedError(
        ErrorDetails(
            message=error.message if isinstance(error, VoiceguideError) else text,
            where=where,
            hint=getattr(error, "hint", None),
            exit_code=code,
            findings=tuple(getattr(error, "findings", ())),
        )
    )


def _text_of(error: Exception, debug: bool) -> str:
    """An error in words for the user."""
    if isinstance(error, click.UsageError):
        return _usage_text(error)
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, VoiceguideError):
        return str(error)
    if isinstance(error, OSError) and error.filename is None:
        forget(sys.stdout)
    if isinstance(error, OSError):
        return f"{error.filename or 'the output'}: {error.strerror or error}"
    text = f"this should not have happened: {type(error).__name__}: {error}".rstrip(": ")
    return text if debug else f"{text}\n  Run the same again with --debug and report what it shows."


def _usage_text(error: click.UsageError) -> str:
    """A mistake in the command line in words, with the nearest option and the help to read."""
    text = error.format_message()
    command = error.ctx.command_path if error.ctx else "voiceguide"
    if isinstance(error, click.NoSuchOption) and error.ctx:
        options = [name for each in error.ctx.command.get_params(error.ctx) for name in each.opts]
        near = " or ".join(get_close_matches(error.option_name, options, 3, cutoff=0.8)) or nearest(
            error.option_name, options
        )
        text = f"{command} has no option {error.option_name}. " + (f"Did you mean {near}?" if near else "")
        if error.ctx.parent is None:
            text += " Options of a command come after its name."
    return f"{text.rstrip()}\n  See: {command} --help"


def _flush_output() -> int:
    """Flush standard output; return exit code 1 if that fails, else 0."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        forget(sys.stdout)
        return FAILED
    except OSError as error:
        forget(sys.stdout)
        failure(f"the output cannot be written: {error.strerror or error}", "Error")
        return FAILED
    return 0


def _end_interrupted(arguments: Sequence[str], stop: KeyboardInterrupt) -> int:
    """Print that the run was stopped, and whether the same command resumes it; return the exit code."""
    command = next((each for each in arguments if not each.startswith("-")), "")
    more = f" {_RESUMABLE[command]}: run the same command again to go on." if command in _RESUMABLE else ""
    note(f"Stopped; nothing half-made was left.{more}")
    return 128 + stop.number if isinstance(stop, _TerminatedError) else INTERRUPTED
