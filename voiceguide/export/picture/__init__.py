"""The timeline picture: a whole session at a glance, as PNG or SVG.

`curves` measures loudness over time, `figure` draws; needs the extra ``picture``.
"""
