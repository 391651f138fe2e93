"""The feed: a folder of sessions becomes a podcast that any phone can follow.

`episodes` reads the folder, `rss` writes the feed, `namespace` adds the Podcasting 2.0 tags.
"""
