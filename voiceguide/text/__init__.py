"""Text in one normal form, and what a voice says for it. Comes in: texts. Goes out: texts.

Two uses stand on it: speech is given what `fold` made, and the rules of safety read it, so that nothing is spoken
that was not read. Knows nothing of routines, voices or sound.
"""

from voiceguide.text.fold import fold, unaccented
from voiceguide.text.sentences import sentence_spans, sentences

__all__ = ["fold", "sentence_spans", "sentences", "unaccented"]
