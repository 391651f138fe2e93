"""voiceguide turns a massage routine into a spoken, exactly timed audio session.

The public API: load a routine, compose or plan it, render it.

    from voiceguide import Settings, load_routine, render

    routine = load_routine("back-relief")
    result = render(routine, "output", Settings(duration_s=1800.0, voice="auto"))
    print(result.path)

Times are seconds, placements samples at 44.1 kHz, loudness LUFS or LU, pressures the Walton scale.
Everything raised on purpose is a `VoiceguideError`. Names are loaded when they are first used, so that
importing the package costs almost nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voiceguide.config import Config, load_config
    from voiceguide.errors import Finding, RoutineError, ScriptError, SettingsError, UsageError, VoiceguideError
    from voiceguide.pipeline import Rendered, compose, plan, render
    from voiceguide.planning import possible_range
    from voiceguide.routine.check import check
    from voiceguide.routine.check import load_checked as load_routine
    from voiceguide.routine.model import Routine
    from voiceguide.routine.sources import shipped_routines
    from voiceguide.script.file import load as load_script
    from voiceguide.script.file import save as save_script
    from voiceguide.script.lines import Script
    from voiceguide.settings import Settings
    from voiceguide.speaking import preview, speak
    from voiceguide.speech.registry import all_voices
    from voiceguide.timeline.audit import audit
    from voiceguide.timeline.model import Timeline

_HOMES = {
    "audit": ("voiceguide.timeline.audit", "audit"),
    "Config": ("voiceguide.config", "Config"),
    "load_config": ("voiceguide.config", "load_config"),
    "Finding": ("voiceguide.errors", "Finding"),
    "RoutineError": ("voiceguide.errors", "RoutineError"),
    "ScriptError": ("voiceguide.errors", "ScriptError"),
    "SettingsError": ("voiceguide.errors", "SettingsError"),
    "UsageError": ("voiceguide.errors", "UsageError"),
    "VoiceguideError": ("voiceguide.errors", "VoiceguideError"),
    "Rendered": ("voiceguide.pipeline", "Rendered"),
    "compose": ("voiceguide.pipeline", "compose"),
    "plan": ("voiceguide.pipeline", "plan"),
    "render": ("voiceguide.pipeline", "render"),
    "speak": ("voiceguide.speaking", "speak"),
    "preview": ("voiceguide.speaking", "preview"),
    "check": ("voiceguide.routine.check", "check"),
    "load_routine": ("voiceguide.routine.check", "load_checked"),
    "Routine": ("voiceguide.routine.model", "Routine"),
    "shipped_routines": ("voiceguide.routine.sources", "shipped_routines"),
    "possible_range": ("voiceguide.planning", "possible_range"),
    "Script": ("voiceguide.script.lines", "Script"),
    "load_script": ("voiceguide.script.file", "load"),
    "save_script": ("voiceguide.script.file", "save"),
    "Settings": ("voiceguide.settings", "Settings"),
    "all_voices": ("voiceguide.speech.registry", "all_voices"),
    "Timeline": ("voiceguide.timeline.model", "Timeline"),
}

__all__ = [
    "Config",
    "Finding",
    "Rendered",
    "Routine",
    "RoutineError",
    "Script",
    "ScriptError",
    "Settings",
    "SettingsError",
    "Timeline",
    "UsageError",
    "VoiceguideError",
    "all_voices",
    "audit",
    "check",
    "compose",
    "load_config",
    "load_routine",
    "load_script",
    "plan",
    "possible_range",
    "preview",
    "render",
    "save_script",
    "shipped_routines",
    "speak",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'voiceguide' has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
