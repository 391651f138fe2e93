"""Everything of one session in one folder: written together, measured, and read back by others' readers."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pysubs2
import pytest
import soundfile
import webvtt
from mutagen.id3 import ID3

from tests.export.curves import heard_curve
from tests.mix.synthetic import NoiseBed, make_session
from voiceguide import loudness_files
from voiceguide.errors import ExportError, VoiceguideError
from voiceguide.export.deliver import deliver
from voiceguide.export.formats.registry import FORMATS
from voiceguide.export.outputs import Outputs, reserve
from voiceguide.export.picture.curves import curves_of_mix
from voiceguide.export.report_reader import read_report
from voiceguide.export.session import Session
from voiceguide.export.transaction import FileTransaction
from voiceguide.files import sha256_of
from voiceguide.mix.mixdown import STEMS, Mix, plan_mix
from voiceguide.script.file import load
from voiceguide.settings import Settings

from .sessions import FACTS, REPORT_SCHEMA, TITLES, as_reported
from .sessions import session as example

EVERYTHING = Outputs(sidecars=("all",), page=True, pictures=("png", "svg"), stems=True)


@pytest.fixture(scope="module")
def mix(tmp_path_factory: pytest.TempPathFactory) -> Mix:
    return plan_mix(*make_session(tmp_path_factory.mktemp("clips"), 34), NoiseBed(5), Settings())


def session_of(mix: Mix, title: str = "Füße & 背中") -> Session:
    made = example(title)
    return Session(
        "a b", made.script, mix.timeline, mix.settings, dataclasses.replace(FACTS, measured=(), decoded=None)
    )


def written(folder: Path, outputs: Outputs, mix: Mix, **options: Any) -> tuple[Session, Mapping[str, Path]]:
    with FileTransaction(folder) as transaction:
        reserve(outputs, transaction, "a b")
        session = deliver(transaction, outputs, session_of(mix), mix, **options)
        return session, {path.name: path for path in transaction.commit()}


@pytest.fixture(scope="module")
def everything(mix: Mix, tmp_path_factory: pytest.TempPathFactory) -> tuple[Session, Mapping[str, Path]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("voiceguide.mp3.segments.QUALITY", 7)  # as the tests that make one have it
        return written(tmp_path_factory.mktemp("all"), EVERYTHING, mix)


def test_every_file_that_was_named_is_there_and_no_other(everything: tuple[Session, Mapping[str, Path]]) -> None:
    _, files = everything
    assert set(files) == set(EVERYTHING.names("a b"))
    assert {each.name for each in files["a b.mp3"].parent.iterdir()} == set(files)
    assert len(files) == 1 + 8 + 1 + 2 + 3


def test_the_report_hashes_every_other_file_and_tells_what_was_measured(
    everything: tuple[Session, Mapping[str, Path]],
) -> None:
    session, files = everything
    report = json.loads(files["a b.report.json"].read_text(encoding="utf-8"))
    jsonschema.validate(report, REPORT_SCHEMA)
    assert {each["name"]: each["sha256"] for each in report["files"]} == {
        name: sha256_of(path) for name, path in files.items() if name != "a b.report.json"
    }
    decoded = report["loudness"]["decoded"]
    assert decoded["true_peak_dbtp"] <= -1.0
    measured = loudness_files.measure_file(files["a b.mp3"])
    assert decoded["integrated_lufs"] == pytest.approx(measured.integrated_lufs, abs=0.03)
    assert list(report["loudness"]["measured"]) == list(STEMS)
    assert report["loudness"]["measured"]["speech"]["integrated_lufs"] == pytest.approx(-16.0, abs=0.3)
    assert read_report(files["a b.report.json"]).timeline == as_reported(session.timeline)


def test_stems_add_up_to_what_is_heard(everything: tuple[Session, Mapping[str, Path]], mix: Mix) -> None:
    _, files = everything
    stems = [soundfile.read(files[f"a b.{stem}.flac"], dtype="float32")[0] for stem in STEMS]
    whole = mix.block(0, mix.frames)
    assert np.abs(sum(stems) - whole).max() < 2e-3
    assert soundfile.info(str(files["a b.mp3"])).frames == mix.frames


def test_readers_that_others_wrote_agree(everything: tuple[Session, Mapping[str, Path]]) -> None:
    session, files = everything
    captions = len(webvtt.read(str(files["a b.vtt"])).captions)
    assert captions == len(pysubs2.load(str(files["a b.srt"]), encoding="utf-8"))
    assert captions == len(session.timeline.speech) + len(session.timeline.earcons)
    tag: Any = ID3(files["a b.mp3"])
    assert str(tag["TIT2"]) == "Füße & 背中"
    assert tag.getall("APIC")[0].data[:2] == b"\xff\xd8"
    assert load(files["a b.script.yaml"]).title == "Füße & 背中"
    assert './a%20b.mp3"' in files["a b.html"].read_text(encoding="utf-8")


def test_the_same_order_gives_the_same_bytes(
    everything: tuple[Session, Mapping[str, Path]], mix: Mix, tmp_path: Path
) -> None:
    _, first = everything
    _, second = written(tmp_path, EVERYTHING, mix, threads=1)
    assert [name for name in first if first[name].read_bytes() != second[name].read_bytes()] == []


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "mp3"])
def test_other_formats_take_the_mp3s_place(name: str, mix: Mix, tmp_path: Path) -> None:
    outputs = Outputs(name, sidecars=("report",), page=True)
    session, files = written(tmp_path, outputs, mix)
    own = f"a b{FORMATS[name].suffix}"
    assert set(files) == {own, f"{own}.html", f"{own}.report.json"}  # apart from those of the MP3
    assert FORMATS[name].suffix + '"' in files[f"{own}.html"].read_text(encoding="utf-8")
    if name == "m4b":
        assert files[own].read_bytes()[4:12] == b"ftypM4B "
    assert session.facts.decoded is not None
    assert session.facts.decoded.integrated_lufs == pytest.approx(mix.prediction.integrated_lufs, abs=0.3)


def test_progress_is_reported_stage_by_stage_and_can_stop(mix: Mix, tmp_path: Path) -> None:
    reports: list[tuple[str, int, int]] = []
    outputs = Outputs(sidecars=(), stems=True)
    written(tmp_path / "a", outputs, mix, progress=lambda *each: reports.append(each))
    stages = [stage for stage, _, _ in reports]
    assert sorted(set(stages), key=stages.index) == ["sound", "measure", "stems"]
    for stage in set(stages):
        done, total = next((done, total) for name, done, total in reversed(reports) if name == stage)
        assert done == total

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "measure":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        written(tmp_path / "b", outputs, mix, progress=stop)
    assert not (tmp_path / "b").exists()


def test_a_file_in_the_way_is_reported_before_the_work(mix: Mix, tmp_path: Path) -> None:
    (tmp_path / "a b.timeline.svg").write_text("mine")
    with pytest.raises(ExportError, match="exists"):
        written(tmp_path, EVERYTHING, mix)
    assert [each.name for each in tmp_path.iterdir()] == ["a b.timeline.svg"]


@pytest.mark.parametrize("limit", [2_000, 560_000])
def test_a_disk_that_fills_up_leaves_nothing(limit: int, mix: Mix, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        with pytest.raises(VoiceguideError):
            written(tmp_path / "out", EVERYTHING, mix)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fail_at", [0, 5, 9])
def test_a_failure_at_any_file_leaves_nothing_and_is_ours(
    fail_at: int, mix: Mix, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = Path.write_bytes, 0

    def failing(self: Path, data: bytes) -> int:
        nonlocal calls
        if tmp_path not in self.parents:  # what is kept between runs is no file of the session
            return real(self, data)
        calls += 1
        if calls > fail_at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))
        return real(self, data)

    outputs = dataclasses.replace(EVERYTHING, stems=False, pictures=())
    monkeypatch.setattr(Path, "write_bytes", failing)
    if fail_at < len(outputs.names("")) - 1:
        with pytest.raises(ExportError, match="space"):
            written(tmp_path / "out", outputs, mix)
        assert list(tmp_path.iterdir()) == []
    else:
        written(tmp_path / "out", outputs, mix)
        assert calls == len(outputs.names("")) - 1


@pytest.mark.parametrize("title", TITLES[1:3])
def test_any_title_can_be_delivered(title: str, mix: Mix, tmp_path: Path) -> None:
    outputs = Outputs(sidecars=("all",), page=True)
    with FileTransaction(tmp_path) as transaction:
        deliver(transaction, outputs, session_of(mix, title), mix)
        assert len(transaction.commit()) == 10


def test_predicted_curves_are_near_the_measured_ones(mix: Mix) -> None:
    predicted, measured = curves_of_mix(mix), heard_curve(mix)
    assert predicted["mix"].lufs[1:-1] == pytest.approx(measured.lufs[1:-1], abs=1.5)
    assert predicted["bed"].lufs[6:-12] == pytest.approx(heard_curve(mix.stem("bed")).lufs[6:-12], abs=0.5)
