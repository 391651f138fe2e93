"""The neural engine: Kokoro-82M, run by onnxruntime.

One session with a single inner thread is called from several threads, which is faster than a session that splits each
step over the cores. Very short texts are spoken before a carrier sentence and cut out. Its packages are the extra
``[neural]``, its files come by ``voiceguide voices install kokoro``; nothing of them is imported or read before it
speaks.
"""

from __future__ import annotations

import importlib.util
import json
import math
import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from voiceguide import installing
from voiceguide.audio import Audio, Samples
from voiceguide.errors import SpeechError, VoiceError
from voiceguide.speech import kokoro_files as files
from voiceguide.speech.engine import BaseEngine, Utterance, VoiceInfo
from voiceguide.speech.parallel import in_order, most_at_once
from voiceguide.speech.phonemes import kokoro_phonemes
from voiceguide.speech.rates import Rates
from voiceguide.speech.stretch import stretch

RATE_HZ = 24_000
"""The model's sample rate."""

_REVISION = 3  # goes up whenever a change here alters the sound: cached clips are then made again

_LANGUAGES = {
    "a": ("en-us", "gmw/en-us"), "b": ("en-gb", "gmw/en"), "e": ("es", "roa/es"),
    "f": ("fr-fr", "roa/fr"), "i": ("it", "roa/it"), "p": ("pt-br", "roa/pt-br"),
}  # fmt: skip
_NATURAL_WPM = {"af_heart": 205, "af_bella": 202, "af_nicole": 137, "am_michael": 183, "bf_emma": 195, "bm_george": 160}
"""Words per minute of the cues of a session at speed 1, measured; other voices are assumed to be like the mean."""

_SLOWEST, _FASTEST = 0.4, 2.0
_SLOWEST_CLEAN = 0.8  # below this the model puts a grunt before the first word: stretching does the rest
_LONGEST = 480  # the model takes 510 symbols; a break between sentences is better before that
_SHORT = 12  # symbols: shorter texts get additional sounds at their end
_CARRIER = "Now move on."
_JOIN_S = 0.25
_QUIET = 0.01  # of the loudest: a pause
_THREADS = 4


class KokoroEngine(BaseEngine):
    """Kokoro's voices.

    Args:
        threads: Utterances made at the same time; by default one for each core, four at most.
    """

    name = "kokoro"

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or min(_THREADS, most_at_once())
        self._loading = threading.Lock()
        self._session: Any = None
        self._vocabulary: dict[str, int] = {}
        self._styles: dict[str, Samples] = {}

    def voices(self) -> Sequence[VoiceInfo]:
        """List the voices that can be installed."""
        ready = files.is_installed()
        found = []
        for name, artefact in files.VOICES.items():
            installed = ready and files.is_there(artefact)
            note = "whispers" if name == "af_nicole" else "neural voice"
            gender = "female" if name[1] == "f" else "male"
            hint = "" if installed else f"; {missing_step()}"
            found.append(VoiceInfo(f"kokoro:{name}", _LANGUAGES[name[0]][0], gender, installed, note + hint))
        return found

    def default_voice(self) -> str:
        """The calmest installed voice."""
        return next((name for name, artefact in files.VOICES.items() if files.is_there(artefact)), "af_heart")

    def language(self, voice: str) -> str:
        """The language by the first letter of the voice's name."""
        return _LANGUAGES.get(voice[:1], ("en", ""))[0]

    def rates(self, voice: str) -> Rates:
        """Rates from stretched to fast; by default cues are said at 125 words/min."""
        natural_wpm = _natural_wpm(voice)
        return Rates(slowest=math.ceil(_SLOWEST * natural_wpm), fastest=math.floor(_FASTEST * natural_wpm))

    def fingerprint(self, voice: str) -> str:
        """The checksums of model and voice, and the versions of the packages in use."""
        artefact = files.artefact_of(voice)
        _require_packages()
        for each in (files.MODEL, artefact):
            files.find_pinned(each)
        packages = [f"{name} {metadata.version(name)}" for name in ("onnxruntime", "kokoro-onnx", "espeakng-loader")]
        return ", ".join([f"revision {_REVISION}", files.MODEL.sha256, artefact.sha256, *packages])

    def speak(self, utterances: Sequence[Utterance]) -> Iterator[Audio]:
        """Synthesise in several threads; see `engine.Engine.speak`."""
        return in_order(self._speak_one, utterances, self._threads)

    def _speak_one(self, utterance: Utterance) -> Audio:
        """Speak one utterance, with stretching and pitch."""
        self._load(utterance.voice)
        # Speaking slower and playing faster gives a higher pitch.
        ratio = 2.0 ** (utterance.pitch_st / 12.0)
        speed = utterance.rate_wpm / _natural_wpm(utterance.voice) / ratio
        if not _SLOWEST <= speed <= _FASTEST:
            low, high = (round(limit * _natural_wpm(utterance.voice) * ratio) for limit in (_SLOWEST, _FASTEST))
            raise VoiceError(
                f"kokoro:{utterance.voice} cannot speak {utterance.rate_wpm:g} words/min",
                hint=f"Choose a rate from {low} to {high}.",
            )
        model_speed = max(speed, _SLOWEST_CLEAN)
        language = _LANGUAGES[utterance.voice[0]][1]
        parts: list[Samples] = []
        pairs = utterance.phonemes if language.startswith("gmw/en") else ()
        places: Counter[str] = Counter()
        for text in _pieces(utterance.text):
            phonemes = kokoro_phonemes(text, language, pairs, places)
            if parts:
                parts.append(np.zeros(int(_JOIN_S * RATE_HZ), dtype=np.float32))
            parts.append(self._phrase(phonemes, utterance, model_speed, language))
        slower = stretch(np.concatenate(parts), speed / model_speed, RATE_HZ)
        return Audio(slower[:, np.newaxis], round(RATE_HZ * ratio))

    def _phrase(self, phonemes: str, utterance: Utterance, speed: float, language: str) -> Samples:
        """Speak one piece; a very short one before a carrier."""
        if len(phonemes) >= _SHORT:
            return self._infer(phonemes, utterance, speed)
        carrier = kokoro_phonemes(_CARRIER, language)
        return before_carrier(self._infer(f"{phonemes} … {carrier}", utterance, speed), speed)

    def _infer(self, phonemes: str, utterance: Utterance, speed: float) -> Samples:
        """Run the model on phonemes and check that there is sound."""
        tokens = [self._vocabulary[each] for each in phonemes if each in self._vocabulary]
        style = self._styles[utterance.voice][min(len(tokens), 510) - 1]
        inputs = {
            "input_ids": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": style,
            "speed": np.array([speed], dtype=np.float32),
        }
        try:
            sound = np.asarray(self._session.run(None, inputs)[0], dtype=np.float32).ravel()
        except Exception as error:  # onnxruntime's errors have no better base class
            raise SpeechError(f"the neural voice failed: {error}", cue=utterance.text) from error
        if not np.isfinite(sound).all() or np.abs(sound).max(initial=0.0) < 0.01:
            raise SpeechError(f"the neural voice said nothing for {utterance.text!r}", cue=utterance.text)
        return sound

    def _load(self, voice: str) -> None:
        """Load the model and a voice, if they are not loaded yet."""
        with self._loading:
            if voice not in self._styles:
                path = files.find_pinned(files.artefact_of(voice))
                self._styles[voice] = np.fromfile(path, dtype="<f4").reshape(510, 1, 256)
            if self._session is None:
                _require_packages()
                self._vocabulary = _vocabulary()
                self._session = _session(files.find_pinned(files.MODEL))

    def close(self) -> None:
        """Free the model and the voices."""
        self._session = None
        self._styles.clear()


