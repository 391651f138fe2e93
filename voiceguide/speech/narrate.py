"""Narration: turn every text of a session into a clip.

Equal texts are spoken once; what the cache has is not spoken again; each new clip is stored as soon as it is finished,
so that an interrupted render continues from there. Knows nothing of routines, timelines or mixes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from voiceguide.errors import SpeechError
from voiceguide.files import cache_folder
from voiceguide.progress import Counting
from voiceguide.settings import Settings
from voiceguide.speech.cache import ClipCache, shared_cache
from voiceguide.speech.casting import OwnWords, Role, cast, open_other_voices
from voiceguide.speech.clip import Clip
from voiceguide.speech.engine import Engine
from voiceguide.speech.lexicon import as_ipa
from voiceguide.speech.lines import as_written, line_of, read
from voiceguide.speech.registry import resolve_voice
from voiceguide.speech.synthesizer import Synthesizer
from voiceguide.text import Reading


@dataclass(frozen=True, slots=True, eq=False)
class Narration:
    """Everything spoken in a session.

    Attributes:
        clips: The clip of each cue, by cue id. Cues with the same text share one.
        voice: The voice that speaks, as ``ENGINE:NAME``.
        synthesised: How many clips were made now.
        from_cache: How many were in the cache.
        rate_wpm: The rate it speaks at, in words per minute.
        problem: Why clips could not be kept for the next run, or None.
        notes: What differs from the request, one sentence each.
        voices: All voices that speak, the session's own first.
    """

    clips: Mapping[str, Clip]
    voice: str
    synthesised: int
    from_cache: int
    rate_wpm: float
    problem: str | None = None
    notes: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()


def narrate(
    texts: Mapping[str, str],
    *,
    settings: Settings | None = None,
    engine: Engine | None = None,
    voice: str | None = None,
    own: Engine | type[Engine] | None = None,
    cache: ClipCache | None = None,
    progress: Counting | None = None,
    pronounce: Iterable[tuple[str, str]] = (),
    own_words: OwnWords | None = None,
) -> Narration:
    """Speak every cue.

    Args:
        texts: What is said, by cue id.
        settings: Rate and pitch; and the voice, unless `engine` is given.
        engine: The engine to speak with; it is left open. By default `settings.voice` decides.
        voice: The engine's own name of the voice; by default the engine's default.
        own: Opens the engine again for a clip whose file is gone (see `registry.open_voice`).
        cache: Where clips are kept; by default the user's cache.
        progress: Called with (clips done, clips in all).
        pronounce: Pairs (word, IPA or respelling).
        own_words: The lines that are in the author's language; all others are English.

    Raises:
        SpeechError: A clip cannot be made; `cue` is the id of the first cue that needs it.
        VoiceError: The voice is unknown or not installed.
    """
    narrator = Narrator(
        texts,
        settings=settings,
        engine=engine,
        voice=voice,
        own=own,
        cache=cache,
        pronounce=pronounce,
        own_words=own_words,
    )
    with narrator:
        narrator.prepare(texts)
        return narrator.narration(narrator.speak(texts, progress))


class Narrator:
    """The voices of a session, opened once, for texts that are spoken in several calls; a context manager.

    Args:
        texts: All that may be said, by cue id.
        settings: See `narrate`, as all others.
        engine: See `narrate`.
        voice: See `narrate`.
        own: See `narrate`.
        cache: See `narrate`.
        pronounce: See `narrate`.
        own_words: See `narrate`.
        voices: Names of other voices, by the cue ids that they say.

    Raises:
        VoiceError: The voice is unknown or not installed.
        SpeechError: A text has nothing that can be said.
    """

    def __init__(
        self,
        texts: Mapping[str, str],
        *,
        settings: Settings | None = None,
        engine: Engine | None = None,
        voice: str | None = None,
        own: Engine | type[Engine] | None = None,
        cache: ClipCache | None = None,
        pronounce: Iterable[tuple[str, str]] = (),
        own_words: OwnWords | None = None,
        voices: Mapping[str, str] | None = None,
    ) -> None:
        settings, own_words = settings or Settings(), own_words or OwnWords()
        self._cache = cache or shared_cache(cache_folder() / "clips")
        languages = {cue: own_words.language_of(text) for cue, text in texts.items()}
        with ExitStack() as stack:
            if engine is None:
                engine, voice = resolve_voice(settings.voice)
                stack.enter_context(engine)
            self._main = Role(engine, voice or engine.default_voice(), own)
            found = open_other_voices(self._main, (voices or {}).values(), stack)
            speakers = {cue: found.get((voices or {}).get(cue, ""), self._main) for cue in texts}
            self._roles, self._notes = _cast_all(speakers, languages, stack)
            sounds = as_ipa(pronounce)
            self._synthesizers = {
                role: Synthesizer(role, settings, self._cache, sounds)
                for role in dict.fromkeys([self._main, *self._roles.values()])
            }
            self._readings = {
                cue: as_written(text, cue) if speakers[cue].engine.verbatim else read(text, cue, languages[cue])
                for cue, text in texts.items()
            }
            self._stack = stack.pop_all()

    def __enter__(self) -> Narrator:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    @property
    def rate_wpm(self) -> float:
        """The rate of the session's voice, in words per minute."""
        return self._synthesizers[self._main].rate_wpm

    def prepare(self, cues: Iterable[str]) -> None:
        """Give the voices all texts that they will speak, before any is spoken.

        Raises:
            SpeechError: Some of them cannot be spoken; the message names all of these.
        """
        wanted = set(cues)
        for role, synthesizer in self._synthesizers.items():
            own = {cue: str(found) for cue, found in self._of(role, wanted).items()}
            if own or not wanted:
                synthesizer.engine.prepare(synthesizer.voice, own)

    def speak(self, cues: Iterable[str], progress: Counting | None = None) -> dict[str, Clip]:
        """Make the clip of each cue, one voice after the other.

        Args:
            cues: Ids of cues that were prepared.
            progress: Called with (clips done, clips in all), over all voices.

        Raises:
            SpeechError: A clip cannot be made; `cue` is the id of the first cue that needs it.
        """
        wanted = set(cues)
        parts = {role: self._of(role, wanted) for role in self._synthesizers}
        totals = {role: len({str(found) for found in readings.values()}) for role, readings in parts.items()}
        whole, before = sum(totals.values()), 0
        clips: dict[str, Clip] = {}
        for role, readings in parts.items():
            if not readings and whole:
                continue
            report = None if progress is None else partial(_report_share, progress, before, whole)
            try:
                made = self._synthesizers[role].clips({str(found): found for found in readings.values()}, report)
            except SpeechError as error:
                error.cue = _first_cue(readings, error.cue)
                raise
            clips |= {cue: made[str(found)] for cue, found in readings.items()}
            before += totals[role]
        return {cue: clips[cue] for cue in self._readings if cue in clips}

    def narration(self, clips: Mapping[str, Clip]) -> Narration:
        """Summarise everything spoken so far."""
        made = sum(synthesizer.made for synthesizer in self._synthesizers.values())
        return Narration(
            clips=clips,
            voice=self._main.name,
            synthesised=made,
            from_cache=len({clip.key for clip in clips.values()}) - made,
            rate_wpm=self.rate_wpm,
            problem=self._cache.problem,
            notes=(*self._notes, *(note for each in self._synthesizers.values() for note in each.notes())),
            voices=tuple(dict.fromkeys([self._main.name, *(self._roles[cue].name for cue in clips)])),
        )

    def _of(self, role: Role, cues: Collection[str]) -> dict[str, Reading]:
        """The readings of those cues that a role speaks."""
        return {cue: found for cue, found in self._readings.items() if cue in cues and self._roles[cue] is role}


