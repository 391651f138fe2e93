"""Decode a rendered session from end to end and check what anybody would notice: length, loudness, peaks.

Usage: check_session.py FILE SECONDS
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from mutagen.id3 import ID3

from voiceguide.loudness_files import measure_file


def main() -> int:
    path, wanted = Path(sys.argv[1]), float(sys.argv[2])
    measured = measure_file(path)
    tags = ID3(path)
    predicted = json.loads(path.with_suffix(".report.json").read_text("utf-8"))["loudness"]["predicted"]
    speech_lufs, predicted_lufs = (predicted[name]["integrated_lufs"] for name in ("speech", "mix"))
    checks = {
        f"{measured.seconds:.3f} s": abs(measured.seconds - wanted) <= 1.0,
        # speech at -16 fills about a fifth of a session; the whole reads what the pauses and the bed leave of it
        f"{measured.integrated_lufs:.2f} LUFS": -23.0 < measured.integrated_lufs < -15.0,
        f"speech {speech_lufs:.2f} LUFS": abs(speech_lufs + 16.0) <= 0.3,
        f"{predicted_lufs:.2f} LUFS were predicted": abs(predicted_lufs - measured.integrated_lufs) <= 0.3,
        f"{measured.true_peak_dbtp:.2f} dBTP": measured.true_peak_dbtp <= -1.0,
        f"ID3 {'.'.join(map(str, tags.version))}": tags.version[:2] == (2, 3),
        f"title {tags.get('TIT2')}": "TIT2" in tags and "TPE1" in tags and "TALB" in tags,
        f"{len(tags.getall('CHAP'))} chapters": len(tags.getall("CHAP")) > 3 and len(tags.getall("CTOC")) == 1,
    }
    for text, good in checks.items():
        print(f"{'ok ' if good else 'BAD'} {text}")
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
