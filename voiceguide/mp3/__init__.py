"""Encode MP3 on several threads: constant bit rate, gapless, same bytes for any number of threads. See README.md."""
