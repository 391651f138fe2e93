"""Mutants that survive because they change nothing that anyone could notice, with the reason.

By module, then by the mutant's name (see `campaigns.mutants.Mutant.name`).
"""

from __future__ import annotations

EQUIVALENT: dict[str, dict[str, str]] = {
    "routine.fairness": {
        "_sentences: for each in ends if each.strip() → for each in ends": "it has no words",
    },
}
