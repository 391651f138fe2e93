"""Defines the commands for voices (list, install, sample), and the sheet for recording your own voice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from voiceguide.cli import output
from voiceguide.cli.groups import NearGroup
from voiceguide.cli.options import COMPOSING, config_from, explaining, setting_options
from voiceguide.cli.printed import MissingText, RecordSheet, VoicesInstalled
from voiceguide.cli.progress import mode_of, progress
from voiceguide.cli.values import RoutineType, VoiceType
from voiceguide.installing import command_line
from voiceguide.progress import WorkStage, counting
from voiceguide.units import clock

_HOME = "en"
_SCRIPT = "script.yaml"
_LISTED = 20
_INSTALLED = ("hibari", "kokoro")


@click.group("voices", cls=NearGroup, invoke_without_command=True, subcommand_metavar="[COMMAND] [ARGS]...")
@click.option("--all", "everything", is_flag=True, help="Voices of every language, not only the English ones.")
@output.JSON
@click.pass_context
def voices_command(context: click.Context, everything: bool, as_json: bool) -> None:
    """List, install and sample voices.

    Alone it lists them, best first, with whether they are ready. --voice takes the names in the first column;
    auto, the default, takes the best that is ready. --json lists all.

    \b
    Examples:
      voiceguide voices
      voiceguide voices install hibari:emma
      voiceguide voices sample hibari:heart hibari:emma
      voiceguide make legs --voice hibari:emma
    """
    if context.invoked_subcommand is not None:
        return
    from voiceguide.speech.registry import all_voices, engine_findings

    voices = all_voices()
    output.findings(engine_findings())
    if as_json:
        output.as_json(voices)
        return
    shown = [each for each in voices if everything or each.language.startswith(_HOME) or not each.language]
    rows = [
        (each.name, each.language, each.gender, "ready" if each.installed else "not installed", each.note)
        for each in shown
    ]
    output.table(rows, indent="")
    if len(shown) < len(voices):
        output.note(f"and {len(voices) - len(shown)} for other languages: voiceguide voices --all")
    output.note(f"auto is {_automatic()}; profiles: {', '.join(sorted(config_from({}, lenient=True).profiles))}")


def _automatic() -> str:
    """The voice that ``auto`` selects now, or why there is none."""
    from voiceguide.errors import VoiceguideError
    from voiceguide.speech.registry import resolve_voice

    try:
        engine, voice = resolve_voice("auto")
    except VoiceguideError as error:
        return f"none: {error.message}"
    engine.close()
    return f"{engine.name}:{voice}"


@voices_command.command("install")
@click.argument("names", nargs=-1, required=True, metavar="ENGINE[:VOICE] [VOICE]...")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Copy from this folder, or for one voice of hibari from this file.",
)
@output.JSON
def install(names: tuple[str, ...], source: Path | None, as_json: bool) -> None:
    """Install natural voices: of hibari (8 MB each), or of kokoro (its model of 92 MB, and half a megabyte each).

    hibari:heart comes with voiceguide; emma, fenrir, fable and kore are installed like this. kokoro sounds a little
    better still, takes ten times as long, and needs the extra neural; without it the line that installs it is
    printed. Files are checked by their SHA-256 and take their place only when they are whole. When it is stopped it
    goes on where it was at the next call.

    \b
    Examples:
      voiceguide voices install hibari:emma
      voiceguide voices install hibari:emma --from Downloads/bf_emma.int8.onnx
      voiceguide voices install kokoro af_heart bf_emma
      voiceguide voices install kokoro --from Downloads/kokoro
    """
    engine, wanted = _split_names(names)
    from voiceguide.speech.install import install_hibari, install_kokoro
    from voiceguide.speech.registry import all_engines

    bring = install_kokoro if engine == "kokoro" else install_hibari
    with progress(mode_of(as_json=as_json)) as on_progress:
        stage = WorkStage.INSTALL if source else WorkStage.DOWNLOAD
        folder = bring(source, wanted, counting(on_progress, stage))
    with all_engines()[engine]() as speaking:
        voices = speaking.voices()
    ready = [voice.name for voice in voices if voice.installed]
    if as_json:
        output.as_json(VoicesInstalled(folder, bool(ready), tuple(ready)))
        return
    output.note(f"{', '.join(ready)}: ready" if ready else f"The files are there. {_missing_step(engine)}")
    click.echo(str(folder))


def _split_names(names: tuple[str, ...]) -> tuple[str, list[str]]:
    """The engine of the voices to install, and their names.

    Raises:
        UsageError: The engine is unknown or has no voices to install, or there are two engines.
    """
    from voiceguide.errors import UsageError, did_you_mean

    engine = names[0].partition(":")[0]
    if engine not in _INSTALLED:
        hint = did_you_mean(engine, _INSTALLED)
        raise UsageError(f"there are no voices of {engine!r} to install", hint=hint)
    wanted = []
    for name in names:
        first, colon, voice = name.partition(":")
        if colon and first != engine:
            raise UsageError(f"{name} is of another engine than {engine}", hint="Install them one after the other.")
        wanted += [voice] if colon else [] if name == engine else [name]
    return engine, wanted


def _missing_step(engine: str) -> str:
    """What to do so that an engine can speak."""
    from voiceguide.speech.hibari_text import remedy
    from voiceguide.speech.kokoro_engine import missing_step

    return missing_step() if engine == "kokoro" else remedy()


@voices_command.command("sample")
@click.argument("names", nargs=-1, type=VoiceType(), metavar="[VOICE]...")
@output.folder_option("Folder for the samples.", Path("output") / "voices")
@setting_options("rate_wpm", "pitch_st", "profile")
@output.FORCE
@output.JSON
def sample(names: tuple[str, ...], folder: Path, force: bool, as_json: bool, **options: Any) -> None:
    """Write a short MP3 of each voice saying the same lines; without names, of every English one that is ready.

    \b
    Examples:
      voiceguide voices sample
      voiceguide voices sample hibari:heart pyttsx3:en-gb --rate 145
    """
    from voiceguide.app.samples import write_samples
    from voiceguide.speech.registry import all_voices

    settings = config_from(options).settings
    wanted = list(dict.fromkeys(names))
    if not wanted and options["profile"]:
        wanted = [settings.voice]
    wanted = wanted or [each.name for each in all_voices() if each.installed and each.language.startswith(_HOME)]
    with progress(mode_of(as_json=as_json)) as on_progress:
        report = counting(on_progress, WorkStage.SAMPLE)
        made = write_samples(wanted, folder, settings, force=force, progress=report)
    if as_json:
        output.as_json([replace(each, seconds=round(each.seconds, 3)) for each in made])
        return
    for each in made:
        output.note(f"{each.voice}: {clock(each.seconds)}")
    for each in made:
        click.echo(str(each.path))


@click.command("record-sheet")
@click.argument("routine", type=RoutineType(), metavar="ROUTINE")
@setting_options(*COMPOSING)
@output.folder_option("Folder for the recordings.  [default: ROUTINE-voice]")
@output.FORCE
@output.JSON
def record_sheet_command(routine: str, folder: Path | None, force: bool, as_json: bool, **options: Any) -> None:
    """Write the texts to read aloud, numbered, for a voice of your own; later, tell which are still missing.

    The folder gets record-sheet.txt, to read from, and script.yaml, the session whose texts they are. Put your
    recordings into it under the names on the sheet, and render that script with them. Called again, it leaves
    both as they are and tells what is missing. The path of the sheet is printed last.

    \b
    Examples:
      voiceguide record-sheet legs
      voiceguide record-sheet legs --guidance brief --output my-voice
      voiceguide render legs-voice/script.yaml --voice recordings:legs-voice
    """
    from voiceguide.files import write_atomic
    from voiceguide.pipeline import plan
    from voiceguide.routine.check import load_checked
    from voiceguide.script.file import load, save
    from voiceguide.script.lines import texts_of
    from voiceguide.speech.recordings import SHEET, missing_recordings, record_sheet, short_name

    folder = folder or Path(f"{Path(routine).stem}-voice")
    script_path, sheet_path = folder / _SCRIPT, folder / SHEET
    if script_path.is_file() and not force:
        script = load(script_path)
    else:
        config = config_from(options)
        with explaining(config):
            script = plan(load_checked(routine), config.settings).script
        save(script, script_path)
    write_atomic(sheet_path, record_sheet(script))
    missing = missing_recordings(script, folder)
    count = len(set(texts_of(script).values()))
    if as_json:
        texts = tuple(MissingText(short_name(text), text) for text in missing)
        output.as_json(RecordSheet(sheet_path, script_path, texts))
        return
    render_line = command_line("voiceguide", "render", str(script_path), "--voice", f"recordings:{folder}")
    _print_missing(missing, len(missing) < count, render_line)
    click.echo(str(sheet_path))


def _print_missing(missing: tuple[str, ...], begun: bool, render: str) -> None:
    """Print which recordings are missing and how to go on."""
    from voiceguide.speech.recordings import short_name

    if not missing:
        output.note(f"Nothing is missing: {render}")
        return
    for text in missing[:_LISTED] if begun else ():
        output.note(f"missing: {short_name(text)}: {text}")
    output.note(f"{len(missing)} recordings are missing; the sheet has them all. Then: {render}")
