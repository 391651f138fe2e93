"""Every word of the lists of forbidden words is refused, and every way of meaning it otherwise is let through."""

from __future__ import annotations

import pytest

from voiceguide.safety import Context, Field, check_text

REFUSED: dict[str, tuple[str, ...]] = {
    "claim": (
        "a toxin", "toxins", "detoxify", "lymph flow", "good drainage", "metabolic waste", "the waste products",
        "to heal", "it heals", "it healed", "for healing", "a cure", "it cures", "it cured", "curing", "therapeutic",
        "for insomnia", "sciatica", "flush away", "flushes out", "immunity", "speeds recovery", "speed up recovery",
        "lowers blood pressure", "lowering high blood pressure",
        *(f"{verb} the knots" for verb in ("break up", "dissolving", "melts", "smash", "crushes")),
        *(f"melt {lump}" for lump in ("a knot", "old adhesions", "one adhesion", "the scar tissue")),
        *(f"{verb} circulation" for verb in ("improves", "boosts", "increases", "stimulates", "promotes", "enhances",
        "aids")),
        *(f"improves the {good}" for good in ("blood flow", "flow of blood", "flexibility", "recovery")),
        *(f"{verb} pain" for verb in ("relieves", "relief from", "ease", "eases", "eased", "easing", "reduces",
        "removes",
                                      "fixes", "treats", "combats", "get rid of", "take away")),
        *(f"eases the {ill}" for ill in ("pains", "ache", "aches", "headache", "headaches", "migraine", "migraines",
                                         "injury", "disease", "diseases", "stiffness", "inflammation")),
        "pain relief", "pain-relief", "headache relief", "migraine-relief", "prevents injury",
        "prevent a sports injury",
        "medical benefits", "medically proven", "a medical effect",
    ),
    "needs-eyes": (
        "look", "it looks", "looking", "watch how", "she watches", "watching", "see how", "seeing", "a glance",
        "glancing",
        "gaze", "gazing", "stare at", "staring at", "peek", "peeking", "mirror this", "as shown", "it is shown",
        "the picture", "as pictured", "the photo", "photos", "illustrated", "the diagram", "the video", "the screen",
        "visible", "visibly", "eye contact",
        *(f"keep a watch {what} skin" for what in ("how", "the", "your", "for", "what")),
        "open your eyes", "keep an eye",
    ),
    "forced-pressure": (
        *(f"as {how} as you can" for how in ("hard", "deep", "deeply", "strongly", "firmly")),
        "as hard as your hands can", "as hard as they can", "as hard as possible",
        "no pain no gain", "no pain, no gain", "hurts so good", "pain so good", "good pain", "until it hurts",
        "punishing",
        "brutally",
        *(f"{verb} through pain" for verb in ("push", "press", "work", "breathe", "go")),
        "push through the pain", "push through any pain", "push through their pain",
        "full force", "full strength", "full weight", "all your weight", "all your strength", "all your might",
        "all your force", "grit your teeth", "grit their teeth",
        "dig in", "digs deep", "digging into", "dig hard", "dig really deep", "pound", "pounds", "pounding",
        "bear pain", "bear the pain", "bear it", "bear some pain", "the harder the better", "the deeper, the better",
    ),
    "elbow-tool": (
        *(f"{how} your elbow" for how in ("with", "using", "use", "by", "through", "leaning on", "lean on",
        "lean in with",
                                          "drop", "sink", "point of", "tip of")),
        "your elbow", "one elbow", "an elbow", "with the elbow", "with both elbows",
        "elbow pressure", "elbow work", "elbow stroke", "elbow strokes", "elbows into",
        "with your knee", "using the knee", "use one shin", "with both shins",
    ),
    "neck-twist": (
        *(f"{verb} the neck" for verb in ("twist", "rotate", "crack", "jerk", "wrench", "snap", "crank", "yank",
        "tug")),
        "twist the head", "twist the chin", "neck twists", "a head twist", "neck rotation", "neck cracks",
        *(f"{verb} the head" for verb in ("turn", "tilt", "roll", "pull", "bend")),
        *(f"turn {whose} neck" for whose in ("their", "his", "her", "your partner's", "your partner’s")),
        "tilt the chin",
    ),
    "oil-poured": (
        *(f"{verb} oil onto the back" for verb in ("pour", "drizzle", "drip", "squirt", "tip")),
        *(f"pour it {where} the skin" for where in ("on", "over", "along", "down")),
    ),
    "giver-weight": (
        *(f"{verb} on the back" for verb in ("stand", "walk", "kneel", "sit", "climb", "standing", "sits")),
        "lie on your partner", "sit onto the legs", "sit on top of the leg", "sit on their thigh", "sit on his thighs",
        "sit on her buttocks",
    ),
}  # fmt: skip

WELCOME: tuple[str, ...] = (
    "look after yourself", "looking after your hands",
    *(f"see {who}" for who in ("a doctor", "an old clinician", "your professional", "the physiotherapist", "a nurse",
                               "a therapist")),
    "put your watch aside", "a watch is cold", "a wrist watch", "watches and rings", "watch or jewellery",
    "watches or jewelry", "ring and watch", "rings or watches", "picture a beach", "picture an old tree",
    "picture yourself there", "see that it is warm", "see to it", "bear it in mind",
    "the full weight of your hand", "all your weight of your arms", "the full weight of your arm",
    *(f"{verb} your elbows" for verb in ("keep", "bend", "soften", "straighten", "relax", "lock", "loosen", "unlock",
                                         "tuck")),
    *(f"your elbows {how}" for how in ("soft", "straight", "bent", "loose", "relaxed", "close", "long")),
    *(f"with your knees {how}" for how in ("bent", "apart", "wide", "soft", "on the bed", "under you", "together",
                                           "beside the bed")),
    "leave your elbow to a professional",
    *(f"{who} your partner to turn the head" for who in ("invite", "let", "ask", "allow")),
    "your partner turns the head", "your partner may tilt the head", "your partner can roll the head",
    "your partner asks to turn the head",
    *(f"pour the oil {where}" for where in ("in your hand", "into your palms", "on your own hands", "onto the palm")),
    "lie on the back", "he lies on his back", "lying on their back", "lie onto her back",
)  # fmt: skip


def rules(text: str) -> list[str]:
    return [finding.rule for finding in check_text(text, Context(Field.STEP))]


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in REFUSED.items() for text in texts])
def test_each_word_of_the_lists_is_refused(rule: str, text: str) -> None:
    assert rule in rules(f"Now {text}.")


@pytest.mark.parametrize("text", WELCOME)
def test_each_other_meaning_is_let_through(text: str) -> None:
    assert rules(f"Now {text}.") == []


@pytest.mark.parametrize(
    "text",
    [
        "the overlook",
        "season",
        "the healthy way",
        "cozy",
        "breakfast by the knoll",
        "impounded",
        "a digit",
        "put the watchword down",
    ],
)
def test_a_part_of_a_longer_word_is_not_the_word(text: str) -> None:
    assert rules(f"Now {text}.") == []
