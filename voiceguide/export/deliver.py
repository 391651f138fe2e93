"""Delivery: everything that is written of a session, staged into one bundle.

Comes in: an order (which files), a session, its mix. Goes out: staged files, and the session with its
facts complete. The caller commits the bundle. Sound first, report last, as it names the others.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from voiceguide import installing
from voiceguide.audio import blocks as audio_blocks
from voiceguide.export.beside import base_of
from voiceguide.export.bundle import Bundle
from voiceguide.export.companions.registry import COMPANIONS, Companion, chosen
from voiceguide.export.cover.picture import cover_of
from voiceguide.export.formats.job import Job
from voiceguide.export.formats.registry import FORMATS, AudioFormat, write_audio
from voiceguide.export.formats.stems import stem_name, write_stem
from voiceguide.export.page.render import COVER_SIZE, render
from voiceguide.export.page.render import SUFFIX as PAGE_SUFFIX
from voiceguide.export.session import Level, Session
from voiceguide.export.verify import verify
from voiceguide.files import sha256_of
from voiceguide.loudness import Meter, measure_file
from voiceguide.mix.mixdown import STEMS, Mix
from voiceguide.mix.prediction import Prediction
from voiceguide.units import RATE_HZ

Progress = Callable[[str, int, int], None]
"""Called with (stage, done, total), stages ``sound``, ``measure`` and ``stems`` in samples; may raise to stop."""

PICTURE_FORMS = ("png", "svg")

PLACES = 8
"""How many of the loudest clips a finished MP3 is heard at, besides places spread evenly."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which files are wanted.

    Attributes:
        audio: The sound file's format.
        companions: The text files beside it.
        page: Whether the page is written.
        pictures: Forms of the timeline picture, of `PICTURE_FORMS`.
        stems: Whether the stems are written, lossless; they are measured then, too.
        stem_suffix: ``.flac`` or ``.wav``.
        measure_whole: Whether the finished file is decoded and metered from end to end. Otherwise an MP3 is heard
            in `PLACES` loud and evenly spread places, and the difference from the mix is added to the prediction;
            other formats are always measured whole.
    """

    audio: AudioFormat = FORMATS["mp3"]
    companions: tuple[Companion, ...] = chosen(None)
    page: bool = False
    pictures: tuple[str, ...] = ()
    stems: bool = False
    stem_suffix: str = ".flac"
    measure_whole: bool = False

    def names(self, name: str) -> tuple[str, ...]:
        """The names of all files of a session called `name`, the sound first."""
        base = base_of(name, self.audio.suffix)
        names = [name + self.audio.suffix, *(base + each.suffix for each in self.companions)]
        names += [base + PAGE_SUFFIX] if self.page else []
        names += [_picture_name(base, form) for form in self.pictures]
        names += [stem_name(base, stem, self.stem_suffix) for stem in STEMS] if self.stems else []
        return tuple(names)

    def require(self) -> None:
        """Make sure, before the long work, that everything the files need is installed.

        Raises:
            MissingExtraError: An extra is not.
        """
        self.audio.require()
        if self.pictures:
            installing.require("picture")

    def reserve(self, bundle: Bundle, name: str) -> None:
        """Make sure, before the long work, that every file may be written.

        Raises:
            MissingExtraError: What writes one of them is not installed.
            ExportError: One stands there already, and the bundle may not replace it.
        """
        self.require()
        for each in self.names(name):
            bundle.path(each)


def deliver(
    bundle: Bundle, order: Order, session: Session, mix: Mix, *, threads: int = 2, progress: Progress | None = None
) -> Session:
    """Stage every file of an order.

    Args:
        bundle: Where to; not committed here.
        order: Which files.
        session: Facts without measurements; its `audio_suffix` is set from the order.
        mix: The sound.
        threads: How many threads may encode.
        progress: Told of the work.

    Returns:
        The session with everything measured and every file but the report hashed.

    Raises:
        ExportError: A file cannot be written, or an extra is not installed.
        AudioError: The encoded file cannot be decoded again.
    """
    session = replace(session, audio_suffix=order.audio.suffix)
    name = session.base
    sound = bundle.path(session.name + order.audio.suffix)

    def draw() -> bytes:
        mix.forecast.prediction()  # kept for later: made now, beside the encoders, it costs no time
        return cover_of(session)

    write_audio(order.audio, Job(mix, sound, session, draw, threads, _stage(progress, "sound")))
    decoded, heard_s = _decoded(sound, order, mix, threads, _stage(progress, "measure"))
    facts = replace(session.facts, decoded=decoded, heard_s=heard_s, predicted=_predicted(mix.prediction))
    session = replace(session, facts=facts)
    if order.stems:
        session = _stems(bundle, order, session, mix, threads, progress)
    _pictures(bundle, order, session, mix)
    if order.page:
        bundle.write(name + PAGE_SUFFIX, render(session, cover_of(session, size=COVER_SIZE)))
    report = COMPANIONS["report"]
    for each in order.companions:
        if each is not report:
            bundle.write(name + each.suffix, each.render(session))
    files = tuple((each, path.stat().st_size, sha256_of(path)) for each, path in bundle.staged())
    session = replace(session, facts=replace(session.facts, files=files))
    if report in order.companions:
        bundle.write(name + report.suffix, report.render(session))
    return session


def _stage(progress: Progress | None, stage: str) -> Callable[[int, int], None] | None:
    return None if progress is None else lambda done, total: progress(stage, done, total)


def _predicted(prediction: Prediction) -> tuple[tuple[str, Level], ...]:
    """The loudness of the mix and of each stem as the plan foretells it."""
    levels = {
        "mix": prediction.integrated_lufs,
        "speech": prediction.speech_lufs,
        "signals": prediction.signals_lufs,
        "bed": prediction.bed_lufs,
    }
    return tuple(
        (name, Level(integrated_lufs=value if math.isfinite(value) else None)) for name, value in levels.items()
    )


def _decoded(
    path: Path, order: Order, mix: Mix, threads: int, progress: Callable[[int, int], None] | None
) -> tuple[Level, float]:
    """The level of the finished file, and how many seconds of it were decoded for it."""
    seconds = mix.frames / RATE_HZ
    if order.audio.name == "mp3" and not order.measure_whole:
        heard = verify(path, mix, mix.loudest_places(PLACES), threads=threads)
        loudness = mix.prediction.integrated_lufs + heard.difference_lu
        finite = math.isfinite(loudness)
        level = Level(integrated_lufs=loudness if finite else None, true_peak_dbtp=heard.true_peak_dbtp)
        seconds = min(seconds, heard.heard_s)
    elif order.audio.name in ("mp3", "flac", "wav", "ogg"):
        level = Level.of(measure_file(path, threads=threads))
    else:
        level = _measured(path, mix.frames, progress)
    if progress is not None:
        progress(mix.frames, mix.frames)
    return level, seconds


def _measured(path: Path, frames: int, progress: Callable[[int, int], None] | None) -> Level:
    """Decode a file that libsndfile does not read, from end to end, and meter it."""
    meter: Meter | None = None
    done = 0
    for block in audio_blocks(path):
        meter = meter or Meter(block.channels, block.rate_hz)
        meter.push(block.samples)
        done += block.frames
        if progress is not None:
            progress(min(done, frames), frames)
    return Level.of(meter.result()) if meter else Level()


def _stems(
    bundle: Bundle, order: Order, session: Session, mix: Mix, threads: int, progress: Progress | None
) -> Session:
    total = len(STEMS) * mix.frames
    measured = []
    for number, stem in enumerate(STEMS):
        path = bundle.path(stem_name(session.base, stem, order.stem_suffix))

        def tell(done: int, _: int, before: int = number * mix.frames) -> None:
            if progress is not None:
                progress("stems", before + done, total)

        write_stem(mix.stem(stem), path, progress=tell)
        measured.append((stem, Level.of(measure_file(path, threads=threads))))
    return replace(session, facts=replace(session.facts, measured=tuple(measured)))


def _pictures(bundle: Bundle, order: Order, session: Session, mix: Mix) -> None:
    if not order.pictures:
        return
    from voiceguide.export.picture.curves import curves_of_mix
    from voiceguide.export.picture.figure import picture

    curves = curves_of_mix(mix)
    subtitle = f"{session.minutes} min · {session.facts.voice} · {session.facts.bed}"
    for form in order.pictures:
        content = picture(session.title, session.timeline, curves, subtitle=subtitle, form=form)
        bundle.write(_picture_name(session.base, form), content)


def _picture_name(base: str, form: str) -> str:
    return f"{base}.timeline.{form}"
