"""Make a voice slower or faster without changing its pitch."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from voiceguide.audio import Samples


def stretch(sound: Samples, tempo: float, rate_hz: int) -> Samples:
    """Stretch a sound to 1 / `tempo` of its length at the same pitch (ffmpeg's atempo, from PyAV).

    Args:
        sound: Mono, float32, shape (frames,).
        tempo: From 0.5 to 2; 1 returns the sound unchanged.
        rate_hz: Sample rate.
    """
    if tempo == 1.0:
        return sound
    import av

    graph = av.filter.Graph()
    chain = [
        graph.add_abuffer(sample_rate=rate_hz, format="flt", layout="mono", time_base=Fraction(1, rate_hz)),
        graph.add("atempo", f"{tempo:.6f}"),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*chain).configure()
    padded = np.append(sound, np.zeros(rate_hz // 20, dtype=np.float32))  # the filter keeps its last window
    frame = av.AudioFrame.from_ndarray(padded[np.newaxis], format="flt", layout="mono")
    frame.sample_rate, frame.pts = rate_hz, 0
    graph.push(frame)
    graph.push(None)
    parts: list[Samples] = []
    while True:
        try:
            parts.append(graph.pull().to_ndarray()[0])
        except (av.error.BlockingIOError, av.error.EOFError):
            return np.concatenate(parts)
