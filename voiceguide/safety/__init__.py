"""What a text asks hands to do, and whether an untrained person may.

A text is folded, split into sentences and clauses, and read word by word with the lexicon of its language
(``english.yaml``): verbs, tools, places, force, and what speaks against them. Knows nothing of routines, YAML or sound.
"""

from voiceguide.safety.context import Context, Field, RuleBreak
from voiceguide.safety.reading import check_text, read_text

__all__ = ["Context", "Field", "RuleBreak", "check_text", "read_text"]
