"""What espeak-ng really says for a text: the mnemonics of its phonemes, reported while it speaks."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import lru_cache

from voiceguide.speech.engine import Utterance
from voiceguide.speech.espeak import espeak_text
from voiceguide.speech.lexicon import pronunciations


@lru_cache(maxsize=1)
def sayer() -> Callable[[Utterance], str]:
    """A function that gives the phoneme mnemonics of an utterance, American English."""
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Initialize(2, 0, espeakng_loader.get_data_path().encode(), 0)
    heard: list[str] = []
    listener = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p)(lambda part: heard.append(part.decode()) or 0)  # type: ignore[func-returns-value]
    deaf = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(lambda *_: 0)

    def say(utterance: Utterance) -> str:
        heard.clear()
        library.espeak_SetPhonemeCallback(listener)
        library.espeak_SetSynthCallback(deaf)
        assert library.espeak_SetVoiceByName(b"gmw/en-us") == 0
        text = espeak_text(utterance).encode()
        assert library.espeak_Synth(text, ctypes.c_size_t(len(text) + 1), 0, 1, 0, 0x1101, None, None) == 0
        library.espeak_SetPhonemeCallback(None)
        return " ".join(heard)

    return say


def said(text: str) -> str:
    """The mnemonics for a text with all the pronunciations that are given for it."""
    return sayer()(Utterance(text, "en-us", 125.0, phonemes=pronunciations(text)))
