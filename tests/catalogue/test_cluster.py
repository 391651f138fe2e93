"""Catalogues on real clusters of processes: workers that die, a scheduler that is lost, a store in a cloud."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.catalogue.conftest import catalogue
from tests.fake_engine import FakeEngine

pytest.importorskip("distributed")

from voiceguide.catalogue import cluster as cluster_room
from voiceguide.catalogue.catalogue import make_catalogue
from voiceguide.catalogue.cluster import open_cluster
from voiceguide.catalogue.matrix import read_matrix
from voiceguide.catalogue.store import Store
from voiceguide.errors import ClusterError

PROJECT = Path(__file__).parent.parent.parent
PRELOAD = ("tests.catalogue.fake_worker",)
FOUR = "routines: [small.yaml, other.yaml]\ndurations: [150 s]\nguidance: [full, brief]\n"

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(autouse=True)
def _fake(fake: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "5s")


@pytest.fixture
def scheduler(folder: Path) -> Iterator[Any]:
    """Starts and stops a scheduler and workers as people do, each a process of its own."""
    running: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        log = (folder / f"dask-{len(running)}.log").open("wb")
        command = [sys.executable, "-m", "dask", *arguments]
        running.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=PROJECT))
        log.close()
        return running[-1]

    yield start
    for each in running:
        if each.poll() is None:
            each.send_signal(signal.SIGTERM)
    for each in running:
        try:
            each.wait(10)
        except subprocess.TimeoutExpired:
            each.kill()
            each.wait()


def test_a_worker_killed_in_the_middle_costs_nothing_but_its_work(folder: Path) -> None:
    matrix = read_matrix(catalogue(folder, FOUR))
    killed: list[int] = []
    with open_cluster(None, workers=2, preload=PRELOAD) as found:

        def kill(stage: str, done: int, total: int) -> None:
            if stage == "session" and done >= 1 and not killed:
                pids = list(found._client.run(os.getpid).values())
                killed.append(pids[0])
                os.kill(pids[0], signal.SIGKILL)

        made = make_catalogue(matrix, Store("out"), found, progress=kill)
    assert killed
    assert (len(made.made), made.failed) == (4, {})
    assert made.tally.again <= 2


def held(dask_worker: Any) -> dict[str, int]:
    """What of a worker would grow with its time, and how many heaps its threads share."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "heaps.xml"
        libc = ctypes.CDLL(None)
        libc.fopen.restype = ctypes.c_void_p
        file = ctypes.c_void_p(libc.fopen(str(told).encode(), b"w"))
        libc.malloc_info(0, file)
        libc.fclose(file)
        heaps = told.read_text().count("<heap nr=")
    return {
        "stacks": len(dask_worker.profile_history) + len(dask_worker.profile_keys_history),
        "results": len(dask_worker.data),
        "tasks": len(dask_worker.state.tasks),
        "heaps": heaps,
    }


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another heap")
def test_a_worker_keeps_nothing_of_the_work_it_has_done(folder: Path) -> None:
    clean = {"stacks": 0, "results": 0, "tasks": 0, "heaps": 1}
    with open_cluster(None, workers=1, preload=PRELOAD) as found:
        made = make_catalogue(read_matrix(catalogue(folder, FOUR)), Store(str(folder / "out")), found)
        assert len(made.new) == 4
        time.sleep(1.2)  # Dask adds up the stacks of each second
        for _ in range(50):  # the scheduler tells it what is no longer needed
            (after,) = found._client.run(held).values()
            if after["tasks"] == 0:
                break
            time.sleep(0.1)
        assert after == clean


def test_a_scheduler_that_is_lost_and_comes_back_loses_nothing(folder: Path, scheduler: Any) -> None:
    matrix = read_matrix(catalogue(folder, FOUR))
    port = str(free_port())
    address = f"tcp://127.0.0.1:{port}"
    how = ("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard", "--no-show")
    first = scheduler(*how)
    work = ("worker", address, "--nthreads", "1", "--no-dashboard", "--memory-limit", "0", "--preload", PRELOAD[0])
    scheduler(*work, "--death-timeout", "60")
    lost: list[float] = []

    def lose(stage: str, done: int, total: int) -> None:
        if stage == "session" and done == 1 and not lost:
            lost.append(time.monotonic())
            first.kill()
            first.wait()
            threading.Timer(1.0, lambda: (scheduler(*how), scheduler(*work, "--death-timeout", "60"))).start()

    with waiting_for(address) as found:
        made = make_catalogue(matrix, Store("out"), found, progress=lose, patience_s=90)
    assert lost
    assert (len(made.made), made.failed) == (4, {})
    assert made.tally.lost >= 1


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def waiting_for(address: str) -> Any:
    """The cluster, as soon as it has a worker."""
    deadline = time.monotonic() + 60
    while True:
        opening = open_cluster(address)
        try:
            found = opening.__enter__()
        except ClusterError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
            continue
        return _Open(opening, found)


class _Open:
    def __init__(self, opening: Any, found: Any) -> None:
        self._opening, self._found = opening, found

    def __enter__(self) -> Any:
        return self._found

    def __exit__(self, *exc: Any) -> None:
        self._opening.__exit__(*exc)


def test_workers_that_differ_are_refused_with_both_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = cluster_room.facts()
    monkeypatch.setattr(cluster_room, "program_hash", lambda: "f" * 64)
    with (
        pytest.raises(ClusterError) as caught,
        open_cluster(None, workers=1, preload=PRELOAD),
    ):
        pass
    code = "voiceguide's code"
    assert f"{code} {own[code]} there, ffffffffffff here" in str(caught.value)


def test_a_scheduler_that_is_not_there_is_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_room, "CONNECT_S", 1.0)
    with pytest.raises(ClusterError, match="cannot be reached"), open_cluster(f"tcp://127.0.0.1:{free_port()}"):
        pass


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket in a cloud that is a server here."""
    server_module = pytest.importorskip("moto.server")
    boto3 = pytest.importorskip("boto3")
    pytest.importorskip("s3fs")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3").create_bucket(Bucket="evenings")
    yield "s3://evenings/catalogue"
    server.stop()


def test_a_catalogue_in_a_cloud_is_made_once_and_read_back(folder: Path, cloud: str) -> None:
    matrix = read_matrix(catalogue(folder, "routines: [small.yaml]\ndurations: [150 s]\nguidance: [full, brief]\n"))
    with open_cluster(None, workers=1, preload=PRELOAD) as found:
        made = make_catalogue(matrix, Store(cloud), found)
        again = make_catalogue(matrix, Store(cloud), found)
    assert (len(made.new), made.failed) == (2, {})
    assert (len(again.new), len(again.made)) == (0, 2)
    store = Store(cloud)
    for session in made.made.values():
        for each in session.files:
            assert store.fact(each.name) == (each.size, each.sha256)
    assert store.get("manifest.json") is not None


def test_a_bucket_that_is_not_there_is_reported_at_once(folder: Path, cloud: str) -> None:
    from voiceguide.errors import StoreError

    with pytest.raises(StoreError, match="cannot be written"):
        Store("s3://nowhere/x", sleep=lambda _: None).check()
