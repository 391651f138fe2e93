"""The folder a session goes to, and file names that every system accepts."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from voiceguide.errors import ExportError, Where
from voiceguide.export.session import one_line
from voiceguide.text.fold import JOINERS

LONGEST_NAME = 120
"""Most UTF-8 bytes of a safe name: file systems allow 255, and suffixes and sync programs need some of it."""

_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[/\\:*?"<>|]+')


def place_of(output: Path, own_name: str, suffix: str) -> tuple[Path, str]:
    """The folder a session goes to, and its name without suffix.

    Args:
        output: The requested folder, or path of the sound file.
        own_name: What the session is called when a folder was requested.
        suffix: Of the sound file, such as ``.mp3``.

    Raises:
        ExportError: The name cannot be written into text files.
    """
    whole = f"{output}\0{output.absolute().name}"
    if whole.encode("utf-8", "replace").decode("utf-8") != whole:
        hint = "Choose another with --output."
        raise ExportError("this name is no text that can be written into files", where=Where(str(output)), hint=hint)
    if output.suffix.casefold() == suffix:
        return output.parent, output.stem
    return output, safe_name(own_name)


def safe_name(title: str) -> str:
    """A file name from any title, without anything that some system refuses.

    Letters of any script stay. Separators and characters that Windows refuses become ``-``; invisible marks that
    could disguise a name, leading dots and dashes, and trailing dots go; names of Windows devices get an
    underscore; long ones are cut at `LONGEST_NAME` bytes, never inside a character with its marks.
    Where nothing is left, the name is ``session``.
    """
    text = unicodedata.normalize("NFC", one_line(title))
    text = "".join(char for char in text if char in JOINERS or unicodedata.category(char) not in ("Cf", "Co"))
    text = one_line(_FORBIDDEN.sub("-", text))
    text = _cut(text.strip(" .-" + JOINERS)).strip(" .-" + JOINERS)
    if not text:
        return "session"
    return _RESERVED.sub(r"\1_", text, count=1)


def _cut(text: str) -> str:
    """`text` cut to `LONGEST_NAME` bytes, at a word where one ends near, never before a combining mark."""
    if len(text.encode("utf-8")) <= LONGEST_NAME:
        return text
    short = text.encode("utf-8")[:LONGEST_NAME].decode("utf-8", "ignore")
    while short and unicodedata.category(text[len(short)]).startswith("M"):
        short = short[:-1]
    space = short.rfind(" ")
    return short[:space] if space > len(short) // 2 else short
