"""What is personal in a session: the two people's names, the occasion, and whether they change places."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from voiceguide.errors import UsageError
from voiceguide.safety import Context, Field, check_text
from voiceguide.settings import Occasion, Settings
from voiceguide.text import reading
from voiceguide.text.lookalikes import is_latin

LONGEST_NAME = 24
"""Most characters of a name, so that the first touch is not delayed."""

_MARKS = "-'’. "


@dataclass(frozen=True, slots=True)
class Personal:
    """The people whose session it is.

    Attributes:
        giver: Name of the person who gives first, or empty.
        receiver: Name of the person who receives first, or empty.
        occasion: The occasion, if any.
        swap: The two change places in the middle.
    """

    giver: str = ""
    receiver: str = ""
    occasion: Occasion = Occasion.NONE
    swap: bool = False

    def exchanged(self) -> Personal:
        """The same after the two have changed places."""
        return replace(self, giver=self.receiver, receiver=self.giver)

    @property
    def features(self) -> frozenset[str]:
        """Its features that a text may need (`voiceguide.wording.data.FEATURES`)."""
        present = {"names": bool(self.receiver), "swap": self.swap, self.occasion.value: bool(self.occasion)}
        return frozenset(name for name, there in present.items() if there and name != Occasion.NONE.value)


_SIGNALS = frozenset({"stop", "now"})
"""Words that would be mistaken for a signal wherever they are heard."""


def check_names(settings: Settings) -> None:
    """Refuse names that no voice can say, that are not names, or that ask for something unsafe.

    Raises:
        UsageError: Some name is refused; the message lists every problem.
    """
    found = [problem for name in settings.names for problem in _problems(name)]
    if found:
        hint = "Write them as they are called, in letters, such as Anna and Ben."
        raise UsageError("these names cannot be spoken: " + "; ".join(dict.fromkeys(found)), hint=hint)


def _problems(name: str) -> Iterator[str]:
    """What keeps a name from being spoken."""
    shown = f"“{name[:40]}”"
    if len(name) > LONGEST_NAME:
        yield f"{shown} has {len(name)} characters, at most {LONGEST_NAME} are said"
    odd = [each for each in dict.fromkeys(name) if not (_is_letter(each) or each in _MARKS)]
    if odd:
        yield f"{shown} has {' and '.join(f'“{each}”' if each.isprintable() else repr(each) for each in odd[:3])} in it"
    elif not any(map(_is_letter, name)) or not reading(name).parts:
        yield f"{shown} has no letter in it"
    elif name.endswith(".") and len(name) > len("Mr."):
        yield f"{shown} ends like a sentence"
    if name.strip(" .!").casefold() in _SIGNALS:
        yield f"{shown} is a word that stops or starts hands in every session"
    for said in (f"{name}, say now where hands are welcome.", name):
        for each in check_text(said, Context(Field.STEP)):
            yield f"{shown} is read as an instruction: {each.message}"


def _is_letter(character: str) -> bool:
    latin = unicodedata.category(character)[0] == "L" and is_latin(character)
    return latin or unicodedata.category(character) == "Mn"


def personal_of(settings: Settings) -> Personal:
    """The people of a session, from its settings."""
    giver, receiver = settings.names or ("", "")
    return Personal(giver, receiver, settings.occasion, settings.swap)
