"""One voice of hibari in memory: phonemes become sound, and every piece of it is checked.

Comes in: the path of a model, phonemes of one sentence, a speed. Goes out: its sound at 24 kHz. The model runs in
onnxruntime with one thread inside and may be called from several threads; the same phonemes give the same samples
from any of them. Imports onnxruntime and hibari when it is made.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from voiceguide.audio import Samples
from voiceguide.errors import SpeechError, VoiceError
from voiceguide.speech.hibari_text import REMEDY

RATE_HZ = 24_000
"""The model's sample rate."""

_SEED = 0  # of the breath and hiss in the sound: the same text sounds the same each time


class HibariModel:
    """A loaded voice.

    Args:
        path: Of the model, already checked.
        assets: hibari's folder of tables.

    Raises:
        VoiceError: onnxruntime or hibari cannot be loaded on this machine, or the model cannot.
    """

    def __init__(self, path: Path, assets: Path) -> None:
        try:
            import onnxruntime
            from hibari import dsp
        except Exception as error:  # a missing system library raises whatever it likes
            raise VoiceError(f"hibari cannot be loaded: {error}", hint=REMEDY) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # An arena keeps what the longest sentence took, for each thread: 25 MB for no gain in time.
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's own errors share no better base
            raise VoiceError(f"the voice cannot be loaded: {error}", hint=REMEDY) from error
        self._vocabulary: dict[str, int] = json.loads((assets / "vocab.json").read_text("utf-8"))
        self._synth: Any = dsp.synth

    def say(self, phonemes: str, speed: float) -> Samples:
        """One sentence, with the silence before and after it that the model gives.

        Args:
            phonemes: In the alphabet of Kokoro, at most `hibari_text.LONGEST`.
            speed: 1 is the voice's own pace; lower is slower.

        Raises:
            SpeechError: The model failed, or what it gave is not a whole sentence.
        """
        ids = [0, *(self._vocabulary[each] for each in phonemes if each in self._vocabulary), 0]
        inputs = {"ids": np.array([ids], dtype=np.int64), "speed": np.array([speed], dtype=np.float32)}
        try:
            parts = [part[0] for part in self._session.run(None, inputs)]
        except Exception as error:
            raise SpeechError(f"the voice failed: {error}") from error
        sound: Samples = self._synth(*parts, _noise())
        return sound


class _Noise:
    """Noise drawn once, in place of a random generator: drawing it anew took a tenth of a sentence's time.

    It is as long as a prime number, so that no two bands of a sentence's spectrum have the same.
    """

    def __init__(self) -> None:
        self._drawn = np.random.default_rng(_SEED).standard_normal(524_287, dtype=np.float32)

    def standard_normal(self, shape: tuple[int, ...], dtype: type[np.float32]) -> Samples:
        """As `numpy.random.Generator.standard_normal`: always the same for a shape."""
        assert dtype is np.float32, dtype
        return np.resize(self._drawn, shape)


@lru_cache(maxsize=1)
def _noise() -> _Noise:
    return _Noise()
