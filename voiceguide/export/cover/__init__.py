"""The cover: a calm landscape of its own for each routine, with title and minutes.

`palette` chooses the colours, `landscape` paints, `lettering` sets the words, `picture` puts them together.
"""
