"""The player's style and script, as files to serve one by one, or as one text for a page in a single file."""

from __future__ import annotations

import re
from importlib import resources
from importlib.resources.abc import Traversable

MODULES = (
    *("tools", "follow", "ring", "body", "transcript", "list", "awake", "media", "touch", "alone", "trouble"),
    *("ending", "player"),
)
"""The scripts, ordered so that each needs only those before it."""

PARTS: Traversable = resources.files(__package__)

_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let)\b)", re.MULTILINE)
_COMMENT = re.compile(r"^\s*//[^\n]*\n", re.MULTILINE)


def style() -> str:
    """The style sheet."""
    return _text("player.css")


def script() -> str:
    """All modules as one, without their imports and exports."""
    return "\n".join(_COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub("", _text(f"js/{name}.js")))) for name in MODULES)


def _text(name: str) -> str:
    return PARTS.joinpath(*name.split("/")).read_text(encoding="utf-8").strip() + "\n"
