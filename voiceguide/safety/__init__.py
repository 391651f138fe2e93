"""What a text asks hands to do, and whether an untrained person may. Comes in: a text and the keys it stands with.

A text is folded, split into sentences and clauses, and read word by word with the lexicon of its language
(``english.yaml``): verbs, tools, places, force, and what speaks against them. Knows nothing of routines, YAML or sound.
"""

from voiceguide.safety.context import Context, Field, Found
from voiceguide.safety.reading import check_text, read_text

__all__ = ["Context", "Field", "Found", "check_text", "read_text"]
