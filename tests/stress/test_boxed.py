"""The box in which campaigns run notices whatever goes wrong, and goes on with the next case."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.stress.boxed import outcomes
from tests.stress.misbehaving import misbehave, ready

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its limits are POSIX's")

BROKEN = {
    "raise": "KeyError",
    "warn": "UserWarning",
    "print": "printed b'hello",
    "print below": "printed b'from a library",
    "read elsewhere": "opened /etc/hostname",
    "read through a link": "opened /etc/hostname",
    "connect": "socket.connect",
    "start a program": "os.system",
    "eat": "MemoryError",
}


def test_every_misdeed_is_noticed_and_the_next_case_runs(tmp_path: Path) -> None:
    cases = [each for misdeed in BROKEN for each in (misdeed, "well")]
    found = list(outcomes(misbehave, iter(cases), tmp_path.resolve(), ready))
    for outcome in found:
        if outcome.case == "well":
            assert (outcome.ending, outcome.trace) == ("used", "")
        else:
            assert outcome.ending == "broken"
            assert BROKEN[outcome.case] in outcome.trace


def test_a_process_that_ends_or_hangs_is_replaced(tmp_path: Path) -> None:
    cases = iter(["crash", "well", "hang", "well"])
    endings = [each.ending for each in outcomes(misbehave, cases, tmp_path.resolve(), ready, silence_s=1.5)]
    assert endings == ["crashed", "used", "hung", "used"]
