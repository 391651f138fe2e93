"""Names the record that each command prints with ``--json``; docs/cli.md and docs/json/ are written from it.

Tests check every command against its schema. A key is never renamed or removed without an entry in the changelog.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voiceguide.app.cache import CacheFolder
from voiceguide.app.samples import Sample
from voiceguide.catalogue.estimating import Estimate
from voiceguide.cli import printed, printed_many, printed_sessions
from voiceguide.cli.doctor import DoctorReport
from voiceguide.cli.planning import PrintedPlan
from voiceguide.cli.records import Schema, schema_of_type
from voiceguide.routine.fields import DIALECT
from voiceguide.speech.engine import VoiceInfo

PRINTED: Mapping[str, Any] = {
    "list": tuple[printed.ListedRoutine, ...],
    "show": printed.ShownRoutine,
    "check": tuple[printed.CheckedRoutine, ...],
    "plan": PrintedPlan,
    "rehearse": printed_sessions.PrintedRehearsal,
    "script": tuple[printed.ScriptRow, ...],
    "make": printed_sessions.MadeSessions,
    "render": printed_sessions.MadeSessions,
    "series plan": printed_many.PlannedSeries,
    "series make": printed_many.MadeSeries,
    "catalogue": printed_many.MadeCatalogue,
    "picture": printed_sessions.DrawnSession,
    "feed": printed_sessions.MadeFeed,
    "ambient list": tuple[printed.ListedBed, ...],
    "ambient render": printed.BedRendered,
    "ambient check": tuple[printed.CheckedTrack, ...],
    "settings show": tuple[printed.ShownSetting, ...],
    "settings path": tuple[printed.SettingsFile, ...],
    "cache info": tuple[CacheFolder, ...],
    "cache clear": tuple[CacheFolder, ...],
    "doctor": DoctorReport,
    "voices": tuple[VoiceInfo, ...],
    "voices install": printed.VoicesInstalled,
    "voices sample": tuple[Sample, ...],
    "record-sheet": printed.RecordSheet,
    "error": printed.PrintedError,
    "dry-run": printed_sessions.DryRunSessions,
    "catalogue-dry-run": Estimate,
}
"""Command → what it prints, a record or a list of them; the last three are described in `TITLES`."""

TITLES: Mapping[str, str] = {
    "error": "voiceguide COMMAND --json, when it fails",
    "dry-run": "voiceguide make --dry-run --json",
    "catalogue-dry-run": "voiceguide catalogue --dry-run --json",
}
"""A document that is not the usual one of a command → when it is printed."""

SCHEMAS: Mapping[str, Schema] = {command: schema_of_type(kind) for command, kind in PRINTED.items()}
"""Command → the schema of what it prints."""


def schema_of(command: str) -> Schema:
    """The whole schema of a command's JSON, such as ``cache info``."""
    return {"$schema": DIALECT, "title": TITLES.get(command, f"voiceguide {command} --json"), **SCHEMAS[command]}
