"""Narration: every text of a session becomes a clip.

Comes in: texts by cue id, an engine and a voice. Goes out: clips by cue id. Equal texts are spoken
once; what the cache has is not spoken at all; each new clip is stored as soon as it is finished, so
that an interrupted render goes on from there. Knows nothing of routines, timelines or mixes.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial

from voiceguide.audio import Samples
from voiceguide.errors import SpeechError
from voiceguide.files import cache_folder
from voiceguide.script.model import CueKind, Script
from voiceguide.settings import Settings
from voiceguide.speech.cache import FORMAT, ClipCache, shared_cache
from voiceguide.speech.clip import Clip
from voiceguide.speech.engine import Engine, Progress, Utterance
from voiceguide.speech.finish import Finished, finish
from voiceguide.speech.lexicon import pronunciations
from voiceguide.speech.parallel import cores
from voiceguide.speech.registry import resolve_voice

LONGEST_TEXT = 2_000
"""Characters of one cue: far more than anyone can follow while giving a massage."""


@dataclass(frozen=True, slots=True, eq=False)
class Narration:
    """Everything spoken in a session.

    Attributes:
        clips: The clip of each cue, by cue id. Cues with the same text share one.
        voice: The voice that speaks, as ``ENGINE:NAME``.
        synthesised: How many clips were made now.
        from_cache: How many were there already.
        problem: Why clips could not be kept for the next run, or None.
    """

    clips: Mapping[str, Clip]
    voice: str
    synthesised: int
    from_cache: int
    problem: str | None = None


def narrate(
    texts: Mapping[str, str] | Script,
    *,
    settings: Settings | None = None,
    engine: Engine | None = None,
    voice: str | None = None,
    cache: ClipCache | None = None,
    progress: Progress | None = None,
    pronounce: Iterable[tuple[str, str]] = (),
) -> Narration:
    """Speak every cue.

    Args:
        texts: What is said, by cue id; or a script, whose spoken cues are taken.
        settings: Rate and pitch; and the voice, unless `engine` is given.
        engine: The engine to speak with; it is left open. By default `settings.voice` decides.
        voice: The engine's own name of the voice; by default the engine's default.
        cache: Where clips are kept; by default the user's cache.
        progress: Called with (clips done, clips in all).
        pronounce: Pairs (word, IPA phonemes), besides the script's own.

    Raises:
        SpeechError: A clip cannot be made; `cue` is the id of the first cue that needs it.
        VoiceError: The voice is unknown or not installed.
    """
    if isinstance(texts, Script):
        pronounce = (*texts.pronounce, *pronounce)
        texts = {cue.id: cue.text for cue in texts.cues() if cue.kind is CueKind.SPEECH}
    settings, cache = settings or Settings(), cache or shared_cache(cache_folder() / "clips")
    prepared = {cue: _speakable(text, cue) for cue, text in texts.items()}
    first_cue: dict[str, str] = {}
    for cue, text in prepared.items():
        first_cue.setdefault(text, cue)
    speaker: AbstractContextManager[Engine]
    if engine is None:
        speaker, voice = resolve_voice(settings.voice)
    else:
        speaker = nullcontext(engine)
    with speaker as chosen:
        studio = _Studio(chosen, voice or chosen.default_voice(), settings, cache, tuple(pronounce))
        chosen.prepare(studio.voice, prepared)
        try:
            clips = studio.clips(list(first_cue), progress)
        except SpeechError as error:
            error.cue = first_cue.get(error.cue or "", error.cue)
            raise
        return Narration(
            clips={cue: clips[text] for cue, text in prepared.items()},
            voice=f"{chosen.name}:{studio.voice}",
            synthesised=studio.made,
            from_cache=len(clips) - studio.made,
            problem=cache.problem,
        )


class _Studio:
    """One voice with one set of settings, and the cache."""

    def __init__(
        self, engine: Engine, voice: str, settings: Settings, cache: ClipCache, pronounce: tuple[tuple[str, str], ...]
    ) -> None:
        self.engine, self.voice, self.settings, self.cache = engine, voice, settings, cache
        self.made = 0
        self._pronounce = pronounce
        self._fingerprint = engine.fingerprint(voice)

    def utterance(self, text: str) -> Utterance:
        words = pronunciations(text, self._pronounce)
        return Utterance(text, self.voice, self.settings.rate_wpm, self.settings.pitch_st, words)

    def key(self, utterance: Utterance) -> str:
        """Content address of the clip of an utterance."""
        u = utterance
        facts = [FORMAT, self.engine.name, self._fingerprint, u.voice, u.rate_wpm, u.pitch_st, u.text, u.phonemes]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    def clips(self, texts: list[str], progress: Progress | None) -> dict[str, Clip]:
        """The clip of each text, from the cache or made now."""
        wanted = {text: self.utterance(text) for text in texts}
        keys = {text: self.key(utterance) for text, utterance in wanted.items()}
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

    def _finished(self, texts: list[str], wanted: Mapping[str, Utterance]) -> Iterator[Finished]:
        """Every text spoken and finished, in order; clips are finished on other cores while the engine goes on.

        What was spoken before an error is handed out before the error is raised, so that it is kept.
        """
        spoken = iter(self.engine.speak([wanted[text] for text in texts]))
        waiting: deque[Future[Finished]] = deque()
        problem: Exception | None = None
        with ThreadPoolExecutor(cores()) as pool:
            for text in texts:
                try:
                    audio = next(spoken, None)
                except Exception as error:
                    problem = error
                    break
                if audio is None:
                    problem = SpeechError(f"{self.engine.name} left out {text!r}", cue=text)
                    break
                waiting.append(pool.submit(finish, audio, text))
                if len(waiting) > 2 * cores():
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        if problem is not None:
            raise problem


def _restore(voice: str, utterance: Utterance) -> Samples:
    """Speak an utterance once more, for a clip whose file has gone since."""
    engine, name = resolve_voice(voice)
    with engine:
        (audio,) = engine.speak([replace(utterance, voice=name)])
        return finish(audio, utterance.text).samples


def _speakable(text: str, cue: str) -> str:
    """A text with single spaces and without control characters.

    Raises:
        SpeechError: There is nothing in it to say, or far too much.
    """
    clean = unicodedata.normalize("NFC", text)
    clean = "".join(each if unicodedata.category(each)[0] != "C" else " " for each in clean)
    clean = " ".join(clean.split())
    if not any(each.isalnum() for each in clean):
        raise SpeechError(f"there is nothing to say in {text!r}", cue=cue, hint="Write words, or remove the cue.")
    if len(clean) > LONGEST_TEXT:
        raise SpeechError(f"one cue has {len(clean)} characters; {LONGEST_TEXT} is the most", cue=cue)
    return clean
