"""Everything written of a session: sound files, tags, captions, report, cover, picture, page, feed.

`session` holds the record that all of them read, `deliver` writes the wanted outputs, `transaction` moves
them into place together; `formats/registry.py` and `sidecars/registry.py` list the available formats.
"""
