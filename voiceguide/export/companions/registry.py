"""The one list of companion formats: what ``--with`` may name, and what is written by default."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from voiceguide.errors import UsageError, did_you_mean
from voiceguide.export.companions import chapters, lrc, markdown, plain, report, script_copy, srt, vtt
from voiceguide.export.session import Session


@dataclass(frozen=True, slots=True)
class Companion:
    """One companion format.

    Attributes:
        name: What ``--with`` calls it.
        suffix: What follows the session's name.
        media_type: Its media type (MIME), for feeds.
        text: One sentence for people.
        default: Whether it is written when nothing is said.
        render: The whole file's text for a session; pure.
    """

    name: str
    suffix: str
    media_type: str
    text: str
    default: bool
    render: Callable[[Session], str]


COMPANIONS = {
    each.name: each
    for each in (
        Companion("vtt", ".vtt", "text/vtt", "Captions for browsers and podcast apps (WebVTT).", True, vtt.render),
        Companion("srt", ".srt", "application/x-subrip", "Captions for video players (SubRip).", False, srt.render),
        Companion("lrc", ".lrc", "text/plain", "Timed lines for music players (LRC).", True, lrc.render),
        Companion(
            "chapters",
            ".chapters.json",
            "application/json+chapters",
            "Chapters for podcast apps (Podcasting 2.0, version 1.2.0).",
            True,
            chapters.render,
        ),
        Companion("text", ".txt", "text/plain", "All that is said, as plain text with times.", True, plain.render),
        Companion("markdown", ".md", "text/markdown", "All that is said, as Markdown.", False, markdown.render),
        Companion(
            "script",
            ".script.yaml",
            "application/yaml",
            "The script: edit it and render again.",
            True,
            script_copy.render,
        ),
        Companion("report", ".report.json", "application/json", "Everything known of the render.", True, report.render),
    )
}
"""Every format by name. The report comes last: it names the others with their hashes."""


def chosen(names: Iterable[str] | None) -> tuple[Companion, ...]:
    """The companions to write, in registry order.

    Args:
        names: What the user named; ``all`` and ``none`` work too. None stands for the defaults.

    Raises:
        UsageError: A name is unknown, or ``all`` or ``none`` stands beside other names.
    """
    if names is None:
        return tuple(each for each in COMPANIONS.values() if each.default)
    wanted = {name.strip().casefold() for name in names} - {""}
    if wanted & {"all", "none"}:
        if len(wanted) > 1:
            raise UsageError("'all' or 'none' stands alone, without other companions")
        return tuple(COMPANIONS.values()) if wanted == {"all"} else ()
    for name in sorted(wanted):
        if name not in COMPANIONS:
            raise UsageError(f"there is no companion {name!r}", hint=did_you_mean(name, [*COMPANIONS, "all", "none"]))
    return tuple(each for each in COMPANIONS.values() if each.name in wanted)
