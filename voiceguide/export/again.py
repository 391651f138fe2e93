"""Whether a session that stands in a folder is the very one that is asked for, and may be made again in its place.

Comes in: where it would go, and what it is to be made from. Goes out: yes, when everything that would be replaced
was written by a render of the same source with the same settings and has not been changed since; else no. So the
same command can be given twice, while nothing that anybody edited, and no other session, is ever lost.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from voiceguide.export.beside import base_of
from voiceguide.export.companions.registry import COMPANIONS
from voiceguide.export.deliver import Order
from voiceguide.files import sha256_of
from voiceguide.settings import Settings

_REPORT = COMPANIONS["report"].suffix


def may_replace(
    order: Order, folder: Path, name: str, settings: Settings, inputs: Iterable[tuple[str, str]], routine: str
) -> bool:
    """Whether the files that stand where an order would write are those of the same session, as they were written.

    Args:
        order: Which files are wanted.
        folder: Where they go.
        name: The session's name.
        settings: What it is made with.
        inputs: Names and hashes of what it is made from (`inputs.hashes_of`); none stands for "not known".
        routine: Name of its routine.
    """
    report = folder / (base_of(name, order.audio.suffix) + _REPORT)
    made_from = [{"name": each, "sha256": digest} for each, digest in inputs]
    told = _read(report)
    if not made_from or told is None:
        return False
    wanted = {
        "audio": name + order.audio.suffix,
        "kind": "session",
        "routine": routine,
        "inputs": made_from,
        "settings": json.loads(json.dumps(dataclasses.asdict(settings))),
    }
    if any(told.get(key) != value for key, value in wanted.items()):
        return False
    written = {str(each.get("name")): each.get("sha256") for each in told.get("files", ()) if isinstance(each, dict)}
    standing = [folder / each for each in order.names(name) if each != report.name and (folder / each).exists()]
    return all(written.get(path.name) == _hash(path) for path in standing)


def _read(report: Path) -> dict[str, Any] | None:
    try:
        told = json.loads(report.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _hash(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError:
        return ""
