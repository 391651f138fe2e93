"""Timelines: place clips in their windows, to the sample; figures of a session; the blind audit."""
