"""The voices of hibari: list them, find their models and check them.

The registry inside the hibari package has each voice's size and SHA-256. The voice ``heart`` is in the package; the
others are installed by voiceguide, and hibari's own download on first use is never called. Importing this imports
nothing of hibari.
"""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from voiceguide.errors import VoiceError, did_you_mean
from voiceguide.files import cache_folder
from voiceguide.installing import install_line
from voiceguide.speech.artefacts import Artefact, find_checked, lies_in

DEFAULT = "heart"
"""The voice inside the package."""


def _remedy() -> str:
    return f"Run: {install_line('--upgrade', 'hibari-tts')}"


@dataclass(frozen=True, slots=True)
class HibariVoice:
    """One voice.

    Attributes:
        name: hibari's own name, such as ``emma``.
        language: BCP 47 tag: ``en-us`` or ``en-gb``.
        gender: ``female`` or ``male``.
        bundled: Whether its model is in the package.
        artefact: The model's file.
    """

    name: str
    language: str
    gender: str
    bundled: bool
    artefact: Artefact

    @property
    def british(self) -> bool:
        """Whether it speaks British English."""
        return self.language == "en-gb"


def assets() -> Path:
    """The folder of models and tables inside the package.

    Raises:
        VoiceError: hibari is not installed.
    """
    spec = importlib.util.find_spec("hibari")
    if spec is None or spec.origin is None:
        raise VoiceError("hibari is not installed", hint=_remedy())
    return Path(spec.origin).with_name("assets")


@lru_cache(maxsize=1)
def voices() -> Mapping[str, HibariVoice]:
    """All voices of the package's registry by name, the bundled one first.

    Raises:
        VoiceError: hibari is not installed, or its registry cannot be read.
    """
    try:
        registry = json.loads((assets() / "voices.json").read_text("utf-8"))
        found = [
            HibariVoice(
                name,
                str(each["language"]).lower(),
                str(each["gender"]),
                bool(each.get("bundled")),
                Artefact(each["file"], each["file"], int(each["bytes"]), str(each["sha256"])),
            )
            for name, each in registry.items()
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise VoiceError(f"hibari's list of voices cannot be read: {error}", hint=_remedy()) from error
    return {each.name: each for each in sorted(found, key=lambda each: not each.bundled)}


def voice_of(name: str) -> HibariVoice:
    """Find a voice by hibari's own name.

    Raises:
        VoiceError: There is no such voice, or hibari is not installed.
    """
    known = voices()
    if name not in known:
        raise VoiceError(f"hibari has no voice {name!r}", hint=did_you_mean(name, known, "hibari:"))
    return known[name]


def folder() -> Path:
    """The folder of installed voices: ``VOICEGUIDE_HIBARI`` if set, otherwise below the cache."""
    own = os.environ.get("VOICEGUIDE_HIBARI")
    return Path(own).expanduser() if own else cache_folder() / "hibari"


def source() -> str:
    """The address that the package's registry gives for downloading voices.

    Raises:
        VoiceError: hibari is not installed.
    """
    try:
        from hibari.voices import BASE_URL
    except ImportError as error:
        raise VoiceError(f"hibari cannot be loaded: {error}", hint=_remedy()) from error
    return str(BASE_URL).rstrip("/")


def install_command(name: str) -> str:
    """The command that installs a voice."""
    return f"voiceguide voices install hibari:{name}"


def is_there(voice: HibariVoice) -> bool:
    """Whether the voice's model is in its place; its content is not read."""
    return lies_in(assets() if voice.bundled else folder(), voice.artefact)


def model_of(voice: HibariVoice) -> Path:
    """Find a voice's model and check that its content is the one in the registry.

    Raises:
        VoiceError: It is not there, or damaged; the hint is the command to run.
    """
    if voice.bundled:
        return find_checked(assets(), voice.artefact, _remedy().removeprefix("Run: "), f"the voice hibari:{voice.name}")
    return find_checked(folder(), voice.artefact, install_command(voice.name), f"the voice hibari:{voice.name}")
