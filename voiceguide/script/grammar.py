"""The script format: every key of every table, its kind, and a sentence about it.

The reader and the JSON Schema use these tables of keys, of the same kinds as a routine's. Times are seconds, written as
plain numbers. Limits here only keep a file reasonable.
"""

from __future__ import annotations

from voiceguide.anatomy import REGIONS
from voiceguide.choreography.model import MoveKind, Place, Position
from voiceguide.routine.fields import DIALECT, Flag, Kind, Number, OneOf, Schema, Text, TextPattern
from voiceguide.routine.grammar import VOICE
from voiceguide.routine.kinds import AnyValue
from voiceguide.routine.model import Role, Side, Technique
from voiceguide.routine.sided import ONE_SIDE
from voiceguide.routine.tables import ByName, Key, ListOf, TableOf, table_schema
from voiceguide.script.lines import Anchor, Audience, Earcon, Need, Purpose
from voiceguide.settings import Guidance
from voiceguide.settings.fields import LONGEST_S

VERSION = 2
"""Version of the format; a file of another version is refused."""

MOST_MOVES, MOST_LINES, MOST_WAYS = 5_000, 20_000, 12

_SECONDS = Number(0, LONGEST_S, whole=False, places=20)
_EITHER_WAY = Number(-LONGEST_S, LONGEST_S, whole=False, places=20)
_ID = Text(120)
_SAY = Text(2_000)


def _of(
    kind: type[MoveKind | Place | Position | Role | Technique | Anchor | Audience | Earcon | Need],
) -> Kind:
    return OneOf({each.value: each for each in kind})


_OWN = Key("own", Flag(), "It is in the script's own language; all other lines are English. Default: false.")

BEAT_KEYS: tuple[Key, ...] = (
    Key("name", Text(40), "The phase's name, such as out or back.", required=True),
    Key("does", _of(Role), "What the hands do; the pacer rises, stays, falls or rests with it.", required=True),
    Key("lasts", _SECONDS, "Seconds, more than 0.", required=True),
    Key("pressure", Number(1, 5), "Walton scale, 1 to 5.", required=True),
)

MOVE_KEYS: tuple[Key, ...] = (
    Key("id", _ID, "Its name in this file; lines and signals refer to it.", required=True),
    Key("kind", _of(MoveKind), "What it is.", required=True),
    Key("title", Text(600), "What it is called for people."),
    Key("lasts", _SECONDS, "Seconds. Not needed for what has beats: then repeat × spots × passes × beats."),
    Key("stage", Number(0, 59), "Which stage it belongs to, counted from 0.", required=True),
    Key("region", OneOf({name: name for name in REGIONS}), "Where on the body."),
    Key("side", OneOf({each.value: each for each in (*ONE_SIDE, Side.BOTH)}), "Which side, the receiver's."),
    Key("technique", _of(Technique), "What is done."),
    Key("hands", Text(400), "Which part of which hand."),
    Key("path", Text(600), "The way of the hands."),
    Key("beats", ListOf(TableOf(BEAT_KEYS), 16, 1), "One repetition, phase by phase."),
    Key("repeat", Number(1, 10_000), "Repetitions at a spot."),
    Key("spots", Number(1, 60), "Spots that a pass visits. Default: 1."),
    Key("passes", Number(1, 1_000), "How often all spots are visited. Default: 1."),
    Key("round", Number(1, 1_000), "Round of the stage. Default: 1."),
    Key("visit", Number(1, 10_000), "How many times this stroke has come by now. Default: 1."),
    Key("second-side", Flag(), "It is the second side of two. Default: false."),
    Key("pair", _ID, "A name that both sides of one stroke share."),
    Key("receiver", _of(Position), "How the receiver lies or sits."),
    Key("giver", _of(Place), "Where the giver is at its end."),
    Key("source", _ID, "Where it stands in the routine."),
)

WAY_KEYS: tuple[Key, ...] = (
    Key("say", _SAY, "What is said.", required=True),
    Key("left", Number(0, 10_000), "How many repetitions (or passes) are left to do there, or which one it leads."),
)

WINDOW_KEYS: tuple[Key, ...] = (
    Key("move", _ID, "The move it belongs to.", required=True),
    Key(
        "from",
        _of(Anchor),
        "start: so long after the move's start. end: it ends so long before the move's end. before: it ends so long "
        "before the move's start. phase: in time with a phase. left: where so many are left to do.",
        required=True,
    ),
    Key("offset", _EITHER_WAY, "Seconds from there. Default: 0."),
    Key("phase", Number(0, 15), "Which of the move's beats, counted from 0. Default: 0."),
    Key("slip", _SECONDS, "How much later it may start (earlier for before and end), in seconds. Default: 0."),
    Key("room", _SECONDS, "How long it may be, in seconds. Default: as long as there is room."),
)

