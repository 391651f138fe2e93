"""Energies of a mix's parts on one grid of 100 ms, so that loudness can be predicted by adding them up.

They are K-weighted sums of squares of each 100 ms of the session, all channels together. In a mono file the two
channels of a sound are added at half power.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from voiceguide import loudness
from voiceguide.audio import Samples
from voiceguide.kweight import STEPS_PER_S
from voiceguide.loudness import Energies
from voiceguide.mix.bed import Bed
from voiceguide.mix.envelope import Envelope
from voiceguide.mix.own_earcons import earcons_of, signal_sound
from voiceguide.mix.pacer import pulse_energy
from voiceguide.script.lines import Earcon
from voiceguide.settings import PacerStyle, Settings
from voiceguide.timeline.model import Timeline
from voiceguide.units import RATE_HZ

STEP = RATE_HZ // STEPS_PER_S
"""Frames of one step of 10 ms."""

PER_TENTH = 10
"""Steps of 10 ms in one of 100 ms."""

HALF_POWER = np.float32(math.sqrt(0.5))
"""Factor for both channels before they are added to one."""

_STEPS_AT_ONCE = 12_000
_PULSES_AT_ONCE = 32


def empty_tenths(frames: int) -> Energies:
    """An empty grid for a session of `frames` samples."""
    return np.zeros(-(-frames // (STEP * PER_TENTH)))


def add_at(tenths: Energies, start: int, energy: Energies) -> None:
    """Add the energies (per 10 ms) of a sound that starts at sample `start`; what is after the end is dropped."""
    index = (round(start / STEP) + np.arange(len(energy))) // PER_TENTH
    sums = np.bincount(index - index[0], weights=energy)
    first = int(index[0])
    room = len(tenths) - first
    tenths[first : first + len(sums)] += sums[:room]


def channel_energy(block: Samples, mono: bool) -> Energies:
    """K-weighted energy per 10 ms of a stereo sound, as stereo or as its mono sum."""
    if mono:
        return loudness.k_energy((block[:, 0] + block[:, 1]) * HALF_POWER)
    return loudness.k_energy(block[:, 0]) + loudness.k_energy(block[:, 1])


def bed_tenths(bed: Bed, envelope: Envelope, factor: float) -> Energies:
    """Energies of the bed with its envelope applied.

    Args:
        bed: The bed.
        envelope: Its ducking and fades; its length is the session's.
        factor: Factor for the energies: gain squared.
    """
    tenths = empty_tenths(envelope.frames)
    steps = len(tenths) * PER_TENTH
    for first in range(0, steps, _STEPS_AT_ONCE):
        count = min(_STEPS_AT_ONCE, steps - first)
        gains = envelope.values((np.arange(first, first + count) * 2 + 1) * STEP // 2)
        energy = bed.energy(first, count) * gains**2 * factor
        tenths[first // PER_TENTH : (first + count) // PER_TENTH] = energy.reshape(-1, PER_TENTH).sum(axis=1)
    return tenths


def signal_tenths(
    timeline: Timeline, settings: Settings, pacer_gain: float, pacer_envelope: Envelope, earcon_gain: float
) -> Energies:
    """Energies of pacer and earcons. Panning keeps the energy, so one pulse of each shape is enough."""
    tenths = empty_tenths(timeline.frames)
    pulses: dict[object, Energies] = {}
    style = settings.pacer
    for first in range(0, len(timeline.pulses) if style is not PacerStyle.OFF else 0, _PULSES_AT_ONCE):
        several = timeline.pulses[first : first + _PULSES_AT_ONCE]
        for pulse in several:
            if pulse.phases not in pulses:
                pulses[pulse.phases] = pulse_energy(style, pulse.phases)
        energy = [pulses[pulse.phases] for pulse in several]
        middles = [
            pulse.start + (np.arange(len(one)) * 2 + 1) * STEP // 2 for pulse, one in zip(several, energy, strict=True)
        ]
        gains = (pacer_envelope.values(np.concatenate(middles)) * pacer_gain) ** 2
        edges = np.cumsum([len(one) for one in energy])[:-1]
        for pulse, one, gain in zip(several, energy, np.split(gains, edges), strict=True):
            add_at(tenths, pulse.start, one * gain)
    energies: dict[Earcon, NDArray[np.float64]] = {}
    for each in earcons_of(timeline, settings):
        if each.earcon not in energies:
            sound = signal_sound(each.earcon, settings.earcons)
            energies[each.earcon] = channel_energy(sound, settings.mono)
        add_at(tenths, each.start, energies[each.earcon] * earcon_gain**2)
    return tenths
