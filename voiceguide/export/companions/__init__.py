"""Companions: the small text files beside a session, one format a file.

To add a format: (1) write `companions/NAME.py` with a pure function ``render(session) -> str``;
(2) list it in `registry.COMPANIONS` with suffix, media type and one sentence; (3) read it back in
`tests/export/test_companions.py` with a parser that others wrote; (4) name it in the docs.
"""
