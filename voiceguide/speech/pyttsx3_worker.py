"""The process in which pyttsx3 speaks: frames come in on stdin, finished WAV files go out on stdout.

It is run as a file, with nothing of voiceguide imported, so that it stays small. Requests and
answers are framed (see `read_frame`), and pyttsx3's own prints cannot get between them.

Why clips are lost by plain pyttsx3 2.99 on Linux, read from its source, and what is done about it:
its driver starts espeak-ng in a mode that synthesises in a second thread and returns at once, and
its loop ends after one turn. So `runAndWait` comes back before the file is written; the next call's
`stop` cancels what is still being made, and the two threads share one buffer and one file name.
Here espeak-ng is started in its synchronous mode instead: `Synth` returns when all of the sound has
been handed over, in the same thread. That mode sends no "message terminated" event, which is what
makes the driver write its file, so it is sent from here. Nothing is left that could race.

espeak-ng also carries its flutter and noise from one text into the next, so that a text never sounds
the same twice in one process, and starts the breath of some voices from the time of day. Each synthesis
therefore runs in a fork of one and the same state, with the random numbers set: a text sounds the same to
the sample, whatever was said before and whenever. A clip counts when pyttsx3 reports its end and the file
holds every sample that espeak-ng handed over. The voices of other systems tell no such number: their clips
are made twice, and count when two agree.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import shutil
import signal
import struct
import sys
import types
from pathlib import Path
from typing import Any, BinaryIO

_HEAD = struct.Struct(">II")
_ATTEMPTS = 4
_BETWEEN = "Between two cues, something else is said."
_PHONEMES = 0x100  # espeakPHONEMES: text in [[ ]] is phoneme mnemonics
_WAV_HEAD = 44
_SMALLEST_WAV = _WAV_HEAD + 2 * 100


def read_frame(source: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next frame: two big-endian lengths, a JSON object, a payload. None at the end."""
    head = source.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    sizes = _HEAD.unpack(head)
    body = source.read(sum(sizes))
    if len(body) < sum(sizes):
        return None
    message = json.loads(body[: sizes[0]])
    return message, body[sizes[0] :]


def write_frame(target: BinaryIO, message: dict[str, Any], payload: bytes = b"") -> None:
    """Send one frame."""
    text = json.dumps(message).encode()
    target.write(_HEAD.pack(len(text), len(payload)) + text + payload)
    target.flush()


class Speaker:
    """pyttsx3, driven so that a clip is either whole or an error."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._exact = sys.platform not in {"darwin", "win32"}
        if self._exact:
            _use_bundled_espeak()
        import pyttsx3

        self._handed_over = [0]  # samples that espeak-ng has given of this text
        if self._exact:
            _make_synchronous()
            _count_samples(self._handed_over)
        self._engine = pyttsx3.init()
        self._last: tuple[dict[str, Any], bytes] | None = None
        self._count = 0
        self._finished = False
        self._voice = ""
        self._engine.connect("finished-utterance", self._on_finished)
        self._engine.connect("error", self._on_error)
        self._error: BaseException | None = None
        if self._exact:
            # One synthesis before the forks loads what espeak-ng loads on first use: it halves their time.
            self._say({"text": "Ready."}, folder / "ready.wav")
            gc.freeze()  # a fork shares what is never touched

    def _on_finished(self, name: str | None, completed: bool) -> None:  # noqa: ARG002 (pyttsx3 calls it by name)
        self._finished = completed

    def _on_error(self, name: str | None, exception: BaseException) -> None:  # noqa: ARG002
        self._error = exception

    def voices(self) -> list[dict[str, str]]:
        """The voices of this system: id, name, language, gender."""
        return [
            {
                "id": str(voice.id),
                "name": str(voice.name or ""),
                "language": str((voice.languages or [""])[0] or "").replace("_", "-").lower(),
                "gender": str(voice.gender or "").replace("VoiceGender", "").lower(),
            }
            for voice in self._engine.getProperty("voices")
        ]

    def speak(self, request: dict[str, Any]) -> bytes:
        """The sound file of one text, whole.

        Raises:
            RuntimeError: No attempt was whole, or no two of them agreed.
        """
        before = b""
        for _ in range(_ATTEMPTS):
            sound = self._once(request)
            if self._exact and len(sound) >= _SMALLEST_WAV:
                return sound
            if before and self._agree(before, sound) and not self._stale(request, sound):
                self._last = (request, sound)
                return sound
            before = sound
        raise RuntimeError("no synthesis of it came out whole")

    def _stale(self, request: dict[str, Any], sound: bytes) -> bool:
        """Whether this is the clip before once more; two spellings of one sound are told apart by a clip between."""
        if self._last is None or self._last[1] != sound or self._last[0] == request:
            return False
        self._once({**request, "text": _BETWEEN})
        return self._once(request) != sound

    def _agree(self, one: bytes, other: bytes) -> bool:
        # The voices of macOS and Windows may vary in their samples, never by a word in length.
        longer, shorter = max(len(one), len(other)), min(len(one), len(other))
        return shorter >= _SMALLEST_WAV and longer - shorter <= 0.02 * longer

    def _once(self, request: dict[str, Any]) -> bytes:
        self._count += 1
        path = self._folder / f"{self._count}.wav"
        self._choose(request["voice"])
        try:
            whole = self._in_fork(request, path) if self._exact else self._say(request, path)
            return path.read_bytes() if whole else b""
        except FileNotFoundError:
            return b""
        finally:
            path.unlink(missing_ok=True)

    def _choose(self, voice: str) -> None:
        """Set the voice, outside the forks: espeak-ng looks through all its files for it."""
        if voice == self._voice:
            return
        self._error = None
        self._engine.setProperty("voice", voice)
        if self._error is not None:
            raise self._error
        self._voice = voice

    def _say(self, request: dict[str, Any], path: Path) -> bool:
        """Let pyttsx3 speak into a file; whether it reports that it came to the end."""
        self._finished, self._error = False, None
        for name in ("rate", "pitch"):
            if request.get(name) is not None:
                self._engine.setProperty(name, request[name])
        self._engine.save_to_file(request["text"], str(path))
        self._engine.runAndWait()
        if self._error is not None:
            raise self._error
        return self._finished or sys.platform == "win32"  # SAPI saves before it returns, and reports nothing

    def _in_fork(self, request: dict[str, Any], path: Path) -> bool:
        child = os.fork()
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        code = 1
        try:
            signal.alarm(request.get("limit_s", 60))  # nobody waits for a child whose parent was ended
            _seed_noise()
            self._handed_over[0] = 0
            spoken = self._say(request, path)
            code = 0 if spoken and path.stat().st_size == _WAV_HEAD + 2 * self._handed_over[0] else 1
        finally:
            os._exit(code)


def _use_bundled_espeak() -> None:
    """Load the wheel's libespeak-ng for the whole process, so that pyttsx3 finds it by its name."""
    try:
        import espeakng_loader
    except ImportError:
        return  # a system's own espeak-ng may be there
    ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()


