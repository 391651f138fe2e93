"""The default engine: pyttsx3, each of whose clips is made in a worker process and checked there.

Comes in: utterances. Goes out: the sound as pyttsx3 saved it, read with pydub. Workers are kept
alive between clips, watched by a time limit, and started anew once when they die. What the worker
does so that no clip is lost is told in `pyttsx3_worker`.
"""

from __future__ import annotations

import contextlib
import io
import platform
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np

from voiceguide.audio import Audio, pydub_segment
from voiceguide.errors import SpeechError, VoiceError, did_you_mean
from voiceguide.speech import pyttsx3_worker
from voiceguide.speech.engine import Rates, Utterance, VoiceInfo
from voiceguide.speech.espeak import espeak_manner, espeak_text, variants
from voiceguide.speech.parallel import cores, in_order

CLIP_LIMIT_S = 30.0
"""A clip that takes longer has hung: espeak-ng needs 10 ms, a system's voice a second or two."""

REVISION = 5
"""Goes up whenever what is done here, or in `espeak`, changes the sound: kept clips are made anew."""

_ESPEAK = sys.platform not in {"darwin", "win32"}
_WORKERS = 2
_INSTALL_HINT = "Install it with: python -m pip install --upgrade pyttsx3 espeakng-loader"

_ROOM_HINT = "Free some space for temporary files, or set TMPDIR to a folder that has some."


class WorkerDiedError(Exception):
    """The worker process ended, or was ended by its time limit, before it answered."""


