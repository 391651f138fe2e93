"""What words about no-go places, claims, eyes, force and tools are refused, and which are welcome."""

from __future__ import annotations

import pytest

from voiceguide.errors import Where
from voiceguide.routine.model import Technique
from voiceguide.safety import Context, Field, check_text


def _rules(text: str, field: Field, technique: Technique = Technique.FRICTION) -> set[str]:
    stroke = field in (Field.HANDS, Field.WAY, Field.NOTE)
    context = Context(field, region="back", technique=technique.value, pressure=1) if stroke else Context(field)
    return {finding.rule for finding in check_text(text, context)}


@pytest.mark.parametrize(
    "text",
    [
        "down the spine",
        "along the spine, from neck to hips",
        "on the spine itself",
        "over the backbone",
        "straight onto the vertebrae",
        "the base of the spine",
        "into the spine",
        "not too hard on the spine",
        "never too firmly along the spine",
        "do not rush, press on the spine",
        "do not forget the spine",
        "do not stop and press the spine",
        "beside the spine, then press on the spine",
        "between the shoulder blades, on the spine",
        "no hurry over the spine",
        "without haste and with both thumbs down on the spine",
        "around the throat",
        "the front of the neck",
        "both sides of the neck",
        "either side of the neck",
        "gently over the side of the neck",
        "down to the throat and out to the shoulders",
        "never leave out the throat",
        "up into the armpit",
        "toward the armpits",
        "from the shoulder under the arms",
        "around the eyes",
        "over the closed eyelids",
        "the hollow of the knee",
        "with circles behind the knee",
        "in the crook of the elbow",
        "the inside of the elbow",
        "up the inside of the upper arm",
        "over the belly",
        "below the ribs on the stomach",
        "into the groin",
        "in the notch below the ear",
        "behind the ears",
    ],
)
def test_a_path_over_a_no_go_place_is_refused(text: str) -> None:
    assert _rules(text, Field.WAY) == {"no-go"}


@pytest.mark.parametrize(
    "text",
    [
        "beside the spine",
        "on the muscles beside the spine",
        "on either side of the spine",
        "along both sides of the spine",
        "down both sides of your partner's spine",
        "each side of the spine",
        "alongside the spine",
        "parallel to the spine",
        "next to the spine",
        "the muscles along the spine",
        "in toward the spine, then away from the spine",
        "from the ribs to the spine",
        "between the spine and the shoulder blade",
        "around the spine, never on it",
        "never on the spine",
        "not on the spine itself",
        "on the muscle, not the spine",
        "without touching the spine",
        "avoiding the spine",
        "stay off the spine",
        "stopping just before the spine",
        "leave the spine alone",
        "both sides, but the spine is never touched",
        "never on the spine, the throat or the armpits",
        "out to the sides, not into the armpit",
        "over the ribs, stopping short of the armpit",
        "well below the armpit",
        "out over the ribs but not into the armpits",
        "around the knee, never behind the knee",
        "around the sides of the knee, not behind it",
        "keep clear of the throat",
        "the back of the neck, well away from the throat",
        "stop before the ears",
        "from the base of the neck out to the shoulders",
        "from the elbow to the wrist",
    ],
)
def test_a_path_that_keeps_clear_is_welcome(text: str) -> None:
    assert _rules(text, Field.WAY) == set()


def test_a_long_glide_may_pass_lightly_behind_the_knee() -> None:
    text = "from ankle to hip, feather light behind the knee"

    assert _rules(text, Field.WAY, Technique.EFFLEURAGE) == set()
    assert _rules(text, Field.WAY, Technique.FRICTION) == {"no-go"}
    assert _rules("from ankle to hip, also behind the knee", Field.WAY, Technique.EFFLEURAGE) == {"no-go"}


