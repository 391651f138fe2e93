"""The loudness plan: every level of a mix, solved before there is one.

Comes in: timeline, clips, bed, settings. Goes out: gains, limiter curves, ducking. What a meter will read of the
result is told by `voiceguide.mix.prediction`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from voiceguide import loudness
from voiceguide.mix import ducking
from voiceguide.mix.bed import Bed
from voiceguide.mix.ducking import Talk
from voiceguide.mix.earcons import EARCON_LUFS, EARCON_PEAK
from voiceguide.mix.energies import STEP, bed_mono_ratio
from voiceguide.mix.envelope import Envelope
from voiceguide.mix.pacer import PACER_LUFS, PACER_PEAK
from voiceguide.mix.voice import VoiceLevel, solve_voice
from voiceguide.script.lines import Audience
from voiceguide.settings import GiverChannel, Settings
from voiceguide.speech.clip import Clip
from voiceguide.timeline.model import SpeechPlacement, Timeline
from voiceguide.units import gain

LEAST_BELOW_LU = 15.0
"""While words are spoken the bed is at least this far below them, in every 400 ms."""

PACER_DUCK_LU = 6.0
"""How far the pacer goes down under words."""

BED_PAUSE_BELOW_LU = 6.0
"""Even in pauses the bed stays this far below the speech: it must never be what is loudest."""

HIGHEST_DECODED_DBTP = -1.0
"""No true peak of the decoded MP3 is higher."""

_CREST = 3.0  # peak to RMS of bed and pacer where they meet the voice's peaks; the rare rest is softened
_MOMENT_STEPS = 40  # 400 ms
_LOUD_LUFS = -14.0
_MOST_OF_CEILING = 0.8  # that pacer or earcons reach by themselves: between words, with the bed besides


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Every gain of a mix, linear.

    Attributes:
        voice: The voice's gain and limiter curves.
        bed_gain: Factor for the bed where its envelope is at 0 dB, in pauses.
        bed_envelope: The bed's ducking and fades.
        pacer_gain: Factor for the pacer.
        pacer_envelope: The pacer's ducking.
        earcon_gain: Factor for earcons.
        ceiling: Highest true peak.
        bed_ratio: What share of its energy the bed keeps in the file's channels; 1 in stereo.
        bed_below_lu: How far the bed lies under the speech while words are spoken; ∞ without a bed.
    """

    voice: VoiceLevel
    bed_gain: float
    bed_envelope: Envelope
    pacer_gain: float
    pacer_envelope: Envelope
    earcon_gain: float
    ceiling: float
    bed_ratio: float
    bed_below_lu: float


def solve_levels(timeline: Timeline, clips: Mapping[str, Clip], bed: Bed, settings: Settings) -> Levels:
    """Solve every level of a mix from its parts.

    Args:
        timeline: Where everything lies.
        clips: The clip of every spoken cue, by cue id.
        bed: The bed.
        settings: Levels asked for.
    """
    ceiling = gain(min(settings.ceiling_dbtp, HIGHEST_DECODED_DBTP - _overshoot_db(settings)))
    under_lufs = settings.speech_lufs - settings.ambient_below_lu
    pacer_gain, pacer_envelope = _solve_pacer(timeline, settings, ceiling)
    rest = _CREST * math.hypot(_rms(under_lufs), _rms(PACER_LUFS - PACER_DUCK_LU) * pacer_gain)
    voice = solve_voice(
        timeline,
        clips,
        target_lufs=settings.speech_lufs + settings.volume_lu,
        ceiling=max(ceiling - rest, 0.5 * ceiling),
        heard=lambda each: len(heard_on(each, settings)),
    )
    voice_lufs = voice.lufs if math.isfinite(voice.lufs) else settings.speech_lufs
    signals_lufs = min(settings.speech_lufs, voice_lufs)  # a voice that is softer than asked has softer signals
    pacer_gain *= gain(signals_lufs - settings.speech_lufs)
    earcon_gain = min(
        gain(signals_lufs - settings.earcon_below_lu - EARCON_LUFS), _MOST_OF_CEILING * ceiling / EARCON_PEAK
    )
    under_lufs = min(under_lufs, voice_lufs - LEAST_BELOW_LU)
    ratio = bed_mono_ratio(bed, timeline.frames) if settings.mono else 1.0
    bed_gain, bed_envelope = _solve_bed(timeline, bed, settings, under_lufs, voice_lufs, ratio)
    below_lu = voice.lufs - under_lufs if bed_gain > 0 else math.inf
    return Levels(voice, bed_gain, bed_envelope, pacer_gain, pacer_envelope, earcon_gain, ceiling, ratio, below_lu)


