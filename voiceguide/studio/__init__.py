"""The studio: voiceguide as a small web app on this computer, for people who do not use a terminal.

A thin layer over the public API: nothing here composes, mixes or encodes, it asks for it.

    gate.py        who may ask: host, origin, token, size, headers
    protocol.py    slow clients are cut off
    shelf.py       routines by id: the shipped ones and the user's own
    choices.py     what people chose → settings
    safety.py      the questions before a session
    tasks.py       what helper processes do: plan, check, preview, samples
    helpers.py     the helper processes, and how much may wait for them
    queue.py       sessions being made, one after the other; maker.py is the process that makes one
    progress.py    stage, percent and time left
    library.py     finished sessions by id; follow.py what the player needs of one
    feed.py        the library as a podcast feed
    yaml_edit.py   changes a routine's text at one place; writing.py the editor
    pages.py, api.py, app.py   what is asked for, and what is answered
    serve.py       addresses, QR code, browser, server
"""
