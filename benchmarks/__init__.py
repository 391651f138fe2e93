"""What voiceguide costs, measured: `python -m benchmarks.run` writes docs/performance.md."""
