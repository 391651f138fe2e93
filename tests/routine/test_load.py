"""Reading routines: files of every kind, short forms and defaults, names, and who is told what."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from voiceguide.errors import RoutineError, UsageError
from voiceguide.routine.load import find_routine, load_routine, load_routine_text, shipped_routines
from voiceguide.routine.model import Flow, Phase, Role, Side, Step, StepKind, Stroke, Technique
from voiceguide.routine.techniques import TABLE

SHORT = "title: T\nstages:\n  - name: One\n    strokes:\n      - %s\n"


def item(text: str) -> Stroke | Step:
    """The second item of a stage whose first is a stroke."""
    plain = "technique: petrissage\n        region: shoulders\n"
    routine = load_routine_text(SHORT % plain + f"      - {text}\n")
    return routine.stages[0].steps[1]


def stroke(text: str) -> Stroke:
    read = item(text)
    assert isinstance(read, Stroke)
    return read


def step(text: str) -> Step:
    read = item(text)
    assert isinstance(read, Step)
    return read


def message(error: pytest.ExceptionInfo[RoutineError]) -> str:
    return "\n".join(str(finding) for finding in error.value.findings)


def test_a_short_stroke_has_the_techniques_defaults() -> None:
    read = stroke("{technique: friction, region: calf, repeat: 7}")

    facts = TABLE[Technique.FRICTION]
    assert read.repeat == 7
    assert (read.hands, read.path, read.phases) == (facts.hands, facts.path, facts.phases)
    assert (read.side, read.spots, read.passes, read.exact) == (Side.BOTH, 1, 1, False)


@pytest.mark.parametrize("technique", list(Technique))
def test_every_technique_can_be_written_shortly(technique: Technique) -> None:
    read = stroke(f"{{technique: {technique}, region: calf}}")

    assert read.repeat == TABLE[technique].repeat
    assert [phase.name for phase in read.phases] == [phase.name for phase in TABLE[technique].phases]
    assert read.pressure <= 2


@pytest.mark.parametrize(
    ("region", "out", "back"), [("back", 10, 6), ("legs", 12, 8), ("shoulders", 5, 3), ("calf", 8, 5)]
)
def test_effleurage_takes_its_time_by_the_region(region: str, out: float, back: float) -> None:
    assert [phase.seconds for phase in stroke(f"{{technique: effleurage, region: {region}}}").phases] == [out, back]


def test_tempo_as_a_total_is_shared_among_the_phases() -> None:
    phases = stroke("{technique: compression, region: upper back, tempo: 14 s}").phases

    assert [phase.seconds for phase in phases] == [4, 6, 4]


def test_one_pressure_is_meant_for_the_firm_phases() -> None:
    assert stroke("{technique: effleurage, region: calf, pressure: 3}").phases == (
        Phase("out", Role.PRESS, 8, 3),
        Phase("back", Role.RETURN, 5, 1),
    )
    assert [p.pressure for p in stroke("{technique: compression, region: calf, pressure: 3}").phases] == [3, 3, 1]
    assert [p.pressure for p in stroke("{technique: static pressure, region: calf, pressure: 1}").phases] == [1, 1]
    assert [p.pressure for p in stroke("{technique: effleurage, region: calf, pressure: {back: 2}}").phases] == [2, 2]


def test_naming_out_and_back_takes_the_travelling_form() -> None:
    arm = stroke("{technique: petrissage, region: upper arm, tempo: {out: 6 s}}")
    rolls = stroke("{technique: friction, region: calf, pressure: {out: 2, back: 1}}")

    assert [(phase.name, phase.seconds) for phase in arm.phases] == [("out", 6), ("back", 5)]
    assert [(phase.name, phase.seconds) for phase in rolls.phases] == [("out", 1.5), ("back", 1)]


@pytest.mark.parametrize(
    ("region", "path", "flow"),
    [
        ("calf", "from the ankle to the knee", Flow.TOWARD),
        ("legs", "from the ankle over the knee to the hip, and back", Flow.TOWARD),
        ("legs", "from the hip down to the foot", Flow.AWAY),
        ("forearm", "from the elbow to the wrist", Flow.AWAY),
        ("arms", "from the hand up to the shoulder", Flow.TOWARD),
        ("back", "from the lower back up to the shoulders", Flow.TOWARD),
        ("back", "from the neck down to the pelvis", Flow.AWAY),
        ("back", "both sides of the spine", Flow.NEUTRAL),
        ("shoulders", "from the neck out to the tips", Flow.NEUTRAL),
        ("sole", "from the heel to the toes", Flow.AWAY),
        ("calf", "slowly up and down", Flow.NEUTRAL),
    ],
)
def test_the_direction_is_read_from_plain_words(region: str, path: str, flow: Flow) -> None:
    assert stroke(f"{{technique: effleurage, region: {region}, path: '{path}'}}").flow is flow


def test_the_author_s_direction_wins() -> None:
    read = stroke("{technique: effleurage, region: calf, path: from the ankle to the knee, flow: neutral}")

    assert read.flow is Flow.NEUTRAL


@pytest.mark.parametrize(
    ("text", "kind", "words", "seconds"),
    [
        ("check-in", StepKind.CHECK_IN, "", None),
        ("check-in:", StepKind.CHECK_IN, "", None),
        ("check-in: All well?", StepKind.CHECK_IN, "All well?", None),
        ("oil: 25 s", StepKind.OIL, "", 25.0),
        ("oil: a little\n        for: 20 s", StepKind.OIL, "a little", 20.0),
        ("wait: 1 min", StepKind.WAIT, "", 60.0),
        ("say: Fold the towel.\n        wait: 30 s", StepKind.SAY, "Fold the towel.", 30.0),
        ("wait: 30 s\n        say: Fold the towel.", StepKind.SAY, "Fold the towel.", 30.0),
        ("turn-over: the back", StepKind.TURN_OVER, "the back", None),
        ("uncover: the leg", StepKind.UNCOVER, "the leg", None),
        ("settle: 1 min 30 s", StepKind.SETTLE, "", 90.0),
        ("chime", StepKind.CHIME, "", None),
        ("hold: calf\n        for: 20 s", StepKind.HOLD, "", 20.0),
        ("hold: {say: Let your hands rest.}", StepKind.HOLD, "Let your hands rest.", None),
    ],
)
def test_steps_have_short_forms(text: str, kind: StepKind, words: str, seconds: float | None) -> None:
    read = step(text)

    assert (read.kind, read.text, read.seconds) == (kind, words, seconds)


def test_a_hold_says_where() -> None:
    read = step("hold: {region: calves, side: left, for: 20 s, say: Stay.}")

    assert (read.region, read.side, read.seconds, read.text) == ("calf", Side.LEFT, 20.0, "Stay.")
    assert step("hold: the base of the skull".replace("the base", "base")).region == "base of skull"


def test_lines_of_a_folded_text_are_joined() -> None:
    routine = load_routine_text(SHORT % "{technique: petrissage, region: calf}" + "summary: >\n  Slow and\n  warm.\n")

    assert routine.summary == "Slow and warm."


def test_every_record_knows_its_line() -> None:
    routine = load_routine_text(SHORT % "technique: petrissage\n        region: calf\n      - check-in", file="my.yaml")

    first, second = routine.stages[0].steps
    assert str(routine.stages[0].where) == "my.yaml:3: stages[0]"
    assert str(first.where) == "my.yaml:5: stages[0].strokes[0]"
    assert second.where.line == 7
    assert routine.places["stages[0].strokes[0].region"].line == 6


def test_the_hash_changes_with_the_text_only() -> None:
    text = SHORT % "{technique: petrissage, region: calf}"

    assert load_routine_text(text).sha256 == load_routine_text(text, "other").sha256
    assert load_routine_text(text).sha256 != load_routine_text(text + "oil: none\n").sha256


def test_shipped_routines_are_found_by_name() -> None:
    names = shipped_routines()

    assert {"head-to-feet", "shoulders-and-back", "back-relief", "flowing-back", "legs"} <= set(names)
    assert {"full-body", "desk-shoulders", "happy-feet"} <= set(names)
    assert all(find_routine(name).is_file() for name in names)
    assert load_routine("legs").name == "legs"


def test_a_misspelt_name_gets_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        find_routine("back-releif")

    assert "back-relief" in (caught.value.hint or "")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("name", ["", "nothing", "no/such.yaml", "x" * 5000, "a\0b", "~nobody-here/x.yaml"])
def test_a_name_that_leads_nowhere_is_a_usage_error(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if name == "":
        with pytest.raises(RoutineError):  # the current folder
            load_routine(name)
        return
    with pytest.raises(UsageError):
        find_routine(name)


def test_a_missing_file_names_those_beside_it(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("", "utf-8")

    with pytest.raises(UsageError) as caught:
        find_routine(str(tmp_path / "mein.yaml"))
    assert "mine.yaml" in (caught.value.hint or "")


def test_a_shipped_name_wins_over_nothing_but_a_path_is_a_path(tmp_path: Path) -> None:
    own = tmp_path / "legs.yaml"
    own.write_text(SHORT % "{technique: petrissage, region: calf}", "utf-8")

    assert load_routine(own).title == "T"
    assert load_routine(str(own)).title == "T"


def test_a_folder_is_not_a_routine(tmp_path: Path) -> None:
    with pytest.raises(RoutineError) as caught:
        load_routine(tmp_path)

    assert "not a file" in message(caught)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")

    with pytest.raises(RoutineError) as caught:
        load_routine(tmp_path / "pipe.yaml")
    assert "not a file" in message(caught)


def test_a_file_over_one_megabyte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text(SHORT % "{technique: petrissage, region: calf}" + "#" * 1_000_000, "utf-8")

    with pytest.raises(RoutineError) as caught:
        load_routine(path)
    assert "1 MB" in message(caught)
    with pytest.raises(RoutineError):
        load_routine_text(path.read_text("utf-8"))


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "locked.yaml"
    path.write_text("title: T\n", "utf-8")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(RoutineError) as caught:
        load_routine(path)
    assert "cannot be read" in message(caught)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 500_000,
        "{" * 500_000,
        "- " * 300_000,
        "a: " * 300_000,
        "? " * 400_000,
        "a:\n" * 200_000,
        "".join(f"k{number}: 1\n" for number in range(60_000)),
        "title: " + "x" * 900_000,
        "title: '" + "x" * 900_000,
        "title: |\n" + "  x\n" * 200_000,
        "&a " * 200_000,
        "*a\n" * 200_000,
        "!" * 900_000,
        "%YAML 9.9\n---\ntitle: T\n",
        "stages:\n" + "  - {name: N, strokes: [check-in]}\n" * 15_000,
        "stages: [" + "{name: N, rounds: x}, " * 4_000 + "]",
        "needs: [" + "yes, " * 9_000 + "]",
        "\ud800",
        "title: \x00",
        "a: &a [1]\n" + "b: [" + "*a, " * 19_000 + "]",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_texts_are_refused_with_few_words(text: str) -> None:
    with pytest.raises(RoutineError) as caught:
        load_routine_text(text)

    assert 1 <= len(caught.value.findings) <= 101
    assert all(len(str(finding)) < 2_000 for finding in caught.value.findings)


def test_a_flood_of_findings_is_counted(tmp_path: Path) -> None:
    lines = "".join(f"kee{number}: 1\n" for number in range(500))

    with pytest.raises(RoutineError) as caught:
        load_routine_text(lines)
    assert len(caught.value.findings) == 101
    assert "more like these" in caught.value.findings[-1].message


def test_the_error_reads_well() -> None:
    with pytest.raises(RoutineError) as caught:
        load_routine_text("titel: T\n", file="mine.yaml")

    assert str(caught.value).splitlines() == [
        "mine.yaml: this routine cannot be used: 3 problems",
        "mine.yaml:1: titel: error: there is no key 'titel' here [unknown-key]",
        "    do: Did you mean 'title'?",
        "mine.yaml:1: error: the key 'title' is missing [missing-key]",
        "    do: For example: title: Back and shoulders",
        "mine.yaml:1: error: the key 'stages' is missing [missing-key]",
    ]


def test_a_shipped_routines_file_name_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(UsageError) as caught:
        find_routine("legs.yaml")
    assert caught.value.hint == "For the shipped one write 'legs'."


def test_a_wrong_path_names_the_routines_beside_it_and_nothing_else(tmp_path: Path) -> None:
    for name in ("mine.yaml", "mine.script.yaml", ".pre-commit-config.yaml", "notes.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        find_routine(str(tmp_path / "nine.yaml"))
    assert caught.value.hint == "In that folder: mine.yaml."
