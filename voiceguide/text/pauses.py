"""Split a text into the words that are said and the pauses between them.

``…`` between words is a breath; ``[2 s]`` anywhere is a silence of that length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from voiceguide.errors import UnitError
from voiceguide.text.fold import fold
from voiceguide.text.spoken import spoken_words
from voiceguide.units import parse_duration

BREATH_S = 0.8
"""Length of "…" between two words, in seconds."""

LONGEST_S = 60.0
"""The longest silence inside a text, in seconds: a longer one must be a step of its own."""

SHORTEST_S = 0.1
"""The shortest silence, in seconds: a shorter one would not be heard between the soft ends of speech."""

_LENGTH = r"\[\s?\d+(?:[.,]\d+)?\s?(?:ms|s|secs?|seconds?|min|minutes?)\s?\]"
_SILENCE = re.compile(_LENGTH, re.IGNORECASE)
_PAUSE = re.compile(rf"(…+|{_LENGTH})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """The words said for a text and the silences between them.

    Attributes:
        parts: Words, each as from `spoken.spoken_words`; none of them empty.
        silences: Seconds of silence before each part, and after the last: one more than there are parts.
    """

    parts: tuple[str, ...]
    silences: tuple[float, ...]

    def __str__(self) -> str:
        """The reading as one text, pauses as ``[2 s]``; reading it again gives the same."""
        written = [f"[{self.silences[0]:g} s]"] if self.silences[0] else []
        for part, silence in zip(self.parts, self.silences[1:], strict=True):
            written += [part, f"[{silence:g} s]"] if silence else [part]
        return " ".join(written)


def reading(text: str, language: str = "en") -> Reading:
    """How a text is read aloud; no parts when there is nothing to say in it.

    Raises:
        UnitError: A silence is shorter than `SHORTEST_S` or longer than `LONGEST_S`.
    """
    parts: list[str] = []
    silences = [0.0]
    breath = False
    for piece in _PAUSE.split(fold(text)):
        if piece[:1] == "…":
            breath = True
        elif pause_s := pause_of(piece):
            silences[-1] += pause_s
        elif said := spoken_words(piece, language):
            if breath and parts and not silences[-1]:
                silences[-1] = BREATH_S
            parts.append(said)
            silences.append(0.0)
            breath = False
    held = [_hold_up(part) if silence else part for part, silence in zip(parts, silences[1:], strict=True)]
    return Reading(tuple(held), tuple(silences))


def without_silences(text: str) -> str:
    """The text without its silences, such as ``[2 s]``, for reading on screen."""
    return " ".join(_SILENCE.sub(" ", text).split()) if "[" in text else text


def pause_of(piece: str) -> float:
    """The seconds of a silence such as ``[2 s]``; 0 for any other text.

    Raises:
        UnitError: It is shorter than `SHORTEST_S` or longer than `LONGEST_S`.
    """
    if not _PAUSE.fullmatch(piece) or piece[0] == "…":
        return 0.0
    seconds = parse_duration(piece.strip("[] ").replace(",", "."))
    if not SHORTEST_S <= seconds <= LONGEST_S:
        hint = (
            "A longer time stands as a step of its own: wait."
            if seconds > 1
            else 'Leave it out, or write "…" for a breath.'
        )
        raise UnitError(f"{piece} is out of range: a silence in a text is {SHORTEST_S:g} to {LONGEST_S:g} s", hint=hint)
    return seconds


def _hold_up(part: str) -> str:
    """A part before a silence, ending in a comma if it has no mark, so that the voice does not fall."""
    return part if part[-1] in ",.!?;:" else f"{part},"
