"""What ``--json`` prints: one JSON Schema for each command that has it.

Comes in: nothing. Goes out: schemas (draft 2020-12) that docs/cli.md and docs/json/ are written from and that
tests hold every command against. A key is never renamed or taken away without a word in the changelog.
"""

from __future__ import annotations

from voiceguide.cli.schema_parts import (
    CHAPTER,
    DIALECT,
    ERROR,
    FIGURES,
    FINDING,
    FORETOLD,
    HANDS,
    MAKE,
    MOVE,
    SECONDS_BY_NAME,
    SHELF,
    STROKE,
    SUMMARY,
    Schema,
    choice_of,
    list_of,
    object_of,
)

SCHEMAS: dict[str, Schema] = {
    "list": list_of(object_of(SUMMARY)),
    "show": object_of(
        SUMMARY | {"file": ("string", "Its file."), "sha256": ("string", "Of everything it is made from.")}
    ),
    "check": list_of(
        object_of(
            {
                "routine": ("string", "The routine, as it was given."),
                "ok": ("boolean", "Whether there is no error."),
                "findings": (list_of(FINDING), "Errors first, then warnings."),
            }
        )
    ),
    "plan": object_of(
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
                {"type": "object", "additionalProperties": SECONDS_BY_NAME},
                "Seconds of strokes by region and side.",
            ),
            "stages": (list_of(CHAPTER), "The chapters."),
            "strokes": (list_of(STROKE), "The strokes."),
            "figures": (FIGURES, "What the session is like, with estimated speech."),
            "rate_hz": ("integer", "Sample rate of frames and hands, in Hz."),
            "frames": ("integer", "Length in samples."),
            "hands": (list_of(HANDS), "Every interval in which hands work or rest on the partner, in samples."),
            "findings": (list_of(FINDING), "What the rehearsal warns of."),
        }
    ),
    "rehearse": object_of(
        {
            "routine": ("string", "Name of the routine."),
            "title": ("string", "Title of the session."),
            "seconds": ("number", "How long it lasts."),
            "pace": ("number", "The pace that was asked for."),
            "tempo": ("number", "Factor on the tempo of the hands that fitting chose."),
            "left_out": ("[string]", "Strokes that the length leaves out."),
            "changes": ("[string]", "What fitting the duration changed."),
            "moves": (list_of(MOVE), "What two bodies do, in order; each move begins where the one before ends."),
            "findings": (list_of(FINDING), "What they cannot do, by its first moment."),
        }
    ),
    "script": list_of(
        object_of(
            {
                "start_s": ("number", "When, in seconds; an estimate until a voice has spoken."),
                "cue": ("string", "Id of the cue; captions and report carry it, too."),
                "text": ("string", "What is said, or the signal's name in brackets."),
            }
        )
    ),
    "make": MAKE,
    "render": MAKE,
    "picture": object_of(
        {"report": ("string", "The report it was drawn from."), "files": ("[string]", "The pictures written.")}
    ),
    "feed": object_of(
        {
            "files": ("[string]", "The files written, the feed first."),
            "episodes": (
                list_of(
                    object_of(
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
    "ambient list": list_of(
        object_of(
            {
                "name": ("string", "What --ambient calls it."),
                "text": ("string", "What it sounds like."),
                "ready": ("boolean", "Whether its file is there."),
                "default": ("boolean", "Whether it is taken when none is asked for."),
            }
        )
    ),
    "ambient render": object_of(
        {
            "name": ("string", "The bed."),
            "path": ("string", "The file written."),
            "seconds": ("number", "Length of the loop."),
            "seed": ("integer", "The variant."),
        }
    ),
    "ambient check": list_of(
        object_of(
            {
                "path": ("string", "The track, as it was given."),
                "ok": ("boolean", "Whether it would be accepted."),
                "findings": (list_of(FINDING), "Advice; errors are what it would be refused for."),
            }
        )
    ),
    "settings show": list_of(
        object_of(
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
    "settings path": list_of(
        object_of(
            {
                "kind": (choice_of("user", "project"), "Whose file."),
                "path": ("string", "Where it lies, or would lie."),
                "exists": ("boolean", "Whether it is there."),
            }
        )
    ),
    "cache info": list_of(SHELF),
    "cache clear": list_of(SHELF),
    "doctor": object_of(
        {
            "ok": ("boolean", "Whether sessions can be made."),
            "parts": (
                list_of(
                    object_of(
                        {
                            "name": ("string", "The part that was tried."),
                            "state": (
                                choice_of("ok", "note", "failed"),
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
    "voices": list_of(
        object_of(
            {
                "name": ("string", "What --voice calls it."),
                "language": ("string", "BCP 47 tag, or empty."),
                "gender": ("string", "female, male, or empty."),
                "installed": ("boolean", "Whether it can speak now."),
                "note": ("string", "Where it comes from, or how to install it."),
            }
        )
    ),
    "voices install": object_of(
        {
            "folder": ("string", "Where the files lie."),
            "ready": ("boolean", "Whether everything needed to speak is there."),
            "voices": ("[string]", "The voices that are installed."),
        }
    ),
    "voices sample": list_of(
        object_of(
            {
                "voice": ("string", "The voice that speaks."),
                "path": ("string", "The sound file."),
                "seconds": ("number", "Its length."),
            }
        )
    ),
    "error": object_of({"error": (ERROR, "What was wrong.")}),
    "dry-run": object_of({"would_make": (list_of(FORETOLD), "The sessions that would be made.")}),
    "record-sheet": object_of(
        {
            "sheet": ("string", "The sheet to read from."),
            "script": ("string", "The script to render with the recordings."),
            "missing": (
                list_of(
                    object_of(
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
"""Command → schema; and `OTHERS`."""

OTHERS = ("error", "dry-run")
"""What is no command's usual document: of any command that fails; of ``make`` and ``render`` with ``--dry-run``."""


def schema_of(command: str) -> Schema:
    """The whole schema of a command's JSON, such as ``cache info``."""
    titles = {"error": "voiceguide COMMAND --json, when it fails", "dry-run": "voiceguide make --dry-run --json"}
    return {"$schema": DIALECT, "title": titles.get(command, f"voiceguide {command} --json"), **SCHEMAS[command]}
