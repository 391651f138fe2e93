"""The engine of the system's voices: pyttsx3, whose clips are made and checked in worker processes.

Gives the sound as pyttsx3 saved it. Workers stay alive between clips, have a time limit, and are started again once if
they die. `pyttsx3_worker` explains how it loses no clip.
"""

from __future__ import annotations

import io
import platform
import queue
import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib import metadata
from typing import Any

import numpy as np

from voiceguide.audio import Audio, pydub_segment
from voiceguide.errors import SpeechError, VoiceError, did_you_mean
from voiceguide.speech.engine import BaseEngine, Utterance, VoiceInfo, cannot_pronounce
from voiceguide.speech.espeak import espeak_manner, espeak_text, variants
from voiceguide.speech.parallel import in_order, most_at_once
from voiceguide.speech.pyttsx3_process import CLIP_LIMIT_S, Worker, WorkerDiedError
from voiceguide.speech.sapi import sapi_rate, sapi_text
from voiceguide.speech.stretch import stretch

REVISION = 6
"""Goes up whenever a change here, or in `espeak`, alters the sound: cached clips are then made again."""

SYSTEM = {"darwin": "nsss", "win32": "sapi"}.get(sys.platform, "espeak")
"""The driver that pyttsx3 uses on this system."""

_WORKERS = 2


class Pyttsx3Engine(BaseEngine):
    """The voices of the system (macOS, Windows) or of espeak-ng (Linux), through pyttsx3.

    Args:
        workers: Processes that speak at the same time; by default two, or one for each core if fewer.
        limit_s: Time limit of one clip, in seconds.
    """

    name = "pyttsx3"

    def __init__(self, workers: int | None = None, limit_s: float = CLIP_LIMIT_S) -> None:
        self._size = workers or min(_WORKERS, most_at_once())
        self._limit_s = limit_s
        self._idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        self._ids: dict[str, str] | None = None

    @cached_property
    def _list_voices(self) -> tuple[dict[str, Any], ...]:
        """The system's voices as a worker lists them."""
        message, _ = self._ask({"op": "voices"}, "")
        return tuple(voice for voice in message["voices"] if not voice["id"].startswith("mb/"))

    def voices(self) -> Sequence[VoiceInfo]:
        """List the system's voices, English ones first."""
        found = [
            VoiceInfo(f"{self.name}:{_short(voice)}", voice["language"], voice["gender"], True, voice["name"])
            for voice in self._list_voices
        ]
        order = ("en-us", "en-gb", "en")
        return sorted(found, key=lambda each: next((i for i, o in enumerate(order) if each.language.startswith(o)), 9))

    def default_voice(self) -> str:
        """The name of the default voice: the system's own if it speaks English."""
        if SYSTEM == "espeak":
            return "en-us"
        english = [each for each in self._list_voices if each["language"].startswith("en") or not each["language"]]
        found = sorted(english or self._list_voices, key=lambda each: not each["default"])
        if not found:
            raise VoiceError("this system has no voice", hint="Add one in the system's settings for speech.")
        return _short(found[0])

    def language(self, voice: str) -> str:
        """The language: espeak-ng's voices are named by it, other systems report it."""
        if SYSTEM == "espeak":
            return voice.partition("+")[0]
        return next(
            (str(each["language"]) for each in self._list_voices if voice in {_short(each), each["language"]}), ""
        )

    def fingerprint(self, voice: str) -> str:
        """Versions of pyttsx3 and of its driver's engine, and the voice."""
        below = f"espeakng-loader {_version('espeakng-loader')}" if SYSTEM == "espeak" else platform.platform()
        return f"revision {REVISION}, pyttsx3 {_version('pyttsx3')}, {below}, {self._id(voice)}"

    def speak(self, utterances: Sequence[Utterance]) -> Iterator[Audio]:
        """Synthesise in `workers` processes; see `engine.Engine.speak`."""
        return in_order(self._speak_one, utterances, self._size)

    def _speak_one(self, utterance: Utterance) -> Audio:
        """Speak one utterance in a worker."""
        request = {"op": "speak", "voice": self._id(utterance.voice), "limit_s": int(self._limit_s) + 1}
        request["wpm"] = utterance.rate_wpm
        tempo = 1.0
        if SYSTEM == "espeak":
            request |= {"text": espeak_text(utterance), **espeak_manner(utterance)}
        elif SYSTEM == "sapi":
            rate, tempo = sapi_rate(utterance.rate_wpm)
            request |= {"text": sapi_text(utterance, self.language(utterance.voice)), "rate": rate}
        else:
            refuse_manner(utterance)
            request |= {"text": utterance.text, "rate": round(utterance.rate_wpm)}
        spoken = decode_clip(self._ask(request, utterance.text)[1])
        if tempo == 1.0:
            return spoken
        return Audio(stretch(spoken.samples[:, 0], tempo, spoken.rate_hz)[:, np.newaxis], spoken.rate_hz)

    def _id(self, voice: str) -> str:
        """The system's id of a voice."""
        if SYSTEM == "espeak" and voice == "en-us":
            return "gmw/en-us"  # the default is known without starting a process
        if self._ids is None:
            # a language is accepted as a name: espeak-ng calls its British voice just "en"
            self._ids = {each["language"]: each["id"] for each in reversed(self._list_voices) if each["language"]}
            self._ids |= {_short(each): each["id"] for each in self._list_voices}
        base, plus, variant = voice.partition("+")
        if base not in self._ids:
            names = [f"{self.name}:{each}" for each in self._ids]
            hint = did_you_mean(f"{self.name}:{voice}", names) if SYSTEM == "espeak" else "See: voiceguide voices"
            raise VoiceError(f"pyttsx3 has no voice {voice!r} on this system", hint=hint)
        if plus and variant not in variants():
            raise VoiceError(f"espeak-ng has no variant {variant!r}", hint=did_you_mean(variant, variants()))
        return self._ids[base] + plus + variant

    def _ask(self, request: dict[str, Any], text: str) -> tuple[dict[str, Any], bytes]:
        """Send a request to a free worker; a worker that dies is replaced once."""
        for _ in range(2):
            worker: Worker | None = None
            try:
                worker = self._take()
                answer = worker.ask(request)
            except WorkerDiedError as error:
                reason = error
                if worker is not None:
                    worker.close()
            except SpeechError as error:
                if worker is not None:
                    self._idle.put(worker)
                error.cue = text or None
                raise
            except BaseException:
                if worker is not None:
                    worker.close()  # stopped in the middle of an answer, it cannot be used again
                raise
            else:
                self._idle.put(worker)
                return answer
        raise SpeechError(
            f"pyttsx3's process died twice: {reason}",
            cue=text or None,
            hint="Try once more; if it stays, choose another voice (voiceguide voices).",
        )

    def _take(self) -> Worker:
        """An idle worker, or a new one."""
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return Worker(self._limit_s)

    def close(self) -> None:
        """End the workers."""
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return


