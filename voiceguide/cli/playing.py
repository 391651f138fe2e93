"""Plays a session while it is made: in the first player found, in a browser, or as bytes on standard output."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from voiceguide.cli import output
from voiceguide.errors import UsageError
from voiceguide.units import clock

if TYPE_CHECKING:
    from voiceguide.streaming import Stream

_PLAYERS = {
    "mpv": ("--no-terminal", "--force-window=no", "--audio-display=no", "-"),
    "ffplay": ("-nodisp", "-autoexit", "-loglevel", "error", "-i", "pipe:0"),
}


def play_stream(heard: Stream) -> None:
    """Play a session that is being made until it ends or the player is closed."""
    output.note(f"{heard.title}: {clock(heard.seconds)}. Ctrl-C ends it.")
    for name, arguments in _PLAYERS.items():
        path = shutil.which(name)
        if path is not None:
            _play_in([path, *arguments], heard)
            return
    _play_in_browser(heard)


def _play_in(command: Sequence[str], heard: Stream) -> None:
    """Play a stream in a player that reads standard input."""
    player = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    pipe = player.stdin
    assert pipe is not None
    try:
        with contextlib.suppress(BrokenPipeError), heard:  # the player may be closed before the end
            _copy(heard, pipe)
        _close(pipe)
        player.wait()
    except BaseException:
        player.terminate()
        _close(pipe)
        player.wait()
        raise


def _close(pipe: IO[bytes]) -> None:
    """Close a pipe to a player, even if it has not read everything."""
    with contextlib.suppress(BrokenPipeError):
        pipe.close()


def _copy(heard: Stream, target: IO[bytes]) -> None:
    """Write a stream to a file as it comes."""
    for piece in heard:
        target.write(piece)
        target.flush()


def _play_in_browser(heard: Stream) -> None:
    """Play on a local page in the browser, until Ctrl-C."""
    from voiceguide.cli.local_page import LocalPage
    from voiceguide.kept_stream import KeptStream

    with (
        tempfile.TemporaryDirectory(prefix="voiceguide-") as folder,
        KeptStream(heard, Path(folder) / "session.mp3") as kept,
        LocalPage(heard.title, kept) as page,
    ):
        output.note(f"No mpv or ffplay here: {page.url}")
        webbrowser.open(page.url)
        page.wait()


def write_stream(heard: Stream) -> None:
    """Write only the sound of a session that is being made to standard output.

    Raises:
        BrokenPipeError: The reader has closed it.
    """
    with heard:
        _copy(heard, standard_output())


def standard_output() -> BinaryIO:
    """Standard output as a stream of bytes.

    Raises:
        UsageError: It is a terminal, or there is none.
    """
    stream = sys.stdout.buffer if sys.stdout is not None and hasattr(sys.stdout, "buffer") else None
    if stream is None or sys.stdout.isatty():
        hint = "Send it on: voiceguide make … -o - > session.mp3"
        raise UsageError("-o - writes sound to standard output, which is a terminal", hint=hint)
    return stream
