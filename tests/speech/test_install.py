"""Installing the neural voice, from a folder and from a server that misbehaves."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.speech.serving import Server, serving
from voiceguide.errors import ExportError, SpeechError, VoiceError
from voiceguide.speech import kokoro_files as files
from voiceguide.speech.artefacts import Artefact
from voiceguide.speech.install import install_kokoro

MODEL_BYTES = bytes(range(256)) * 4096
VOICE_BYTES = b"voice" * 2000


def _artefact(name: str, remote: str, content: bytes) -> Artefact:
    return Artefact(name, remote, len(content), hashlib.sha256(content).hexdigest())


MODEL = _artefact("model_quantized.onnx", "onnx/model_quantized.onnx", MODEL_BYTES)
SMALL = {name: _artefact(f"voices/{name}.bin", f"voices/{name}.bin", VOICE_BYTES) for name in ("af_heart", "bf_emma")}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(files, "VOICES", SMALL)
    monkeypatch.setenv("no_proxy", "*")
    content = {"/onnx/model_quantized.onnx": MODEL_BYTES} | {f"/{each.remote}": VOICE_BYTES for each in SMALL.values()}
    with serving(content) as state:
        yield state


def installed(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


ALL = ["model_quantized.onnx", "voices/af_heart.bin", "voices/bf_emma.bin"]


def test_all_files_arrive_whole_with_progress(server: Server, tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    folder = install_kokoro(
        folder=tmp_path / "k", url=server.url, model=MODEL, progress=lambda done, total: calls.append((done, total))
    )
    assert installed(folder) == ALL
    assert (folder / "model_quantized.onnx").read_bytes() == MODEL_BYTES
    total = len(MODEL_BYTES) + 2 * len(VOICE_BYTES)
    assert calls[-1] == (total, total)
    assert [done for done, _ in calls] == sorted(done for done, _ in calls)


def test_what_is_there_is_not_fetched_again(server: Server, tmp_path: Path) -> None:
    install_kokoro(folder=tmp_path, url=server.url, model=MODEL)
    server.asked.clear()
    install_kokoro(folder=tmp_path, url=server.url, model=MODEL)
    assert server.asked == []


def test_a_damaged_file_is_replaced(server: Server, tmp_path: Path) -> None:
    install_kokoro(folder=tmp_path, url=server.url, model=MODEL)
    (tmp_path / "voices/af_heart.bin").write_bytes(VOICE_BYTES[:-1] + b"x")
    install_kokoro(folder=tmp_path, url=server.url, model=MODEL)
    assert (tmp_path / "voices/af_heart.bin").read_bytes() == VOICE_BYTES


def test_a_cut_connection_is_opened_again_where_it_stopped(server: Server, tmp_path: Path) -> None:
    server.cut_after = [300_000, 200_000]
    install_kokoro(folder=tmp_path, url=server.url, model=MODEL)
    assert (tmp_path / "model_quantized.onnx").read_bytes() == MODEL_BYTES
    ranges = [asked for path, asked in server.asked if path.endswith(".onnx")]
    assert ranges == ["", "bytes=300000-", "bytes=500000-"]


def test_a_download_that_keeps_breaking_stops_and_goes_on_next_time(server: Server, tmp_path: Path) -> None:
    server.cut_after = [100_000, 0, 0, 0]
    with pytest.raises(SpeechError) as caught:
        install_kokoro(folder=tmp_path, url=server.url, model=MODEL)
    assert "again" in str(caught.value.hint)
    assert not (tmp_path / "model_quantized.onnx").exists()
    server.asked.clear()
    install_kokoro(folder=tmp_path, url=server.url, model=MODEL)
    assert installed(tmp_path) == ALL
    assert server.asked[0][1] == "bytes=100000-"


def test_a_server_without_ranges_starts_over(server: Server, tmp_path: Path) -> None:
    server.cut_after, server.ranges = [300_000], False
    install_kokoro(folder=tmp_path, url=server.url, model=MODEL)
    assert (tmp_path / "model_quantized.onnx").read_bytes() == MODEL_BYTES


def test_a_wrong_file_is_never_installed(server: Server, tmp_path: Path) -> None:
    server.content["/onnx/model_quantized.onnx"] = bytes(len(MODEL_BYTES))
    with pytest.raises(SpeechError, match="SHA-256") as caught:
        install_kokoro(folder=tmp_path, url=server.url, model=MODEL)
    assert caught.value.where is not None
    assert installed(tmp_path) == []


def test_files_take_their_place_together(server: Server, tmp_path: Path) -> None:
    server.content["/voices/bf_emma.bin"] = bytes(len(VOICE_BYTES))
    with pytest.raises(SpeechError, match="SHA-256"):
        install_kokoro(folder=tmp_path, url=server.url, model=MODEL)
    assert not (tmp_path / "model_quantized.onnx").exists()


def test_a_missing_file_on_the_server_is_a_clear_error(server: Server, tmp_path: Path) -> None:
    del server.content["/voices/af_heart.bin"]
    with pytest.raises(SpeechError, match="404"):
        install_kokoro(folder=tmp_path, url=server.url, model=MODEL)


def test_no_server_is_a_clear_error(server: Server, tmp_path: Path) -> None:
    with pytest.raises(SpeechError, match="download stopped"):
        install_kokoro(folder=tmp_path, url="http://127.0.0.1:9", model=MODEL)


def test_stopping_leaves_what_was_fetched_for_the_next_time(server: Server, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done > total // 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        install_kokoro(folder=tmp_path, url=server.url, model=MODEL, progress=stop)
    assert [name for name in installed(tmp_path) if not name.endswith(".part")] == []
    install_kokoro(folder=tmp_path, url=server.url, model=MODEL)
    assert installed(tmp_path) == ALL
    assert server.asked[1][1].startswith("bytes=")


def test_only_the_voices_asked_for(server: Server, tmp_path: Path) -> None:
    install_kokoro(voices=["bf_emma"], folder=tmp_path, url=server.url, model=MODEL)
    assert installed(tmp_path) == ["model_quantized.onnx", "voices/bf_emma.bin"]


def test_an_unknown_voice_names_the_nearest(server: Server, tmp_path: Path) -> None:
    with pytest.raises(VoiceError) as caught:
        install_kokoro(voices=["bf_ema"], folder=tmp_path, url=server.url, model=MODEL)
    assert "bf_emma" in str(caught.value.hint)
    assert installed(tmp_path) == []


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "voices").mkdir(parents=True)
    (folder / "model_quantized.onnx").write_bytes(MODEL_BYTES)
    (folder / "voices/af_heart.bin").write_bytes(VOICE_BYTES)
    return folder


def test_from_a_folder_takes_what_is_there(server: Server, source: Path, tmp_path: Path) -> None:
    install_kokoro(source, folder=tmp_path / "k", model=MODEL)
    assert installed(tmp_path / "k") == ALL[:2]
    assert server.asked == []


def test_from_a_folder_with_a_wrong_file(server: Server, source: Path, tmp_path: Path) -> None:
    (source / "voices/af_heart.bin").write_bytes(b"x" * len(VOICE_BYTES))
    with pytest.raises(SpeechError, match="SHA-256"):
        install_kokoro(source, folder=tmp_path / "k", model=MODEL)
    assert not (tmp_path / "k/model_quantized.onnx").exists()


@pytest.mark.parametrize("missing", ["model_quantized.onnx", "voices/af_heart.bin"])
def test_from_a_folder_that_lacks_something(server: Server, source: Path, tmp_path: Path, missing: str) -> None:
    (source / missing).unlink()
    with pytest.raises((SpeechError, VoiceError)) as caught:
        install_kokoro(source, folder=tmp_path / "k", model=MODEL)
    assert caught.value.where is not None
    assert installed(tmp_path / "k") == [] if (tmp_path / "k").exists() else True


def test_a_place_that_cannot_be_written(server: Server, source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ExportError):
        install_kokoro(source, folder=tmp_path / "file/k", model=MODEL)


def test_a_full_disk_is_reported(server: Server, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ExportError, match="No space left"):
        install_kokoro(source, folder=tmp_path / "k", model=MODEL)


def test_the_pinned_artefacts_are_complete() -> None:
    assert files.MODEL.size_bytes == 92_361_116
    assert len(files.VOICES) == 10
    hashes = [files.MODEL.sha256, *(each.sha256 for each in files.VOICES.values())]
    assert len(set(hashes)) == 11
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in hashes)
    assert re.search(r"/resolve/[0-9a-f]{40}$", files.SOURCE), "pinned to a commit"


def test_a_damaged_model_says_to_install_again(
    server: Server, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICEGUIDE_KOKORO", str(source))
    assert files.find_pinned(MODEL) == source / "model_quantized.onnx"
    (source / "model_quantized.onnx").write_bytes(MODEL_BYTES[:-1] + b"!")
    with pytest.raises(VoiceError, match="damaged") as caught:
        files.find_pinned(MODEL)
    assert "voices install kokoro" in str(caught.value.hint)
    (source / "model_quantized.onnx").unlink()
    with pytest.raises(VoiceError, match="not installed"):
        files.find_pinned(MODEL)
