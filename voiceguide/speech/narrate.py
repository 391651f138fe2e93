"""Narration: every text of a session becomes a clip.

Comes in: texts by cue id, an engine and a voice. Goes out: clips by cue id. Equal texts are spoken
once; what the cache has is not spoken at all; each new clip is stored as soon as it is finished, so
that an interrupted render goes on from there. Knows nothing of routines, timelines or mixes.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial

from voiceguide.audio import Samples
from voiceguide.errors import SpeechError
from voiceguide.files import cache_folder
from voiceguide.settings import Settings
from voiceguide.speech.cache import FORMAT, ClipCache, shared_cache
from voiceguide.speech.casting import OwnWords, Role, cast
from voiceguide.speech.clip import Clip
from voiceguide.speech.engine import Engine, Progress
from voiceguide.speech.finish import Finished, finish_parts
from voiceguide.speech.lexicon import as_ipa
from voiceguide.speech.lines import Line, Manner, as_written, line_of, read
from voiceguide.speech.parallel import cores
from voiceguide.speech.registry import resolve_voice
from voiceguide.text import Reading


@dataclass(frozen=True, slots=True, eq=False)
class Narration:
    """Everything spoken in a session.

    Attributes:
        clips: The clip of each cue, by cue id. Cues with the same text share one.
        voice: The voice that speaks, as ``ENGINE:NAME``.
        synthesised: How many clips were made now.
        from_cache: How many were there already.
        rate_wpm: The rate it speaks at, in words per minute.
        problem: Why clips could not be kept for the next run, or None.
        notes: What is otherwise than it was asked to be, each in a sentence.
    """

    clips: Mapping[str, Clip]
    voice: str
    synthesised: int
    from_cache: int
    rate_wpm: float
    problem: str | None = None
    notes: tuple[str, ...] = ()


def narrate(
    texts: Mapping[str, str],
    *,
    settings: Settings | None = None,
    engine: Engine | None = None,
    voice: str | None = None,
    cache: ClipCache | None = None,
    progress: Progress | None = None,
    pronounce: Iterable[tuple[str, str]] = (),
    own_words: OwnWords | None = None,
) -> Narration:
    """Speak every cue.

    Args:
        texts: What is said, by cue id.
        settings: Rate and pitch; and the voice, unless `engine` is given.
        engine: The engine to speak with; it is left open. By default `settings.voice` decides.
        voice: The engine's own name of the voice; by default the engine's default.
        cache: Where clips are kept; by default the user's cache.
        progress: Called with (clips done, clips in all).
        pronounce: Pairs (word, IPA or respelling).
        own_words: The lines that are in the author's language; all others are English.

    Raises:
        SpeechError: A clip cannot be made; `cue` is the id of the first cue that needs it.
        VoiceError: The voice is unknown or not installed.
    """
    settings, cache = settings or Settings(), cache or shared_cache(cache_folder() / "clips")
    own_words = own_words or OwnWords()
    languages = {cue: own_words.language_of(text) for cue, text in texts.items()}
    readings = {cue: read(text, cue, languages[cue]) for cue, text in texts.items()}
    with ExitStack() as stack:
        if engine is None:
            engine, voice = resolve_voice(settings.voice)
            stack.enter_context(engine)
        main = Role(engine, voice or engine.default_voice())
        roles, notes = cast(main, tuple(dict.fromkeys([*languages.values()])), stack)
        sounds = as_ipa(pronounce)
        studios = {role: _Studio(role, settings, cache, sounds) for role in dict.fromkeys([main, *roles.values()])}
        if main.engine.verbatim:
            readings = {cue: as_written(text, cue) for cue, text in texts.items()}
        parts = {
            role: {cue: found for cue, found in readings.items() if roles[languages[cue]] is role} for role in studios
        }
        clips = _all_clips(studios, parts, progress)
        return Narration(
            clips={cue: clips[cue] for cue in texts},
            voice=main.name,
            synthesised=sum(studio.made for studio in studios.values()),
            from_cache=len({clip.key for clip in clips.values()}) - sum(studio.made for studio in studios.values()),
            rate_wpm=studios[main].rate_wpm,
            problem=cache.problem,
            notes=(*notes, *studios[main].notes()),
        )


def _all_clips(
    studios: Mapping[Role, _Studio], parts: Mapping[Role, Mapping[str, Reading]], progress: Progress | None
) -> dict[str, Clip]:
    """The clip of each cue, one voice after the other; progress counts over all of them."""
    totals = {role: len({str(found) for found in readings.values()}) for role, readings in parts.items()}
    whole, before = sum(totals.values()), 0
    clips: dict[str, Clip] = {}
    for role, studio in studios.items():
        readings = parts[role]
        if not readings and whole:
            continue
        studio.engine.prepare(studio.voice, {cue: str(found) for cue, found in readings.items()})
        tell = None if progress is None else partial(_tell, progress, before, whole)
        try:
            made = studio.clips({str(found): found for found in readings.values()}, tell)
        except SpeechError as error:
            error.cue = _first_cue(readings, error.cue)
            raise
        clips |= {cue: made[str(found)] for cue, found in readings.items()}
        before += totals[role]
    return clips


def _tell(progress: Progress, before: int, whole: int, done: int, _total: int) -> None:
    progress(before + done, whole)


class _Studio:
    """One voice with one set of settings, and the cache."""

    def __init__(
        self, role: Role, settings: Settings, cache: ClipCache, pronounce: tuple[tuple[str, str], ...]
    ) -> None:
        self.engine, self.voice, self.settings, self.cache = role.engine, role.voice, settings, cache
        self.made = 0
        self._fingerprint = self.engine.fingerprint(self.voice)
        self._rates = self.engine.rates(self.voice)
        self.rate_wpm = self._rates.nearest(settings.rate_wpm)
        self._manner = Manner(self.voice, self.rate_wpm, settings.pitch_st, pronounce)

    def notes(self) -> tuple[str, ...]:
        """Whether the rate is another than was asked for."""
        asked_wpm = self.settings.rate_wpm
        if asked_wpm is None or asked_wpm == self.rate_wpm:
            return ()
        name, rates = f"{self.engine.name}:{self.voice}", self._rates
        return (
            f"{name} speaks at {self.rate_wpm:g} words/min, not at {asked_wpm:g}: "
            f"it sounds well from {rates.slowest:g} to {rates.fastest:g}",
        )

    def key(self, line: Line) -> str:
        """Content address of the clip of a line."""
        sounds = [part.phonemes for part in line.parts]
        manner = [self._manner.voice, self._manner.rate_wpm, self._manner.pitch_st]
        facts = [FORMAT, self.engine.name, self._fingerprint, *manner, line.text, sounds]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    def clips(self, readings: Mapping[str, Reading], progress: Progress | None) -> dict[str, Clip]:
        """The clip of each text, from the cache or made now."""
        texts = list(readings)
        wanted = {text: line_of(found, self._manner) for text, found in readings.items()}
        keys = {text: self.key(line) for text, line in wanted.items()}
        found = {text: self.cache.load(key) for text, key in keys.items()}
        missing = [text for text, clip in found.items() if clip is None]
        done = len(texts) - len(missing)
        if progress:
            progress(done, len(texts))
        for text, finished in zip(missing, self._finished(missing, wanted), strict=True):
            found[text] = self.cache.store(keys[text], text, finished)
            self.made += 1
            done += 1
            if progress:
                progress(done, len(texts))
        self.cache.evict()
        return {
            text: replace(clip, restore=partial(_restore, f"{self.engine.name}:{self.voice}", wanted[text]))
            for text, clip in found.items()
            if clip is not None
        }

    def _finished(self, texts: list[str], wanted: Mapping[str, Line]) -> Iterator[Finished]:
        """Every line spoken and finished, in order; clips are finished on other cores while the engine goes on.

        What was spoken before an error is handed out before the error is raised, so that it is kept.
        """
        spoken = iter(self.engine.speak([part for text in texts for part in wanted[text].parts]))
        waiting: deque[Future[Finished]] = deque()
        problem: Exception | None = None
        with ThreadPoolExecutor(cores()) as pool:
            for text in texts:
                line = wanted[text]
                try:
                    sounds = [sound for _, sound in zip(line.parts, spoken, strict=False)]
                except Exception as error:
                    problem = error
                    break
                if len(sounds) < len(line.parts):
                    problem = SpeechError(f"{self.engine.name} left out {text!r}", cue=text)
                    break
                waiting.append(pool.submit(finish_parts, sounds, line.silences, text))
                if len(waiting) > 2 * cores():
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        if problem is not None:
            raise problem


def _restore(voice: str, line: Line) -> Samples:
    """Speak a line once more, for a clip whose file has gone since."""
    engine, name = resolve_voice(voice)
    with engine:
        sounds = list(engine.speak([replace(part, voice=name) for part in line.parts]))
    return finish_parts(sounds, line.silences, line.text).samples


def _first_cue(readings: Mapping[str, Reading], text: str | None) -> str | None:
    """The first cue that a text, or a part of one, belongs to; the text itself where there is none."""
    fitting = (cue for cue, found in readings.items() if text == str(found) or text in found.parts)
    return next(fitting, text)
