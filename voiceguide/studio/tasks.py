"""Tasks of the worker processes: everything that takes more than a moment, so that the server stays quick.

Each function calls the public API and returns values that can be pickled, or writes a sound file. Errors that concern
the user are `VoiceguideError`.
"""

from __future__ import annotations

import signal
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from voiceguide.app.processes import end_with_owner
from voiceguide.ctrl_c import hear_ctrl_c
from voiceguide.planning import SessionPlan
from voiceguide.routine.model import Routine
from voiceguide.script.lines import BeforeLine
from voiceguide.settings import Settings
from voiceguide.speech.engine import VoiceInfo
from voiceguide.studio.yaml_edit import Change
from voiceguide.timeline.model import Timeline

PREVIEW_S = 30.0
"""Length of a preview: the first stroke's words and its first repetitions."""

VOICE_WORDS = ("Rest both palms on your partner's shoulders.", "Glide slowly, and let your breath set the speed.")
BED_WORDS = ("This is how the voice lies above the sound.",)
BED_SAMPLE_S = 18.0


def begin() -> None:
    """Prepare a worker process: leave Ctrl-C to the server, and import what will be needed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    hear_ctrl_c()
    end_with_owner()
    import voiceguide.export.deliver
    import voiceguide.mix.mixdown
    import voiceguide.pipeline
    import voiceguide.speech.narrate  # noqa: F401


def voices() -> tuple[VoiceInfo, ...]:
    """Every voice, best first."""
    from voiceguide import all_voices

    return tuple(all_voices())


@lru_cache(maxsize=64)
def _routine(file: Path, changed_ns: int) -> Routine:  # noqa: ARG001
    """A routine, read again only when its file changes."""
    from voiceguide import load_routine

    return load_routine(file)


def routine_at(file: Path) -> Routine:
    """The checked routine in a file; read again when the file has changed."""
    return _routine(file, file.stat().st_mtime_ns)


def plan(file: Path, settings: Settings) -> dict[str, Any]:
    """The plan of a session as plain values (see `plans.plan_values`)."""
    return _plan(_hashable(routine_at(file)), settings.for_script)


def timeline(file: Path, settings: Settings) -> Timeline:
    """The planned timeline of a session: its moves, and its words with estimated lengths."""
    return _fit(_hashable(routine_at(file)), settings.for_script).timeline


def before(file: Path, settings: Settings) -> tuple[BeforeLine, ...]:
    """What is said in a session's before-part, in order."""
    part = _fit(_hashable(routine_at(file)), settings.for_script).script.before
    return part.lines if part is not None else ()


@lru_cache(maxsize=8)
def _fit(routine: Routine, settings: Settings) -> SessionPlan:
    """The planned session of a routine, cached."""
    from voiceguide import plan

    return plan(routine, settings)


@lru_cache(maxsize=64)
def _plan(routine: Routine, settings: Settings) -> dict[str, Any]:
    """The plan of a routine as plain values, cached."""
    from voiceguide.app.summaries import summarise
    from voiceguide.errors import DurationError
    from voiceguide.studio.plans import impossible_values, plan_values

    try:
        made = _fit(routine, settings)
    except DurationError as error:
        return impossible_values(error)
    return plan_values(summarise(routine, made, settings), routine.duration_s)


def content(file: Path, settings: Settings) -> str:
    """Everything that a session is made from except its settings, as a text: routine, bed and versions."""
    from voiceguide.export.inputs import hashes_of
    from voiceguide.export.versions import versions

    routine = _hashable(routine_at(file))
    return repr((routine, hashes_of(routine, settings.ambient or routine.ambient, settings), versions()))


def _hashable(routine: Routine) -> Routine:
    """The routine without the places of its keys, which cannot be hashed for a cache."""
    return replace(routine, places=_NO_PLACES)


class _NoPlaces(dict[str, Any]):
    """An empty mapping that can be hashed."""

    def __hash__(self) -> int:  # type: ignore[override]
        return 0


_NO_PLACES = _NoPlaces()


def check(text: str, file: Path | None, settings: Settings) -> dict[str, Any]:
    """What the editor shows of a text (see `writing.look_at`)."""
    from voiceguide.studio.writing import look_at

    return look_at(text, file, settings.for_script)


def preview(file: Path, changed_ns: int, settings: Settings, target: Path) -> dict[str, Any]:
    """Render the first stroke as it will sound.

    Args:
        file: The routine.
        changed_ns: When the file was last changed; a new time makes a new preview.
        settings: Everything that shapes the session.
        target: The MP3 to write.

    Returns:
        Its title, the stage's, and its length in seconds.
    """
    from voiceguide import Outputs, Preview, render
    from voiceguide.choreography.model import MoveKind

    source, outputs = _routine(file, changed_ns), Outputs(sidecars=())
    made = render(source, target, settings, outputs=outputs, force=True, preview=Preview(PREVIEW_S))
    first = next(move for move in made.session.timeline.moves if move.kind is MoveKind.STROKE)
    stage = made.session.timeline.chapters[0].title
    return {"title": first.title, "stage": stage, "seconds": made.session.timeline.seconds}


def voice_sample(settings: Settings, target: Path) -> dict[str, Any]:
    """Render a sentence or two in the voice alone."""
    from voiceguide.app.samples import render_words

    return {"seconds": render_words(VOICE_WORDS, target, replace(settings, ambient="none"))}


def bed_sample(settings: Settings, target: Path) -> dict[str, Any]:
    """Render a bed at its level with a few words above it."""
    from voiceguide.app.samples import render_words

    return {"seconds": render_words(BED_WORDS, target, settings, tail_s=BED_SAMPLE_S)}


def cover(title: str, minutes: int | None, seed: str, size: int) -> bytes:
    """A cover as JPEG."""
    from voiceguide.export.cover.picture import cover_jpeg

    return cover_jpeg(title, minutes, seed=seed, size=size)


def edit(text: str, changes: tuple[Change, ...], file: Path | None, settings: Settings) -> dict[str, Any]:
    """The text after each of the changes, and what the editor shows of the last."""
    from voiceguide.studio.yaml_edit import change_text

    texts = list(accumulate(changes, change_text, initial=text))[1:]
    return {"texts": texts, **check(texts[-1], file, settings)}


def listen(text: str, file: Path | None, place: str, on: bool, settings: Settings, target: Path) -> dict[str, Any]:
    """Render one stroke of a text, or the session from there on (see `listening.render_part`)."""
    from voiceguide.studio.listening import render_part

    return render_part(text, file, place, on, settings, target)
