"""Measurements of time and memory: `python -m benchmarks.run` writes docs/performance.md."""
