"""The command line: parses options, builds settings, calls the other rooms, and prints."""

from __future__ import annotations

from voiceguide.cli.app import main

__all__ = ["main"]
