"""Synthesis of the shipped beds."""
