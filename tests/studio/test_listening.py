"""What is listened to in the editor again, after a change, is encoded where it sounds otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import SMALL
from tests.fake_engine import FakeEngine, fake
from voiceguide.mp3.segments import Segment
from voiceguide.settings import Settings
from voiceguide.studio.listening import render_part

__all__ = ["fake"]


def test_only_what_was_changed_is_encoded_anew(
    tmp_path: Path, fake: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: set[int] = set()
    begin = Segment._begin

    def note(self: Segment) -> Any:
        encoded.add(self.first)
        return begin(self)

    def listen(text: str, name: str) -> tuple[set[int], bytes]:
        encoded.clear()
        target = tmp_path / f"{name}.mp3"
        render_part(text, None, "stages[0].strokes[0]", True, Settings(voice="fake:tone", ambient="none"), target)
        return set(encoded), target.read_bytes()

    monkeypatch.setattr(Segment, "_begin", note)
    own = 'over the shoulders\n        say: {during: ["Slow, and slower still."]}'
    changed_text = SMALL.replace("over the shoulders", own, 1)
    first, sound = listen(SMALL, "first")
    assert listen(SMALL, "again") == (set(), sound)
    changed, other = listen(changed_text, "changed")
    assert changed < first
    assert changed
    assert other != sound
