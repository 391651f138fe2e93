"""The loudness plan: every level of a mix, solved before mixing.

No level depends on words that are spoken elsewhere, so a session can be mixed from its beginning while the rest is
still being spoken. `voiceguide.mix.prediction` predicts what a meter will read of the result.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voiceguide import loudness
from voiceguide.mix import ducking
from voiceguide.mix.bed import Bed
from voiceguide.mix.earcons import EARCON_LUFS, EARCON_PEAK
from voiceguide.mix.energies import STEP
from voiceguide.mix.envelope import Envelope
from voiceguide.mix.interlude import SWELL_LU, Spans, add_swells
from voiceguide.mix.pacer import PACER_LUFS, PACER_PEAK
from voiceguide.mix.voice import Voices
from voiceguide.script.lines import Audience
from voiceguide.settings import GiverChannel, Settings
from voiceguide.speech.clip import Clip
from voiceguide.timeline.model import SpeechPlacement, Timeline
from voiceguide.units import gain

LEAST_BELOW_LU = 15.0
"""While words are spoken the bed is at least this far below them, in every 400 ms."""

PACER_DUCK_LU = 6.0
"""How far the pacer is lowered under words."""

BED_PAUSE_BELOW_LU = 6.0
"""Even in pauses the bed stays this far below the speech: it must never be the loudest part."""

HIGHEST_DECODED_DBTP = -1.0
"""The highest true peak allowed in the decoded MP3."""

_CREST = 3.0  # peak to RMS of bed and pacer under the voice's peaks; `soften` bends the rare higher ones
_MOMENT_STEPS = 40  # 400 ms
_LOUD_LUFS = -14.0
_MOST_OF_CEILING = 0.8  # that pacer or earcons may reach by themselves, leaving room for the bed


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Every gain of a mix, linear.

    Attributes:
        voice_lufs: Loudness of every clip, in LUFS.
        bed_gain: Factor for the bed where its envelope is at 0 dB, in pauses.
        bed_envelope: The bed's ducking and fades.
        pacer_gain: Factor for the pacer.
        pacer_envelope: The pacer's ducking.
        earcon_gain: Factor for earcons.
        ceiling: Highest true peak.
        bed_below_lu: How far the bed lies under the speech while words are spoken; ∞ without a bed.
    """

    voice_lufs: float
    bed_gain: float
    bed_envelope: Envelope
    pacer_gain: float
    pacer_envelope: Envelope
    earcon_gain: float
    ceiling: float
    bed_below_lu: float


def voices_of(settings: Settings) -> Voices:
    """The voice of a session: how loud each clip is, and how high its peaks may be."""
    ceiling, under_lufs = _ceiling(settings), settings.speech_lufs - settings.ambient_below_lu
    pacer = _rms(PACER_LUFS - PACER_DUCK_LU) * _pacer_gain(settings, ceiling)
    rest = _CREST * math.hypot(_rms(under_lufs), pacer)
    return Voices(settings.speech_lufs + settings.volume_lu, max(ceiling - rest, 0.5 * ceiling))


def solve_levels(
    timeline: Timeline,
    clips: Mapping[str, Clip],
    bed: Bed,
    settings: Settings,
    voices: Voices,
    swells: Spans = (),
) -> Levels:
    """Solve every level of a mix from its parts.

    Args:
        timeline: Where everything lies.
        clips: The clip of every spoken cue, by cue id.
        bed: The bed.
        settings: The requested levels.
        voices: The voice (`voices_of`).
        swells: Where the bed swells between chapters.
    """
    ceiling = _ceiling(settings)
    under_lufs = settings.speech_lufs - settings.ambient_below_lu
    voice_lufs = voices.target_lufs
    signals_lufs = min(settings.speech_lufs, voice_lufs)  # a softer voice has softer signals
    pacer_gain = _pacer_gain(settings, ceiling) * gain(signals_lufs - settings.speech_lufs)
    earcon_gain = min(
        gain(signals_lufs - settings.earcon_below_lu - EARCON_LUFS), _MOST_OF_CEILING * ceiling / EARCON_PEAK
    )
    under_lufs = min(under_lufs, voice_lufs - LEAST_BELOW_LU)

    def reached_lufs(words: SpeechPlacement) -> float:
        level = voices.level(clips[words.cue], len(channels_of(words, settings)))
        return level.lufs if math.isfinite(level.lufs) else voice_lufs

    bed_gain, bed_envelope = _solve_bed(timeline, bed, settings, under_lufs, voice_lufs, reached_lufs)
    between_lufs = _between_lufs(settings, under_lufs, voice_lufs)
    lift_db = min(SWELL_LU, voice_lufs - BED_PAUSE_BELOW_LU - between_lufs)
    bed_envelope = add_swells(bed_envelope, swells, lift_db)
    below_lu = voice_lufs - under_lufs if bed_gain > 0 else math.inf
    pacer_envelope = _pacer_envelope(timeline)
    return Levels(voice_lufs, bed_gain, bed_envelope, pacer_gain, pacer_envelope, earcon_gain, ceiling, below_lu)


