"""Laying out: a script and the real length of every spoken cue become the timeline.

Comes in: a script, and a function or mapping from cue id to length in samples. Goes out: a `Timeline`
whose slots tile the session to the sample. Nothing is cut and nothing overlaps: words that do not fit
into the time a stroke owns make its slot grow, and the timeline says by how much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from voiceguide.errors import SpeechError
from voiceguide.routine.model import Role
from voiceguide.script.lines import EARCON_SECONDS
from voiceguide.script.model import Anchor, Cue, Script, Slot, Span
from voiceguide.timeline.model import (
    BedSpan,
    Chapter,
    EarconPlacement,
    PacerPulse,
    SlotPlacement,
    SpeechPlacement,
    Timeline,
)
from voiceguide.units import to_samples

GAP = to_samples(0.3)
"""Least silence between two cues in one span, samples."""

MARGIN = to_samples(0.2)
"""Least silence between a span's last cue and the span's end, samples."""

BEFORE_TITLE, AFTER_TITLE = "Before you begin", "Rest"


@dataclass(frozen=True, slots=True)
class _Laid:
    """One slot with its cues at offsets from its own start, in samples."""

    slot: Slot
    lead: tuple[int, ...]
    lead_frames: int
    beats: tuple[tuple[Role, int], ...]
    span_frames: int
    during: tuple[int, ...]
    needed: int


def lay_out(script: Script, lengths: Mapping[str, int]) -> Timeline:
    """Place everything.

    Args:
        script: The script.
        lengths: Samples of every spoken cue, by cue id.

    Raises:
        SpeechError: A spoken cue has no length: it would be lost.
    """
    laid = [_lay_slot(slot, lengths) for slot in script.slots]
    grown = _balanced_growth(laid)
    slots: list[SlotPlacement] = []
    speech: list[SpeechPlacement] = []
    earcons: list[EarconPlacement] = []
    pulses: list[PacerPulse] = []
    now = 0
    for each, growth in zip(laid, grown, strict=True):
        span_start = now + each.lead_frames
        starts = [now + offset for offset in each.lead] + [span_start + offset for offset in each.during]
        for cue, start in zip((*each.slot.lead, *each.slot.during), starts, strict=True):
            if cue.earcon is not None:
                earcons.append(EarconPlacement(cue.id, cue.earcon, start, cue_frames(cue, lengths)))
            else:
                speech.append(SpeechPlacement(cue.id, cue.text, cue.part, start, cue_frames(cue, lengths)))
        pulses += _pulses(each, span_start)
        stop = span_start + each.span_frames + growth
        slots.append(_slot_placement(each.slot, now, span_start, stop, growth))
        now = stop
    return Timeline(
        frames=now,
        slots=tuple(slots),
        speech=tuple(sorted(speech, key=lambda placement: placement.start)),
        earcons=tuple(sorted(earcons, key=lambda placement: placement.start)),
        pulses=tuple(pulses),
        chapters=_chapters(script, slots),
        beds=_beds(script, slots),
    )


def frames_of(script: Script, lengths: Mapping[str, int]) -> int:
    """How long a script becomes, in samples: the length `lay_out` gives it, without placing anything.

    Raises:
        SpeechError: As `lay_out`.
    """
    laid = [_lay_slot(slot, lengths) for slot in script.slots]
    return sum(each.lead_frames + each.span_frames for each in laid) + sum(_balanced_growth(laid))


def cue_frames(cue: Cue, lengths: Mapping[str, int]) -> int:
    """Length of a cue in samples."""
    if cue.earcon is not None:
        return to_samples(EARCON_SECONDS[cue.earcon])
    try:
        return lengths[cue.id]
    except KeyError:
        raise SpeechError("this cue was not spoken", cue=cue.id, hint=f"Its text is: {cue.text}") from None


def span_beats(span: Span) -> tuple[tuple[Role, int], ...]:
    """The beats of one repetition in samples, rounded so that they sum to the rounded period."""
    edges = [to_samples(seconds) for seconds in accumulate((beat.seconds for beat in span.beats), initial=0.0)]
    return tuple((beat.role, stop - start) for beat, start, stop in zip(span.beats, edges, edges[1:], strict=False))


def _lay_slot(slot: Slot, lengths: Mapping[str, int]) -> _Laid:
    lead, now = [], 0
    for cue in slot.lead:
        lead.append(now)
        now += cue_frames(cue, lengths) + to_samples(cue.pause_s)
    beats = span_beats(slot.span)
    own = slot.span.repetitions * sum(frames for _, frames in beats) + to_samples(slot.span.seconds)
    during, needed = place_during(slot.during, [cue_frames(cue, lengths) for cue in slot.during], own)
    return _Laid(slot, tuple(lead), now, beats, own, during, max(0, needed - own))


def place_during(cues: Sequence[Cue], frames: Sequence[int], span: int) -> tuple[tuple[int, ...], int]:
    """Where the cues of a span start, and how long the span must be for them.

    Each cue is put where its anchor wants it; cues that would meet are moved apart, first later from the
    start, then earlier from the end, in the order in which they want to be heard.

    Args:
        cues: The cues.
        frames: Their lengths in samples.
        span: Length of the span in samples.

    Returns:
        Offsets from the span's start in the order of `cues`, and the length the span must have; when that
        is more than `span`, the cues run on behind the last repetition.
    """
    if not cues:
        return (), 0
    wish = [
        to_samples(cue.offset_s) if cue.anchor is Anchor.START else span - to_samples(cue.offset_s) - length
        for cue, length in zip(cues, frames, strict=True)
    ]
    order = sorted(range(len(cues)), key=lambda index: (wish[index], index))
    starts = dict(enumerate(wish))
    free = 0
    for index in order:
        starts[index] = max(free, starts[index])
        free = starts[index] + frames[index] + GAP
    limit = span - MARGIN
    for index in reversed(order):
        starts[index] = min(starts[index], limit - frames[index])
        limit = starts[index] - GAP
    free = 0
    for index in order:  # what was pushed before the start moves back in: now the span must grow
        starts[index] = max(free, starts[index])
        free = starts[index] + frames[index] + GAP
    final = order[-1]
    return tuple(starts[index] for index in range(len(cues))), starts[final] + frames[final] + MARGIN


def _balanced_growth(laid: Sequence[_Laid]) -> list[int]:
    """What each span grows by; the two sides of a pair grow alike, so that they stay equal."""
    most: dict[str, int] = {}
    for each in laid:
        if each.slot.pair:
            most[each.slot.pair] = max(most.get(each.slot.pair, 0), each.needed)
    return [most.get(each.slot.pair, each.needed) if each.slot.pair else each.needed for each in laid]


def _pulses(laid: _Laid, span_start: int) -> list[PacerPulse]:
    period = sum(frames for _, frames in laid.beats)
    return [
        PacerPulse(laid.slot.id, number + 1, span_start + number * period, laid.beats, laid.slot.side)
        for number in range(laid.slot.span.repetitions)
    ]


def _slot_placement(slot: Slot, start: int, span_start: int, stop: int, grown: int) -> SlotPlacement:
    return SlotPlacement(
        slot=slot.id,
        kind=slot.kind,
        title=slot.title,
        stage=slot.stage,
        region=slot.region,
        side=slot.side,
        technique=slot.technique,
        pair=slot.pair,
        start=start,
        span_start=span_start,
        stop=stop,
        repetitions=slot.span.repetitions,
        grown=grown,
    )


def _stretches(slots: Sequence[SlotPlacement]) -> list[tuple[int, int, int]]:
    """(stage, start, stop) of each run of slots of one stage."""
    runs: list[tuple[int, int, int]] = []
    for slot in slots:
        if runs and runs[-1][0] == slot.stage:
            runs[-1] = (slot.stage, runs[-1][1], slot.stop)
        else:
            runs.append((slot.stage, slot.start, slot.stop))
    return runs


def _chapters(script: Script, slots: Sequence[SlotPlacement]) -> tuple[Chapter, ...]:
    def title(stage: int) -> str:
        if stage < 0:
            return BEFORE_TITLE
        return script.stages[stage].title if stage < len(script.stages) else AFTER_TITLE

    return tuple(Chapter(title(stage), start, stop) for stage, start, stop in _stretches(slots))


def _beds(script: Script, slots: Sequence[SlotPlacement]) -> tuple[BedSpan, ...]:
    spans: list[BedSpan] = []
    for stage, start, stop in _stretches(slots):
        ambient = script.stages[stage].ambient if 0 <= stage < len(script.stages) else None
        if spans and spans[-1].ambient == ambient:
            spans[-1] = BedSpan(ambient, spans[-1].start, stop)
        else:
            spans.append(BedSpan(ambient, start, stop))
    return tuple(spans)
