"""Prints what ``voiceguide`` without a command shows: what it is, what to try, what is ready."""

from __future__ import annotations

from importlib.metadata import version

import click

from voiceguide.errors import VoiceguideError

_TRY = (
    ("voiceguide list", "the routines that come with it"),
    ("voiceguide plan back-relief", "what a session will be like, in a moment"),
    ("voiceguide make back-relief", "make it: output/back-relief.mp3"),
)


def welcome() -> None:
    """Print the welcome text."""
    click.echo(
        f"{click.style('voiceguide', bold=True)} {version('voiceguide')} turns a massage routine into a spoken,\n"
        "exactly timed audio session that can be followed with the eyes closed.\n\nTry:"
    )
    width = max(len(command) for command, _ in _TRY)
    for command, text in _TRY:
        click.echo(f"  {click.style(command.ljust(width), bold=True)}   {text}")
    click.echo(f"\nVoice:  {_voice()}")
    click.echo(f"Beds:   {_beds()}")
    click.echo("More:   voiceguide --help    voiceguide doctor")


def _voice() -> str:
    """The voice that would speak, in a few words."""
    from voiceguide.speech.registry import resolve_voice

    try:
        engine, voice = resolve_voice("auto")
    except VoiceguideError as error:
        return f"none is ready: {error.message} (voiceguide doctor)"
    engine.close()
    more = "all" if engine.name == "kokoro" else "more natural ones"
    return f"{engine.name}:{voice} is ready ({more}: voiceguide voices)"


def _beds() -> str:
    from voiceguide.mix.bed import shipped_beds

    return ", ".join(shipped_beds()) or "none was found (voiceguide doctor)"
