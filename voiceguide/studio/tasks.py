"""What the helper processes do: everything that takes more than a moment, so that the server stays quick.

Comes in: files, texts and settings. Goes out: plain values that can cross between processes, or a sound file where
asked. Each function asks the public API; errors that concern the user cross as `VoiceguideError`.
"""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from voiceguide.routine.model import Routine
from voiceguide.script.model import Cue, Script, Slot, SlotKind, Span
from voiceguide.settings import Settings
from voiceguide.studio.yaml_edit import Change

PREVIEW_S = 30.0
"""Length of a preview: the first stroke's words and its first repetitions."""

VOICE_WORDS = ("Rest both palms on your partner's shoulders.", "Glide slowly, and let your breath set the speed.")
BED_WORDS = ("This is how the voice lies above the sound.",)
BED_SAMPLE_S = 18.0


def begin() -> None:
    """What a helper process does first: leave Ctrl-C to the server, and import what will be needed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import voiceguide.export.deliver
    import voiceguide.mix.mixdown
    import voiceguide.pipeline
    import voiceguide.speech.narrate  # noqa: F401


def voices() -> list[dict[str, Any]]:
    """Every voice, best first."""
    from voiceguide import all_voices

    return [
        {"name": each.name, "language": each.language, "gender": each.gender, "installed": each.installed,
         "note": each.note}
        for each in all_voices()
    ]  # fmt: skip


@lru_cache(maxsize=64)
def _routine(file: Path, changed_ns: int) -> Routine:  # noqa: ARG001
    from voiceguide import load_routine

    return load_routine(file)


def routine_at(file: Path) -> Routine:
    """The checked routine in a file; read again when the file has changed."""
    return _routine(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _fitted(routine: Routine, settings: Settings) -> Any:
    from voiceguide import plan

    return plan(routine, settings)


def _composing(settings: Settings) -> Settings:
    """Only the settings that change what is said and when, so that a plan is kept while the sound is chosen."""
    names = ("duration_s", "pace", "guidance", "avoid", "seed", "rate_wpm", "max_session_s", "max_cues")
    return Settings(**{name: getattr(settings, name) for name in names})


def plan(file: Path, settings: Settings) -> dict[str, Any]:
    """What a session would be like (see `facts.plan_facts`)."""
    return _planned(_hashable(routine_at(file)), _composing(settings))


@lru_cache(maxsize=64)
def _planned(routine: Routine, settings: Settings) -> dict[str, Any]:
    from voiceguide.studio.facts import plan_facts

    return plan_facts(routine, settings, _fitted)


def _hashable(routine: Routine) -> Routine:
    """The routine without the places of its keys, which a cache cannot hold as a key."""
    return replace(routine, places=_NO_PLACES)


class _NoPlaces(dict[str, Any]):
    """An empty mapping that can be hashed."""

    def __hash__(self) -> int:  # type: ignore[override]
        return 0


_NO_PLACES = _NoPlaces()


def check(text: str, file: Path | None, settings: Settings) -> dict[str, Any]:
    """What the editor shows of a text (see `writing.look_at`)."""
    from voiceguide.studio.writing import look_at

    return look_at(text, file, _composing(settings))


def preview(file: Path, changed_ns: int, settings: Settings, target: Path) -> dict[str, Any]:
    """Render the first stroke as it will sound.

    Args:
        file: The routine.
        changed_ns: When the file was changed, so that the preview is of its present text.
        settings: Everything that shapes the session.
        target: The MP3 to write.

    Returns:
        Its title, the stage's, and its length in seconds.
    """
    script = _fitted(_hashable(_routine(file, changed_ns)), _composing(settings)).script
    first = next((index for index, slot in enumerate(script.slots) if slot.kind is SlotKind.STROKE), 0)
    slot = script.slots[first]
    seconds = _sample(replace(script, slots=script.slots[first:]), target, settings, PREVIEW_S)
    return {"title": slot.title, "stage": script.stages[slot.stage].title, "seconds": seconds}


def voice_sample(settings: Settings, target: Path) -> dict[str, Any]:
    """Render a sentence or two in the voice alone."""
    slot = _spoken("1", VOICE_WORDS, Span(seconds=0.6))
    return {"seconds": _sample(_script((slot,)), target, replace(settings, ambient="none"), 20.0)}


def bed_sample(settings: Settings, target: Path) -> dict[str, Any]:
    """Render a bed at its level with a few words above it."""
    pause = Slot("1", SlotKind.WELCOME, -1, span=Span(seconds=5.0))
    words = _spoken("2", BED_WORDS, Span(seconds=BED_SAMPLE_S))
    return {"seconds": _sample(_script((pause, words)), target, settings, BED_SAMPLE_S)}


def _spoken(name: str, texts: Sequence[str], span: Span) -> Slot:
    lead = tuple(Cue(f"{name}.{number}", text, pause_s=0.8, part="sample") for number, text in enumerate(texts))
    return Slot(name, SlotKind.WELCOME, -1, lead=lead, span=span)


def _script(slots: tuple[Slot, ...]) -> Script:
    return Script(title="Sample", routine="sample", slots=slots)


def _sample(script: Script, target: Path, settings: Settings, seconds: float) -> float:
    from voiceguide import render
    from voiceguide.export.deliver import Order

    settings = replace(settings, duration_s=None)
    made = render(script, target, settings, order=Order(companions=()), force=True, preview_s=seconds)
    return made.session.timeline.seconds


def cover(title: str, minutes: int | None, seed: str, size: int) -> bytes:
    """A cover as JPEG."""
    from voiceguide.export.cover.picture import cover_jpeg

    return cover_jpeg(title, minutes, seed=seed, size=size)


def edit(text: str, change: Change, file: Path | None, settings: Settings) -> dict[str, Any]:
    """A text with one change made, and what the editor shows of it."""
    from voiceguide.studio.yaml_edit import changed

    text = changed(text, change)
    return {"text": text, **check(text, file, settings)}
