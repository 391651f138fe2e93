"""Findings about levels that a finished session does not reach as requested."""

from __future__ import annotations

import math

from voiceguide.errors import Finding, Severity
from voiceguide.mix.levels import HIGHEST_DECODED_DBTP
from voiceguide.mix.prediction import Prediction
from voiceguide.settings import Settings

_NEAR_LU = 0.3
_NEAR_DB = 0.05


def level_findings(predicted: Prediction, settings: Settings, true_peak_dbtp: float | None) -> tuple[Finding, ...]:
    """Warnings about a finished session's levels; none when all are as requested.

    Args:
        predicted: The predicted loudness of the mix.
        settings: The requested levels.
        true_peak_dbtp: True peak of the decoded file; None where it was not measured.
    """
    found = []
    asked, reached = settings.speech_lufs + settings.volume_lu, predicted.speech_lufs
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
