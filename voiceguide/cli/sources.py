"""Reads a routine or script from standard input for ``make`` and ``render``, when ``-`` is given."""

from __future__ import annotations

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
"""Most bytes that are read from standard input, as for a script's file."""


@contextmanager
def with_stdin(sources: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Give the sources, with ``-`` replaced by a file that holds standard input.

    Raises:
        UsageError: Standard input is empty or too large.
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
            raise _rename_path(error, str(path)) from error.__cause__


def _read_stdin() -> bytes:
    """Standard input; it is refused where it is a terminal, empty or too large."""
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("- reads standard input, but nothing comes in", hint="For example: cat x.yaml | voiceguide …")
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    if not content.strip():
        raise UsageError("standard input is empty")
    if len(content) > MAX_BYTES:
        raise UsageError(f"standard input is larger than {MAX_BYTES // 1_000_000} MB")
    return content


def _rename_path(error: VoiceguideError, path: str) -> VoiceguideError:
    """The error with standard input named instead of the temporary file."""
    if error.where is not None and error.where.file == path:
        error.where = replace(error.where, file=SHOWN)
    if isinstance(error, FindingsError):
        error.findings = tuple(
            replace(each, where=replace(each.where, file=SHOWN)) if each.where.file == path else each
            for each in error.findings
        )
    error.message = error.message.replace(path, SHOWN)
    return error
