"""Text in one normal form, and the words that a voice says for it.

Speech and the rules of safety both use the result of `fold`, so that nothing is spoken that was not checked.
"""

from voiceguide.text.fold import fold, strip_accents
from voiceguide.text.pauses import BREATH_S, Reading, reading, without_silences
from voiceguide.text.sentences import sentence_spans, sentences
from voiceguide.text.spoken import base_language, is_english, spoken_words

__all__ = [
    "BREATH_S",
    "Reading",
    "base_language",
    "fold",
    "is_english",
    "reading",
    "sentence_spans",
    "sentences",
    "spoken_words",
    "strip_accents",
    "without_silences",
]
