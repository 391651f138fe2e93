"""Scripts: the ordered cues of one session, composed from a routine."""
