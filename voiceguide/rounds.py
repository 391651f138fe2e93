"""Speaks a script in rounds, in order of time: after each round the clips and the timeline hold more of the session.

The preferred variant of each line is spoken first, a shorter one only if it does not fit. The rounds do not change the
result: where a line lies depends only on its own group and on those before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import TYPE_CHECKING

from voiceguide.planning import estimate_frames
from voiceguide.progress import Counting
from voiceguide.script.lines import Anchor, BeforeLine, Line, Script, texts_of
from voiceguide.script.voices import with_voices
from voiceguide.settings import OpeningPlace, Settings
from voiceguide.text.pronunciation import Pronunciation
from voiceguide.timeline.before import before_timeline
from voiceguide.timeline.groups import Group
from voiceguide.timeline.model import SpeechPlacement, Timeline
from voiceguide.timeline.said import keys_of, said_as, voices_by_id
from voiceguide.timeline.schedule import Scheduler

if TYPE_CHECKING:
    from voiceguide.speech.clip import Clip
    from voiceguide.speech.engine import Engine
    from voiceguide.speech.narrate import Narration, Narrator

SECOND_LINES = 12
"""Lines in the second round; each later round has twice as many, since the voice waits at the end of every round."""


@dataclass(frozen=True, slots=True, eq=False)
class SpokenSession:
    """A script with its speech and its timeline: all that mixing needs.

    Attributes:
        script: What is said.
        timeline: Where everything lies.
        own: The timeline without a before-part in front.
        before: The before-part's timeline, if it is a separate file and spoken.
        narration: What was spoken.
        clips: The clip of every placed line by its id, with those of the before-part.
        engine: The engine's fingerprint.
        until: No more words will be placed before this sample of the timeline; its end when all are spoken.
    """

    script: Script
    timeline: Timeline
    own: Timeline
    before: Timeline | None
    narration: Narration
    clips: Mapping[str, Clip]
    engine: str
    until: int

    @property
    def whole(self) -> bool:
        """Whether everything is spoken."""
        return self.until >= self.timeline.frames


def speak_in_rounds(
    script: Script,
    settings: Settings,
    *,
    progress: Counting | None = None,
    pronounce: Iterable[tuple[str, str]] = (),
    own: Engine | type[Engine] | None = None,
    at_once: bool = False,
) -> Iterator[SpokenSession]:
    """Speak a script and place the real clips, round after round.

    Args:
        script: The script, within the limits of the settings.
        settings: Voice, rate, pitch; and whether a before-part comes first.
        progress: Called with (clips done, clips in all).
        pronounce: Pairs (word, IPA or respelling) besides the script's own.
        own: The caller's own engine, see `registry.open_voice`.
        at_once: Speak everything in one round.

    Yields:
        What is spoken so far; the last is complete. The voice is closed before the last is yielded.

    Raises:
        SpeechError: A line could not be spoken; it names the line.
        UsageError: An unknown voice.
    """
    from voiceguide.speech.registry import open_voice

    script = with_voices(script, settings)
    with open_voice(settings.voice, own) as (engine, voice):
        work = _Work(script, settings, tuple(starmap(Pronunciation, pronounce)), engine, voice, own, progress)
        with work.narrator:
            fingerprint = engine.fingerprint(voice)
            before_first = settings.opening is OpeningPlace.INCLUDED
            for last in work.rounds(before_first=before_first, at_once=at_once):
                if not last:
                    yield work.snapshot(fingerprint)
    yield work.snapshot(fingerprint)


class _Work:
    """One script being spoken and placed."""

    def __init__(
        self,
        script: Script,
        settings: Settings,
        pronounce: tuple[Pronunciation, ...],
        engine: Engine,
        voice: str,
        own: Engine | type[Engine] | None,
        progress: Counting | None,
    ) -> None:
        from voiceguide.speech.casting import own_words_of
        from voiceguide.speech.narrate import Narrator

        self._script, self._progress = script, progress
        texts = texts_of(script)
        self._keys = keys_of(script)
        self._voices = {line.id: line.voice for line in script.lines}
        words = own_words_of(script.language, [text for name, text in texts.items() if name in script.own])
        self.narrator: Narrator = Narrator(
            texts,
            voices=voices_by_id(script),
            settings=settings,
            engine=engine,
            voice=voice,
            own=own,
            pronounce=(*script.pronounce, *pronounce),
            own_words=words,
        )
        self._scheduler = Scheduler(script)
        self._guesses = estimate_frames(script, self.narrator.rate_wpm)
        self._by_text: dict[str, Clip] = {}
        """Clips by the text in its voice."""
        self._done, self._total = 0, 0

    def rounds(self, *, before_first: bool, at_once: bool) -> Iterator[bool]:
        """Speak and place round after round; yield whether each was the last."""
        before = [line.text for line in self._before()]
        wanted = dict.fromkeys([*before, *_preferred_texts(self._script.lines)])
        self._total = len(wanted)
        self.narrator.prepare(self._names(wanted))
        groups = self._scheduler.groups
        rounds = [groups] if at_once else list(_rounds(groups))
        if before_first and not at_once:
            self._speak(before)
        for number, together in enumerate(rounds, start=1):
            last = number == len(rounds)
            texts = _preferred_texts(line for group in together for line in group.lines)
            self._speak([*texts, *before] if last else texts)
            for group in together:
                self._place(group)
            yield last
        if self._progress is not None:
            self._progress(self._total, self._total)

    def snapshot(self, fingerprint: str) -> SpokenSession:
        """Everything that is spoken so far."""
        timeline = self._scheduler.timeline()
        clips = {each.cue: self._by_text[self._said_text(each)] for each in timeline.speech}
        clips |= {line.id: self._by_text[line.text] for line in self._before() if line.text in self._by_text}
        lengths = {text: clip.frames for text, clip in self._by_text.items()}
        part = self._script.before
        before = None
        if part is not None and all(line.text in lengths for line in part.lines):
            before = before_timeline(part, lengths)
        narration = self.narrator.narration({name: self._by_text[text] for name, text in self._spoken_names()})
        until = self._scheduler.known_until
        return SpokenSession(self._script, timeline, timeline, before, narration, clips, fingerprint, until)

    def _place(self, group: Group) -> None:
        """Place a group, speaking shorter variants until all that is placed is spoken. Texts of other groups count as
        unspoken, so that the result does not depend on what else was spoken before."""
        known = set(_preferred_texts(group.lines))
        while True:
            placed = self._scheduler.place(
                {
                    said: self._by_text[said].frames if said in known else self._guesses[said]
                    for line in group.lines
                    for said in (said_as(line.voice, way.text) for way in line.variants)
                }
            )
            missing = dict.fromkeys(said for each in placed if (said := self._said_text(each)) not in known)
            if not missing:
                return
            self._scheduler.take_back()
            self._speak(missing)
            known |= set(missing)

    def _said_text(self, placed: SpeechPlacement) -> str:
        """The text of a placed line as its voice says it."""
        return said_as(self._voices[placed.cue], placed.text)

    def _before(self) -> tuple[BeforeLine, ...]:
        return self._script.before.lines if self._script.before is not None else ()

    def _speak(self, texts: Iterable[str]) -> None:
        """Speak the texts that have no clip yet."""
        new = dict.fromkeys(text for text in texts if text not in self._by_text)
        names = self._names(new)
        if not names:
            return
        clips = self.narrator.speak(names, self._report)
        self._done += len(new)
        self._by_text |= {self._keys[name]: clip for name, clip in clips.items()}

    def _report(self, done: int, _total: int) -> None:
        if self._progress is not None:
            self._total = max(self._total, self._done + done)
            self._progress(self._done + done, self._total)

    def _names(self, texts: Collection[str]) -> list[str]:
        """The names of some texts."""
        return [name for name, said in self._keys.items() if said in texts]

    def _spoken_names(self) -> Iterator[tuple[str, str]]:
        """Names and texts of all that is spoken already."""
        return ((name, said) for name, said in self._keys.items() if said in self._by_text)


def _preferred_texts(lines: Iterable[Line]) -> list[str]:
    """The texts that are always spoken, in their voices: each line's preferred variant, and all variants of counts."""
    ways = ((line, line.variants if line.anchor is Anchor.LEFT else line.variants[:1]) for line in lines)
    return list(dict.fromkeys(said_as(line.voice, way.text) for line, some in ways for way in some))


def _rounds(groups: Sequence[Group]) -> Iterator[Sequence[Group]]:
    """Groups that are spoken together: the first alone, then more and more."""
    at, most = 0, 0
    while at < len(groups):
        stop, lines = at + 1, len(groups[at].lines)
        while stop < len(groups) and lines + len(groups[stop].lines) <= most:
            lines, stop = lines + len(groups[stop].lines), stop + 1
        yield groups[at:stop]
        at, most = stop, max(2 * most, SECOND_LINES)
