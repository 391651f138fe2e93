"""The default engine: hibari, a natural voice that comes with voiceguide, 8 MB a voice, run by onnxruntime.

Gives sound at 24 kHz; every sentence is checked. One session with a single inner thread is called from several threads,
which is twice as fast on two cores; a session that splits each step over the cores is not. Nothing of hibari or
onnxruntime is imported before it speaks.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from importlib import metadata

import numpy as np

from voiceguide.audio import Audio, Samples
from voiceguide.errors import SpeechError, VoiceError
from voiceguide.heap import frugal, give_back
from voiceguide.speech import hibari_files as files
from voiceguide.speech.engine import BaseEngine, Utterance, VoiceInfo
from voiceguide.speech.hibari_check import fault
from voiceguide.speech.hibari_model import RATE_HZ, HibariModel
from voiceguide.speech.hibari_text import reader, remedy, unusable
from voiceguide.speech.parallel import WorkLimit, in_order, most_at_once
from voiceguide.speech.rates import Rates, hibari_own_wpm, hibari_rates
from voiceguide.speech.stretch import stretch

_REVISION = 2  # goes up whenever a change here alters the sound: cached clips are then made again

_SLOWEST_CLEAN = 0.6  # of the model; a high pitch may need less, which stretching gives
_THREADS = 8
_PHONEMES_EACH = 55
"""Phonemes spoken at the same time, for each thread: a sentence takes 0.2 MB for each of its phonemes. Nine sentences
in ten have at most 51; on two cores the longest of the shipped routines (144) is spoken alone, when the memory of the
others is free again."""

_MANY = 100
"""At least this many texts are most of a session: the reader's tables (16 MB) are freed when they have been read. Few
texts follow, and those load the tables once more (0.1 s)."""


class HibariEngine(BaseEngine):
    """hibari's voices.

    Args:
        threads: Utterances made at the same time; by default one for each core, eight at most.
    """

    name = "hibari"

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or min(_THREADS, most_at_once())
        self._loading = threading.Lock()
        self._at_once = _PHONEMES_EACH * max(2, self._threads)
        self._limit = WorkLimit(self._at_once)
        self._models: dict[str, HibariModel] = {}

    def voices(self) -> Sequence[VoiceInfo]:
        """List the voice in the package, and those that can be installed."""
        if unusable():
            step = remedy()
            note = f"natural voice; {step[0].lower()}{step[1:]}"
            return [VoiceInfo(f"hibari:{files.DEFAULT}", "en-us", "female", False, note)]
        found = []
        for voice in files.voices().values():
            ready = files.is_there(voice)
            hint = "" if ready else f"; Run: {files.install_command(voice.name)}"
            found.append(VoiceInfo(f"hibari:{voice.name}", voice.language, voice.gender, ready, f"natural voice{hint}"))
        return found

    def default_voice(self) -> str:
        """The name of the voice in the package."""
        return files.DEFAULT

    def rates(self, voice: str) -> Rates:
        """Natural is four fifths of the voice's own pace, which is for reading aloud; slower would sound dragged."""
        return hibari_rates(voice)

    def language(self, voice: str) -> str:
        """English, American or British."""
        known = {} if unusable() else files.voices()
        return known[voice].language if voice in known else "en"

    def fingerprint(self, voice: str) -> str:
        """The voice's checksum, and the versions of the packages in use."""
        reason = unusable()
        if reason:
            raise VoiceError(f"hibari cannot speak: {reason}", hint=remedy())
        chosen = files.voice_of(voice)
        files.model_of(chosen)
        packages = [f"{name} {metadata.version(name)}" for name in ("hibari-tts", "onnxruntime", "numpy")]
        return ", ".join([f"revision {_REVISION}", chosen.artefact.sha256, *packages])

    def speak(self, utterances: Sequence[Utterance]) -> Iterator[Audio]:
        """Synthesise in several threads; see `engine.Engine.speak`."""
        if not utterances:
            return
        pool = ThreadPoolExecutor(1, "reading")  # reads ahead of those that speak, mostly without Python's lock
        try:
            read = [pool.submit(self._phonemes, each) for each in utterances]
            if len(utterances) >= _MANY:
                pool.submit(_let_reader_go)
            if frugal():  # the reader's tables and the model are never in memory at the same time
                wait(read)
                _let_reader_go()
            self._model(files.voice_of(utterances[0].voice))  # while the reader's tables are loaded
            give_back()  # loading takes 35 MB for a moment
            yield from in_order(self._speak_one, list(zip(utterances, read, strict=True)), self._threads)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _phonemes(self, utterance: Utterance) -> list[str]:
        """The phonemes of an utterance, sentence by sentence."""
        sentences = reader(files.voice_of(utterance.voice).british).sentences(utterance.text, utterance.phonemes)
        if not sentences:
            raise SpeechError(f"there is nothing to say in {utterance.text!r}", cue=utterance.text)
        return sentences

    def _speak_one(self, read: tuple[Utterance, Future[list[str]]]) -> Audio:
        """Speak one utterance, with stretching and pitch."""
        utterance, sentences = read[0], read[1].result()
        # Speaking slower and playing faster gives a higher pitch.
        ratio = 2.0 ** (utterance.pitch_st / 12.0)
        speed = utterance.rate_wpm / hibari_own_wpm(utterance.voice) / ratio
        model_speed = max(speed, _SLOWEST_CLEAN)
        model = self._model(files.voice_of(utterance.voice))
        sound = np.concatenate([self._sentence(model, each, model_speed, utterance.text) for each in sentences])
        slower = stretch(sound, speed / model_speed, RATE_HZ)
        return Audio(slower[:, np.newaxis], round(RATE_HZ * ratio))

    def _sentence(self, model: HibariModel, phonemes: str, speed: float, text: str) -> Samples:
        """Speak and check one sentence."""
        try:
            with self._limit.room_for(len(phonemes)):
                if len(phonemes) > self._at_once or frugal():
                    give_back()
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

    def _model(self, voice: files.HibariVoice) -> HibariModel:
        with self._loading:
            if voice.name not in self._models:
                self._models[voice.name] = HibariModel(files.model_of(voice), files.assets())
            return self._models[voice.name]

    def close(self) -> None:
        """Free the models and the reader's tables."""
        self._models.clear()
        _let_reader_go()


def _let_reader_go() -> None:
    """Free the reader's tables."""
    reader.cache_clear()
    if frugal():
        gc.collect()  # hibari's rules are tied in cycles
    give_back()
