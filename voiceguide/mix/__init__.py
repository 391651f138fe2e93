"""The mix: bed, pacer, earcons and clips become one stream of blocks."""
