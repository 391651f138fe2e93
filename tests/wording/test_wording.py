"""The wording as data: read strictly, safe to say, and how long it takes."""

from __future__ import annotations

import pytest

from tools.wording_seconds import FILE, with_seconds
from voiceguide.errors import FindingsError
from voiceguide.routine.check import load_checked
from voiceguide.routine.sided import for_side
from voiceguide.routine.sources import shipped_routines
from voiceguide.safety import Context, Field, read_text
from voiceguide.wording import announce
from voiceguide.wording.data import phrasebook, read
from voiceguide.wording.needs import led_repetitions, needs
from voiceguide.wording.places import kind_of_hands, name_of, parts_of_body, short_place, way_of
from voiceguide.wording.seconds import error_s, estimate_s, syllables
from voiceguide.wording.words import word_count

SIDES = {"each": "left"}
STROKES = [
    for_side(stroke, SIDES.get(stroke.side.value, stroke.side.value))
    for name in shipped_routines()
    for stage in load_checked(name).stages
    for stroke in stage.strokes
]


def test_nothing_in_the_wording_breaks_a_rule_for_spoken_words() -> None:
    texts = [(name, way) for name, pool in phrasebook().pools.items() for text in pool.texts for way in text.ways]
    assert len(texts) > 250
    fields = {"before": Field.PREPARE, "close": Field.CLOSE, "turn": Field.TURN}
    read = {text: read_text(text, Context(fields.get(name.split(".")[0], Field.STEP))) for name, text in texts}
    assert {text: found for text, found in read.items() if found} == {}


def test_every_fixed_text_is_measured_and_the_figures_are_those_of_today() -> None:
    pytest.importorskip("hibari")
    assert FILE.read_text("utf-8") == with_seconds(FILE.read_text("utf-8")), "run python -m tools.wording_seconds"


def test_mistakes_are_all_named_with_their_lines() -> None:
    pools = "pools:\n  a:\n    texts:\n      - sya: x\n      - say: y\n        for: {hands: feet}\n"
    text = f"language: en\nwords: {{}}\n{pools}"
    with pytest.raises(FindingsError) as caught:
        read(text, "xx.yaml")
    messages = "\n".join(map(str, caught.value.findings))
    for expected in ("xx.yaml:6", "sya", "xx.yaml:8", "feet"):
        assert expected in messages


@pytest.mark.parametrize(
    ("word", "number"), [("glide", 1), ("circles", 2), ("places", 2), ("released", 2), ("spine", 1)]
)
def test_syllables(word: str, number: int) -> None:
    assert syllables(word) == number


def test_seconds_follow_the_rate_and_errors_add_like_the_square_root() -> None:
    assert 0.3 < estimate_s("Now.", 156) < 0.8
    assert estimate_s("Twelve unmeasured syllables make a long enough sentence.", 156) > 2.5
    assert estimate_s("Glide down, slowly.", 78) == pytest.approx(2 * estimate_s("Glide down, slowly.", 156))
    assert error_s(1, 156) < error_s(4, 156) == pytest.approx(2 * error_s(1, 156))


def test_silences_in_a_text_are_reckoned_with_and_do_not_depend_on_the_rate() -> None:
    apart = estimate_s("Press and hold,", 156) + estimate_s("and let go.", 156)
    assert estimate_s("Press and hold [3 s] and let go.", 156) == pytest.approx(
        apart + 3.0, abs=0.4
    )  # the voice stays up before a silence
    assert estimate_s("Hold [3 s] now.", 78) - 3 == pytest.approx(2 * (estimate_s("Hold [3 s] now.", 156) - 3))
    assert estimate_s("Hold for 30s.", 156) == pytest.approx(estimate_s("Hold for thirty seconds.", 156))


@pytest.mark.parametrize("number", range(len(STROKES)))
def test_announcements_are_short_and_ever_shorter(number: int) -> None:
    stroke = STROKES[number]
    side = SIDES.get(stroke.side.value, stroke.side.value)
    for template in phrasebook().pool("announce.first").texts:
        ways = announce.first(stroke, side, template)
        counts = [word_count(way) for way in ways]
        assert counts[0] <= announce.FIRST_WORDS
        assert counts == sorted(set(counts), reverse=True)
        assert all("{" not in way and way[0].isupper() and way.endswith(".") for way in ways)
    for pool in ("announce.again", "announce.other-side"):
        for template in phrasebook().pool(pool).texts:
            assert word_count(announce.again(stroke, side, template)[0]) <= announce.AGAIN_WORDS
    assert 2 <= word_count(announce.signal(stroke, side)) <= announce.SIGNAL_WORDS


@pytest.mark.parametrize("number", range(len(STROKES)))
def test_a_strokes_words_have_seconds(number: int) -> None:
    stroke = STROKES[number]
    first, again = needs(stroke, 1), needs(stroke, 2)
    assert 2 < first.announce_s < 14
    assert again.announce_s < first.announce_s
    assert first.led == led_repetitions(stroke.period_s)
    assert (first.must_s > 0) == bool(stroke.lighter)
    assert again.must_s == 0


def test_the_voice_leads_long_repetitions_only() -> None:
    assert [led_repetitions(period) for period in (2.5, 5.9, 6.0, 9.9, 10.0, 20.0)] == [0, 0, 2, 2, 1, 1]


@pytest.mark.parametrize(
    ("hands", "kind"),
    [
        ("the fingertips of both hands", "fingertips"),
        ("both thumbs, with your palms resting on the shoulders", "thumbs"),
        ("both hands, thumbs either side of the spine, fingers fanned", "hands"),
        ("the heel of your hand", "heels"),
        ("one hand in an L, thumb and first finger apart", "hands"),
        ("both fists, loosely closed", "fists"),
    ],
)
def test_kinds_of_hands(hands: str, kind: str) -> None:
    assert kind_of_hands(hands) == kind


def test_places_and_parts() -> None:
    assert short_place("base of skull", "both") == "skull base"
    assert short_place("calf", "left") == "left calf"
    assert parts_of_body(["legs", "calf", "thigh"]) == "both legs"
    assert parts_of_body(["shoulders", "upper arm", "base of skull", "beside the spine"]) == (
        "shoulders, arms, neck and back"
    )
    many = ["neck", "scalp", "shoulders", "upper back", "glutes", "feet"]
    assert parts_of_body(many) == "head, back, buttocks and feet"
    assert parts_of_body([*many, "forearm", "calf"]) == "the whole body"
    assert {way_of(stroke) for stroke in STROKES} <= {"", "up", "down", "out"}


@pytest.mark.parametrize("number", range(len(STROKES)))
def test_a_known_stroke_is_told_by_its_name_or_technique_never_by_its_place_alone(number: int) -> None:
    stroke = STROKES[number]
    side = SIDES.get(stroke.side.value, stroke.side.value)
    told = (name_of(stroke).casefold(), phrasebook().word("signal", stroke.technique.value))
    for pool in ("announce.again", "announce.other-side", "announce.short"):
        for template in phrasebook().pool(pool).texts:
            if "{name}" in template.say.casefold():
                ways = announce.fill_again(stroke, side, template)
                assert all(any(each in way.casefold() for each in told) for way in ways), ways