def _between_lufs(settings: Settings, under_lufs: float, voice_lufs: float) -> float:
    """Loudness of the bed in pauses."""
    return max(min(under_lufs + settings.pause_lift_lu, voice_lufs - BED_PAUSE_BELOW_LU), under_lufs)


def _ceiling(settings: Settings) -> float:
    """Highest true peak of the mix, linear, with room for the encoder's overshoot."""
    return gain(min(settings.ceiling_dbtp, HIGHEST_DECODED_DBTP - _overshoot_db(settings)))


def channels_of(words: SpeechPlacement, settings: Settings) -> tuple[int, ...]:
    """The channels that carry some words: words for the giver alone may go to one ear."""
    if settings.mono:
        return (0,)
    if words.audience is not Audience.GIVER:
        return (0, 1)
    return {GiverChannel.LEFT: (0,), GiverChannel.RIGHT: (1,)}.get(settings.giver_channel, (0, 1))


def _overshoot_db(settings: Settings) -> float:
    """By how many dB, at most, an MP3's peaks exceed those that went in, as measured with spoken sessions.

    A low bit rate adds noise, and so does a voice in one channel, which joint stereo codes as two. A voice that is
    louder than usual has more of its peaks at the ceiling, and so more that may exceed it.
    """
    one_sided = settings.giver_channel is not GiverChannel.BOTH and not settings.mono
    louder_lu = max(0.0, settings.speech_lufs + settings.volume_lu - _LOUD_LUFS)
    if settings.bitrate_kbps < 128:
        return (2.4 if one_sided else 1.3) + 0.12 * louder_lu
    return (1.1 if one_sided else 0.5) + 0.12 * louder_lu


def _rms(lufs: float) -> float:
    """RMS of each of two channels of a sound of this loudness."""
    return gain(lufs - 3.0)


def _solve_bed(
    timeline: Timeline,
    bed: Bed,
    settings: Settings,
    under_lufs: float,
    voice_lufs: float,
    reached_lufs: Callable[[SpeechPlacement], float],
) -> tuple[float, Envelope]:
    """The bed's gain in pauses and its ducking, which is deeper where the bed is loud or the words are soft."""
    between_lufs = _between_lufs(settings, under_lufs, voice_lufs)
    silent = not math.isfinite(bed.lufs)
    shift = 0.0 if silent else between_lufs - bed.lufs

    def under_db(words: SpeechPlacement) -> float:
        nominal = under_lufs - between_lufs
        if silent:
            return nominal
        first = max(words.start // STEP, 0)
        count = max((words.stop - words.start) // STEP, _MOMENT_STEPS)
        loudest = float(loudness.momentary(bed.energy(first, count)).max()) + shift
        return min(nominal, reached_lufs(words) - LEAST_BELOW_LU - loudest)

    envelope = ducking.build_envelope(
        timeline.speech,
        ducking.BED,
        timeline.frames,
        under_db=under_db,
        between_db=0.0,
        fades=True,
    )
    return (0.0 if silent else gain(shift)), envelope


def _pacer_gain(settings: Settings, ceiling: float) -> float:
    """Factor of the pacer at normal speech level, limited by the ceiling."""
    asked = gain(settings.speech_lufs - settings.pacer_below_lu - PACER_LUFS)
    return min(asked, _MOST_OF_CEILING * ceiling / PACER_PEAK)


def _pacer_envelope(timeline: Timeline) -> Envelope:
    """The pacer's ducking: a fixed depth under all words."""

    def under_db(_: SpeechPlacement) -> float:
        return -PACER_DUCK_LU

    return ducking.build_envelope(timeline.speech, ducking.PACER, timeline.frames, under_db=under_db, between_db=0.0)
