"""The page: one HTML file beside the sound, for listening and reading along.

`render` builds it from `page.html`, `page.css` and `page.js`; nothing is fetched but the sound file.
"""
