"""Speaks and mixes one session, without writing files; `blocks` returns its sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from voiceguide.errors import UsageError
from voiceguide.files import cache_folder
from voiceguide.loading import Source
from voiceguide.progress import Progress, WorkStage
from voiceguide.rounds import SpokenSession
from voiceguide.settings import Settings
from voiceguide.speaking import Preview, SpeechWork
from voiceguide.units import RATE_HZ

if TYPE_CHECKING:
    from voiceguide.audio import Samples
    from voiceguide.mix.bed import Bed
    from voiceguide.mix.interlude import Spans
    from voiceguide.mix.loop_bed import LoopBed
    from voiceguide.mix.mixdown import Mix
    from voiceguide.speech.engine import Engine


def blocks(
    source: Source,
    settings: Settings | None = None,
    *,
    preview: Preview | None = None,
    on_progress: Progress | None = None,
    pronounce: Iterable[tuple[str, str]] = (),
    engine: Engine | type[Engine] | None = None,
    frames: int = RATE_HZ,
) -> Iterator[Samples]:
    """The finished sound of a session, block after block, as `render` gives it to an encoder.

    Everything is spoken and planned by the call; each block is mixed when it is requested, so that memory does not
    grow with the length. A before-part that would be a separate file is left out.

    Args:
        source: A routine's name, the path of a routine or script, a routine or a script.
        settings: Everything that shapes the session.
        preview: Only a part of it.
        on_progress: Called after each clip.
        pronounce: Pairs (word, IPA or respelling) besides the source's own.
        engine: Your own speech engine, or its class, instead of the one that the voice's name selects.
        frames: Samples per channel in each block, 1 or more; the last is shorter. The sound does not depend on it.

    Returns:
        float32 arrays of shape (frames × channels) at 44 100 Hz, from -1 to 1, which the caller may change; two
        channels, or one with `Settings.mono`.

    Raises:
        VoiceguideError: The source, the voice, the bed or the duration cannot be used.
    """
    if frames < 1:
        raise UsageError(f"frames is {frames}, but a block has 1 or more")
    work = Work.of(source, settings, preview, on_progress, pronounce, engine)
    work.check_sounds()
    mix = mix_speech(work).mix
    return (mix.block(start, min(frames, mix.frames - start)) for start in range(0, mix.frames, frames))


@dataclass(frozen=True, slots=True, eq=False)
class Work(SpeechWork):
    """One session to speak and mix."""

    @property
    def ambient(self) -> str | None:
        """The requested bed, or None for the default."""
        return self.settings.ambient or self.source.ambient

    def report_sound(self, done: int, total: int) -> None:
        """Report how many samples are mixed and encoded."""
        if self.on_progress is not None:
            self.on_progress(WorkStage.SOUND, done, total)

    @property
    def before(self) -> bool:
        """Whether it has a before-part in separate files."""
        from voiceguide.export.before import has_before

        return self.preview is None and has_before(self.source, self.settings)

    def check_sounds(self) -> None:
        """Refuse voices, a bed, music or signals that cannot be used, before any work is done."""
        from voiceguide.mix.bed import check_beds
        from voiceguide.mix.interlude import check_interlude
        from voiceguide.mix.own_earcons import check_earcons
        from voiceguide.script.voices import voices_asked
        from voiceguide.speech.casting import check_voices

        check_voices(voices_asked(self.source, self.settings))
        check_interlude(self.settings.interlude or self.source.interlude)
        check_earcons(self.settings.earcons)
        check_beds(self.settings.ambient, self.source.ambient, (stage.ambient for stage in self.source.stages))


def one_at_a_time(progress: Progress | None) -> Progress | None:
    """The callback with a lock, since the threads that speak and that encode both call it."""
    if progress is None:
        return None
    lock = Lock()

    def report(stage: str, done: int, total: int) -> None:
        with lock:
            progress(stage, done, total)

    return report


@dataclass(frozen=True, slots=True, eq=False)
class MixedSession:
    """A spoken session and its mix.

    Attributes:
        spoken: What was spoken.
        mix: The mix.
        early: The session's bed, if it is a shipped one; opened once for session and before-part.
    """

    spoken: SpokenSession
    mix: Mix
    early: LoopBed | None


def mix_speech(work: Work) -> MixedSession:
    """Speak a session and plan its mix; a shipped bed is opened while the words are spoken."""
    from voiceguide.mix.bed import open_early

    with ThreadPoolExecutor(1) as beside:
        opening = beside.submit(open_early, work.ambient, mono=work.settings.mono)
        spoken = work.speak()
        early = opening.result()
    return MixedSession(spoken, mix_of(spoken, work.settings, early), early)


def mix_of(spoken: SpokenSession, settings: Settings, early: LoopBed | None = None) -> Mix:
    """The mix of what was spoken."""
    from voiceguide.mix.mixdown import plan_mix

    bed = beds_of(spoken, settings, early)
    return plan_mix(spoken.timeline, spoken.clips, bed, settings, swells=swells_of(spoken, settings))


def swells_of(spoken: SpokenSession, settings: Settings) -> Spans:
    """Where the bed swells between chapters."""
    from voiceguide.mix.interlude import NONE
    from voiceguide.timeline.interludes import interludes_of

    interlude = settings.interlude or spoken.script.interlude
    return () if interlude in (None, NONE) else interludes_of(spoken.timeline)


def beds_of(spoken: SpokenSession, settings: Settings, early: LoopBed | None) -> Bed:
    """All beds and the music between chapters, as one bed."""
    from voiceguide.mix.bed import open_beds
    from voiceguide.mix.interlude import with_interludes

    interlude, timeline = settings.interlude or spoken.script.interlude, spoken.timeline
    return open_beds(
        with_interludes(timeline.beds, interlude, swells_of(spoken, settings)),
        settings.ambient or spoken.script.ambient,
        cache=cache_folder(),
        longest_s=timeline.seconds,
        mono=settings.mono,
        early=early,
    )
