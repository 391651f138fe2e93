"""Mutants that survive because they change nothing that anyone could notice, with the reason.

By module, then by the mutant's name (see `tests.stress.mutants.Mutant.name`).
"""

from __future__ import annotations

_SLOWER = "looks further than it must, and then finds the same values on the longer way"

EQUIVALENT: dict[str, dict[str, str]] = {
    "mix.ducking": {
        "draw: 0 → 1": "without words the curve has one point, and is as level from any place",
    },
    "mix.envelope": {
        "Envelope.gains: first * GRID → first / GRID": _SLOWER,
        "Envelope._is_level: self.at[after] >= stop or after == before → self.at[after] >= stop and after == before": (
            _SLOWER
        ),
        "lines: 1 → 2": "any negative number leaves the length of an axis to numpy",
    },
    "routine.rules.balance": {
        "_sentences: for each in ends if each.strip() → for each in ends": "an empty sentence has no words to count",
        "_lengths: routine.file or None → routine.file": "a place without a file reads the same as with an empty one",
    },
    "routine.rules.strokes": {
        "_direction: 0 → 1": "a stroke without such a phase is light: 1 is as far below the limit as 0",
    },
}
