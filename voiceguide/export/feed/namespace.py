"""Tags for feedgen that it lacks: Podcasting 2.0's transcript, chapters, guid, medium; Apple's explicit.

Sources: the podcast namespace, https://podcastindex.org/namespace/1.0; Apple's "Podcast RSS feed requirements", where
``itunes:explicit`` is ``true`` or ``false`` (feedgen knows only the older ``yes`` and ``no``).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

NAMESPACE = "https://podcastindex.org/namespace/1.0"
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"

_GUID_NAMESPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")  # given by the namespace's section on guid


def feed_guid(url: str) -> str:
    """The podcast's lasting id: UUID v5 of its address without protocol and trailing slashes."""
    return str(uuid5(_GUID_NAMESPACE, url.split("://", 1)[-1].rstrip("/")))


class PodcastNamespace(BaseExtension):  # type: ignore[misc] # feedgen has no types
    """What the namespace says of a whole feed."""

    def __init__(self) -> None:
        self.guid = ""
        self.medium = "podcast"

    def extend_ns(self) -> dict[str, str]:
        """The namespace by its prefix."""
        return {"podcast": NAMESPACE}

    def extend_rss(self, feed: Any) -> Any:
        """Add the tags to the channel."""
        channel = feed[0]
        for name, text in (("guid", self.guid), ("medium", self.medium)):
            etree.SubElement(channel, f"{{{NAMESPACE}}}{name}").text = text
        _not_explicit(channel)
        return feed


class PodcastNamespaceEntry(BaseEntryExtension):  # type: ignore[misc] # feedgen has no types
    """What the namespace says of one episode."""

    def __init__(self) -> None:
        self.transcripts: list[dict[str, str]] = []
        self.chapters: dict[str, str] = {}

    def extend_rss(self, entry: Any) -> Any:
        """Add the tags to the item."""
        for attributes in self.transcripts:
            etree.SubElement(entry, f"{{{NAMESPACE}}}transcript", attributes)
        if self.chapters:
            etree.SubElement(entry, f"{{{NAMESPACE}}}chapters", self.chapters)
        _not_explicit(entry)
        return entry


def _not_explicit(parent: Any) -> None:
    etree.SubElement(parent, f"{{{_ITUNES}}}explicit").text = "false"
