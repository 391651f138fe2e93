"""Scripts: the moves of one session and the lines said over them, composed from a routine."""
