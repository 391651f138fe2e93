"""The process in which pyttsx3 speaks: reads requests from stdin and writes finished WAV files to stdout.

It is run as a file and imports nothing of voiceguide, so that it stays small. Requests and answers are framed (see
`read_frame`), and pyttsx3's own prints cannot get between them.

Plain pyttsx3 2.99 loses clips on Linux, as its source shows: its driver starts espeak-ng in a mode that synthesises in
a second thread and returns at once, and its loop ends after one turn. So `runAndWait` returns before the file is
written; the next call's `stop` cancels what is still being made, and the two threads share one buffer and one file
name. Here espeak-ng is started in its synchronous mode instead (`pyttsx3_espeak`): nothing is left that could race.

espeak-ng also carries its flutter and noise from one text into the next, so that a text never sounds the same twice in
one process, and seeds the breath of some voices by the time of day. Each synthesis therefore runs in a fork of the same
state with a fixed seed: a text always gives the same samples, whatever was said before. A clip is accepted if pyttsx3
reports its end and the file has every sample that espeak-ng delivered.

The voices of other systems give no such number. On macOS an engine that is used again can cut off every clip after its
first, all in the same way, so there each synthesis has an engine of its own; each clip is made twice, and accepted if
two agree. On every system what is heard must last at least as long as its words can take.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import shutil
import signal
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO


def _beside(name: str) -> Any:
    """Load a module from beside this file, without importing the package."""
    spec = importlib.util.spec_from_file_location(f"_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_heard, _espeak = _beside("heard"), _beside("pyttsx3_espeak")
_HEAD = struct.Struct(">II")
_ATTEMPTS = 4
_BETWEEN = "Between two cues, something else is said."
_USUAL_WPM = 200.0  # pyttsx3's default rate
_WAV_HEAD = 44
_SMALLEST_WAV = _WAV_HEAD + 2 * 100


def read_frame(source: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Read the next frame: two big-endian lengths, a JSON object, a payload. None at the end."""
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
            _espeak.use_bundled()
        import pyttsx3

        self._handed_over = [0]  # samples that espeak-ng has delivered for this text
        if self._exact:
            _espeak.make_synchronous()
            _espeak.count_samples(self._handed_over)
        self._pyttsx3: Any = pyttsx3
        self._engine: Any = None
        self._last: tuple[dict[str, Any], bytes] | None = None
        self._count = 0
        self._finished = False
        self._voice = ""
        self._error: BaseException | None = None
        self._begin_anew()
        if self._exact:
            # One synthesis before the forks loads what espeak-ng loads on first use: this halves their time.
            self._say({"text": "Ready."}, folder / "ready.wav")
            gc.freeze()  # forks then share this memory

    def _begin_anew(self) -> None:
        """Make an engine that has not spoken yet; `init` alone returns the old one while it is referenced."""
        self._engine, self._voice = None, ""
        getattr(self._pyttsx3, "_activeEngines", {}).clear()
        self._engine = self._pyttsx3.init()
        self._engine.connect("finished-utterance", self._on_finished)
        self._engine.connect("error", self._on_error)

    def _on_finished(self, name: str | None, completed: bool) -> None:  # noqa: ARG002 (pyttsx3 calls it by name)
        self._finished = completed

    def _on_error(self, name: str | None, exception: BaseException) -> None:  # noqa: ARG002
        self._error = exception

    def voices(self) -> list[dict[str, Any]]:
        """List the voices of this system: id, name, language, gender, and whether it is the system's default."""
        default = "" if self._exact else str(self._engine.getProperty("voice") or "")
        return [
            {
                "id": str(voice.id),
                "name": str(voice.name or ""),
                "language": str((voice.languages or [""])[0] or "").replace("_", "-").lower(),
                "gender": str(voice.gender or "").replace("VoiceGender", "").lower(),
                "default": str(voice.id) == default,
            }
            for voice in self._engine.getProperty("voices")
        ]

    def speak(self, request: dict[str, Any]) -> bytes:
        """Make the complete sound file of one text.

        Raises:
            RuntimeError: No attempt was complete, or no two of them agreed.
        """
        before = b""
        least_s = _heard.least_seconds(request["text"], request.get("wpm") or request.get("rate") or _USUAL_WPM)
        for _ in range(_ATTEMPTS):
            sound = self._once(request)
            if len(sound) < _SMALLEST_WAV or _heard.heard_seconds(sound) < least_s:
                continue
            if self._exact:
                return sound
            if before and self._agree(before, sound) and not self._stale(request, sound):
                self._last = (request, sound)
                return sound
            before = sound
        raise RuntimeError("no synthesis of it came out whole")

    def _stale(self, request: dict[str, Any], sound: bytes) -> bool:
        """Whether a sound is only the previous clip again; a clip in between shows whether two texts sound alike."""
        if self._last is None or self._last[1] != sound or self._last[0] == request:
            return False
        self._once({**request, "text": _BETWEEN})
        return self._once(request) != sound

    def _agree(self, one: bytes, other: bytes) -> bool:
        """Whether two sounds are the same, or equally long."""
        # The voices of macOS and Windows may vary in their samples, but not by the length of a word.
        longer, shorter = max(len(one), len(other)), min(len(one), len(other))
        return longer - shorter <= 0.02 * longer

    def _once(self, request: dict[str, Any]) -> bytes:
        """Speak a text once; empty if the sound is not complete."""
        self._count += 1
        path = self._folder / f"{self._count}.wav"
        if not self._exact:
            self._begin_anew()
        self._choose(request["voice"])
        try:
            whole = self._in_fork(request, path) if self._exact else self._say(request, path)
            return path.read_bytes() if whole else b""
        except FileNotFoundError:
            return b""
        finally:
            path.unlink(missing_ok=True)

    def _choose(self, voice: str) -> None:
        """Set the voice, outside the forks because espeak-ng searches all its files for it."""
        if voice == self._voice:
            return
        self._error = None
        self._engine.setProperty("voice", voice)
        if self._error is not None:
            raise self._error
        self._voice = voice

    def _say(self, request: dict[str, Any], path: Path) -> bool:
        """Let pyttsx3 speak into a file; return whether it reports that it reached the end."""
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
        """Speak a text in a fork; return whether the sound is complete."""
        child = os.fork()
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        code = 1
        try:
            signal.alarm(request.get("limit_s", 60))  # ends a child whose parent was ended
            _espeak.seed_noise()
            self._handed_over[0] = 0
            spoken = self._say(request, path)
            code = 0 if spoken and path.stat().st_size == _WAV_HEAD + 2 * self._handed_over[0] else 1
        finally:
            os._exit(code)


def main(folder: Path) -> int:
    """Answer requests until stdin closes; sound files are in `folder` for a moment."""
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
        write_frame(answers, {"ok": False, "error": _describe(error)})
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def answer(speaker: Speaker, request: dict[str, Any], answers: BinaryIO) -> None:
    """Do what one request asks, or answer with the error."""
    try:
        if request["op"] == "voices":
            write_frame(answers, {"ok": True, "voices": speaker.voices()})
        else:
            write_frame(answers, {"ok": True}, speaker.speak(request))
    except Exception as error:
        write_frame(answers, {"ok": False, "error": _describe(error)})


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
