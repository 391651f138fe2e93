"""Defines what commands print with ``--json``, unless it is a record of another room.

Records of single sessions are in `printed_sessions`, those of series and catalogues in `printed_many`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from voiceguide.errors import Finding, Where


@dataclass(frozen=True, slots=True)
class ErrorDetails:
    """What was wrong with a call.

    Attributes:
        message: What was wrong.
        where: The place, option or variable concerned.
        hint: What to do.
        exit_code: 1: the work failed; 2: the call was wrong.
        findings: Everything that was found, where that is more than one thing.
    """

    message: str
    where: Where = field(metadata={"flat": True})
    hint: str | None
    exit_code: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class PrintedError:
    """What a failing command prints.

    Attributes:
        error: What was wrong.
    """

    error: ErrorDetails


@dataclass(frozen=True, slots=True)
class ListedRoutine:
    """A routine in a list.

    Attributes:
        name: Its short name, for other commands.
        title: Its title.
        summary: One sentence.
        duration_s: Its usual length in seconds.
        receiver: How the receiver sits or lies.
        needs: What to have at hand.
        oil: How much oil.
        regions: Regions of the body it works on.
        stages: Titles of its stages.
    """

    name: str
    title: str
    summary: str
    duration_s: float | None
    receiver: str
    needs: tuple[str, ...]
    oil: str
    regions: tuple[str, ...]
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownRoutine(ListedRoutine):
    """One requested routine.

    Attributes:
        file: Its file.
        sha256: Of everything it is made from.
    """

    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class CheckedRoutine:
    """What the checks of one routine found.

    Attributes:
        routine: The routine, as it was given.
        ok: Whether there is no error.
        findings: Errors first, then warnings.
    """

    routine: str
    ok: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ListedBed:
    """A bed that comes with voiceguide.

    Attributes:
        name: What --ambient calls it.
        text: What it sounds like.
        ready: Whether its file is there.
        default: Whether it is taken when none is asked for.
    """

    name: str
    text: str
    ready: bool
    default: bool


@dataclass(frozen=True, slots=True)
class CheckedTrack:
    """What the check of one ambient track found.

    Attributes:
        path: The track, as it was given.
        ok: Whether it would be accepted.
        findings: Advice; errors are what it would be refused for.
    """

    path: str
    ok: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """A setting with its value.

    Attributes:
        name: Its name in settings files.
        value: Its value: text, number, yes or no, a list, or null.
        unit: Its unit, or empty.
        origin: Where the value comes from: default, a file, a variable, or a profile.
        option: Its option on the command line.
        text: What it means.
    """

    name: str
    value: Any
    unit: str
    origin: str = field(metadata={"json": "from"})
    option: str
    text: str


@dataclass(frozen=True, slots=True)
class ScriptRow:
    """One thing heard.

    Attributes:
        start_s: When, in seconds; an estimate until a voice has spoken.
        cue: Id of the cue; captions and report carry it, too.
        text: What is said, or the signal's name in brackets.
    """

    start_s: float
    cue: str
    text: str


@dataclass(frozen=True, slots=True)
class BedRendered:
    """A new variant of a bed.

    Attributes:
        name: The bed.
        path: The file written.
        seconds: Length of the loop.
        seed: The variant.
    """

    name: str
    path: Path
    seconds: float
    seed: int


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A place where settings are looked for.

    Attributes:
        kind: Whose file.
        path: Where it lies, or would lie.
        exists: Whether it is there.
    """

    kind: Literal["user", "project"]
    path: Path
    exists: bool


@dataclass(frozen=True, slots=True)
class VoicesInstalled:
    """Voices after an installation.

    Attributes:
        folder: Where the files lie.
        ready: Whether everything needed to speak is there.
        voices: The voices that are installed.
    """

    folder: Path
    ready: bool
    voices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissingText:
    """A text without a recording.

    Attributes:
        name: The name its file should have.
        text: What to say.
    """

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class RecordSheet:
    """The files for somebody who records their own voice.

    Attributes:
        sheet: The sheet to read from.
        script: The script to render with the recordings.
        missing: Texts without a recording.
    """

    sheet: Path
    script: Path
    missing: tuple[MissingText, ...]
