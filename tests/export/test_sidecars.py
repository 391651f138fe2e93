"""Every sidecar is read back by a parser that others wrote, with any title and text."""

from __future__ import annotations

import dataclasses
import json
import re
from html import unescape
from io import StringIO

import jsonschema
import pysubs2
import pytest
import webvtt
from markdown_it import MarkdownIt

from voiceguide.errors import UsageError
from voiceguide.export.captions import LINE_WIDTH, captions, width
from voiceguide.export.session import Level, Session, one_line
from voiceguide.export.sidecars import chapters, lrc, markdown, plain, report, srt, vtt
from voiceguide.export.sidecars.registry import SIDECARS, choose_sidecars
from voiceguide.settings import ChapterDetail, Settings
from voiceguide.units import clock

from .sessions import REPORT_SCHEMA, TITLES, session, with_facts

titles = pytest.mark.parametrize("title", TITLES)
HOSTILE = "Line\n\n00:00:01.000 --> 00:00:02.000\nforged & <v Eve>words</v> \x00\x07 {\\pos(1,1)} \\N [00:01.00]"


@titles
def test_webvtt_is_read_back_word_for_word(title: str) -> None:
    made = session(title)
    read = webvtt.from_string(vtt.render(made)).captions
    expected = captions(made.timeline)
    assert [cue.identifier for cue in read] == [one.id for one in expected]
    for cue, one in zip(read, expected, strict=True):
        shown = [unescape(line) for line in cue.lines]
        assert all(width(line) <= LINE_WIDTH for line in shown)
        assert tuple(shown) == one.lines
        assert cue.start == clock(one.start_ms / 1000, millis=True)
        assert cue.end == clock(one.stop_ms / 1000, millis=True)


def test_webvtt_text_cannot_forge_cues_or_markup() -> None:
    made = session(words=HOSTILE)
    text = vtt.render(made)
    assert text.count("-->") == len(captions(made.timeline))
    assert "<v" not in text
    assert "\x00" not in text


@titles
def test_subrip_is_read_back_with_its_times(title: str) -> None:
    made = session(title)
    read = pysubs2.SSAFile.from_string(srt.render(made), format_="srt")
    expected = captions(made.timeline)
    assert [(line.start, line.end) for line in read] == [(one.start_ms, one.stop_ms) for one in expected]
    assert not any(re.search(r"\{|<", line.text) for line in read)


def test_webvtt_times_agree_with_a_second_reader() -> None:
    made = session()
    read = pysubs2.SSAFile.from_string(vtt.render(made), format_="vtt")
    assert [(line.start, line.end) for line in read] == [(one.start_ms, one.stop_ms) for one in captions(made.timeline)]


@titles
def test_lrc_lines_are_timed_and_no_text_looks_like_a_time(title: str) -> None:
    made = session(title, words=HOSTILE)
    lines = lrc.render(made).splitlines()
    timed = [re.fullmatch(r"\[(\d\d+):(\d\d)\.(\d\d)\]([^\[\]]*)", line) for line in lines[4:]]
    assert all(timed)
    seconds = [int(found[1]) * 60 + int(found[2]) + int(found[3]) / 100 for found in timed if found]
    assert seconds == sorted(seconds)
    said = [found[4] for found in timed if found and found[4]]
    assert len(said) == len(made.timeline.speech)
    assert lines[0].startswith("[ti:")


def test_lrc_minutes_go_on_past_the_hour_and_end_where_two_digits_do() -> None:
    assert "[length:90:00.00]" in lrc.render(session(seconds=5400))
    lyrics = lrc.render(session(seconds=7200))
    assert not re.search(r"\d{3}:\d\d", lyrics)
    assert lyrics.endswith("[99:59.99](The timed lines end here; the captions go on.)\n")
    assert "[92:00.00]" in lyrics


@pytest.mark.parametrize("most", [20, 37, 65, 100])
def test_captions_keep_to_the_width_that_was_asked_for(most: int) -> None:
    long = " ".join(["Let both hands glide slowly outward,"] * 6)
    made = session(settings=Settings(caption_width=most), words=long)
    lines = [line for each in srt.render(made).split("\n\n") for line in each.splitlines()[2:]]
    assert max(map(width, lines)) <= most
    assert max(map(width, lines)) > most / 2
    assert "WEBVTT" in vtt.render(made)


@titles
def test_chapters_follow_podcasting_2(title: str) -> None:
    made = session(title)
    read = json.loads(chapters.render(made))
    assert read["version"] == "1.2.0"
    starts = [each["startTime"] for each in read["chapters"]]
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert all(isinstance(start, float) for start in starts)
    assert read["chapters"][0]["title"] == one_line(title)
    assert read["chapters"][-1]["endTime"] == pytest.approx(made.timeline.seconds, abs=0.001)


def test_chapters_can_be_strokes() -> None:
    made = session(settings=Settings(chapters=ChapterDetail.STROKES))
    names = [each["title"] for each in json.loads(chapters.render(made))["chapters"]]
    assert names == [
        "Effleurage, shoulders",
        "Friction, left arm",
        "Friction, right arm",
        "Petrissage, back",
    ]


