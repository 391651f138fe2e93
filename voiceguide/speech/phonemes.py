"""Phonemes: turn texts into symbols of sound, and write IPA for each engine.

Gives espeak-ng's mnemonics, or the symbols that Kokoro was trained on. espeak-ng, from the espeakng-loader package,
turns plain text into IPA.

Sources: espeak-ng's docs/phonemes.md for its mnemonics; the model card of Kokoro-82M, which names
misaki's English symbols: one letter for each diphthong and affricate, stress before the vowel.
"""

from __future__ import annotations

import ctypes
import re
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from voiceguide import installing
from voiceguide.errors import VoiceError
from voiceguide.text.ipa import TIE, sounds_of
from voiceguide.text.pronunciation import Pronunciation

_UNITS: Mapping[str, tuple[str, str]] = {
    # IPA: (espeak-ng's mnemonic, IPA with ties)
    "tʃ": ("tS", "t͡ʃ"), "dʒ": ("dZ", "d͡ʒ"), "eɪ": ("eI", "e͡ɪ"), "aɪ": ("aI", "a͡ɪ"), "oʊ": ("oU", "o͡ʊ"),
    "əʊ": ("oU", "ə͡ʊ"), "aʊ": ("aU", "a͡ʊ"), "ɔɪ": ("OI", "ɔ͡ɪ"), "iː": ("i:", "iː"), "uː": ("u:", "uː"),
    "ɑː": ("A:", "ɑː"), "ɔː": ("O:", "ɔː"), "ɜː": ("3:", "ɜː"), "ɝ": ("3:", "ɜː"), "i": ("i", "i"), "u": ("u:", "uː"),
    "ɑ": ("A:", "ɑː"), "ɒ": ("0", "ɒ"), "ɔ": ("O:", "ɔː"), "ɜ": ("3:", "ɜː"), "æ": ("a", "æ"), "a": ("a", "a"),
    "ɛ": ("E", "ɛ"), "e": ("E", "ɛ"), "ə": ("@", "ə"), "ɐ": ("@", "ɐ"), "ɚ": ("3", "ɚ"), "ɪ": ("I", "ɪ"),
    "ᵻ": ("I2", "ᵻ"), "o": ("oU", "o͡ʊ"), "ʊ": ("U", "ʊ"), "ʌ": ("V", "ʌ"), "ɡ": ("g", "ɡ"), "g": ("g", "ɡ"),
    "r": ("r", "ɹ"), "ɹ": ("r", "ɹ"), "ɾ": ("t#", "ɾ"), "ŋ": ("N", "ŋ"), "ʃ": ("S", "ʃ"), "ʒ": ("Z", "ʒ"),
    "θ": ("T", "θ"), "ð": ("D", "ð"), "ˈ": ("'", "ˈ"), "ˌ": (",", "ˌ"),
    **{same: (same, same) for same in "bdfhjklmnpstvwz "},
}  # fmt: skip
_PUNCTUATION = re.compile(r"([;:,.!?—…]+)")

# What Kokoro writes differently from espeak-ng, longest first; remaining ties are removed.
_KOKORO = {
    "ʔˌn̩": "tᵊn", "ʔn̩": "tᵊn", "n̩": "ᵊn", "l̩": "ᵊl", "m̩": "ᵊm", "a͡ɪ": "I", "a͡ʊ": "W", "e͡ɪ": "A", "o͡ʊ": "O",
    "ə͡ʊ": "Q", "ɔ͡ɪ": "Y", "t͡ʃ": "ʧ", "d͡ʒ": "ʤ", "t͡s": "ʦ", "d͡z": "ʣ",
}  # fmt: skip
_ENGLISH = {
    "ɚɹ": "əɹ",
    "ɚr": "əɹ",
    "ə͡l": "ᵊl",
    "ʔ": "t",
    "ɚ": "əɹ",
    "ɐ": "ə",
    "r": "ɹ",
    "ɾ": "T",
    "x": "k",
    "ç": "k",
    "ɬ": "l",
}
_AMERICAN = {"ɜːɹ": "ɜɹ", "ɜː": "ɜɹ", "ɪə": "iə", "ɒ": "ɑ", "ː": ""}
_BRITISH = {"e͡ə": "ɛː", "i͡ə": "ɪə", "iə": "ɪə", "O": "Q", "æ": "a"}
_FUSED = re.compile(
    r"(?<![^\s])([ˌˈ]?(?:ʌv|ɒv|ɔn|ɒn|ɪn|fɹʌm|fɚ|fə|wɪð))ðə(?!\S)"
)  # espeak-ng joins "of the" to one word


def for_espeak(ipa: str) -> str:
    """A pronunciation in espeak-ng's mnemonics, for use between [[ and ]].

    Raises:
        VoiceError: It is not English IPA.
    """
    return "".join(_UNITS[unit][0] for unit in sounds_of(ipa))


def for_kokoro(ipa: str, voice: str = "gmw/en-us") -> str:
    """A pronunciation in Kokoro's symbols, for espeak-ng's `voice` of the language.

    Raises:
        VoiceError: It is not English IPA.
    """
    return _symbols("".join(_UNITS[unit][1] for unit in sounds_of(ipa)), voice)


