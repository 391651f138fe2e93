"""What ``--json`` prints: one JSON Schema for each command that has it.

Comes in: nothing. Goes out: schemas (draft 2020-12) that docs/cli.md and docs/json/ are written from and that
tests hold every command against. A key is never renamed or taken away without a word in the changelog.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]
Kind = str | Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _value(kind: Kind, text: str) -> Schema:
    """``number``, ``number?`` (or null), ``[string]`` (a list of), or a schema of its own."""
    if isinstance(kind, dict):
        return kind | {"description": text}
    if kind.startswith("["):
        return {"type": "array", "description": text, "items": _value(kind[1:-1], "")}
    name = kind.removesuffix("?")
    return {"type": [name, "null"] if kind.endswith("?") else name} | ({"description": text} if text else {})


def _object(keys: Mapping[str, tuple[Kind, str]]) -> Schema:
    """An object that has exactly these keys."""
    properties = {key: _value(kind, text) for key, (kind, text) in keys.items()}
    return {"type": "object", "properties": properties, "required": list(keys), "additionalProperties": False}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _choice(*words: str) -> Schema:
    return {"type": "string", "enum": list(words)}


FINDING = _object(
    {
        "severity": (_choice("error", "warning"), "An error stops a render, a warning does not."),
        "rule": ("string", "Stable short name of the rule."),
        "message": ("string", "What is wrong, and what was expected."),
        "file": ("string?", "The file concerned."),
        "line": ("integer?", "Its line, from 1."),
        "key": ("string?", "The key, slot or time concerned."),
        "reason": ("string?", "Why the rule exists."),
        "hint": ("string?", "What to do."),
    }
)

_SUMMARY: dict[str, tuple[Kind, str]] = {
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

_CHAPTER = _object(
    {
        "title": ("string", "Title of the stage."),
        "start_s": ("number", "Where it begins, in seconds."),
        "seconds": ("number", "How long it lasts."),
    }
)

_STROKE = _object(
    {
        "slot": ("string", "Id of the stroke in the script."),
        "title": ("string", "What is done, and where."),
        "start_s": ("number", "Where it begins, in seconds."),
        "seconds": ("number", "How long it takes, words included."),
        "repetitions": ("integer", "How many repetitions."),
        "side": ("string", "both, left or right; the receiver's."),
        "grown_s": ("number", "By how much the words made it longer."),
    }
)

_SECONDS_BY_NAME: Schema = {"type": "object", "additionalProperties": {"type": "number"}}

_MADE = _object(
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
        "measured_lufs": ("number?", "Loudness of the file, decoded again, in LUFS; null for silence."),
        "true_peak_dbtp": ("number?", "True peak of the file, decoded again, in dBTP."),
        "clips_made": ("integer", "Sentences spoken now."),
        "clips_from_cache": ("integer", "Sentences that were there from before."),
        "took_s": ("number", "Seconds until it was done."),
        "changes": ("[string]", "What fitting the duration changed."),
        "findings": (_list(FINDING), "What the check for closed eyes found."),
    }
)

_FAILED = _object(
    {
        "name": ("string", "Name of the session within this call."),
        "source": ("string", "The routine, as it was given."),
        "error": ("string", "What was wrong, where, and what to do."),
        "exit_code": ("integer", "1: the work failed; 2: the call was wrong."),
    }
)

_MAKE = _object(
    {
        "made": (_list(_MADE), "The sessions that were made."),
        "failed": (_list(_FAILED), "Those that were not. A single session that fails prints no JSON at all."),
    }
)

_SHELF = _object(
    {
        "name": ("string", "Name of the shelf."),
        "folder": ("string", "Where it lies."),
        "files": ("integer", "Files on it; for clear, before clearing."),
        "bytes": ("integer", "Their size."),
        "text": ("string", "What lies there."),
    }
)

SCHEMAS: dict[str, Schema] = {
    "list": _list(_object(_SUMMARY)),
    "show": _object(
        _SUMMARY | {"file": ("string", "Its file."), "sha256": ("string", "Of everything it is made from.")}
    ),
    "check": _list(
        _object(
            {
                "routine": ("string", "The routine, as it was given."),
                "ok": ("boolean", "Whether there is no error."),
                "findings": (_list(FINDING), "Errors first, then warnings."),
            }
        )
    ),
    "plan": _object(
        {
            "routine": ("string", "Name of the routine."),
            "title": ("string", "Title of the session."),
            "seconds": ("number", "How long it will be, with estimated speech."),
            "shortest_s": ("number", "The shortest possible with these settings."),
            "longest_s": ("number", "The longest possible."),
            "words": ("integer", "Words spoken."),
            "words_per_minute": ("number", "Over the whole session."),
            "tempo": ("number", "Factor on the tempo of the hands that fitting chose."),
            "changes": ("[string]", "What fitting the duration changed."),
            "regions": (
                {"type": "object", "additionalProperties": _SECONDS_BY_NAME},
                "Seconds of strokes by region and side.",
            ),
            "stages": (_list(_CHAPTER), "The chapters."),
            "strokes": (_list(_STROKE), "The strokes."),
        }
    ),
    "script": _list(
        _object(
            {
                "start_s": ("number", "When, in seconds; an estimate until a voice has spoken."),
                "cue": ("string", "Id of the cue; captions and report carry it, too."),
                "text": ("string", "What is said, or the signal's name in brackets."),
            }
        )
    ),
    "make": _MAKE,
    "render": _MAKE,
    "picture": _object(
        {"report": ("string", "The report it was drawn from."), "files": ("[string]", "The pictures written.")}
    ),
    "feed": _object(
        {
            "files": ("[string]", "The files written, the feed first."),
            "episodes": (
                _list(
                    _object(
                        {
                            "title": ("string", "Title of the session."),
                            "audio": ("string", "Its sound file."),
                            "seconds": ("number", "Its length."),
                        }
                    )
                ),
                "What is in the feed, newest first.",
            ),
            "passed_over": ("[string]", "Files that are not in it, and why."),
        }
    ),
    "ambient list": _list(
        _object(
            {
                "name": ("string", "What --ambient calls it."),
                "text": ("string", "What it sounds like."),
                "ready": ("boolean", "Whether its file is there."),
                "default": ("boolean", "Whether it is taken when none is asked for."),
            }
        )
    ),
    "ambient render": _object(
        {
            "name": ("string", "The bed."),
            "path": ("string", "The file written."),
            "seconds": ("number", "Length of the loop."),
            "seed": ("integer", "The variant."),
        }
    ),
    "ambient check": _list(
        _object(
            {
                "path": ("string", "The track, as it was given."),
                "ok": ("boolean", "Whether it would be accepted."),
                "findings": (_list(FINDING), "Advice; errors are what it would be refused for."),
            }
        )
    ),
    "settings show": _list(
        _object(
            {
                "name": ("string", "Its name in settings files."),
                "value": ({}, "Its value: text, number, yes or no, a list, or null."),
                "unit": ("string", "Its unit, or empty."),
                "from": ("string", "Where the value comes from: default, a file, a variable, or a profile."),
                "option": ("string", "Its option on the command line."),
                "text": ("string", "What it means."),
            }
        )
    ),
    "settings path": _list(
        _object(
            {
                "kind": (_choice("user", "project"), "Whose file."),
                "path": ("string", "Where it lies, or would lie."),
                "exists": ("boolean", "Whether it is there."),
            }
        )
    ),
    "cache info": _list(_SHELF),
    "cache clear": _list(_SHELF),
    "doctor": _object(
        {
            "ok": ("boolean", "Whether sessions can be made."),
            "parts": (
                _list(
                    _object(
                        {
                            "name": ("string", "The part that was tried."),
                            "state": (
                                _choice("ok", "note", "failed"),
                                "A note does not keep sessions from being made.",
                            ),
                            "text": ("string", "What was found."),
                            "remedy": ("string", "What to do, or empty."),
                        }
                    )
                ),
                "Everything that was tried.",
            ),
        }
    ),
    "voices": _list(
        _object(
            {
                "name": ("string", "What --voice calls it."),
                "language": ("string", "BCP 47 tag, or empty."),
                "gender": ("string", "female, male, or empty."),
                "installed": ("boolean", "Whether it can speak now."),
                "note": ("string", "Where it comes from, or how to install it."),
            }
        )
    ),
    "voices install": _object(
        {
            "folder": ("string", "Where the files lie."),
            "ready": ("boolean", "Whether everything needed to speak is there."),
            "voices": ("[string]", "The voices that are installed."),
        }
    ),
    "voices sample": _list(
        _object(
            {
                "voice": ("string", "The voice that speaks."),
                "path": ("string", "The sound file."),
                "seconds": ("number", "Its length."),
            }
        )
    ),
    "record-sheet": _object(
        {
            "sheet": ("string", "The sheet to read from."),
            "script": ("string", "The script to render with the recordings."),
            "missing": (
                _list(
                    _object(
                        {
                            "name": ("string", "The name its file should have."),
                            "text": ("string", "What to say."),
                        }
                    )
                ),
                "Texts without a recording.",
            ),
        }
    ),
}
"""Command → schema."""


def schema_of(command: str) -> Schema:
    """The whole schema of a command's JSON, such as ``cache info``."""
    return {"$schema": DIALECT, "title": f"voiceguide {command} --json", **SCHEMAS[command]}
