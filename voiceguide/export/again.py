"""Decide whether a render may replace the session that is already in its folder.

It may if every file that would be replaced was written by a render of the same source with the same settings, and has
not been changed since. So the same command can be given twice, but edited files and other sessions are never lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from voiceguide.errors import ExportError
from voiceguide.export.beside import base_of
from voiceguide.export.outputs import Outputs
from voiceguide.export.privacy import settings_row
from voiceguide.export.report_reader import read_facts
from voiceguide.export.session import FileHash, SessionKind
from voiceguide.export.sidecars.registry import REPORT_SUFFIX
from voiceguide.files import sha256_of
from voiceguide.settings import Settings


def may_replace(
    outputs: Outputs, folder: Path, name: str, settings: Settings, inputs: Iterable[FileHash], routine: str
) -> bool:
    """Whether the files that a render would replace belong to the same session and are unchanged.

    Args:
        outputs: Which files are wanted.
        folder: Where they go.
        name: The session's name.
        settings: What it is made with.
        inputs: Names and hashes of what it is made from (`inputs.hashes_of`); empty when they are not known.
        routine: Name of its routine.
    """
    report = folder / (base_of(name, outputs.audio.suffix) + REPORT_SUFFIX)
    made_from = tuple(inputs)
    if not made_from:
        return False
    try:
        earlier = read_facts(report, name + outputs.audio.suffix)
    except ExportError:
        return False
    asked = json.loads(json.dumps(settings_row(settings)))
    wanted = (SessionKind.SESSION, routine, made_from, asked)
    if earlier is None or (earlier.kind, earlier.routine, earlier.inputs, earlier.settings) != wanted:
        return False
    written = {each.name: each.sha256 for each in earlier.files}
    standing = [folder / each for each in outputs.names(name) if each != report.name and (folder / each).exists()]
    return all(written.get(path.name) == _hash(path) for path in standing)


def _hash(path: Path) -> str:
    """SHA-256 of a file; empty if it cannot be read."""
    try:
        return sha256_of(path)
    except OSError:
        return ""
