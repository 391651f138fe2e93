"""Loudness over time by metering, to hold predicted curves against."""

from __future__ import annotations

from voiceguide.export.formats.job import blocks
from voiceguide.export.pcm import Source
from voiceguide.export.picture.curves import Curve, curve_of_energy
from voiceguide.loudness import Meter


def heard_curve(source: Source) -> Curve:
    """The curve of a mix or a stem, heard from end to end."""
    meter = Meter(source.channels)
    for _, block in blocks(source):
        meter.push(block)
    return curve_of_energy(meter.energy)
