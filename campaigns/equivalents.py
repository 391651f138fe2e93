"""Mutants that survive because they change nothing that anyone could notice, with the reason.

By module, then by the mutant's name (see `campaigns.mutants.Mutant.name`).
"""

from __future__ import annotations

EQUIVALENT: dict[str, dict[str, str]] = {}
