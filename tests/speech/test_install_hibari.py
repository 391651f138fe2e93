"""Installing voices of hibari by a made registry: from a server that misbehaves, through a proxy, and from files."""

from __future__ import annotations

import hashlib
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.speech.serving import Server, serving
from voiceguide.errors import SpeechError, VoiceError
from voiceguide.speech import hibari_files
from voiceguide.speech.hibari_engine import HibariEngine
from voiceguide.speech.install import install_hibari

CONTENT = {"emma": b"emma's model" * 30_000, "fable": b"fable's model" * 20_000}
HEART = b"in the package" * 100


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package whose registry names three small voices; where the others are installed."""
    assets = tmp_path / "package" / "assets"
    assets.mkdir(parents=True)
    registry = {
        name: {
            "language": "en-GB",
            "gender": "female",
            "file": f"{name}.onnx",
            "bundled": name == "heart",
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        for name, content in {"heart": HEART, **CONTENT}.items()
    }
    (assets / "voices.json").write_text(json.dumps(registry))
    (assets / "heart.onnx").write_bytes(HEART)
    monkeypatch.setattr(hibari_files, "assets", lambda: assets)
    monkeypatch.setenv("VOICEGUIDE_HIBARI", str(tmp_path / "installed"))
    hibari_files.voices.cache_clear()
    yield tmp_path / "installed"
    hibari_files.voices.cache_clear()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "*")
    with serving({f"/{name}.onnx": content for name, content in CONTENT.items()}) as state:
        yield state


def ready() -> set[str]:
    with HibariEngine() as engine:
        return {voice.name for voice in engine.voices() if voice.installed}


def test_a_voice_is_fetched_whole_and_ready_from_then_on(server: Server, folder: Path) -> None:
    assert ready() == {"hibari:heart"}
    calls: list[tuple[int, int]] = []
    install_hibari(voices=["emma"], url=server.url, progress=lambda done, total: calls.append((done, total)))
    assert (folder / "emma.onnx").read_bytes() == CONTENT["emma"]
    assert calls[-1] == (len(CONTENT["emma"]),) * 2
    assert ready() == {"hibari:heart", "hibari:emma"}
    with HibariEngine() as engine:
        assert hashlib.sha256(CONTENT["emma"]).hexdigest() in engine.fingerprint("emma")


def test_without_a_name_all_are_installed_but_the_one_in_the_package(server: Server, folder: Path) -> None:
    install_hibari(url=server.url)
    assert sorted(path.name for path in folder.iterdir()) == ["emma.onnx", "fable.onnx"]


def test_a_download_goes_on_where_it_was_cut_off(server: Server, folder: Path) -> None:
    server.cut_after = [100_000, 50_000]
    install_hibari(voices=["emma"], url=server.url)
    assert [asked for _, asked in server.asked] == ["", "bytes=100000-", "bytes=150000-"]
    assert (folder / "emma.onnx").read_bytes() == CONTENT["emma"]


def test_a_proxy_is_used_where_one_is_set(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.setattr(urllib.request, "_opener", None)  # it remembers the proxies of this process's first request
    install_hibari(voices=["emma"], url="http://voices.invalid")
    assert server.asked[0][0] == "http://voices.invalid/emma.onnx"
    assert (folder / "emma.onnx").read_bytes() == CONTENT["emma"]


def test_what_is_not_as_the_registry_says_is_never_installed(server: Server, folder: Path) -> None:
    server.content["/emma.onnx"] = bytes(len(CONTENT["emma"]))
    with pytest.raises(SpeechError, match="SHA-256"):
        install_hibari(voices=["emma"], url=server.url)
    assert list(folder.iterdir()) == []


def test_from_a_file_or_a_folder_nothing_is_fetched(server: Server, folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "downloads"
    source.mkdir()
    (source / "any-name.onnx").write_bytes(CONTENT["emma"])
    install_hibari(source / "any-name.onnx", ["emma"], url=server.url)
    (source / "fable.onnx").write_bytes(CONTENT["fable"])
    install_hibari(source, url=server.url)
    assert ready() == {"hibari:heart", "hibari:emma", "hibari:fable"}
    assert server.asked == []


def test_from_a_wrong_file_nothing_is_installed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other.onnx").write_bytes(b"other")
    with pytest.raises(SpeechError, match="SHA-256"):
        install_hibari(tmp_path / "other.onnx", ["emma"])
    assert ready() == {"hibari:heart"}
    with pytest.raises(VoiceError, match="one file holds one voice"):
        install_hibari(tmp_path / "other.onnx")
    with pytest.raises(VoiceError, match="no voices in this folder"):
        install_hibari(tmp_path)


def test_an_unknown_voice_names_the_nearest() -> None:
    with pytest.raises(VoiceError) as caught:
        install_hibari(voices=["ema"])
    assert "hibari:emma" in str(caught.value.hint)


def test_the_address_is_that_of_the_package() -> None:
    from hibari.voices import BASE_URL

    assert hibari_files.source() == BASE_URL.rstrip("/")