@pytest.mark.parametrize(
    "text",
    [
        "Put a rolled towel behind the knees.",
        "A pillow under the belly may help.",
        "Your partner lies on the stomach.",
        "Invite your partner to breathe into the belly.",
        "Close your eyes.",
        "Both of you may rest your eyes: eyes closed, breath slow.",
        "Keep your spine long and your elbows soft.",
        "Better not right after a meal, on a full stomach.",
        "Tuck long hair behind the ears.",
        "Never press on the spine, the throat or the eyes.",
    ],
)
def test_a_step_may_speak_of_posture_pillows_and_breath(text: str) -> None:
    assert _rules(text, Field.STEP) == set()


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("claim", "This removes toxins."),
        ("claim", "A good way to detox."),
        ("claim", "It supports lymphatic drainage."),
        ("claim", "Circle until the knot breaks, to break up knots."),
        ("claim", "Break down those knots with your thumb."),
        ("claim", "Massage cures headaches."),
        ("claim", "The healing power of touch."),
        ("claim", "It relieves pain."),
        ("claim", "Ease the pain of a long day."),
        ("claim", "Improves blood circulation."),
        ("claim", "Boosts circulation and flexibility."),
        ("claim", "Good against insomnia."),
        ("claim", "Strengthens the immune system."),
        ("claim", "It lowers blood pressure."),
        ("claim", "Prevents injuries."),
        ("claim", "A therapeutic stroke."),
        ("needs-eyes", "Look for red patches."),
        ("needs-eyes", "Watch your partner's face."),
        ("needs-eyes", "See how the skin moves."),
        ("needs-eyes", "Do it as shown."),
        ("needs-eyes", "Mirror this on the other side."),
        ("needs-eyes", "As in the picture."),
        ("needs-eyes", "Keep an eye on the clock."),
        ("needs-eyes", "Now open your eyes."),
        ("forced-pressure", "Press as hard as you can."),
        ("forced-pressure", "As deep as possible."),
        ("forced-pressure", "No pain, no gain."),
        ("forced-pressure", "It hurts so good."),
        ("forced-pressure", "Push through the pain."),
        ("forced-pressure", "Use all your strength."),
        ("forced-pressure", "Really dig in deep."),
        ("forced-pressure", "Press until it hurts."),
        ("elbow-tool", "Use your elbow."),
        ("elbow-tool", "Lean in with the point of the elbow."),
        ("elbow-tool", "Press with both elbows."),
        ("elbow-tool", "Elbow pressure works well."),
        ("elbow-tool", "With your knee."),
        ("neck-twist", "Twist the neck gently."),
        ("neck-twist", "Rotate your partner's head."),
        ("neck-twist", "Turn the head to the left."),
        ("neck-twist", "Pull their neck a little."),
        ("neck-twist", "Crack the neck."),
        ("oil-poured", "Pour the oil on the back."),
        ("oil-poured", "Drizzle some oil over the shoulders."),
        ("oil-poured", "Drip a little oil onto the skin."),
        ("giver-weight", "Sit on the thighs."),
        ("giver-weight", "Walk on the back."),
        ("giver-weight", "Kneel on your partner."),
    ],
)
def test_forbidden_words_are_refused_in_every_text(rule: str, text: str) -> None:
    assert rule in _rules(text, Field.STEP)
    assert rule in _rules(text, Field.NOTE)
    assert rule in _rules(text.upper(), Field.STEP)


@pytest.mark.parametrize(
    "text",
    [
        "This is no treatment, and it does not cure pain.",
        "See a doctor about pain that stays.",
        "See your clinician first.",
        "Look after your own back.",
        "Take off rings and watches.",
        "Take off your watch and your rings.",
        "Feel for tight places.",
        "Picture a warm beach.",
        "Never press as hard as you can.",
        "Do not dig in.",
        "Keep your elbows soft.",
        "Never use your elbow.",
        "Elbow work belongs to a professional.",
        "Squeeze lightly down to the elbows.",
        "From the elbow to the wrist.",
        "Kneel with your knees apart.",
        "Invite your partner to turn the head to the other side.",
        "Let your partner turn their head.",
        "Never twist the neck.",
        "Pour a teaspoon of oil into your hand, never over the skin.",
        "Pour the oil onto your palm.",
        "Sit on the bed beside your partner.",
        "Your partner sits on the chair.",
        "Lie on the back.",
        "Stop at once if there is pain.",
        "The heel of the hand rests on the calf.",
        "Ease off below the ribs.",
        "Slow strokes, without hurry.",
        "Stay until it eases.",
        "Both of you may enjoy this.",
    ],
)
def test_harmless_words_are_welcome(text: str) -> None:
    assert _rules(text, Field.STEP) == set()


def test_hands_may_not_be_elbows_or_knees() -> None:
    assert _rules("your elbow", Field.HANDS) == {"elbow-tool"}
    assert _rules("the tip of the elbow", Field.HANDS) == {"elbow-tool"}
    assert _rules("both palms, elbows straight", Field.HANDS) == set()


def test_a_rule_is_reported_once_a_text() -> None:
    where = Where("a.yaml", 3, "stages[0].strokes[0].say")

    (finding,) = check_text("Look here, look there, and watch.", Context(Field.STEP), where)

    assert finding.rule == "needs-eyes"
    assert finding.where == where
    assert finding.reason
    assert finding.hint


def test_a_title_tells_nobody_to_look() -> None:
    assert _rules("Looking after tired feet, away from the screen", Field.TITLE) == set()
    assert _rules("Relief from toxins", Field.TITLE) == {"claim"}


def test_soft_weight_is_no_force() -> None:
    assert _rules("Let the full weight of your hands rest there.", Field.NOTE) == set()
    assert _rules("Lean in with your full weight.", Field.NOTE) == {"forced-pressure", "giver-weight"}
