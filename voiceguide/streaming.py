"""Streams a session as MP3 bytes in order, the first while the rest is still being spoken and mixed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from voiceguide.growing import GrowingMix
from voiceguide.heap import frugally
from voiceguide.loading import Source
from voiceguide.mixing import Work, one_at_a_time
from voiceguide.pipeline import session_for, threads_for
from voiceguide.progress import Progress
from voiceguide.settings import Settings
from voiceguide.speaking import Preview
from voiceguide.units import RATE_HZ

if TYPE_CHECKING:
    from voiceguide.mp3.encoder import Encoding
    from voiceguide.speech.engine import Engine
    from voiceguide.timeline.model import Chapter


class Stream:
    """A session as an iterator of MP3 bytes, made while they are read; a context manager.

    Its audio frames are those of the file that `render` writes, byte for byte. Before them come a short tag (title and
    chapters) and an Info frame without a checksum of the whole. No file is written.

    Attributes:
        title: The session's title.
        seconds: Its length, exact to the sample.
        chapters: Its chapters, in samples.
        total_bytes: The number of bytes in all, including the tag.
    """

    def __init__(self, work: Any, threads: int | None) -> None:
        """Begin to make a session; use `stream` instead. `work` is a `mixing.Work`."""
        from voiceguide.export.mp3 import encoding_of, kept_of
        from voiceguide.export.tags import short_id3

        with ExitStack() as stack:
            stack.enter_context(frugally(work.settings.low_memory))
            self._growing = stack.enter_context(GrowingMix(work))
            spoken = self._growing.so_far
            session = session_for(spoken, work)
            bitrate_kbps = work.settings.bitrate_kbps
            close = self._growing.close
            self._kept = kept_of(self._growing, bitrate_kbps)
            self._encoding: Encoding = encoding_of(
                self._growing,
                kept=self._kept,
                bitrate_kbps=bitrate_kbps,
                threads=threads_for(threads),
                progress=work.report_sound,
                abandon=close,
            )
            self._head = short_id3(session) + self._encoding.info_ahead()
            self._stack = stack.pop_all()
        self.title, self.seconds = session.title, self._growing.frames / RATE_HZ
        self.chapters: tuple[Chapter, ...] = spoken.timeline.chapters
        self.total_bytes = len(self._head) + self._encoding.total_bytes

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes in order, only once, in pieces of at most half a megabyte, each as soon as it is ready.

        Raises:
            VoiceguideError: The rest of the words could not be spoken or mixed.
        """
        with self, self._encoding as encoding:
            yield self._head
            try:
                yield from encoding
            finally:  # also when the reader stops early, which keeps what was encoded
                if self._kept is not None:
                    self._kept.evict()

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the work; may be called at any time, from any thread."""
        self._stack.close()


def stream(
    source: Source,
    settings: Settings | None = None,
    *,
    preview: Preview | None = None,
    on_progress: Progress | None = None,
    pronounce: Iterable[tuple[str, str]] = (),
    engine: Engine | type[Engine] | None = None,
    threads: int | None = None,
) -> Stream:
    """Begin to make a session that can be heard at once.

    Returns when the first words are spoken; the rest is spoken, mixed and encoded while the bytes are read, a few
    minutes ahead of the reader.

    Args:
        source: A routine's name, the path of a routine or script, a routine or a script.
        settings: Everything that shapes the session.
        preview: Only a part of it.
        on_progress: Called as the work goes on, by several threads but never by two at once; an exception from it
            stops the work.
        pronounce: Pairs (word, IPA or respelling) besides the source's own.
        engine: Your own speech engine, or its class, instead of the one that the voice's name selects.
        threads: How many threads encode; by default one per core. The bytes do not depend on it.

    Raises:
        VoiceguideError: The source, the voice, the bed or the duration cannot be used.
    """
    work = Work.of(source, settings, preview, one_at_a_time(on_progress), pronounce, engine)
    work.check_sounds()
    return Stream(work, threads)
