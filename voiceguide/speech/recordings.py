"""The engine for the user's own voice: a folder of recordings, one for each text.

Gives their sound, with the room's noise cut off at both ends; and the record sheet, which numbers the texts to read
aloud. A recording is found by its text's short name, by the id of a cue that says it, or by its number on the sheet in
the folder.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np

from voiceguide.audio import Audio, Samples, decode, mono
from voiceguide.errors import AudioError, SpeechError, VoiceError, Where
from voiceguide.files import expand_home
from voiceguide.script.lines import Script, texts_of
from voiceguide.speech.engine import BaseEngine, Utterance, VoiceInfo
from voiceguide.units import gain

SHEET = "record-sheet.txt"
"""Name of the sheet in the folder of recordings."""

KINDS = (".wav", ".flac", ".ogg", ".mp3", ".m4a")
"""Suffixes of files that count as recordings."""

_SHEET_LINE = re.compile(r"^(\d{3,})-(\S+)$", re.MULTILINE)
_WORDS_IN_NAME = 8
_QUIETEST_DB, _LOUDEST_NOISE_DB, _ABOVE_NOISE_DB = -52.0, -36.0, 10.0
_KEEP_S = 0.1
_SILENT_DB = -70.0
_LONGEST_S = 120.0
_LISTED = 40


def short_name(text: str) -> str:
    """The file name for a text: its first words, and a checksum if there are more."""
    words = re.findall(r"\w+", text.casefold().replace("'", "").replace("’", ""))
    name = "-".join(words[:_WORDS_IN_NAME])
    return name if len(words) <= _WORDS_IN_NAME else f"{name}-{crc32(text.encode()) & 0xFFFF:04x}"


def record_sheet(script: Script) -> str:
    """Write the texts of a script to read aloud: each once, numbered, with the name that its file should have."""
    texts = dict.fromkeys(texts_of(script).values())
    lines = [
        f"Record sheet: {script.title}",
        "",
        f"{len(texts)} recordings. Read each text in a quiet room, with half a second of silence before and",
        "after it, and save it under the name above it (wav, flac, ogg, mp3 or m4a), all in one folder.",
        f"Keep this sheet in that folder as {SHEET}. Then use the voice recordings:FOLDER.",
        "",
    ]
    for number, text in enumerate(texts, start=1):
        lines += [f"{number:03}-{short_name(text)}", f"    {text}", ""]
    return "\n".join(lines)


def missing_recordings(script: Script, folder: Path) -> tuple[str, ...]:
    """The texts of a script that are not yet recorded in a folder, in order.

    Raises:
        VoiceError: There is no such folder.
    """
    engine, files = RecordingsEngine(), _files(str(folder))
    for name, text in texts_of(script).items():
        engine._cues.setdefault(text, []).append(name)
    return tuple(text for text in engine._cues if engine._find(text, files) is None)


class RecordingsEngine(BaseEngine):
    """Plays back the recordings in a folder; the folder is the voice's name."""

    name = "recordings"
    verbatim = True

    def __init__(self) -> None:
        self._cues: dict[str, list[str]] = {}

    def voices(self) -> Sequence[VoiceInfo]:
        """List one entry, which shows how to name a folder of recordings."""
        note = "your own recordings; voiceguide record-sheet ROUTINE writes the texts"
        return [VoiceInfo("recordings:FOLDER", installed=False, note=note)]

    def default_voice(self) -> str:
        """Refuse: the folder must be named.

        Raises:
            VoiceError: Always.
        """
        raise VoiceError("the folder of recordings is not named", hint="Write recordings:FOLDER.")

    def language(self, voice: str) -> str:  # noqa: ARG002
        """Empty: recordings may be in any language."""
        return ""

    def prepare(self, voice: str, texts: Mapping[str, str]) -> None:
        """Look for all recordings at once; see `engine.Engine.prepare`."""
        self._cues = {}
        for cue, text in texts.items():
            self._cues.setdefault(text, []).append(cue)
        files = _files(voice)
        missing = [text for text in self._cues if self._find(text, files) is None]
        if missing:
            listed = "\n".join(f"    {short_name(text)}: {text}" for text in missing[:_LISTED])
            more = f"\n    and {len(missing) - _LISTED} more" if len(missing) > _LISTED else ""
            raise SpeechError(
                f"{len(missing)} of {len(self._cues)} recordings are missing:\n{listed}{more}",
                where=Where(voice),
                hint="Record them under these names; voiceguide record-sheet writes the whole list.",
            )

    def fingerprint(self, voice: str) -> str:
        """A hash of names, sizes and times of all recordings."""
        facts = []
        for name, path in sorted(_files(voice).items()):
            try:
                stat = path.stat()
            except OSError:  # a broken link; it is refused when it is needed
                facts.append((name, 0, 0))
            else:
                facts.append((name, stat.st_size, stat.st_mtime_ns))
        return hashlib.sha256(repr(facts).encode()).hexdigest()

    def speak(self, utterances: Sequence[Utterance]) -> Iterator[Audio]:
        """Read each recording; rate and pitch stay as recorded."""
        for utterance in utterances:
            path = self._find(utterance.text, _files(utterance.voice))
            if path is None:
                raise SpeechError(
                    f"there is no recording of {utterance.text!r}",
                    cue=utterance.text,
                    where=Where(utterance.voice),
                    hint=f"Record it as {short_name(utterance.text)}.wav.",
                )
            try:
                sound = mono(decode(path, longest_s=_LONGEST_S))
            except AudioError as error:
                raise SpeechError(
                    f"this recording {error.message}",
                    cue=utterance.text,
                    where=Where(str(path)),
                    hint="Record it again.",
                ) from error
            samples = sound.samples[:, 0] - sound.samples.mean(dtype=np.float32)
            if float(np.abs(samples).max()) < gain(_SILENT_DB):
                raise SpeechError(
                    "this recording is silent", cue=utterance.text, where=Where(str(path)), hint="Record it again."
                )
            yield Audio(without_noise(samples, sound.rate_hz)[:, np.newaxis], sound.rate_hz)

    def _find(self, text: str, files: Mapping[str, Path]) -> Path | None:
        """Find a recording by its text's short name, then by a cue's id."""
        names = [short_name(text), *self._cues.get(text, [])]
        return next((files[name.casefold()] for name in names if name.casefold() in files), None)


