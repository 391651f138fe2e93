"""Catalogues: made once, resumed, repaired, extended; one failure apart from the rest; what is written beside."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from tests.catalogue.conftest import catalogue
from tests.catalogue.here import Here, failed
from tests.cli.running import run
from tests.fake_engine import FakeEngine
from voiceguide.catalogue import conductor, tasks
from voiceguide.catalogue.catalogue import Outcome, make_catalogue
from voiceguide.catalogue.cluster import Cluster
from voiceguide.catalogue.matrix import read_matrix
from voiceguide.catalogue.messages import Failure
from voiceguide.catalogue.store import Store
from voiceguide.cli.schemas import schema_of
from voiceguide.files import cache_folder
from voiceguide.pipeline import render
from voiceguide.settings import Settings
from voiceguide.speech.cache import shared_cache

TWO = "title: Two\nroutines: [small.yaml, other.yaml]\ndurations: [3 min]\n"


@pytest.fixture(autouse=True)
def here(fake: FakeEngine) -> FakeEngine:
    return fake


def make(file: Path, cluster: Cluster | None = None, **how: Any) -> Outcome:
    return make_catalogue(read_matrix(file), Store("out"), cluster or Here(), **how)


def forget_clips() -> None:
    """As on a machine that has not spoken anything yet."""
    shutil.rmtree(cache_folder() / "clips")
    shared_cache.cache_clear()


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_sessions_are_those_of_make_to_the_byte_and_every_clip_is_spoken_once(folder: Path, fake: FakeEngine) -> None:
    made = make(catalogue(folder, TWO + "guidance: [full, brief]\n"))
    assert (len(made.new), made.failed, made.tally.again) == (4, {}, 0)
    texts = [each.text for each in fake.spoken]
    assert len(texts) == len(set(texts))
    assert made.tally.spoken == len(list((folder / "out" / ".voiceguide" / "clips").rglob("*.clip")))
    session = made.sessions[0]
    own = render(session.routine, folder / "own" / "small-3min-full.mp3", session.settings, outputs=session.outputs)
    for path in own.files:
        assert (folder / "out" / "fake-tone" / path.name).read_bytes() == path.read_bytes(), path.name


def test_what_is_beside_the_sessions(folder: Path) -> None:
    pytest.importorskip("feedgen")
    made = make(catalogue(folder, TWO), base_url="https://example.org/m/")
    out = folder / "out"
    index = [json.loads(line) for line in (out / "index.jsonl").read_text("utf-8").splitlines()]
    assert [each["audio"] for each in index] == ["fake-tone/small-3min.mp3", "fake-tone/other-3min.mp3"]
    for line in (out / "SHA256SUMS").read_text("utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    feed = ElementTree.fromstring((out / "fake-tone" / "feed.xml").read_bytes())
    urls = [each.attrib["url"] for each in feed.iter("enclosure")]
    assert sorted(urls) == [f"https://example.org/m/fake-tone/{name}-3min.mp3" for name in ("other", "small")]
    image = "{http://www.itunes.com/dtds/podcast-1.0.dtd}image"
    for each in feed.iter("item"):
        found = each.find(image)
        assert found is not None
        assert (out / found.attrib["href"].removeprefix("https://example.org/m/")).is_file()
    page = (out / "index.html").read_text("utf-8")
    assert "2 sessions" in page
    assert made.files[-1] == "manifest.json"
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert (manifest["sessions"], manifest["made"], manifest["failed"]) == (2, 2, [])


def test_before_parts_are_no_sessions_in_index_feed_or_counts(folder: Path) -> None:
    make(catalogue(folder, TWO), base_url="https://example.org/m")
    out = folder / "out"
    assert len(list(out.rglob("*-before.mp3"))) == 2
    audios = [json.loads(line)["audio"] for line in (out / "index.jsonl").read_text("utf-8").splitlines()]
    assert not any("before" in each for each in audios)
    assert "-before.mp3</" not in (out / "fake-tone" / "feed.xml").read_text("utf-8")
    assert (out / "fake-tone" / "feed.xml").read_text("utf-8").count("<item>") == 2


def test_the_same_again_makes_nothing_and_more_makes_only_what_is_new(folder: Path, fake: FakeEngine) -> None:
    make(catalogue(folder, TWO))
    before = files_in(folder / "out")
    fake.spoken.clear()
    again = make(catalogue(folder, TWO))
    assert (len(again.new), len(again.made), fake.spoken) == (0, 2, [])
    assert files_in(folder / "out") == before
    more = make(catalogue(folder, TWO + "guidance: [full, brief]\n"))
    assert len(more.made) == 4
    assert len(more.new) == 2 or len(more.new) == 4  # names change when guidance differs, content does not
    assert {each.name for each in more.made.values()} >= {"fake-tone/small-3min-brief"}


@pytest.mark.parametrize("quick", [False, True])
def test_a_damaged_file_is_found_and_made_anew(folder: Path, fake: FakeEngine, quick: bool) -> None:
    make(catalogue(folder, TWO))
    sound = folder / "out" / "fake-tone" / "small-3min.mp3"
    whole = sound.read_bytes()
    sound.write_bytes(whole[:-2] if quick else whole[:5000] + b"\0" * 9 + whole[5009:])
    fake.spoken.clear()
    repaired = make(catalogue(folder, TWO), quick=quick)
    assert (len(repaired.new), repaired.damaged, fake.spoken) == (1, ["fake-tone/small-3min"], [])
    assert sound.read_bytes() == whole


def test_a_routine_with_a_mistake_stands_apart_and_the_manifest_names_it(folder: Path) -> None:
    text = "title: Three\nroutines: [small.yaml, wrong.yaml, other.yaml]\ndurations: [3 min, 239 min]\n"
    made = make(catalogue(folder, text))
    assert len(made.new) == 2
    manifest = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))
    errors = {each["name"]: each["error"] for each in manifest["failed"]}
    assert set(errors) == {f"fake-tone/{name}-{minutes}min" for name, minutes in
                         [("small", 239), ("wrong", 3), ("wrong", 239), ("other", 239)]}  # fmt: skip
    assert "spine" in errors["fake-tone/wrong-3min"]
    assert "cannot take" in errors["fake-tone/small-239min"]


def test_a_line_that_cannot_be_spoken_fails_only_the_sessions_that_need_it(folder: Path, fake: FakeEngine) -> None:
    text = (folder / "other.yaml").read_text("utf-8").replace("region: shoulders", "region: scalp")
    (folder / "other.yaml").write_text(text.replace("out over the shoulders", "up over the head"), "utf-8")
    fake.fail_on = "scalp"
    made = make(catalogue(folder, TWO))
    assert [each.name for each in made.sessions if each.key in made.failed] == ["fake-tone/other-3min"]
    assert all("told to fail" in text for text in made.failed.values())


def test_a_full_disk_on_one_worker_sends_its_work_to_another(folder: Path) -> None:
    asked: list[tuple[str, set[str]]] = []

    def full(task: str, _: Any, avoid: set[str]) -> Any:
        asked.append((task, set(avoid)))
        return None if "tcp://a:1" in avoid else failed(Failure.FULL)

    made = make(catalogue(folder, TWO), Here(full))
    assert (len(made.new), made.failed) == (2, {})
    assert ("make", {"tcp://a:1"}) in asked
    assert ("say", {"tcp://a:1"}) in asked


def test_what_fails_on_every_worker_is_reported_in_the_end(folder: Path) -> None:
    made = make(catalogue(folder, TWO), Here(lambda *_: failed(Failure.STORE)))
    assert len(made.failed) == 2
    assert set(made.failed.values()) == {"told to fail: store"}


def test_a_lost_scheduler_is_found_again_and_nothing_is_made_twice(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conductor, "POLL_S", 0.01)
    cluster = Here(lost_after=6)
    made = make(catalogue(folder, TWO + "guidance: [full, brief, signals]\n"), cluster)
    assert (len(made.made), made.failed, made.tally.lost) == (6, {}, 1)


def test_a_store_that_fails_one_call_in_ten_gives_the_same_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(catalogue(folder, TWO))
    whole = files_in(folder / "out")
    (folder / "out").rename(folder / "first")
    forget_clips()
    calls = {"": 0}

    def flaky(self: Store, work: Any) -> Any:
        calls[""] += 1
        if calls[""] % 10 == 0:
            raise OSError("the connection was closed")
        return work()

    usual = Store.try_again
    monkeypatch.setattr(
        Store, "try_again", lambda self, name, verb, work: usual(self, name, verb, lambda: flaky(self, work))
    )
    monkeypatch.setattr("voiceguide.catalogue.store.FIRST_WAIT_S", 0.0)
    made = make(catalogue(folder, TWO))
    assert (len(made.new), made.failed) == (2, {})
    assert calls[""] > 100
    assert files_in(folder / "out") == whole


def test_a_worker_of_another_make_is_refused_by_its_task(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "program_hash", lambda: "0" * 64)
    made = make(catalogue(folder, TWO))
    assert all("voiceguide here is 000000000000, but" in text for text in made.failed.values())
    assert len(made.failed) == 2


# --- the command -----------------------------------------------------------------------------------


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command's cluster is this process."""
    from contextlib import nullcontext

    monkeypatch.setattr("voiceguide.catalogue.cluster.open_cluster", lambda *_, **__: nullcontext(Here()))


