"""What to type to bring in what is missing: the exact interpreter, the exact packages, quoted for this shell.

Comes in: the name of an extra. Goes out: whether it is there, and one line to type. An extra's packages are
named, never the extra: that works from a checkout, from a wheel and from an index alike, since what is asked for
is read from the metadata of the installed program. Knows nothing of what the extras do.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit
from urllib.request import url2pathname

from voiceguide.errors import MissingExtraError

PROGRAM = "voiceguide"
WINDOWS = os.name == "nt"

EXTRAS = MappingProxyType(
    {
        "formats": ("av", "M4B and Opus, and beds in M4A, AAC or WMA"),
        "picture": ("matplotlib", "pictures of sessions"),
        "feed": ("feedgen", "podcast feeds"),
        "studio": ("starlette", "the studio"),
        "neural": ("kokoro_onnx", "the voices of kokoro"),
    }
)
"""Extra → the module that tells whether it is there, and what it is for."""

_REQUIREMENT = re.compile(r"^(?P<what>[^;]+?)\s*(?:;\s*(?P<marker>.*))?$")
_ITSELF = re.compile(rf"^{PROGRAM}\s*\[(?P<extras>[^\]]+)\]")


def is_there(extra: str) -> bool:
    """Whether an extra's packages can be imported."""
    return importlib.util.find_spec(EXTRAS[extra][0]) is not None


def require(extra: str, purpose: str = "") -> None:
    """Refuse to begin what cannot be ended.

    Args:
        extra: Of `EXTRAS`.
        purpose: What was asked for, such as ``M4B``; by default what the extra is for.

    Raises:
        MissingExtraError: It is not installed; the hint is the line to type.
    """
    if not is_there(extra):
        raise missing(extra, purpose)


def missing(extra: str, purpose: str = "") -> MissingExtraError:
    """The error for an extra that is not installed."""
    needs = purpose or EXTRAS[extra][1]
    return MissingExtraError(f"{needs}: the extra {extra!r} is not installed", hint=f"Run: {extra_line(extra)}")


def extra_line(extra: str) -> str:
    """The line that installs an extra."""
    return install_line(*requirements_of(extra))


def requirements_of(extra: str) -> tuple[str, ...]:
    """What an extra asks for, such as ``matplotlib>=3.11``, with what the extras it contains ask for."""
    found: dict[str, None] = {}
    for line in _metadata().requires or ():
        match = _REQUIREMENT.match(line)
        if match is None or not re.search(rf"extra\s*==\s*['\"]{extra}['\"]", match["marker"] or ""):
            continue
        inner = _ITSELF.match(match["what"])
        names = inner["extras"].split(",") if inner else ()
        found |= dict.fromkeys(each for name in names for each in requirements_of(name.strip()))
        found |= {} if inner else {match["what"]: None}
    return tuple(found) or (EXTRAS[extra][0],)


def install_line(*packages: str, again: bool = False) -> str:
    """The line that installs packages for the very Python that runs now.

    Args:
        packages: Names or requirements.
        again: Install them even where they seem to be there.
    """
    more = ("--force-reinstall",) if again else ()
    if importlib.util.find_spec("pip") is None:  # environments made by uv have none
        return command_line("uv", "pip", "install", "--python", sys.executable, *(("--reinstall",) * again), *packages)
    return command_line(sys.executable, "-m", "pip", "install", *more, *packages)


def again_line() -> str:
    """The line that installs the program again, from where it came from."""
    return install_line(str(_origin() or PROGRAM), again=True)


def command_line(*words: str) -> str:
    """Words as one line that can be typed as it stands: for POSIX shells, or for cmd and PowerShell."""
    if not WINDOWS:
        return shlex.join(words)
    line = " ".join(_for_windows(word) for word in words)
    # PowerShell calls a quoted program only after &; cmd, which always has PROMPT, knows no &
    return f"& {line}" if line.startswith('"') and "PROMPT" not in os.environ else line


def _for_windows(word: str) -> str:
    """One word in double quotes where cmd or PowerShell would take it apart; both read those alike."""
    plain = re.fullmatch(r"[\w.:/\\=+-]+", word) is not None
    return word if plain else f'"{subprocess.list2cmdline([word]).strip(chr(34))}"'


def _metadata() -> Distribution:
    return distribution(PROGRAM)


def _origin() -> Path | None:
    """The folder or file the program was installed from, when it is still there."""
    try:
        told = json.loads(_metadata().read_text("direct_url.json") or "{}")
        parts = urlsplit(str(told.get("url", "")))
        path = Path(url2pathname(parts.path)) if parts.scheme == "file" else None
        return path if path is not None and path.exists() else None
    except (PackageNotFoundError, ValueError, OSError):
        return None
