"""The blind audit: can this session be followed with the eyes closed?

Comes in: a finished script and its timeline. Goes out: findings, each with the slot and the time it
concerns. It trusts nothing the composer meant to do: it reads what will be heard, and when.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from voiceguide.errors import Finding, Severity, Where
from voiceguide.safety import Context, Field, read_text
from voiceguide.script.lines import Earcon
from voiceguide.script.model import Script, Slot, SlotKind
from voiceguide.script.phrasing import SAFETY
from voiceguide.timeline.model import SlotPlacement, Timeline
from voiceguide.units import clock, to_seconds
from voiceguide.wording.words import word_count

SILENCE_LIMIT_S = {"full": 25.0, "brief": 45.0, "signals": 125.0}
"""Longest stretch without any cue, seconds; with signals alone the pacer runs through every stroke, and the
limit is for what lies between (turning over takes up to 120 s)."""

CHECK_IN_LIMIT_S = 300.0
BREATH_LIMIT_S = 200.0
BALANCE_LIMIT_S = 1.0
LONGEST_SENTENCE = 16
"""Words in one sentence of an instruction; the composer aims at twelve."""

_ORDER = ("where", "hands", "path", "pressure", "count", "begin")
_ONCE = {"hands", "path", "pressure"}
"""Parts that need not be said again when the same stroke comes again."""


@dataclass(frozen=True, slots=True)
class _View:
    """A script with its timeline, matched slot by slot."""

    script: Script
    timeline: Timeline

    def pairs(self) -> Iterator[tuple[Slot, SlotPlacement]]:
        yield from zip(self.script.slots, self.timeline.slots, strict=True)

    def strokes(self) -> Iterator[tuple[Slot, SlotPlacement]]:
        for slot, placed in self.pairs():
            if slot.kind is SlotKind.STROKE:
                yield slot, placed

    def starts(self, *parts: str) -> list[float]:
        return [to_seconds(each.start) for each in self.timeline.speech if each.part in parts]


def audit(script: Script, timeline: Timeline) -> tuple[Finding, ...]:
    """Everything that would leave a listener with closed eyes alone, in order of time.

    Args:
        script: The script.
        timeline: The same script laid out.

    Returns:
        Findings; empty when the session can be followed blind. Errors are what breaks the promise; warnings
        are what a careful author would still change.
    """
    view = _View(script, timeline)
    found: list[Finding] = []
    for rule in (_safety, _closing, _instructions, _announced, _last, _silence, _pacer, _balance, _check_ins, _words):
        found += rule(view)
    if script.guidance == "full":
        found += _breaths(view)
    return tuple(found)


def _finding(
    rule: str, message: str, slot: str, at_s: float | None, reason: str, severity: Severity = Severity.ERROR
) -> Finding:
    when = f" at {clock(at_s)}" if at_s is not None else ""
    return Finding(rule, message + when, Where(key=slot or None), severity, reason)


def _safety(view: _View) -> Iterator[Finding]:
    said = {cue.text for slot in view.script.slots for cue in slot.lead if cue.part == "safety"}
    missing = [text for group in SAFETY for text in group if text not in said]
    if missing and view.script.language.startswith("en"):
        reason = "The safety words come before every session and cannot be switched off."
        yield _finding(
            "safety-words", f"{len(missing)} safety sentences are missing, first: {missing[0]}", "", 0, reason
        )
    safety = [placed.stop for slot, placed in view.pairs() if slot.kind is SlotKind.SAFETY]
    first = next((placed for _, placed in view.strokes()), None)
    if first is not None and (not safety or max(safety) > first.start):
        at_s = to_seconds(first.start)
        yield _finding("safety-first", "a stroke comes before the safety words end", first.slot, at_s, "Safety first.")


def _closing(view: _View) -> Iterator[Finding]:
    last = max((placed.stop for _, placed in view.strokes()), default=0)
    hands = [p.stop - p.span_start for s, p in view.pairs() if s.technique == "still hands" and p.start >= last]
    if not any(to_seconds(frames) >= 15 - 0.01 for frames in hands):
        reason = "Hands that simply leave feel abrupt."
        yield _finding("closing-hands", "still hands of 15 s are missing after the last stroke", "", None, reason)
    if not any(each.earcon is Earcon.END and each.start >= last for each in view.timeline.earcons):
        yield _finding("closing-bells", "the three bells are missing at the end", "", None, "The end must be plain.")


def _instructions(view: _View) -> Iterator[Finding]:
    if view.script.guidance == "signals":
        return
    told: dict[str, set[str]] = {}
    for slot, placed in view.strokes():
        parts = [cue.part for cue in slot.lead if cue.part in _ORDER]
        known = told.setdefault(slot.source or slot.id, set())
        known |= set(parts)
        for part in _ORDER:
            if part not in parts and not (part in _ONCE and part in known):
                reason = "With closed eyes nobody can guess it."
                at_s = to_seconds(placed.start)
                yield _finding("instruction", f"{slot.title}: the {part} is never said", slot.id, at_s, reason)
        if parts != sorted(parts, key=_ORDER.index):
            at_s = to_seconds(placed.start)
            yield _finding(
                "order", f"{slot.title}: said in the order {', '.join(parts)}", slot.id, at_s, "Place first."
            )


def _announced(view: _View) -> Iterator[Finding]:
    if view.script.guidance == "signals":
        return
    heard = {each.cue: each for each in view.timeline.speech}
    for slot, placed in view.strokes():
        cues = [cue for cue in slot.during if cue.part == "next"]
        if not any(heard[cue.id].start < placed.stop for cue in cues):
            at_s = to_seconds(placed.stop)
            reason = "Hands need to know where they go before they get there."
            yield _finding("announced", f"{slot.title}: ends without saying what comes next", slot.id, at_s, reason)


def _last(view: _View) -> Iterator[Finding]:
    if view.script.guidance == "signals":
        return
    heard = {each.cue: each for each in view.timeline.speech}
    for slot, placed in view.strokes():
        work = placed.stop - placed.grown - placed.span_start
        cues = [heard[cue.id] for cue in slot.during if cue.part == "last"]
        if not cues and placed.repetitions > 1 and to_seconds(work) > 20:
            at_s = to_seconds(placed.stop)
            reason = "A change of stroke should never come as a surprise."
            yield _finding("last", f"{slot.title}: the last repetition is not announced", slot.id, at_s, reason)


def _silence(view: _View) -> Iterator[Finding]:
    limit = SILENCE_LIMIT_S[view.script.guidance]
    sounds = [(each.start, each.stop) for each in view.timeline.speech]
    sounds += [(each.start, each.stop) for each in view.timeline.earcons]
    if view.script.guidance == "signals":
        sounds += [(pulse.start, pulse.stop) for pulse in view.timeline.pulses]
    for (_, stop), (start, _) in pairwise(sorted(sounds)):
        if to_seconds(start - stop) > limit:
            slot = next((each.slot for each in view.timeline.slots if each.start <= stop < each.stop), "")
            message = f"{to_seconds(start - stop):.0f} s without any cue (limit {limit:.0f} s)"
            yield _finding("silence", message, slot, to_seconds(stop), "A long silence feels like the end.")


def _pacer(view: _View) -> Iterator[Finding]:
    runs: dict[str, list[tuple[int, int]]] = {}
    for pulse in view.timeline.pulses:
        runs.setdefault(pulse.slot, []).append((pulse.start, pulse.stop))
    for slot, placed in view.strokes():
        pulses = runs.get(slot.id, [])
        whole = pulses and pulses[0][0] == placed.span_start and pulses[-1][1] == placed.stop - placed.grown
        if not whole or any(stop != start for (_, stop), (start, _) in pairwise(pulses)):
            at_s = to_seconds(placed.span_start)
            yield _finding("pacer", f"{slot.title}: the pacer does not run through", slot.id, at_s, "Hands follow it.")


def _balance(view: _View) -> Iterator[Finding]:
    time: dict[str, dict[str, int]] = {}
    for slot, placed in view.strokes():
        if slot.pair:
            sides = time.setdefault(slot.pair, {"left": 0, "right": 0})
            sides[slot.side] = sides.get(slot.side, 0) + placed.stop - placed.span_start
    for pair, sides in time.items():
        difference = to_seconds(abs(sides["left"] - sides["right"]))
        if difference > BALANCE_LIMIT_S:
            yield _finding("balance", f"left and right differ by {difference:.1f} s", pair, None, "Sides are equal.")


def _check_ins(view: _View) -> Iterator[Finding]:
    strokes = list(view.strokes())
    if not strokes:
        return
    begin, end = to_seconds(strokes[0][1].start), to_seconds(strokes[-1][1].stop)
    asked = [at_s for at_s in view.starts("check-in") if begin <= at_s <= end]
    for before, after in pairwise([begin, *asked, end]):
        if after - before > CHECK_IN_LIMIT_S:
            message = f"{after - before:.0f} s without a check-in (limit {CHECK_IN_LIMIT_S:.0f} s)"
            yield _finding("check-in", message, "", before, "Comfort changes, and not everybody says so unasked.")


def _breaths(view: _View) -> Iterator[Finding]:
    strokes = list(view.strokes())
    if not strokes:
        return
    begin, end = to_seconds(strokes[0][1].start), to_seconds(strokes[-1][1].stop)
    heard = [at_s for at_s in view.starts("breath", "breathe", "hold", "settle") if begin <= at_s <= end]
    for before, after in pairwise([begin, *heard, end]):
        if after - before > BREATH_LIMIT_S:
            message = f"{after - before:.0f} s without a word on the breath"
            yield _finding(
                "breath", message, "", before, "A breath cue belongs to every 2–3 minutes.", Severity.WARNING
            )


_FIELDS = {
    SlotKind.WELCOME: Field.PREPARE,
    SlotKind.SAFETY: Field.PREPARE,
    SlotKind.PREPARE: Field.PREPARE,
    SlotKind.STAGE: Field.TITLE,
    SlotKind.CLOSE: Field.CLOSE,
    SlotKind.FADE: Field.CLOSE,
}


def _context(slot: Slot) -> Context:
    """The keys that a cue's words stand with."""
    field = _FIELDS.get(slot.kind, Field.NOTE)
    return Context(field, region=slot.region, technique=slot.technique)  # a line may announce the other side


def _words(view: _View) -> Iterator[Finding]:
    for slot, placed in view.pairs():
        at_s = to_seconds(placed.start)
        for cue in (*slot.lead, *slot.during):
            for each in read_text(cue.text, _context(slot), view.script.language):
                message = f"{each.message}: {cue.text}"
                yield _finding(each.rule, message, cue.id, at_s, each.reason, each.severity)
            longest = max((word_count(text) for text in cue.text.replace("?", ".").split(".")), default=0)
            if cue.part in _ORDER and longest > LONGEST_SENTENCE:
                message = f"a sentence of {longest} words: {cue.text}"
                yield _finding("long", message, cue.id, at_s, "Twelve words can be kept in mind.", Severity.WARNING)
