"""The lexicon: words of massage and anatomy that speech engines get wrong, in IPA.

Pronunciations are those of English dictionaries, stress marked before the syllable. A routine or
the user's settings may add words, and theirs go first. How each engine is told is in `phonemes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from voiceguide.errors import VoiceError, Where
from voiceguide.text import spoken
from voiceguide.text.heteronyms import heteronyms
from voiceguide.text.respelling import ipa_of

WORDS = {
    "coccyx": "ˈkɑːksɪks",
    "deltoid": "ˈdɛltɔɪd",
    "deltoids": "ˈdɛltɔɪdz",
    "effleurage": "ˌɛfləˈrɑːʒ",
    "erector spinae": "ɪˈrɛktɚ ˈspaɪniː",
    "fascia": "ˈfæʃə",
    "glute": "ˈɡluːt",
    "glutes": "ˈɡluːts",
    "gluteal": "ˈɡluːtiəl",
    "gluteus": "ˈɡluːtiəs",
    "gluteus maximus": "ˈɡluːtiəs ˈmæksɪməs",
    "iliac": "ˈɪliæk",
    "latissimus": "ləˈtɪsɪməs",
    "latissimus dorsi": "ləˈtɪsɪməs ˈdɔːrsaɪ",
    "levator scapulae": "lɪˈveɪtɚ ˈskæpjəliː",
    "lumbar": "ˈlʌmbɑːr",
    "occiput": "ˈɑːksɪpət",
    "occipital": "ɑːkˈsɪpɪtəl",
    "petrissage": "ˌpɛtrɪˈsɑːʒ",
    "rhomboid": "ˈrɑːmbɔɪd",
    "rhomboids": "ˈrɑːmbɔɪdz",
    "sacral": "ˈseɪkrəl",
    "sacrum": "ˈseɪkrəm",
    "scapula": "ˈskæpjələ",
    "scapulae": "ˈskæpjəliː",
    "tapotement": "təˈpoʊtmənt",
    "thoracic": "θəˈræsɪk",
    "trapezius": "trəˈpiːziəs",
}
"""Each word in small letters, and its pronunciation in IPA (American English)."""


def pronunciations(text: str, more: Iterable[tuple[str, str]] = ()) -> tuple[tuple[str, str], ...]:
    """The pronunciations that a text needs, as pairs (word, IPA), sorted.

    `more` goes before `WORDS`, and both before the words with two sounds whose place in the text tells which is
    meant; ``use#2`` is the second place of such a word.
    """
    known = WORDS | {word.casefold(): ipa for word, ipa in more}
    folded = text.casefold()
    found = {
        word: ipa
        for word, ipa in known.items()
        if word in folded and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded)
    }
    for word, ipa in heteronyms(text):
        if word.partition("#")[0] not in found:
            found[word] = ipa
    return tuple(sorted(found.items()))


def as_ipa(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Pronunciations that an author or user wrote, as pairs (word as it is said, IPA).

    Raises:
        VoiceError: One is neither IPA nor a respelling; the message names its word.
    """
    found = []
    for word, written in pairs:
        try:
            found.append((spoken(word).strip(".") or word, ipa_of(written)))
        except VoiceError as error:
            raise VoiceError(error.message, where=Where(key=f"pronounce.{word}"), hint=error.hint) from error
    return tuple(found)
