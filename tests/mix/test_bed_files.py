"""Folders and playlists as beds: what cannot be used is named, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sounds import noise, write
from voiceguide.errors import AudioError
from voiceguide.files import cache_folder
from voiceguide.mix import bed as bed_module
from voiceguide.mix.bed import Bed, open_bed
from voiceguide.units import RATE_HZ


def opened(path: Path) -> Bed:
    return open_bed(str(path), cache=cache_folder())


@pytest.fixture
def track(tmp_path: Path) -> Path:
    return write(tmp_path / "Größe.wav", noise(6.0, 1), RATE_HZ)


@pytest.mark.parametrize(
    ("line", "words", "hint"),
    [
        ("https://example.org/a.mp3", "is an address, not a file", "Download it"),
        ("missing.wav", "there is no file 'missing.wav'", ""),
    ],
)
def test_a_line_of_a_playlist_that_cannot_be_used_is_named(
    tmp_path: Path, track: Path, line: str, words: str, hint: str
) -> None:
    playlist = tmp_path / "evening.m3u"
    playlist.write_text(f"#EXTM3U\n{track.name}\n\n{line}\n", "utf-8")
    with pytest.raises(AudioError, match=words) as caught:
        opened(playlist)
    assert caught.value.where is not None
    assert (caught.value.where.file, caught.value.where.line) == (str(playlist), 4)
    assert hint in (caught.value.hint or "")


def test_an_empty_playlist_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.m3u8").write_text("#EXTM3U\n\n# nothing\n", "utf-8")
    with pytest.raises(AudioError, match="names no audio files") as caught:
        opened(tmp_path / "empty.m3u8")
    assert caught.value.hint == "Write one path on each line."
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notes.txt").write_text("no sound")
    with pytest.raises(AudioError, match="holds no audio files") as caught:
        opened(tmp_path / "folder")
    assert ".mp3" in (caught.value.hint or "")


def test_an_old_playlist_that_is_not_utf8_is_read(tmp_path: Path, track: Path) -> None:
    (tmp_path / "old.m3u").write_bytes(track.name.encode("latin-1") + b"\r\n")
    assert opened(tmp_path / "old.m3u").lufs > -60.0


def test_a_folder_or_playlist_that_cannot_be_read_is_named(
    tmp_path: Path, track: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    playlist = tmp_path / "list.m3u"
    playlist.write_text(track.name, "utf-8")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.setattr(Path, "iterdir", refuse)
    for path in (playlist, tmp_path):
        with pytest.raises(AudioError, match="cannot be read: Permission denied") as caught:
            opened(path)
        assert str(caught.value.where) == str(path)


def test_more_tracks_than_a_session_needs_are_refused(
    tmp_path: Path, track: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bed_module, "MOST_TRACKS", 2)
    (tmp_path / "many.m3u").write_text(f"{track.name}\n" * 3, "utf-8")
    with pytest.raises(AudioError, match="holds 3 tracks, but 2 are the most"):
        opened(tmp_path / "many.m3u")


def test_a_damaged_installation_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rain.ogg").write_bytes(b"not a sound")
    with pytest.raises(AudioError, match="the shipped bed cannot be read") as caught:
        bed_module.open_shipped("rain", tmp_path / "rain.ogg")
    assert caught.value.hint == "Install again."