def missing_step() -> str:
    """The next command to run so that the engine can speak."""
    missing = [name for name in ("onnxruntime", "kokoro_onnx", "av") if importlib.util.find_spec(name) is None]
    return f"Run: {installing.extra_line('neural')}" if missing else f"Run: {files.INSTALL}"


def before_carrier(sound: Samples, speed: float) -> Samples:
    """Cut off the carrier: keep the sound up to the longest pause in the range where the carrier can begin."""
    envelope = np.sqrt(np.convolve(np.square(sound), np.ones(480) / 480, "same"))
    last = int(np.flatnonzero(envelope > envelope.max() * _QUIET)[-1])
    # the carrier lasts 0.75 to 1.05 s at speed 1 with every voice
    low, high = (max(0, last - int(length_s / speed * RATE_HZ)) for length_s in (1.15, 0.65))
    window = envelope[low:high]
    edges = np.flatnonzero(np.diff(np.concatenate(([0], window < envelope.max() * _QUIET, [0]))))
    starts, stops = edges[::2], edges[1::2]
    if starts.size:
        longest = int(np.argmax(stops - starts))
        end = low + int(starts[longest] + stops[longest]) // 2
    else:
        end = low + int(np.argmin(window))
    cut = sound[:end].copy()
    ramp = min(len(cut), 360)
    cut[len(cut) - ramp :] *= np.linspace(1.0, 0.0, ramp, dtype=np.float32)
    return cut


def _natural_wpm(voice: str) -> float:
    """The voice's own pace, in words per minute."""
    return _NATURAL_WPM.get(voice, 190)


def _pieces(text: str) -> list[str]:
    """Cut a text into pieces that the model can take, between sentences, else clauses, else words."""
    if len(text) <= _LONGEST // 2:
        return [text]
    pieces = [""]
    for part in re.findall(r"[^.!?;,]+[.!?;,]*\s*|[.!?;,]+\s*", text):
        for word in re.findall(r"\S+\s*", part) if len(part) > _LONGEST // 2 else [part]:
            if len(pieces[-1]) + len(word) > _LONGEST // 2:
                pieces.append("")
            pieces[-1] += word
    return [piece.strip() for piece in pieces if piece.strip()]


def _require_packages() -> None:
    if importlib.util.find_spec("onnxruntime") is None or importlib.util.find_spec("kokoro_onnx") is None:
        raise VoiceError("the packages of the neural voice are not installed", hint=missing_step())


def _vocabulary() -> dict[str, int]:
    """Read Kokoro's symbols from the kokoro-onnx package; importing the package would load far more."""
    spec = importlib.util.find_spec("kokoro_onnx")
    if spec is None or spec.origin is None:
        raise VoiceError("the packages of the neural voice are not installed", hint=missing_step())
    content = json.loads(Path(spec.origin).with_name("config.json").read_text("utf-8"))
    return dict(content["vocab"])


def _session(model: Path) -> Any:
    """Load the model in onnxruntime."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise VoiceError(f"the neural voice cannot be loaded: {error}", hint=f"Run: {files.INSTALL}") from error
