"""Everything written of a session: sound files, tags, captions, report, cover, picture, page, feed.

`session` holds the record that all of them read, `deliver` writes an order of files, `bundle` moves them
into place together; `formats/registry.py` and `companions/registry.py` list what can be asked for.
"""
