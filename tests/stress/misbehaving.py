"""Cases that do what none may, for the tests of the box."""

from __future__ import annotations

import os
import socket
import sys
import time
import warnings
from pathlib import Path


def ready() -> None:
    """Nothing to warm."""


def misbehave(folder: Path, how: str) -> str:  # noqa: PLR0912
    """Do one thing; what is allowed ends as ``used``."""
    match how:
        case "well":
            (folder / "own.txt").write_text("mine", "utf-8")
            (folder / "own.txt").read_text("utf-8")
        case "raise":
            raise KeyError("lost")
        case "warn":
            warnings.warn("careful", UserWarning, stacklevel=1)
        case "print":
            print("hello")
        case "print below":
            os.write(2, b"from a library")
        case "read elsewhere":
            Path("/etc/hostname").read_bytes()
        case "read through a link":
            (folder / "link").unlink(missing_ok=True)
            (folder / "link").symlink_to("/etc/hostname")
            (folder / "link").read_bytes()
        case "connect":
            with socket.socket() as made:
                made.connect(("127.0.0.1", 9))
        case "start a program":
            os.system("true")
        case "eat":
            return str(len(bytearray(3_000_000_000)))
        case "crash":
            os._exit(3)
        case "hang":
            time.sleep(60)
        case _:
            sys.exit(f"unknown: {how}")
    return "used"
