"""Formats of sound files, one module for each container.

To add a format: (1) write `formats/NAME.py` with a function ``write(job)`` that streams the job's source
into its path; (2) list it in `registry.FORMATS` with suffix and media type; (3) decode it and read its
tags and chapters back in `tests/export/test_formats.py`; (4) name it in the docs.
"""