def replace_words(
    text: str, pairs: Iterable[Pronunciation], places: Counter[str] | None = None
) -> list[tuple[str, str]]:
    """Cut a text at the words that have a pronunciation: (text as written, its IPA or empty).

    Args:
        text: What is said.
        pairs: Pronunciations, (word, IPA). A word means all its occurrences in the text; ``use#2`` only the second.
        places: How often each word came before, for a text that is said in pieces; it is updated.
    """
    known = {word.casefold(): ipa for word, ipa in pairs}
    if not known:
        return [(text, "")]
    words = "|".join(sorted({re.escape(word.partition("#")[0]) for word in known}, key=len, reverse=True))
    cut = re.split(rf"(?<!\w)({words})(?!\w)", text, flags=re.IGNORECASE)
    pieces: list[tuple[str, str]] = []
    places = Counter() if places is None else places
    for number, piece in enumerate(cut):
        word = piece.casefold() if number % 2 else ""
        if word:
            places[word] += 1
        ipa = known.get(f"{word}#{places[word]}", known.get(word, "")) if word else ""
        if piece:
            pieces.append((piece, ipa))
    return pieces


def kokoro_phonemes(
    text: str, voice: str, pairs: Iterable[Pronunciation] = (), places: Counter[str] | None = None
) -> str:
    """A text in Kokoro's symbols, punctuation kept.

    Args:
        text: What is said.
        voice: espeak-ng's voice of the language, such as ``gmw/en-us``.
        pairs: Pronunciations, (word, IPA).
        places: See `replace_words`.

    Raises:
        VoiceError: espeak-ng is missing, or a pronunciation is not IPA.
    """
    parts = []
    pieces = replace_words(text, pairs, places)
    for (piece, ipa), (following, follows) in zip(pieces, [*pieces[1:], ("", "")], strict=True):
        if ipa:
            parts.append(for_kokoro(ipa, voice))
            continue
        clauses = [clause for clause in _PUNCTUATION.split(piece) if clause]
        for number, clause in enumerate(clauses, start=1):
            if _PUNCTUATION.fullmatch(clause):
                parts.append(clause)
            else:
                before, after = clause[: len(clause) - len(clause.lstrip())], clause[len(clause.rstrip()) :]
                next_word = following.split()[0] if follows and number == len(clauses) and after else ""
                parts.append(before + _symbols(_ipa_before(clause, next_word, voice), voice) + after)
    phonemes = " ".join("".join(parts).split())
    if "ˈ" not in phonemes:  # a text of unstressed words, such as "One.", still has a stress when it is said alone
        phonemes = phonemes.replace("ˌ", "ˈ", 1)
    return phonemes


def _ipa_before(clause: str, next_word: str, voice: str) -> str:
    """The IPA of a clause, with its last words ("a", "to") as they sound before the next word."""
    if not clause.strip() or not next_word:
        return espeak_ipa(clause, voice)
    return espeak_ipa(f"{clause.rstrip()} {next_word}", voice).rpartition(" ")[0] or espeak_ipa(clause, voice)


def _symbols(ipa: str, voice: str) -> str:
    """Write IPA in Kokoro's symbols."""
    tables = [_KOKORO]
    if voice.startswith("gmw/en"):
        ipa = _FUSED.sub(r"\1 ðə", ipa)
        tables += [_ENGLISH, _AMERICAN if voice == "gmw/en-us" else _BRITISH]
    for table in tables:
        for old, new in table.items():
            ipa = ipa.replace(old, new)
    return ipa.replace(TIE, "")


# --- espeak-ng in this process, for its phonemes only ---------------------------------------------

_SYNCHRONOUS, _UTF8, _IPA_WITH_TIES = 2, 1, 0x82 | (ord(TIE) << 8)
_lock = threading.Lock()  # espeak-ng has one state for the whole process


@lru_cache(maxsize=1)
def _library() -> ctypes.CDLL:
    """Load and start espeak-ng."""
    try:
        import espeakng_loader
    except ImportError as error:
        raise VoiceError("espeak-ng is missing", hint=f"Run: {installing.install_line('espeakng-loader')}") from error
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
    if library.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0) < 0:
        raise VoiceError(
            "espeak-ng does not start", hint=f"Run: {installing.install_line('espeakng-loader', again=True)}"
        )
    return library


@lru_cache(maxsize=4096)
def espeak_ipa(text: str, voice: str) -> str:
    """The IPA that espeak-ng gives for a text without punctuation, with ties within diphthongs and affricates.

    Raises:
        VoiceError: espeak-ng is missing, or has no such voice.
    """
    with _lock:
        library = _library()
        if library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise VoiceError(f"espeak-ng has no voice {voice!r}")
        rest = ctypes.c_char_p(text.encode())
        parts = []
        while rest.value:
            parts.append(library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA_WITH_TIES).decode())
    return " ".join(part for part in parts if part)
