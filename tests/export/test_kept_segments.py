"""What was encoded before is not encoded again, and never changes what comes out."""

from __future__ import annotations

import dataclasses
import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.examples import examples
from tests.mix.synthetic import make_clip, make_session, speech_like
from voiceguide.export import mp3
from voiceguide.export.kept_segments import KeptSegments
from voiceguide.export.mp3 import encode_mp3
from voiceguide.files import cache_folder
from voiceguide.mix.loop_bed import LoopBed
from voiceguide.mix.loops import BedSequence
from voiceguide.mix.mixdown import Mix, plan_mix
from voiceguide.mp3 import segments
from voiceguide.mp3.frames import FRAME_SAMPLES
from voiceguide.settings import Settings
from voiceguide.speech.clip import Clip
from voiceguide.timeline.model import Timeline
from voiceguide.units import RATE_HZ, to_samples

SECONDS = 150
ANY = Settings(bitrate_kbps=96, mono=True)


def loop(seed: int) -> LoopBed:
    noise = np.random.default_rng(seed).standard_normal((10 * RATE_HZ, 2)) * 3000
    return LoopBed(f"bed {seed}", noise.astype(np.int16))


BEDS = [loop(1), loop(2)]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> tuple[Timeline, dict[str, Clip], list[Clip]]:
    folder = tmp_path_factory.mktemp("clips")
    timeline, clips = make_session(folder, SECONDS)
    others = [make_clip(folder, speech_like(1.5 + 0.1 * n, 90 + n), f"other{n}") for n in range(3)]
    return timeline, clips, others


def encode(mix: Mix, *, keep: bool = True, counted: list[int] | None = None) -> bytes:
    """The file of a mix; `counted` gets the segments that were encoded."""
    with pytest.MonkeyPatch.context() as patch:
        if not keep:
            patch.setattr(mp3, "kept_of", lambda *_: None)
        if counted is not None:
            begin = segments.Segment._begin

            def count(self: segments.Segment) -> Any:
                counted.append(self.first)
                return begin(self)

            patch.setattr(segments.Segment, "_begin", count)
        file = io.BytesIO()
        encode_mp3(mix, file, bitrate_kbps=mix.settings.bitrate_kbps)
        return file.getvalue()


def edited(session: Any, data: st.DataObject) -> Mix:
    """The session with a few things changed, as an author might."""
    timeline, clips, others = session
    speech, clips, chosen, changes = list(timeline.speech), dict(clips), ANY, dict[str, Any]()
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(speech) - 1))
        what = data.draw(st.sampled_from(("text", "place", "drop", "pulse", "earcon", "bed", "level")))
        if what == "text":
            clips[speech[at].cue] = data.draw(st.sampled_from(others))
            speech[at] = dataclasses.replace(speech[at], frames=clips[speech[at].cue].frames)
        elif what == "place":
            speech[at] = dataclasses.replace(speech[at], start=speech[at].start + data.draw(st.integers(0, 9000)))
        elif what == "drop" and len(speech) > 1:
            del speech[at]
        elif what == "pulse":
            changes["pulses"] = timeline.pulses[: data.draw(st.integers(0, len(timeline.pulses)))]
        elif what == "earcon":
            changes["earcons"] = timeline.earcons[1:]
        elif what == "level":
            chosen = chosen.replaced({data.draw(st.sampled_from(("volume_lu", "pitch_st"))): 1.0})
    bed: Any = BEDS[0]
    if data.draw(st.booleans()):
        edge = to_samples(data.draw(st.integers(20, SECONDS - 20)))
        bed = BedSequence([(BEDS[0], 0, edge), (BEDS[1], edge, timeline.frames)], 4.0)
    kept = tuple(each for each, after in zip(speech, [*speech[1:], None], strict=True)
                 if after is None or each.stop < after.start)  # fmt: skip
    return plan_mix(dataclasses.replace(timeline, speech=kept, **changes), clips, bed, chosen)


@examples(12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_after_any_edits_the_bytes_are_those_of_a_cold_run(session: Any, data: st.DataObject) -> None:
    encode(plan_mix(session[0], session[1], BEDS[0], ANY))
    mix = edited(session, data)
    assert encode(mix) == encode(mix, keep=False)


def test_one_edited_sentence_is_encoded_where_it_is_heard(session: Any) -> None:
    timeline, clips, others = session
    whole, some, none = list[int](), list[int](), list[int]()
    encode(plan_mix(timeline, clips, BEDS[0], ANY), counted=whole)
    place = timeline.speech[8]
    speech = tuple(
        dataclasses.replace(each, frames=others[0].frames) if each is place else each for each in timeline.speech
    )
    mix = plan_mix(dataclasses.replace(timeline, speech=speech), {**clips, place.cue: others[0]}, BEDS[0], ANY)
    first = encode(mix, counted=some)
    assert 1 <= len(set(some)) <= 2 < len(set(whole))
    assert encode(mix, counted=none) == first
    assert none == []


def test_the_bed_of_the_first_stage_changes_nothing_after_it(session: Any) -> None:
    timeline, clips, _ = session
    edge, crossfade_s = to_samples(40.0), 4.0
    softer = LoopBed("softer", (np.random.default_rng(5).standard_normal((10 * RATE_HZ, 2)) * 500).astype(np.int16))

    def begun_with(first: LoopBed) -> Mix:
        bed = BedSequence([(first, 0, edge), (BEDS[0], edge, timeline.frames)], crossfade_s)
        return plan_mix(timeline, clips, bed, ANY)

    whole, some = list[int](), list[int]()
    encode(begun_with(BEDS[1]), counted=whole)
    changed = encode(begun_with(softer), counted=some)
    assert max(some) * FRAME_SAMPLES < edge + to_samples(crossfade_s / 2) < max(whole) * FRAME_SAMPLES
    assert changed == encode(begun_with(softer), keep=False)


def files() -> list[Path]:
    return sorted((cache_folder() / "segments").glob("??/*.frames"))


def test_a_damaged_file_is_noticed_and_made_anew(session: Any) -> None:
    mix = plan_mix(session[0], session[1], BEDS[0], ANY)
    good = encode(mix)
    for number, path in enumerate(files()):
        content = path.read_bytes()
        path.write_bytes([content[:-100], b"", content[:500] + b"x" + content[501:], content + b"more"][number % 4])
    assert encode(mix) == good
    assert encode(mix) == good


def test_a_folder_that_cannot_be_written_changes_nothing(session: Any) -> None:
    mix = plan_mix(session[0], session[1], BEDS[0], ANY)
    (cache_folder() / "segments").parent.mkdir(parents=True, exist_ok=True)
    (cache_folder() / "segments").write_text("in the way", encoding="utf-8")
    assert encode(mix) == encode(mix, keep=False)


def test_the_store_is_bounded_and_lets_the_oldest_go(tmp_path: Path) -> None:
    keys: Mapping[int, str] = {number: f"{number:02}abc" for number in range(6)}
    kept = KeptSegments(tmp_path, lambda start, _: keys[start], "96-1", limit_bytes=3500)
    for number in range(6):
        kept.keep(number, number, 0, bytes(1000))
        path = next(tmp_path.glob(f"{number:02}/*"))
        os.utime(path, (number, number))
    kept.load(0, 0, 0)  # used now
    kept.evict()
    assert sorted(path.name[:2] for path in tmp_path.glob("??/*.frames")) == ["00", "04", "05"]
