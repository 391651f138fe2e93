"""The natural voice that comes with voiceguide: hibari, 8 MB a voice, in onnxruntime.

Comes in: utterances. Goes out: sound at 24 kHz, every sentence of it checked. One session with one thread inside is
called from several threads, which is twice as fast on two cores; a session that splits each step over the cores is
not. Nothing of hibari or onnxruntime is imported before it speaks.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata

import numpy as np

from voiceguide.audio import Audio, Samples
from voiceguide.errors import SpeechError, VoiceError
from voiceguide.heap import give_back
from voiceguide.speech import hibari_files as files
from voiceguide.speech.engine import Utterance, VoiceInfo
from voiceguide.speech.hibari_check import fault
from voiceguide.speech.hibari_model import RATE_HZ, HibariModel
from voiceguide.speech.hibari_text import REMEDY, Reader, reader, unusable
from voiceguide.speech.parallel import cores, in_order
from voiceguide.speech.rates import Rates, hibari_own_wpm, hibari_rates
from voiceguide.speech.stretch import stretch

_REVISION = 2  # goes up whenever what is done here changes the sound: kept clips are made anew

_SLOWEST_CLEAN = 0.6  # of the model; the rest, for a high pitch, is had by stretching
_THREADS = 4


class HibariEngine:
    """hibari's voices.

    Args:
        threads: Utterances made at the same time; by default one for each core, four at most.
    """

    name = "hibari"
    verbatim = False

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or min(_THREADS, cores())
        self._loading, self._reading = threading.Lock(), threading.Lock()
        self._models: dict[str, HibariModel] = {}

    def voices(self) -> Sequence[VoiceInfo]:
        """The voice in the package, and those that can be installed."""
        if unusable():
            note = f"natural voice; {REMEDY[0].lower()}{REMEDY[1:]}"
            return [VoiceInfo(f"hibari:{files.DEFAULT}", "en-us", "female", False, note)]
        found = []
        for voice in files.voices().values():
            ready = files.is_there(voice)
            hint = "" if ready else f"; Run: {files.install_command(voice.name)}"
            found.append(VoiceInfo(f"hibari:{voice.name}", voice.language, voice.gender, ready, f"natural voice{hint}"))
        return found

    def default_voice(self) -> str:
        """The voice in the package."""
        return files.DEFAULT

    def rates(self, voice: str) -> Rates:
        """Four fifths of the voice's own pace, which is that of reading aloud; slower it would sound dragged."""
        return hibari_rates(voice)

    def language(self, voice: str) -> str:
        """English, American or British."""
        known = {} if unusable() else files.voices()
        return known[voice].language if voice in known else "en"

    def prepare(self, voice: str, texts: Mapping[str, str]) -> None:
        """Nothing to prepare: any text can be spoken."""

    def fingerprint(self, voice: str) -> str:
        """The voice's checksum, and the packages that take part."""
        reason = unusable()
        if reason:
            raise VoiceError(f"hibari cannot speak: {reason}", hint=REMEDY)
        chosen = files.voice_of(voice)
        files.model_of(chosen)
        packages = [f"{name} {metadata.version(name)}" for name in ("hibari-tts", "onnxruntime", "numpy")]
        return ", ".join([f"revision {_REVISION}", chosen.artefact.sha256, *packages])

    def speak(self, utterances: Sequence[Utterance]) -> Iterator[Audio]:
        """Synthesise in several threads; see `engine.Engine.speak`."""
        if utterances:  # the model and the tables of the reader are loaded side by side
            voice = files.voice_of(utterances[0].voice)
            with ThreadPoolExecutor(1) as beside:
                loading = beside.submit(self._model, voice)
                self._reader(voice)
                loading.result()
            give_back()  # loading takes 35 MB for a moment
        yield from in_order(self._speak_one, utterances, self._threads)

    def _speak_one(self, utterance: Utterance) -> Audio:
        voice = files.voice_of(utterance.voice)
        # A higher pitch is had by speaking slower and playing faster.
        ratio = 2.0 ** (utterance.pitch_st / 12.0)
        speed = utterance.rate_wpm / hibari_own_wpm(utterance.voice) / ratio
        model_speed = max(speed, _SLOWEST_CLEAN)
        sentences = self._reader(voice).sentences(utterance.text, utterance.phonemes)
        if not sentences:
            raise SpeechError(f"there is nothing to say in {utterance.text!r}", cue=utterance.text)
        model = self._model(voice)
        sound = np.concatenate([self._sentence(model, each, model_speed, utterance.text) for each in sentences])
        slower = stretch(sound, speed / model_speed, RATE_HZ)
        return Audio(slower[:, np.newaxis], round(RATE_HZ * ratio))

    @staticmethod
    def _sentence(model: HibariModel, phonemes: str, speed: float, text: str) -> Samples:
        try:
            sound = model.say(phonemes, speed)
        except SpeechError as error:
            error.cue = text
            raise
        wrong = fault(sound, RATE_HZ, phonemes, speed)
        if wrong:
            raise SpeechError(
                f"the voice did not say all of {text!r}: {wrong}",
                cue=text,
                hint="Try once more; if it stays, change the words, or choose another voice (voiceguide voices).",
            )
        return sound

    def _reader(self, voice: files.HibariVoice) -> Reader:
        with self._reading:  # two threads that ask at once would each load the tables
            return reader(voice.british)

    def _model(self, voice: files.HibariVoice) -> HibariModel:
        with self._loading:
            if voice.name not in self._models:
                self._models[voice.name] = HibariModel(files.model_of(voice), files.assets())
            return self._models[voice.name]

    def close(self) -> None:
        """Let go of the models and of the tables of the reader."""
        self._models.clear()
        reader.cache_clear()
        give_back()

    def __enter__(self) -> HibariEngine:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
