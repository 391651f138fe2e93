"""Turns a massage routine into a spoken, exactly timed audio session.

The public API: plan a routine, render it, or take its sound.

    from voiceguide import Settings, render

    made = render("back-relief", "output/back.mp3", Settings(duration_s=1800.0))
    print(made.path, made.seconds)

Times are seconds, placements samples at 44.1 kHz, loudness LUFS or LU, pressures the Walton scale.
Every error raised on purpose is a `VoiceguideError`. Names are loaded when they are first used, so that
importing the package is fast.
"""

from __future__ import annotations

_HOMES = {
    "voiceguide.audio": "Audio Samples",
    "voiceguide.choreography.model": "Choreography Move MoveKind Note Place Position",
    "voiceguide.choreography.refusal": "Lengths",
    "voiceguide.config": "Config load_config",
    "voiceguide.errors": (
        "AudioError BedError DurationError ExportError Finding FindingsError MissingExtraError RegionError "
        "RoutineError ScriptError SettingsError Severity SpeechError UnitError UsageError VoiceError "
        "VoiceguideError Where"
    ),
    "voiceguide.export.formats.registry": "AudioFormat",
    "voiceguide.export.outputs": "Outputs",
    "voiceguide.export.session": "FileHash FileWritten Label Level Session SessionFacts SessionKind StemLevel Track",
    "voiceguide.export.sidecars.registry": "Sidecar",
    "voiceguide.loading": "Source",
    "voiceguide.mixing": "blocks",
    "voiceguide.pipeline": "compose plan render",
    "voiceguide.planning": "SessionPlan possible_range",
    "voiceguide.progress": "Progress",
    "voiceguide.rendered": "RenderResult",
    "voiceguide.rounds": "SpokenSession",
    "voiceguide.routine.check": "check load_checked=load_routine",
    "voiceguide.routine.model": (
        "Close Flow Minutes OilAmount Phase Reps Role Routine Side Stage Step StepKind Stroke Technique"
    ),
    "voiceguide.routine.own_words": "Lead Wording",
    "voiceguide.routine.sources": "shipped_routines",
    "voiceguide.script.file": "load=load_script save=save_script",
    "voiceguide.script.lines": (
        "Anchor Audience BeforeLine BeforePart Earcon Fact Line MoveTitle Need Purpose Script Signal StageHeading "
        "Variant"
    ),
    "voiceguide.settings": "ChapterDetail Guidance GiverChannel Occasion OpeningPlace PacerStyle Settings",
    "voiceguide.speaking": "Preview preview speak",
    "voiceguide.speech.clip": "Clip",
    "voiceguide.speech.engine": "Engine Utterance VoiceInfo",
    "voiceguide.speech.narrate": "Narration",
    "voiceguide.speech.rates": "Rates",
    "voiceguide.speech.registry": "all_voices",
    "voiceguide.streaming": "Stream stream",
    "voiceguide.timeline.audit": "audit",
    "voiceguide.export.versions": "Version",
    "voiceguide.text.pronunciation": "Pronunciation",
    "voiceguide.timeline.model": (
        "BedSpan Chapter EarconPlacement MovePlacement PacerPulse Shortfall SpeechPlacement Timeline"
    ),
}
"""Module → the names that come from it; ``own=public`` where the public name differs."""

_PLACES = {
    public or own: (home, own)
    for home, names in _HOMES.items()
    for own, _, public in (each.partition("=") for each in names.split())
}
"""Public name → its module and its name there. Type checkers read ``__init__.pyi`` instead."""

__all__ = ["__version__", *sorted(_PLACES)]  # noqa: PLE0604


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("voiceguide")
    if name not in _PLACES:
        raise AttributeError(f"module 'voiceguide' has no attribute {name!r}")
    from importlib import import_module

    module, own = _PLACES[name]
    return getattr(import_module(module), own)


def __dir__() -> list[str]:
    return sorted(__all__)
