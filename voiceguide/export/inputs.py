"""The files a session is made from: names and hashes for the report, and a guard that no output replaces one of them.

Outputs that would replace an input are refused even with ``--force``; only the copy of a script is left out silently
where it would be the script itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from voiceguide.errors import ExportError, Where
from voiceguide.export.beside import base_of
from voiceguide.export.outputs import Outputs
from voiceguide.export.session import FileHash
from voiceguide.export.sidecars.registry import SIDECARS
from voiceguide.files import expand_home, same_file, sha256_of, shown_name
from voiceguide.routine.model import Routine
from voiceguide.script.lines import Script
from voiceguide.settings import Settings

_SCRIPT = SIDECARS["script"]


def exclude_inputs(outputs: Outputs, folder: Path, name: str, inputs: Iterable[Path]) -> Outputs:
    """The requested outputs without any that would replace an input.

    Args:
        outputs: Which files are wanted.
        folder: Where they go.
        name: The session's name.
        inputs: What the session is made from: routine or script, and bed. Missing files do not count.

    Raises:
        ExportError: A file other than the copy of the script would take the place of an input.
    """
    there = [path for path in map(expand_home, inputs) if path.is_file()]
    for each in outputs.names(name):
        target = folder / each
        if not any(same_file(target, path) for path in there):
            continue
        if each != base_of(name, outputs.audio.suffix) + _SCRIPT.suffix or _SCRIPT.name not in outputs.sidecars:
            raise ExportError(
                "the session is made from this file, and would take its place",
                where=Where(str(target)),
                hint="Give the session another name or folder with --output.",
            )
        outputs = replace(outputs, sidecars=tuple(kept for kept in outputs.sidecars if kept != _SCRIPT.name))
    return outputs


def files_of(source: Routine | Script, settings: Settings, script_file: Path | None) -> tuple[Path, ...]:
    """The files a session is made from, whether they exist or not.

    Args:
        source: A routine, or a script.
        settings: Bed, music and signals.
        script_file: Where a script was read from.
    """
    from voiceguide.mix.own_earcons import files_of as signals_of

    stages = (stage.ambient for stage in source.stages)
    own = Path(source.file) if isinstance(source, Routine) and source.file else script_file
    named = (settings.ambient, source.ambient, settings.interlude, source.interlude, *stages)
    beds = [Path(bed) for bed in named if bed]
    return (*([] if own is None else [own]), *beds, *signals_of(settings.earcons))


def hashes_of(source: Routine | Script, ambient: str | None, settings: Settings) -> tuple[FileHash, ...]:
    """Names and SHA-256 of the files that shape the sound: routine, bed, music and own signals."""
    from voiceguide.mix.own_earcons import files_of as signals_of

    hashes = [FileHash(f"{source.name}.yaml", source.sha256)] if isinstance(source, Routine) and source.sha256 else []
    path = expand_home(ambient) if ambient else None
    if path is not None and path.is_file():
        hashes.append(FileHash(shown_name(path), sha256_of(path)))
    music = expand_home(settings.interlude or source.interlude or "none")
    hashes += [FileHash(shown_name(music), sha256_of(music))] if music.is_file() else []
    hashes += [FileHash(shown_name(each), sha256_of(each)) for each in signals_of(settings.earcons)]
    return tuple(hashes)