@pytest.mark.usefixtures("command")
def test_the_command_tells_what_it_made_and_exits_with_1_when_one_failed(folder: Path) -> None:
    file = catalogue(folder, "routines: [small.yaml, wrong.yaml]\ndurations: [3 min]\n")
    result = run("catalogue", file, "-o", "out", "--json")
    assert result.code == 1
    jsonschema.validate(result.json, schema_of("catalogue"))
    assert (result.json["made"], len(result.json["failed"])) == (1, 1)
    again = run("catalogue", file, "-o", "out")
    assert again.code == 1
    assert "0 made, 1 were there, 1 failed" in again.err
    assert again.last == "out/index.html"


@pytest.mark.usefixtures("command")
def test_a_dry_run_tells_counts_hours_clips_bytes_and_time_and_makes_nothing(folder: Path, fake: FakeEngine) -> None:
    file = catalogue(folder, TWO)
    run("catalogue", file, "-o", "out", "--dry-run", "--calibrate")
    forget_clips()  # what the measurement spoke
    measured = (cache_folder() / "calibration.json").read_bytes()
    result = run("catalogue", file, "-o", "out", "--dry-run", "--json")
    assert result.code == 0, result.err
    assert (cache_folder() / "calibration.json").read_bytes() == measured, "this machine was measured again"
    jsonschema.validate(result.json, schema_of("catalogue-dry-run"))
    record = result.json
    assert (record["sessions"], record["there"], record["sound_s"]) == (2, 0, 360.0)
    assert not (folder / "out" / "fake-tone").exists()
    assert record["seconds"] > 0
    made = make(file)
    assert made.tally.spoken == pytest.approx(record["clips"], rel=0.25)
    size = sum(path.stat().st_size for path in (folder / "out").rglob("*.mp3"))
    assert record["bytes"] == pytest.approx(size, rel=0.3)
    after = run("catalogue", file, "-o", "out", "--dry-run")
    assert "2 sessions, 2 of them there" in after.out
    assert "0 clips" in after.out


@pytest.mark.usefixtures("command")
def test_wrong_calls_are_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = catalogue(folder, TWO)
    assert run("catalogue", file, "--base-url", "ftp://x").code == 2
    assert run("catalogue", file, "-o", "nosuch://x/y").code == 2
    assert run("catalogue", "nowhere.yaml").code == 2

    def no_rights(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("voiceguide.catalogue.store.write_atomic", no_rights)
    result = run("catalogue", file, "-o", "out")
    assert result.code == 1
    assert "cannot be written: Permission denied" in result.err
    assert "--output" in result.err


def test_without_the_extra_the_line_that_installs_it_is_printed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voiceguide.installing.is_there", lambda extra: extra != "cluster")
    result = run("catalogue", catalogue(folder, TWO))
    assert result.code == 2
    assert "pip install" in result.err


def test_settings_of_the_fake_are_those_of_the_file(folder: Path) -> None:
    (session, *_) = read_matrix(catalogue(folder, TWO)).sessions
    assert session.settings == Settings(
        voice="fake:tone", duration_s=180.0, ambient="none", pacer=session.settings.pacer, mono=True, bitrate_kbps=96
    )
