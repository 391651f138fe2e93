"""``python -m voiceguide`` is the same as ``voiceguide``."""

from __future__ import annotations

from voiceguide.cli.app import main

if __name__ == "__main__":
    main()
