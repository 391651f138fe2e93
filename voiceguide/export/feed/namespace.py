"""Podcasting 2.0 tags for feedgen: transcript, chapters, guid, medium.

Source: the podcast namespace, https://podcastindex.org/namespace/1.0.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

NAMESPACE = "https://podcastindex.org/namespace/1.0"

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
        """The prefix."""
        return {"podcast": NAMESPACE}

    def extend_rss(self, feed: Any) -> Any:
        """Add the tags to the channel."""
        channel = feed[0]
        for name, text in (("guid", self.guid), ("medium", self.medium)):
            etree.SubElement(channel, f"{{{NAMESPACE}}}{name}").text = text
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
        return entry
