"""Where a path stops or passes, and which phase is firm: every wording and border that safety reads."""

from __future__ import annotations

import pytest

from tests.routine.test_safety import errors, rules
from voiceguide.routine.rules.balance import MOST_WORDS


@pytest.mark.parametrize(
    "path",
    [
        "down to above the waist",
        "from the neck, staying above the kidneys",
        "from the neck, staying above the lower back",
        "from the neck to the ribs",
        "from the neck, stopping at the rib",
        *(f"from the neck to the {which} ribs" for which in ("lower", "lowest", "last", "bottom")),
        "from the neck to the seventh lower ribs",
        "down to the bottom of the ribs",
        "down to the bottom of the rib cage",
        "down to the bottom of the ribcage",
        "over the upper back",
        "circles between the shoulder blades",
    ],
)
def test_a_path_that_stops_above_the_kidneys_may_be_firmer(path: str) -> None:
    assert errors(f"{{technique: petrissage, region: back, pressure: 2, path: {path!r}}}") == []


@pytest.mark.parametrize(
    "place", ["kidney", "kidneys", "lower back", "low back", "waist", "small of the back", "lumbar spine side"]
)
def test_a_path_that_names_the_kidneys_is_light_in_any_region(place: str) -> None:
    stroke = f"{{technique: petrissage, region: glutes, pressure: %s, path: 'up past the {place}'}}"
    assert "kidney-pressure" in errors(stroke % 2)
    assert "kidney-pressure" not in errors(stroke % 1)


@pytest.mark.parametrize("path", ["down to the stripes", "along the upper backs of the hands", "to a ribbon"])
def test_a_part_of_a_longer_word_is_no_stop(path: str) -> None:
    expected = [] if "upper back" in path else ["kidney-pressure"]
    assert errors(f"{{technique: petrissage, region: back, pressure: 2, path: {path!r}}}") == expected


def test_only_the_phase_that_runs_away_has_to_be_light() -> None:
    light = "{technique: effleurage, region: calf, pressure: 1}"
    away = "{technique: effleurage, region: calf, path: from the knee down to the ankle, pressure: {out: %d, back: %d}}"
    assert errors(light, away % (1, 3)) == []
    assert errors(light, away % (2, 3)) == []
    assert errors(light, away % (3, 1)) == ["away-from-heart"]


@pytest.mark.parametrize(("words", "long"), [(MOST_WORDS, False), (MOST_WORDS + 1, True)])
def test_a_sentence_is_long_from_fifteen_words_on(words: int, long: bool) -> None:
    sentence = " ".join(["calm"] * words)
    found = rules("{technique: petrissage, region: calf}", f"say: {sentence}. Go on! And rest? {sentence}; so.")
    assert ("long-sentence" in found) is long
