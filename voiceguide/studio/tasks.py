"""What the helper processes do: everything that takes more than a moment, so that the server stays quick.

Comes in: files, texts and settings. Goes out: plain values that can cross between processes, or a sound file where
asked. Each function asks the public API; errors that concern the user cross as `VoiceguideError`.
"""

from __future__ import annotations

import signal
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from voiceguide.routine.model import Routine
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
    names = ("voice", "duration_s", "pace", "guidance", "avoid", "seed", "rate_wpm", "max_session_s", "max_cues")
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
    from voiceguide.choreography.model import MoveKind
    from voiceguide.export.deliver import Order
    from voiceguide.pipeline import render

    source, order = _routine(file, changed_ns), Order(companions=())
    made = render(source, target, settings, order=order, force=True, preview_s=PREVIEW_S)
    first = next(move for move in made.session.timeline.moves if move.kind is MoveKind.STROKE)
    stage = made.session.timeline.chapters[0].title
    return {"title": first.title, "stage": stage, "seconds": made.session.timeline.seconds}


def voice_sample(settings: Settings, target: Path) -> dict[str, Any]:
    """Render a sentence or two in the voice alone."""
    from voiceguide.samples import render_words

    return {"seconds": render_words(VOICE_WORDS, target, replace(settings, ambient="none"))}


def bed_sample(settings: Settings, target: Path) -> dict[str, Any]:
    """Render a bed at its level with a few words above it."""
    from voiceguide.samples import render_words

    return {"seconds": render_words(BED_WORDS, target, settings, tail_s=BED_SAMPLE_S)}


def cover(title: str, minutes: int | None, seed: str, size: int) -> bytes:
    """A cover as JPEG."""
    from voiceguide.export.cover.picture import cover_jpeg

    return cover_jpeg(title, minutes, seed=seed, size=size)


def edit(text: str, change: Change, file: Path | None, settings: Settings) -> dict[str, Any]:
    """A text with one change made, and what the editor shows of it."""
    from voiceguide.studio.yaml_edit import changed

    text = changed(text, change)
    return {"text": text, **check(text, file, settings)}
