"""Estimates what a catalogue would take: sessions, hours, clips, bytes, and time measured on this machine.

The measurements are stored, by program and voice; nothing else is written.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from voiceguide.catalogue.content import program_hash
from voiceguide.catalogue.messages import NotMade, Session
from voiceguide.errors import VoiceguideError
from voiceguide.files import cache_folder, read_object, write_atomic
from voiceguide.planning import plan_session
from voiceguide.progress import Progress, WorkStage
from voiceguide.routine.check import load_checked
from voiceguide.routine.model import Routine
from voiceguide.settings import Settings, settings_for
from voiceguide.settings.fields import Part
from voiceguide.speech.parallel import cores
from voiceguide.speech.registry import resolve_voice

MOST_PLANS = 2000
"""Most plans that are made; of more, an evenly spread sample is planned and the rest estimated from it."""

MEASURED = ("word_s", "sound_s", "session_s")
"""What is measured on a machine: seconds of one core per spoken word, per second of sound, and per session for the
rest (plans, cover, before-part)."""

_SHORT_S, _LONG_S = 10.0, 70.0
_BEFORE_S = 150.0  # about the length of a before-part
_WARMING = "Hands rest."
_TRIAL_TEXTS = (
    "Rest both hands on the tops of the shoulders, and take one long breath together.",
    "Glide down beside the spine, and let the hands come home.",
    "A little lighter.",
)
_LOSSLESS_KBPS = {"wav": 1411, "flac": 750}
_BESIDE_BYTES = 2_500_000  # the before-part, cover, captions, script and report of a session


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a catalogue would take.

    Attributes:
        title: Title of the catalogue.
        sessions: How many are asked for.
        there: How many stand there already.
        sound_s: Seconds of sound to be made.
        clips: Clips to be spoken, each once.
        sampled: Whether clips were counted in a part of the sessions.
        size_bytes: About how many would be written.
        processor_s: About how many seconds one core of this machine would take.
        workers: Among how many the work would be shared.
        seconds: About how long it would take.
        failed: Sessions that could not be made.
    """

    title: str
    sessions: int
    there: int
    sound_s: float
    clips: int
    sampled: bool
    size_bytes: int = field(metadata={"json": "bytes"})
    processor_s: float
    workers: int
    seconds: float
    failed: tuple[NotMade, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The length of one planned session, and the texts that are always spoken."""

    seconds: float
    texts: tuple[str, ...]
    error: str = ""


def estimate(
    title: str,
    sessions: Sequence[Session],
    failed: dict[str, str],
    made: set[str],
    clips: set[str],
    *,
    workers: int | None = None,
    again: bool = False,
    progress: Progress | None = None,
) -> Estimate:
    """Estimate what is left to do.

    Args:
        title: Title of the catalogue.
        sessions: All requested sessions.
        failed: The reason, by key, for each whose routine cannot be read.
        made: Keys of the sessions that exist.
        clips: Keys of the clips that exist.
        workers: How many workers share the work; by default one per core of this machine.
        again: Measure this machine again.
        progress: Called after each plan.
    """
    todo = [each for each in sessions if each.key not in made and each.key not in failed]
    problems = {each.name: failed[each.key] for each in sessions if each.key in failed}
    groups: dict[str, list[Session]] = defaultdict(list)
    for each in todo:
        groups[_plan_key(each)].append(each)
    step = max(1, -(-len(groups) // MOST_PLANS))
    plans = _plans([group[0] for group in list(groups.values())[::step]], progress)
    keys: dict[str, str] = {}
    sound_s, counted = 0.0, 0
    for group, plan in zip(list(groups.values())[::step], plans, strict=True):
        if plan.error:
            problems |= {each.name: plan.error for each in group}
            continue
        sound_s += plan.seconds * len(group)
        counted += len(group)
        keys |= _keys(group, plan.texts)
    whole = len(todo) - sum(plan.error != "" for plan in plans)
    sound_s *= whole / counted if counted else 0.0
    new = {key: text for key, text in keys.items() if key not in clips}
    measured = calibration(todo[0], again=again) if todo else dict.fromkeys(MEASURED, 0.0)
    words = sum(len(text.split()) for text in new.values())
    processor_s = words * measured["word_s"] + sound_s * measured["sound_s"] + whole * measured["session_s"]
    count = workers or cores()
    return Estimate(
        title=title,
        sessions=len(sessions),
        there=sum(each.key in made for each in sessions),
        sound_s=round(sound_s, 1),
        clips=len(new),
        sampled=step > 1,
        size_bytes=sum(_size(each, sound_s / max(1, whole)) for each in todo),
        processor_s=round(processor_s, 1),
        workers=count,
        seconds=round(processor_s / count, 1),
        failed=tuple(NotMade(name, error) for name, error in problems.items()),
    )


def _plan_key(session: Session) -> str:
    """A key that is equal for sessions with the same plan."""
    settings = {name: getattr(session.settings, name) for name in settings_for(Part.SCRIPT)}
    return json.dumps([session.routine_sha256, settings], sort_keys=True, default=str)


def _plans(sessions: Sequence[Session], progress: Progress | None) -> list[Plan]:
    """A plan for each session; many are made in parallel."""
    found: list[Plan] = []
    asked = [(each.routine, each.settings) for each in sessions]
    few = len(asked) < 4 * cores()
    pool = None if few else ProcessPoolExecutor(cores(), mp_context=get_context("spawn"))
    try:
        for plan in map(plan_of, asked) if pool is None else pool.map(plan_of, asked, chunksize=4):
            found.append(plan)
            if progress is not None:
                progress(WorkStage.PLAN, len(found), len(asked))
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)
    return found


def plan_of(asked: tuple[Routine | str, Settings]) -> Plan:
    """The plan of one session."""
    source, settings = asked
    try:
        routine = source if isinstance(source, Routine) else load_checked(source)
        made = plan_session(routine, settings)
    except VoiceguideError as error:
        return Plan(0.0, (), str(error))
    before = made.script.before.lines if made.script.before is not None else ()
    texts = dict.fromkeys([*(line.text for line in made.script.lines), *(line.text for line in before)])
    return Plan(made.choreography.seconds, tuple(texts))


def _keys(group: Iterable[Session], texts: tuple[str, ...]) -> dict[str, str]:
    """Key of each clip of sessions that share a plan → its text."""
    from voiceguide.speech.narrate import clip_keys

    found: dict[str, str] = {}
    for session in {
        (each.settings.voice, each.settings.rate_wpm, each.settings.pitch_st): each for each in group
    }.values():
        engine, voice = resolve_voice(session.settings.voice)
        pronounce = session.routine.pronounce if isinstance(session.routine, Routine) else ()
        with engine:
            found |= {key: text for text, key in clip_keys(texts, session.settings, engine, voice, pronounce).items()}
    return found


def _size(session: Session, seconds: float) -> int:
    """About how many bytes a session takes."""
    kbps = _LOSSLESS_KBPS.get(session.outputs.audio.name, session.settings.bitrate_kbps)
    return round(seconds * kbps * 1000 / 8) + _BESIDE_BYTES


# --- measurements of this machine -----------------------------------------------------------------


def calibration(session: Session, *, again: bool = False) -> dict[str, float]:
    """The values of `MEASURED` for one core of this machine.

    Args:
        session: Its routine and voice are used for measuring.
        again: Measure even if there are stored measurements.
    """
    path = cache_folder() / "calibration.json"
    key = f"{program_hash()[:16]} {session.voice}"
    kept = _read_measured(path)
    if again or key not in kept:
        kept[key] = _measure(session)
        write_atomic(path, json.dumps(kept, indent=1) + "\n")
    return kept[key]


def _read_measured(path: Path) -> dict[str, dict[str, float]]:
    """The stored measurements, or none if the file cannot be used."""
    try:
        return {key: {name: float(each[name]) for name in MEASURED} for key, each in read_object(path).items()}
    except (ValueError, KeyError, TypeError):
        return {}


def _measure(session: Session) -> dict[str, float]:
    """Measure this machine: speak some sentences, and render a short and a long preview."""
    from voiceguide.pipeline import render
    from voiceguide.speaking import Preview
    from voiceguide.speech.cache import ClipCache
    from voiceguide.speech.narrate import narrate

    routine = session.routine if isinstance(session.routine, Routine) else load_checked(session.routine)
    settings = session.settings
    with tempfile.TemporaryDirectory(prefix="voiceguide-calibration-") as folder:
        cache = ClipCache(Path(folder) / "clips")
        engine, voice = resolve_voice(settings.voice)
        with engine:  # loading the model is not measured, since a task speaks many lines with it
            narrate({"first": _WARMING}, settings=settings, engine=engine, voice=voice, cache=cache)
            began, began_cpu = time.perf_counter(), time.process_time()
            narrate(dict(enumerate_texts()), settings=settings, engine=engine, voice=voice, cache=cache)
            # threads of this process count as processor time; a voice in a process of its own only by the clock
            spoken_s = max(time.perf_counter() - began, time.process_time() - began_cpu)
            word_s = spoken_s / sum(len(text.split()) for text in _TRIAL_TEXTS)

        def render_s(seconds: float) -> float:
            began = time.process_time()
            target = Path(folder) / "trial.mp3"
            render(routine, target, settings, preview=Preview(seconds), threads=1, force=True)
            return time.process_time() - began

        render_s(_LONG_S)  # speaks the clips that the measured renders need
        short_s, long_s = render_s(_SHORT_S), render_s(_LONG_S)
    sound_s = max(1e-4, (long_s - short_s) / (_LONG_S - _SHORT_S))
    fixed_s = max(0.0, short_s - _SHORT_S * sound_s)  # the before-part is a file with a cover of its own
    return {"word_s": word_s, "sound_s": sound_s, "session_s": 2 * fixed_s + _BEFORE_S * sound_s}


def enumerate_texts() -> list[tuple[str, str]]:
    """The sentences for measuring speech, with ids."""
    return [(f"trial.{number}", text) for number, text in enumerate(_TRIAL_TEXTS)]