def clip_keys(
    texts: Iterable[str], settings: Settings, engine: Engine, voice: str, pronounce: Iterable[tuple[str, str]] = ()
) -> dict[str, str]:
    """The clip's key for each English text, without speaking any.

    Raises:
        SpeechError: A text cannot be spoken.
    """
    cache = shared_cache(cache_folder() / "clips")
    synthesizer = Synthesizer(Role(engine, voice), settings, cache, as_ipa(pronounce))
    return {text: synthesizer.key(line_of(read(text, text), synthesizer.parameters)) for text in texts}


def _cast_all(
    speakers: Mapping[str, Role], languages: Mapping[str, str], stack: ExitStack
) -> tuple[dict[str, Role], tuple[str, ...]]:
    """The role that says each cue (its speaker, or one who knows its language), and notes on what is unexpected."""
    roles: dict[str, Role] = {}
    notes: list[str] = []
    for speaker in dict.fromkeys(speakers.values()):
        own = [cue for cue, role in speakers.items() if role is speaker]
        by_language, cast_notes = cast(speaker, tuple(dict.fromkeys(languages[cue] for cue in own)), stack)
        roles |= {cue: by_language[languages[cue]] for cue in own}
        notes += cast_notes
    return {cue: roles[cue] for cue in speakers}, tuple(dict.fromkeys(notes))


def _report_share(progress: Counting, before: int, whole: int, done: int, _total: int) -> None:
    progress(before + done, whole)


def _first_cue(readings: Mapping[str, Reading], text: str | None) -> str | None:
    """The first cue that contains a text or part; the text itself if there is none."""
    fitting = (cue for cue, found in readings.items() if text == str(found) or text in found.parts)
    return next(fitting, text)
