"""The library as a podcast feed, served from memory: nothing is written beside the sessions.

The feed, its pictures and the files it names are found by names from the feed's own list, never by a path.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from voiceguide.app.library import Library
from voiceguide.export.feed.episodes import MEDIA_TYPES
from voiceguide.export.feed.rss import COVER_NAME, FEED_NAME, make_feed
from voiceguide.export.sidecars.registry import SIDECARS

TITLE = "Massage sessions"
_TYPES = {".xml": "application/rss+xml", ".jpg": "image/jpeg", **MEDIA_TYPES}
_TYPES |= {each.suffix: each.media_type for each in SIDECARS.values()}


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A file or content that the feed serves.

    Attributes:
        media_type: What it is.
        content: The whole content, or None for a file.
        file: The file, or None.
    """

    media_type: str
    content: bytes | None = None
    file: Path | None = None


class FeedCache:
    """The feed of a library, made again when the library changes."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = Lock()
        self._known: tuple[object, dict[str, FeedFile]] = (None, {})

    def find(self, name: str, base: str) -> FeedFile | None:
        """The content named `name` in the feed at the address `base`, or None.

        Raises:
            ExportError: There is no session yet, or the library for feeds is not installed.
        """
        key = (self._library.signature(), base)
        with self._lock:
            if self._known[0] != key:
                self._known = (key, self._make_feed(base))
            return self._known[1].get(name)

    def _make_feed(self, base: str) -> dict[str, FeedFile]:
        """Make the feed: name → what is served."""
        feed = make_feed(self._library.folder, base, title=TITLE)
        served = {name: FeedFile(_type(name), content=content) for name, content in feed.files}
        for episode in feed.episodes:
            files = [episode.audio, *(each.path for each in episode.transcripts)]
            files += [episode.chapters] if episode.chapters else []
            served |= {path.name: FeedFile(_type(path.name), file=path) for path in files if not path.is_symlink()}
        return served


def _type(name: str) -> str:
    """The media type of a file name, by its longest known ending."""
    endings = [ending for ending in _TYPES if name.endswith(ending)]
    return _TYPES[max(endings, key=len)] if endings else "application/octet-stream"


__all__ = ["COVER_NAME", "FEED_NAME", "FeedCache", "FeedFile"]
