"""Draw the picture of a finished session from its report, and from its sound if that is there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from voiceguide.export.picture.curves import Curve, curve_of_file
from voiceguide.export.picture.figure import picture
from voiceguide.export.report_reader import read_report
from voiceguide.export.sidecars.registry import REPORT_SUFFIX


def picture_name(report: Path, form: str) -> str:
    """The name of the picture of a session."""
    return f"{report.name.removesuffix(REPORT_SUFFIX)}.timeline.{form}"


def redraw(report: Path, forms: tuple[str, ...] = ("png", "svg")) -> Mapping[str, bytes]:
    """Draw a finished session.

    Args:
        report: Its report. The curve of loudness comes from the sound file beside it, and is left out without it.
        forms: ``png``, ``svg``.

    Returns:
        File name → content.

    Raises:
        ExportError: The report cannot be read, or the extra ``picture`` is not installed.
        AudioError: The sound cannot be read.
    """
    session = read_report(report)
    facts = session.facts
    sound = report.with_name(facts.audio)
    curves: dict[str, Curve] = {"mix": curve_of_file(sound)} if sound.is_file() else {}
    subtitle = f"{max(1, round(session.timeline.seconds / 60))} min · {facts.voice} · {facts.bed}"
    return {
        picture_name(report, form): picture(session.title, session.timeline, curves, subtitle=subtitle, form=form)
        for form in forms
    }
