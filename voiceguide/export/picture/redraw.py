"""Draws the picture of a session that is finished: from its report, and its sound where that is at hand.

Comes in: the path of any of the session's two main files. Goes out: pictures' bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from voiceguide.errors import NoSessionError, Where
from voiceguide.export.beside import beside
from voiceguide.export.companions.registry import COMPANIONS
from voiceguide.export.picture.curves import Curve, curve_of_file
from voiceguide.export.picture.figure import picture
from voiceguide.export.report_reader import read_report

_REPORT = COMPANIONS["report"].suffix


def report_of(session: Path) -> Path:
    """The report of a session, given as its report, its sound file, or their common name without suffix.

    Raises:
        NoSessionError: It is not there.
    """
    candidates = (session, session.with_name(session.name + _REPORT), beside(session, _REPORT))
    for path in candidates:
        if path.name.endswith(_REPORT) and path.is_file():
            return path
    raise NoSessionError(
        "there is no session with a report here",
        where=Where(str(session)),
        hint="Name a session's sound file; its report lies beside it unless --with left it out.",
    )


def picture_name(report: Path, form: str) -> str:
    """The name of the picture of a session."""
    return f"{report.name.removesuffix(_REPORT)}.timeline.{form}"


def redraw(report: Path, forms: tuple[str, ...] = ("png", "svg")) -> Mapping[str, bytes]:
    """Draw a finished session.

    Args:
        report: Its report. The sound it names, beside it, gives the curve of loudness; without it there is none.
        forms: ``png``, ``svg``.

    Returns:
        File name → content.

    Raises:
        ExportError: The report cannot be read, or the extra ``picture`` is not installed.
        AudioError: The sound cannot be read.
    """
    told = read_report(report)
    sound = report.with_name(told.audio)
    curves: dict[str, Curve] = {"mix": curve_of_file(sound)} if sound.is_file() else {}
    subtitle = f"{max(1, round(told.timeline.seconds / 60))} min · {told.voice} · {told.bed}"
    return {
        picture_name(report, form): picture(told.title, told.timeline, curves, subtitle=subtitle, form=form)
        for form in forms
    }
