"""Defines every error that voiceguide raises on purpose, and the findings they carry.

An error says *what* was wrong, *where* (file, line, key or option) and *what to do*; the command line exits with its
`exit_code` and prints no traceback for any `VoiceguideError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is: an error stops a render, a warning is only shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Where:
    """A place in something the user wrote.

    Attributes:
        file: The file's path as the user gave it, or a name such as ``<text>``.
        line: Its line, from 1; without one, the whole file is meant.
        key: The option or variable, or the dotted path of the key, such as ``stages[0].strokes[2].tempo``.
    """

    file: str | None = None
    line: int | None = None
    key: str | None = None

    def __str__(self) -> str:
        place = self.file or ""
        if self.line is not None:
            place = f"{place}:{self.line}" if place else f"line {self.line}"
        if self.key:
            place = f"{place}: {self.key}" if place else self.key
        return place


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found.

    Attributes:
        rule: Short stable name of the rule, such as ``kidney-pressure``.
        message: What is wrong, and what was expected.
        where: The place it was found.
        severity: An error stops a render, a warning does not.
        reason: Why the rule exists, in a sentence, when that helps.
        hint: What to do about it.
    """

    rule: str
    message: str
    where: Where = field(default=Where(), metadata={"flat": True})
    severity: Severity = Severity.ERROR
    reason: str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        text = f"{self.where}: " if str(self.where) else ""
        text += f"{self.severity}: {self.message} [{self.rule}]"
        if self.reason:
            text += f"\n    why: {self.reason}"
        if self.hint:
            text += f"\n    do: {self.hint}"
        return text


class VoiceguideError(Exception):
    """Root of every error this package raises on purpose.

    Attributes:
        message: What was wrong, in one sentence.
        where: The file, line and key (or option) concerned, if any.
        hint: What the user can do, if known.
        exit_code: What the command line exits with: 1, the work failed; 2, the call was wrong.
        setting: The setting whose value cannot be used, or None.
    """

    exit_code: int = 1
    setting: str | None = None

    def __init__(self, message: str, *, where: Where | None = None, hint: str | None = None) -> None:
        self.message = message
        self.where = where
        self.hint = hint
        super().__init__(message)

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where and str(self.where) else self.message
        return f"{text}\n  {self.hint}" if self.hint else text

    def __reduce__(self) -> tuple[object, ...]:
        """Make errors with any constructor pass between processes complete."""
        return _restore, (type(self), self.args, self.__dict__)


def _restore(kind: type[VoiceguideError], args: tuple[object, ...], state: dict[str, object]) -> VoiceguideError:
    """Make an error from its pickled parts."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class UsageError(VoiceguideError):
    """The call itself was wrong: an unknown name, an option out of range."""

    exit_code = 2


class UnitError(UsageError, ValueError):
    """A text that should be a quantity ("30 min", "-16 LUFS") is not one."""


class SettingsError(UsageError):
    """A setting is unknown, or its value cannot be used.

    Attributes:
        findings: Every mistake, where there are several; else empty.
    """

    findings: Sequence[Finding] = ()

    def __init__(
        self, message: str, *, where: Where | None = None, hint: str | None = None, findings: Iterable[Finding] = ()
    ) -> None:
        self.findings = tuple(findings)
        super().__init__(message, where=where, hint=hint)

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(str(finding) for finding in self.findings)])


class MissingExtraError(UsageError):
    """Something needs packages that are not installed; the hint is the line that installs them."""


class FindingsError(VoiceguideError):
    """Several things are wrong at once; `findings` holds all of them, in file order."""

    def __init__(self, message: str, findings: Iterable[Finding], *, where: Where | None = None) -> None:
        self.findings: Sequence[Finding] = tuple(findings)
        super().__init__(message, where=where)

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(str(finding) for finding in self.findings)])


class RoutineError(FindingsError):
    """A routine cannot be used: not YAML, not a routine, or not safe."""


class ScriptError(FindingsError):
    """A script file cannot be used."""


class PlanFileError(FindingsError):
    """A file that plans a series or a catalogue cannot be used."""


class DurationError(UsageError):
    """The requested duration is not possible.

    Attributes:
        shortest_s: The shortest possible session, in seconds.
        longest_s: The longest possible session, in seconds.
    """

    setting = "duration_s"

    def __init__(self, message: str, *, shortest_s: float, longest_s: float, hint: str | None = None) -> None:
        self.shortest_s = shortest_s
        self.longest_s = longest_s
        super().__init__(message, hint=hint)


class SpeechError(VoiceguideError):
    """Speech could not be made.

    Attributes:
        cue: Id of the cue concerned, or None when no single cue is.
    """

    def __init__(
        self, message: str, *, cue: str | None = None, where: Where | None = None, hint: str | None = None
    ) -> None:
        self.cue = cue
        super().__init__(message, where=where, hint=hint)


class VoiceError(UsageError):
    """A voice is unknown, not installed, or cannot do what was requested."""

    setting = "voice"


class BedError(UsageError):
    """A bed is neither the name of a shipped one nor an existing path."""

    setting = "ambient"


class EarconError(UsageError):
    """The user's own earcons are neither a file nor a folder with sounds for them."""

    setting = "earcons"


class RegionError(UsageError):
    """The name of a region is unknown."""

    setting = "avoid"


class AudioError(VoiceguideError):
    """An audio file cannot be read or used."""


class ExportError(VoiceguideError):
    """A result cannot be written."""


class StoreError(ExportError):
    """The shared store of a catalogue cannot be read or written."""


class ClusterError(VoiceguideError):
    """A cluster cannot be used, or the connection to it was lost."""


class NoAudioFileError(AudioError, UsageError):
    """There is no such audio file, or no installed library can read its kind."""


class NoSessionError(ExportError, UsageError):
    """There is no such session, or no such folder of sessions."""


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """The allowed name that was probably meant by a misspelt `name`, or None."""
    names = {each.casefold(): each for each in allowed}
    match = get_close_matches(name.casefold(), names, n=1, cutoff=0.6)
    return names[match[0]] if match else None


def did_you_mean(name: str, allowed: Iterable[str], prefix: str = "") -> str:
    """A hint for an unknown name: the nearest allowed one, or else all, each with the prefix it is used with."""
    options = tuple(allowed)
    near = nearest(name, options)
    return f"Did you mean {prefix + near!r}?" if near else "Allowed: " + ", ".join(map(prefix.__add__, options)) + "."
