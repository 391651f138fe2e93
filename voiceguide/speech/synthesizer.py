"""Make clips with one voice: from the cache, or spoken, processed and stored at once."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial

from voiceguide.audio import Samples
from voiceguide.errors import SpeechError
from voiceguide.heap import frugal
from voiceguide.progress import Counting
from voiceguide.settings import Settings
from voiceguide.speech.cache import FORMAT, ClipCache
from voiceguide.speech.casting import Role
from voiceguide.speech.clip import Clip
from voiceguide.speech.engine import Engine
from voiceguide.speech.lines import Line, VoiceParameters, line_of
from voiceguide.speech.parallel import most_at_once
from voiceguide.speech.postprocess import ProcessedClip, postprocess
from voiceguide.speech.registry import open_voice
from voiceguide.text import Reading
from voiceguide.text.pronunciation import Pronunciation


class Synthesizer:
    """One voice with one set of settings, and the cache."""

    def __init__(self, role: Role, settings: Settings, cache: ClipCache, pronounce: tuple[Pronunciation, ...]) -> None:
        self.engine, self.voice, self.settings, self.cache = role.engine, role.voice, settings, cache
        self._again = partial(open_voice, role.name, role.own)
        self.made = 0
        self._fingerprint = self.engine.fingerprint(self.voice)
        self._rates = self.engine.rates(self.voice)
        self.rate_wpm = self._rates.nearest(settings.rate_wpm)
        self.parameters = VoiceParameters(self.voice, self.rate_wpm, settings.pitch_st, pronounce)

    def notes(self) -> tuple[str, ...]:
        """A sentence if the rate differs from the requested one; otherwise empty."""
        asked_wpm = self.settings.rate_wpm
        if asked_wpm is None or asked_wpm == self.rate_wpm:
            return ()
        name, rates = f"{self.engine.name}:{self.voice}", self._rates
        return (
            f"{name} speaks at {self.rate_wpm:g} words/min, not at {asked_wpm:g}: "
            f"it sounds well from {rates.slowest:g} to {rates.fastest:g}",
        )

    def key(self, line: Line) -> str:
        """The content address of a line's clip."""
        sounds = [part.phonemes for part in line.parts]
        parameters = [self.parameters.voice, self.parameters.rate_wpm, self.parameters.pitch_st]
        facts = [FORMAT, self.engine.name, self._fingerprint, *parameters, line.text, sounds]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    def clips(self, readings: Mapping[str, Reading], progress: Counting | None) -> dict[str, Clip]:
        """The clip of each reading, from the cache or made now."""
        texts = list(readings)
        wanted = {text: line_of(found, self.parameters) for text, found in readings.items()}
        keys = {text: self.key(line) for text, line in wanted.items()}
        found = self.cache.load_all(keys)
        missing = [text for text, clip in found.items() if clip is None]
        done = len(texts) - len(missing)
        if progress:
            progress(done, len(texts))
        for text, finished in zip(missing, self._speak_all(missing, wanted), strict=True):
            found[text] = self.cache.store(keys[text], text, finished)
            self.made += 1
            done += 1
            if progress:
                progress(done, len(texts))
        self.cache.evict()
        return {
            text: replace(clip, restore=partial(_restore, self._again, wanted[text]))
            for text, clip in found.items()
            if clip is not None
        }

    def _speak_all(self, texts: list[str], wanted: Mapping[str, Line]) -> Iterator[ProcessedClip]:
        """Speak and process every line, in order; clips are processed on other cores while the engine continues.

        Clips spoken before an error are yielded before the error is raised, so that they are stored.
        """
        spoken = iter(self.engine.speak([part for text in texts for part in wanted[text].parts]))
        waiting: deque[Future[ProcessedClip]] = deque()
        problem: Exception | None = None
        with ThreadPoolExecutor(most_at_once()) as pool:
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
                waiting.append(pool.submit(postprocess, sounds, text, line.silences))
                if len(waiting) > (0 if frugal() else 2 * most_at_once()):  # short of memory: one thing at a time
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        if problem is not None:
            raise problem


def _restore(again: Callable[[], AbstractContextManager[tuple[Engine, str]]], line: Line) -> Samples:
    """Speak a line again, for a clip whose file is gone."""
    with again() as (engine, name):
        sounds = list(engine.speak([replace(part, voice=name) for part in line.parts]))
    return postprocess(sounds, line.text, line.silences).samples
