"""What a voice says: numbers, units, signs and abbreviations become words, the same for every voice."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceguide.errors import UnitError
from voiceguide.text import Reading, fold, reading, spoken_words, without_silences
from voiceguide.text.numbers import cardinal, ordinal, roman, year

READ = {
    # numbers
    "1.5 minutes": "one point five minutes",
    "1,5 cm": "one point five centimetres",
    "1,000 strokes": "one thousand strokes",
    "12,345.6": "twelve thousand three hundred forty-five point six",
    "10 000 steps": "ten thousand steps",
    "1,2,3": "one, two, three",
    "1/2": "one half",
    "1/2 teaspoon": "half a teaspoon",
    "1½ minutes": "one and a half minutes",
    "3/4 of the way": "three quarters of the way",
    "1/4 hour": "a quarter of an hour",
    "pressure 2/10": "pressure two out of ten",
    "2-3": "two to three",
    "10–15 strokes": "ten to fifteen strokes",
    "10 – 15 strokes": "ten to fifteen strokes",
    "a 4-7-8 breath": "a four, seven, eight breath",
    "1st, 2nd, 3rd, 12th, 21st": "first, second, third, twelfth, twenty-first",
    "in 1994": "in nineteen ninety-four",
    "at 7:30": "at seven thirty",
    "at 7:05 p.m. today": "at seven oh five PM today",
    "At 7 a.m. Rest.": "At seven AM. Rest.",
    "7am": "seven AM",
    "-5": "minus five",
    "L5": "L five",
    "L4–L5": "L four to L five",
    "from C3-5": "from C three to five",
    "in the 1990s": "in the nineteen nineties",
    "of the 2010s": "of the twenty tens",
    "2nd–3rd": "second to third",
    "٣ strokes": "three strokes",
    # how often
    "3x": "three times",
    "2x per side": "twice per side",
    "3x/min": "three times per minute",
    "2-3x": "two to three times",
    "3 × 10 s": "three times ten seconds",
    # units
    "5 cm": "five centimetres",
    "1 cm": "one centimetre",
    "10 cm/s": "ten centimetres per second",
    "4 m/s.": "four metres per second.",
    "5-10 cm": "five to ten centimetres",
    "30s": "thirty seconds",
    "in your 30s": "in your thirties",
    "2 min. Then rest.": "two minutes. Then rest.",
    "2 min. more": "two minutes more",
    "10 s/side": "ten seconds per side",
    "37 °C": "thirty-seven degrees Celsius",
    "50%": "fifty percent",
    "5 m": "five metres",
    "5m": "five minutes",
    # signs
    "left/right": "left or right",
    "w/ oil, w/o oil": "with oil, without oil",
    "#3": "number three",
    "No. 3": "number three",
    "oil & lotion + towel": "oil and lotion and towel",
    "~5 strokes": "about five strokes",
    "5+ strokes": "five or more strokes",
    "neck → shoulder": "neck to shoulder",
    "shoulder -> elbow": "shoulder to elbow",
    "Press → hold → release": "Press, then hold, then release",
    "wrist ↔ elbow": "wrist to elbow and back",
    "→ Now press": "Now press",
    # numerals, abbreviations
    "Part II": "Part two",
    "Part I": "Part one",
    "Step IV: press": "Step four: press",
    "the part I like": "the part I like",
    "use oil, e.g. almond": "use oil, for example almond",
    "slowly, i.e. half as fast": "slowly, that is half as fast",
    "towels, pillows, etc.": "towels, pillows, and so on.",
    "ca. 5": "about five",
    "approx. five": "approximately five",
    # layout
    "*slowly*, **firmly**, _gently_": "slowly, firmly, gently",
    "Press (softly) down.": "Press, softly, down.",
    "(Softly) press.": "Softly, press.",
    "(softly)": "softly",
    'Say "stop" at any time': "Say stop at any time",
    "'Sunday' and your partners' backs": "Sunday and your partners' backs",
    "Use palms — slowly": "Use palms, slowly",
    "- Rest both palms": "Rest both palms",
    "<b>press</b>": "press",
    "[[rate 20]] press": "rate twenty, press",
    "Stay off the spine.Press beside it": "Stay off the spine. Press beside it",
    "Don’t press": "Don't press",
}


@pytest.mark.parametrize(("written", "said"), READ.items(), ids=list(READ))
def test_words(written: str, said: str) -> None:
    assert spoken_words(written) == said


@pytest.mark.parametrize("text", ["...", "—", "…", "×", "🙂", "", "  ", "*", "'", "→", "[[ ]]"])
def test_nothing_to_say(text: str) -> None:
    assert spoken_words(text) == ""


def test_an_arrow_is_never_a_side() -> None:
    arrows = "→⇒➔➜⟶->=>↑↓←↔"
    for arrow in [*arrows, "->", "=>", "<->"]:
        assert "right" not in spoken_words(f"neck {arrow} shoulder")
        assert "left" not in spoken_words(f"neck {arrow} shoulder")


def test_other_languages_keep_their_numbers() -> None:
    assert spoken_words("Streiche 3-mal über den *Rücken* (sanft), 1,5 cm.", "de") == (
        "Streiche 3-mal über den Rücken, sanft, 1,5 cm."
    )
    assert spoken_words("z.B. Öl", "de-AT") == "z.B. Öl"
    assert spoken_words("5 cm", "en-GB") == "five centimetres"


WORDS = st.sampled_from(
    "press 3 1.5 1,000 1/2 10-15 3x × 5 cm 30s #3 Part II e.g. a.m. w/ left/right *slowly* → (softly) — … ... ' \" . , "
    "! ? : ; don't 7:30 ½ ① ٣ [ ] { } < > & + = % ° - – ’ é 🙂 \u00a0 1st 2nd no. etc. min s x I V ~ / \\ | @ $5".split(
        " "
    )
)
_PLAIN = re.compile(r"[^\W\d_]|[ ,.!?;:'-]")


@given(st.lists(WORDS, max_size=10).map(" ".join) | st.lists(WORDS, max_size=10).map("".join) | st.text(max_size=40))
def test_what_is_said_is_words_and_stays_so(text: str) -> None:
    said = spoken_words(text)
    assert spoken_words(said) == said
    assert all(_PLAIN.fullmatch(each) for each in said), said
    assert said == said.strip()
    assert not said or any(map(str.isalpha, said))
    if re.search(r"[a-z0-9]", fold(re.sub("<[^<>]*>", "", text)), re.IGNORECASE):
        assert said


@given(st.text(alphabet="aé 0123456789.,-–×/→*()'\"äß%€…", max_size=30))
def test_other_languages_are_stable_too(text: str) -> None:
    said = spoken_words(text, "de")
    assert spoken_words(said, "de") == said


@pytest.mark.parametrize(
    ("text", "parts", "silences"),
    [
        ("Breathe in… and out.", ("Breathe in,", "and out."), (0, 0.8, 0)),
        ("Breathe in ... and out.", ("Breathe in,", "and out."), (0, 0.8, 0)),
        ("Press. [2 s] Let go.", ("Press.", "Let go."), (0, 2, 0)),
        ("Press [1,5 sec] and [500 ms] go", ("Press,", "and,", "go"), (0, 1.5, 0.5, 0)),
        ("[1 s] Now [2 s]", ("Now,",), (1, 2)),
        ("Now… [2 s] press…", ("Now,", "press"), (0, 2, 0)),
        ("…and home.", ("and home.",), (0, 0)),
        ("Glide down…", ("Glide down",), (0, 0)),
        ("Press [1 s] [2 s] hold", ("Press,", "hold"), (0, 3, 0)),
        ("[2 s]", (), (2,)),
        ("…", (), (0,)),
        ("Hold [2] on", ("Hold, two, on",), (0, 0)),
    ],
)
def test_pauses(text: str, parts: tuple[str, ...], silences: tuple[float, ...]) -> None:
    assert reading(text) == Reading(parts, silences)


@given(st.lists(WORDS | st.sampled_from(["[2 s]", "[0.5 s]", "…"]), max_size=10).map(" ".join))
def test_a_reading_read_again_is_the_same(text: str) -> None:
    once = reading(text)
    assert reading(str(once)) == once
    assert all(once.parts)
    assert len(once.silences) == len(once.parts) + 1


@pytest.mark.parametrize("pause", ["[61 s]", "[2 min]", "[0.01 s]", "[10 ms]"])
def test_a_silence_has_limits(pause: str) -> None:
    with pytest.raises(UnitError, match="out of range"):
        reading(f"Press {pause} and go")


def test_silences_are_not_shown() -> None:
    assert without_silences("Press. [2 s] Let go… [sic] [1,5 sec]") == "Press. Let go… [sic]"


def test_numbers() -> None:
    assert [cardinal(each) for each in (0, 13, 40, 101, 1_000_000, 999_999)] == [
        "zero",
        "thirteen",
        "forty",
        "one hundred one",
        "one million",
        "nine hundred ninety-nine thousand nine hundred ninety-nine",
    ]
    assert [ordinal(each) for each in (1, 20, 33, 100)] == ["first", "twentieth", "thirty-third", "one hundredth"]
    assert [roman(each) for each in ("I", "IV", "IX", "XIV", "XXXIX")] == [1, 4, 9, 14, 39]
    assert [year(each) for each in (1905, 2000, 2005, 2026, 1900)] == [
        "nineteen oh five",
        "two thousand",
        "two thousand five",
        "twenty twenty-six",
        "nineteen hundred",
    ]
