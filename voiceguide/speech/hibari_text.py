"""Turn English texts into the phonemes that hibari's voices speak, without synthesis.

Gives one string of phonemes for each sentence, in the alphabet of Kokoro and misaki; pronunciations in IPA override
hibari's. A line takes 0.4 ms. hibari's rules are used unchanged; only its tables (270,000 words and weights) are kept
as text and searched by bisection: loading takes 0.15 s and 25 MB instead of 0.35 s and 100 MB. Knows nothing of
models, voices' files or sound; imports hibari when first used.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from voiceguide.errors import VoiceError
from voiceguide.installing import install_line
from voiceguide.speech.phonemes import for_kokoro
from voiceguide.text.pronunciation import Pronunciation

PACKAGES = ("hibari", "onnxruntime", "numpy")
"""Packages that hibari's voices need, by import name."""


def remedy() -> str:
    """The hint for when hibari or onnxruntime cannot be used."""
    return f"Run: {install_line('--upgrade', 'hibari-tts', 'onnxruntime')}"


LONGEST = 400
"""Phonemes that the model takes at once; longer sentences are cut at a comma, semicolon, colon or dash."""

_HEAD = 64  # bytes of an entry that are compared: longer than every key

_CLAUSE_END = re.compile(r"(?<=[,;:—])\s+")
_NESTED = re.compile(rb"\{[^{}]*\}")
_SPEECH = re.compile(r"[^\W\d_]")


@lru_cache(maxsize=1)
def unusable() -> str:
    """Why hibari cannot speak on this machine, in a few words; empty if it can.

    It imports onnxruntime (0.03 s), whose package may be installed without a system library that it needs.
    """
    missing = next((name for name in PACKAGES if importlib.util.find_spec(name) is None), "")
    if missing:
        return f"{missing} is not installed"
    try:
        import onnxruntime
    except Exception as error:  # whatever a broken installation raises
        return f"onnxruntime cannot be loaded: {error}"
    return "" if hasattr(onnxruntime, "InferenceSession") else "onnxruntime is not whole"


