"""The one list of sidecar formats: what ``--with`` may name, and what is written by default."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from voiceguide.errors import UsageError, did_you_mean
from voiceguide.export.session import Session
from voiceguide.export.sidecars import chapters, lrc, markdown, plain, report, script_copy, srt, vtt


@dataclass(frozen=True, slots=True)
class Sidecar:
    """One sidecar format.

    Attributes:
        name: What ``--with`` calls it.
        suffix: What follows the session's name.
        media_type: Its media type (MIME), for feeds.
        text: One sentence for people.
        default: Whether it is written when none is requested.
        render: The whole file's text for a session; pure.
    """

    name: str
    suffix: str
    media_type: str
    text: str
    default: bool
    render: Callable[[Session], str]


SIDECARS = {
    each.name: each
    for each in (
        Sidecar("vtt", ".vtt", "text/vtt", "Captions for browsers and podcast apps (WebVTT).", True, vtt.render),
        Sidecar("srt", ".srt", "application/x-subrip", "Captions for video players (SubRip).", False, srt.render),
        Sidecar("lrc", ".lrc", "text/plain", "Timed lines for music players (LRC).", True, lrc.render),
        Sidecar(
            "chapters",
            ".chapters.json",
            "application/json+chapters",
            "Chapters for podcast apps (Podcasting 2.0, version 1.2.0).",
            True,
            chapters.render,
        ),
        Sidecar("text", ".txt", "text/plain", "All that is said, as plain text with times.", True, plain.render),
        Sidecar("markdown", ".md", "text/markdown", "All that is said, as Markdown.", False, markdown.render),
        Sidecar(
            "script",
            ".script.yaml",
            "application/yaml",
            "The script: edit it and render again.",
            True,
            script_copy.render,
        ),
        Sidecar("report", ".report.json", "application/json", "Everything known of the render.", True, report.render),
    )
}
"""Every format by name. The report comes last: it names the others with their hashes."""


REPORT_SUFFIX = SIDECARS["report"].suffix
"""What follows a session's name in the name of its report."""


def choose_sidecars(names: Iterable[str] | None) -> tuple[Sidecar, ...]:
    """The sidecars to write, in registry order.

    Args:
        names: What the user named, or one text with commas between; ``all`` and ``none`` work too. None stands for
            the defaults.

    Raises:
        UsageError: A name is unknown, or ``all`` or ``none`` is combined with other names.
    """
    if names is None:
        return tuple(each for each in SIDECARS.values() if each.default)
    names = names.split(",") if isinstance(names, str) else names
    wanted = {name.strip().casefold() for name in names} - {""}
    if wanted & {"all", "none"}:
        if len(wanted) > 1:
            raise UsageError("'all' or 'none' stands alone, without other sidecars")
        return tuple(SIDECARS.values()) if wanted == {"all"} else ()
    for name in sorted(wanted):
        if name not in SIDECARS:
            raise UsageError(f"there is no sidecar {name!r}", hint=did_you_mean(name, [*SIDECARS, "all", "none"]))
    return tuple(each for each in SIDECARS.values() if each.name in wanted)
