from __future__ import annotations

import threading
import time

import pytest

from voiceguide.speech.parallel import WorkLimit, in_order


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_come_in_order_whatever_takes_long(workers: int) -> None:
    def work(item: int) -> int:
        time.sleep(0.002 if item % 3 == 0 else 0)
        return item * item

    assert list(in_order(work, range(40), workers)) == [item * item for item in range(40)]


def test_no_more_is_begun_than_a_little_ahead() -> None:
    begun: list[int] = []
    results = in_order(lambda item: begun.append(item) or item, range(100), 2, ahead=2)  # type: ignore[func-returns-value]
    for _ in range(3):
        next(results)
    time.sleep(0.05)
    assert len(begun) <= 3 + 2 * 2 + 1
    results.close()  # type: ignore[attr-defined]


def test_an_error_comes_where_its_result_would() -> None:
    def work(item: int) -> int:
        if item == 3:
            raise ValueError("three")
        return item

    results = in_order(work, range(10), 2)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="three"):
        next(results)


def test_threads_end_with_the_work() -> None:
    before = threading.active_count()
    results = in_order(lambda item: item, range(50), 3)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


def test_a_limit_lets_small_pieces_work_side_by_side_and_a_large_one_alone() -> None:
    limit, under_way, most = WorkLimit(10), [0], [0]
    lock, both = threading.Lock(), threading.Barrier(2, timeout=10)

    def work(size: int) -> None:
        with limit.room_for(size):
            with lock:
                under_way[0] += size
                most[0] = max(most[0], under_way[0])
            if size == 5:
                both.wait()  # two that fit together meet inside
            with lock:
                under_way[0] -= size

    for sizes in ([5, 5, 30, 4, 30], [5, 5]):  # two at a time: a five that began before a large one would wait for it
        assert list(in_order(work, sizes, 2)) == [None] * len(sizes)
    assert most[0] == 30


def test_a_limit_is_free_again_after_an_error() -> None:
    limit = WorkLimit(1)
    with pytest.raises(ValueError, match="inside"), limit.room_for(1):
        raise ValueError("inside")
    with limit.room_for(1):
        pass
