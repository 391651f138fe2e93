"""The routine format: every key of every table, its kind, and a sentence about it.

The reader (`build`), the JSON Schema (`schema`) and the reference page (`reference`) are made from it. Limits here only
keep a file reasonable; the checks decide what is safe.
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceguide.routine.fields import Flag, Kind, Number, OneOf, Seconds, Text, TextPattern
from voiceguide.routine.kinds import AnyValue, Bed, Centimetres, RegionName
from voiceguide.routine.model import Flow, OilAmount, Side, StepKind, Technique
from voiceguide.routine.tables import ByName, Either, Key, ListOf, OneOrMany, Range, TableOf
from voiceguide.routine.techniques import TABLE
from voiceguide.settings.fields import LONGEST_S

_PHASES = tuple(sorted({phase.name for facts in TABLE.values() for phase in (*facts.phases, *facts.travelling)}))
_PLAIN = {
    "kneading": Technique.PETRISSAGE,
    "squeeze": Technique.PETRISSAGE,
    "gliding": Technique.EFFLEURAGE,
    "stroking": Technique.EFFLEURAGE,
    "circles": Technique.FRICTION,
    "rubbing": Technique.FRICTION,
    "pressing": Technique.COMPRESSION,
    "holding": Technique.STILL_HANDS,
    "tapping": Technique.TAPOTEMENT,
    "shaking": Technique.VIBRATION,
    "stretch": Technique.PASSIVE_STRETCH,
    "stretching": Technique.PASSIVE_STRETCH,
}


PHRASE = Text(120)
SENTENCE = Text(300)
SAYING = Text(600)
SIDE = OneOf({side.value: side for side in Side if side})
BED = Bed()
VOICE = TextPattern(
    r"[a-z][a-z0-9-]*(:[^\s:/\\]{1,60})?", "a voice such as 'hibari:heart'", "voiceguide voices lists those there are."
)

SAY_KEYS: tuple[Key, ...] = (
    Key("name", PHRASE, "What the stroke is called when it is announced.", example="long strokes down the back"),
    Key("where", PHRASE, "Where the hands go."),
    Key("hands", PHRASE, "Which part of which hand."),
    Key("path", PHRASE, "The way of the hands."),
    Key("pressure", PHRASE, "How hard."),
    Key("count", PHRASE, "How many."),
    Key("begin", PHRASE, "The word to begin."),
    Key("during", OneOrMany(SENTENCE, 12), "Said while the hands work, in order: a sentence or a list of them."),
    Key("last", PHRASE, "Said before the end in place of the count (“Two more.”); with a number, before the last one."),
    Key(
        "next",
        Text(160),
        "Announces this stroke while the one before still goes on: place, hands, way, in at most 17 words. "
        "“{side}” in any of these texts is said as the side worked on.",
        example="Now the arms. One hand around each. Squeeze down to the elbows.",
    ),
    Key(
        "again",
        PHRASE,
        "Announces it on the second side and in later rounds, in at most 8 words.",
        example="The arms once more.",
    ),
    Key(
        "lead",
        ByName(PHRASE, 4, _PHASES),
        "Said in time with the first repetitions: a few words for each phase.",
        example="{out: Gather and let go, back: Fingertips trace back up}",
    ),
    Key("keep", PHRASE, "Which hand stays on the skin when the stroke ends."),
)

STROKE_KEYS: tuple[Key, ...] = (
    Key(
        "technique",
        OneOf(
            {technique.value: technique for technique in Technique},
            {plain: f"The standard name is '{technique}'." for plain, technique in _PLAIN.items()},
        ),
        "What is done, by its standard name.",
        required=True,
        example="effleurage",
    ),
    Key("region", RegionName(), "Where on the body.", required=True, example="shoulders"),
    Key("side", SIDE, "Both at once, one, or each: left, then right. The receiver's. Default: both."),
    Key("hands", PHRASE, "Which part of which hand, as a phrase. Default: the technique's.", example="both palms"),
    Key(
        "path",
        Text(160),
        "The way of the hands, as a phrase that follows the verb (“Glide …”). Default: the technique's.",
        example="from the base of the neck out to the tips of the shoulders",
    ),
    Key(
        "pressure",
        Either(Number(1, 5), ByName(Number(1, 5), 4, _PHASES)),
        "Walton scale, 1 to 5: one number for the firm phases, or one for each phase.",
        example="{out: 2, back: 1}",
    ),
    Key(
        "tempo",
        Either(Seconds(1, 120), ByName(Seconds(0.3, 60), 4, _PHASES)),
        "Time of one repetition, shared among its phases as usual, or the time of each phase.",
        example="{out: 5 s, back: 3 s}",
    ),
    Key("repeat", Number(1, 100), "Repetitions at a spot. Default: the technique's.", example="10"),
    Key("spots", Number(1, 30), "How many spots one pass visits. Default: 1."),
    Key("passes", Number(1, 20), "How often all spots are visited. Default: 1."),
    Key("exact", Flag(), "The counts are never changed to fit a duration. Default: false."),
    Key(
        "flow",
        OneOf({flow.name.lower(): flow for flow in Flow}),
        "Which way the firm phase goes, seen from the heart. Default: read from the path where it is plain.",
    ),
    Key(
        "essence",
        Number(1, 3),
        "How much it matters when time is short: 1 is the heart of the routine and stays, 3 goes first.",
        example="1",
    ),
    Key(
        "reps",
        Range(1, 200, whole=True),
        "Fewest and most repetitions on one side, all spots and passes counted, that make sense.",
        example="[3, 20]",
    ),
    Key("giver", Text(160), "Where the giver is for this stroke, when it is not where the stage says.", example="left"),
    Key("length", Centimetres(2, 200), "Length of the way, for the speed of gliding. Default: the region's."),
    Key("uneven", SENTENCE, "Why one side gets more, when that is meant."),
    Key("lighter", OneOrMany(RegionName(), 4), "Regions on the way over which the hands lighten to pressure 1."),
    Key("say", TableOf(SAY_KEYS), "Your own words in place of the usual ones."),
)

_HOLD_KEYS: tuple[Key, ...] = (
    Key("region", RegionName(), "Where the hands rest."),
    Key("side", SIDE, "On which side. Default: both."),
    Key("for", Seconds(5, 60), "How long. Default: 18 s."),
    Key("say", SAYING, "Your own words."),
)


HOLD = TableOf(_HOLD_KEYS)


@dataclass(frozen=True, slots=True)
class StepForm:
    """How a step is written.

    Attributes:
        value: Kind of the words after its key, or None where only a length of time may stand.
        time: Range of its length of time.
        text: A sentence about it.
        required: A value must stand after the key.
    """

    value: Kind | None
    time: Seconds
    text: str
    required: bool = False


STEPS: dict[StepKind, StepForm] = {
    StepKind.SAY: StepForm(SAYING, Seconds(1, 900), "Words; with `wait`, time to act on them.", True),
    StepKind.WAIT: StepForm(None, Seconds(1, 900), "Time without words. Default: 10 s."),
    StepKind.CHECK_IN: StepForm(SENTENCE, Seconds(6, 30), "A question about the pressure, and time to answer."),
    StepKind.BREATHE: StepForm(SENTENCE, Seconds(4, 60), "A breath together."),
    StepKind.OIL: StepForm(SENTENCE, Seconds(10, 90), "More oil, warmed in the hands."),
    StepKind.SETTLE: StepForm(SENTENCE, Seconds(15, 600), "Time to settle in."),
    StepKind.TURN_OVER: StepForm(PHRASE, Seconds(60, 240), "The receiver turns over, onto “the back”."),
    StepKind.HOLD: StepForm(Either(RegionName(), HOLD), Seconds(5, 60), "Hands rest on a region without moving."),
    StepKind.UNCOVER: StepForm(PHRASE, Seconds(5, 90), "Uncovers “the leg”."),
    StepKind.COVER: StepForm(PHRASE, Seconds(5, 90), "Covers “the leg” again."),
    StepKind.CHIME: StepForm(None, Seconds(3, 10), "A bell."),
}
"""Every step besides strokes. Most may stand as a bare word, with words, with a time, or with words and `for`."""


def time_key_of(kind: StepKind) -> str:
    """The key that gives a step its time besides its words; empty if the time is its value."""
    if STEPS[kind].value is None:
        return ""
    return "wait" if kind is StepKind.SAY else "for"


STAGE_KEYS: tuple[Key, ...] = (
    Key("name", Text(60), "The stage's title; it becomes a chapter.", required=True, example="Shoulders"),
    Key("minutes", Range(0.5, 120), "Shortest and longest it may become, in minutes.", example="[4, 10]"),
    Key("rounds", Number(1, 20), "How often its strokes are done in all. Default: 1."),
    Key("ambient", BED, "A bed of its own."),
    Key("voice", VOICE, "A voice of its own, for all that is said in it.", example="hibari:heart"),
    Key(
        "receiver",
        Text(160),
        "How the receiver lies or sits from here on, when it changes without turning over.",
        example="face up",
    ),
    Key("giver", Text(160), "Where the giver is in this stage.", example="feet"),
    Key("strokes", AnyValue("item", 200), "Strokes and other steps, in order.", required=True),
)

USE_KEYS: tuple[Key, ...] = (
    Key("use", Text(150), "Another routine's stage, or one of this routine's own.", required=True, example="legs/Legs"),
    *(
        Key(key.name, key.kind, f"{key.text} In place of the used stage's.")
        for key in STAGE_KEYS
        if key.name != "strokes"
    ),
    Key(
        "essence",
        Number(1, 3),
        "How much the stage matters here: 1 as where it comes from, 2 makes each of its strokes matter one less, "
        "3 lets all of them go first.",
        example="2",
    ),
)

CLOSE_KEYS: tuple[Key, ...] = (
    Key("rest", Seconds(30, 900), "Rest after the last still hands. Default: 60 s."),
    Key("hands", Seconds(15, 60), "How long the hands stay still at the end. Default: 18 s."),
    Key("say", SAYING, "Your own closing words."),
    Key("steps", AnyValue("step", 20), "Steps before the still hands."),
)

_LANGUAGE = TextPattern(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language tag such as 'en' or 'en-GB'")
FILE_NAME = TextPattern(r"\w[\w .-]{0,80}", "the name of another routine, without a folder", "Put it beside this one.")

ROUTINE_KEYS: tuple[Key, ...] = (
    Key("title", Text(80), "The session's title.", required=True, example="Back and shoulders"),
    Key("summary", SENTENCE, "One sentence for lists."),
    Key("source", Text(120), "What it was made from."),
    Key("extends", FILE_NAME, "Another routine whose keys this one takes over."),
    Key("duration", Seconds(60, LONGEST_S), "Usual length of the session.", example="30 min"),
    Key("receiver", Text(160), "How the receiver sits or lies, as a phrase.", example="face down"),
    Key("giver", Text(160), "Where the giver is, as a phrase.", example="beside the bed"),
    Key("needs", ListOf(PHRASE, 20), "What to have at hand.", example="[oil, two towels]"),
    Key("oil", OneOf({amount.value: amount for amount in OilAmount}), "How much oil. Default: none."),
    Key("prepare", AnyValue("step", 40), "Steps before the first stage."),
    Key("stages", AnyValue("stage", 60), "The stages, in order.", required=True),
    Key("close", AnyValue("close"), "How the session ends."),
    Key("ambient", BED, "The bed it asks for: a shipped one's name, `none`, or a file beside the routine."),
    Key("interlude", Bed(("swell",)), "Music between chapters: swell, a shipped bed, `none`, or a file beside it."),
    Key("pronounce", ByName(Text(80), 200), "Words and how they sound: /ˌɛfləˈrɑːʒ/ (IPA), or respelled EF-luh-RAHZH."),
    Key("language", _LANGUAGE, "Of the text. Default: en."),
    Key("pregnancy-safe", Flag(), "False adds that it is not for pregnancy. Default: false."),
)  # fmt: skip
