"""Files: MP3, tags, captions, report."""