def refuse_manner(utterance: Utterance) -> None:
    """Refuse what the voices of macOS cannot do.

    Raises:
        VoiceError: A pitch or a pronunciation is requested.
    """
    if utterance.pitch_st:
        raise VoiceError("the voices of this system cannot change their pitch", hint="Leave the pitch at 0.")
    if utterance.asked:
        raise cannot_pronounce("pyttsx3", utterance)


def decode_clip(content: bytes) -> Audio:
    """Decode a sound file to mono: WAV by pydub, anything else (macOS writes AIFF) by soundfile."""
    if content[:4] != b"RIFF":
        import soundfile

        samples, rate_hz = soundfile.read(io.BytesIO(content), dtype="float32", always_2d=True)
        return Audio(samples.mean(axis=1, keepdims=True, dtype=np.float32), int(rate_hz))
    segment = pydub_segment().from_file(io.BytesIO(content), format="wav").set_channels(1)
    whole = np.asarray(segment.get_array_of_samples(), dtype=np.float32) / np.float32(segment.max_possible_amplitude)
    return Audio(whole[:, np.newaxis], segment.frame_rate)


def _short(voice: dict[str, Any]) -> str:
    """A voice's name after the colon: ``en-us`` for espeak-ng's ``gmw/en-us``, else the system's own name."""
    name = voice["id"].rpartition("/")[2] if SYSTEM == "espeak" else (voice["name"] or voice["id"])
    return str(name)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "none"
