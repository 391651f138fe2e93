"""Removes folders of this computer from error texts, since a page may be open on somebody else's phone."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from voiceguide.files import cache_folder, data_folder, home

_FOLDERS = re.compile(
    r"(?<![\w.~/\\])(?:file://)?"
    r"(?:/(?:[^\s/'\"<>|:;,()]+/)+|[A-Za-z]:[\\/](?:[^\\/'\"<>|:;,()\n]+[\\/])*|\\\\(?:[^\s\\'\"<>|:;,()]+\\)+)"
)
"""Matches the folders of an absolute path (POSIX, Windows, or a share) without its last name."""


def without_folders(text: str) -> str:
    """The text with each absolute path shortened to its last part."""
    for folder in sorted(_own_folders(), key=len, reverse=True):
        text = text.replace(f"{folder}/", "/_/").replace(f"{folder}\\", "/_/").replace(folder, Path(folder).name)
    return _FOLDERS.sub("", text)


def _own_folders() -> set[str]:
    """Folders of the user, whose names may contain spaces that no pattern could tell from text."""
    known = (home(), data_folder(), cache_folder(), Path.cwd(), Path(tempfile.gettempdir()), Path(__file__).parents[2])
    return {str(folder) for folder in known if folder is not None and len(folder.parts) > 1}
