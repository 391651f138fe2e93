"""Describes a finished session: its files and what is known of them, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from voiceguide.errors import Finding
from voiceguide.export.session import Level, Session


@dataclass(frozen=True, slots=True, eq=False)
class RenderResult:
    """A finished session.

    Attributes:
        path: The sound file.
        files: Every file written, the sound first, with those of the before-part.
        report: The JSON report among them, or None if it was not requested.
        session: Everything in it, with what was predicted and measured.
        findings: What the blind audit found (never an error for a shipped routine), and levels not as requested.
        synthesised: How many clips were spoken for it.
        from_cache: How many clips came from the cache.
    """

    path: Path
    files: tuple[Path, ...]
    report: Path | None
    session: Session
    findings: tuple[Finding, ...]
    synthesised: int
    from_cache: int

    @property
    def title(self) -> str:
        """The session's title."""
        return self.session.title

    @property
    def seconds(self) -> float:
        """Its length, exact to the sample."""
        return self.session.timeline.seconds

    @property
    def voice(self) -> str:
        """The voice that spoke, as ``ENGINE:NAME``."""
        return self.session.facts.voice

    @property
    def bed(self) -> str:
        """The bed's name, or ``none``."""
        return self.session.facts.bed

    @property
    def words(self) -> int:
        """The number of words spoken."""
        return self.session.timeline.words

    @property
    def loudness_lufs(self) -> float | None:
        """Integrated loudness of the finished file, in LUFS; None where it is silent."""
        return self._level.integrated_lufs

    @property
    def true_peak_dbtp(self) -> float | None:
        """Highest true peak of the finished file, in dBTP; None where it is silent."""
        return self._level.true_peak_dbtp

    @property
    def changes(self) -> tuple[str, ...]:
        """What fitting to the requested length changed in the routine, a sentence each."""
        return self.session.script.changes

    @property
    def _level(self) -> Level:
        return self.session.facts.decoded or Level()
