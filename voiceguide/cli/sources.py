"""What ``make`` and ``render`` are given: routines and scripts told apart by their content, and standard input.

Comes in: what was typed. Goes out: whether it is a script, and for ``-`` a file that holds what came in.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from voiceguide.errors import FindingsError, UsageError, VoiceguideError

STDIN = "-"
SHOWN = "<standard input>"
MAX_BYTES = 10_000_000
"""Most that is read from standard input, as of a script's file."""

_HEAD = 64_000  # bytes in which a script has said that it is one
_SCRIPT = re.compile(r"^voiceguide-script\s*:", re.M)
_ROUTINE = re.compile(r"^routine\s*:\s*[\"']?([^\s\"'#]+)", re.M)


def is_script(source: str) -> bool:
    """Whether a file is a script; what cannot be read is none, and is refused by whoever reads it."""
    return _SCRIPT.search(_head(source)) is not None


def routine_of(source: str) -> str:
    """The name of the routine a script came from, or an empty text."""
    found = _ROUTINE.search(_head(source))
    return found[1] if found else ""


def _head(source: str) -> str:
    try:
        if not Path(source).is_file():
            return ""
        with Path(source).open("rb") as handle:
            return handle.read(_HEAD).decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return ""


@contextmanager
def with_stdin(sources: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The sources, with what standard input holds in a file in place of ``-``.

    Raises:
        UsageError: Nothing comes in, or too much.
    """
    if STDIN not in sources:
        yield tuple(sources)
        return
    content = _read_stdin()
    with tempfile.TemporaryDirectory(prefix="voiceguide-") as folder:
        path = Path(folder) / "stdin.yaml"
        path.write_bytes(content)
        try:
            yield tuple(str(path) if each == STDIN else each for each in sources)
        except VoiceguideError as error:
            raise _renamed(error, str(path)) from error.__cause__


def _read_stdin() -> bytes:
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("- reads standard input, but nothing comes in", hint="For example: cat x.yaml | voiceguide …")
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    if not content.strip():
        raise UsageError("standard input is empty")
    if len(content) > MAX_BYTES:
        raise UsageError(f"standard input is larger than {MAX_BYTES // 1_000_000} MB")
    return content


def _renamed(error: VoiceguideError, path: str) -> VoiceguideError:
    """The error as it reads for somebody who never saw the file."""
    if error.where is not None and error.where.file == path:
        error.where = replace(error.where, file=SHOWN)
    if isinstance(error, FindingsError):
        error.findings = tuple(
            replace(each, where=replace(each.where, file=SHOWN)) if each.where.file == path else each
            for each in error.findings
        )
    error.message = error.message.replace(path, SHOWN)
    return error
