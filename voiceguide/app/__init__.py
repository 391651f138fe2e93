"""Provides what every front end needs: jobs, finished sessions, routines, checks, plans, the cache, the self-test.

Nothing here parses a command line or a request, and nothing prints.
"""