class Table:
    """A JSON object kept as sorted lines of text instead of a dict; values are parsed when first used.

    Args:
        raw: The object as JSON in UTF-8, without spaces between its parts.
        objects: Whether every value is an object; otherwise most are texts.
    """

    def __init__(self, raw: bytes, *, objects: bool = False) -> None:
        inner = raw.strip()[1:-1]
        if objects:
            lines = inner.replace(b'},"', b'}\n"')
        else:  # a space before further keys inside an object, so that only whole entries are split
            lines = _NESTED.sub(lambda match: match[0].replace(b',"', b', "'), inner).replace(b',"', b'\n"')
        self._text = b"".join((lines, b"\n", bytes(_HEAD)))
        characters = np.frombuffer(self._text, dtype=np.uint8)
        starts = np.append(0, np.flatnonzero(characters == ord("\n"))[:-1] + 1)
        heads = np.lib.stride_tricks.sliding_window_view(characters, _HEAD)[starts].view(f"S{_HEAD}")[:, 0]
        self._starts = starts[np.argsort(heads, kind="stable")].astype(np.int32)
        self._known: dict[str, Any] = {}

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, or the default."""
        if key not in self._known:
            self._known[key] = self._find(json.dumps(key, ensure_ascii=False).encode() + b":")
        value = self._known[key]
        return default if value is None else value

    def _find(self, start: bytes) -> Any:
        """Find the value of a key by bisection."""
        at = bisect_left(self._starts, start, key=lambda place: self._text[place : place + _HEAD].partition(b"\n")[0])
        for place in self._starts[at : at + 1].tolist():
            line = self._text[place : self._text.index(b"\n", place)]
            return json.loads(line[len(start) :]) if line.startswith(start) else None
        return None


class Reader:
    """hibari's text-to-phoneme rules for one accent. May be used from several threads.

    Args:
        british: British English instead of American.

    Raises:
        VoiceError: hibari is not installed.
    """

    def __init__(self, british: bool) -> None:
        try:
            from hibari import g2p as rules
            from hibari.g2p.normalize import normalize
            from hibari.tts import Hibari
        except ImportError as error:
            raise VoiceError(f"hibari cannot be loaded: {error}", hint=remedy()) from error
        accent = "gb" if british else "us"
        assets = Path(rules.ASSETS)
        self._language = "gmw/en" if british else "gmw/en-us"
        self._normalize, self._split = normalize, Hibari.split_sentences
        self._rules = rules.G2P.__new__(rules.G2P)  # its own constructor would load every table as dicts
        gold, silver = (_unpack(assets / f"lexicon_{accent}_{kind}.json.gz") for kind in ("gold", "silver"))
        self._rules.lexicon = rules.Lexicon(Table(gold), Table(silver), british)
        self._rules.tokenizer = rules.Tokenizer(json.loads((assets / "tokenizer_exceptions.json").read_text("utf-8")))
        self._rules.tagger = rules.Tagger(_tagger(_unpack(assets / "tagger.json.gz")))
        self._rules._oov, self._rules.unk, self._rules.british = None, "", british

    def sentences(self, text: str, pairs: Iterable[Pronunciation] = ()) -> list[str]:
        """The phonemes of each sentence, punctuation kept; sentences without a sound are left out.

        Args:
            text: What is said.
            pairs: Pronunciations, (word or words, IPA), used wherever these occur in the text; ``use#2`` is the second
                occurrence of a word.

        Raises:
            VoiceError: A pronunciation is not English IPA.
        """
        known = {word.casefold(): for_kokoro(ipa, self._language) for word, ipa in pairs}
        places: Counter[str] = Counter()
        found: list[str] = []
        for sentence in self._split(text.translate(_NO_LINKS)):
            phonemes = self._sentence(sentence, known, places)
            if _SPEECH.search(phonemes):
                found += _cut(phonemes)
        return found

    def _sentence(self, sentence: str, known: Mapping[str, str], places: Counter[str]) -> str:
        """The phonemes of one sentence."""
        tokens = self._rules.tokenize(self._normalize(sentence))
        for word in sorted({word.partition("#")[0] for word in known}, key=len, reverse=True):
            self._pronounce(tokens, word, known, places)
        spoken = self._rules.phonemize_tokens(tokens)
        return "".join((each.phonemes or "") + (" " if each.whitespace else "") for each in spoken).strip()

    def _pronounce(self, tokens: list[Any], word: str, known: Mapping[str, str], places: Counter[str]) -> None:
        """Set the known pronunciation at every occurrence of a word."""
        parts = [part.casefold() for part, _ in self._rules.tokenizer(word)]
        texts = [token.text.casefold() for token in tokens]
        for at in range(len(tokens) - len(parts) + 1):
            if texts[at : at + len(parts)] != parts or tokens[at].phonemes is not None:
                continue
            places[word] += 1
            phonemes = known.get(f"{word}#{places[word]}", known.get(word))
            if phonemes is None:
                continue
            first, *others = tokens[at : at + len(parts)]
            first.whitespace = tokens[at + len(parts) - 1].whitespace
            first.phonemes, first.rating = phonemes, 5
            for token in others:
                token.phonemes, token.whitespace, token.rating = "", "", 5


@lru_cache(maxsize=2)
def reader(british: bool = False) -> Reader:
    """The one reader of this process for an accent; `reader.cache_clear` frees its tables.

    Raises:
        VoiceError: hibari is not installed.
    """
    return Reader(british)


_NO_LINKS = str.maketrans("[]", "()")  # hibari would read [word](/phonemes/) as a pronunciation


def _unpack(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def _tagger(raw: bytes) -> dict[str, Any]:
    """Load the tagger's model, with its weights (nine tenths of it) as a table."""
    head, found, weights = raw.strip().partition(b'"weights":')
    if not found or not weights.endswith(b"}}"):
        whole: dict[str, Any] = json.loads(raw)
        return whole
    model: dict[str, Any] = json.loads(head.rstrip(b", ") + b"}")
    return model | {"weights": Table(weights[:-1], objects=True)}


def _cut(phonemes: str) -> list[str]:
    """Cut a sentence into pieces of at most `LONGEST` phonemes, between clauses if possible, else between words."""
    if len(phonemes) <= LONGEST:
        return [phonemes]
    pieces = [""]
    for clause in _CLAUSE_END.split(phonemes):
        for part in [clause] if len(clause) <= LONGEST else clause.split():
            if pieces[-1] and len(pieces[-1]) + 1 + len(part) > LONGEST:
                pieces.append("")
            pieces[-1] = f"{pieces[-1]} {part}".strip()
    return pieces
