"""Commands about voices: list, install, sample; and the sheet for a voice of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from voiceguide.cli import output
from voiceguide.cli.groups import NearGroup
from voiceguide.cli.options import COMPOSING, RoutineType, config_from, setting_options
from voiceguide.cli.progress import mode_of, progress
from voiceguide.units import clock

_HOME = "en"
_SCRIPT = "script.yaml"
_LISTED = 20


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
      voiceguide voices install kokoro
      voiceguide voices sample pyttsx3:en-us kokoro:af_heart
      voiceguide make legs --voice kokoro:bf_emma
    """
    if context.invoked_subcommand is not None:
        return
    from voiceguide.speech.registry import all_voices

    voices = all_voices()
    if as_json:
        output.as_json([_facts(each) for each in voices])
        return
    shown = [each for each in voices if everything or each.language.startswith(_HOME) or not each.language]
    rows = [
        (each.name, each.language, each.gender, "ready" if each.installed else "not installed", each.note)
        for each in shown
    ]
    output.table(rows, indent="")
    if len(shown) < len(voices):
        output.note(f"and {len(voices) - len(shown)} for other languages: voiceguide voices --all")
    output.note(f"auto is {_automatic()}; profiles: {', '.join(sorted(config_from({}).profiles))}")


def _automatic() -> str:
    from voiceguide.errors import VoiceguideError
    from voiceguide.speech.registry import resolve_voice

    try:
        engine, voice = resolve_voice("auto")
    except VoiceguideError as error:
        return f"none: {error.message}"
    engine.close()
    return f"{engine.name}:{voice}"


def _facts(voice: Any) -> dict[str, Any]:
    return {
        "name": voice.name,
        "language": voice.language,
        "gender": voice.gender,
        "installed": voice.installed,
        "note": voice.note,
    }


@voices_command.command("install")
@click.argument("engine", type=click.Choice(["kokoro"]))
@click.argument("names", nargs=-1, metavar="[VOICE]...")
@click.option(
    "--from", "source", type=click.Path(path_type=Path), metavar="FOLDER", help="Copy the files from this folder."
)
@output.JSON
def install(engine: str, names: tuple[str, ...], source: Path | None, as_json: bool) -> None:  # noqa: ARG001
    """Install the natural voices of kokoro: its model (92 MB) and voices (half a megabyte each).

    The files are checked by their SHA-256 and take their place only when they are whole. When it is stopped it
    goes on where it was at the next call. Needs the extra: pip install "voiceguide[neural]".

    \b
    Examples:
      voiceguide voices install kokoro
      voiceguide voices install kokoro af_heart bf_emma
      voiceguide voices install kokoro --from Downloads/kokoro
    """
    from voiceguide.speech.install import install_kokoro
    from voiceguide.speech.kokoro_engine import KokoroEngine, is_installed, missing_step

    wanted = [name.removeprefix("kokoro:") for name in names]
    with progress(mode_of(as_json=as_json)) as tell:
        stage = "install" if source else "download"
        folder = install_kokoro(source, wanted, None if tell is None else lambda done, total: tell(stage, done, total))
    with KokoroEngine() as kokoro:
        ready = [voice.name for voice in kokoro.voices() if voice.installed]
    if as_json:
        output.as_json({"folder": str(folder), "ready": is_installed(), "voices": ready})
        return
    output.note(f"{', '.join(ready)}: ready" if is_installed() else f"The files are there. {missing_step()}")
    click.echo(str(folder))


@voices_command.command("sample")
@click.argument("names", nargs=-1, metavar="[VOICE]...")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("output") / "voices",
    show_default=True,
    help="Folder for the samples.",
)
@setting_options("rate_wpm", "pitch_st", "profile")
@output.FORCE
@output.JSON
def sample(names: tuple[str, ...], folder: Path, force: bool, as_json: bool, **options: Any) -> None:
    """Write a short MP3 of each voice saying the same lines; without names, of every English one that is ready.

    \b
    Examples:
      voiceguide voices sample
      voiceguide voices sample kokoro:af_heart pyttsx3:en-gb --rate 115
    """
    from voiceguide.samples import write_samples
    from voiceguide.speech.registry import all_voices

    settings = config_from(options).settings
    wanted = list(dict.fromkeys(names))
    if not wanted and options["profile"]:
        wanted = [settings.voice]
    wanted = wanted or [each.name for each in all_voices() if each.installed and each.language.startswith(_HOME)]
    with progress(mode_of(as_json=as_json)) as tell:
        report = None if tell is None else lambda done, total: tell("sample", done, total)
        made = write_samples(wanted, folder, settings, force=force, progress=report)
    if as_json:
        output.as_json(
            [{"voice": each.voice, "path": str(each.path), "seconds": round(each.seconds, 3)} for each in made]
        )
        return
    for each in made:
        output.note(f"{each.voice}: {clock(each.seconds)}")
    for each in made:
        click.echo(str(each.path))


@click.command("record-sheet")
@click.argument("routine", type=RoutineType(), metavar="ROUTINE")
@setting_options(*COMPOSING)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder for the recordings.  [default: ROUTINE-voice]",
)
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
    from voiceguide.script.store import load, save
    from voiceguide.speech.recordings import SHEET, missing_recordings, record_sheet, short_name

    folder = folder or Path(f"{Path(routine).stem}-voice")
    script_path, sheet_path = folder / _SCRIPT, folder / SHEET
    if script_path.is_file() and not force:
        script = load(script_path)
    else:
        script = plan(load_checked(routine), config_from(options).settings).script
        folder.mkdir(parents=True, exist_ok=True)
        save(script, script_path)
    write_atomic(sheet_path, record_sheet(script))
    missing = missing_recordings(script, folder)
    count = len({cue.text for cue in script.cues() if cue.earcon is None})
    if as_json:
        texts = [{"name": short_name(text), "text": text} for text in missing]
        output.as_json({"sheet": str(sheet_path), "script": str(script_path), "missing": texts})
        return
    _tell_missing(missing, len(missing) < count, f"voiceguide render {script_path} --voice recordings:{folder}")
    click.echo(str(sheet_path))


def _tell_missing(missing: tuple[str, ...], begun: bool, render: str) -> None:
    from voiceguide.speech.recordings import short_name

    if not missing:
        output.note(f"Nothing is missing: {render}")
        return
    for text in missing[:_LISTED] if begun else ():
        output.note(f"missing: {short_name(text)}: {text}")
    output.note(f"{len(missing)} recordings are missing; the sheet has them all. Then: {render}")
