"""Score pairs of files with ViSQOL's audio mode, for `benchmarks.quality`, in an environment with `visqol-python`.

Usage: python -P benchmarks/visqol_scores.py < PAIRS   (-P: files here have names of standard modules)

Each line of standard input has a pair of files, the reference and the coded one, with a tab between them; for each pair
a line with its MOS-LQO (1 to 4.73, the highest that the model gives) is printed.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Score every pair."""
    from visqol import VisqolApi

    api = VisqolApi()
    api.create(mode="audio")
    for line in sys.stdin:
        reference, degraded = line.rstrip("\n").split("\t")
        print(f"{api.measure(reference, degraded).moslqo:.4f}", flush=True)


if __name__ == "__main__":
    main()
