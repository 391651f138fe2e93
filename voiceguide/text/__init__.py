"""Text in one normal form, and what a voice says for it. Comes in: texts. Goes out: texts.

Two uses stand on it: speech is given what `fold` made, and the rules of safety read it, so that nothing is spoken
that was not read. Knows nothing of routines, voices or sound.
"""

from voiceguide.text.fold import fold, unaccented
from voiceguide.text.pauses import BREATH_S, Reading, reading, without_silences
from voiceguide.text.sentences import sentence_spans, sentences
from voiceguide.text.spoken import is_english, spoken

__all__ = [
    "BREATH_S",
    "Reading",
    "fold",
    "is_english",
    "reading",
    "sentence_spans",
    "sentences",
    "spoken",
    "unaccented",
    "without_silences",
]
