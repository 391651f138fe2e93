"""The library as a podcast feed, served from memory: nothing is written beside the sessions.

Comes in: the library and the address it is asked at. Goes out: the feed, its pictures, and the files it names, each by
a name out of the feed's own list.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from voiceguide.export.companions.registry import COMPANIONS
from voiceguide.export.feed.episodes import MEDIA_TYPES
from voiceguide.export.feed.rss import COVER_NAME, FEED_NAME, make_feed
from voiceguide.studio.library import Library

TITLE = "Massage sessions"
_TYPES = {".xml": "application/rss+xml", ".jpg": "image/jpeg", **MEDIA_TYPES}
_TYPES |= {each.suffix: each.media_type for each in COMPANIONS.values()}


@dataclass(frozen=True, slots=True)
class Served:
    """One thing of the feed.

    Attributes:
        media_type: What it is.
        content: The whole content, or None for a file.
        file: The file, or None.
    """

    media_type: str
    content: bytes | None = None
    file: Path | None = None


class FeedShelf:
    """The feed of a library, made anew when the library changes."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = Lock()
        self._known: tuple[object, dict[str, Served]] = (None, {})

    def find(self, name: str, base: str) -> Served | None:
        """What the feed at the address `base` calls `name`, or None.

        Raises:
            ExportError: There is no session yet, or the library for feeds is not installed.
        """
        key = (self._library.signature(), base)
        with self._lock:
            if self._known[0] != key:
                self._known = (key, self._made(base))
            return self._known[1].get(name)

    def _made(self, base: str) -> dict[str, Served]:
        feed = make_feed(self._library.folder, base, title=TITLE)
        served = {name: Served(_type(name), content=content) for name, content in feed.files}
        for episode in feed.episodes:
            files = [episode.audio, *(path for path, _ in episode.transcripts)]
            files += [episode.chapters] if episode.chapters else []
            served |= {path.name: Served(_type(path.name), file=path) for path in files if not path.is_symlink()}
        return served


def _type(name: str) -> str:
    endings = [ending for ending in _TYPES if name.endswith(ending)]
    return _TYPES[max(endings, key=len)] if endings else "application/octet-stream"


__all__ = ["COVER_NAME", "FEED_NAME", "FeedShelf", "Served"]
