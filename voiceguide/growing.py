"""Mixes the beginning of a session while its later words are still being spoken.

The sound of a stretch is given out as soon as nothing spoken later can change it; its samples are those of the whole
mix. The words are spoken in order of time, in a thread.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from voiceguide.mixing import Work, beds_of, swells_of
from voiceguide.progress import Progress
from voiceguide.rounds import SpokenSession
from voiceguide.units import to_samples

if TYPE_CHECKING:
    from voiceguide.audio import Samples
    from voiceguide.mix.bed import Bed
    from voiceguide.mix.interlude import Spans
    from voiceguide.mix.mixdown import Mix
    from voiceguide.mix.voice import Voices


_CROSSFADE = to_samples(6.0)  # the longest crossfade of beds


class _ClosedError(Exception):
    """The mix was closed: the rest is no longer needed."""


class GrowingMix:
    """One session being spoken and mixed; a context manager, and a `Source` of samples.

    Args:
        work: What to make.
        at_once: Speak all words before the first sound, in the calling thread.
    """

    def __init__(self, work: Work, *, at_once: bool = False) -> None:
        self._work = work
        self._at_once = at_once
        self._news = threading.Condition()
        self._spoken: SpokenSession | None = None
        self._mix: Mix | None = None
        self._final = 0
        self._error: BaseException | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="speech", daemon=True)

    def __enter__(self) -> GrowingMix:
        """Begin, and wait until the first words are spoken.

        Raises:
            VoiceguideError: The work cannot be done.
        """
        try:
            if self._at_once:
                self._grow()
            else:
                self._thread.start()
                with self._news:
                    self._news.wait_for(lambda: self._mix is not None or self._error is not None)
                    self._raise()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop: wake whoever waits for sound, and let the voice stop after its present sentence."""
        with self._news:
            self._closed = True
            self._news.notify_all()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()

    @property
    def so_far(self) -> SpokenSession:
        """What is spoken so far; its moves and length are complete from the start."""
        with self._news:
            assert self._spoken is not None, "entered"
            return self._spoken

    @property
    def frames(self) -> int:
        """Length in samples per channel."""
        return self.so_far.timeline.frames

    @property
    def channels(self) -> int:
        """Number of channels, 1 or 2."""
        return 1 if self._work.settings.mono else 2

    def block(self, start: int, frames: int) -> Samples:
        """Wait until a stretch of the session is final and return its samples; see `Mix.block`.

        Raises:
            VoiceguideError: The words could not be spoken.
        """
        return self._until(start + frames).block(start, frames)

    def describe(self, start: int, stop: int) -> str:
        """Wait until a stretch is final and return the key of all that is heard in it; see `Mix.describe`.

        Raises:
            VoiceguideError: The words could not be spoken.
        """
        return self._until(stop).describe(start, stop)

    def _until(self, stop: int) -> Mix:
        """Wait until the mix is final up to a sample, and return it."""
        with self._news:
            assert self._spoken is not None, "entered"
            stop = min(stop, self._spoken.timeline.frames)
            self._news.wait_for(lambda: self._final >= stop or self._error is not None or self._closed)
            self._raise()
            assert self._mix is not None
            return self._mix

    def _raise(self) -> None:
        """Raise the error that ended the work, if there is one."""
        if self._error is not None:
            raise self._error
        if self._closed:
            raise _ClosedError

    def _run(self) -> None:
        """Speak in a thread; an error is kept for the thread that waits for sound."""
        try:
            self._grow()
        except _ClosedError:
            pass
        except BaseException as error:  # raised again in the thread that waits for the sound
            with self._news:
                self._error = error
                self._news.notify_all()

    def _grow(self) -> None:
        """Speak round after round, and plan the mix of what is spoken."""
        from concurrent.futures import ThreadPoolExecutor

        from voiceguide.mix.bed import open_early
        from voiceguide.mix.levels import voices_of

        work = replace(self._work, on_progress=_StoppableProgress(self, self._work.on_progress))
        voices, bed = voices_of(work.settings), None
        swells: Spans = ()
        with ThreadPoolExecutor(1) as beside:  # to open a shipped bed while the first words are spoken
            early = beside.submit(open_early, work.ambient, mono=work.settings.mono)
            for spoken in work.speak_rounds(at_once=self._at_once):
                before, swells = swells, swells_of(spoken, work.settings)
                if bed is None or swells != before:  # later words may move the music between chapters
                    bed = beds_of(spoken, work.settings, early.result())
                self._take(spoken, bed, voices, swells)

    def _take(self, spoken: SpokenSession, bed: Bed, voices: Voices, swells: Spans) -> None:
        """Plan the mix of what is spoken so far, and publish how much of it is final."""
        from voiceguide.mix.mixdown import LOOKS_BACK, plan_mix
        from voiceguide.timeline import interludes

        mix = plan_mix(spoken.timeline, spoken.clips, bed, self._work.settings, voices, swells)
        with self._news:
            if self._closed:
                raise _ClosedError
            self._spoken, self._mix = spoken, mix
            unsure = LOOKS_BACK + (interludes.LOOKS_BACK + 2 * _CROSSFADE if swells else 0)
            self._final = spoken.timeline.frames if spoken.whole else max(0, spoken.until - unsure)
            self._news.notify_all()


class _StoppableProgress:
    """A progress callback that ends the work once the mix is closed."""

    def __init__(self, growing: GrowingMix, on_progress: Progress | None) -> None:
        self._growing, self._on_progress = growing, on_progress

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._growing._closed:
            raise _ClosedError
        if self._on_progress is not None:
            self._on_progress(stage, done, total)
