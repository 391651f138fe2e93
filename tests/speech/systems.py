"""Stand-ins for pyttsx3 on macOS and Windows: what its drivers do there, written without either system."""

from __future__ import annotations

import io
import math
import struct
import sys
import types
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile  # noqa: F401 (loaded before another system is pretended)

from voiceguide.speech import pyttsx3_engine, pyttsx3_worker

RATE_HZ = 22_050


def tone(seconds: float, edge_s: float = 0.1) -> np.ndarray[Any, np.dtype[np.int16]]:
    """16-bit samples of a tone with silence on either side."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    sound = 8000 * np.sin(2 * np.pi * 150 * time_s)
    edge = np.zeros(round(edge_s * RATE_HZ))
    return np.concatenate([edge, sound, edge]).astype("<i2")


def wav(samples: np.ndarray[Any, np.dtype[np.int16]]) -> bytes:
    """Samples as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(samples.astype("<i2").tobytes())
    return file.getvalue()


def aiff(samples: np.ndarray[Any, np.dtype[np.int16]]) -> bytes:
    """Samples as an AIFF file, as macOS writes them."""
    exponent = math.floor(math.log2(RATE_HZ))
    rate = struct.pack(">HQ", 16383 + exponent, RATE_HZ << (63 - exponent))
    common = struct.pack(">HIH", 1, len(samples), 16) + rate
    data = bytes(8) + samples.astype(">i2").tobytes()
    chunks = b"COMM" + struct.pack(">I", len(common)) + common + b"SSND" + struct.pack(">I", len(data)) + data
    return b"FORM" + struct.pack(">I", 4 + len(chunks)) + b"AIFF" + chunks


class Voice:
    """One voice, as pyttsx3 lists it."""

    def __init__(self, name: str, language: str) -> None:
        self.id, self.name, self.languages, self.gender = f"id.{name}", name, [language], "VoiceGenderFemale"


class Engine:
    """An engine of pyttsx3: it queues nothing, writes at once, and says how it was driven.

    Attributes:
        made: Every engine that was made, in order.
        sound: Gives the file of a text: called with the engine and the text.
    """

    made: list[Engine] = []  # noqa: RUF012 (a list for all is what is meant)
    sound: Callable[[Engine, str], bytes]
    default = "id.Anna"
    reports = True

    def __init__(self) -> None:
        self.properties: dict[str, Any] = {}
        self.spoken: list[str] = []
        self.listeners: dict[str, Callable[..., None]] = {}
        Engine.made.append(self)

    def connect(self, topic: str, listener: Callable[..., None]) -> None:
        self.listeners[topic] = listener

    def getProperty(self, name: str) -> Any:  # noqa: N802
        if name == "voices":
            return [Voice("Anna", "de_DE"), Voice("Zoe", "en_GB"), Voice("Sam", "en_US")]
        return Engine.default

    def setProperty(self, name: str, value: Any) -> None:  # noqa: N802
        self.properties[name] = value

    def save_to_file(self, text: str, path: str) -> None:
        self.spoken.append(text)
        Path(path).write_bytes(type(self).sound(self, text))

    def runAndWait(self) -> None:  # noqa: N802
        if Engine.reports:
            self.listeners["finished-utterance"](name=None, completed=True)


class Module(types.ModuleType):
    """pyttsx3 itself: `init` hands out the engine it still knows, as the real one does."""

    def __init__(self, *, ever_fresh: bool) -> None:
        super().__init__("pyttsx3")
        self._activeEngines: dict[str | None, Engine] = {}
        self._ever_fresh = ever_fresh

    def init(self, name: str | None = None) -> Engine:
        if name not in self._activeEngines or (not self._ever_fresh and not Engine.made):
            self._activeEngines[name] = Engine()
        return self._activeEngines[name] if self._ever_fresh else Engine.made[0]


def pretend(
    monkeypatch: pytest.MonkeyPatch,
    system: str,
    sound: Callable[[Engine, str], bytes],
    *,
    ever_fresh: bool = True,
) -> None:
    """Let worker and engine believe to be on another system.

    Args:
        monkeypatch: Undoes it.
        system: ``darwin`` or ``win32``.
        sound: Gives the file of a text.
        ever_fresh: Whether an engine that has not spoken can be had at all.
    """
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setitem(sys.modules, "pyttsx3", Module(ever_fresh=ever_fresh))
    monkeypatch.setattr(pyttsx3_engine, "SYSTEM", {"darwin": "nsss", "win32": "sapi"}[system])
    monkeypatch.setattr(Engine, "made", [])
    monkeypatch.setattr(Engine, "sound", staticmethod(sound), raising=False)
    monkeypatch.setattr(Engine, "reports", system == "darwin")


class InProcess:
    """The worker without its process: asked as `pyttsx3_process.Worker` is."""

    def __init__(self, folder: Path) -> None:
        self.speaker = pyttsx3_worker.Speaker(folder)

    def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        answers = io.BytesIO()
        pyttsx3_worker.answer(self.speaker, request, answers)
        answers.seek(0)
        answer = pyttsx3_worker.read_frame(answers)
        assert answer is not None
        return answer
