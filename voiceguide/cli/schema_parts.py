"""The parts that the schemas of ``--json`` are put together from (see `voiceguide.cli.schemas`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]
Kind = str | Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def value_of(kind: Kind, text: str) -> Schema:
    """``number``, ``number?`` (or null), ``[string]`` (a list of), or a schema of its own."""
    if isinstance(kind, dict):
        return kind | {"description": text}
    if kind.startswith("["):
        return {"type": "array", "description": text, "items": value_of(kind[1:-1], "")}
    name = kind.removesuffix("?")
    return {"type": [name, "null"] if kind.endswith("?") else name} | ({"description": text} if text else {})


def object_of(keys: Mapping[str, tuple[Kind, str]]) -> Schema:
    """An object that has exactly these keys."""
    properties = {key: value_of(kind, text) for key, (kind, text) in keys.items()}
    return {"type": "object", "properties": properties, "required": list(keys), "additionalProperties": False}


def list_of(item: Schema) -> Schema:
    """An array of items."""
    return {"type": "array", "items": item}


def choice_of(*words: str) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": list(words)}


FINDING = object_of(
    {
        "severity": (choice_of("error", "warning"), "An error stops a render, a warning does not."),
        "rule": ("string", "Stable short name of the rule."),
        "message": ("string", "What is wrong, and what was expected."),
        "file": ("string?", "The file concerned."),
        "line": ("integer?", "Its line, from 1."),
        "key": ("string?", "The key, slot or time concerned."),
        "reason": ("string?", "Why the rule exists."),
        "hint": ("string?", "What to do."),
    }
)

SUMMARY: dict[str, tuple[Kind, str]] = {
    "name": ("string", "Its short name, for other commands."),
    "title": ("string", "Its title."),
    "summary": ("string", "One sentence."),
    "duration_s": ("number?", "Its usual length in seconds."),
    "receiver": ("string", "How the receiver sits or lies."),
    "needs": ("[string]", "What to have at hand."),
    "oil": ("string", "How much oil."),
    "regions": ("[string]", "Regions of the body it works on."),
    "stages": ("[string]", "Titles of its stages."),
}

CHAPTER = object_of(
    {
        "title": ("string", "Title of the stage."),
        "start_s": ("number", "Where it begins, in seconds."),
        "seconds": ("number", "How long it lasts."),
    }
)

STROKE = object_of(
    {
        "move": ("string", "Id of the stroke in the script."),
        "title": ("string", "What is done, and where."),
        "start_s": ("number", "Where it begins, in seconds."),
        "seconds": ("number", "How long it takes."),
        "repetitions": ("integer", "How many repetitions."),
        "side": ("string", "both, left or right; the receiver's."),
        "place": ("string", "Where the giver is, or empty."),
    }
)

HANDS = object_of(
    {
        "start": ("integer", "First sample."),
        "stop": ("integer", "One past the last sample."),
        "kind": (choice_of("stroke", "hold", "touch", "travel"), "What the hands do."),
        "region": ("string", "Where, or empty."),
        "side": ("string", "both, left, right, or empty; the receiver's."),
        "repetitions": ("integer", "Repetitions of a stroke or hold."),
    }
)

FIGURES = object_of(
    {
        "first_touch_s": ("number?", "When hands first rest on the partner."),
        "first_stroke_s": ("number?", "When the first stroke begins."),
        "hands_share": ("number", "Share of the session with strokes and holds, 0 to 1."),
        "longest_idle_s": ("number", "Longest stretch without hands on the partner, between first and last work."),
        "words_per_minute": ("number", "From the first stroke to the start of the close."),
        "announced_quiet_s": ("number", "Seconds of quiet that were announced."),
        "check_ins": ("integer", "Questions to the receiver."),
        "check_ins_in_motion": ("integer", "Those asked while a stroke goes on."),
        "opening_s": ("number?", "From the session's beginning to the first stroke."),
    }
)

MOVE = object_of(
    {
        "id": ("string", "Stable name: stage, step, side and round, counted from 1."),
        "kind": ("string", "stroke, hold, touch, travel, walk, oil, warm, uncover, cover, turn over, pause, rest …"),
        "start_s": ("number", "When it begins, in seconds."),
        "seconds": ("number", "How long it lasts."),
        "stage": ("string", "Title of its stage."),
        "what": ("string", "What is done, and where."),
        "hands": ("string", "Which hands do it, or which stay on the partner."),
        "region": ("string", "Region of the body, or empty."),
        "side": ("string", "both, left or right, the receiver's; or empty."),
        "repetitions": ("integer", "How many repetitions; 0 where nothing is repeated."),
        "repetition_s": ("number", "Seconds of one."),
        "position": ("string?", "How the receiver lies or sits; null where the routine's phrase is no listed one."),
        "place": ("string?", "Where the giver is at its end; null where it is not known."),
        "covered": ("[string]", "What lies under a blanket."),
        "oil_used_s": ("number?", "Seconds of gliding since oil when it begins; null without oil."),
        "contact": ("boolean", "Whether a hand is on the partner."),
        "warm": ("boolean", "Whether hands are warm when it begins."),
    }
)

SECONDS_BY_NAME: Schema = {"type": "object", "additionalProperties": {"type": "number"}}

MADE = object_of(
    {
        "name": ("string", "Name of the session within this call."),
        "source": ("string", "The routine or script, as it was given."),
        "path": ("string", "The sound file."),
        "files": ("[string]", "Every file written, the sound first."),
        "title": ("string", "Title of the session."),
        "seconds": ("number", "Its length."),
        "voice": ("string", "The voice that speaks."),
        "voice_asked": ("string", "The voice that was asked for, such as auto."),
        "bed": ("string", "The bed."),
        "words": ("integer", "Words spoken."),
        "predicted_lufs": ("number?", "Loudness computed before mixing, in LUFS."),
        "measured_lufs": (
            "number?",
            "Loudness of the finished file as far as it was heard, in LUFS; null for silence.",
        ),
        "true_peak_dbtp": ("number?", "Highest true peak that was heard in it, in dBTP."),
        "heard_s": ("number", "Seconds of the finished file that were decoded for this; all of it with --measure."),
        "clips_made": ("integer", "Sentences spoken now."),
        "clips_from_cache": ("integer", "Sentences that were there from before."),
        "took_s": ("number", "Seconds until it was done."),
        "changes": ("[string]", "What fitting the duration changed."),
        "findings": (list_of(FINDING), "What the check for closed eyes found."),
    }
)

FAILED = object_of(
    {
        "name": ("string", "Name of the session within this call."),
        "source": ("string", "The routine, as it was given."),
        "error": ("string", "What was wrong, where, and what to do."),
        "exit_code": ("integer", "1: the work failed; 2: the call was wrong."),
    }
)

MAKE = object_of(
    {
        "made": (list_of(MADE), "The sessions that were made."),
        "failed": (list_of(FAILED), "Those that were not."),
    }
)

ERROR = object_of(
    {
        "message": ("string", "What was wrong."),
        "file": ("string?", "The file concerned."),
        "line": ("integer?", "Its line, from 1."),
        "key": ("string?", "The key, option or variable concerned."),
        "hint": ("string?", "What to do."),
        "exit_code": ("integer", "1: the work failed; 2: the call was wrong."),
        "findings": (list_of(FINDING), "Everything that was found, where that is more than one thing."),
    }
)

FORETOLD = object_of(
    {
        "name": ("string", "Name of the session within this call."),
        "source": ("string", "The routine or script, as it was given."),
        "path": ("string", "The sound file."),
        "files": ("[string]", "Every file that would be written, the sound first."),
        "exist": ("[string]", "Those that stand there already."),
        "seconds": ("number?", "About how long it would be; null for a script."),
        "voice": ("string", "The voice that would speak."),
        "bed": ("string", "The bed."),
        "error": ("string", "Why it could not be made, or empty."),
    }
)

SHELF = object_of(
    {
        "name": ("string", "Name of the shelf."),
        "folder": ("string", "Where it lies."),
        "files": ("integer", "Files on it; for clear, before clearing."),
        "bytes": ("integer", "Their size."),
        "text": ("string", "What lies there."),
    }
)
