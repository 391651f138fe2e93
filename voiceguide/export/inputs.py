"""What a session is made from: which files, their hashes; and that what is made never takes their place.

Comes in: a routine or script, its bed, an order and where its files would go. Goes out: names and hashes for the
report; the order without the copy of a script that is the script itself; or a refusal, even when replacing was
asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from voiceguide.errors import ExportError, Where
from voiceguide.export.beside import base_of
from voiceguide.export.companions.registry import COMPANIONS
from voiceguide.export.deliver import Order
from voiceguide.files import expanded, same_file, sha256_of, shown_name
from voiceguide.routine.model import Routine
from voiceguide.script.lines import Script

_SCRIPT = COMPANIONS["script"]


def sparing(order: Order, folder: Path, name: str, inputs: Iterable[Path]) -> Order:
    """An order that leaves every input alone.

    Args:
        order: Which files are wanted.
        folder: Where they go.
        name: The session's name.
        inputs: What the session is made from: routine or script, and bed. Those that are not there do not count.

    Raises:
        ExportError: A file other than the copy of the script would take the place of an input.
    """
    there = [path for path in map(expanded, inputs) if path.is_file()]
    for each in order.names(name):
        target = folder / each
        if not any(same_file(target, path) for path in there):
            continue
        if each != base_of(name, order.audio.suffix) + _SCRIPT.suffix or _SCRIPT not in order.companions:
            raise ExportError(
                "the session is made from this file, and would take its place",
                where=Where(str(target)),
                hint="Give the session another name or folder with --output.",
            )
        order = replace(order, companions=tuple(kept for kept in order.companions if kept is not _SCRIPT))
    return order


def files_of(source: Routine | Script, ambient: str | None, script_file: Path | None) -> tuple[Path, ...]:
    """The files a session is made from, whether they are there or not.

    Args:
        source: A routine, or a script.
        ambient: The bed asked for, or None.
        script_file: Where a script was read from.
    """
    stages = (stage.ambient for stage in source.stages)
    own = Path(source.file) if isinstance(source, Routine) and source.file else script_file
    beds = [Path(bed) for bed in (ambient, source.ambient, *stages) if bed]
    return tuple(beds if own is None else [own, *beds])


def hashes_of(source: Routine | Script, ambient: str | None) -> tuple[tuple[str, str], ...]:
    """Names and SHA-256 of the files that shape the sound: the routine, and a bed that is one file."""
    hashes = [(f"{source.name}.yaml", source.sha256)] if isinstance(source, Routine) and source.sha256 else []
    path = expanded(ambient) if ambient else None
    if path is not None and path.is_file():
        hashes.append((shown_name(path), sha256_of(path)))
    return tuple(hashes)