LINE_KEYS: tuple[Key, ...] = (
    Key("say", _SAY, "What is said, the way that is preferred.", required=True),
    Key("left", Number(0, 10_000), "For from: left and from: phase: where this way of saying it belongs."),
    Key(
        "or", ListOf(TableOf(WAY_KEYS), MOST_WAYS), "Other ways to say it: shorter ones, or where more are left to do."
    ),
    Key("id", _ID, "Its name in this file, and in captions and report.", required=True),
    Key(
        "for",
        OneOf({each.value: each for each in Purpose if each is not Purpose.BEFORE}),
        "What it is for.",
        required=True,
    ),
    Key("window", TableOf(WINDOW_KEYS), "When it is said.", required=True),
    Key("need", _of(Need), "How much it is needed: must, should or may. Default: should."),
    Key("to", _of(Audience), "Whom it is for: both, the giver alone, or receiver: both hear it. Default: both."),
    Key("voice", VOICE, "Who says it. Default: the stage's voice, or else the session's."),
    _OWN,
)

SIGNAL_KEYS: tuple[Key, ...] = (
    Key("id", _ID, "Its name in this file.", required=True),
    Key("earcon", _of(Earcon), "Which.", required=True),
    Key("move", _ID, "The move it belongs to.", required=True),
    Key("at", _EITHER_WAY, "Seconds from the move's start; may be negative.", required=True),
)

BEFORE_LINE_KEYS: tuple[Key, ...] = (
    Key("say", _SAY, "What is said.", required=True),
    Key("id", _ID, "Its name in this file.", required=True),
    Key("heading", Text(200), "The heading it stands under.", required=True),
    Key("pause", _SECONDS, "Silence after it, in seconds. Default: 1."),
    Key("item", Flag(), "Something to have ready or to do: ticked off where it is read. Default: false."),
    _OWN,
)

BEFORE_KEYS: tuple[Key, ...] = (
    Key("title", Text(600), "What it is called.", required=True),
    Key("lines", AnyValue("before-line", 500), "What is said, one after the other.", required=True),
)

STAGE_KEYS: tuple[Key, ...] = (
    Key("title", Text(600), "What its chapter is called.", required=True),
    Key("ambient", Text(1_000), "Its own bed."),
    Key("voice", VOICE, "Its own voice."),
)

SCRIPT_KEYS: tuple[Key, ...] = (
    Key("voiceguide-script", Number(1, 1_000_000), f"Version of the format: {VERSION}.", required=True),
    Key("title", Text(600), "The session's title.", required=True),
    Key("routine", Text(200), "Name of the routine it was made from."),
    Key("language", TextPattern(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", "a language tag such as 'en'"), "Default: en."),
    Key("guidance", OneOf({each.value: each for each in Guidance}), "How much is said. Default: full."),
    Key("lasts", _SECONDS, "Seconds of the whole when it was saved; what was fitted is shown only while it is true."),
    Key("ambient", Text(1_000), "The bed."),
    Key("interlude", Text(1_000), "Music between chapters: swell, a bed's name, none, or a file."),
    Key("pronounce", ByName(Text(600), 1_000), "Words and how they sound."),
    Key("changes", ListOf(Text(2_000), 200), "What fitting changed."),
    Key("meta", ByName(Text(2_000), 100), "Facts about its making."),
    Key("before", AnyValue("before"), "The before-part: what is needed once or rarely."),
    Key("stages", AnyValue("stage", 60), "The chapters.", required=True),
    Key("moves", AnyValue("move", MOST_MOVES), "What hands do, one after the other.", required=True),
    Key("signals", AnyValue("signal", MOST_LINES), "Bells and ticks."),
    Key("lines", AnyValue("line", MOST_LINES), "What is said.", required=True),
)

_TABLES = {
    "before": BEFORE_KEYS,
    "before-line": BEFORE_LINE_KEYS,
    "stage": STAGE_KEYS,
    "move": MOVE_KEYS,
    "signal": SIGNAL_KEYS,
    "line": LINE_KEYS,
}


def script_schema() -> Schema:
    """The JSON Schema of a whole script file."""
    return {
        "$schema": DIALECT,
        "title": "voiceguide script",
        "description": "A session as moves and lines, saved to be edited and rendered.",
        **table_schema(SCRIPT_KEYS),
        "$defs": {name: table_schema(keys) for name, keys in _TABLES.items()},
    }
