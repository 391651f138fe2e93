from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.routines import routines, small_routine
from voiceguide.errors import ScriptError, VoiceguideError
from voiceguide.routine.model import Routine
from voiceguide.script.compose import compose
from voiceguide.script.fit import fit
from voiceguide.script.store import dump, load, loads, save
from voiceguide.settings import Guidance, Settings

SMALL = dump(compose(small_routine(), Settings(guidance=Guidance.SIGNALS)))


@given(routines(), st.sampled_from(list(Guidance)), st.integers(0, 9))
@settings(max_examples=25)
def test_saving_and_loading_gives_the_same_script_and_the_same_text(
    routine: Routine, guidance: Guidance, seed: int
) -> None:
    script = compose(routine, Settings(guidance=guidance, seed=seed))
    text = dump(script)
    assert loads(text) == script
    assert dump(loads(text)) == text


def test_a_fitted_script_keeps_its_exact_times(tmp_path: Path) -> None:
    script = fit(small_routine(), Settings(duration_s=1500.0)).script
    save(script, tmp_path / "a.yaml")
    assert load(tmp_path / "a.yaml") == script


@pytest.mark.parametrize(
    ("before", "after", "line_of", "message"),
    [
        ("kind: safety", "kind: safty", "kind: safty", "'safty' is not allowed here"),
        ("  pause: 2.0", "  pause: soon", "pause: soon", "a number of seconds"),
        ("  pause: 2.0", "  pause: -1", "pause: -1", "a number of seconds"),
        ("  pause: 2.0", "  pouse: 2.0", "pouse", "unknown key 'pouse'"),
        ("voiceguide-script: 1", "voiceguide-script: 9", "voiceguide-script", "version 9"),
        ("say: First, safety.", "say: ''", "say: ''", "either says a text"),
        ("repeat: 6", "repeat: 0.5", "repeat: 0.5", "a whole number"),
        ("- press: 10.0", "- press: 0", "press: 0", "longer than nothing"),
        ("id: 0.safety2\n", "id: 0.safety1\n", None, "stands more than once"),
    ],
)
def test_every_mistake_of_an_editing_hand_is_named_with_its_line(
    before: str, after: str, line_of: str | None, message: str
) -> None:
    text = SMALL.replace(before, after, 1)
    assert text != SMALL, f"the sample has no {before!r}"
    with pytest.raises(ScriptError) as caught:
        loads(text, "edited.yaml")
    matching = [each for each in caught.value.findings if message in each.message]
    assert matching, str(caught.value)
    if line_of is not None:
        lines = text.splitlines()
        wanted = next(number for number, line in enumerate(lines, start=1) if line_of in line)
        assert abs((matching[0].where.line or 0) - wanted) <= 1


def test_several_mistakes_are_told_at_once() -> None:
    text = SMALL.replace("kind: safety", "kind: x", 1).replace("pause: 2.0", "pause: y", 1)
    with pytest.raises(ScriptError) as caught:
        loads(text)
    assert len(caught.value.findings) >= 2


@pytest.mark.parametrize("content", [b"", b"[]", b"just words", b"\xff\xfe\x00", b"a: &a [*a]", b"slots: {}", b"\x00"])
def test_what_is_no_script_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_bytes(content)
    with pytest.raises(ScriptError):
        load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match=r"nothing\.yaml"):
        load(tmp_path / "nothing.yaml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    for path in (tmp_path / "pipe.yaml", tmp_path, Path("a\0b")):
        with pytest.raises(ScriptError, match=r"no such file|not a file"):
            load(path)


@pytest.mark.parametrize("text", ["\x1b[31mred", "a\u202eb", "a\x00b"])
def test_what_cannot_be_seen_is_refused(text: str) -> None:
    line = next(line for line in SMALL.splitlines() if line.strip().startswith("say:"))
    changed = SMALL.replace(line, line.partition("say:")[0] + "say: " + json.dumps(text), 1)
    with pytest.raises(ScriptError, match="cannot be seen or spoken"):
        loads(changed)


def test_a_bed_lies_beside_the_script_or_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    monkeypatch.chdir(here)

    def with_bed(bed: str) -> Path:
        path = there / "s.yaml"
        path.write_text(SMALL.replace("title:", f"ambient: {json.dumps(bed)}\ntitle:", 1), "utf-8")
        return path

    for bed in ("ocean", "none", "waves.ogg", "sounds/waves.ogg", str(there / "waves.ogg")):
        assert load(with_bed(bed)).ambient == bed
    for bed in ("../waves.ogg", str(tmp_path / "waves.ogg"), "/dev/zero", "here/../../x.ogg"):
        with pytest.raises(ScriptError, match="neither in the script's folder"):
            load(with_bed(bed))
    with pytest.raises(ScriptError, match="is a playlist"):
        load(with_bed("list.m3u"))


@given(st.data())
@settings(max_examples=80)
def test_damaged_scripts_raise_only_our_own_errors(data: st.DataObject) -> None:
    lines = SMALL.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        index = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["drop", "double", "cut", "noise", "indent"]))
        line = lines[index]
        if change == "drop":
            del lines[index]
        elif change == "double":
            lines.insert(index, line)
        elif change == "cut":
            lines[index] = line[: data.draw(st.integers(0, len(line)))]
        elif change == "noise":
            lines[index] = line + data.draw(st.text(max_size=8))
        else:
            lines[index] = "  " + line
    try:
        loads("\n".join(lines))
    except VoiceguideError as error:
        assert error.exit_code == 1  # noqa: PT017