class Worker:
    """One worker process and its framed conversation. Not for two threads at once."""

    def __init__(self, limit_s: float = CLIP_LIMIT_S) -> None:
        self._limit_s = limit_s
        try:
            self._folder = tempfile.mkdtemp(prefix="voiceguide-")
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(Path(pyttsx3_worker.__file__)), self._folder],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise SpeechError(
                f"pyttsx3's process cannot be started: {error.strerror or error}", hint=_ROOM_HINT
            ) from error
        try:
            self._answer()
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Send a request and wait for its answer.

        Raises:
            WorkerDiedError: No answer, or none in time; the process is gone.
            SpeechError: The worker says that it cannot.
        """
        try:
            pyttsx3_worker.write_frame(cast(BinaryIO, self._process.stdin), request)
        except OSError as error:
            raise WorkerDiedError(str(error)) from error
        return self._answer()

    def _answer(self) -> tuple[dict[str, Any], bytes]:
        watchdog = threading.Timer(self._limit_s, self._process.kill)
        watchdog.start()
        try:
            frame = pyttsx3_worker.read_frame(cast(BinaryIO, self._process.stdout))
        finally:
            watchdog.cancel()
        if frame is None:
            self._process.kill()
            raise WorkerDiedError(f"it ended with exit status {self._process.wait()}")
        if not frame[0]["ok"]:
            hint = _ROOM_HINT if "[Errno" in frame[0]["error"] else _INSTALL_HINT
            raise SpeechError(f"pyttsx3 cannot speak: {frame[0]['error']}", hint=hint)
        return frame

    def close(self) -> None:
        """End the process and remove what it left."""
        process = self._process
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):  # a request may still lie unsent
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class Pyttsx3Engine:
    """The voices of the system (macOS, Windows) or of espeak-ng (Linux), through pyttsx3.

    Args:
        workers: Processes that speak at the same time; by default two, or one for each core if fewer.
        limit_s: Time limit of one clip, in seconds.
    """

    name = "pyttsx3"
    verbatim = False

    def __init__(self, workers: int | None = None, limit_s: float = CLIP_LIMIT_S) -> None:
        self._size = workers or min(_WORKERS, cores())
        self._limit_s = limit_s
        self._idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        self._ids: dict[str, str] | None = None

    @cached_property
    def _listed(self) -> tuple[dict[str, str], ...]:
        message, _ = self._ask({"op": "voices"}, "")
        return tuple(voice for voice in message["voices"] if not voice["id"].startswith("mb/"))

    def voices(self) -> Sequence[VoiceInfo]:
        """The system's voices, English ones first."""
        found = [
            VoiceInfo(f"{self.name}:{_short(voice)}", voice["language"], voice["gender"], True, voice["name"])
            for voice in self._listed
        ]
        order = ("en-us", "en-gb", "en")
        return sorted(found, key=lambda each: next((i for i, o in enumerate(order) if each.language.startswith(o)), 9))

    def default_voice(self) -> str:
        """The name of the voice to take when none is asked for."""
        return "en-us" if _ESPEAK else self.voices()[0].name.partition(":")[2]

    def prepare(self, voice: str, texts: Mapping[str, str]) -> None:
        """Nothing to prepare: any text can be spoken."""

    def rates(self, voice: str) -> Rates:  # noqa: ARG002 (they are all alike)
        """A system's voice is slowed down to 125 words/min, since it makes no pauses of its own."""
        return Rates()

    def fingerprint(self, voice: str) -> str:
        """Versions of pyttsx3 and of what speaks below it, and the voice."""
        below = f"espeakng-loader {_version('espeakng-loader')}" if _ESPEAK else platform.platform()
        return f"revision {REVISION}, pyttsx3 {_version('pyttsx3')}, {below}, {self._id(voice)}"

    def speak(self, utterances: Sequence[Utterance]) -> Iterator[Audio]:
        """Synthesise in `workers` processes; see `engine.Engine.speak`."""
        return in_order(self._speak_one, utterances, self._size)

    def _speak_one(self, utterance: Utterance) -> Audio:
        request = {"op": "speak", "voice": self._id(utterance.voice), "limit_s": int(self._limit_s) + 1}
        if _ESPEAK:
            request |= {"text": espeak_text(utterance), **espeak_manner(utterance)}
        elif utterance.pitch_st:
            raise VoiceError("the voices of this system cannot change their pitch", hint="Leave the pitch at 0.")
        else:
            request |= {"text": utterance.text, "rate": round(utterance.rate_wpm)}
        return decode_clip(self._ask(request, utterance.text)[1])

    def _id(self, voice: str) -> str:
        if _ESPEAK and voice == "en-us":
            return "gmw/en-us"  # no process need be started to know the default
        if self._ids is None:
            # a language will do for a name: espeak-ng calls its British voice just "en"
            self._ids = {each["language"]: each["id"] for each in reversed(self._listed) if each["language"]}
            self._ids |= {_short(each): each["id"] for each in self._listed}
        base, plus, variant = voice.partition("+")
        if base not in self._ids:
            names = [f"{self.name}:{each}" for each in self._ids]
            hint = did_you_mean(f"{self.name}:{voice}", names) if _ESPEAK else "See: voiceguide voices"
            raise VoiceError(f"pyttsx3 has no voice {voice!r} on this system", hint=hint)
        if plus and variant not in variants():
            raise VoiceError(f"espeak-ng has no variant {variant!r}", hint=did_you_mean(variant, variants()))
        return self._ids[base] + plus + variant

    def _ask(self, request: dict[str, Any], text: str) -> tuple[dict[str, Any], bytes]:
        """Ask a worker that is free; a worker that dies is replaced once."""
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
                    worker.close()  # in the middle of an answer: it cannot be asked again
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

    def __enter__(self) -> Pyttsx3Engine:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def decode_clip(content: bytes) -> Audio:
    """A sound file's content as mono sound: WAV by pydub, anything else (macOS writes AIFF) by soundfile."""
    if content[:4] != b"RIFF":
        import soundfile

        samples, rate_hz = soundfile.read(io.BytesIO(content), dtype="float32", always_2d=True)
        return Audio(samples.mean(axis=1, keepdims=True, dtype=np.float32), int(rate_hz))
    segment = pydub_segment().from_file(io.BytesIO(content), format="wav").set_channels(1)
    whole = np.asarray(segment.get_array_of_samples(), dtype=np.float32) / np.float32(segment.max_possible_amplitude)
    return Audio(whole[:, np.newaxis], segment.frame_rate)


def _short(voice: dict[str, str]) -> str:
    """A voice's name after the colon: ``en-us`` for espeak-ng's ``gmw/en-us``, else the system's own name."""
    return voice["id"].rpartition("/")[2] if _ESPEAK else (voice["name"] or voice["id"])


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "none"