def _files(voice: str) -> dict[str, Path]:
    """The recordings in a folder by every name that finds them: as written, without number, or by the sheet.

    Raises:
        VoiceError: There is no such folder.
    """
    folder = expand_home(voice)
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.casefold() in KINDS)
    except OSError as error:
        raise VoiceError("there is no such folder of recordings", where=Where(voice)) from error
    try:
        sheet = dict(_SHEET_LINE.findall((folder / SHEET).read_text("utf-8", errors="replace")))
    except OSError:
        sheet = {}
    named: dict[str, Path] = {}
    for path in paths:
        stem = path.stem.casefold()
        number, _, rest = stem.partition("-")
        if number.isdecimal():
            by_sheet = sheet.get(f"{int(number):03}", "")
            for name in (rest, by_sheet):
                if name:
                    named.setdefault(name, path)
        named[stem] = path
    return named


def without_noise(samples: Samples, rate_hz: int) -> Samples:
    """Cut off the room's noise before and after the voice.

    The level of the quietest twentieth of all 10 ms is noise. What is 10 dB louder is voice; a tenth of a second around
    it is kept, so that no soft consonant is cut.
    """
    step = max(1, rate_hz // 100)
    count = len(samples) // step
    peak = float(np.abs(samples).max(initial=0.0))
    if not count or not peak:
        return samples
    levels = np.sqrt(np.square(samples[: count * step].reshape(count, step)).mean(axis=1))
    noise = float(np.percentile(levels, 5)) * gain(_ABOVE_NOISE_DB)
    loud = np.flatnonzero(levels > np.clip(noise, peak * gain(_QUIETEST_DB), peak * gain(_LOUDEST_NOISE_DB)))
    if not loud.size:
        return samples
    keep = int(_KEEP_S * rate_hz)
    return samples[max(0, int(loud[0]) * step - keep) : (int(loud[-1]) + 1) * step + keep]
