"""Write all requested files of a session, staged in one transaction that the caller commits.

The sound is written first and the report last, as it names the others.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

from voiceguide.export.cover.picture import cover_of
from voiceguide.export.formats.job import Job
from voiceguide.export.formats.registry import write_audio
from voiceguide.export.formats.stems import stem_name, write_stem
from voiceguide.export.outputs import Outputs, picture_name
from voiceguide.export.page.render import COVER_SIZE, render
from voiceguide.export.page.render import SUFFIX as PAGE_SUFFIX
from voiceguide.export.session import FileWritten, Level, Session, StemLevel
from voiceguide.export.sidecars.registry import SIDECARS
from voiceguide.export.transaction import FileTransaction
from voiceguide.export.verify import verify
from voiceguide.files import sha256_of
from voiceguide.heap import give_back
from voiceguide.loudness import Measurement
from voiceguide.loudness_files import measure_file, meter_file
from voiceguide.mix.mixdown import STEMS, Mix
from voiceguide.mix.prediction import Prediction
from voiceguide.progress import Counting, Progress, WorkStage, counting
from voiceguide.units import RATE_HZ

PLACES = 8
"""At how many of the loudest clips a finished MP3 is decoded and compared, besides places spread evenly."""


def deliver(
    transaction: FileTransaction,
    outputs: Outputs,
    session: Session,
    mix: Mix,
    wait: Callable[[], None] = lambda: None,
    *,
    threads: int = 2,
    progress: Progress | None = None,
) -> Session:
    """Stage every requested file.

    Args:
        transaction: Where to; not committed here.
        outputs: Which files.
        session: Facts without measurements; its `audio_suffix` is set from the outputs.
        mix: The sound.
        wait: Called before the files are listed: waits for those that are staged beside this call.
        threads: How many threads may encode.
        progress: Called as the work goes on.

    Returns:
        The session with everything measured and every file but the report hashed.

    Raises:
        ExportError: A file cannot be written, or an extra is not installed.
        AudioError: The encoded file cannot be decoded again.
    """
    session = replace(session, audio_suffix=outputs.audio.suffix)
    name = session.base
    sound = transaction.path(session.name + outputs.audio.suffix)

    def draw() -> bytes:
        cover = cover_of(session)
        give_back()  # painting takes 30 MB for a moment
        return cover

    with ThreadPoolExecutor(1, "prediction") as beside:
        if threads > 1:
            beside.submit(mix.predicted.prediction)  # kept for later: made now, beside the encoders, it costs no time
        write_audio(outputs.audio, Job(mix, sound, session, draw, threads, counting(progress, WorkStage.SOUND)))
    decoded, heard_s = _measure_finished(sound, outputs, mix, threads, counting(progress, WorkStage.MEASURE))
    facts = replace(session.facts, decoded=decoded, heard_s=heard_s, predicted=_list_predictions(mix.prediction))
    session = replace(session, facts=facts)
    if outputs.stems:
        session = _stems(transaction, outputs, session, mix, threads, progress)
    _pictures(transaction, outputs, session, mix)
    if outputs.page:
        transaction.write(name + PAGE_SUFFIX, render(session, cover_of(session, size=COVER_SIZE)))
    report = SIDECARS["report"]
    for each in outputs.texts:
        if each is not report:
            transaction.write(name + each.suffix, each.render(session))
    wait()
    files = tuple(FileWritten(each, path.stat().st_size, sha256_of(path)) for each, path in transaction.staged())
    session = replace(session, facts=replace(session.facts, files=files))
    if report in outputs.texts:
        transaction.write(name + report.suffix, report.render(session))
    return session


def _list_predictions(prediction: Prediction) -> tuple[StemLevel, ...]:
    """The predicted loudness of the mix and of each stem."""
    levels = {
        "mix": prediction.integrated_lufs,
        "speech": prediction.speech_lufs,
        "signals": prediction.signals_lufs,
        "bed": prediction.bed_lufs,
    }
    return tuple(
        StemLevel(name, Level(integrated_lufs=value if math.isfinite(value) else None))
        for name, value in levels.items()
    )


def _measure_finished(
    path: Path, outputs: Outputs, mix: Mix, threads: int, progress: Counting | None
) -> tuple[Level, float]:
    """The level of the finished file, and how many seconds of it were decoded for it."""
    seconds = mix.frames / RATE_HZ
    if outputs.audio.name == "mp3" and not outputs.measure_whole:
        heard = verify(path, mix, mix.loudest_places(PLACES), threads=threads)
        loudness = mix.prediction.integrated_lufs + heard.difference_lu
        finite = math.isfinite(loudness)
        level = Level(integrated_lufs=loudness if finite else None, true_peak_dbtp=heard.true_peak_dbtp)
        seconds = min(seconds, heard.heard_s)
    elif outputs.audio.name in ("mp3", "flac", "wav", "ogg"):
        level = level_of(measure_file(path, threads=threads))
    else:
        level = level_of(meter_file(path, mix.frames, progress).result())
    if progress is not None:
        progress(mix.frames, mix.frames)
    return level, seconds


def level_of(measured: Measurement) -> Level:
    """A measurement as a level; silence has None."""
    names = [each.name for each in fields(Level)]
    values = {name: float(getattr(measured, name)) for name in names}
    return Level(**{name: value if math.isfinite(value) else None for name, value in values.items()})


def _stems(
    transaction: FileTransaction, outputs: Outputs, session: Session, mix: Mix, threads: int, progress: Progress | None
) -> Session:
    """Write and measure every stem; the session with their levels."""
    total = len(STEMS) * mix.frames
    measured = []
    for number, stem in enumerate(STEMS):
        path = transaction.path(stem_name(session.base, stem, outputs.stem_suffix))

        def report(done: int, _: int, before: int = number * mix.frames) -> None:
            if progress is not None:
                progress(WorkStage.STEMS, before + done, total)

        write_stem(mix.stem(stem), path, progress=report)
        measured.append(StemLevel(stem, level_of(measure_file(path, threads=threads))))
    return replace(session, facts=replace(session.facts, measured=tuple(measured)))


def _pictures(transaction: FileTransaction, outputs: Outputs, session: Session, mix: Mix) -> None:
    """Write the requested timeline pictures."""
    if not outputs.pictures:
        return
    from voiceguide.export.picture.curves import curves_of_mix
    from voiceguide.export.picture.figure import picture

    curves = curves_of_mix(mix)
    subtitle = f"{session.minutes} min · {session.facts.voice} · {session.facts.bed}"
    for form in outputs.pictures:
        content = picture(session.title, session.timeline, curves, subtitle=subtitle, form=form)
        transaction.write(picture_name(session.base, form), content)
