"""A preview: the first stretch of a session, or of one of its stages, in seconds.

Comes in: a routine or script, settings, a length or a stage's name. Goes out: a script cut down to what
will be heard. Only its cues are spoken, so that it is ready long before the whole would be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from voiceguide.errors import UsageError, did_you_mean
from voiceguide.layout import lay_out
from voiceguide.routine.model import Routine
from voiceguide.script.fit import estimated, fit
from voiceguide.script.limits import refuse_oversized
from voiceguide.script.model import Script, Slot, SlotKind
from voiceguide.settings import Settings
from voiceguide.timeline.model import Timeline
from voiceguide.units import RATE_HZ, to_samples

DEFAULT_S = 60.0
_SLACK = 1.5
"""Spoken cues may be this much shorter than estimated before a preview would run out of them."""


def preview(
    source: Routine | Script, settings: Settings, seconds: float = DEFAULT_S, stage: str | None = None
) -> Script:
    """The part of a script that a preview of `seconds` may need.

    Args:
        source: A routine or a script.
        settings: As for the whole session, so that the preview sounds as the session will.
        seconds: Length of the preview.
        stage: Title of a stage to begin with; by default the session's beginning.

    Raises:
        UsageError: There is no such stage (the hint names the nearest), or limits of the settings are passed.
        DurationError: As in `fit`.
    """
    refuse_oversized(source, settings)
    script = source if isinstance(source, Script) else fit(source, settings).script
    timeline = lay_out(script, estimated(settings)(script))
    first = _first_slot(script, stage)
    begin = timeline.slots[first].start
    wanted = begin + to_samples(seconds * _SLACK)
    slots = tuple(_upto(script, timeline, first, wanted))
    title = f"{script.title} (preview)"
    return replace(script, title=title, slots=slots, changes=())


def _first_slot(script: Script, stage: str | None) -> int:
    if stage is None:
        return 0
    titles = [heading.title for heading in script.stages]
    matches = [index for index, title in enumerate(titles) if title.casefold() == stage.casefold()]
    if not matches:
        raise UsageError(f"there is no stage {stage!r}", hint=did_you_mean(stage, titles))
    first = next((index for index, slot in enumerate(script.slots) if slot.stage in matches), None)
    if first is None:
        raise UsageError(f"the stage {stage!r} holds nothing to preview")
    return first


def _upto(script: Script, timeline: Timeline, first: int, wanted: int) -> Iterator[Slot]:
    for slot, placed in zip(script.slots[first:], timeline.slots[first:], strict=True):
        if placed.start >= wanted and slot.kind is not SlotKind.FADE:
            return
        yield slot


def clipped(timeline: Timeline, seconds: float) -> Timeline:
    """The first `seconds` of a timeline; cues that would be cut are left out.

    Returns:
        A timeline of exactly `seconds`, or the same when it is no longer than that.
    """
    stop = to_samples(seconds, RATE_HZ)
    if timeline.frames <= stop:
        return timeline
    return replace(
        timeline,
        frames=stop,
        slots=tuple(
            replace(each, stop=min(each.stop, stop), span_start=min(each.span_start, stop), grown=0)
            for each in timeline.slots
            if each.start < stop
        ),
        speech=tuple(each for each in timeline.speech if each.stop <= stop),
        earcons=tuple(each for each in timeline.earcons if each.stop <= stop),
        pulses=tuple(each for each in timeline.pulses if each.stop <= stop),
        chapters=tuple(replace(each, stop=min(each.stop, stop)) for each in timeline.chapters if each.start < stop),
        beds=tuple(replace(each, stop=min(each.stop, stop)) for each in timeline.beds if each.start < stop),
    )
