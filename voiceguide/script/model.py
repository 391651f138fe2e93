"""The script: the ordered cues of one session, before it is known how long each is spoken.

A script is a sequence of *slots*. A slot first says its `lead` cues one after the other; then it
owns a *span* of time (repetitions of a stroke, or plain seconds) in which its `during` cues sit at
their anchors. The pacer runs through the span of a stroke. Scripts are written to YAML, edited by
hand and rendered again (`voiceguide.script.store`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from voiceguide.routine.model import Role
from voiceguide.script.lines import Earcon


class CueKind(StrEnum):
    """What a cue is. Pacer pulses are not listed one by one: they follow from a span's phases."""

    SPEECH = "speech"
    EARCON = "earcon"


class SlotKind(StrEnum):
    """What a slot is for."""

    WELCOME = "welcome"
    SAFETY = "safety"
    PREPARE = "prepare"
    STAGE = "stage"
    STROKE = "stroke"
    STEP = "step"
    TRANSITION = "transition"
    CLOSE = "close"
    FADE = "fade"


class Anchor(StrEnum):
    """From where a `during` cue's offset counts."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing heard.

    Attributes:
        id: Unique in the script; the same in captions and report.
        text: What is said; empty for an earcon.
        earcon: Which earcon, or None for speech.
        pause_s: Silence owned after it, in seconds (lead cues only).
        anchor: For a `during` cue: from which end of the span the offset counts.
        offset_s: For a `during` cue: seconds from the span's start to the cue's first sample, or from the
            cue's last sample to the span's end. Two cues that would meet are moved apart by the timeline.
        part: What the cue is in its sentence order (``where``, ``hands``, ``path``, ``pressure``, ``count``,
            ``begin``, ``last``, ``next``, ``breath``, ``check-in``, ``safety`` …): what the blind audit reads.
    """

    id: str
    text: str = ""
    earcon: Earcon | None = None
    pause_s: float = 0.0
    anchor: Anchor = Anchor.START
    offset_s: float = 0.0
    part: str = ""

    @property
    def kind(self) -> CueKind:
        """Speech or earcon."""
        return CueKind.EARCON if self.earcon is not None else CueKind.SPEECH


@dataclass(frozen=True, slots=True)
class Beat:
    """One phase of a repetition as the hands do it.

    Attributes:
        role: What the hands do.
        seconds: How long, greater than zero.
        min_s: Shortest that fitting may make it. Not saved with a script: what was fitted stays.
    """

    role: Role
    seconds: float
    min_s: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Span:
    """The time a slot owns after its lead.

    Attributes:
        repetitions: How often `beats` are done; 0 for a span of plain seconds.
        beats: The phases of one repetition, in order; empty for plain seconds.
        seconds: Length of a span of plain seconds; 0 when there are beats.
    """

    repetitions: int = 0
    beats: tuple[Beat, ...] = ()
    seconds: float = 0.0

    @property
    def period_s(self) -> float:
        """Seconds of one repetition; 0 without beats."""
        return sum(beat.seconds for beat in self.beats)

    @property
    def length_s(self) -> float:
        """Seconds of the whole span."""
        return self.repetitions * self.period_s + self.seconds


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of the session that belongs to one step of the routine.

    Attributes:
        id: Unique in the script, such as ``2.3.left.r2``.
        kind: What it is for.
        stage: Index of the stage it belongs to; -1 before the first and `len(stages)` after the last.
        title: For people: "Effleurage, left leg".
        lead: Cues said one after the other before the span.
        span: The time owned after the lead.
        during: Cues within the span.
        region: Region key of the anatomy table, or empty.
        side: ``left``, ``right``, ``both`` or empty: where the hands are, for the pan and the balance.
        technique: Technique's standard name, or empty.
        source: Which step of the routine it came from, such as ``stages[1].strokes[2]``.
        pair: Slots that are the two sides of one ``each`` share this text; otherwise empty.
        min_s: Shortest that fitting may make a span of plain seconds.
        max_s: Longest that fitting may make it.
    """

    id: str
    kind: SlotKind
    stage: int
    title: str = ""
    lead: tuple[Cue, ...] = ()
    span: Span = Span()
    during: tuple[Cue, ...] = ()
    region: str = ""
    side: str = ""
    technique: str = ""
    source: str = ""
    pair: str = ""
    min_s: float = 0.0
    max_s: float = 0.0


@dataclass(frozen=True, slots=True)
class StageHeading:
    """A stage as the script knows it: its title becomes a chapter.

    Attributes:
        title: What the chapter is called.
        ambient: Name or path of the bed for this stage, or None for the session's.
    """

    title: str
    ambient: str | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """The ordered cues of one session.

    Attributes:
        title: The session's title.
        routine: Name of the routine it was composed from.
        language: BCP 47 tag of the text.
        guidance: ``full``, ``brief`` or ``signals``.
        stages: The stages' headings, in order.
        slots: Everything that happens, in order.
        ambient: Name or path of the bed, or None for the default.
        pronounce: Pronunciations as pairs (word, IPA phonemes), sorted by word.
        changes: What fitting changed, one sentence each.
        meta: Free facts about its making (pace, seed, source), as pairs.
    """

    title: str
    routine: str
    language: str = "en"
    guidance: str = "full"
    stages: tuple[StageHeading, ...] = ()
    slots: tuple[Slot, ...] = ()
    ambient: str | None = None
    pronounce: tuple[tuple[str, str], ...] = ()
    changes: tuple[str, ...] = ()
    meta: tuple[tuple[str, str], ...] = field(default=())

    def cues(self) -> tuple[Cue, ...]:
        """Every cue: for each slot its lead, then what sounds during its span."""
        return tuple(cue for slot in self.slots for cue in (*slot.lead, *slot.during))
