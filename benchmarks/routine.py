"""A plain routine of any length, since no shipped one can be both ten minutes and three hours long."""

from __future__ import annotations

_HEAD = """\
title: {minutes} minutes of back and shoulders
duration: {minutes} min
receiver: face down on a firm bed
giver: standing beside, facing the head
needs: [a little oil]
oil: little
prepare:
  - say: Your partner lies flat, face down.
    wait: 10 s
stages:
"""

_STAGE = """\
  - name: Part {number}
    strokes:
      - technique: effleurage
        region: back
        side: both
        hands: both palms
        path: from the lower back slowly up toward the shoulders
        pressure: 1
        tempo: {{out: {out} s, back: 6 s}}
        repeat: 6
        say: {{name: long strokes of part {number}}}
      - technique: petrissage
        region: shoulders
        side: both
        hands: both whole hands
        path: the fleshy top of the shoulders, lifting and letting go
        pressure: {pressure}
        repeat: 5
        spots: 2
        say: {{name: kneading in part {number}}}
      - check-in
      - technique: friction
        region: shoulders
        side: both
        hands: both thumbs
        path: small circles along the muscle
        pressure: {pressure}
        repeat: 5
        spots: 4
        say: {{name: circles of part {number}}}
"""

_CLOSE = """\
close:
  rest: 60 s
"""


def routine_text(minutes: int) -> str:
    """A routine that can be fitted to a length of `minutes`."""
    stages = (
        _STAGE.format(number=n + 1, pressure=1 if n == 0 else 2, out=9 + n % 4) for n in range(max(1, minutes // 15))
    )
    return _HEAD.format(minutes=minutes) + "".join(stages) + _CLOSE
