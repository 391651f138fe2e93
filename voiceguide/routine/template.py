"""Write the text of a routine to start from: commented and valid, new or from an existing routine.

It writes no file.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from voiceguide.routine.sources import find_routine, read_text

_HEAD = """\
# A routine for voiceguide. Lines that begin with # are notes for you; the rest is what you will hear.
#
#   voiceguide check {file}                          what is wrong, unsafe or hard to follow
#   voiceguide plan {file}                           minutes, counts and words
#   voiceguide make {file} --preview 60s --watch     hear its first minute again at every save
#
# All keys, techniques and regions: docs/routine-format.md of the project. Times carry their unit: 5 s, 2 min.
"""

_BODY = """\
title: {title}
summary: Twenty calm minutes for shoulders and back.
duration: 20 min              # its usual length; --duration asks for another

# How the two of you are placed, and what is at hand. Left and right are always the receiver's.
receiver: face down on the bed, arms beside the body
giver: beside the bed, in a position you can hold
needs: [oil or lotion, two towels]
oil: small                    # none, little, small or generous

# Before the first stroke. Who should not be massaged, and how to stop, is said for you.
prepare:
  - say: Your partner lies face down, arms beside the body.
    wait: 20 s                # time to do it
  - oil: Warm a little oil between your hands.
    for: 20 s

stages:
  # Each stage becomes a chapter. To meet a duration it may take from 2 to 8 minutes.
  - name: Shoulders
    minutes: [2, 8]
    rounds: 2                 # all of its strokes, twice over
    strokes:
      - technique: effleurage # long gliding strokes
        region: shoulders
        hands: both palms
        path: from the neck out over the shoulders
        pressure: {{out: 2, back: 1}}   # Walton scale: 1 spreads lotion lightly, 3 moves muscle
        tempo: {{out: 5 s, back: 3 s}}
        repeat: 8
      - check-in              # asks about the pressure, and leaves time to answer
      - technique: petrissage # kneading; what is not written is the technique's usual
        region: shoulders
        repeat: 5             # squeezes at each spot
        spots: 4
        say:                  # your own words in place of the usual ones
          during:
            - Soft hands, and no pinching.

  - name: Back
    minutes: [3, 12]
    rounds: 2
    strokes:
      - technique: effleurage
        region: back
        hands: both palms, either side of the spine
        path: up beside the spine, and lightly down the sides
        pressure: {{out: 2, back: 1}}
        repeat: 6
        flow: toward          # the firm way goes toward the heart
        lighter: lower back   # near the kidneys the hands only rest
      - breathe
      - technique: friction   # small circles
        region: shoulder blades
        side: each            # left, then right, for the same time
        repeat: 5
        spots: 3
      - check-in

  # A stage of another routine can be used again:
  # - use: legs/Legs

close:
  hands: 18 s                 # the hands lie still
  rest: 60 s
"""

_TITLE = re.compile(r"^title:.*(\n[ \t]+\S.*)*$", re.MULTILINE)
_LEFT_OUT = re.compile(r"^(# yaml-language-server:|source:).*\n", re.MULTILINE)


def new_text(title: str, file: str, start: str | Path | None = None) -> str:
    """The text of a new routine.

    Args:
        title: Its title.
        file: The file it will be written to, for the commands in its comments.
        start: A shipped routine's name or a path to take everything else from; by default a small example.

    Raises:
        UsageError: There is no routine `start`.
        RoutineError: It cannot be read.
    """
    head = _HEAD.format(file=json.dumps(file) if " " in file else file)
    quoted = json.dumps(title, ensure_ascii=False)
    if start is None:
        return head + "\n" + _BODY.format(title=quoted)
    text = _LEFT_OUT.sub("", read_text(find_routine(start)))
    text, count = _TITLE.subn(lambda _: f"title: {quoted}", text, count=1)
    return head + "\n" + (text if count else f"title: {quoted}\n{text}")


def title_of(name: str) -> str:
    """A title from a file's name: ``my-evening`` → ``My evening``."""
    words = " ".join(re.sub(r"[-_]+", " ", name).split())
    return words[:1].upper() + words[1:] or name
