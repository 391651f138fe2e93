"""What was asked of the levels and is not so: told, never passed over.

Comes in: solved levels, settings, and the true peak heard in the finished file. Goes out: warnings.
"""

from __future__ import annotations

import math

from voiceguide.errors import Finding, Severity
from voiceguide.mix.levels import HIGHEST_DECODED_DBTP, Levels
from voiceguide.settings import Settings

_NEAR_LU = 0.3
_NEAR_DB = 0.05


def level_findings(levels: Levels, settings: Settings, true_peak_dbtp: float | None) -> tuple[Finding, ...]:
    """Warnings about a finished session's levels; none when it is as it was asked to be.

    Args:
        levels: As they were solved.
        settings: What was asked for.
        true_peak_dbtp: Of the decoded file; None where it was not heard.
    """
    found = []
    asked, reached = settings.speech_lufs + settings.volume_lu, levels.voice.lufs
    if math.isfinite(reached) and reached < asked - _NEAR_LU:
        found.append(
            Finding(
                "speech-level",
                f"the speech is at {reached:.1f} LUFS, not at {asked:.1f}",
                severity=Severity.WARNING,
                reason="Its peaks would have to be lowered by more than sounds well.",
                hint="Ask for less with --loudness or --volume.",
            )
        )
    if true_peak_dbtp is not None and true_peak_dbtp > HIGHEST_DECODED_DBTP + _NEAR_DB:
        found.append(
            Finding(
                "true-peak",
                f"the finished file's peaks reach {true_peak_dbtp:.1f} dBTP; {HIGHEST_DECODED_DBTP:.0f} is the most",
                severity=Severity.WARNING,
                reason="Some players would distort there.",
                hint="Ask for less with --loudness or --volume, or for more bits with --bitrate.",
            )
        )
    return tuple(found)
