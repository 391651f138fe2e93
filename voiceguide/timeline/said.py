"""Keys for texts in their voices: the same text takes each voice a different time."""

from __future__ import annotations

from collections.abc import Iterator

from voiceguide.script.lines import Line, Script


def said_as(voice: str, text: str) -> str:
    """The key of a text in a voice, for speaking and placing it: for the session's voice, the text itself."""
    return f"{voice}\x1f{text}" if voice else text


def keys_of(script: Script) -> dict[str, str]:
    """The key (`said_as`) of every text that may be spoken, by its id in `texts_of`."""
    before = script.before.lines if script.before is not None else ()
    ways = {name: said_as(line.voice, text) for name, line, text in _ways(script)}
    return {line.id: line.text for line in before} | ways


def voices_by_id(script: Script) -> dict[str, str]:
    """The voice of every text that is not said by the session's voice, by its id in `texts_of`."""
    return {name: line.voice for name, line, _ in _ways(script) if line.voice}


def _ways(script: Script) -> Iterator[tuple[str, Line, str]]:
    """Every way of every line, as (id, line, text)."""
    for line in script.lines:
        for number, variant in enumerate(line.variants, start=1):
            yield line.id if number == 1 else f"{line.id}~{number}", line, variant.text
