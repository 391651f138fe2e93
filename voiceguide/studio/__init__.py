"""The studio: voiceguide as a small web app on this computer, for people who do not use a terminal.

A thin layer over `voiceguide.app`, which has the routines, the queue and the library: nothing here composes, mixes or
encodes.

    security.py    who may send requests: host, origin, token, size, headers
    protocol.py    cuts off slow clients
    forms.py       turns what people chose into settings
    safety.py      the questions before a session
    tasks.py       what worker processes do: plan, check, preview, samples
    workers.py     the worker processes, and how many tasks may wait for them
    player_pages.py    the player of a session, finished or not; balance.py remixes it
    early_sound.py     sends a sound while it is being made
    preview_cache.py   short sounds made on demand
    feed.py        the library as a podcast feed
    yaml_edit.py   changes a routine's text at one place; writing.py the editor
    pages.py, api.py, app.py   pages, JSON requests, and the addresses of both; studio.py what they share
    serve.py       addresses, QR code, browser, server
"""
