"""The lexicon: words of massage and anatomy that speech engines get wrong, in IPA.

Pronunciations are those of English dictionaries, with stress marked before the syllable. Words of a routine or of the
user's settings override these. `phonemes` translates them for each engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import starmap

from voiceguide.errors import VoiceError, Where
from voiceguide.text import spoken_words
from voiceguide.text.heteronyms import heteronyms
from voiceguide.text.pronunciation import Pronunciation
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
"""Pronunciation of each word (in small letters) in IPA, American English."""


def pronunciations(text: str, more: Iterable[Pronunciation] = ()) -> tuple[Pronunciation, ...]:
    """The pronunciations that a text needs, in IPA, sorted.

    `more` overrides `WORDS`, and both override words with two sounds, which are decided by their place in the text;
    ``use#2`` is the second occurrence of such a word.
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
    return tuple(starmap(Pronunciation, sorted(found.items())))


def as_ipa(pairs: Iterable[tuple[str, str]]) -> tuple[Pronunciation, ...]:
    """Convert an author's or user's pronunciations: words as they are said, sounds in IPA.

    Raises:
        VoiceError: One is neither IPA nor a respelling; the message names its word.
    """
    found = []
    for word, written in pairs:
        try:
            found.append(Pronunciation(spoken_words(word).strip(".") or word, ipa_of(written)))
        except VoiceError as error:
            raise VoiceError(error.message, where=Where(key=f"pronounce.{word}"), hint=error.hint) from error
    return tuple(found)
