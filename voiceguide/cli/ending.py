"""How every run ends: the one place that turns errors into words and exit codes.

0: fine. 1: the work failed. 2: the call was wrong (a file, name or package that is not there is a wrong call).
130: stopped with Ctrl-C (143: by a termination signal, 129: by the end of the terminal).
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import click

from voiceguide.cli.output import as_json, be_verbose, finding_facts, forget, note
from voiceguide.errors import VoiceguideError

FAILED, MISUSED, INTERRUPTED = 1, 2, 130

_RESUMABLE = {"make": "What was spoken so far is kept", "render": "What was spoken so far is kept"}
_RESUMABLE |= {"voices": "What was fetched so far is kept"}


class _TerminatedError(KeyboardInterrupt):
    """A termination signal, or the end of the terminal: cleaned up after like Ctrl-C."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def run(root: click.Command, arguments: Sequence[str]) -> int:
    """Run a command line.

    Returns:
        The exit code.
    """
    debug, given = _without(arguments, ("--debug",))
    verbose, given = _without(given, ("-v", "--verbose"))
    be_verbose(verbose)
    _set_streams()
    with _terminable():
        try:
            code = _guarded(root, given, debug)
            return _flushed() or code
        except KeyboardInterrupt as stop:
            return _interrupted(given, stop)


def leave(code: int) -> NoReturn:
    """End the process with an exit code; when it was stopped, without waiting for threads still at work."""
    busy = [each for each in threading.enumerate() if each is not threading.current_thread() and not each.daemon]
    if code > 128 and busy:
        atexit._run_exitfuncs()  # temporary folders go; there is no public way to do this and not wait
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError, AttributeError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


def _set_streams() -> None:
    """What is printed can be read by whoever reads it.

    A terminal that lacks a character shows ``?`` in its place. A pipe or file gets UTF-8, where the user has not
    chosen another encoding, and the very bytes of names that are no text: a path that was printed is there.
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


def _without(arguments: Sequence[str], flags: tuple[str, ...]) -> tuple[bool, list[str]]:
    """Take a flag that may stand anywhere before ``--`` out; and whether it was there."""
    given = list(arguments)
    end = given.index("--") if "--" in given else len(given)
    kept = [each for each in given[:end] if each not in flags]
    return len(kept) < end, kept + given[end:]


@contextlib.contextmanager
def _terminable() -> Iterator[None]:
    """A termination signal, or the end of the terminal, unwinds the program: nothing half-written stays behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: Any) -> None:  # noqa: ARG001
        raise _TerminatedError(number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # who was started with nohup goes on when the terminal ends
    numbers = [each for each in numbers if signal.getsignal(each) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _guarded(root: click.Command, arguments: list[str], debug: bool) -> int:
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
        _say(text)
        if "--json" in arguments:
            with contextlib.suppress(OSError):
                as_json(_error_facts(error, text, code))
        return code


def _error_facts(error: Exception, text: str, code: int) -> dict[str, Any]:
    """A run that failed, for ``--json``."""
    where = getattr(error, "where", None)
    message = error.message if isinstance(error, VoiceguideError) else text
    facts = {
        "message": message,
        "file": getattr(where, "file", None),
        "line": getattr(where, "line", None),
        "key": getattr(where, "key", None),
        "hint": getattr(error, "hint", None),
        "exit_code": code,
        "findings": [finding_facts(each) for each in getattr(error, "findings", ())],
    }
    return {"error": facts}


def _text_of(error: Exception, debug: bool) -> str:
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
    text = error.format_message()
    command = error.ctx.command_path if error.ctx else "voiceguide"
    if isinstance(error, click.NoSuchOption) and error.ctx:
        near = " or ".join(sorted(error.possibilities or ()))
        text = f"{command} has no option {error.option_name}. " + (f"Did you mean {near}?" if near else "")
        if error.ctx.parent is None:
            text += " Options of a command come after its name."
    return f"{text.rstrip()}\n  See: {command} --help"


def _say(text: str) -> None:
    note(f"{click.style('Error', fg='red', bold=True)}: {text}")


def _flushed() -> int:
    """Write out what is still waiting; 1 when nobody takes it."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        forget(sys.stdout)
        return FAILED
    except OSError as error:
        forget(sys.stdout)
        _say(f"the output cannot be written: {error.strerror or error}")
        return FAILED
    return 0


def _interrupted(arguments: Sequence[str], stop: KeyboardInterrupt) -> int:
    command = next((each for each in arguments if not each.startswith("-")), "")
    more = f" {_RESUMABLE[command]}: run the same command again to go on." if command in _RESUMABLE else ""
    note(f"Stopped; nothing half-made was left.{more}")
    return 128 + stop.number if isinstance(stop, _TerminatedError) else INTERRUPTED
