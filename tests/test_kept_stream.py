"""A session read in pieces while it is made: the same bytes, wherever a player jumps."""

from __future__ import annotations

from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.fake_engine import FakeEngine
from voiceguide import Settings, stream
from voiceguide.cli.local_page import LocalPage
from voiceguide.kept_stream import KeptStream

SHORT = Settings(duration_s=300.0, bitrate_kbps=96, mono=True)


def test_a_player_jumps_about_in_it(tmp_path: Path) -> None:
    whole = b"".join(stream("desk-shoulders", SHORT, engine=FakeEngine))
    heard = stream("desk-shoulders", SHORT, engine=FakeEngine)
    with KeptStream(heard, tmp_path / "a.mp3") as kept, LocalPage("Desk & <shoulders>", kept) as page:
        assert kept.read(2_500_000, 1000) == whole[2_500_000:2_501_000], "it is waited for"
        with urlopen(page.url) as answer:
            assert b"Desk &amp; &lt;shoulders&gt;" in answer.read()
        with urlopen(Request(f"{page.url}session.mp3", headers={"Range": "bytes=100-299"})) as answer:
            assert answer.status == 206
            assert answer.headers["Content-Range"] == f"bytes 100-299/{len(whole)}"
            assert answer.read() == whole[100:300]
        with urlopen(f"{page.url}session.mp3") as answer:
            assert answer.headers["Content-Type"] == "audio/mpeg"
            assert answer.read() == whole
        for path in (page.url.rsplit("/", 2)[0] + "/", f"{page.url}other"):
            with pytest.raises(HTTPError, match="404"):
                urlopen(path)
        assert kept.read(kept.total_bytes, 10) == b""
        assert (tmp_path / "a.mp3").stat().st_size == kept.total_bytes == len(whole)


def test_who_closes_it_early_waits_for_nothing(tmp_path: Path) -> None:
    with KeptStream(stream("desk-shoulders", SHORT, engine=FakeEngine), tmp_path / "a.mp3") as kept:
        assert kept.read(0, 3) == b"ID3"
    assert (tmp_path / "a.mp3").stat().st_size < kept.total_bytes
