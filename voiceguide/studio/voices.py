"""The voices that people can choose, natural ones first, and those that they can add by a button."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from voiceguide.app.errors import BusyError
from voiceguide.errors import VoiceguideError
from voiceguide.progress import Counting
from voiceguide.speech.engine import VoiceInfo
from voiceguide.studio.responses import error_to_dict

NATURAL = ("hibari", "kokoro")
ADDABLE = "hibari"
"""Engine whose voices can be downloaded while the studio runs; others need a package first."""

_NOT_FOR_MASSAGE = ("pyttsx3:en-shaw",)
"""Voices that read another alphabet than that of the routines."""

_PLACES = {"en-us": "American", "en-gb": "British"}
_PEOPLE = {"female": "a woman", "male": "a man"}


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice on offer.

    Attributes:
        name: What is sent.
        title: What people call it.
        about: What it is like, in a few words.
        ready: It can speak now.
    """

    name: str
    title: str
    about: str
    ready: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """Voices for a routine.

    Attributes:
        natural: Natural voices that can speak now.
        system: The computer's own of the routine's language.
        addable: Natural voices that can be added.
    """

    natural: tuple[Voice, ...]
    system: tuple[Voice, ...]
    addable: tuple[Voice, ...]


def offer_voices(voices: Sequence[VoiceInfo], language: str, chosen: str) -> Offer:
    """The voices on offer for a routine.

    Args:
        voices: Every voice, see `tasks.voices`.
        language: The routine's.
        chosen: The voice of the user's settings, which is on offer whatever its language.
    """
    fitting = [each for each in voices if _speaks(each, language) or each.name == chosen]
    fitting = [each for each in fitting if each.name not in _NOT_FOR_MASSAGE]
    ready = [each for each in fitting if each.installed]
    return Offer(
        natural=tuple(_voice(each) for each in ready if _engine(each) in NATURAL),
        system=tuple(_voice(each) for each in ready if _engine(each) not in NATURAL),
        addable=tuple(_voice(each) for each in fitting if not each.installed and _engine(each) == ADDABLE),
    )


def _engine(voice: VoiceInfo) -> str:
    return voice.name.partition(":")[0]


def _speaks(voice: VoiceInfo, language: str) -> bool:
    """Whether a voice speaks a language."""
    short = language.lower().partition("-")[0]
    return voice.language.lower().partition("-")[0] in (short, "")


def title_of(name: str) -> str:
    """What people call a voice, from its name: "Heart" for ``hibari:heart``; other engines' names stay."""
    engine, _, own = name.partition(":")
    return own.rpartition("_")[2].capitalize() if engine in NATURAL else own or name


def _voice(voice: VoiceInfo) -> Voice:
    """A voice as people see it."""
    engine, _, name = voice.name.partition(":")
    if engine in NATURAL:
        title = title_of(voice.name)
        place = _PLACES.get(voice.language.lower(), "")
        about = ", ".join(filter(None, (_PEOPLE.get(voice.gender, ""), place)))
        return Voice(voice.name, title, about, voice.installed)
    note = voice.note or name
    place = note.partition("(")[2].rstrip(")")
    return Voice(voice.name, place or note, "plain voice", voice.installed)


class Additions:
    """Voices being added.

    Args:
        install: Downloads one and reports (bytes done, bytes in all); runs in a thread.
        added: Called when one has been added.
    """

    def __init__(self, install: Callable[[str, Counting], object], added: Callable[[], None]) -> None:
        self._install, self._added = install, added
        self._state: dict[str, dict[str, Any]] = {}
        self._work: set[asyncio.Task[None]] = set()

    def begin(self, name: str) -> None:
        """Start adding a voice, unless it is being added already.

        Raises:
            BusyError: Another is being added.
        """
        running = [each for each, state in self._state.items() if state["state"] == "adding"]
        if name in running:
            return
        if running:
            raise BusyError("Another voice is being added.", hint="Wait for it, then try again.")
        self._state[name] = {"state": "adding", "percent": 0, "error": ""}
        task = asyncio.create_task(self._add(name))
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _add(self, name: str) -> None:
        """Install a voice and keep its state up to date."""
        state = self._state[name]

        def report(done: int, total: int) -> None:
            state["percent"] = round(100 * done / total) if total else 0

        try:
            await asyncio.to_thread(self._install, name, report)
        except VoiceguideError as error:
            answer = error_to_dict(error)
            state.update(state="failed", error=" ".join(filter(None, (answer["error"], answer["hint"]))))
        except Exception as error:
            state.update(state="failed", error=f"Something went wrong: {type(error).__name__}.")
            raise
        else:
            state.update(state="added", percent=100)
            self._added()

    def states(self) -> dict[str, dict[str, Any]]:
        """The state of each voice that is being or was added."""
        return self._state


def install(name: str, report: Counting) -> None:
    """Download one natural voice."""
    from voiceguide.speech.install import install_hibari

    install_hibari(voices=(name.partition(":")[2],), progress=report)