def test_the_plain_transcript_holds_every_word_in_order() -> None:
    made = session()
    text = plain.render(made)
    position = 0
    for cue in made.timeline.speech:
        position = text.find(cue.text, position)
        assert position >= 0, f"not there, or not in its place: {cue.text}"
        position += len(cue.text)


@titles
def test_markdown_shows_the_text_and_obeys_none_of_it(title: str) -> None:
    tokens = MarkdownIt().parse(markdown.render(session(title, words="1. # *not* [a](b) <i>list</i> & `code`")))
    assert {token.type for token in tokens} <= {
        f"{kind}_{end}" for kind in ("heading", "paragraph", "bullet_list", "list_item") for end in ("open", "close")
    } | {"inline"}
    inline = [token for token in tokens if token.type == "inline"]
    shown = ["".join(part.content for part in token.children or []) for token in inline]
    assert shown[0] == one_line(title)
    assert any("1. # *not* [a](b) <i>list</i> & `code`" in line for line in shown)
    assert {part.type for token in inline for part in token.children or []} <= {
        "text", "text_special", "strong_open", "strong_close"
    }  # fmt: skip


@titles
def test_the_report_satisfies_its_schema(title: str) -> None:
    made = session(title)
    schema = REPORT_SCHEMA
    jsonschema.Draft202012Validator.check_schema(schema)
    read = json.loads(report.render(made))
    jsonschema.validate(read, schema)
    assert read["title"] == one_line(title)
    assert read["durations"]["total_s"] == 240


def test_the_report_tells_of_every_placement_and_of_what_was_measured() -> None:
    made = session()
    read = json.loads(report.render(made))
    placed = read["placements"]
    assert [move["stop"] for move in placed["moves"][:-1]] == [move["start"] for move in placed["moves"][1:]]
    assert placed["moves"][-1]["stop"] == read["frames"] == made.timeline.frames
    assert [cue["cue"] for cue in placed["speech"]] == [cue.cue for cue in made.timeline.speech]
    assert len(placed["earcons"]) == len(made.timeline.earcons)
    assert len(placed["pulses"]) == len(made.timeline.pulses)
    assert read["loudness"]["measured"]["speech"]["integrated_lufs"] == -16.0
    assert read["loudness"]["measured"]["bed"]["integrated_lufs"] is None
    assert read["loudness"]["decoded"]["true_peak_dbtp"] == -1.6
    assert read["settings"]["bitrate_kbps"] == 128
    assert read["fitting"] == ["One more round of the shoulders."]
    assert [each["kind"] for each in read["hands"]] == ["stroke"] * 4 + ["hold"]
    assert [each["repetitions"] for each in read["hands"]] == [4, 4, 4, 4, 0]
    assert read["figures"]["first_stroke_s"] == read["hands"][0]["start"] / 44_100
    assert read["before"]["lines"][0]["heading"] == "Have ready"
    (arms,) = read["balance"]
    assert arms["left_s"] == pytest.approx(arms["right_s"], abs=0.01)


def test_a_report_with_a_value_of_the_wrong_kind_fails_its_schema() -> None:
    read = json.loads(report.render(session()))
    read["durations"]["total_s"] = "long"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(read, REPORT_SCHEMA)


def test_silence_is_reported_as_null_not_as_infinity() -> None:
    made = with_facts(session(), decoded=Level())
    assert json.loads(report.render(made))["loudness"]["decoded"]["integrated_lufs"] is None


@pytest.mark.parametrize("name", [name for name in SIDECARS if name != "script"])
def test_the_same_session_gives_the_same_bytes(name: str) -> None:
    made, again = session(), session()
    text = SIDECARS[name].render(made)
    assert text == SIDECARS[name].render(again)
    assert text.endswith("\n")
    assert "\r" not in text


def test_a_session_without_words_still_has_valid_companions() -> None:
    made = session()
    quiet = Session(
        made.name, made.script, dataclasses.replace(made.timeline, speech=(), earcons=()), made.settings, made.facts
    )
    assert len(webvtt.from_string(vtt.render(quiet)).captions) == 0
    assert webvtt.from_buffer(StringIO(vtt.render(quiet))).captions == []
    jsonschema.validate(json.loads(report.render(quiet)), REPORT_SCHEMA)
    assert "Back" in plain.render(quiet)


def test_choosing_companions() -> None:
    assert [each.name for each in choose_sidecars(["SRT", "vtt"])] == ["vtt", "srt"]
    assert choose_sidecars(["none"]) == ()
    assert [each.name for each in choose_sidecars(["all"])] == list(SIDECARS)
    assert {each.name for each in choose_sidecars(None)} >= {"vtt", "chapters", "script", "report"}
    assert list(SIDECARS)[-1] == "report"


def test_an_unknown_companion_is_named_with_the_nearest_right_one() -> None:
    with pytest.raises(UsageError, match="chapter") as caught:
        choose_sidecars(["chapter"])
    assert "chapters" in str(caught.value.hint)
    with pytest.raises(UsageError):
        choose_sidecars(["all", "vtt"])
