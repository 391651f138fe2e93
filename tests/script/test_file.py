"""Script files: what is saved is what is read, and every mistake in an edited one is named with its line."""

from __future__ import annotations

import contextlib
import itertools
from dataclasses import replace
from pathlib import Path
from string import ascii_letters
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.timeline.made import GOOD, lengths_of, script_of
from voiceguide.errors import Finding, ScriptError
from voiceguide.script.file import MAX_BYTES, load, loads, save
from voiceguide.script.grammar import script_schema
from voiceguide.script.lines import BeforeLine, BeforePart, Fact, Script, StageHeading, Variant
from voiceguide.script.writing import dump
from voiceguide.text.pronunciation import Pronunciation
from voiceguide.timeline.schedule import schedule

BEFORE = BeforePart(
    "Before you begin",
    (
        BeforeLine("before.1", "Warm a towel: it takes half an hour.", "Have ready", item=True),
        BeforeLine("before.2", "Pause here until you are ready.", "Have ready", 2.5),
        BeforeLine("before.3", "Three colours: green, yellow and red.", "The colours"),
    ),
)


def a_script() -> Script:
    script = script_of(GOOD, odd=17)
    return replace(
        script,
        ambient="rain",
        before=BEFORE,
        pronounce=(Pronunciation("use", "juːz"),),
        changes=("Fitted to 9 minutes: fewer strokes.",),
        meta=(Fact("pace", "1"), Fact("seed", "0")),
        stages=(StageHeading("Shoulders: the day", "stream"),),
    )


def problems(text: str) -> list[Finding]:
    with pytest.raises(ScriptError) as caught:
        loads(text, "my.yaml")
    return list(caught.value.findings)


_NO_WORDS = st.characters(exclude_categories=("C", "Z"), exclude_characters=ascii_letters)
"""Any signs and letters but those of which words that break a rule of safety could be made."""


class TestKept:
    def test_what_is_saved_is_what_is_read(self, tmp_path: Path) -> None:
        script = a_script()
        save(script, tmp_path / "a.yaml")
        again = load(tmp_path / "a.yaml")
        assert again == script
        assert dump(again) == dump(script)
        assert schedule(again, lengths_of(again)) == schedule(script, lengths_of(script))

    def test_the_schema_accepts_what_is_saved(self) -> None:
        jsonschema.Draft202012Validator.check_schema(script_schema())
        jsonschema.validate(yaml.safe_load(dump(a_script())), script_schema())

    def test_each_line_says_its_words_on_one_line(self) -> None:
        text = dump(a_script())
        assert "\n- say: Softer, firmer, or just right?\n" in text
        assert '\n- say: "One leg swollen, hot, red or sore: a doctor instead."\n' in text

    @examples(60)
    @given(
        st.text(_NO_WORDS, min_size=1, max_size=30),
        st.integers(-(10**5), 10**5).map(lambda milli: milli * 0.001),
        st.integers(1, 10**7),
    )
    def test_whatever_is_said_and_when(self, words: str, offset: float, frames: int) -> None:
        script = a_script()
        line = replace(script.lines[0], variants=(Variant(words),), offset_s=offset)
        rest = replace(script.moves[-1], frames=frames)
        script = replace(script, lines=(line, *script.lines[1:]), moves=(*script.moves[:-1], rest), title=words)
        assert loads(dump(script)) == script


class TestEdited:
    def test_words_and_windows(self) -> None:
        text = (
            dump(a_script())
            .replace("say: Lightly. Arms need little.", "say: Lightly now.")
            .replace("slip: 8", "slip: 4")
        )
        script = loads(text)
        line = next(line for line in script.lines if line.id == "squeeze.during0")
        assert (line.text, line.slip_s) == ("Lightly now.", 4.0)
        assert script.changes == a_script().changes

    def test_counts_change_the_length_and_what_is_reported_of_it(self) -> None:
        script = loads(dump(a_script()).replace("repeat: 16", "repeat: 10"))
        assert a_script().frames - script.frames == 6 * 5 * 44100
        assert script.changes == ("Edited: it no longer lasts as long as it was fitted to.",)

    def test_a_move_taken_out_with_its_lines(self) -> None:
        text = dump(a_script())
        kept = [row for row in text.splitlines() if not row.startswith("- {id: rolls.travel,")]
        found = problems("\n".join(kept))
        assert {each.message for each in found} == {"there is no move 'rolls.travel'"}
        assert found[0].where.line is not None
        assert found[0].where.file == "my.yaml"


