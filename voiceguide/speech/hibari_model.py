"""One voice of hibari in memory: turns phonemes into sound, and checks every sentence.

The model runs in onnxruntime with a single inner thread and may be called from several threads; the same phonemes
always give the same samples. onnxruntime and hibari are imported when a model is made.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from voiceguide.audio import Samples
from voiceguide.errors import SpeechError, VoiceError
from voiceguide.speech.hibari_sound import sound_of
from voiceguide.speech.hibari_text import remedy

RATE_HZ = 24_000
"""The model's sample rate."""

_SEED = 0  # of the breath and hiss in the sound: the same text sounds the same each time


class HibariModel:
    """A loaded voice.

    Args:
        path: Path of the model, already checked.
        assets: hibari's folder of tables.

    Raises:
        VoiceError: onnxruntime or hibari cannot be loaded on this machine, or the model cannot.
    """

    def __init__(self, path: Path, assets: Path) -> None:
        try:
            import onnxruntime
            from hibari import dsp
        except Exception as error:  # a missing system library may raise anything
            raise VoiceError(f"hibari cannot be loaded: {error}", hint=remedy()) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # An arena would keep the memory of the longest sentence for each thread: 25 MB without gain in time.
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's errors have no better base class
            raise VoiceError(f"the voice cannot be loaded: {error}", hint=remedy()) from error
        self._vocabulary: dict[str, int] = json.loads((assets / "vocab.json").read_text("utf-8"))
        self._dsp: Any = dsp

    def say(self, phonemes: str, speed: float) -> Samples:
        """Speak one sentence, with the silence that the model gives before and after it.

        Args:
            phonemes: In Kokoro's alphabet, at most `hibari_text.LONGEST`.
            speed: 1 is the voice's own pace; lower is slower.

        Raises:
            SpeechError: The model failed, or its sound is not a complete sentence.
        """
        ids = [0, *(self._vocabulary[each] for each in phonemes if each in self._vocabulary), 0]
        inputs = {"ids": np.array([ids], dtype=np.int64), "speed": np.array([speed], dtype=np.float32)}
        try:
            parts = [part[0] for part in self._session.run(None, inputs)]
        except Exception as error:
            raise SpeechError(f"the voice failed: {error}") from error
        return sound_of(parts, _noise(), self._dsp)


class _Noise:
    """Noise drawn once, used as a random generator: drawing it each time took a tenth of a sentence's time.

    Its length is a prime number, so that no two bands of a sentence's spectrum have the same noise.
    """

    def __init__(self) -> None:
        self._drawn = np.random.default_rng(_SEED).standard_normal(524_287, dtype=np.float32)

    def standard_normal(self, shape: tuple[int, ...], dtype: type[np.float32]) -> Samples:
        """Like `numpy.random.Generator.standard_normal`, but always the same for a shape."""
        assert dtype is np.float32, dtype
        return np.resize(self._drawn, shape)


@lru_cache(maxsize=1)
def _noise() -> _Noise:
    return _Noise()
