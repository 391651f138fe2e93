"""Knows which extras are installed, and the line to type for a missing one: this interpreter, its exact packages.

The line names an extra's packages, read from the metadata of the installed program, and never the extra: so it works
for a checkout, a wheel and an index alike. It is quoted for this system's shell.
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

from voiceguide.errors import MissingExtraError

PROGRAM = "voiceguide"
WINDOWS = os.name == "nt"

EXTRAS = MappingProxyType(
    {
        "formats": ("av", "M4B and Opus, and beds in M4A, AAC or WMA"),
        "picture": ("matplotlib", "pictures of sessions"),
        "feed": ("feedgen", "podcast feeds"),
        "cluster": ("distributed", "catalogues of many sessions"),
        "studio": ("starlette", "the studio"),
        "watch": ("watchfiles", "making a session again at every save (--watch)"),
        "neural": ("kokoro_onnx", "the voices of kokoro"),
    }
)
"""Extra → the module whose presence shows that it is installed, and what it is for."""

_REQUIREMENT = re.compile(r"^(?P<what>[^;]+?)\s*(?:;\s*(?P<marker>.*))?$")
_ITSELF = re.compile(rf"^{PROGRAM}\s*\[(?P<extras>[^\]]+)\]")


def is_there(extra: str) -> bool:
    """Whether an extra's packages can be imported."""
    return importlib.util.find_spec(EXTRAS[extra][0]) is not None


def require(extra: str, purpose: str = "") -> None:
    """Refuse work that needs an extra which is not installed.

    Args:
        extra: One of `EXTRAS`.
        purpose: What was requested, such as ``M4B``; by default what the extra is for.

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
    """The requirements of an extra and of the extras in it, such as ``matplotlib>=3.11``."""
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
    """The line that installs packages for the Python that is running.

    Args:
        packages: Names or requirements.
        again: Install them even if they seem to be installed.
    """
    more = ("--force-reinstall",) if again else ()
    if importlib.util.find_spec("pip") is None:  # as in environments made by uv
        return command_line("uv", "pip", "install", "--python", sys.executable, *(("--reinstall",) * again), *packages)
    return command_line(sys.executable, "-m", "pip", "install", *more, *packages)


def again_line() -> str:
    """The line that installs the program again from its source."""
    return install_line(str(_origin() or PROGRAM), again=True)


def command_line(*words: str) -> str:
    """Words as one line that can be typed: quoted for POSIX shells, or for cmd and PowerShell."""
    if not WINDOWS:
        return shlex.join(words)
    line = " ".join(_for_windows(word) for word in words)
    # PowerShell calls a quoted program only after &; cmd, which always sets PROMPT, does not know &
    return f"& {line}" if line.startswith('"') and "PROMPT" not in os.environ else line


def _for_windows(word: str) -> str:
    """One word, in double quotes if cmd or PowerShell would split it; both treat those alike."""
    plain = re.fullmatch(r"[\w.:/\\=+-]+", word) is not None
    return word if plain else f'"{subprocess.list2cmdline([word]).strip(chr(34))}"'


def _metadata() -> Distribution:
    return distribution(PROGRAM)


def _origin() -> Path | None:
    """The folder or file that the program was installed from, or None if it no longer exists."""
    try:
        record = json.loads(_metadata().read_text("direct_url.json") or "{}")
        from urllib.request import url2pathname  # imports http and TLS: 9 MB and 0.05 s

        parts = urlsplit(str(record.get("url", "")))
        path = Path(url2pathname(parts.path)) if parts.scheme == "file" else None
        return path if path is not None and path.exists() else None
    except (PackageNotFoundError, ValueError, OSError):
        return None