class TestRefused:
    def test_version_one_says_what_to_do(self) -> None:
        (finding,) = problems("voiceguide-script: 1\ntitle: Old\nslots: []\n")
        assert "version '1'" in finding.message
        assert finding.where.line == 1
        assert finding.hint is not None
        assert "voiceguide script ROUTINE --save FILE" in finding.hint

    def test_another_version(self) -> None:
        (finding,) = problems(dump(a_script()).replace("voiceguide-script: 2", "voiceguide-script: 3"))
        assert finding.rule == "version"

    @pytest.mark.parametrize(
        ("before", "after", "said"),
        [
            ("  for: announce", "  for: anounce", "'anounce' is not known here"),
            ("  need: must", "  ned: must", "there is no key 'ned'"),
            ("repeat: 16, ", "", "repeat and beats belong together"),
            ("kind: arrive, lasts: 40", "kind: arrive", "the key 'lasts' is missing"),
            ("stage: 0, region", "stage: 3, region", "there is no stage 3"),
            ("lasts: 5, pressure: 2", "lasts: 0, pressure: 2", "a beat lasts longer than nothing"),
            ("lasts: 5, pressure: 2", "lasts: 5, pressure: 9", "out of range"),
            ("window: {move: sweeps, from: phase}", "window: {move: touch, from: phase}", "has no beats"),
            ("from: phase}", "from: phase, phase: 2}", "the last is 1"),
            ("  left: 1\n", "", "says how many"),
            ("id: rolls.now\n", "id: sweeps.now\n", "stands more than once"),
            ("earcon: end, move: rest", "earcon: end, move: nest", "there is no move 'nest'"),
            ("- say: Lightly. Arms need little.", "- say: ''", "the text is empty"),
            ("offset: 17", "offset: soon", "must be a number"),
            ("repeat: 60", "repeat: 10000, passes: 1000", "at most 100000 are played"),
            ("    heading: The colours", "", "the key 'heading' is missing"),
            ("id: before.3", "id: before.2", "stands more than once"),
            ("title: Shoulders\n", "", "the key 'title' is missing"),
        ],
    )
    def test_mistakes(self, before: str, after: str, said: str) -> None:
        text = dump(a_script())
        assert before in text
        found = problems(text.replace(before, after))
        assert any(said in each.message for each in found), [each.message for each in found]
        assert all(each.where.file == "my.yaml" for each in found)

    def test_repetitions_that_take_longer_than_their_move(self) -> None:
        text = dump(a_script()).replace("kind: stroke, ", "kind: stroke, lasts: 1, ", 1)
        assert "less than its repetitions take" in problems(text)[0].message

    @pytest.mark.parametrize("text", ["", "[]", "just words", "a: !!python/object:os.system x", "x: {}"])
    def test_what_is_no_script(self, text: str) -> None:
        assert problems(text)

    def test_files(self, tmp_path: Path) -> None:
        with pytest.raises(ScriptError, match="cannot be read"):
            load(tmp_path / "nothing.yaml")
        with pytest.raises(ScriptError, match="is not a file"):
            load(tmp_path)
        (tmp_path / "large.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
        with pytest.raises(ScriptError, match="larger than"):
            load(tmp_path / "large.yaml")
        (tmp_path / "latin.yaml").write_bytes("title: Rücken".encode("latin-1"))
        with pytest.raises(ScriptError, match="UTF-8"):
            load(tmp_path / "latin.yaml")

    @pytest.mark.parametrize("bed", ["/etc/passwd", "../../rain.mp3", "https://example.org/a.m3u", "list.m3u"])
    def test_a_bed_from_elsewhere(self, tmp_path: Path, bed: str) -> None:
        save(replace(a_script(), ambient=bed), tmp_path / "a.yaml")
        with pytest.raises(ScriptError, match="bed"):
            load(tmp_path / "a.yaml")

    def test_no_mistake_is_a_traceback(self) -> None:
        document: dict[str, Any] = yaml.safe_load(dump(a_script()))
        values: tuple[Any, ...] = (None, 7, "x", [], {}, [None], [7], [{}], [[]])
        for key, value in itertools.product(document, values):
            with contextlib.suppress(ScriptError):
                assert loads(yaml.safe_dump({**document, key: value})).moves, "what is not refused is a whole script"
