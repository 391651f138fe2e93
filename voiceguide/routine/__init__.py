"""Routines: what an author writes, loaded from YAML and checked."""
