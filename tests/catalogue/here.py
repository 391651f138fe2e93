"""A cluster without processes: tasks are done at once, here; and what can go wrong with one can be told to."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from voiceguide.catalogue.cluster import Cluster, LostError
from voiceguide.catalogue.messages import Failure, TaskFailure


class Future:
    """A task that has ended."""

    def __init__(self, number: int, answer: Any) -> None:
        self.key, self.value = f"task-{number}", answer

    def add_done_callback(self, call: Callable[[Any], None]) -> None:
        call(self)


class Here(Cluster):
    """Does tasks in this process, one after the other.

    Args:
        before: Called with (name of the task, what it is asked for, workers to avoid); what it returns is the answer in
            place of the task's own, unless that is None.
        lost_after: The scheduler is lost once, after so many tasks.
    """

    def __init__(
        self, before: Callable[[str, Any, set[str]], Any] | None = None, lost_after: int | None = None
    ) -> None:
        super().__init__(None, "tcp://here:1")
        self.before, self.lost_after = before, lost_after
        self.done: list[str] = []
        self._numbers = itertools.count()

    @property
    def threads(self) -> int:
        return 2

    def submit(self, task: Callable[..., Any], *arguments: Any, avoid: set[str], priority: int) -> Any:  # noqa: ARG002
        self.done.append(task.__name__)
        if self.lost_after is not None and len(self.done) > self.lost_after:
            self.lost_after = None
            raise LostError
        own = self.before(task.__name__, arguments[1], avoid) if self.before else None
        return Future(next(self._numbers), task(*arguments) if own is None else own)

    def map(self, task: Callable[..., Any], address: str, asked: Sequence[Any], *rest: Any) -> list[Any]:
        return [task(address, each, *rest) for each in asked]

    def answer(self, future: Any) -> Any:
        return future.value

    def check(self) -> None:
        pass

    def connect_again(self) -> bool:
        return True


def failed(kind: Failure, worker: str = "tcp://a:1") -> TaskFailure:
    return TaskFailure(kind, f"told to fail: {kind}", worker)
