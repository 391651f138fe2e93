"""The page: one HTML file beside the sound, for listening, reading along and finding the way back.

`render` builds it from `page.html`, `page.css` and `page.js`; nothing is fetched but the sound file.
"""