def _seed_noise() -> None:
    """Start espeak-ng's random numbers, from which it makes breath, at one place: it takes the time of day."""
    from pyttsx3.drivers import _espeak

    seed = getattr(_espeak.dll, "espeak_ng_SetRandSeed", None)
    if seed is not None:  # since espeak-ng 1.51
        seed(ctypes.c_long(20))


def _make_synchronous() -> None:
    """Replace the two espeak calls of pyttsx3's driver that race (see the top of this file)."""
    from pyttsx3.drivers import _espeak, espeak

    initialize, synth = _espeak.Initialize, _espeak.Synth

    def initialize_synchronous(output: int, bufflength: int) -> int:  # noqa: ARG001
        return int(initialize(_espeak.AUDIO_OUTPUT_SYNCHRONOUS, bufflength))

    def synth_to_the_end(text: bytes, flags: int = 0) -> int:
        code = int(synth(text, flags=flags | _PHONEMES))
        if code != _espeak.EE_OK:
            raise RuntimeError(f"espeak-ng returned error {code}")
        events = (_espeak.EVENT * 2)()
        events[0].type = _espeak.EVENT_MSG_TERMINATED
        events[1].type = _espeak.EVENT_LIST_TERMINATED
        failed: list[BaseException] = []  # the file could not be written: ctypes alone would swallow that
        before, sys.unraisablehook = sys.unraisablehook, lambda each: failed.append(each.exc_value or RuntimeError())
        try:
            _espeak.SynthCallback(None, 0, events)
        finally:
            sys.unraisablehook = before
        if failed:
            raise failed[0]
        return code

    _espeak.Initialize, _espeak.Synth = initialize_synchronous, synth_to_the_end
    # The driver's loop sleeps 10 ms after each clip to let the other thread work. There is none.
    espeak.time = types.SimpleNamespace(sleep=lambda _seconds: None)


def _count_samples(total: list[int]) -> None:
    """Add up, in `total`, the samples that espeak-ng hands to pyttsx3's driver."""
    from pyttsx3.drivers import _espeak

    set_callback = _espeak.SetSynthCallback

    def set_counting(callback: Any) -> None:
        def counting(wave: Any, samples: int, events: Any) -> int:
            total[0] += max(samples, 0)
            return int(callback(wave, samples, events))

        set_callback(counting)

    _espeak.SetSynthCallback = set_counting


def main(folder: Path) -> int:
    """Answer requests until stdin closes; sound files lie in `folder` for a moment."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, whose end closes stdin
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        speaker = Speaker(folder)
        write_frame(answers, {"ok": True})
        while (frame := read_frame(sys.stdin.buffer)) is not None:
            answer(speaker, frame[0], answers)
    except Exception as error:
        write_frame(answers, {"ok": False, "error": _told(error)})
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def answer(speaker: Speaker, request: dict[str, Any], answers: BinaryIO) -> None:
    """Do what one request asks, or tell why not."""
    try:
        if request["op"] == "voices":
            write_frame(answers, {"ok": True, "voices": speaker.voices()})
        else:
            write_frame(answers, {"ok": True}, speaker.speak(request))
    except Exception as error:
        write_frame(answers, {"ok": False, "error": _told(error)})


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
