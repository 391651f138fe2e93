"""The feed: turns a folder of sessions into a podcast that any phone can follow.

`episodes` reads the folder, `rss` writes the feed, `namespace` adds the Podcasting 2.0 tags.
"""
