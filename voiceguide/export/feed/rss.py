"""Make the feed: RSS 2.0 with the iTunes and Podcasting 2.0 tags.

The caller writes it and its artwork beside the sessions. The same folder gives the same feed.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from voiceguide import installing
from voiceguide.errors import UsageError
from voiceguide.export.beside import base_of
from voiceguide.export.cover.picture import cover_jpeg
from voiceguide.export.feed.episodes import Episode, read_folder
from voiceguide.export.session import ARTIST, one_line
from voiceguide.units import clock

if TYPE_CHECKING:
    from feedgen.feed import FeedGenerator

FEED_NAME = "feed.xml"
COVER_NAME = "feed.jpg"
_CATEGORY = ("Health & Fitness", "Alternative Health")  # from Apple's list of podcast categories
_SPEC_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed with the files that it consists of.

    Attributes:
        files: (name, content) to write into the folder: the feed and its artwork.
        episodes: What is in it, newest first.
        passed: One sentence for each sound file that is not in it.
    """

    files: tuple[tuple[str, bytes], ...]
    episodes: tuple[Episode, ...]
    passed: tuple[str, ...]


def make_feed(
    folder: Path, base_url: str, *, title: str = "Massage sessions", description: str = "", author: str = ARTIST
) -> Feed:
    """A feed of every session in a folder.

    Args:
        folder: Where the sessions lie.
        base_url: Address of that folder on the web, ``http`` or ``https``.
        title: Title of the podcast.
        description: A sentence about it.
        author: Whose it is.

    Raises:
        UsageError: `base_url` is not an address of a folder.
        MissingExtraError: The extra ``feed`` is not installed.
        NoSessionError: No session is there.
    """
    installing.require("feed")
    base_address(base_url)
    episodes, passed = read_folder(folder)
    made = feed_of(episodes, base_url, title=title, description=description, author=author)
    covers = tuple((_cover_name(each), _cover(each)) for each in episodes)
    return Feed((*made.files, *covers), episodes, passed)


def feed_of(
    episodes: tuple[Episode, ...],
    base_url: str,
    *,
    title: str = "Massage sessions",
    description: str = "",
    author: str = ARTIST,
) -> Feed:
    """A feed of episodes in any folders; the cover of each is expected beside its sound.

    Args:
        episodes: At least one, newest first.
        base_url: As in `make_feed`.
        title: Title of the podcast.
        description: A sentence about it.
        author: Whose it is.

    Raises:
        UsageError: `base_url` is not an address of a folder.
        MissingExtraError: The extra ``feed`` is not installed.
    """
    installing.require("feed")
    base = base_address(base_url)
    title = one_line(title) or "Massage sessions"
    generator = _channel(base, title, one_line(description), one_line(author) or ARTIST, episodes)
    for each in episodes:
        _entry(generator, base, each, one_line(author) or ARTIST)
    text = bytes(generator.rss_str(pretty=True))
    cover = cover_jpeg(title, None, seed=title)
    return Feed(((FEED_NAME, text), (COVER_NAME, cover)), episodes, ())


def base_address(url: str) -> str:
    """The address of a folder on the web, encoded, with a slash at its end.

    Raises:
        UsageError: It is not such an address.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise UsageError(
            f"{url!r} is not an address of a folder on the web",
            hint="Write for example --base-url https://example.org/sessions/",
        )
    return quote(url.strip().rstrip("/"), safe=":/@%?[]~!$&'()*+,;=") + "/"


def _url(base: str, path: Path | str) -> str:
    return base + quote(path if isinstance(path, str) else path.name)


def _cover_name(episode: Episode) -> str:
    return f"{base_of(episode.audio.stem, episode.audio.suffix)}.jpg"


def _cover(episode: Episode) -> bytes:
    """The cover that the sound file carries; without one, a new one of the same kind."""
    own = cover_in(episode.audio)
    return own or cover_jpeg(episode.title, max(1, round(episode.seconds / 60)), seed=episode.title)


def cover_in(sound: Path) -> bytes | None:
    """The cover that an MP3 carries, or None."""
    from mutagen.id3 import ID3, error

    if sound.suffix.casefold() != ".mp3":
        return None
    try:
        pictures = ID3(sound).getall("APIC")
    except error:
        return None
    return next((bytes(each.data) for each in pictures if each.mime == "image/jpeg"), None)


def _channel(base: str, title: str, description: str, author: str, episodes: tuple[Episode, ...]) -> FeedGenerator:
    """The feed with everything but its episodes."""
    from feedgen.feed import FeedGenerator

    from voiceguide.export.feed.namespace import PodcastNamespace, PodcastNamespaceEntry, feed_guid

    made = FeedGenerator()
    made.load_extension("podcast")
    made.register_extension("podcast20", PodcastNamespace, PodcastNamespaceEntry)
    made.title(title)
    made.link(href=base + FEED_NAME, rel="self", type="application/rss+xml")
    made.link(href=base, rel="alternate")  # the last one becomes the channel's link
    count = "1 session" if len(episodes) == 1 else f"{len(episodes)} sessions"
    made.description(escape(description or f"{count}, spoken and timed.", quote=False))
    made.language(next((each.language for each in episodes if each.language), _SPEC_LANGUAGE))
    made.generator(ARTIST)
    made.lastBuildDate(episodes[0].created)
    made.image(url=_url(base, COVER_NAME), title=title, link=base)
    made.podcast.itunes_author(author)
    made.podcast.itunes_image(_url(base, COVER_NAME))
    made.podcast.itunes_category(*_CATEGORY)
    numbered = all(each.number is not None for each in episodes)
    made.podcast.itunes_type("serial" if numbered else "episodic")  # apps play a serial from its oldest episode on
    made.podcast20.guid = feed_guid(base + FEED_NAME)
    return made


def _entry(feed: FeedGenerator, base: str, episode: Episode, author: str) -> None:
    """Add an episode to the feed."""
    url = _url(base, episode.audio)
    entry: Any = feed.add_entry(order="append")
    entry.title(episode.title)
    entry.description(escape(episode.summary, quote=False))  # apps read a description as HTML
    entry.guid(str(uuid5(NAMESPACE_URL, url)), permalink=False)
    entry.pubDate(episode.created)
    entry.enclosure(url, str(episode.size), episode.media_type)
    entry.podcast.itunes_author(author)
    if episode.number is not None:
        entry.podcast.itunes_episode(episode.number)
    entry.podcast.itunes_duration(clock(episode.seconds, hours=True))
    entry.podcast.itunes_image(_url(base, _cover_name(episode)))
    language = {"language": episode.language} if episode.language else {}
    entry.podcast20.transcripts = [
        {"url": _url(base, path), "type": media_type, **language} for path, media_type in episode.transcripts
    ]
    if episode.chapters is not None:
        entry.podcast20.chapters = {"url": _url(base, episode.chapters), "type": "application/json+chapters"}
