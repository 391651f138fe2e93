"""Make espeak-ng work in one thread below pyttsx3. Only the worker process uses it, and loads it by its path.

In its synchronous mode `Synth` returns, in the same thread, when all of the sound has been delivered. That mode sends
no "message terminated" event, on which pyttsx3's driver writes its file, so it is sent from here.
"""

from __future__ import annotations

import ctypes
import os
import sys
import types
from typing import Any

_PHONEMES = 0x100  # espeakPHONEMES: text in [[ ]] is phoneme mnemonics


def use_bundled() -> None:
    """Load the package's libespeak-ng for the whole process, so that pyttsx3 finds it by its name."""
    try:
        import espeakng_loader
    except ImportError:
        return  # the system may have its own espeak-ng
    ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()


def seed_noise() -> None:
    """Give espeak-ng's random numbers, which make breath, a fixed seed: otherwise it is the time of day."""
    from pyttsx3.drivers import _espeak

    seed = getattr(_espeak.dll, "espeak_ng_SetRandSeed", None)
    if seed is not None:  # since espeak-ng 1.51
        seed(ctypes.c_long(20))


def make_synchronous() -> None:
    """Replace the two espeak calls of pyttsx3's driver that race (see the docstring of `pyttsx3_worker`)."""
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
        failed: list[BaseException] = []  # errors of writing the file, which ctypes would swallow
        before, sys.unraisablehook = sys.unraisablehook, lambda each: failed.append(each.exc_value or RuntimeError())
        try:
            _espeak.SynthCallback(None, 0, events)
        finally:
            sys.unraisablehook = before
        if failed:
            raise failed[0]
        return code

    _espeak.Initialize, _espeak.Synth = initialize_synchronous, synth_to_the_end
    # The driver's loop sleeps 10 ms after each clip to let another thread work, and here there is none.
    espeak.time = types.SimpleNamespace(sleep=lambda _seconds: None)


def count_samples(total: list[int]) -> None:
    """Count in `total` the samples that espeak-ng passes to pyttsx3's driver."""
    from pyttsx3.drivers import _espeak

    set_callback = _espeak.SetSynthCallback

    def set_counting(callback: Any) -> None:
        def counting(wave: Any, samples: int, events: Any) -> int:
            total[0] += max(samples, 0)
            return int(callback(wave, samples, events))

        set_callback(counting)

    _espeak.SetSynthCallback = set_counting
