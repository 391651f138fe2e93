"""Sidecars: the small text files beside a session, one module for each format.

To add a format: (1) write `sidecars/NAME.py` with a pure function ``render(session) -> str``;
(2) list it in `registry.SIDECARS` with suffix, media type and one sentence; (3) read it back in
`tests/export/test_sidecars.py` with an independent parser; (4) name it in the docs.
"""
