"""Plans and makes series: weeks of evenings for two, from a few options, with one command.

`wishes` reads what is requested, `choosing` finds routines for it, `planner` turns it into evenings, `icalendar`
writes the dates for calendars, `making` makes the sessions.
"""
