"""However loud, coarse or one-sided a session is asked to be, its decoded MP3 stays under −1 dBTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.mix.synthetic import NoiseBed, make_session
from voiceguide import loudness_files
from voiceguide.export.mp3 import encode_mp3
from voiceguide.mix.mixdown import plan_mix
from voiceguide.settings import GiverChannel, Settings


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"volume_lu": 6.0},
        {"volume_lu": 6.0, "bitrate_kbps": 96},
        {"speech_lufs": -12.0, "volume_lu": 6.0, "bitrate_kbps": 96},
        {"giver_channel": GiverChannel.LEFT, "bitrate_kbps": 96},
        {"giver_channel": GiverChannel.LEFT, "volume_lu": 3.0},
        {"mono": True, "volume_lu": 6.0},
    ],
    ids=str,
)
def test_no_decoded_peak_is_above_the_limit(tmp_path: Path, changes: dict[str, Any]) -> None:
    settings = Settings().replaced({"ceiling_dbtp": -1.0, **changes})  # as high as may be asked for
    timeline, clips = make_session(tmp_path, 40)
    mix = plan_mix(timeline, clips, NoiseBed(), settings)
    with (tmp_path / "x.mp3").open("wb") as file:
        encode_mp3(mix, file, bitrate_kbps=settings.bitrate_kbps)
    assert loudness_files.measure_file(tmp_path / "x.mp3").true_peak_dbtp <= -1.0