def heard_on(words: SpeechPlacement, settings: Settings) -> tuple[int, ...]:
    """The channels that carry some words: what is for the giver alone may go to one ear."""
    if settings.mono:
        return (0,)
    if words.audience is Audience.BOTH:
        return (0, 1)
    return {GiverChannel.LEFT: (0,), GiverChannel.RIGHT: (1,)}.get(settings.giver_channel, (0, 1))


def _overshoot_db(settings: Settings) -> float:
    """By how much an MP3's peaks pass those that went in, at most, as measured with spoken sessions.

    Few bits add noise, and so does a voice in one channel, which joint stereo codes as two. A voice that is
    louder than usual has more of its peaks at the ceiling, and so more that may pass it.
    """
    one_sided = settings.giver_channel is not GiverChannel.BOTH and not settings.mono
    louder_lu = max(0.0, settings.speech_lufs + settings.volume_lu - _LOUD_LUFS)
    if settings.bitrate_kbps < 128:
        return (2.4 if one_sided else 1.3) + 0.12 * louder_lu
    return (1.1 if one_sided else 0.5) + 0.12 * louder_lu


def _rms(lufs: float) -> float:
    """RMS of each of two channels of a plain sound of this loudness."""
    return gain(lufs - 3.0)


def _solve_bed(
    timeline: Timeline, bed: Bed, settings: Settings, under_lufs: float, voice_lufs: float, ratio: float
) -> tuple[float, Envelope]:
    """The bed's gain in pauses and its ducking: deeper where the bed itself swells under words."""
    between_lufs = max(min(under_lufs + settings.duck_lu, voice_lufs - BED_PAUSE_BELOW_LU), under_lufs)
    own_lufs = bed.lufs + (10.0 * math.log10(ratio) if ratio > 0 else -math.inf)
    silent = not math.isfinite(own_lufs)
    shift = 0.0 if silent else between_lufs - own_lufs

    def under_db(talk: Talk) -> float:
        nominal = under_lufs - between_lufs
        if silent:
            return nominal
        first = max(talk.start // STEP, 0)
        count = max((talk.stop - talk.start) // STEP, _MOMENT_STEPS)
        loudest = float(loudness.momentary(bed.energy(first, count) * ratio).max()) + shift
        return min(nominal, voice_lufs - LEAST_BELOW_LU - loudest)

    envelope = ducking.draw(
        ducking.talks(timeline.speech, ducking.BED),
        ducking.BED,
        timeline.frames,
        under_db=under_db,
        between_db=0.0,
        fades=True,
    )
    return (0.0 if silent else gain(shift)), envelope


def _solve_pacer(timeline: Timeline, settings: Settings, ceiling: float) -> tuple[float, Envelope]:
    asked = gain(settings.speech_lufs - settings.pacer_below_lu - PACER_LUFS)
    envelope = ducking.draw(
        ducking.talks(timeline.speech, ducking.PACER),
        ducking.PACER,
        timeline.frames,
        under_db=lambda _: -PACER_DUCK_LU,
        between_db=0.0,
    )
    return min(asked, _MOST_OF_CEILING * ceiling / PACER_PEAK), envelope
