"""The command line: parse, build, call, print. All work is done by the public API."""

from __future__ import annotations

from voiceguide.cli.app import main

__all__ = ["main"]
